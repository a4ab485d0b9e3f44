"""Ordinary inputs score 1; bad ones less, with the reason in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

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
        ("患者咳嗽发热六天，无胸痛。", "language the model does not read", 0.0),
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
