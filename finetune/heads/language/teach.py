"""Teach a head on a language model: LoRA by peft on the attention of its language part.

Source: Hu et al., ICLR 2022 (LoRA); the implementation is peft's.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, inject_adapter_in_model
from torch import Tensor, nn
from torch.nn import functional

from finetune.heads.cases.encoded import Encoded
from finetune.heads.language.pupil import Pupil
from finetune.heads.network.head import ADAPTER
from finetune.heads.network.shown import BOTH, IMAGE, TEXT, Shown
from finetune.heads.running.live import Watch, unwatched
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.steps import SOFT, Deck, FloatArray, IntArray, follow
from finetune.heads.teaching.trial import LEAST_PATIENTS, Trial
from omni_med.models.heads.lora import LORA_DOWN, LORA_UP

QUERY, KEY, VALUE, OUT = "q_proj", "k_proj", "v_proj", "o_proj"
MAPS = (QUERY, KEY, VALUE, OUT)
_ENCODERS = ("visual", "vision", "audio")  # in names of modules that are no language model
_SMALL = 2 << 20  # bytes of numbers that may be float32


RECIPE = HeadRecipe(
    ranks=(4, 8),
    targets=((QUERY, VALUE), MAPS),
    teachings=3,
    steps=40,
    batch=4,
    learning_rate=1e-3,
    weight_decay=0.01,
    seed=20261123,
)
"""How a head on a language model is taught, unless told otherwise: each case is a prompt."""


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A head while the model wears it.

    Attributes:
        looks: Steps to its logits on held-back cases.
    """

    looks: dict[int, FloatArray]


def attention_maps(network: Any, wanted: tuple[str, ...]) -> list[str]:
    """Return the names of the language part's attention maps of these kinds."""
    return [
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear)
        and name.endswith(tuple(f"self_attn.{kind}" for kind in wanted))
        and not any(part in name for part in _ENCODERS)
    ]


def size_of(network: Any, choice: Choice) -> int:
    """Return the bytes that a head of this choice takes at least."""
    names = attention_maps(network, choice.targets)
    return sum(2 * choice.rank * sum(network.get_submodule(name).weight.shape) for name in names)


def choose(
    pupil: Pupil, data: Encoded, rows: IntArray, recipe: HeadRecipe, watch: Watch = unwatched
) -> Choice:
    """Choose maps, rank and steps on patients held back inside ``rows``."""
    first = Choice(recipe.ranks[0], max(recipe.every, recipe.steps // 2), recipe.targets[0])
    if len(set(data.group[rows][data.label[rows] == 1])) < LEAST_PATIENTS:
        return first

    def lesson(choice: Choice, learn: IntArray, held: IntArray) -> dict[int, FloatArray]:
        with taught(pupil, data, learn, recipe, choice=choice, held=held, watch=watch) as course:
            return course.looks

    trial = Trial(data, rows, recipe.seed, lesson)
    for targets in recipe.targets[: recipe.teachings]:
        trial.run(Choice(recipe.ranks[0], recipe.steps, targets))
    best = trial.best()
    for rank in recipe.ranks[1 : 1 + max(0, recipe.teachings - len(recipe.targets))]:
        trial.run(Choice(rank, recipe.steps, best.targets))
    return trial.best()


@contextmanager
def taught(
    pupil: Pupil,
    data: Encoded,
    rows: IntArray,
    recipe: HeadRecipe,
    *,
    choice: Choice,
    held: IntArray | None = None,
    full: bool = False,
    watch: Watch = unwatched,
) -> Iterator[Course]:
    """Teach a head on ``rows``; the model wears it inside, and is as it was after.

    With ``full`` the attention of the last layer is taught whole in place of LoRA.
    """
    torch.manual_seed(recipe.seed)
    with _whole(pupil.network) if full else _lora(pupil.network, choice) as taught_weights:
        optimiser = torch.optim.AdamW(
            taught_weights,
            lr=recipe.learning_rate / (10 if full else 1),
            weight_decay=recipe.weight_decay,
        )
        lesson = _Lesson(pupil, data, Deck(data, rows, recipe.batch), recipe, optimiser)
        looks = follow(
            lesson.steps(choice.steps),
            choice,
            recipe,
            watch,
            look=None if held is None else lambda: pupil.answers(held),
            truth=None if held is None else data.label[held],
        )
        yield Course(looks)


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """Who learns from which cases, and how."""

    pupil: Pupil
    data: Encoded
    deck: Deck
    recipe: HeadRecipe
    optimiser: torch.optim.Optimizer

    def steps(self, count: int) -> Iterator[tuple[int, float]]:
        """Take gradient steps, yielding after each how many were taken, and its loss."""
        rng = np.random.default_rng(self.recipe.seed)
        for step in range(1, count + 1):
            yield step, self._step(rng)

    def _step(self, rng: np.random.Generator) -> float:
        """Take one step on a few cases, one after the other; returns the mean loss."""
        some = self.deck.draw(rng)
        self.optimiser.zero_grad()
        total = 0.0
        for row in map(int, some):
            with torch.enable_grad():
                logit = self.pupil.logit(row, _hidden(self.pupil, row, self.recipe.hide, rng))
                if logit is None:
                    continue
                target = float(self.data.label[row]) * (1 - SOFT) + SOFT / 2
                loss = functional.binary_cross_entropy_with_logits(
                    logit, torch.tensor(target, device=logit.device)
                ) / len(some)
                torch.autograd.backward(loss)
            total += loss.item()
        self.optimiser.step()
        return total


def _hidden(pupil: Pupil, row: int, hide: float, rng: np.random.Generator) -> Shown:
    """Draw what is left out of a case that has both."""
    draw = rng.random()
    if not (pupil.has_image(row) and pupil.has_text(row)):
        return BOTH
    if draw < hide / 2:
        return TEXT
    return IMAGE if draw > 1 - hide / 2 else BOTH


@contextmanager
def _lora(network: Any, choice: Choice) -> Iterator[list[Tensor]]:
    """Put peft's LoRA on a network, and take it off again."""
    names = attention_maps(network, choice.targets)
    pattern = "|".join(re.escape(name) for name in names)
    config = LoraConfig(
        r=choice.rank, lora_alpha=choice.rank, lora_dropout=0.0, target_modules=f"^({pattern})$"
    )
    inject_adapter_in_model(config, network)
    try:
        yield [
            part[ADAPTER].float().weight.requires_grad_(True)
            for name in names
            for part in _halves(network.get_submodule(name))
        ]
    finally:
        for name in names:
            network.set_submodule(name, network.get_submodule(name).base_layer)
        del network.peft_config  # or the next head would be taken for a second one beside it
        network.requires_grad_(False)


def _halves(layer: Any) -> tuple[Any, Any]:
    return layer.lora_A, layer.lora_B


@contextmanager
def _whole(network: Any) -> Iterator[list[Tensor]]:
    """Let the attention maps of the last layer be taught whole, and put them back after."""
    names = attention_maps(network, MAPS)[-len(MAPS) :]
    kept = {name: network.get_submodule(name).weight.detach().clone() for name in names}
    try:
        yield [network.get_submodule(name).weight.requires_grad_(True) for name in names]
    finally:
        network.requires_grad_(False)
        for name, value in kept.items():
            network.get_submodule(name).weight.copy_(value)


def numbers_of(network: Any, choice: Choice) -> dict[str, NDArray[Any]]:
    """Return what a head's file holds, while the network wears the LoRA."""
    found: dict[str, NDArray[Any]] = {}
    for name in attention_layers(network, choice):
        layer = network.get_submodule(name)
        down, up = (part[ADAPTER].weight.detach().float().cpu() for part in _halves(layer))
        found[name + LORA_DOWN] = down.numpy().copy()
        found[name + LORA_UP] = (up * layer.scaling[ADAPTER]).numpy().copy()
    if sum(value.nbytes for value in found.values()) > _SMALL:
        return {name: value.astype(np.float16) for name, value in found.items()}
    return found


def attention_layers(network: Any, choice: Choice) -> list[str]:
    """Return the names of the layers that wear a LoRA."""
    ends = tuple(f"self_attn.{kind}" for kind in choice.targets)
    return [
        name
        for name, module in network.named_modules()
        if name.endswith(ends) and hasattr(module, "lora_A")
    ]
