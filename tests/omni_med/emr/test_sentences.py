"""Sentences and sections by exact offsets."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.emr import sections, split_sentences
from omni_med.emr.sentences import MAX_SENTENCE


def words(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Fever. Cough.", ["Fever.", "Cough."]),
        ("Seen by Dr. J. Smith today.", ["Seen by Dr. J. Smith today."]),
        ("Lesion of 5.2 cm. No fever.", ["Lesion of 5.2 cm.", "No fever."]),
        ("Given 5 mg p.o. b.i.d. for fever.", ["Given 5 mg p.o. b.i.d. for fever."]),
        ("Wang et al. described it. Fine.", ["Wang et al. described it.", "Fine."]),
        ("Hepatitis B. He smokes.", ["Hepatitis B.", "He smokes."]),
        ("Room No. 5 is hot.", ["Room No. 5 is hot."]),
        ("? pneumonia", ["? pneumonia"]),
        ("Fever, ? pneumonia. Smoker.", ["Fever, ? pneumonia.", "Smoker."]),
        ("Fever.Cough since monday.", ["Fever.", "Cough since monday."]),
        ("he has pain. cough since monday", ["he has pain.", "cough since monday"]),
        ("1. Opacity. 2. No effusion.", ["1. Opacity.", "2. No effusion."]),
        ("- fever\n- cough", ["- fever", "- cough"]),
        ("1) fever\n2) cough", ["1) fever", "2) cough"]),
        (
            "The patient has had fever and a cough for three\ndays and was sent home.",
            ["The patient has had fever and a cough for three\ndays and was sent home."],
        ),
        ("Fever\n\nCough", ["Fever", "Cough"]),
        ("Short line\nAnother line", ["Short line", "Another line"]),
        ("双肺清晰。未见实变；心影不大！", ["双肺清晰。", "未见实变；", "心影不大！"]),
        ("体温38.5℃，咳嗽。", ["体温38.5℃，咳嗽。"]),
        ("一、肺炎\n二、胸腔积液", ["一、肺炎", "二、胸腔积液"]),
        ("He said “no pain.” Then he left.", ["He said “no pain.”", "Then he left."]),
        ("", []),
        (" \n ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert words(text) == expected


def test_headings_name_the_section_and_belong_to_no_sentence() -> None:
    text = (
        "History: Fever. FINDINGS: The lungs are clear. IMPRESSION: No acute disease.\n"
        "Past medical history\nPneumonia in 2015.\nMedications: amoxicillin\n"
    )
    assert [(s.section, text[s.start : s.end]) for s in split_sentences(text)] == [
        ("history", "Fever."),
        ("findings", "The lungs are clear."),
        ("impression", "No acute disease."),
        ("past-history", "Pneumonia in 2015."),
        ("medication", "amoxicillin"),
    ]


def test_chinese_headings() -> None:
    text = "主诉：发热3天。现病史：咳嗽。既往史：体健。\n【检查所见】双肺清晰。\n诊断：肺炎"
    assert [(s.section, text[s.start : s.end]) for s in split_sentences(text)] == [
        ("complaint", "发热3天。"),
        ("history", "咳嗽。"),
        ("past-history", "体健。"),
        ("findings", "双肺清晰。"),
        ("diagnosis", "肺炎"),
    ]


def test_a_word_that_could_head_but_does_not_is_text() -> None:
    text = "The findings were discussed. A history of asthma: none."
    assert {s.section for s in split_sentences(text)} == {""}


CLINICAL = st.lists(
    st.sampled_from(
        [
            *"aB1 .,:;?!\n\r\t-()[]肺。；\u3000é",
            "Dr.",
            "No ",
            "Findings:",
            "诊断：",
            "5.2",
            "History",
        ]
    ),
    max_size=60,
).map("".join)


@given(st.one_of(CLINICAL, st.text(max_size=200)))
def test_every_character_is_in_one_sentence_or_a_heading(text: str) -> None:
    covered = [0] * len(text)
    last = 0
    for sentence in split_sentences(text):
        assert last <= sentence.start < sentence.end <= len(text)
        assert text[sentence.start : sentence.end].strip() == text[sentence.start : sentence.end]
        assert sentence.end - sentence.start <= MAX_SENTENCE
        last = sentence.end
        for i in range(sentence.start, sentence.end):
            covered[i] += 1
    for part in sections(text):
        for i in range(part.heading_start, part.start):
            covered[i] += 1
    assert all(
        count == 1 or (count == 0 and char.isspace())
        for count, char in zip(covered, text, strict=True)
    )


@given(st.one_of(CLINICAL, st.text(max_size=200)))
def test_sections_cover_the_text(text: str) -> None:
    parts = sections(text)
    assert parts[0].heading_start == 0
    assert parts[-1].end == len(text)
    for one, following in pairwise(parts):
        assert one.heading_start <= one.start <= one.end == following.heading_start


@pytest.mark.parametrize("unit", ["a", "fever ", "no ", ". ", "1.", "\n", "肺", "History:", "A."])
def test_a_note_of_300_pages_is_split(unit: str) -> None:
    text = unit * (900_000 // len(unit))
    for sentence in split_sentences(text):
        assert sentence.end - sentence.start <= MAX_SENTENCE
