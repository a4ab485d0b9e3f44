"""Codes and what records call things."""

from __future__ import annotations

import re

import pytest

from omni_med.emr import mentions
from omni_med.knowledge import (
    BODY_PARTS,
    CODES,
    LATERALITY,
    SNOMED_CT,
    STATEMENTS,
    VOCABULARY,
    code_of,
    speaks_of,
)
from omni_med.knowledge.codes import is_valid_sctid


def test_every_code_has_a_right_check_digit_and_stands_once() -> None:
    codes = [code.code for code in CODES.values()]
    snomed = [code.code for code in CODES.values() if code.system == SNOMED_CT]
    assert all(is_valid_sctid(code) for code in snomed)
    assert len(snomed) == len(codes) - 1
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("wrong", ["233604008", "36118080", "", "12345", "abc", "2336O4007"])
def test_a_slip_is_noticed(wrong: str) -> None:
    assert not is_valid_sctid(wrong)


def test_codes_by_name() -> None:
    code = code_of(" Pneumonia ")
    assert code is not None
    assert (code.system, code.code) == ("http://snomed.info/sct", "233604007")
    assert code_of("ground-glass opacity") is None


def test_concepts_are_unique_and_their_patterns_compile() -> None:
    names = [concept.name for concept in VOCABULARY]
    assert len(set(names)) == len(names)
    for concept in VOCABULARY:
        assert concept.english or concept.chinese
        for pattern in (*concept.english, *concept.chinese):
            assert not re.compile(pattern).match("")


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Pneumonia.", ["pneumonia"]),
        ("Viral pneumonia.", ["viral pneumonia"]),
        ("COVID-19 pneumonia", ["COVID-19 pneumonia"]),
        ("bilateral ground-glass opacities", ["ground-glass opacity"]),
        ("patchy airspace opacities", ["opacity"]),
        ("Left basal infiltrates", ["infiltrate"]),
        ("small pleural effusions", ["pleural effusion"]),
        ("Knee effusion", []),
        ("pericardial effusion", []),
        ("The lungs are clear.", ["clear lungs"]),
        ("Lungs appear clear.", ["clear lungs"]),
        ("Well-expanded and clear lungs", ["clear lungs"]),
        ("Lungs clear to auscultation bilaterally", []),
        ("Chest X-ray was normal.", ["normal chest film"]),
        ("No acute cardiopulmonary disease", ["acute abnormality"]),
        ("chronic obstructive pulmonary disease", []),
        ("双肺纹理清晰，未见实变", ["clear lungs", "consolidation"]),
        ("双肺呼吸音清", []),
        ("右下肺见斑片状高密度影", ["opacity"]),
        ("新型冠状病毒肺炎", ["COVID-19 pneumonia"]),
        ("左侧胸腔积液，气胸", ["pleural effusion", "pneumothorax"]),
        ("肺炎支原体阳性", []),
    ],
)
def test_what_records_call_things(text: str, concepts: list[str]) -> None:
    assert [m.concept for m in mentions(text, STATEMENTS)] == concepts


@pytest.mark.parametrize(
    ("text", "sides"),
    [
        ("right lower lobe", ["right"]),
        ("LLL", ["left"]),
        ("both lungs", ["bilateral"]),
        ("左下肺", ["left"]),
        ("双下肺", ["bilateral"]),
        ("upright film, leftover", []),
    ],
)
def test_sides(text: str, sides: list[str]) -> None:
    assert [m.concept for m in mentions(text, LATERALITY)] == sides


def test_body_parts() -> None:
    assert [m.concept for m in mentions("X-ray of the left knee and chest", BODY_PARTS)] == [
        "knee",
        "chest",
    ]
    assert [m.concept for m in mentions("右膝关节正侧位", BODY_PARTS)] == ["knee"]


def test_what_speaks_of_a_finding() -> None:
    opacity = speaks_of({"opacity"})
    assert opacity is not None
    assert "pneumonia" in opacity.affirming
    assert "clear lungs" in opacity.excluding
    assert speaks_of({"COVID-19 pneumonia"}) is None
    for concept in VOCABULARY:
        speaks = speaks_of({concept.name})
        known = {one.name for one in VOCABULARY}
        assert speaks is None or speaks.affirming | speaks.denying | speaks.excluding <= known
