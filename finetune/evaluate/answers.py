"""Films of the table answered through the very path that answers cases of a batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.films.data import INFECTIOUS, KINDS, Film
from omni_med.batch.options import Columns
from omni_med.batch.plan import plan_manifest
from omni_med.batch.worker import read_case
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis
from omni_med.inference.analyst import Analyst
from omni_med.inference.prepare import Prepared
from omni_med.models.protocols import ModelBackend, Weights

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Tell = Callable[[int, int], None]

MASKED, RAW = "clinical_notes_masked", "clinical_notes"


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """One film's answers: NaN where there is none.

    Attributes:
        film: The row of the table.
        refused: Whether the model said that the film is not what it reads.
        fused: Probability of each answer, in the card's order.
        image: With the text hidden.
        text: With the image hidden.
    """

    film: Film
    refused: bool
    fused: FloatArray
    image: FloatArray
    text: FloatArray


class _Cascading(Analyst):
    """Answers in cascade whatever it is asked."""

    def analyze(
        self,
        prepared: Prepared,
        *,
        study_uid: str = "",
        weights: Weights | None = None,
        mode: str = "cascade",
    ) -> Analysis:
        del mode
        return super().analyze(prepared, study_uid=study_uid, weights=weights, mode="cascade")


def answer_films(
    films: Sequence[Film],
    table: Path,
    backend: ModelBackend,
    tell: Tell | None = None,
    *,
    note: str = MASKED,
    cascade: bool = False,
) -> list[Answered]:
    """Answer films of ``cases.csv`` case by case, as ``omni-med batch`` does.

    Args:
        films: Which.
        table: ``cases.csv``.
        backend: The model.
        tell: Called with films done and films in all.
        note: Column of the note.
        cascade: Hand the image's answer to the text side as words.
    """
    columns = Columns(images="file", note=note, case_id="image_id")
    cases = {case.case_id: case for case in plan_manifest(table, columns).cases}
    analyst = (_Cascading if cascade else Analyst)(backend)
    names = [item.name for item in backend.card.assessed]
    result = []
    with DecodePool(workers=1) as pool:
        for number, film in enumerate(films):
            rows = read_case(cases[film.image_id], analyst, None, pool)
            found = {row.finding: row for row in rows if row.finding}
            three = [
                np.array([_value(found, name, field) for name in names])
                for field in ("probability", "image_only", "text_only")
            ]
            result.append(Answered(film, not np.isfinite(three[1]).any(), *three))
            if tell is not None:
                tell(number + 1, len(films))
    return result


def _value(found: dict[str, Any], name: str, field: str) -> float:
    value = getattr(found[name], field) if name in found else None
    return np.nan if value is None else float(value)


def of_nih(answers: Sequence[Answered]) -> list[Answered]:
    """Return the frontal NIH films that were read."""
    return [
        a for a in answers if a.film.source.startswith("nih") and a.film.frontal and not a.refused
    ]


def of_kinds(answers: Sequence[Answered], kinds: Sequence[str] = INFECTIOUS) -> list[Answered]:
    """Return films of some of the kinds, those with a germ, that were read together with a note."""
    wanted = {KINDS.index(kind) for kind in kinds}
    return [
        a for a in answers if a.film.kind in wanted and not a.refused and np.isfinite(a.text).all()
    ]


def opacity_of(answers: Sequence[Answered]) -> FloatArray:
    """Return the fused probability of opacity, (films,)."""
    return np.array([a.fused[0] for a in answers])


def truth_of(answers: Sequence[Answered]) -> tuple[IntArray, NDArray[np.str_]]:
    """Return 1 for an opacity and 0 for none, and the patient groups; both (films,)."""
    return (
        np.array([a.film.opacity for a in answers], np.int64),
        np.array([a.film.group_id for a in answers]),
    )


def kinds_of(answers: Sequence[Answered], way: str) -> FloatArray:
    """Return the probability of each kind given a pneumonia, (films, kinds).

    The product with the probability of an opacity, which a differential is shown as, is taken
    apart again. ``way`` is ``"fused"``, ``"image"`` or ``"text"``.
    """
    return np.stack([getattr(a, way)[1:] / getattr(a, way)[:1] for a in answers])


def logit(p: FloatArray) -> FloatArray:
    """Return log(p / (1 - p)), kept finite."""
    clipped = np.clip(p, 1e-9, 1 - 1e-9)
    result: FloatArray = np.log(clipped / (1 - clipped))
    return result
