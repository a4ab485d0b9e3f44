"""What may be learnt from: the laboratory before readers, and nothing that a model suggested."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.workspace.collecting.truth import (
    CONTAMINATED,
    DISAGREE,
    NOBODY,
    Basis,
    Truth,
    Word,
    is_laboratory,
    truth_of,
)

LAB, READ, AIDED = Basis.LABORATORY, Basis.UNAIDED, Basis.AIDED
WORDS = st.lists(st.builds(Word, st.booleans(), st.sampled_from(Basis)), max_size=6)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ([], NOBODY),
        ([(True, READ)], Truth(True, READ)),
        ([(True, READ), (True, READ)], Truth(True, READ)),
        ([(True, READ), (False, READ)], DISAGREE),
        ([(True, READ), (False, READ), (True, LAB)], Truth(True, LAB, adjudicated=True)),
        ([(True, READ), (True, LAB)], Truth(True, LAB)),
        ([(True, LAB), (False, LAB)], DISAGREE),
        ([(True, AIDED)], CONTAMINATED),
        ([(True, AIDED), (False, READ)], Truth(False, READ)),
    ],
)
def test_what_holds(words: list[tuple[bool, Basis]], expected: Truth | str) -> None:
    assert truth_of([Word(*word) for word in words]) == expected


def test_a_contaminated_label_is_taken_only_by_force_and_says_so() -> None:
    words = [Word(True, AIDED)]
    found = truth_of(words, include_contaminated=True)
    assert found == Truth(True, AIDED, contaminated=True)
    mixed = [*words, Word(False, AIDED)]
    assert truth_of(mixed, include_contaminated=True) == DISAGREE


@given(WORDS)
def test_without_force_no_label_ever_stands_on_a_models_answer(words: list[Word]) -> None:
    clean = [word for word in words if word.basis is not AIDED]
    found = truth_of(words)
    if isinstance(found, Truth):
        assert not found.contaminated
        assert found == truth_of(clean)


@given(WORDS)
def test_nobodys_order_matters(words: list[Word]) -> None:
    assert truth_of(words) == truth_of(words[::-1])


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("BAL, silver stain", True),
        ("Transbronchial biopsy 3 March", True),
        ("sputum culture", True),
        ("病理", True),
        ("follow-up CT", False),
        ("colleague's opinion", False),
        ("balance of probabilities", False),
    ],
)
def test_pathology_and_microbiology_are_known_by_their_words(source: str, expected: bool) -> None:
    assert is_laboratory(source) is expected
