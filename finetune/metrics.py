"""Figures with honest intervals: patients are drawn, not films."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Groups = NDArray[np.str_]

DRAWS = 1000

Figure = Callable[[FloatArray, IntArray], float]


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
    _, index, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[index]
    area = ranks[truth == 1].sum() - positive * (positive + 1) / 2
    return float(area / (positive * negative))


@dataclass(frozen=True, slots=True)
class Difference:
    """How far a figure of one model is above that of another on the same cases, with 95 %.

    Attributes:
        value: On all cases; NaN where it cannot be worked out.
        low: 2.5th percentile over draws in which both are read on the same patients.
        high: 97.5th percentile.
        count: Cases.
    """

    value: float
    low: float
    high: float
    count: int

    def __str__(self) -> str:
        """Return it as the card shows it."""
        return f"{self.value:+.3f} ({self.low:+.3f} to {self.high:+.3f})"


def estimate(
    scores: FloatArray, truth: IntArray, groups: Groups, figure: Figure = auroc, seed: int = 0
) -> Estimate:
    """Return a figure with its interval."""
    return estimates(scores, truth, groups, {"": figure}, seed)[""]


def estimates(
    scores: FloatArray,
    truth: IntArray,
    groups: Groups,
    figures: Mapping[str, Figure],
    seed: int = 0,
) -> dict[str, Estimate]:
    """Return several figures of the same answers, all over the same draws of patients."""
    drawn: dict[str, list[float]] = {name: [] for name in figures}
    for rows in draws(groups, seed):
        some, labels = scores[rows], truth[rows]
        for name, figure in figures.items():
            drawn[name].append(figure(some, labels))
    count, positives = len(truth), int((truth == 1).sum())
    return {
        name: Estimate(figure(scores, truth), *_interval(drawn[name]), count, positives)
        for name, figure in figures.items()
    }


def gain(
    first: FloatArray,
    second: FloatArray,
    truth: IntArray,
    groups: Groups,
    *,
    figure: Figure = auroc,
    seed: int = 0,
) -> Difference:
    """Return how far the first scores' figure is above the second's, paired by patient."""
    gaps = [
        figure(first[rows], truth[rows]) - figure(second[rows], truth[rows])
        for rows in draws(groups, seed)
    ]
    whole = figure(first, truth) - figure(second, truth)
    return Difference(whole, *_interval(gaps), len(truth))


def mean_estimate(values: FloatArray, groups: Groups, seed: int = 0) -> Difference:
    """Return the mean of what was measured on each case, with its interval."""
    drawn = [float(values[rows].mean()) for rows in draws(groups, seed)]
    return Difference(float(values.mean()), *_interval(drawn), len(values))


def macro_estimate(scores: FloatArray, kind: IntArray, groups: Groups, seed: int = 0) -> Estimate:
    """Return the macro AUROC of kinds with its interval."""
    drawn = [macro_auroc(scores[rows], kind[rows]) for rows in draws(groups, seed)]
    return Estimate(macro_auroc(scores, kind), *_interval(drawn), len(kind), len(kind))


def macro_gain(
    first: FloatArray, second: FloatArray, kind: IntArray, groups: Groups, seed: int = 0
) -> tuple[float, float, float]:
    """Return how far the first table's macro AUROC is above the second's, paired, with 95 %."""
    found = gain(first, second, kind, groups, figure=macro_auroc, seed=seed)
    return found.value, found.low, found.high


def binomial_interval(right: int, count: int) -> tuple[float, float]:
    """Return the exact 95 % interval of a share (Clopper and Pearson 1934)."""
    low = 0.0 if right == 0 else _solve(lambda p: _at_least(right, count, p) < 0.025)
    high = 1.0 if right == count else _solve(lambda p: _at_least(right + 1, count, p) < 0.975)
    return low, high


def _at_least(right: int, count: int, p: float) -> float:
    """Return the probability of at least so many of ``count`` at a share of ``p``."""
    k = np.arange(right, count + 1)
    chosen = math.lgamma(count + 1) - np.array(
        [math.lgamma(n + 1) + math.lgamma(count - n + 1) for n in k]
    )
    return float(np.exp(chosen + k * math.log(p) + (count - k) * math.log1p(-p)).sum())


def _solve(is_below: Callable[[float], bool]) -> float:
    """Return the share up to which ``is_below`` holds, by halving."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if is_below(middle) else (low, middle)
    return (low + high) / 2


def draws(groups: Groups, seed: int = 0) -> tuple[NDArray[np.int64], ...]:
    """Return the rows of ``DRAWS`` samples of whole groups with replacement."""
    return _draws(tuple(str(name) for name in groups), seed)


@lru_cache(maxsize=8)
def _draws(groups: tuple[str, ...], seed: int) -> tuple[NDArray[np.int64], ...]:
    rng = np.random.default_rng(seed)
    names, index = np.unique(np.array(groups), return_inverse=True)
    members = [np.flatnonzero(index == number) for number in range(len(names))]
    return tuple(
        np.concatenate([members[number] for number in rng.integers(len(names), size=len(names))])
        for _ in range(DRAWS)
    )


def _interval(drawn: list[float]) -> tuple[float, float]:
    known = np.array(drawn)[~np.isnan(drawn)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.percentile(known, (2.5, 97.5))
    return float(low), float(high)


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
    """Return the area under the precision-recall curve in steps; NaN with one class only.

    As scikit-learn's ``average_precision_score``, ten times as fast: it is drawn a thousand times.
    """
    if not 0 < truth.sum() < len(truth):
        return float("nan")
    order = np.argsort(-scores, kind="stable")
    hits = np.cumsum(truth[order])
    last = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))  # ties are taken together
    gained = np.diff(np.append(0, hits[last])) / hits[-1]
    return float((gained * hits[last] / (last + 1)).sum())


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
