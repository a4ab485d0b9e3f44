"""Prediction sets from stored calibration scores: plain arithmetic at the time of reading."""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right

from omni_med.domain.calibration import Conformal

LEAST = 20
"""Calibration cases of each class below which there is no set: at a promise of 0.9 nine are
needed to exclude anything at all, and the promise of so few scatters widely."""

ABSENT, PRESENT = "absent", "present"
_EDGE = 1e-12  # 1 - 0.9 is not 0.1


def p_values(probability: float, scores: Conformal) -> tuple[float, float]:
    """Return how well a probability fits cases without and with the finding, each 0 to 1.

    A case is the less like those of a label, the smaller the probability of that label; the share
    of calibration cases of the label that are at most as like it, the case itself counted.
    """
    present, absent = scores.present, scores.absent
    low = len(absent) - bisect_left(absent, probability)  # told at least so much, without it
    high = bisect_right(present, probability)  # told at most so much, with it
    return (low + 1) / (len(absent) + 1), (high + 1) / (len(present) + 1)


def prediction_set(probability: float, scores: Conformal | None) -> tuple[str, ...]:
    """Return the labels that cannot be excluded; empty where there are too few scores.

    Where none would stay, the label that fits better is given: the set then holds the truth at
    least as often as promised.
    """
    if scores is None or min(len(scores.present), len(scores.absent)) < LEAST:
        return ()
    absent, present = p_values(probability, scores)
    alpha = 1.0 - scores.promise - _EDGE
    labels = ((ABSENT, absent), (PRESENT, present))
    kept = tuple(label for label, value in labels if value >= alpha)
    return kept or (max(labels, key=lambda item: item[1])[0],)


def band(scores: Conformal) -> tuple[float, float] | None:
    """Return the probabilities, from and below, between which both labels stay; None without any.

    A set holds both labels on one interval: the fit of "present" only grows with the probability,
    that of "absent" only falls.
    """
    edges = sorted({*scores.present, *scores.absent})
    both = [p for p in edges if len(prediction_set(p, scores)) > 1]
    return (both[0], math.nextafter(both[-1], 2.0)) if both else None
