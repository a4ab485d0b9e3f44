"""Teach the image encoder, from ImageNet and a logistic regression: seeded, resumable.

The answer is first fitted on the tokens as they are, then answer and deeper layers are taught
together and gently. Begun from a random answer the same layers are bent out of shape before it
is right (Kumar et al., Fine-tuning can distort pretrained features, ICLR 2022).

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import logging
import math
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from finetune.config import ImageRecipe
from finetune.films.data import NIH_SIDE_LABELS, Film
from finetune.films.views import (
    BATCH,
    Maps,
    as_batch,
    early_maps,
    load_squares,
    shifted,
    swap_surround,
)
from finetune.image.encoders import from_imagenet, from_nothing
from finetune.image.network import ImageTeacher
from finetune.image.unlabelled import teach_unlabelled
from finetune.metrics import auroc

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float32]
Rows = NDArray[np.int64]

WARM_UP = 0.1  # share of the steps in which the rate rises
LEVELLED_ON = 192  # films that a token's mean and deviation are taken from
LARGEST_GRADIENT = 2.0


@dataclass(frozen=True, slots=True, eq=False)
class Targets:
    """What films are taught (-1: unknown).

    Attributes:
        opacity: (films,) 0 or 1.
        weight: (films,) of the opacity loss.
        side: (films, labels).
        nih: (films,) whether the film is of NIH.
    """

    opacity: FloatArray
    weight: FloatArray
    side: FloatArray
    nih: NDArray[np.bool_]


def targets_of(films: Sequence[Film], recipe: ImageRecipe) -> Targets:
    """Return the targets of films in their order."""
    nih = np.array([film.source.startswith("nih") for film in films])
    return Targets(
        np.array([film.opacity for film in films], np.float32),
        np.where(nih, 1.0, recipe.opacity_weight_covid).astype(np.float32),
        np.array([film.side_labels for film in films], np.float32),
        nih,
    )


def start(recipe: ImageRecipe, seed: int) -> ImageTeacher:
    """Return the network before it is taught.

    Raises:
        TrainingError: If the package with the starting weights is not installed.
    """
    torch.manual_seed(seed)
    begin = from_imagenet if recipe.start == "imagenet" else from_nothing
    teacher = ImageTeacher(begin(recipe.encoder), len(NIH_SIDE_LABELS))
    teacher.drop.p = recipe.dropout
    return teacher.eval()


def look(teacher: ImageTeacher, films: Sequence[Film], recipe: ImageRecipe) -> Maps:
    """See films with the part that is not taught: float16 (films, channels, rows, columns)."""
    return early_maps(teacher.encoder, load_squares(films, recipe.size))


def fit(
    teacher: ImageTeacher,
    maps: Maps,
    targets: Targets,
    rows: Rows,
    *,
    recipe: ImageRecipe,
    seed: int,
    checkpoint: Path | None = None,
) -> ImageTeacher:
    """Teach a copy of ``teacher`` on some of the films; return its running average.

    Args:
        teacher: As ``start`` gave it.
        maps: Of all films, from ``look``.
        targets: Of all films.
        rows: Films to learn from.
        recipe: How.
        seed: Of the order, the mixing and the dropout.
        checkpoint: A run that was stopped goes on from here.
    """
    learnt = rows if recipe.sources == "both" else rows[targets.nih[rows]]
    if recipe.self_epochs:
        teacher = teach_unlabelled(teacher, maps, rows, recipe=recipe, seed=seed)
    begun = _begun(teacher, maps, targets, rows, recipe)
    run = _Run(begun, (maps, targets, learnt), recipe, seed)
    if checkpoint is not None and checkpoint.is_file():
        run.load(checkpoint)
    while run.epoch < recipe.epochs:
        started = time.monotonic()
        loss = run.one_epoch()
        logger.info("epoch %d: loss %.4f, %.0f s", run.epoch, loss, time.monotonic() - started)
        if checkpoint is not None:
            run.save(checkpoint)
    return run.average.eval()


def _begun(
    teacher: ImageTeacher, maps: Maps, targets: Targets, rows: Rows, recipe: ImageRecipe
) -> ImageTeacher:
    """Return a copy with levelled tokens, and the answer fitted on them on NIH films."""
    begun = copy.deepcopy(teacher).eval()
    begun.encoder.level(as_batch(maps, rows[:: max(1, len(rows) // LEVELLED_ON)]))
    own = rows[targets.nih[rows]]
    fit_answer(begun, answers(begun, maps[own])[1], targets.opacity[own], recipe.ridge)
    return begun


def fit_answer(
    teacher: ImageTeacher, pooled: FloatArray, opacity: FloatArray, ridge: float
) -> None:
    """Set the opacity answer by logistic regression on mean tokens (films, channels)."""
    from sklearn.linear_model import LogisticRegression

    mean, spread = pooled.mean(0), pooled.std(0) + 1e-6
    model = LogisticRegression(C=ridge, max_iter=3000).fit((pooled - mean) / spread, opacity)
    weight = torch.from_numpy(model.coef_[0] / spread).float()
    value = teacher.fusion.image_value
    with torch.no_grad():
        value.weight[0] = weight
        value.bias[0] = float(model.intercept_[0]) - float(weight @ torch.from_numpy(mean))


class _Run:
    """The network, its running average and its optimiser, saved and continued as one."""

    def __init__(
        self,
        begun: ImageTeacher,
        films: tuple[Maps, Targets, Rows],
        recipe: ImageRecipe,
        seed: int,
    ) -> None:
        self.maps, self.targets, self.rows = films
        self.recipe, self.seed, self.epoch, self.count = recipe, seed, 0, 0
        self.model = copy.deepcopy(begun)
        self.average = copy.deepcopy(begun)
        self.optimiser = torch.optim.AdamW(_groups(self.model, recipe), lr=recipe.learning_rate)
        self.total = recipe.epochs * (len(self.rows) // recipe.batch)

    def one_epoch(self) -> float:
        """Go through the rows once; return the mean loss."""
        batch = self.recipe.batch
        rng = np.random.default_rng([self.seed, self.epoch])
        torch.manual_seed(self.seed * 1000 + self.epoch)  # dropout goes on alike after a stop
        order = rng.permutation(self.rows)
        self.model.train()
        losses = [
            self._step(order[first : first + batch], rng)
            for first in range(0, len(order) - batch + 1, batch)
        ]
        self.epoch += 1
        return float(np.mean(losses))

    def _step(self, rows: Rows, rng: np.random.Generator) -> float:
        maps, opacity, weight, side, known = self._mixed(rows, rng)
        for group in self.optimiser.param_groups:
            group["lr"] = group["share"] * self._rate()
        with torch.autocast("cpu", torch.bfloat16):
            said, labels = self.model.taught(maps)
        one = functional.binary_cross_entropy_with_logits(said, opacity, reduction="none")
        two = functional.binary_cross_entropy_with_logits(labels, side, reduction="none")
        loss = (one * weight).sum() / weight.sum()
        loss = loss + self.recipe.side_weight * (two * known).sum() / known.sum().clamp(min=1)
        self.optimiser.zero_grad()
        torch.autograd.backward(loss)
        nn.utils.clip_grad_norm_(self.model.parameters(), LARGEST_GRADIENT)
        self.optimiser.step()
        self.count += 1
        self._follow()
        return float(loss.detach())

    def _mixed(
        self, rows: Rows, rng: np.random.Generator
    ) -> tuple[Tensor, Tensor, Tensor, Tensor, Tensor]:
        """Return maps and targets, each film blended with another (Zhang et al., mixup, 2018)."""
        targets, smooth = self.targets, self.recipe.smoothing
        maps = shifted(as_batch(self.maps, rows), self.recipe.shift, rng)
        maps = swap_surround(maps, self.recipe.swap, rng)
        opacity = torch.from_numpy(targets.opacity[rows] * (1 - smooth) + smooth / 2)
        weight = torch.from_numpy(targets.weight[rows])
        side = torch.from_numpy(targets.side[rows])
        known = (side >= 0).float()
        side = side.clamp(min=0)
        if not self.recipe.mixing:
            return maps, opacity, weight, side, known
        share = float(rng.beta(self.recipe.mixing, self.recipe.mixing))
        share = max(share, 1 - share)
        other = torch.from_numpy(rng.permutation(len(rows)))
        both = known * known[other]
        maps, opacity, weight, side = (
            share * item + (1 - share) * item[other] for item in (maps, opacity, weight, side)
        )
        return maps, opacity, weight, side, both

    def _rate(self) -> float:
        """Linear rise, then a cosine to zero."""
        done = self.count / self.total
        if done < WARM_UP:
            return self.recipe.learning_rate * max(done, 1e-3) / WARM_UP
        left = (done - WARM_UP) / (1 - WARM_UP)
        return self.recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * left))

    def _follow(self) -> None:
        """Let the average follow; it starts slowly, so that early weights leave no trace."""
        share = min(self.recipe.ema, (1 + self.count) / (10 + self.count))
        with torch.no_grad():
            pairs = zip(self.average.parameters(), self.model.parameters(), strict=True)
            for ours, theirs in pairs:
                ours.lerp_(theirs, 1 - share)
            seen = zip(self.average.buffers(), self.model.buffers(), strict=True)
            for kept, new in seen:  # what a normalisation has seen
                kept.copy_(new)

    def _identity(self) -> dict[str, Any]:
        return {"recipe": repr(self.recipe), "seed": self.seed, "rows": self.rows.tolist()}

    def save(self, file: Path) -> None:
        """Write everything that is needed to go on."""
        state = {
            **self._identity(),
            "epoch": self.epoch,
            "count": self.count,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        part = file.with_suffix(".part")
        torch.save(state, part)
        part.replace(file)

    def load(self, file: Path) -> None:
        """Go on from a file of the same recipe, seed and films; leave any other alone."""
        state = torch.load(file, weights_only=True)
        if any(state[key] != value for key, value in self._identity().items()):
            logger.warning("the checkpoint is of another recipe: starting anew")
            return
        self.epoch, self.count = state["epoch"], state["count"]
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        logger.info("continuing after epoch %d", self.epoch)


def _groups(model: ImageTeacher, recipe: ImageRecipe) -> list[dict[str, Any]]:
    """Return the optimiser's groups: the deeper a part, the more it may change; early not at all.

    Parts whose share is 0 are frozen.
    """
    encoder, value = model.encoder, model.fusion.image_value
    model.requires_grad_(False)
    parts: tuple[tuple[nn.Module, float], ...] = (
        (encoder.middle_blocks, recipe.middle_rate),
        (encoder.late_blocks, recipe.late_rate),
        (nn.ModuleList([value, model.side]), recipe.head_rate),
    )
    groups = []
    for module, share in parts:
        if not share:
            continue
        module.requires_grad_(True)
        weights = [p for p in module.parameters() if p.ndim > 1]
        offsets = [p for p in module.parameters() if p.ndim <= 1]
        groups.append({"params": weights, "weight_decay": recipe.weight_decay, "share": share})
        groups.append({"params": offsets, "weight_decay": 0.0, "share": share})
    return groups


def answers(teacher: ImageTeacher, maps: Maps) -> tuple[FloatArray, FloatArray]:
    """Return logits of opacity (films,), and mean tokens (films, channels)."""
    said, pooled = [], []
    teacher.eval()
    for first in range(0, len(maps), BATCH):
        part = as_batch(maps, slice(first, first + BATCH))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            tokens = teacher.encoder.rest(part).float()
        with torch.inference_mode():
            said.append(teacher.opacity(tokens).numpy())
            pooled.append(tokens.mean(1).numpy())
    return np.concatenate(said), np.concatenate(pooled)


def soup(teachers: Sequence[ImageTeacher]) -> ImageTeacher:
    """Return the mean of the weights of several runs from one start (Wortsman et al., 2022)."""
    mixed = copy.deepcopy(teachers[0])
    with torch.no_grad():
        for name, value in mixed.state_dict().items():
            if value.is_floating_point():
                value.copy_(torch.stack([t.state_dict()[name] for t in teachers]).mean(0))
    return mixed.eval()


def train_image(
    films: Sequence[Film], recipe: ImageRecipe, seed: int, folder: Path
) -> ImageTeacher:
    """Teach the image encoder on the train split and its guard; return it.

    Test films are not touched; validation films only measure. What was finished in ``folder`` is
    not done again.
    """
    from finetune.image.guarding import teach_view

    known = [film for film in films if film.frontal and film.split in ("train", "val")]
    teacher = start(recipe, seed)
    maps, targets = look(teacher, known, recipe), targets_of(known, recipe)
    split = np.array([film.split for film in known])
    train, val = np.flatnonzero(split == "train"), np.flatnonzero((split == "val") & targets.nih)

    def measured(name: str, taught: ImageTeacher) -> None:
        said, _ = answers(taught, maps[val])
        found = auroc(said.astype(np.float64), targets.opacity[val].astype(np.int64))
        logger.info("%s: NIH validation AUROC %.4f", name, found)

    runs = []
    for number in range(recipe.members):
        file = folder / f"image-{number}.pt"
        run = fit(teacher, maps, targets, train, recipe=recipe, seed=seed + number, checkpoint=file)
        measured(f"run {number}", run)
        runs.append(run)
    mixed = soup(runs)
    measured("mean of the runs", mixed)
    teach_view(mixed, [film for film in films if film.split == "train"], recipe, seed)
    torch.save(mixed.state_dict(), folder / "image-final.pt")
    return mixed
