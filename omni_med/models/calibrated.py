"""A model whose probabilities were calibrated on the cases of one site."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from omni_med.domain.calibration import SiteCalibration, SiteFinding
from omni_med.models.conformal import band, prediction_set
from omni_med.models.protocols import (
    Answer,
    Assessed,
    CascadeBackend,
    Features,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)

_LEAST = 1e-9  # of a probability, so that its logit is finite


def fits(calibration: SiteCalibration | None, card: ModelCard) -> bool:
    """True where a calibration was made for exactly these weights."""
    return calibration is not None and (
        calibration.model_id,
        calibration.model_version,
        calibration.model_sha256,
    ) == (card.id, card.version, card.sha256)


def calibrated(backend: ModelBackend, calibration: SiteCalibration | None) -> ModelBackend:
    """Return the backend under a site's calibration; itself without one, or one of other weights.

    A calibration says what the answers of certain weights are worth; of others it says nothing.
    """
    if calibration is None or not fits(calibration, backend.card):
        return backend
    return CalibratedBackend(backend, calibration)


def local_probability(p: float, finding: SiteFinding) -> float:
    """Return a model's probability as the site's: ``sigmoid(scale * logit(p) + offset)``."""
    value = finding.scale * _logit(p) + finding.offset
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))


def shipped_probability(p: float, finding: SiteFinding) -> float:
    """Return the model's own probability, given the site's: the other way round."""
    value = (_logit(p) - finding.offset) / finding.scale
    return 1.0 / (1.0 + math.exp(-max(-60.0, min(60.0, value))))


def _logit(p: float) -> float:
    clipped = min(max(p, _LEAST), 1.0 - _LEAST)
    return math.log(clipped / (1.0 - clipped))


class CalibratedBackend:
    """Answers as the model within it, in the site's probabilities, thresholds and sets."""

    def __init__(self, backend: ModelBackend, calibration: SiteCalibration) -> None:
        """Take a backend and a calibration that fits it."""
        self._backend = backend
        self._findings = {item.name: item for item in calibration.findings}
        card = backend.card
        assessed = tuple(self._assessed(item) for item in card.assessed)
        self._card = replace(card, assessed=assessed, calibration=calibration.calibration_id)

    @property
    def card(self) -> ModelCard:
        """The model's card with the site's thresholds."""
        return self._card

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode as the model does."""
        return self._backend.encode(inputs)

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode as the model does."""
        return self._backend.encode_batch(cases)

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Answer as the model does, and say it in the site's probabilities.

        A kind of a differential is a share of the finding it belongs to, which is answered first:
        where that is calibrated, the kind follows.
        """
        return self._told(self._backend.infer(features, weights))

    def infer_cascade(self, features: Features, weights: Weights) -> Prediction | None:
        """Let the model's own image reader answer first, where it has one; told as above."""
        if not isinstance(self._backend, CascadeBackend):
            return None
        found = self._backend.infer_cascade(features, weights)
        return None if found is None else self._told(found)

    def _told(self, prediction: Prediction) -> Prediction:
        answers: list[Answer] = []
        before: Answer | None = None
        after: Answer | None = None
        for answer, assessed in zip(prediction.answers, self._card.assessed, strict=True):
            finding = self._findings.get(answer.name)
            if finding is not None:
                local = _local(answer, finding)
                if before is None:
                    before, after = answer, local
                answers.append(local)
            elif assessed.differential and before is not None and after is not None:
                answers.append(_follow(answer, before, after))
            else:
                answers.append(answer)
        return replace(prediction, answers=tuple(answers))

    def _assessed(self, item: Assessed) -> Assessed:
        finding = self._findings.get(item.name)
        if finding is None:
            return item
        unsure = band(finding.conformal) if finding.conformal is not None else None
        below, above = unsure or (None, None)
        return replace(
            item, threshold=finding.threshold, uncertain_below=below, uncertain_above=above
        )


def _local(answer: Answer, finding: SiteFinding) -> Answer:
    fused = local_probability(answer.fused, finding)
    return replace(
        answer,
        fused=fused,
        image_only=_or_none(answer.image_only, finding),
        text_only=_or_none(answer.text_only, finding),
        prediction_set=prediction_set(fused, finding.conformal),
    )


def _or_none(p: float | None, finding: SiteFinding) -> float | None:
    return None if p is None else local_probability(p, finding)


def _follow(answer: Answer, before: Answer, after: Answer) -> Answer:
    return replace(
        answer,
        fused=_scaled(answer.fused, before.fused, after.fused) or 0.0,
        image_only=_scaled(answer.image_only, before.image_only, after.image_only),
        text_only=_scaled(answer.text_only, before.text_only, after.text_only),
    )


def _scaled(p: float | None, before: float | None, after: float | None) -> float | None:
    if p is None or before is None or after is None:
        return p
    return min(1.0, p * after / max(before, _LEAST))
