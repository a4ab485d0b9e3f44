from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Finding, Status
from omni_med.models.language.drafting import Standing, Written, sentences_of, supported
from omni_med.models.protocols import SentenceInput


def found(name: str, status: Status, probability: float = 0.8) -> Finding:
    return Finding(name, None, probability, None, None, 0.5, status)


FINDINGS = (
    found("pneumonia-type opacity", Status.PRESENT, 0.83),
    found("Pneumothorax", Status.ABSENT, 0.03),
    found("Nodule", Status.UNCERTAIN, 0.5),
    found("viral pneumonia", Status.DIFFERENTIAL, 0.6),
)
RECORD = tuple(
    SentenceInput("note", at, at + 1, text)
    for at, text in enumerate(
        (
            "Fever and cough for three days.",
            "No pleural effusion on ultrasound.",
            "Central line placed in the right jugular vein.",
            "发热、咳嗽3天。",
            "左下肺可见斑片影。",
            "Temperature 38.5, white cells 12.",
        )
    )
)
YES, NO, OPPOSITE = Standing.SUPPORTED, Standing.UNSUPPORTED, Standing.CONTRADICTED


@pytest.mark.parametrize(
    ("text", "standing", "names", "places"),
    [
        ("There is an opacity.", YES, ["pneumonia-type opacity"], [4]),
        ("There is an infiltrate.", YES, ["pneumonia-type opacity"], []),
        ("There is no pneumothorax.", YES, ["Pneumothorax"], []),
        ("There is a pneumothorax.", OPPOSITE, [], []),
        ("The lungs are clear.", OPPOSITE, [], []),
        ("There is a pleural effusion.", OPPOSITE, [], []),
        ("There is no pleural effusion.", YES, [], [1]),
        ("There is a nodule.", NO, [], []),  # the reader of films cannot tell
        ("There is viral pneumonia.", NO, [], []),  # an opacity is no kind of pneumonia
        ("There is an opacity on the left.", YES, ["pneumonia-type opacity"], [4]),
        ("There is an opacity on the right.", NO, ["pneumonia-type opacity"], [4]),
        ("There is an opacity of 3 cm.", NO, ["pneumonia-type opacity"], [4]),
        ("The patient has fever and cough.", YES, [], [0]),
        ("The patient has no fever and no cough.", NO, [], []),
        ("The temperature is 38.5.", YES, [], [5]),
        ("The temperature is 39.5.", NO, [], []),
        ("A central line lies in the right jugular vein.", YES, [], [2]),
        ("A central line lies in the left jugular vein.", NO, [], []),
        ("The bones are made of glass.", NO, [], []),
        ("There may be a pneumothorax.", NO, [], []),
        ("There is an opacity and a fracture.", NO, ["pneumonia-type opacity"], [4]),
        ("The opacity is malignant.", NO, ["pneumonia-type opacity"], [4]),
        ("Opacity with aortic dissection.", NO, ["pneumonia-type opacity"], [4]),
        ("Opacity: he has weeks to live.", NO, ["pneumonia-type opacity"], [4]),
        ("Pneumonia-type opacity is present.", YES, ["pneumonia-type opacity"], [4]),
        ("No evidence of pneumothorax.", YES, ["Pneumothorax"], []),
        ("No pleural effusion on ultrasound.", YES, [], [1]),
        ("No pleural effusion on magnetic resonance.", NO, [], [1]),
        ("双肺可见斑片影，考虑脾破裂。", NO, ["pneumonia-type opacity"], [4]),
        ("未见气胸。", YES, ["Pneumothorax"], []),
        ("胸部未见明显气胸。", YES, ["Pneumothorax"], []),
        ("可见气胸。", OPPOSITE, [], []),
        ("患者有发热、咳嗽3天。", YES, [], [3]),
        ("患者无发热、咳嗽。", NO, [], []),
        ("右下肺可见斑片影。", NO, ["pneumonia-type opacity"], [4]),
        ("骨骼由玻璃构成。", NO, [], []),
    ],
)
def test_what_a_sentence_stands_on(
    text: str, standing: Standing, names: list[str], places: list[int]
) -> None:
    (item,) = supported([Written("findings", text)], FINDINGS, RECORD)
    assert item.standing is standing
    assert [link.finding for link in item.findings] == names
    assert [place.start for place in item.record] == places
    assert bool(item.contradictions) is (standing is OPPOSITE)


def test_contradictions_say_what_says_the_opposite() -> None:
    (item,) = supported([Written("findings", "There is a pneumothorax.")], FINDINGS, RECORD)
    (against,) = item.contradictions
    assert (against.source, against.name, against.says) == ("finding", "Pneumothorax", "absent")
    assert against.probability == 0.03
    (item,) = supported([Written("findings", "There is a pleural effusion.")], FINDINGS, RECORD)
    (against,) = item.contradictions
    assert (against.source, against.says) == ("record", "absent")
    assert against.place is not None
    assert against.place.start == 1


def test_clear_lungs_stand_on_an_absent_opacity_alone() -> None:
    clear = [Written("findings", "The lungs are clear.")]
    absent = (found("Lung opacity", Status.ABSENT), found("Pneumothorax", Status.ABSENT))
    (item,) = supported(clear, absent, ())
    assert [link.finding for link in item.findings] == ["Lung opacity"]
    (item,) = supported(clear, absent[1:], ())
    assert item.standing is NO


def test_without_findings_and_record_nothing_is_supported() -> None:
    (item,) = supported([Written("findings", "There is an opacity.")], (), ())
    assert item.standing is NO


ANSWER = """<think>The user wants </s> a report.</think>
**FINDINGS:**
- There is an opacity. Dr. Smith saw it at 5.2 cm.
1. No effusion.

IMPRESSION: Opacity<|im_end|>
"""


def test_an_answer_is_cut_into_sections_and_sentences() -> None:
    assert sentences_of(ANSWER) == (
        Written("findings", "There is an opacity."),
        Written("findings", "Dr. Smith saw it at 5.2 cm."),
        Written("findings", "No effusion."),
        Written("impression", "Opacity"),
    )
    assert sentences_of("影像所见：可见胸腔积液。双肺清晰。\n诊断意见：\n胸腔积液。") == (
        Written("findings", "可见胸腔积液。"),
        Written("findings", "双肺清晰。"),
        Written("impression", "胸腔积液。"),
    )
    assert sentences_of("<think>only this") == ()


@given(st.text())
def test_every_answer_can_be_cut_and_looked_up(text: str) -> None:
    written = sentences_of(text)
    assert len(supported(written, FINDINGS, RECORD)) == len(written)
    assert all(item.text == item.text.strip() for item in written)


def test_only_the_colons_of_other_headings_are_lost() -> None:
    words = "History: fever. Technique\nPA film.\nFindings\nAll is well. Comment: none"
    kept = "".join(item.text for item in sentences_of(words))
    assert "".join(kept.split()) == "Historyfever.TechniquePAfilm.Alliswell.Comment:none"
