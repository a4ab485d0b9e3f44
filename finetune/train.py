"""Teach the image encoder: seeded, with a checkpoint after every few epochs to resume from."""

from __future__ import annotations

import copy
import logging
import math
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.augment import Augmentation, vary
from finetune.config import ImageRecipe
from finetune.data import NIH_SIDE_LABELS, Film, read_gray
from finetune.negatives import drawing, from_film
from omni_med.models.compact.preprocess import make_square, standardise

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float32]

FRONTAL, LATERAL, OTHER = 0, 1, 2
CHECKPOINT_EVERY = 5  # epochs
TEXT_CHANNELS = 384
ANSWERS = 5  # opacity, then the kinds


@dataclass(frozen=True, slots=True, eq=False)
class Batch:
    """Films as the encoder takes them, with their targets (-1: unknown)."""

    films: FloatArray  # (n, 1, size, size)
    opacity: FloatArray  # (n,)
    weight: FloatArray  # (n,) of the opacity loss
    view: NDArray[np.int64]  # (n,)
    side: FloatArray  # (n, labels)


def load_squares(films: Sequence[Film], size: int) -> list[FloatArray]:
    """Read and square films: float32 (size, size) in 0 to 1, in the given order."""

    def one(film: Film) -> FloatArray:
        return make_square(read_gray(film.file), size).pixels

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, films))


def plain_batch(squares: Sequence[FloatArray]) -> FloatArray:
    """Stack squares as the encoder takes them, unvaried: (n, 1, size, size)."""
    return np.stack([standardise(square) for square in squares])[:, None]


class Shuffler:
    """Varied batches of one epoch after another; epoch ``n`` is the same in every run."""

    def __init__(
        self, films: Sequence[Film], squares: list[FloatArray], recipe: ImageRecipe, seed: int
    ) -> None:
        self.films, self.squares, self.recipe, self.seed = films, squares, recipe, seed
        times = [1 if film.frontal else recipe.laterals for film in films]
        self.order = np.repeat(np.arange(len(films)), times)

    def epoch(self, number: int) -> Iterator[Batch]:
        """Yield the batches of an epoch, made two ahead on a thread."""
        rng = np.random.default_rng([self.seed, number])
        items = np.concatenate([self.order, np.full(self.recipe.negatives, -1)])
        rng.shuffle(items)
        whole = len(items) // self.recipe.batch * self.recipe.batch
        parts = items[:whole].reshape(-1, self.recipe.batch)
        jobs = [(part, np.random.default_rng(rng.integers(2**63))) for part in parts]
        waiting: list[Future[Batch]] = []
        with ThreadPoolExecutor(1) as pool:
            for job in jobs:
                waiting.append(pool.submit(self._batch, *job))
                if len(waiting) > 2:
                    yield waiting.pop(0).result()
            for future in waiting:
                yield future.result()

    def _batch(self, part: NDArray[np.int64], rng: np.random.Generator) -> Batch:
        rows = [self._item(int(index), rng) for index in part]
        films, opacity, weight, view, side = zip(*rows, strict=True)
        return Batch(
            plain_batch(films),
            np.array(opacity, np.float32),
            np.array(weight, np.float32),
            np.array(view, np.int64),
            np.array(side, np.float32),
        )

    def _item(
        self, index: int, rng: np.random.Generator
    ) -> tuple[FloatArray, float, float, int, tuple[int, ...]]:
        recipe, unknown = self.recipe, (-1,) * len(NIH_SIDE_LABELS)
        how = Augmentation()
        if index < 0:
            if rng.random() < 0.5:
                return drawing(recipe.size, rng), 0.0, 0.0, OTHER, unknown
            film = vary(self.squares[int(rng.integers(len(self.squares)))], recipe.size, how, rng)
            return from_film(film, rng), 0.0, 0.0, OTHER, unknown
        film = vary(self.squares[index], recipe.size, how, rng)
        row = self.films[index]
        if not row.frontal:
            return film, 0.0, 0.0, LATERAL, unknown
        nih = row.source.startswith("nih")
        weight = 1.0 if nih or row.opacity == 0 else recipe.opacity_weight_covid
        return film, float(row.opacity), weight, FRONTAL, row.side_labels


def train_image(
    films: Sequence[Film], recipe: ImageRecipe, seed: int, folder: Path
) -> dict[str, Any]:
    """Teach the image encoder on the train split; return the averaged weights.

    A checkpoint in ``folder`` of the same recipe and seed is continued. Test films are not
    touched; validation films only measure.
    """
    import torch

    train = [film for film in films if film.split == "train"]
    val = [film for film in films if film.split == "val" and film.frontal]
    shuffler = Shuffler(train, load_squares(train, recipe.stored), recipe, seed)
    watched = plain_batch(load_squares(val, recipe.size))
    run = _Run(recipe, seed, folder / "image.pt", steps=len(shuffler.order) + recipe.negatives)
    for number in range(run.epoch, recipe.epochs):
        started = time.monotonic()
        torch.manual_seed(seed * 1000 + number)  # dropout goes on alike after a stop
        loss = float(np.mean([run.step(batch) for batch in shuffler.epoch(number)]))
        run.epoch = number + 1
        last = run.epoch == recipe.epochs
        if last or run.epoch % CHECKPOINT_EVERY == 0:
            run.save()
            score = _nih_auroc(run.average, val, watched)
            logger.info("epoch %d: NIH validation AUROC %.3f", run.epoch, score)
        logger.info("epoch %d: loss %.4f, %.0f s", run.epoch, loss, time.monotonic() - started)
    weights: dict[str, Any] = {k: v.clone() for k, v in run.average.state_dict().items()}
    torch.save(weights, folder / "image-final.pt")
    return weights


class _Run:
    """The network, its running average and its optimiser, saved and continued as one."""

    def __init__(self, recipe: ImageRecipe, seed: int, file: Path, steps: int) -> None:
        import torch

        from finetune.network import ImageTeacher

        torch.manual_seed(seed)
        self.recipe, self.file, self.epoch, self.count = recipe, file, 0, 0
        self.total = recipe.epochs * (steps // recipe.batch)
        self.model = ImageTeacher(len(NIH_SIDE_LABELS), TEXT_CHANNELS, ANSWERS)
        self.model = self.model.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.average = copy.deepcopy(self.model).eval()
        decay = [p for p in self.model.parameters() if p.ndim > 1]
        plain = [p for p in self.model.parameters() if p.ndim <= 1]
        groups = [
            {"params": decay, "weight_decay": recipe.weight_decay},
            {"params": plain, "weight_decay": 0.0},
        ]
        self.optimiser = torch.optim.AdamW(groups, lr=recipe.learning_rate)
        if file.is_file():
            self._load()

    def _rate(self) -> float:
        """Linear rise over the first 5 %, then a cosine to zero."""
        done = self.count / self.total
        if done < 0.05:
            return self.recipe.learning_rate * max(done, 1e-4) / 0.05
        return self.recipe.learning_rate * 0.5 * (1 + math.cos(math.pi * (done - 0.05) / 0.95))

    def step(self, batch: Batch) -> float:
        import torch

        for group in self.optimiser.param_groups:
            group["lr"] = self._rate()
        self.model.train()
        films = torch.from_numpy(batch.films).to(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            opacity, view, side = self.model(films)
        loss = self._loss(opacity.float(), view.float(), side.float(), batch)
        self.optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.model.parameters(), 2.0)
        self.optimiser.step()
        self.count += 1
        self._follow()
        return float(loss.detach())

    def _loss(self, opacity: Any, view: Any, side: Any, batch: Batch) -> Any:
        import torch
        from torch.nn import functional

        weight = torch.from_numpy(batch.weight)
        smooth = self.recipe.smoothing
        target = torch.from_numpy(batch.opacity) * (1 - smooth) + smooth / 2
        parts = functional.binary_cross_entropy_with_logits(opacity, target, reduction="none")
        loss = (parts * weight).sum() / weight.sum().clamp(min=1)
        seen = functional.cross_entropy(view, torch.from_numpy(batch.view), label_smoothing=smooth)
        known = torch.from_numpy(batch.side)
        mask = (known >= 0).float()
        extra = functional.binary_cross_entropy_with_logits(
            side, known.clamp(min=0), reduction="none"
        )
        labels = (extra * mask).sum() / mask.sum().clamp(min=1)
        return loss + self.recipe.view_weight * seen + self.recipe.side_weight * labels

    def _follow(self) -> None:
        """Let the average follow; it starts slowly, so that early weights leave no trace."""
        import torch

        share = min(self.recipe.ema, (1 + self.count) / (10 + self.count))
        with torch.no_grad():
            ours, theirs = self.average.state_dict(), self.model.state_dict()
            for name, value in ours.items():
                if value.dtype.is_floating_point:
                    value.lerp_(theirs[name], 1 - share)
                else:
                    value.copy_(theirs[name])

    def save(self) -> None:
        import torch

        state = {
            "recipe": self.recipe,
            "epoch": self.epoch,
            "count": self.count,
            "model": self.model.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        part = self.file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.file)

    def _load(self) -> None:
        import torch

        # written by save() above, on this machine: the recipe's class is ours
        with torch.serialization.safe_globals([ImageRecipe]):
            state = torch.load(self.file, weights_only=True)
        if state["recipe"] != self.recipe:
            logger.warning("the checkpoint is of another recipe: starting anew")
            return
        self.epoch, self.count = state["epoch"], state["count"]
        self.model.load_state_dict(state["model"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        logger.info("continuing after epoch %d", self.epoch)


def _nih_auroc(model: Any, films: Sequence[Film], batch: FloatArray) -> float:
    import torch
    from sklearn.metrics import roc_auc_score

    model.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        logits = torch.cat([model(part)[0] for part in torch.split(torch.from_numpy(batch), 64)])
    nih = np.array([film.source.startswith("nih") for film in films])
    truth = np.array([film.opacity for film in films])
    return float(roc_auc_score(truth[nih], logits.float().numpy()[nih]))
