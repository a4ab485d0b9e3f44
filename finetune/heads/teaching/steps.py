"""What every teaching of a head does step by step, whatever model it is on.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np
from numpy.typing import NDArray

from finetune.fusion.linear import balanced
from finetune.heads.cases.encoded import Encoded
from finetune.heads.running.live import Point, Watch
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.metrics import auroc

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
SOFT = 0.05  # of label smoothing


class Deck:
    """Cases to draw batches from: half with the finding, half without, patients alike."""

    def __init__(self, data: Encoded, rows: IntArray, batch: int) -> None:
        """Take ``rows`` of the cases, for batches of so many."""
        self._half = max(1, batch // 2)
        self._sides = [rows[data.label[rows] == value] for value in (0, 1)]
        weights = [balanced(data.label[side], data.group[side]) for side in self._sides]
        self._chances = [weight / weight.sum() for weight in weights]

    def draw(self, rng: np.random.Generator) -> IntArray:
        """Return a batch, those without the finding first."""
        some: IntArray = np.concatenate(
            [
                rng.choice(side, self._half, p=chance)
                for side, chance in zip(self._sides, self._chances, strict=True)
            ]
        )
        return some


def follow(
    steps: Iterable[tuple[int, float]],
    choice: Choice,
    recipe: HeadRecipe,
    watch: Watch,
    *,
    look: Callable[[], FloatArray] | None = None,
    truth: IntArray | None = None,
) -> dict[int, FloatArray]:
    """Let steps be taken, look at held-back cases now and then, and tell the curve.

    Args:
        steps: Takes them: how many were taken, and the loss of each.
        choice: What is taught, and how long.
        recipe: How often is looked.
        watch: Told each look.
        look: Returns logits of held-back cases; None without any.
        truth: Their labels.

    Returns:
        Steps to logits of the held-back cases.
    """
    looks: dict[int, FloatArray] = {}
    losses: list[float] = []
    for step, loss in steps:
        losses.append(loss)
        if step % recipe.every and step != choice.steps:
            continue
        area = None
        if look is not None and truth is not None:
            looks[step] = look()
            area = auroc(looks[step], truth)
        watch(Point(choice.rank, step, float(np.mean(losses)), area, choice.targets))
        losses = []
    return looks
