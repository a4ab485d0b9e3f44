"""From raw logits to probabilities, thresholds and the band of "cannot tell"."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omni_med.domain import Conformal
from omni_med.models.compact.settings import Calibration
from omni_med.models.conformal import LEAST

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

LEAST_SCALE = 0.05  # a calibration never turns an answer round
NEWTON = 100  # steps at most; the loss is convex, it takes about eight
MOST_STEP = 2.0  # of scale or offset at once
FOLDS = 5


def probability(logits: FloatArray, calibration: Calibration) -> FloatArray:
    """Return ``sigmoid(scale * logit + offset)``."""
    value = np.clip(calibration.scale * logits + calibration.offset, -60, 60)
    result: FloatArray = 1.0 / (1.0 + np.exp(-value))
    return result


def log_loss(p: FloatArray, truth: IntArray) -> float:
    """Return the mean negative log likelihood."""
    clipped = np.clip(p, 1e-7, 1 - 1e-7)
    return float(-np.mean(np.where(truth == 1, np.log(clipped), np.log(1 - clipped))))


def fit(
    logits: FloatArray, truth: IntArray, *, scaled: bool = True, shifted: bool = True
) -> Calibration:
    """Fit scale and offset, or one of them (Platt 1999, with his smoothed targets).

    Args:
        logits: (cases,).
        truth: (cases,), 0 or 1.
        scaled: Fit the scale: with ``shifted`` Platt scaling, alone temperature scaling (Guo 2017).
        shifted: Fit the offset: alone it is a change of prevalence.
    """
    positive, negative = int(truth.sum()), int((1 - truth).sum())
    target = np.where(truth == 1, (positive + 1) / (positive + 2), 1 / (negative + 2))
    free = [index for index, wanted in enumerate((scaled, shifted)) if wanted]
    rows = np.stack([logits, np.ones_like(logits)])
    found = np.array([1.0, 0.0])
    for _ in range(NEWTON):
        z = np.clip(found @ rows, -60, 60)
        p = 1.0 / (1.0 + np.exp(-z))
        gradient = (rows[free] * (p - target)).sum(axis=1)
        weight = np.maximum(p * (1 - p), 1e-9)
        curve = (rows[free] * weight) @ rows[free].T + 1e-9 * np.eye(len(free))
        step = np.linalg.solve(curve, gradient)
        found[free] -= step * min(1.0, MOST_STEP / max(float(np.abs(step).max()), 1e-12))
        if float(np.abs(step).max()) < 1e-9:
            break
    return Calibration(max(float(found[0]), LEAST_SCALE), float(found[1]))


def fit_if_better(
    logits: FloatArray, truth: IntArray, groups: NDArray[np.str_], *, shifts: bool = True
) -> Calibration:
    """Fit what lowers the loss most on groups left out; change nothing where nothing does.

    Tried are temperature alone, Platt scaling, and with ``shifts`` the offset alone. Isotonic
    regression is not: it needs a thousand cases (Niculescu-Mizil 2005), and it ties answers.
    """
    ways = {"scale": (True, False), "both": (True, True), "offset": (False, True)}
    best, least = Calibration(1.0, 0.0), log_loss(probability(logits, Calibration(1, 0)), truth)
    for name, (scaled, shifted) in ways.items():
        if name == "offset" and not shifts:
            continue
        p = out_of_fold(logits, truth, groups, scaled=scaled, shifted=shifted)
        loss = log_loss(p, truth)
        if loss < least:
            best, least = fit(logits, truth, scaled=scaled, shifted=shifted), loss
    return best


def out_of_fold(
    logits: FloatArray,
    truth: IntArray,
    groups: NDArray[np.str_],
    *,
    scaled: bool = True,
    shifted: bool = True,
) -> FloatArray:
    """Return each case's probability by a fit that its group had no part in."""
    p = np.zeros(len(logits))
    for fold in folds(groups, min(FOLDS, len(np.unique(groups))), 0):
        fitted = fit(logits[~fold], truth[~fold], scaled=scaled, shifted=shifted)
        p[fold] = probability(logits[fold], fitted)
    return p


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

    Of thresholds within one standard error of the largest index the one nearest to a half is
    taken: which of them comes out first is chance.

    In the band both labels stay in the class-conditional set at ``alpha``: of the positives at
    most ``alpha`` lie below it, of the negatives at most ``alpha`` above it. Where the answers
    part so well that no label stays, the band shrinks to the threshold.
    """
    candidates = np.unique(p)
    sensitivity = np.array([(p[truth == 1] >= c).mean() for c in candidates])
    specificity = np.array([(p[truth == 0] < c).mean() for c in candidates])
    index = sensitivity + specificity
    best = int(np.argmax(index))
    variance = sensitivity * (1 - sensitivity) / max(int(truth.sum()), 1)
    variance += specificity * (1 - specificity) / max(int((1 - truth).sum()), 1)
    as_good = candidates[index >= index[best] - np.sqrt(variance[best])]
    threshold = float(as_good[int(np.argmin(np.abs(as_good - 0.5)))])
    below = 1.0 - _quantile(1.0 - p[truth == 1], alpha)
    above = _quantile(p[truth == 0], alpha)
    if below >= above:
        return Band(threshold, threshold, threshold)
    return Band(min(max(threshold, below), above), below, above)


def conformal_of(p: FloatArray, truth: IntArray) -> Conformal | None:
    """Return the scores of a conformal predictor; None under 20 cases of a class."""
    if min(int(truth.sum()), int((1 - truth).sum())) < LEAST:
        return None
    return Conformal(
        present=tuple(np.sort(p[truth == 1]).tolist()),
        absent=tuple(np.sort(p[truth == 0]).tolist()),
    )


def _quantile(scores: FloatArray, alpha: float) -> float:
    """Return the finite-sample quantile of split conformal prediction (Vovk 2012)."""
    rank = math.ceil((len(scores) + 1) * (1 - alpha))
    if rank > len(scores):
        return 1.0
    return float(np.sort(scores)[rank - 1])
