"""What a head was taught on and is worth, from a comparison: its card, its thresholds, the verdict.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.calibrate import fit as fit_calibration
from finetune.calibrate import probability
from finetune.datasets.dataset import Dataset
from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.datasets.traces import Kept, kept_of, trace_all
from finetune.heads.cases.encode import Encoded
from finetune.heads.comparing.compare import (
    BASELINES,
    BLACKED_OUT,
    HEAD,
    IMAGE_ONLY,
    PRIOR,
    TEXT_ONLY,
    Comparison,
)
from finetune.heads.network.head import HeadNetwork
from finetune.heads.teaching.teach import Choice
from finetune.metrics import Difference
from omni_med.domain.calibration import Conformal
from omni_med.models.compact.settings import AnswerSettings
from omni_med.models.conformal import LEAST
from omni_med.models.heads.bundle import HeadCard
from omni_med.models.heads.lora import IMAGE_KEY, OUTPUTS, TEXT_KEY
from omni_med.models.heads.words import Tap
from omni_med.models.protocols import ModelCard

_WORTH = 0.005  # of AUROC: a smaller gain is none
SPECIFICITY = 0.9  # at which the threshold is set, unless told otherwise


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What is asked for.

    Attributes:
        dataset: The cases, labelled.
        name: Of the head.
        out: Folder in which the head's folder is made.
        columns: Of the manifest: images, note, patient; empty where there is none.
        thorough: ``"quick"`` or ``"full"``: how often the comparison is repeated.
        finding: As a radiologist would write it; from the label where empty.
        specificity: At which the threshold is set.
        prevalence: Share of the patients who have it where the head will read; None where
            nobody knows.
    """

    dataset: Dataset
    name: str
    out: Path
    columns: tuple[str, str, str] = ("", "", "")
    thorough: str = "quick"
    finding: str = ""
    specificity: float = SPECIFICITY
    prevalence: float | None = None

    @property
    def named(self) -> str:
        """What the head finds, in words."""
        return self.finding or self.dataset.label.value.split("/")[-1].replace("-", " ")


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
    """

    folder: Path
    card: HeadCard
    comparison: Comparison
    leakage: Leakage
    seconds: float
    seconds_all: float
    size: int


def numbers(network: HeadNetwork, tap: Tap | None = None) -> dict[str, NDArray[Any]]:
    """Return what a head's file holds; what is merged with its LoRA as float16.

    Args:
        network: The taught head.
        tap: Of the text encoder, where the head adapts words: its file names what it reads there.
    """

    def plain(tensor: torch.Tensor) -> NDArray[np.float32]:
        found: NDArray[np.float32] = tensor.detach().float().numpy()
        return found

    found: dict[str, NDArray[Any]] = {
        "image.value": plain(network.image_value.weight).reshape(-1),
        "image.bias": plain(network.image_value.bias),
        "text.value": plain(network.text_value.weight).reshape(-1),
        "text.bias": plain(network.text_value.bias),
        "modality": plain(network.modality),
    }
    for name, weight in network.merged().items():
        found[f"{name}.weight"] = weight.half().numpy()
    for name, value in network.served().items():
        merged = name in {IMAGE_KEY, TEXT_KEY}
        found[name] = value.half().numpy() if merged else plain(value)
    if network.needs_pieces and tap is not None:
        found[OUTPUTS] = np.frombuffer("\0".join(tap.outputs).encode(), np.uint8)
    return found


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


def verdict(comparison: Comparison, patients: int) -> tuple[bool, str]:
    """Return whether a head is offered, and why.

    It is where its AUROC is above chance and above the strongest thing that it was compared with,
    both with 95 % on patients whom it did not learn from.
    """
    head, best = comparison.estimates[HEAD], comparison.best
    other, ahead = comparison.estimates[best], comparison.gains[best]
    said = f"AUROC {head.value:.2f} ({head.low:.2f} to {head.high:.2f})"
    if not head.low > 0.5:
        return False, f"Not yet: {said} cannot be told from chance with {patients} patients."
    against = f"{best.replace('_', ' ')} {other.value:.2f}, difference {ahead}"
    if ahead.low > 0:
        return True, f"{said} is above the best it was compared with: {against}."
    return False, (
        f"Not yet: {said} is not shown to be above the best it was compared with: {against}. "
        f"{_needed(ahead, comparison.curve if best == PRIOR else (), patients)}"
    )


def _needed(
    ahead: Difference, curve: Sequence[tuple[int, float]], patients: int, most: int = 50
) -> str:
    """Return how many patients would probably do, in words.

    The interval narrows with their root; the head's error goes on falling as a power of them, as
    it did along its learning curve. The curve is given where what it is compared with does not
    learn: a probe would learn from the same cases.
    """
    half = ahead.value - ahead.low
    power = _power(curve)
    error = 1 - curve[-1][1] if curve else 0.0
    for times in np.geomspace(1.0, most, 400):
        expected = ahead.value + error * (1 - times**-power)
        if expected > half / math.sqrt(times) and expected > _WORTH:
            needed = math.ceil(patients * times)
            return (
                f"If it goes on as it did, about {needed} patients with the finding would do; "
                f"there are {patients}."
            )
    return "More cases of this kind would probably not change that."


def _power(curve: Sequence[tuple[int, float]]) -> float:
    """Return k of a learning curve, error = c * patients ** -k, 0 to 1; 0 where it does not fall.

    Source: Hestness et al., arXiv 1712.00409, on power laws of learning curves.
    """
    points = [(people, 1 - area) for people, area in curve if people > 0 and area < 1]
    if len({people for people, _ in points}) < 2:
        return 0.0
    x, y = np.log(np.array(points, np.float64)).T
    return float(np.clip(-np.polyfit(x, y, 1)[0], 0.0, 1.0))


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
        "threshold": card.answer.threshold,
        "warnings": list(fitted.leakage.warnings),
        "offered": card.offered,
        "reason": card.reason,
        "seconds": round(fitted.seconds, 1),
        "seconds_all": round(fitted.seconds_all, 1),
        "bytes": fitted.size,
    }
