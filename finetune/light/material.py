"""Films and sentences that light models are made and measured with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from finetune.datasets.dataset import DatasetColumns, Label, Sample, read_dataset
from finetune.errors import DataError
from finetune.films.data import (
    Film,
    Indication,
    read_films,
    read_gray,
    read_indications,
    without_marks,
)
from omni_med.emr.sentences import split_sentences
from omni_med.knowledge.history import PRESENTATIONS
from omni_med.synthetic.appearance import add_grain, add_opacity, draw_chest
from omni_med.synthetic.images import resize

FloatArray = NDArray[np.float32]

HELD_OUT = 0.3  # of the patients of a manifest: they measure
DRAWN = 48  # films without data, for each purpose
DRAWN_SHAPE = (512, 536)  # rows, columns
CASES, REPORTS = Path("cxr") / "cases.csv", Path("reports") / "indiana.jsonl.gz"


@dataclass(frozen=True, slots=True, eq=False)
class Shot:
    """One film: how it is read, whether it shows an opacity (-1: unknown), whose it is."""

    read: Callable[[], FloatArray] = field(repr=False)
    opacity: int
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """What a light model is made and measured with.

    Attributes:
        name: In words, for the card.
        train: Films that may be learnt from.
        held: Films of other patients, with a known opacity: they measure.
        texts: Sentences that may be learnt from.
        folder: Where there is all that the recipe's last stages need: kinds are then taught anew.
        films: Of that folder.
        reports: Of that folder.
    """

    name: str
    train: tuple[Shot, ...]
    held: tuple[Shot, ...]
    texts: tuple[str, ...] = field(repr=False)
    folder: Path | None = None
    films: tuple[Film, ...] = field(default=(), repr=False)
    reports: tuple[Indication, ...] = field(default=(), repr=False)


def read_material(
    data: Path | None, label: str = "", columns: DatasetColumns | None = None, *, seed: int = 0
) -> Material:
    """Read films and notes.

    Args:
        data: Folder with ``cxr/cases.csv`` and ``reports/indiana.jsonl.gz``, whose test split is
            not read; or a manifest (CSV or Parquet); or None: films that are drawn, of nobody.
        label: ``COLUMN=VALUE`` of a manifest: which films show an opacity.
        columns: Of a manifest.
        seed: Of the deal of a manifest's patients.

    Raises:
        DataError: If there is nothing to learn from or to measure with.
        DatasetError: If a manifest cannot be used.
    """
    if data is None:
        return drawn(seed)
    if data.is_dir():
        return _of_folder(data)
    data.stat()
    if not label:
        raise DataError(
            "A manifest needs --label: which films show an opacity.",
            hint="For instance --label finding=pneumonia",
        )
    return _of_manifest(data, label, columns or DatasetColumns(), seed)


def _of_folder(data: Path) -> Material:
    films = read_films(data / CASES.parent)
    reports = tuple(read_indications(data / REPORTS))
    frontal = [film for film in films if film.frontal]
    nih = [f for f in frontal if f.source.startswith("nih") and f.split == "val"]
    train = [film for film in frontal if film.split == "train"]
    notes = [film.note for film in train] + report_texts(data / REPORTS)
    return Material(
        "films and notes of the train split; measured on the NIH films of the validation split",
        tuple(_shot(film.file, film.opacity, film.group_id) for film in train),
        tuple(_shot(film.file, film.opacity, film.group_id) for film in nih),
        _sentences(notes),
        data,
        films,
        reports,
    )


def report_texts(file: Path) -> list[str]:
    """Return what the train split's reports say: indication, findings, impression; no label."""
    found = []
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            report = json.loads(line)
            if report["split"] == "train":
                parts = ("indication", "findings", "impression")
                found += [without_marks(report[part]) for part in parts]
    return found


def _of_manifest(data: Path, label: str, columns: DatasetColumns, seed: int) -> Material:
    samples = read_dataset(data, Label.parse(label), columns).samples
    groups = sorted({sample.group for sample in samples})
    np.random.default_rng(seed).shuffle(groups)
    held = set(groups[: max(1, round(HELD_OUT * len(groups)))])

    def shots(wanted: bool) -> tuple[Shot, ...]:
        return tuple(_of_sample(s) for s in samples if s.image and (s.group in held) == wanted)

    notes = [sample.note for sample in samples if sample.group not in held]
    train, measured = shots(False), shots(True)
    if not train or len({shot.opacity for shot in measured}) < 2:
        raise DataError(
            "The manifest has too few patients with films: none are left to measure with.",
            hint="Films with and without the finding are needed, of a dozen patients at least.",
        )
    texts = _sentences(notes) or _sentences(list(_complaints()))
    name = f"{len(train)} films to learn from, {len(measured)} of other patients to measure with"
    return Material(name, train, measured, texts)


def _of_sample(sample: Sample) -> Shot:
    return _shot(Path(str(sample.image)), sample.label, sample.group)


def _shot(file: Path, opacity: int, group: str) -> Shot:
    return Shot(partial(read_gray, file), opacity, group)


def _sentences(notes: list[str]) -> tuple[str, ...]:
    found = {text[s.start : s.end] for text in notes if text for s in split_sentences(text)}
    return tuple(sorted(found))


def drawn(seed: int = 0) -> Material:
    """Return films of nobody, half of them with a shadow, and common complaints."""
    train = tuple(_drawn(seed + number, number % 2) for number in range(DRAWN))
    held = tuple(_drawn(seed + DRAWN + number, number % 2) for number in range(DRAWN))
    name = (
        "films that were drawn, of nobody (no --data): they compare sizes and speeds, and tell "
        "nothing of patients"
    )
    return Material(name, train, held, _sentences(list(_complaints())))


def _drawn(seed: int, opacity: int) -> Shot:
    return Shot(partial(_draw, seed, opacity), opacity, f"drawn-{seed}")


def _draw(seed: int, opacity: int) -> FloatArray:
    film = resize(draw_chest(seed), DRAWN_SHAPE, cv2.INTER_AREA)
    rng = np.random.default_rng([seed, 1])
    for number in range(opacity * 3):
        centre = (rng.uniform(0.45, 0.65), rng.choice([0.28, 0.72]))
        size = (rng.uniform(0.1, 0.2), rng.uniform(0.08, 0.13))
        film = add_opacity(film, centre=centre, size=size, density=0.85, seed=seed + number)
    return add_grain(film, seed)


def _complaints() -> tuple[str, ...]:
    turns = ("{}.", "Patient with {}.", "History of {}.", "{} for three days.", "No {}.")
    return tuple(turn.format(text) for text in PRESENTATIONS for turn in turns)
