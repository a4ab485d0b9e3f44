"""How conflicts are measured: the pairs, and the figures over them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.films.data import Film
from finetune.metrics import Estimate
from finetune.record import conflicts, sentences
from finetune.record.alarms import drawn_marks, film_alarms, note_alarms
from finetune.record.conflicts import HARMLESS, MATCHING, OWN, REPORT, STATED, SWAPPED, pairs
from finetune.record.page import RecordFigures, plain, write_page
from finetune.record.reports import Agreement, Report, Share
from omni_med.domain import Note, NoteKind
from omni_med.inference.conflict import Subject
from omni_med.inference.conflict.statements import read, statements
from omni_med.knowledge import SPEAKS
from omni_med.models.fake import FakeBackend
from omni_med.models.samples import chest_film

NORMAL = Report("CXR1", "val", "FINDINGS: The lungs are clear.", frozenset({"normal"}), "Cough.")
OPAQUE = Report("CXR2", "val", "FINDINGS: Left opacity.", frozenset({"Opacity"}), "Fever.")


def film(name: str, opacity: int, *, source: str = "nih", kind: int = -1, note: str = "") -> Film:
    return Film(
        name, Path(f"{name}.png"), "val", f"group-{name}", source, "PA", "F", 60.0, True, opacity,
        kind, (), note, note,
    )  # fmt: skip


FILMS = (
    film("ill", 1),
    film("well", 0),
    film("covid", 1, source="covid", kind=0, note="A woman with cough. She travelled."),
    film("bacterial", 1, source="covid", kind=2, note="A man with fever."),
)


def stance(words: str) -> bool | None:
    note = Note("n", words, NoteKind.CLINICAL, None)
    said = statements(read([note], Subject()), SPEAKS["opacity"])
    return said[0].present if said else None


def test_each_film_is_shown_words_of_each_sort() -> None:
    found = pairs(FILMS, [NORMAL, OPAQUE], "val")
    assert found == pairs(FILMS, [NORMAL, OPAQUE], "val")
    for one in found:
        if one.case in {STATED, REPORT}:
            assert one.contradicts
            assert stance(one.words) is not bool(one.film.opacity)
        if one.case in {OWN, MATCHING, HARMLESS}:
            assert not one.contradicts
    assert {one.film.image_id for one in found if one.case == MATCHING} == {"ill", "well"}
    swapped = [one for one in found if one.case == SWAPPED]
    assert [(one.film.image_id, one.words) for one in swapped] == [
        ("covid", "A man with fever."),
        ("bacterial", "A woman with cough. She travelled."),
    ]
    assert "fever" not in repr(swapped[0])


@pytest.mark.parametrize("words", sentences.DENIALS)
def test_every_denial_is_read_as_one(words: str) -> None:
    assert stance(words) is False


@pytest.mark.parametrize("words", sentences.AFFIRMATIONS)
def test_every_affirmation_is_read_as_one(words: str) -> None:
    assert stance(words) is True


@pytest.mark.parametrize("words", sentences.HARMLESS_WITH_OPACITY)
def test_harmless_words_do_not_deny(words: str) -> None:
    assert stance(words) is not False


@pytest.mark.parametrize("words", sentences.HARMLESS_WITHOUT_OPACITY)
def test_harmless_words_do_not_affirm(words: str) -> None:
    assert stance(words) is not True


def test_the_test_split_has_sentences_of_its_own() -> None:
    lists = (
        sentences.DENIALS, sentences.AFFIRMATIONS,
        sentences.HARMLESS_WITH_OPACITY, sentences.HARMLESS_WITHOUT_OPACITY,
    )  # fmt: skip
    for one in lists:
        val, test = sentences.half_of(one, "val"), sentences.half_of(one, "test")
        assert not set(val) & set(test)
        assert set(val) | set(test) == set(one)


def test_pairs_are_answered_as_cases(tmp_path: Path) -> None:
    made = []
    for one in FILMS:
        file = tmp_path / one.file.name
        cv2.imwrite(str(file), (chest_film(256, 256) * 255).astype("uint8"))
        made.append(Film(**{name: getattr(one, name) for name in one.__slots__} | {"file": file}))
    found = pairs(made, [NORMAL, OPAQUE], "val")
    done: list[tuple[int, int]] = []
    scored = conflicts.score_pairs(found, FakeBackend(), lambda *at: done.append(at))
    assert done[-1] == (len(found), len(found))
    assert len(scored) == len(found)
    assert all(0 <= one.score <= 1 for one in scored)
    stated = [one for one in scored if one.pair.case == STATED]
    assert all(one.score > 0 for one in stated)


def test_the_page_keeps_the_other_split(tmp_path: Path) -> None:
    page, nan = tmp_path / "record.md", float("nan")
    nothing = Estimate(nan, nan, nan, 0, 0)
    for split, value in (("val", 0.95), ("test", 0.91)):
        figures = RecordFigures(
            split,
            "compact 1.0.0",
            2,
            (Agreement("opacity", "affirmed", Share(9, 10), Share(99, 100)),),
            {
                "put in": Estimate(value, 0.9, 0.99, 10, 5),
                "none": nothing,
            },
            {"own": Share(1, 40), "nothing": Share(0, 0)},
        )
        write_page(figures, page)
        assert "none" not in plain(figures)["areas"]
    text = page.read_text(encoding="utf-8")
    assert "0.950 (0.90 to 0.99)" in text
    assert "0.910 (0.90 to 0.99)" in text
    assert "2.5 (" in text
    assert "## Quality of films" in text


def test_drawn_arrows_are_found_and_plain_films_are_not_complained_of(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    made = []
    for number in range(4):
        pixels = chest_film(400, 400) * 150 + 30 + rng.normal(0, 1, (400, 400))
        cv2.imwrite(str(tmp_path / f"{number}.png"), pixels.clip(0, 255).astype(np.uint8))
        made.append(replace(film(str(number), 0, note="Cough."), file=tmp_path / f"{number}.png"))
    assert film_alarms(made) == {}
    found = drawn_marks(made)
    assert set(found) == {"white arrow", "white letter", "black arrow", "black letter"}
    assert found["white arrow"] == Share(1, 1)
    told = note_alarms(made, [NORMAL])
    assert told == {
        "notes: hardly any words": Share(4, 4),
        "reasons for a film: hardly any words": Share(1, 1),
    }
