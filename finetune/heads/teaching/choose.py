"""Choose how a head is taught, on patients held back inside the cases that it learns from.

What may be chosen: which parts LoRA adapts, its rank, and after how many steps it stops; a head
without LoRA is one of the choices. Nested validation: whoever judges the head is not among them.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from finetune.heads.cases.encoded import Encoded
from finetune.heads.network.parts import IMAGE_BLOCK, TARGETS, TEXT_LAYER, Parts
from finetune.heads.running.live import Watch, unwatched
from finetune.heads.teaching.recipe import PROBE, Choice, HeadRecipe
from finetune.heads.teaching.teach import teach
from finetune.metrics import auroc, gain

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
_TWO_SIDED = 1.96  # standard errors on either side of an interval of 95 %
_ONE_SIDED = 1.645  # standard errors below which 5 % lie


def choose(
    data: Encoded, rows: IntArray, parts: Parts, recipe: HeadRecipe, watch: Watch = unwatched
) -> Choice:
    """Choose on patients held back inside ``rows``: parts at the first rank, then the rank.

    LoRA is chosen only where it is better than the probe with 95 % (one-sided, over patients):
    among some twenty choices the best is one or two standard errors ahead by luck alone.
    """
    groups = len(set(data.group[rows][data.label[rows] == 1]))
    ranks = [rank for rank in recipe.ranks if rank]
    if groups < 4 or not ranks:
        return PROBE
    trial = _Trial(data, rows, parts, recipe, watch)
    wide = [Choice(ranks[0], recipe.steps, targets) for targets in _teachable(data, recipe)]
    for choice in wide[: recipe.teachings]:
        trial.run(choice)
    found = trial.best()
    if found == PROBE:
        return PROBE
    narrow = [Choice(rank, recipe.steps, found.targets) for rank in ranks[1:]]
    for choice in narrow[: max(0, recipe.teachings - len(wide))]:
        trial.run(choice)
    return trial.best()


def _teachable(data: Encoded, recipe: HeadRecipe) -> list[tuple[str, ...]]:
    """Return the sets of parts that these cases can teach, each once."""
    known = set(TARGETS)
    if not data.pieces or not bool(data.has_sentence.any()):
        known -= {TEXT_LAYER}
    if not bool(data.has_image.any()):
        known -= {IMAGE_BLOCK}
    found = [tuple(part for part in wanted if part in known) for wanted in recipe.targets]
    return list(dict.fromkeys(targets for targets in found if targets))


class _Trial:
    """Choices tried on the same halves of the patients, and what each gave."""

    def __init__(
        self, data: Encoded, rows: IntArray, parts: Parts, recipe: HeadRecipe, watch: Watch
    ) -> None:
        cut = StratifiedGroupKFold(2, shuffle=True, random_state=recipe.seed)
        self._data, self._parts, self._recipe, self._watch = data, parts, recipe, watch
        self._halves = [
            (rows[learn], rows[look])
            for learn, look in cut.split(rows, data.label[rows], data.group[rows])
        ]
        held = np.concatenate([look for _, look in self._halves])
        self._truth, self._group = data.label[held], data.group[held]
        self._scores: dict[Choice, FloatArray] = {}

    def run(self, choice: Choice) -> None:
        """Teach it on either half and keep what it answers on the other, after so many steps."""
        scores: dict[int, list[FloatArray]] = {}
        for learn, held in self._halves:
            course = teach(
                self._data, learn, self._parts, self._recipe,
                choice=choice, held=held, watch=self._watch,
            )  # fmt: skip
            for steps, logits in course.looks.items():
                scores.setdefault(steps, []).append(_ranks(logits))
        for steps, found in scores.items():
            tried = Choice(choice.rank, steps, choice.targets) if steps else PROBE
            self._scores.setdefault(tried, np.concatenate(found))

    def best(self) -> Choice:
        """Return what was best, or the probe where that is not clearly worse."""
        areas = {choice: auroc(found, self._truth) for choice, found in self._scores.items()}
        best = max(areas, key=lambda choice: (areas[choice], -choice.rank, -choice.steps))
        if best == PROBE:
            return PROBE
        ahead = gain(self._scores[best], self._scores[PROBE], self._truth, self._group)
        error = (ahead.high - ahead.low) / (2 * _TWO_SIDED)
        return best if ahead.value > _ONE_SIDED * error else PROBE


def _ranks(values: FloatArray) -> FloatArray:
    """Return ranks in 0 to 1: folds are compared by order, not by level."""
    from scipy.stats import rankdata

    ranked: FloatArray = rankdata(values) / len(values)
    return ranked
