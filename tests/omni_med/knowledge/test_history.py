import re

import pytest

from omni_med.knowledge import history
from omni_med.knowledge.history import CLUES, KINDS, PRESENTATIONS, clues_in, fingerprint


def named(sentence: str) -> set[str]:
    return {CLUES[index].name for index, _, _ in clues_in(sentence)}


@pytest.mark.parametrize(
    ("sentence", "clue"),
    [
        ("Known HIV infection, not on treatment.", "HIV infection"),
        ("CD4 count of 12 cells/mm3", "HIV infection"),
        ("Renal transplant recipient on tacrolimus.", "organ or marrow transplant"),
        ("Vesicular rash for two days.", "blisters, rash"),
        ("Anosmia since yesterday", "loss of smell or taste"),
        ("Chronic cough for several months", "months of illness"),
        ("cough with purulent sputum", "productive cough"),
        ("Hot tub at a hotel", "contaminated water, air conditioning"),
        ("Uses liquid paraffin against constipation.", "mineral oil"),
    ],
)
def test_a_clue_is_found(sentence: str, clue: str) -> None:
    assert clue in named(sentence)


@pytest.mark.parametrize(
    "sentence",
    ["The archive was searched.", "She raids the fridge.", "A spaniel barked.", "", "123"],
)
def test_a_word_inside_another_is_no_clue(sentence: str) -> None:
    assert not named(sentence)


def test_spans_are_of_the_sentence_as_it_is() -> None:
    sentence = "Former SMOKER with Diabetes"
    spans = {sentence[start:end] for _, start, end in clues_in(sentence)}
    assert spans == {"SMOKER", "Diabetes"}


def test_every_pattern_compiles_and_every_strength_is_a_rough_one() -> None:
    assert len({clue.name for clue in CLUES}) == len(CLUES)
    for clue in CLUES:
        re.compile(clue.english)
        assert clue.english == clue.english.lower()
        assert len(clue.strength) == len(KINDS)
        assert all((2 * value) % 1 == 0 and abs(value) <= 3 for value in clue.strength)


def test_classic_complaints_alone_hardly_tell_the_kind() -> None:
    for text in PRESENTATIONS:
        for kind in range(len(KINDS)):
            total = sum(CLUES[index].strength[kind] for index, _, _ in clues_in(text))
            assert abs(total) <= 2


def test_other_clues_have_another_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    before = fingerprint()
    monkeypatch.setattr(history, "CLUES", CLUES[:-1])
    assert fingerprint() != before
