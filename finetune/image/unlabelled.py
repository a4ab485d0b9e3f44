"""Teach the deeper layers on films without a label: two views of a film should be told alike.

Views are made on the maps of the untaught early part: another place and size, some channels left
out. The loss keeps both views' features near each other, each feature spread out over the films,
and features apart from one another.

Source: Bardes, Ponce, LeCun: VICReg, ICLR 2022, sections 4.1 and 4.2.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import logging

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from finetune.config import ImageRecipe
from finetune.films.views import LEAST_WINDOW, Maps, as_batch, windowed
from finetune.image.network import ImageTeacher

logger = logging.getLogger(__name__)

WIDTH = 512  # of what the loss compares
NEAR, SPREAD, APART = 25.0, 25.0, 1.0
CHANNELS_OUT = 0.1


def teach_unlabelled(
    teacher: ImageTeacher,
    maps: Maps,
    rows: NDArray[np.int64],
    *,
    recipe: ImageRecipe,
    seed: int,
) -> ImageTeacher:
    """Return a copy whose middle and late part were taught on ``rows`` without their labels.

    Args:
        teacher: As it starts.
        maps: Of all films.
        rows: Films that may be learnt from, of all sources.
        recipe: ``self_epochs``, ``batch`` and the rates.
        seed: Of the order and the views.
    """
    torch.manual_seed(seed)
    taught = copy.deepcopy(teacher).train()
    encoder = taught.encoder
    encoder.level(as_batch(maps, rows[:: max(1, len(rows) // 192)]))
    head = nn.Sequential(nn.Linear(encoder.channels, WIDTH), nn.ReLU(), nn.Linear(WIDTH, WIDTH))
    taught.requires_grad_(False)
    parts = [encoder.middle_blocks, encoder.late_blocks]
    for part in parts:
        part.requires_grad_(True)
    optimiser = torch.optim.AdamW(
        [
            {"params": parts[0].parameters(), "lr": recipe.middle_rate * recipe.learning_rate},
            {"params": parts[1].parameters(), "lr": recipe.late_rate * recipe.learning_rate},
            {"params": head.parameters(), "lr": 20 * recipe.learning_rate},
        ],
        weight_decay=recipe.weight_decay,
    )
    rng = np.random.default_rng([seed, 7])
    for epoch in range(recipe.self_epochs):
        losses = []
        order = rng.permutation(rows)
        for first in range(0, len(order) - recipe.batch + 1, recipe.batch):
            batch = as_batch(maps, order[first : first + recipe.batch])
            loss = vicreg(*(head(_seen(taught, batch, rng)) for _ in range(2)))
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            losses.append(float(loss.detach()))
        logger.info("unlabelled, epoch %d: loss %.3f", epoch + 1, float(np.mean(losses)))
    return taught.requires_grad_(True).eval()


def _seen(teacher: ImageTeacher, batch: Tensor, rng: np.random.Generator) -> Tensor:
    view = windowed(batch, LEAST_WINDOW, rng)
    view = functional.dropout2d(view, CHANNELS_OUT)
    with torch.autocast("cpu", torch.bfloat16):
        tokens = teacher.encoder.rest(view.contiguous(memory_format=torch.channels_last))
    return tokens.float().mean(1)


def vicreg(one: Tensor, other: Tensor) -> Tensor:
    """Return the loss of two views' features, both (films, features)."""
    near = functional.mse_loss(one, other)
    spread = sum(torch.relu(1 - (side.var(0) + 1e-4).sqrt()).mean() for side in (one, other)) / 2
    apart = _off_diagonal(one) + _off_diagonal(other)
    return NEAR * near + SPREAD * spread + APART * apart


def _off_diagonal(side: Tensor) -> Tensor:
    films, features = side.shape
    centred = side - side.mean(0)
    covariance = centred.T @ centred / (films - 1)
    off = covariance.square().sum() - covariance.diagonal().square().sum()
    return off / features
