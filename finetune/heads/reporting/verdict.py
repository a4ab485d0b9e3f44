"""Whether a head is offered, and how many more cases would probably do."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from finetune.heads.comparing.compare import Comparison
from finetune.heads.comparing.folds import HEAD, PRIOR
from finetune.metrics import Difference

_WORTH = 0.005  # of AUROC: a smaller gain is none


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
