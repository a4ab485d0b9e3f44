"""From a manifest to a head with a report, or to an honest "not yet".

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import json
import math
import shutil
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.calibrate import fit as fit_calibration
from finetune.calibrate import probability
from finetune.datasets.dataset import DatasetColumns, Label, film_digest, read_dataset
from finetune.datasets.leakage import Leakage, look_for_leakage
from finetune.errors import HeadError
from finetune.heads.compare import (
    BASELINES,
    BLACKED_OUT,
    FULL_PLAN,
    HEAD,
    IMAGE_ONLY,
    QUICK,
    TEXT_ONLY,
    Comparison,
    compare,
)
from finetune.heads.features import Encoded, Readers, Trunk, encode_dataset
from finetune.heads.network import HeadNetwork
from finetune.heads.report import write_report
from finetune.heads.teach import Choice, HeadRecipe, choose, teach
from omni_med.domain.calibration import Conformal
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import FOLDER, AnswerSettings
from omni_med.models.conformal import LEAST
from omni_med.models.heads.bundle import NAME, NUMBERS, HeadCard, write_head
from omni_med.progress import Progress

FloatArray = NDArray[np.float64]

SPECIFICITY = 0.9  # at which the threshold is set
PLANS = {"quick": QUICK, "full": FULL_PLAN}
_NEGATIVES = 25  # for each positive case, at least ...
_LEAST_NEGATIVES, _MOST_NEGATIVES = 300, 600

Tell = Callable[[str], Progress]


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


@dataclass(frozen=True, slots=True)
class FitOptions:
    """What is asked for.

    Attributes:
        manifest: CSV or Parquet.
        label: Which cases are positive.
        columns: Of the manifest.
        name: Of the head.
        out: Folder in which the head's folder is made.
        thorough: ``"quick"`` or ``"full"``: how often the comparison is repeated.
        finding: As a radiologist would write it; from the label where empty.
    """

    manifest: Path
    label: Label
    columns: DatasetColumns
    name: str
    out: Path
    thorough: str = "quick"
    finding: str = ""


def fit_head(
    options: FitOptions, tell: Tell, recipe: HeadRecipe | None = None, base: Path = FOLDER
) -> Fitted:
    """Teach a head and compare it; a run that was stopped goes on where it was.

    Args:
        options: What is asked for.
        tell: Called with the name of each stage; returns what is told its progress.
        recipe: How the head is taught; the usual one where None.
        base: Folder of the embedded model's weights.

    Raises:
        DatasetError: If the cases cannot be used.
        HeadError: If the name or the embedded model cannot be used.
    """
    if not NAME.fullmatch(options.name):
        raise HeadError(
            "A head's name has lower-case letters, digits and hyphens, 40 at most.",
            hint="For instance --head pneumocystis",
        )
    recipe = recipe or HeadRecipe()
    started = time.monotonic()
    tell("Looking for leaks")
    leakage = look_for_leakage(read_dataset(options.manifest, options.label, options.columns))
    dataset = leakage.dataset
    readers = Readers(CompactBackend(base), Trunk.shipped(base))
    key = f"{dataset.digest}/{recipe}/{options.thorough}/{readers.backend.card.sha256}"
    work = options.out / f".{options.name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    work.mkdir(parents=True, exist_ok=True)
    work.chmod(0o700)
    most = max(_LEAST_NEGATIVES, min(_MOST_NEGATIVES, _NEGATIVES * dataset.positives))
    data = encode_dataset(
        dataset,
        leakage.stratum,
        readers,
        cache=work / "features.safetensors",
        most=most,
        progress=tell("Encoding"),
    )
    comparison = compare(
        data,
        readers.trunk.top,
        recipe,
        PLANS[options.thorough],
        store=work,
        progress=tell("Comparing"),
    )
    tell("Teaching")
    own = time.monotonic()
    choice, network = _final(data, readers, recipe)
    seconds = time.monotonic() - own
    folder = options.out / options.name
    card = _card(options, data, comparison, choice, readers)
    card = write_head(folder, card, numbers(network))
    card = write_report(folder, card, data, leakage, comparison)
    shutil.rmtree(work)
    size = (folder / NUMBERS).stat().st_size
    return Fitted(folder, card, comparison, leakage, seconds, time.monotonic() - started, size)


def _final(data: Encoded, readers: Readers, recipe: HeadRecipe) -> tuple[Choice, HeadNetwork]:
    """Teach the head on all cases, as the same choice among held-back patients says."""
    rows = np.arange(len(data.label))
    choice = choose(data, rows, readers.trunk.top, recipe)
    return choice, teach(data, rows, readers.trunk.top, recipe, choice=choice).network


def numbers(network: HeadNetwork) -> dict[str, NDArray[Any]]:
    """Return what a head's file holds; convolutions merged with their LoRA, as float16."""

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
    return found


def _card(
    options: FitOptions,
    data: Encoded,
    comparison: Comparison,
    choice: Choice,
    readers: Readers,
) -> HeadCard:
    base = readers.backend.card
    offered, reason = verdict(comparison, len(set(data.group[data.label == 1])))
    figures = {}
    for name, found in comparison.estimates.items():
        figures[f"AUROC, {name}"] = found.value
        figures[f"AUROC, {name}, low"] = found.low
        figures[f"AUROC, {name}, high"] = found.high
    return HeadCard(
        name=options.name,
        version=_next_version(options.out / options.name),
        answer=_answer(options, data, comparison),
        base_id=base.id,
        base_version=base.version,
        base_sha256=base.sha256,
        rank=choice.rank,
        taught=datetime.now(UTC).replace(microsecond=0),
        label=f"{options.label.column}={options.label.value}",
        columns=(options.columns.images, options.columns.note, options.columns.group),
        dataset=options_digest(options, data),
        seen=tuple(sorted({film_digest(s.image) for s in data.samples if s.image is not None})),
        cases=len(data.label),
        positives=int(data.label.sum()),
        patients=len(set(data.group[data.label == 1])),
        offered=offered,
        reason=reason,
        figures={name: value for name, value in figures.items() if math.isfinite(value)},
        sha256="",
    )


def options_digest(options: FitOptions, data: Encoded) -> str:
    """Return SHA-256 over the label and the lines that were used."""
    lines = ",".join(str(sample.index) for sample in data.samples)
    text = f"{options.label}/{options.columns}/{lines}"
    return hashlib.sha256(options.manifest.read_bytes() + text.encode()).hexdigest()


def _next_version(folder: Path) -> str:
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
    threshold = float(np.nextafter(np.quantile(p[negative], SPECIFICITY), 1.0))
    present, absent = np.sort(p[data.label == 1]), np.sort(p[data.label == 0])
    conformal = None
    if min(len(present), len(absent)) >= LEAST:
        conformal = Conformal(tuple(present.tolist()), tuple(absent.tolist()))
    finding = options.finding or options.label.value.split("/")[-1].replace("-", " ")
    return AnswerSettings(
        name=finding,
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
        f"{_needed(ahead.value, ahead.value - ahead.low, patients)}"
    )


def _needed(gain: float, half: float, patients: int) -> str:
    """Return how many patients would probably do: the interval narrows with their root."""
    if gain <= 0.005 or not math.isfinite(half):
        return "More cases of this kind would probably not change that."
    needed = math.ceil(patients * (half / gain) ** 2)
    return (
        f"If the difference stays as it is, about {needed} patients with the finding would do; "
        f"there are {patients}."
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
        "threshold": card.answer.threshold,
        "warnings": list(fitted.leakage.warnings),
        "offered": card.offered,
        "reason": card.reason,
        "seconds": round(fitted.seconds, 1),
        "seconds_all": round(fitted.seconds_all, 1),
        "bytes": fitted.size,
    }
