"""The real radiographs and notes as rows, with only the columns that a model may see."""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from finetune.errors import DataError

INFECTIOUS = ("covid-19", "viral-other", "bacterial", "fungal")
"""Kinds of pneumonia with a germ: headline figures are over these."""

KINDS = (*INFECTIOUS, "non-infectious")
"""Kinds that have an answer of their own."""

NON_INFECTIOUS_GROUPS = ("lipoid", "organizing", "eosinophilic", "interstitial")
"""Groups of the table that are the last kind together: each alone has one to four patients."""

NIH_SIDE_LABELS = (
    "Infiltration",
    "Effusion",
    "Edema",
    "Atelectasis",
    "Consolidation",
    "Nodule",
    "Mass",
    "Pleural_Thickening",
    "Pneumothorax",
    "Cardiomegaly",
)
"""Further labels of the NIH films: side tasks in training, never an answer."""


@dataclass(frozen=True, slots=True)
class Film:
    """One image of ``cases.csv``.

    Attributes:
        image_id: As in the table.
        file: Its image.
        split: ``train``, ``val`` or ``test``.
        group_id: Patients who share a film or a note; never in two splits.
        source: For evaluation within one source, never for a model.
        view: ``PA``, ``AP``, ``AP Supine`` or ``L``; for evaluation only.
        frontal: False for a lateral film.
        opacity: 1 with a pneumonia-type opacity, 0 without finding.
        kind: Index into ``KINDS``; -1 where unknown.
        side_labels: 0 or 1 for each of ``NIH_SIDE_LABELS``; -1 where unknown.
        note: The masked note; empty where there is none.
        raw_note: The note as written, to show what masking takes away.
    """

    image_id: str
    file: Path
    split: str
    group_id: str
    source: str
    view: str
    sex: str
    age: float | None
    frontal: bool
    opacity: int
    kind: int
    side_labels: tuple[int, ...]
    note: str = field(default="", repr=False)
    raw_note: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Indication:
    """Why a chest film was asked for, and whether the report then called it normal.

    Attributes:
        text: The indication alone: never findings or impression.
        split: ``train``, ``val`` or ``test``.
        opacity: 1 where the report's index terms name an opacity of the pneumonia type, 0 where
            they say normal.
    """

    text: str = field(repr=False)
    split: str
    opacity: int


def read_films(folder: Path) -> tuple[Film, ...]:
    """Read ``cases.csv`` of a data folder.

    Raises:
        DataError: If the table is missing or lacks a column.
    """
    table = folder / "cases.csv"
    if not table.is_file():
        raise DataError(f"There is no cases.csv in {folder}.")
    with table.open(encoding="utf-8", newline="") as stream:
        try:
            return tuple(_film(row, folder) for row in csv.DictReader(stream))
        except KeyError as error:
            raise DataError(f"cases.csv has no column {error}.") from None


def _film(row: dict[str, str], folder: Path) -> Film:
    group = row["finding_group"]
    return Film(
        image_id=row["image_id"],
        file=folder / row["file"],
        split=row["split"],
        group_id=row["group_id"],
        source=row["source"],
        view=row["view"],
        sex=row["sex"],
        age=float(row["age"]) if row["age"] else None,
        frontal=row["frontal"] == "1",
        opacity=0 if group == "no-finding" else 1,
        kind=_kind(group),
        side_labels=_side_labels(row["nih_labels"]),
        note=row["clinical_notes_masked"].strip(),
        raw_note=row["clinical_notes"].strip(),
    )


def _kind(group: str) -> int:
    if group in KINDS:
        return KINDS.index(group)
    return KINDS.index("non-infectious") if group in NON_INFECTIOUS_GROUPS else -1


def _side_labels(labels: str) -> tuple[int, ...]:
    if not labels:
        return (-1,) * len(NIH_SIDE_LABELS)
    present = set(labels.split("|"))
    return tuple(int(name in present) for name in NIH_SIDE_LABELS)


_OPACITY_TERMS = ("pneumonia", "opacity", "infiltrate", "consolidation", "airspace disease")


def read_indications(file: Path) -> Iterator[Indication]:
    """Yield the indications of the Indiana reports that are normal or name an opacity.

    Raises:
        DataError: If the file is missing.
    """
    if not file.is_file():
        raise DataError(f"There is no {file.name} in {file.parent}.")
    with gzip.open(file, "rt", encoding="utf-8") as stream:
        for line in stream:
            report = json.loads(line)
            label = _report_label([*report["mesh_major"], *report["mesh_automatic"]])
            text = without_marks(report["indication"])
            if label is not None and len(text) > 3:
                yield Indication(text, report["split"], label)


def without_marks(part: str | None) -> str:
    """Return a part of an Indiana report without what stands for a removed name, date or place."""
    return (part or "").replace("XXXX", " ").strip()


def _report_label(terms: list[str]) -> int | None:
    lowered = [term.lower() for term in terms]
    if lowered and all(term == "normal" for term in lowered):
        return 0
    named = any(word in term for term in lowered for word in _OPACITY_TERMS)
    return 1 if named else None


def read_gray(file: Path) -> NDArray[np.float32]:
    """Read a JPEG or PNG as float32 (rows, columns) in 0 to 1.

    Raises:
        DataError: If it is no image.
    """
    pixels = cv2.imdecode(np.fromfile(file, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        raise DataError(f"{file.name} is no image.")
    gray: NDArray[np.float32] = pixels.astype(np.float32) / 255.0
    return gray
