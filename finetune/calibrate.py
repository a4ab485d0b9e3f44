"""From raw logits to probabilities, thresholds and the band of "cannot tell"."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omni_med.models.compact.settings import Calibration

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEAST_SCALE = 0.05  # a calibration never turns an answer round


def probability(logits: FloatArray, calibration: Calibration) -> FloatArray:
    """Return ``sigmoid(scale * logit + offset)``."""
    value = np.clip(calibration.scale * logits + calibration.offset, -60, 60)
    result: FloatArray = 1.0 / (1.0 + np.exp(-value))
    return result


def log_loss(p: FloatArray, truth: IntArray) -> float:
    """Return the mean negative log likelihood."""
    clipped = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(truth == 1, np.log(clipped), np.log(1 - clipped))))


def fit(logits: FloatArray, truth: IntArray) -> Calibration:
    """Fit scale and offset (Platt 1999, with his smoothed targets)."""
    from scipy.optimize import minimize

    positive, negative = int(truth.sum()), int((1 - truth).sum())
    target = np.where(truth == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))

    def loss(x: FloatArray) -> float:
        z = math.exp(x[0]) * logits + x[1]
        return float(np.mean(np.logaddexp(0, z) - target * z))

    found = minimize(loss, np.zeros(2), method="Nelder-Mead", options={"maxiter": 2000})
    scale = max(math.exp(float(found.x[0])), LEAST_SCALE)
    return Calibration(scale, float(found.x[1]))


def fit_if_better(logits: FloatArray, truth: IntArray, groups: NDArray[np.str_]) -> Calibration:
    """Fit scale and offset where that lowers the loss on groups left out, else change nothing."""
    none = Calibration(1.0, 0.0)
    p = np.zeros(len(logits))
    for fold in folds(groups, 5, 0):
        p[fold] = probability(logits[fold], fit(logits[~fold], truth[~fold]))
    if log_loss(p, truth) < log_loss(probability(logits, none), truth):
        return fit(logits, truth)
    return none


def folds(groups: NDArray[np.str_], count: int, seed: int) -> list[NDArray[np.bool_]]:
    """Return masks of ``count`` parts; a group lies in one part whole."""
    names = np.unique(groups)
    np.random.default_rng(seed).shuffle(names)
    return [np.isin(groups, names[part::count]) for part in range(count)]


@dataclass(frozen=True, slots=True)
class Band:
    """Where an answer becomes present, and where it cannot tell."""

    threshold: float
    below: float
    above: float


def choose_band(p: FloatArray, truth: IntArray, alpha: float = 0.1) -> Band:
    """Choose the threshold by Youden's index and the band by split conformal prediction.

    In the band both labels stay in the class-conditional set at ``alpha``: of the positives at
    most ``alpha`` lie below it, of the negatives at most ``alpha`` above it. Where the answers
    part so well that no label stays, the band shrinks to the threshold.
    """
    candidates = np.unique(p)
    sensitivity = np.array([(p[truth == 1] >= c).mean() for c in candidates])
    specificity = np.array([(p[truth == 0] < c).mean() for c in candidates])
    threshold = float(candidates[int(np.argmax(sensitivity + specificity))])
    below = 1.0 - _quantile(1.0 - p[truth == 1], alpha)
    above = _quantile(p[truth == 0], alpha)
    if below >= above:
        return Band(threshold, threshold, threshold)
    return Band(min(max(threshold, below), above), below, above)


def _quantile(scores: FloatArray, alpha: float) -> float:
    """Return the finite-sample quantile of split conformal prediction (Vovk 2012)."""
    rank = math.ceil((len(scores) + 1) * (1 - alpha))
    if rank > len(scores):
        return 1.0
    return float(np.sort(scores)[rank - 1])
