"""What a model's probabilities are worth at one site, and the scores that a promise rests on."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime

PROMISE = 0.9
"""Share of cases whose true label a prediction set is to hold, of each class apart."""


NOT_CALIBRATED = "not calibrated at this site"


@dataclass(frozen=True, slots=True)
class Conformal:
    """Calibration scores of a class-conditional (Mondrian) conformal predictor of one finding.

    Attributes:
        present: Probabilities that were told of calibration cases with the finding, ascending.
        absent: The same of cases without it.
        promise: Share of cases whose true label the set is to hold, of each class apart.

    Raises:
        ValueError: If a score is no probability, they are not in order, or the promise is none.

    Source: Vovk, Gammerman, Shafer, Algorithmic Learning in a Random World (2005), 4.5.
    """

    present: tuple[float, ...]
    absent: tuple[float, ...]
    promise: float = PROMISE

    def __post_init__(self) -> None:
        """Refuse what is no score."""
        for scores in (self.present, self.absent):
            if list(scores) != sorted(scores) or any(not 0.0 <= score <= 1.0 for score in scores):
                raise ValueError("conformal scores are probabilities in ascending order")
        if not 0.0 < self.promise < 1.0:
            raise ValueError("a promise lies between 0 and 1")


@dataclass(frozen=True, slots=True)
class SiteFinding:
    """One finding, calibrated on local cases.

    Attributes:
        name: As in the model's card.
        cases: Local cases that answered the question.
        positives: Those with the finding.
        scale: ``logit(local) = scale * logit(model) + offset``.
        offset: As above.
        threshold: Present from here, as a local probability.
        aim: What the threshold was set for, in words: ``"sensitivity 0.95"``.
        conformal: Scores of the local cases; None where a class has too few.
        auroc: Area under the ROC curve on the local cases.
        error_before: Expected calibration error on them, as shipped.
        error_after: The same after calibration, each case left out of its own fit.

    Raises:
        ValueError: If a number is none.
    """

    name: str
    cases: int
    positives: int
    scale: float
    offset: float
    threshold: float
    aim: str
    conformal: Conformal | None
    auroc: float
    error_before: float
    error_after: float

    def __post_init__(self) -> None:
        """Refuse what would turn answers round or hide them."""
        if not (math.isfinite(self.scale) and self.scale > 0 and math.isfinite(self.offset)):
            raise ValueError("a calibration has a positive scale and a finite offset")
        if not 0.0 <= self.threshold <= 1.0:
            raise ValueError("a threshold is a probability")

    @property
    def prevalence(self) -> float:
        """Share of the local cases that have the finding."""
        return self.positives / self.cases


@dataclass(frozen=True, slots=True)
class SiteCalibration:
    """What one model's answers mean at one site; bound to its weights.

    Attributes:
        calibration_id: Random, 128 bits, hexadecimal.
        model_id: Name in the registry.
        model_version: Of the weights.
        model_sha256: Over the weights that answered the local cases.
        made: When, in UTC.
        made_by: User name.
        source: What the cases were, in words; no file name, nothing of a patient.
        findings: One for each finding that could be calibrated.
    """

    calibration_id: str
    model_id: str
    model_version: str
    model_sha256: str
    made: datetime
    made_by: str
    source: str
    findings: tuple[SiteFinding, ...]
