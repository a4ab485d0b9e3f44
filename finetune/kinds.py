"""Teach the film's side of the kinds: a small branch on the frozen image encoder.

The trunk never sees a kind, so the branch, which is quick to teach, can be taught anew for every
fold: what it says of a film whose patient it has not seen is honest.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from finetune.augment import Augmentation, vary
from finetune.config import KindRecipe
from finetune.data import KINDS, Film
from finetune.network import Fusion, ImageTeacher, KindBranch
from finetune.train import load_squares, plain_batch

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Views:
    """Films seen several times by the frozen trunk: the first time as they are, then varied.

    Attributes:
        maps: (films, views, channels, rows, columns), float16.
        keys: (films, views, patches, dim) of length 1, float16.
        tokens: (films, patches, channels) of the first view, float16.
    """

    maps: Tensor
    keys: Tensor
    tokens: Tensor


def look(
    teacher: ImageTeacher, films: Sequence[Film], recipe: KindRecipe, sizes: tuple[int, int]
) -> Views:
    """Run the trunk over ``recipe.views`` views of each film.

    Args:
        teacher: Taught.
        films: Frontal ones.
        recipe: How many views.
        sizes: Side of the stored and of the read square, pixels.
    """
    stored = load_squares(films, sizes[0])
    plain = load_squares(films, sizes[1])
    rng = np.random.default_rng(recipe.seed)
    maps, keys, tokens = [], [], []
    for view in range(recipe.views):
        squares = plain if view == 0 else [vary(s, sizes[1], Augmentation(), rng) for s in stored]
        batch = torch.from_numpy(plain_batch(squares))
        seen = [_trunk(teacher, part) for part in torch.split(batch, 32)]
        maps.append(torch.cat([item[0] for item in seen]))
        keys.append(torch.cat([item[1] for item in seen]))
        if view == 0:
            tokens = [item[2] for item in seen]
    return Views(torch.stack(maps, 1), torch.stack(keys, 1), torch.cat(tokens))


def _trunk(teacher: ImageTeacher, films: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        middle, tokens = teacher.encoder.both(films.to(memory_format=torch.channels_last))
    keys = functional.normalize(teacher.fusion.image_key(tokens.float()), dim=-1)
    half = torch.float16
    return middle.to(half).contiguous(), keys.detach().to(half), tokens.to(half)


class KindHead(nn.Module):
    """The branch, and one query a kind over its tokens; the keys are the opacity answer's own."""

    def __init__(self, channels: int, dim: int) -> None:
        super().__init__()
        self.branch = KindBranch(channels)
        self.query = nn.Parameter(torch.randn(len(KINDS), dim))
        self.log_scale = nn.Parameter(torch.full((len(KINDS),), -1.0))
        self.value = nn.Linear(self.branch.channels, len(KINDS))
        self.drop = nn.Dropout(0.3)

    def forward(self, maps: Tensor, keys: Tensor) -> Tensor:
        """Return the kinds' logits (films, kinds)."""
        tokens = self.drop(self.branch(maps))
        query = functional.normalize(self.query, dim=-1)
        scale = 10.0 * torch.sigmoid(self.log_scale[:, None])
        attention = torch.softmax(torch.matmul(query * scale, keys.transpose(1, 2)), dim=-1)
        logits: Tensor = (attention * self.value(tokens).transpose(1, 2)).sum(-1)
        return logits


def fit_head(views: Views, kind: NDArray[np.int64], recipe: KindRecipe, seed: int) -> KindHead:
    """Teach a head on films of known kind."""
    torch.manual_seed(seed)
    head = KindHead(views.maps.shape[2], views.keys.shape[-1])
    truth = torch.from_numpy(kind)
    target = functional.one_hot(truth, len(KINDS) + 1)[:, :-1].float()
    weight = ((len(target) - target.sum(0)) / target.sum(0).clamp(min=1)).sqrt()
    optimiser = torch.optim.AdamW(
        head.parameters(), lr=recipe.learning_rate, weight_decay=recipe.weight_decay
    )
    steps = recipe.epochs * (len(kind) // recipe.batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimiser, recipe.learning_rate, total_steps=steps + 1
    )
    head.train()
    for _ in range(recipe.epochs):
        order = torch.randperm(len(kind))
        for start in range(0, len(kind) - recipe.batch + 1, recipe.batch):
            rows = order[start : start + recipe.batch]
            view = torch.randint(views.maps.shape[1], (len(rows),))
            with torch.autocast("cpu", torch.bfloat16):
                maps = views.maps[rows, view].to(memory_format=torch.channels_last)
                logits = head(maps.to(torch.bfloat16), views.keys[rows, view].to(torch.bfloat16))
            loss = functional.binary_cross_entropy_with_logits(
                logits.float(), target[rows] * 0.95 + 0.025, pos_weight=weight
            )
            optimiser.zero_grad()
            torch.autograd.backward(loss)
            optimiser.step()
            schedule.step()
    return head.eval()


def widen(fusion: Fusion, head: KindHead) -> Fusion:
    """Return a fusion over the trunk's tokens and the branch's, side by side.

    Opacity keeps its query, keys and values; the kinds get the head's. Keys see the trunk's
    tokens only, the kinds' values the branch's only.
    """
    answers, dim = fusion.query.shape
    trunk, extra = fusion.image_key.in_features, head.branch.channels
    wide = Fusion(trunk + extra, fusion.text_key.in_features, answers, dim)
    with torch.no_grad():
        wide.query[:1], wide.query[1:] = fusion.query[:1], head.query
        wide.log_scale[:1], wide.log_scale[1:] = fusion.log_scale[:1], head.log_scale
        wide.modality.zero_()
        wide.image_key.weight.zero_()
        wide.image_key.weight[:, :trunk] = fusion.image_key.weight
        wide.image_value.weight.zero_()
        wide.image_value.weight[0, :trunk] = fusion.image_value.weight[0]
        wide.image_value.weight[1:, trunk:] = head.value.weight
        wide.image_value.bias[:1] = fusion.image_value.bias[:1]
        wide.image_value.bias[1:] = head.value.bias
        wide.text_value.weight.zero_()
        wide.text_value.bias.zero_()
    return wide.eval()
