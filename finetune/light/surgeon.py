"""Which hidden channels can go, and how the map that reads them makes up for it: closed forms.

A map that reads hidden channels is fitted anew on those that stay, by least squares against what
the whole network gave. The cost of leaving one out, all others fitted again, is the square of its
weights over its entry of the inverse Gram matrix, so the cheapest go first.

Source: Hassibi, Stork: Second order derivatives for network pruning: Optimal Brain Surgeon, NIPS
1992; He, Zhang, Sun: Channel pruning for accelerating very deep neural networks, ICCV 2017.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

STEP = 0.1  # share of what is left that goes before costs are worked out anew
_RIDGE = 1e-4  # of the mean square of a channel


@dataclass(slots=True, eq=False)
class Sums:
    """What least squares needs of many places: second moments of channels, and with targets.

    Attributes:
        gram: float64 (channels + 1, channels + 1); the last channel is always 1.
        cross: float64 (channels + 1, outputs).
        count: Places.
    """

    gram: FloatArray
    cross: FloatArray
    count: int = 0

    @classmethod
    def of(cls, channels: int, outputs: int) -> Sums:
        """Return empty sums."""
        return cls(np.zeros((channels + 1,) * 2), np.zeros((channels + 1, outputs)))

    def add(self, hidden: NDArray[np.float32], target: NDArray[np.float32]) -> None:
        """Take places into account: (places, channels) and (places, outputs)."""
        one = np.ones((len(hidden), 1), np.float32)
        wide = np.concatenate([hidden, one], axis=1)
        self.gram += wide.T @ wide
        self.cross += wide.T @ target
        self.count += len(hidden)


@dataclass(frozen=True, slots=True, eq=False)
class Refit:
    """The map after the operation.

    Attributes:
        kept: Indices of the channels that stay, ascending.
        weight: float64 (kept, outputs).
        bias: float64 (outputs,).
    """

    kept: NDArray[np.int64]
    weight: FloatArray
    bias: FloatArray


def operate(sums: Sums, keep: int) -> Refit:
    """Leave out all but ``keep`` channels, the cheapest first, and fit the map anew."""
    scale = float(np.trace(sums.gram)) / len(sums.gram)
    gram = sums.gram + _RIDGE * scale * np.eye(len(sums.gram))
    last = len(gram) - 1
    kept = np.arange(last)
    while len(kept) > keep:
        rows = np.append(kept, last)
        inverse = np.linalg.inv(gram[np.ix_(rows, rows)])
        weight = inverse @ sums.cross[rows]
        cost = (weight[:-1] ** 2).sum(1) / np.diag(inverse)[:-1]
        going = min(len(kept) - keep, max(1, int(STEP * len(kept))))
        kept = np.sort(kept[np.argsort(cost, kind="stable")[going:]])
    rows = np.append(kept, last)
    weight = np.linalg.solve(gram[np.ix_(rows, rows)], sums.cross[rows])
    return Refit(kept, weight[:-1], weight[-1])
