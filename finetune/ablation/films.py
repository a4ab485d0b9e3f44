"""The image encoder's variants, taught without one part of the patients and asked about it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.ablation.plan import FOLDS
from finetune.config import ImageRecipe
from finetune.evaluate.shortcuts import blackened
from finetune.films.data import Film, read_gray


def folds_of(films: Sequence[Film], seed: int) -> list[NDArray[np.int64]]:
    """Return the rows of each part: patients whole, classes and sources alike in all."""
    from sklearn.model_selection import StratifiedGroupKFold

    strata = [2 * film.opacity + film.source.startswith("nih") for film in films]
    groups = [film.group_id for film in films]
    splitter = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed % 2**32)
    return [test for _, test in splitter.split(np.zeros(len(films)), strata, groups)]


class Seen:
    """Films through the untaught early part, kept for the variants that see them alike."""

    def __init__(self, films: Sequence[Film], seed: int) -> None:
        """Deal the films; nothing is read yet."""
        self.films, self.seed = films, seed
        self.parts = folds_of(films, seed)
        self._key: tuple[Any, ...] = ()
        self._maps: Any = None
        self._dark: Any = None

    def run(self, recipe: ImageRecipe, fold: int) -> dict[str, Any]:
        """Teach without one part; return what is said of its NIH films, and the source's AUROC."""
        from finetune.image import train

        teacher = train.start(recipe, self.seed + fold)
        self._look(teacher, recipe)
        targets = train.targets_of(self.films, recipe)
        left = self.parts[fold]
        rows = np.setdiff1d(np.arange(len(self.films)), left)
        runs = [
            train.fit(teacher, self._maps, targets, rows, recipe=recipe, seed=self.seed + run)
            for run in range(recipe.members)
        ]
        taught = train.soup(runs)
        own = left[targets.nih[left]]
        said, _ = train.answers(taught, self._maps[own])
        dark, _ = train.answers(taught, self._dark[own])
        _, known = train.answers(taught, self._maps[rows])
        _, new = train.answers(taught, self._maps[left])
        return {
            "rows": own.tolist(),
            "said": [round(float(value), 5) for value in said],
            "dark": [round(float(value), 5) for value in dark],
            "source": _source(known, targets.nih[rows], new, targets.nih[left]),
        }

    def _look(self, teacher: Any, recipe: ImageRecipe) -> None:
        from finetune.films.views import early_maps
        from finetune.image.train import look
        from omni_med.models.compact.preprocess import make_square

        key = (recipe.encoder, recipe.size, recipe.start)
        if key == self._key:
            return
        self._maps = look(teacher, self.films, recipe)
        black = [
            make_square(blackened(read_gray(film.file)), recipe.size).pixels for film in self.films
        ]
        self._dark = early_maps(teacher.encoder, black)
        self._key = key


def _source(
    known: NDArray[np.float32],
    nih: NDArray[np.bool_],
    new: NDArray[np.float32],
    truth: NDArray[np.bool_],
) -> float:
    """Return how well logistic regression on the features tells the source of films left out."""
    from sklearn.linear_model import LogisticRegression

    spread = known.std(0) + 1e-6
    model = LogisticRegression(C=0.01, max_iter=1000).fit(known / spread, nih)
    return metrics.auroc(model.decision_function(new / spread), truth.astype(np.int64))
