"""Teach the guard on the finished encoder: frontal chest film, lateral, or neither.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.config import ImageRecipe
from finetune.films.augment import Augmentation, vary
from finetune.films.data import Film
from finetune.films.negatives import drawing, from_film
from finetune.films.views import BATCH, load_squares, plain_batch
from finetune.image.network import ImageTeacher

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float32]

FRONTAL, LATERAL, OTHER = 0, 1, 2
LATERAL_VIEWS = 8  # varied views of each lateral film, for there are few
STORED = 1.125  # films are varied from this many times the side that is read
RIDGE = 0.05  # inverse strength of the ridge on standardised features


def pooled(teacher: ImageTeacher, squares: Sequence[FloatArray]) -> FloatArray:
    """Return the mean token of each square film: float32 (films, channels)."""
    found = []
    for first in range(0, len(squares), BATCH):
        films = torch.from_numpy(plain_batch(squares[first : first + BATCH]))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            tokens = teacher.encoder(films.to(memory_format=torch.channels_last))
        found.append(tokens.float().mean(1).numpy())
    return np.concatenate(found)


def teach_view(
    teacher: ImageTeacher, films: Sequence[Film], recipe: ImageRecipe, seed: int
) -> None:
    """Set the teacher's view head by logistic regression on mean tokens.

    Films as they are and once varied, lateral ones often; films turned, inverted or shuffled; and
    drawings: ``negatives`` of each of the last two kinds.

    Args:
        teacher: Taught; its view head is changed.
        films: Of the train split, frontal and lateral.
        recipe: ``negatives`` and ``size``.
        seed: Of the variations.
    """
    from sklearn.linear_model import LogisticRegression

    squares, view = examples(films, recipe, seed)
    features = pooled(teacher, squares)
    spread = features.std(0) + 1e-6
    model = LogisticRegression(C=RIDGE, class_weight="balanced", max_iter=2000)
    model.fit(features / spread, view)
    teacher.view.weight.data.copy_(torch.from_numpy(model.coef_ / spread))
    teacher.view.bias.data.copy_(torch.from_numpy(model.intercept_))
    logger.info("guard: %d examples, %.4f right", len(view), model.score(features / spread, view))


def examples(
    films: Sequence[Film], recipe: ImageRecipe, seed: int
) -> tuple[list[FloatArray], NDArray[np.int64]]:
    """Return square films and what each shows (``FRONTAL``, ``LATERAL`` or ``OTHER``)."""
    rng = np.random.default_rng([seed, 3])
    size, how = recipe.size, Augmentation()
    plain = load_squares(films, size)
    stored = load_squares(films, round(size * STORED))
    squares, view = list(plain), [FRONTAL if film.frontal else LATERAL for film in films]
    for film, square in zip(films, stored, strict=True):
        for _ in range(1 if film.frontal else LATERAL_VIEWS):
            squares.append(vary(square, size, how, rng))
            view.append(FRONTAL if film.frontal else LATERAL)
    for _ in range(recipe.negatives):
        square = vary(stored[int(rng.integers(len(stored)))], size, how, rng)
        squares += [from_film(square, rng), drawing(size, rng)]
        view += [OTHER, OTHER]
    return squares, np.array(view)
