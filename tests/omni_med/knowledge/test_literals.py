"""Letters that a pattern cannot match without: of all tables, and of any text."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from omni_med.emr.negation_rules import CHINESE, ENGLISH
from omni_med.knowledge.history import CLUES
from omni_med.knowledge.literals import Index, letters_of

TABLES = sorted(
    {clue.english for clue in CLUES}
    | {pattern for row in (*ENGLISH, *CHINESE) for pattern in row.patterns}
)
INDEX = Index(TABLES)


@pytest.mark.parametrize(
    ("pattern", "letters"),
    [
        ("no evidence of", ("no evidence of",)),
        ("denie[sd]", ("denie",)),
        ("ha?emoptysis", ("emoptysis",)),
        ("x{2,30}rays?", ("ray",)),
        (r"(?:to )?rule[- ]out", ("rule",)),
        (r"(?:cats?|dogs+|\d+) here", (" here",)),
        (r"(?:cats?|[a(]dog)", ("cat", "dog")),
        (r"hiv|cd4|(?:bone )?marrow", ("hiv", "cd4", "marrow")),
        (r"\d+[ -]days?", ("day",)),
        (r"[^]a]end", ("end",)),
        (r"(?=abc)\w+", ()),
        (r"a|bc", ()),
        (r"\?+", ()),
        ("史", ("史",)),
    ],
)
def test_letters_are_what_every_match_holds(pattern: str, letters: tuple[str, ...]) -> None:
    assert letters_of(pattern) == letters


@given(number=st.integers(0, len(TABLES) - 1), data=st.data())
@settings(max_examples=150, deadline=None)
def test_no_match_of_a_table_is_passed_over(number: int, data: st.DataObject) -> None:
    pattern = re.compile(TABLES[number])
    text = data.draw(st.from_regex(pattern)).lower()
    assume(pattern.search(text))
    assert number in INDEX.candidates(text)


def test_most_of_a_table_is_passed_over() -> None:
    found = INDEX.candidates("a 58-year-old man came with fever and a dry cough for six days.")
    assert found == sorted(found)
    assert len(found) < len(TABLES) / 5
