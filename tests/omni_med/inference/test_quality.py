"""Ordinary inputs score 1; bad ones less, with the reason in words."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from omni_med.inference.quality import Quality, TextFacts, image_quality, text_quality
from omni_med.models.protocols import FloatArray
from omni_med.models.samples import chest_film


def test_an_ordinary_film_scores_1_without_remarks() -> None:
    quality = image_quality(chest_film(512, 420))
    assert quality.score == 1.0
    assert quality.remarks == ()


def noisy() -> FloatArray:
    rng = np.random.default_rng(0)
    film = chest_film() * 0.3 + rng.normal(0, 0.3, (256, 256))
    return np.clip(film, 0, 1).astype(np.float32)


def burnt() -> FloatArray:
    return np.where(chest_film() > 0.15, 1.0, chest_film()).astype(np.float32)


def bordered() -> FloatArray:
    film = np.zeros((512, 512), np.float32)
    film[200:300, 200:300] = chest_film(100, 100)
    return film


def marked() -> FloatArray:
    film = (chest_film(512, 512) * 160).astype(np.uint8)
    cv2.arrowedLine(film, (180, 200), (225, 170), 255, 5, tipLength=0.4)
    return (film / np.float32(255)).astype(np.float32)


@pytest.mark.parametrize(
    ("film", "remark", "worst"),
    [
        (np.full((256, 256), 0.5, np.float32), "low contrast", 0.0),
        (chest_film() * np.float32(0.1), "low contrast", 0.6),
        (burnt(), "of the film is white", 0.9),
        (noisy(), "noisy", 0.9),
        (bordered(), "empty border", 0.1),
        (np.clip(1 - chest_film() * np.float32(1.4), 0, 1), "black and white may be inverted", 0.6),
        (chest_film(60, 60), "small: 60 pixels across", 0.4),
        (chest_film(12, 12), "too small to read", 0.0),
        (chest_film(1, 1), "too small to read", 0.0),
        (chest_film(512, 120), "cropped to a strip: 120 x 512 pixels", 0.2),
        (np.full((256, 256), np.nan, np.float32), "pixels are not numbers", 0.0),
        (marked(), "arrows or letters are burned into the film", 0.75),
    ],
)
def test_a_bad_film_scores_less_and_says_why(film: FloatArray, remark: str, worst: float) -> None:
    quality = image_quality(film)
    assert quality.score <= worst
    assert any(remark in item for item in quality.remarks), quality.remarks


def test_a_film_on_its_side_is_remarked_only() -> None:
    film = chest_film() * np.linspace(0.2, 1.0, 256, dtype=np.float32)[:, None] ** 2
    assert image_quality(film).remarks == ()
    quality = image_quality(np.ascontiguousarray(np.rot90(film)))
    assert quality.remarks == ("the film may lie on its side",)
    assert quality.score >= 0.5


def facts(text: str, *, newest: datetime | None = None, acquired: datetime | None = None):  # type: ignore[no-untyped-def]
    return TextFacts([text], newest, acquired, ("en",))


def test_an_ordinary_note_scores_1() -> None:
    quality = text_quality(facts("Fever and cough for six days."))
    assert quality is not None
    assert quality.score == 1.0


def test_no_text_has_no_score_and_blanks_have_none_of_it() -> None:
    assert text_quality(replace(facts(""), texts=())) is None
    assert text_quality(facts("  \n ")) == Quality(0.0, ("no words",))


@pytest.mark.parametrize(
    ("text", "remark", "worst"),
    [
        ("fever", "hardly any words", 0.5),
        ("... 37.8 / 120", "no words", 0.0),
        ("患者咳嗽发热六天，无胸痛。", "the record is in Chinese, a language the model", 0.0),
        ("Seit drei Tagen Fieber und Husten, keine Atemnot.", "the record is in German", 0.0),
        ("Fièvre et toux depuis trois jours, pas de dyspnée.", "the record is in French", 0.0),
        ("zxqv wkrt plmb ghtz vrrk nnqp zzut kkle wwrt", "no language", 0.0),
        ("[MASK] [MASK]", "no words", 0.0),
        (
            "Dear guest, the swimming pool opens at nine and towels are at the desk.",
            "nothing in the record is about a patient",
            0.0,
        ),
        ("fe\ufffd\ufffdr an\ufffd \ufffd\ufffdugh", "damaged", 0.1),
    ],
)
def test_a_bad_note_scores_less_and_says_why(text: str, remark: str, worst: float) -> None:
    quality = text_quality(facts(text))
    assert quality is not None
    assert quality.score <= worst
    assert any(remark in item for item in quality.remarks)


def test_a_note_of_years_ago_scores_less() -> None:
    old = text_quality(
        facts(
            "Fever and cough.",
            newest=datetime(2015, 1, 1, tzinfo=UTC),
            acquired=datetime(2020, 1, 1, tzinfo=UTC),
        )
    )
    fresh = text_quality(
        facts(
            "Fever and cough.",
            newest=datetime(2019, 12, 1, tzinfo=UTC),
            acquired=datetime(2020, 1, 1, tzinfo=UTC),
        )
    )
    assert old is not None
    assert fresh is not None
    assert old.score < fresh.score == 1.0
    assert "1826 days older" in old.remarks[0]


def test_control_tokens_leave_no_record() -> None:
    quality = text_quality(replace(facts("system"), taken_out=0.8))
    assert quality is not None
    assert quality.score == 0.0
    assert "80% of the record were control tokens, which were taken out" in quality.remarks
    assert text_quality(replace(facts("Fever and cough."), taken_out=0.01)) == Quality(1.0)


def test_half_a_foreign_record_keeps_half_of_its_worth() -> None:
    mixed = TextFacts(
        ["Fever and cough for six days.", "Seit sechs Tagen Fieber und Husten."],
        None,
        None,
        ("en",),
    )
    quality = text_quality(mixed)
    assert quality is not None
    assert 0.2 < quality.score < 0.9
    assert "German" in quality.remarks[0]


@pytest.mark.parametrize(
    "text", ["Shortness of breath.", "67M, fall.", "Pre-op", "Hx of lupus, 3 y"]
)
def test_short_reasons_for_a_film_are_not_irrelevant(text: str) -> None:
    quality = text_quality(facts(text))
    assert quality is not None
    assert not any("nothing in the record" in remark for remark in quality.remarks)


@pytest.mark.data
@pytest.mark.slow
def test_ordinary_films_are_seldom_complained_of(test_data: Path) -> None:
    """At most 2 % of NIH train films for each remark; every second film."""
    counted: Counter[str] = Counter()
    with (test_data / "cxr" / "cases.csv").open(encoding="utf-8") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["split"] == "train" and row["source"] == "nih-chestxray14"
        ][::2]
    for row in rows:
        pixels = cv2.imread(str(test_data / "cxr" / row["file"]), cv2.IMREAD_GRAYSCALE)
        assert pixels is not None
        counted.update(set(image_quality((pixels / np.float32(255)).astype(np.float32)).remarks))
    assert len(rows) > 300
    assert all(count <= 0.02 * len(rows) for count in counted.values()), counted
