"""Sex and age in notes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.emr.demographics import stated_person


@pytest.mark.parametrize(
    ("text", "sex", "youngest", "oldest"),
    [
        ("A 67-year-old man with fever.", "M", 67, 67),
        ("67 year old female", "F", 67, 67),
        ("67 y/o M with cough", "M", 67, 67),
        ("45yo F, cough", "F", 45, 45),
        ("A 52-year-old previously healthy Caucasian woman presented", "F", 52, 52),
        ("Woman, 55 years old, reports dyspnea", "F", 55, 55),
        ("Male, 67, fever", "M", 67, 67),
        ("Elderly male, covid-19 positive.", "M", None, None),
        ("Patient is a healthy woman.", "F", None, None),
        ("Admitted yesterday. 18-month-old girl", "F", 1.5, 1.5),
        ("A man in his 60s", "M", 60, 69),
        ("Patient aged 71, cough", "", 71, 71),
        ("34 years old, smoker", "", 34, 34),
        ("XXXX-year-old female, dyspnea.", "F", None, None),
        ("Sex: female. Age: 40.", "F", None, None),
        ("Her 67-year-old mother has asthma. A 30-year-old woman.", "F", 30, 30),
        ("Contact with a 45-year-old man. She is a 30-year-old woman.", "F", 30, 30),
        ("男，67岁，发热3天", "M", 67, 67),
        ("患者女性，45 岁", "F", 45, 45),
        ("67岁男性患者", "M", 67, 67),
        ("患者，女，发热", "F", None, None),
        ("性别：女 年龄：45岁", "F", 45, 45),
        ("患者67岁", "", 67, 67),
        ("患儿，男，6个月。", "M", 0.5, 0.5),
        ("62F, fever.", "F", 62, 62),
        ("Sex: F Age: 54", "F", None, None),
        ("其妻，女，50岁，确诊。患者男性，54岁。", "M", 54, 54),
    ],
)
def test_stated(text: str, sex: str, youngest: float | None, oldest: float | None) -> None:
    person = stated_person(text)
    assert person is not None
    assert (person.sex, person.youngest, person.oldest) == (sex, youngest, oldest)
    assert text[person.start : person.end].strip()
    assert "M" not in repr(person)


@pytest.mark.parametrize(
    "text",
    [
        "Fever and cough for 5 days.",
        "Family history: 67-year-old father with asthma.",
        "His 70-year-old father has tuberculosis.",
        "Manual ventilation; female catheter used.",
        "母亲67岁，肺结核",
        "其妻，女，50岁，确诊新冠。",
        "母亲，女，80岁。",
        "Symptoms since age 30.",
        "Diagnosed at age 12.",
        "98 F on arrival.",
        "男，3个月前发热。",
        "",
    ],
)
def test_nobody_stated(text: str) -> None:
    assert stated_person(text) is None


@given(st.text(max_size=120))
def test_any_text(text: str) -> None:
    person = stated_person(text)
    assert person is None or 0 <= person.start < person.end <= len(text)


@pytest.mark.data
def test_real_notes_agree_with_their_table(test_data: Path) -> None:
    """The table's sex and age came from the same cases; few may differ."""
    compared = wrong = 0
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            person = stated_person(row["clinical_notes"])
            if person is None or not person.sex or not row["sex"]:
                continue
            compared += 1
            age = float(row["age"]) if row["age"] else None
            is_far = (
                age is not None and person.youngest is not None and abs(age - person.youngest) > 3
            )
            wrong += person.sex != row["sex"] or is_far
    assert compared >= 150
    assert wrong <= 0.03 * compared
