"""Figures with honest intervals: patients are drawn, not films."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Groups = NDArray[np.str_]

DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its 95 % interval from a bootstrap over patient groups.

    Attributes:
        value: On all cases; NaN where it cannot be worked out.
        low: 2.5th percentile.
        high: 97.5th percentile.
        count: Cases.
        positives: Positive cases among them.
    """

    value: float
    low: float
    high: float
    count: int
    positives: int

    def __str__(self) -> str:
        """Return it as the card shows it."""
        if np.isnan(self.value):
            return f"not defined (n = {self.count}, {self.positives} positive)"
        interval = f"{self.low:.2f} to {self.high:.2f}"
        return f"{self.value:.3f} ({interval}; n = {self.count}, {self.positives} positive)"


def auroc(scores: FloatArray, truth: IntArray) -> float:
    """Return the area under the ROC curve, ties half; NaN with one class only."""
    positive, negative = int((truth == 1).sum()), int((truth == 0).sum())
    if positive == 0 or negative == 0:
        return float("nan")
    from scipy.stats import rankdata

    ranks = rankdata(scores)
    area = ranks[truth == 1].sum() - positive * (positive + 1) / 2
    return float(area / (positive * negative))


def estimate(
    scores: FloatArray,
    truth: IntArray,
    groups: Groups,
    figure: Callable[[FloatArray, IntArray], float] = auroc,
    seed: int = 0,
) -> Estimate:
    """Return a figure with its interval."""
    rng = np.random.default_rng(seed)
    drawn = []
    for rows in _draws(groups, rng):
        value = figure(scores[rows], truth[rows])
        if not np.isnan(value):
            drawn.append(value)
    low, high = np.percentile(drawn, (2.5, 97.5)) if drawn else (np.nan, np.nan)
    return Estimate(
        figure(scores, truth), float(low), float(high), len(truth), int((truth == 1).sum())
    )


def macro_estimate(scores: FloatArray, kind: IntArray, groups: Groups, seed: int = 0) -> Estimate:
    """Return the macro AUROC of kinds with its interval."""
    drawn = [macro_auroc(scores[rows], kind[rows]) for rows in _draws(groups, _rng(seed))]
    low, high = np.nanpercentile(drawn, (2.5, 97.5))
    return Estimate(macro_auroc(scores, kind), float(low), float(high), len(kind), len(kind))


def macro_gain(
    first: FloatArray, second: FloatArray, kind: IntArray, groups: Groups, seed: int = 0
) -> tuple[float, float, float]:
    """Return how far the first table's macro AUROC is above the second's, paired, with 95 %."""
    gaps = [
        macro_auroc(first[rows], kind[rows]) - macro_auroc(second[rows], kind[rows])
        for rows in _draws(groups, _rng(seed))
    ]
    low, high = np.nanpercentile(gaps, (2.5, 97.5))
    return macro_auroc(first, kind) - macro_auroc(second, kind), float(low), float(high)


def _rng(seed: int) -> np.random.Generator:
    return np.random.default_rng(seed)


def _draws(groups: Groups, rng: np.random.Generator) -> list[NDArray[np.int64]]:
    """Return the rows of ``DRAWS`` samples of whole groups with replacement."""
    names, index = np.unique(groups, return_inverse=True)
    members = [np.flatnonzero(index == number) for number in range(len(names))]
    result = []
    for _ in range(DRAWS):
        chosen = rng.integers(len(names), size=len(names))
        result.append(np.concatenate([members[number] for number in chosen]))
    return result


def macro_auroc(scores: FloatArray, kind: IntArray) -> float:
    """Return the mean over kinds of one-against-rest AUROC; kinds without a case are left out.

    Args:
        scores: (cases, kinds).
        kind: (cases,) index of the kind; another number for none of them.
    """
    areas = [auroc(scores[:, k], (kind == k).astype(np.int64)) for k in range(scores.shape[1])]
    known = [area for area in areas if not np.isnan(area)]
    return float(np.mean(known)) if known else float("nan")


def sensitivity_at(scores: FloatArray, truth: IntArray, specificity: float) -> float:
    """Return the sensitivity at the threshold that leaves this specificity."""
    negatives, positives = scores[truth == 0], scores[truth == 1]
    if not len(negatives) or not len(positives):
        return float("nan")
    return float((positives > np.quantile(negatives, specificity)).mean())


def average_precision(scores: FloatArray, truth: IntArray) -> float:
    """Return the area under the precision-recall curve."""
    from sklearn.metrics import average_precision_score

    return float(average_precision_score(truth, scores)) if 0 < truth.sum() < len(truth) else np.nan


def calibration_error(p: FloatArray, truth: IntArray, bins: int = 10) -> float:
    """Return the expected calibration error over equally filled bins."""
    parts = np.array_split(np.argsort(p), min(bins, len(p)))
    gaps = [len(part) * abs(p[part].mean() - truth[part].mean()) for part in parts if len(part)]
    return float(sum(gaps) / len(p))


def perfect_calibration_error(p: FloatArray, seed: int = 0) -> tuple[float, float]:
    """Return the 95 % range of that error that a perfect model with these answers would show."""
    rng = np.random.default_rng(seed)
    errors = [calibration_error(p, (rng.random(len(p)) < p).astype(np.int64)) for _ in range(DRAWS)]
    low, high = np.percentile(errors, (2.5, 97.5))
    return float(low), float(high)
