"""What a head was taught on and is worth, from a comparison: its card, its thresholds, the verdict.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from finetune.calibrate import fit as fit_calibration
from finetune.calibrate import probability
from finetune.datasets.dataset import Dataset
from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.datasets.traces import Kept, kept_of, trace_all
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import Comparison
from finetune.heads.comparing.folds import BASELINES, BLACKED_OUT, HEAD, IMAGE_ONLY, TEXT_ONLY
from finetune.heads.reporting.options import FitOptions
from finetune.heads.reporting.verdict import verdict
from finetune.heads.teaching.recipe import Choice
from omni_med.domain.calibration import Conformal
from omni_med.models.compact.settings import AnswerSettings
from omni_med.models.conformal import LEAST
from omni_med.models.heads.bundle import HeadCard
from omni_med.models.protocols import ModelCard


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """What ``omni-med finetune fit`` gives.

    Attributes:
        folder: Of the head; it holds the report too.
        card: Of the head.
        comparison: Against what it must beat.
        leakage: What gave the answer away.
        seconds: The head's own teaching.
        seconds_all: Everything.
        size: Bytes of the head's numbers.
        excluded: Why cases were left out, and how many.
    """

    folder: Path
    card: HeadCard
    comparison: Comparison
    leakage: Leakage
    seconds: float
    seconds_all: float
    size: int
    excluded: Mapping[str, int]


def make_card(
    options: FitOptions,
    data: Encoded,
    comparison: Comparison,
    choice: Choice,
    base: ModelCard,
    *,
    films: Films,
) -> HeadCard:
    """Return the card of a head that was taught and compared, its numbers' hash still empty."""
    offered, reason = verdict(comparison, len(set(data.group[data.label == 1])))
    figures = {}
    for name, found in comparison.estimates.items():
        figures[f"AUROC, {name}"] = found.value
        figures[f"AUROC, {name}, low"] = found.low
        figures[f"AUROC, {name}, high"] = found.high
    kept = _kept(options.dataset, data, films)
    return HeadCard(
        name=options.name,
        version=next_version(options.out / options.name),
        answer=_answer(options, data, comparison),
        base_id=base.id,
        base_version=base.version,
        base_sha256=base.sha256,
        rank=choice.rank,
        taught=datetime.now(UTC).replace(microsecond=0),
        label=str(options.dataset.label),
        columns=options.columns,
        dataset=_used(data, options.dataset),
        seen=kept.seen,
        objects=kept.objects,
        people=kept.people,
        looks=kept.looks,
        cases=len(data.label),
        positives=int(data.label.sum()),
        patients=len(set(data.group[data.label == 1])),
        offered=offered,
        reason=reason,
        figures={name: value for name, value in figures.items() if math.isfinite(value)},
        sha256="",
        targets=choice.targets,
        device=options.device,
        precision=options.precision,
    )


def _kept(dataset: Dataset, data: Encoded, films: Films) -> Kept:
    """Return by what the cases that were used are known again, patients by the keys as given."""
    used = {sample.index for sample in data.samples}
    return kept_of(trace_all([item for item in dataset.samples if item.index in used], films))


def _used(data: Encoded, dataset: Dataset) -> str:
    """Return SHA-256 over the data set and the cases of it that were used."""
    lines = ",".join(str(sample.index) for sample in data.samples)
    return hashlib.sha256(f"{dataset.digest}/{lines}".encode()).hexdigest()


def next_version(folder: Path) -> str:
    """Return the number after that of the head that lies there; 1 without one."""
    try:
        before = json.loads((folder / "head.json").read_text("utf-8"))["version"]
        return str(int(before) + 1)
    except (OSError, ValueError, KeyError, TypeError):
        return "1"


def _answer(options: FitOptions, data: Encoded, comparison: Comparison) -> AnswerSettings:
    """Return thresholds and calibrations, all from answers out of fold."""
    sides = {
        name: fit_calibration(comparison.logits[name], data.label)
        for name in (HEAD, IMAGE_ONLY, TEXT_ONLY)
    }
    p = probability(comparison.logits[HEAD], sides[HEAD])
    negative = comparison.fair & (data.label == 0)
    threshold = float(np.nextafter(np.quantile(p[negative], options.specificity), 1.0))
    present, absent = np.sort(p[data.label == 1]), np.sort(p[data.label == 0])
    conformal = None
    if min(len(present), len(absent)) >= LEAST:
        conformal = Conformal(tuple(present.tolist()), tuple(absent.tolist()))
    return AnswerSettings(
        name=options.named,
        snomed="",
        display="",
        differential=False,
        threshold=threshold,
        uncertain_below=None,
        uncertain_above=None,
        fused=sides[HEAD],
        image=sides[IMAGE_ONLY],
        text=sides[TEXT_ONLY],
        conformal=conformal,
    )


def as_json(fitted: Fitted) -> dict[str, object]:
    """Return what ``--json`` prints."""
    estimates = fitted.comparison.estimates

    def area(name: str) -> dict[str, object]:
        found = estimates[name]
        return {"auroc": found.value, "interval": [found.low, found.high]}

    card = fitted.card
    return {
        "head": card.name,
        "version": card.version,
        "folder": str(fitted.folder),
        "positives": card.positives,
        "patients": card.patients,
        "cases": card.cases,
        **area(HEAD),
        "everywhere": asdict(fitted.comparison.everywhere),
        "baselines": {name: area(name) for name in BASELINES},
        "lungs_blacked_out": area(BLACKED_OUT),
        "gains": {name: asdict(found) for name, found in fitted.comparison.gains.items()},
        "rank": card.rank,
        "targets": list(card.targets),
        "device": card.device,
        "precision": card.precision,
        "threshold": card.answer.threshold,
        "warnings": list(fitted.leakage.warnings),
        "excluded": dict(fitted.excluded),
        "offered": card.offered,
        "reason": card.reason,
        "seconds": round(fitted.seconds, 1),
        "seconds_all": round(fitted.seconds_all, 1),
        "bytes": fitted.size,
    }
