"""What a model's answers are worth at one site: from local cases to a site calibration.

Needs neither torch nor scipy: a hospital calibrates with what it reads with.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from finetune import calibrate, metrics
from finetune.errors import CalibrationError
from omni_med.domain import Conformal, SiteCalibration, SiteFinding
from omni_med.models.conformal import LEAST
from omni_med.models.protocols import Assessed, ModelCard

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEAST_EACH = 10
"""Local cases of each class below which a fit is noise: the offset alone then has a standard error
of about 0.45 in log odds."""


@dataclass(frozen=True, slots=True)
class LocalCase:
    """One local case.

    Attributes:
        probability: The model's own, as shipped.
        truth: 1 with the finding, 0 without.
        group: Key of the patient: a patient's cases are left out together.
    """

    probability: float
    truth: int
    group: str


@dataclass(frozen=True, slots=True)
class Aim:
    """What the threshold is set for; by Youden's index where both are None.

    Attributes:
        sensitivity: Least share of local cases with the finding that are called present.
        specificity: Least share of those without it that are called absent.
    """

    sensitivity: float | None = None
    specificity: float | None = None

    def __str__(self) -> str:
        """Return it in words."""
        if self.sensitivity is not None:
            return f"sensitivity {self.sensitivity:g}"
        if self.specificity is not None:
            return f"specificity {self.specificity:g}"
        return "the largest sum of sensitivity and specificity"


def assessed_of(card: ModelCard, name: str) -> Assessed:
    """Return the finding of a model that can be calibrated: by name, or the only one.

    Raises:
        CalibrationError: If there is none of this name, several where none is named, or it is a
            rank of a differential.
    """
    decided = [item for item in card.assessed if item.threshold is not None]
    listed = ", ".join(item.name for item in decided)
    if not name and len(decided) == 1:
        return decided[0]
    for item in card.assessed:
        if item.name == name:
            if item.threshold is None:
                raise CalibrationError(
                    f"{name} is a rank of a differential: it has no threshold to calibrate.",
                    hint=f"Calibrate {listed}; the differential follows.",
                )
            return item
    raise CalibrationError(
        f"{card.id} does not answer {name!r}." if name else "Say which finding is meant.",
        hint=f"With --finding, one of: {listed}.",
    )


def calibrate_finding(name: str, cases: Sequence[LocalCase], aim: Aim) -> SiteFinding:
    """Fit what the model's probability of one finding means on local cases.

    Scale and offset are changed only where that lowers the loss on patients left out. The set's
    scores are those of all cases: scale and offset keep their order, so nothing is learnt of it.

    Raises:
        CalibrationError: If there are too few cases, or of one class only.
    """
    truth = np.array([case.truth for case in cases], np.int64)
    positives, negatives = int(truth.sum()), int((1 - truth).sum())
    _check(positives, negatives)
    shipped = np.array([case.probability for case in cases])
    logits = np.log(np.clip(shipped, 1e-9, 1) / np.clip(1 - shipped, 1e-9, 1))
    groups = np.array([case.group for case in cases])
    fitted = calibrate.fit_if_better(logits, truth, groups)
    local = calibrate.probability(logits, fitted)
    changed = (fitted.scale, fitted.offset) != (1.0, 0.0)
    held_out = calibrate.out_of_fold(logits, truth, groups) if changed else shipped
    conformal = None
    if min(positives, negatives) >= LEAST:
        conformal = Conformal(
            present=tuple(np.sort(local[truth == 1]).tolist()),
            absent=tuple(np.sort(local[truth == 0]).tolist()),
        )
    return SiteFinding(
        name=name,
        cases=len(cases),
        positives=positives,
        scale=fitted.scale,
        offset=fitted.offset,
        threshold=threshold_for(local, truth, aim),
        aim=str(aim),
        conformal=conformal,
        auroc=metrics.auroc(shipped, truth),
        error_before=metrics.calibration_error(shipped, truth),
        error_after=metrics.calibration_error(held_out, truth),
    )


def _check(positives: int, negatives: int) -> None:
    if positives + negatives == 0:
        raise CalibrationError(
            "There is no case of which it is known whether the finding is there.",
            hint="Let readers accept or reject answers, or give a manifest with labels.",
        )
    if min(positives, negatives) == 0:
        with_it, without = ("no case", "all") if positives == 0 else ("all cases", "none")
        raise CalibrationError(
            f"One class only: {with_it} with the finding, {without} without it.",
            hint="A calibration needs cases with and without the finding, as they come in.",
        )
    if min(positives, negatives) < LEAST_EACH:
        raise CalibrationError(
            f"Too few cases: {positives} with the finding and {negatives} without it.",
            hint=f"At least {LEAST_EACH} of each are needed, {LEAST} of each for prediction sets.",
        )


def threshold_for(p: FloatArray, truth: IntArray, aim: Aim) -> float:
    """Return the threshold, present from it on, that meets an aim on these cases."""
    if aim.sensitivity is not None:
        wanted = np.sort(p[truth == 1])[::-1]
        return float(wanted[int(np.ceil(aim.sensitivity * len(wanted) - 1e-9)) - 1])
    if aim.specificity is not None:
        without = np.sort(p[truth == 0])
        edge = without[int(np.ceil(aim.specificity * len(without) - 1e-9)) - 1]
        above = p[p > edge]
        return float(above.min()) if len(above) else float(np.nextafter(edge, 2.0).clip(max=1.0))
    edges = np.unique(p)
    right = [float((p[truth == 1] >= e).mean() + (p[truth == 0] < e).mean()) for e in edges]
    return float(edges[int(np.argmax(right))])


def site_calibration(
    card: ModelCard,
    findings: Sequence[SiteFinding],
    *,
    calibration_id: str,
    made: datetime,
    made_by: str,
    source: str,
) -> SiteCalibration:
    """Bind findings to the weights that a card names."""
    return SiteCalibration(
        calibration_id=calibration_id,
        model_id=card.id,
        model_version=card.version,
        model_sha256=card.sha256,
        made=made,
        made_by=made_by,
        source=source,
        findings=tuple(findings),
    )
