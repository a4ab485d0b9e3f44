"""Teach a student to give what its teacher gives: no label is read, only films and sentences.

Seeded; what was reached is kept after each epoch, so a run that was stopped goes on to the same
weights.

Source: Hinton, Vinyals, Dean: Distilling the knowledge in a neural network, 2015; Sanh et al.,
DistilBERT, 2019 (a student begins as every other layer of its teacher).

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import copy
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from finetune.fusion.minilm import SentenceEncoder
from finetune.image.encoders import LiteEncoder
from finetune.light.whole import Batch
from omni_med.progress import Progress, no_progress

WARM_UP = 0.1  # share of the steps in which the rate rises
FILMS, SENTENCES = 16, 64  # of a step
LARGEST_GRADIENT = 2.0


@dataclass(frozen=True, slots=True)
class Lessons:
    """How a student follows its teacher.

    Attributes:
        epochs: Times that everything is gone through.
        rate: The largest; it rises, then falls by a cosine.
        seed: Of the order.
    """

    epochs: int
    rate: float
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Films:
    """What a student of films follows.

    Attributes:
        maps: float16 (films, channels, rows, columns): what the student's early part gives.
        tokens: float16 (films, patches, channels): what the teacher gives.
        opacity: (films,) a probability that further teachers give; NaN where there are none.
        weight: (channels,) of the opacity's logit over the mean token.
        bias: Of the same.
    """

    maps: Tensor
    tokens: Tensor
    opacity: Tensor
    weight: Tensor
    bias: float


def follow_films(
    student: LiteEncoder, films: Films, how: Lessons, store: Path, progress: Progress = no_progress
) -> LiteEncoder:
    """Teach the middle and last part to give the teacher's tokens; the early part stays.

    Args:
        student: Begun; it is not changed.
        films: What it sees and is to give.
        how: Rate and epochs.
        store: File that a stopped run goes on from.
        progress: Told epochs done.
    """
    taught = copy.deepcopy(student).train()
    taught.requires_grad_(False)
    parts = nn.ModuleList([taught.middle_blocks, taught.late_blocks]).requires_grad_(True)
    parameters = list(parts.parameters())

    def loss(rows: Tensor) -> Tensor:
        maps = films.maps[rows].float().contiguous(memory_format=torch.channels_last)
        with torch.autocast("cpu", torch.bfloat16):
            found = taught.rest(maps)
        wanted = films.tokens[rows].float()
        gap = (found - wanted).square().mean()
        said = found.mean(1) @ films.weight + films.bias
        meant = wanted.mean(1) @ films.weight + films.bias
        other = films.opacity[rows]
        meant = torch.where(other.isnan(), torch.sigmoid(meant), other)
        return gap + functional.binary_cross_entropy_with_logits(said, meant)

    course = _Course(taught, parameters, how, _key("films", student, films.tokens))
    course.run(loss, (len(films.maps), FILMS), store, progress)
    return taught.eval().requires_grad_(False)


@dataclass(frozen=True, slots=True, eq=False)
class Sentences:
    """What a student of sentences follows: the teacher, of the same width, on these batches."""

    teacher: SentenceEncoder
    batches: Sequence[Batch]


def follow_sentences(
    student: SentenceEncoder,
    sentences: Sentences,
    how: Lessons,
    store: Path,
    progress: Progress = no_progress,
) -> SentenceEncoder:
    """Teach a student's layers to give the teacher's pieces and embeddings; words stay.

    Args:
        student: Begun; it is not changed.
        sentences: What it is to give.
        how: Rate and epochs.
        store: File that a stopped run goes on from.
        progress: Told epochs done.
    """
    teacher, batches = sentences.teacher, sentences.batches
    taught = copy.deepcopy(student).train().requires_grad_(False)
    taught.layers.requires_grad_(True)
    parameters = list(taught.layers.parameters())

    def loss(rows: Tensor) -> Tensor:
        ids, mask = batches[int(rows[0])]
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            wanted = teacher.states(ids, mask)[-1].float()
        with torch.autocast("cpu", torch.bfloat16):
            found = taught.states(ids, mask)[-1].float()
        owner = torch.repeat_interleave(torch.arange(len(mask)), mask.sum(1))
        means = [
            functional.normalize(torch.zeros(len(mask), x.shape[1]).index_add_(0, owner, x), dim=-1)
            for x in (found, wanted)
        ]
        near = (1 - (means[0] * means[1]).sum(1)).mean()
        return (found - wanted).square().mean() / wanted.square().mean() + 5 * near

    course = _Course(taught, parameters, how, _key("sentences", student, batches[0][0]))
    course.run(loss, (len(batches), 1), store, progress)
    return taught.eval().requires_grad_(False)


def every_other(teacher: SentenceEncoder, layers: int) -> SentenceEncoder:
    """Return a student that begins as some of its teacher's layers, evenly chosen, the last too."""
    stack = teacher.stack()
    chosen = [round((number + 1) * len(stack) / layers) - 1 for number in range(layers)]
    hidden = [stack[index].wide.out_features for index in chosen]
    words, positions = teacher.words.num_embeddings, teacher.positions.num_embeddings
    student = SentenceEncoder(hidden, words=words, positions=positions)
    state = {k: v for k, v in teacher.state_dict().items() if not k.startswith("layers.")}
    for number, index in enumerate(chosen):
        for name, value in stack[index].state_dict().items():
            state[f"layers.{number}.{name}"] = value
    student.load_state_dict(state)
    return student.eval().requires_grad_(False)


class _Course:
    """Weights, optimiser and place in the order, kept as one."""

    def __init__(
        self, model: nn.Module, parameters: list[nn.Parameter], how: Lessons, key: str
    ) -> None:
        self.model, self.how = model, how
        self.key = f"{key}/{how}"
        self.optimiser = torch.optim.AdamW(parameters, lr=how.rate, weight_decay=0.01)
        self.parameters = parameters

    def run(self, loss: Any, order: tuple[int, int], store: Path, progress: Progress) -> None:
        """Go through all epochs that were not done yet."""
        count, batch = order
        batch = min(batch, count)
        steps = max(1, count // batch)
        done = self._read(store)
        progress(done, self.how.epochs)
        for epoch in range(done, self.how.epochs):
            rng = np.random.default_rng([self.how.seed, epoch])
            torch.manual_seed(self.how.seed * 1000 + epoch)
            rows = torch.from_numpy(rng.permutation(count)[: steps * batch]).reshape(steps, batch)
            for step, some in enumerate(rows):
                for group in self.optimiser.param_groups:
                    group["lr"] = self._rate((epoch * steps + step) / (self.how.epochs * steps))
                self.optimiser.zero_grad()
                torch.autograd.backward(loss(some))
                nn.utils.clip_grad_norm_(self.parameters, LARGEST_GRADIENT)
                self.optimiser.step()
            self._write(store, epoch + 1)
            progress(epoch + 1, self.how.epochs)

    def _rate(self, done: float) -> float:
        if done < WARM_UP:
            return self.how.rate * max(done, 1e-3) / WARM_UP
        return self.how.rate * 0.5 * (1 + math.cos(math.pi * (done - WARM_UP) / (1 - WARM_UP)))

    def _read(self, store: Path) -> int:
        if not store.is_file():
            return 0
        state = torch.load(store, weights_only=True)
        if state["key"] != self.key:
            return 0
        self.model.load_state_dict(state["model"])
        self.optimiser.load_state_dict(state["optimiser"])
        return int(state["epoch"])

    def _write(self, store: Path, epoch: int) -> None:
        part = store.with_suffix(".part")
        state = {
            "key": self.key,
            "epoch": epoch,
            "model": self.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }
        torch.save(state, part)
        part.replace(store)


def _key(what: str, student: nn.Module, wanted: Tensor) -> str:
    """Return what a course is of: another student or other films begin anew."""
    digest = hashlib.sha256(what.encode())
    for value in student.state_dict().values():
        digest.update(value.numpy().tobytes())
    digest.update(wanted.numpy().tobytes())
    return digest.hexdigest()
