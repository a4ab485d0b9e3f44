"""Choices of a teaching tried on two halves of the patients: nested validation."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from finetune.heads.cases.encoded import Encoded
from finetune.heads.teaching.recipe import Choice
from finetune.metrics import auroc, gain

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
Lesson = Callable[[Choice, IntArray, IntArray], dict[int, FloatArray]]
"""Teaches a choice on cases; returns steps to logits of the other cases."""

LEAST_PATIENTS = 4  # with the finding: two in either half
_TWO_SIDED = 1.96  # standard errors on either side of an interval of 95 %
_ONE_SIDED = 1.645  # standard errors below which 5 % lie


class Trial:
    """Choices tried on the same halves of the patients, and what each gave."""

    def __init__(self, data: Encoded, rows: IntArray, seed: int, teach: Lesson) -> None:
        """Cut ``rows`` in two by patient."""
        cut = StratifiedGroupKFold(2, shuffle=True, random_state=seed)
        self._teach = teach
        self._halves = [
            (rows[learn], rows[look])
            for learn, look in cut.split(rows, data.label[rows], data.group[rows])
        ]
        held = np.concatenate([look for _, look in self._halves])
        self._truth, self._group = data.label[held], data.group[held]
        self._scores: dict[Choice, FloatArray] = {}

    def run(self, choice: Choice) -> None:
        """Teach it on either half and keep what it answers on the other, after so many steps.

        After none it is the probe that a teaching starts from.
        """
        scores: dict[int, list[FloatArray]] = {}
        for learn, held in self._halves:
            for steps, logits in self._teach(choice, learn, held).items():
                scores.setdefault(steps, []).append(_ranks(logits))
        for steps, found in scores.items():
            tried = Choice(choice.rank, steps, choice.targets) if steps else Choice(0, 0)
            self._scores.setdefault(tried, np.concatenate(found))

    def best(self) -> Choice:
        """Return the choice of the highest AUROC; of equals the smaller."""
        areas = {choice: auroc(found, self._truth) for choice, found in self._scores.items()}
        return max(areas, key=lambda c: (areas[c], -c.rank, -c.steps, -len(c.targets)))

    def is_clearly_better(self, choice: Choice, other: Choice) -> bool:
        """Say whether one is better than another with 95 %: one-sided, over patients."""
        ahead = gain(self._scores[choice], self._scores[other], self._truth, self._group)
        error = (ahead.high - ahead.low) / (2 * _TWO_SIDED)
        return bool(ahead.value > _ONE_SIDED * error)


def _ranks(values: FloatArray) -> FloatArray:
    """Return ranks in 0 to 1: folds are compared by order, not by level."""
    from scipy.stats import rankdata

    ranked: FloatArray = rankdata(values) / len(values)
    return ranked
