"""Teach a head on a language model: LoRA by peft on the attention of its language part.

Source: Hu et al., ICLR 2022 (LoRA); the implementation is peft's.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from peft import LoraConfig, inject_adapter_in_model
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor, nn
from torch.nn import functional

from finetune.fusion.linear import balanced
from finetune.heads.cases.encoded import Encoded
from finetune.heads.language.pupil import Pupil
from finetune.heads.network.head import ADAPTER
from finetune.heads.network.shown import BOTH, IMAGE, TEXT, Shown
from finetune.heads.running.live import Point, Watch, unwatched
from finetune.heads.teaching.recipe import Choice
from finetune.metrics import auroc
from omni_med.models.heads.lora import LORA_DOWN, LORA_UP

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
QUERY, KEY, VALUE, OUT = "q_proj", "k_proj", "v_proj", "o_proj"
MAPS = (QUERY, KEY, VALUE, OUT)
_ENCODERS = ("visual", "vision", "audio")  # in names of modules that are no language model
_SMALL = 2 << 20  # bytes of numbers that may be float32


@dataclass(frozen=True, slots=True)
class LanguageRecipe:
    """How a head on a language model is taught.

    Attributes:
        ranks: LoRA ranks to choose from.
        targets: Sets of attention's maps to choose from.
        teachings: That a choice may take at most, in each half.
        steps: Of gradient descent at most.
        every: Steps between two looks at the inner validation patients.
        batch: Cases a step, half of them with the finding.
        learning_rate: Of LoRA.
        weight_decay: Of it.
        hide: Chance that a case's film or record is left out in a step.
        seed: Of everything drawn.
    """

    ranks: tuple[int, ...] = (4, 8)
    targets: tuple[tuple[str, ...], ...] = ((QUERY, VALUE), MAPS)
    teachings: int = 3
    steps: int = 40
    every: int = 20
    batch: int = 4
    learning_rate: float = 1e-3
    weight_decay: float = 0.01
    hide: float = 0.3
    seed: int = 20261123


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A head while the model wears it.

    Attributes:
        looks: Steps to its logits on held-back cases.
    """

    looks: dict[int, FloatArray] = field(default_factory=dict)


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
    pupil: Pupil, data: Encoded, rows: IntArray, recipe: LanguageRecipe, watch: Watch = unwatched
) -> Choice:
    """Choose maps, rank and steps on patients held back inside ``rows``."""
    first = Choice(recipe.ranks[0], max(recipe.every, recipe.steps // 2), recipe.targets[0])
    if len(set(data.group[rows][data.label[rows] == 1])) < 4:
        return first
    cut = StratifiedGroupKFold(2, shuffle=True, random_state=recipe.seed)
    halves = list(cut.split(rows, data.label[rows], data.group[rows]))
    truth = np.concatenate([data.label[rows[look]] for _, look in halves])
    areas: dict[Choice, float] = {}

    def run(choice: Choice) -> None:
        scores: dict[int, list[FloatArray]] = {}
        for learn, look in halves:
            with taught(
                pupil, data, rows[learn], recipe, choice=choice, held=rows[look], watch=watch
            ) as course:
                for steps, logits in course.looks.items():
                    scores.setdefault(steps, []).append(logits)
        for steps, found in scores.items():
            at = Choice(choice.rank, steps, choice.targets)
            areas[at] = auroc(np.concatenate(found), truth)

    for targets in recipe.targets[: recipe.teachings]:
        run(Choice(recipe.ranks[0], recipe.steps, targets))
    best = _best(areas)
    for rank in recipe.ranks[1 : 1 + max(0, recipe.teachings - len(recipe.targets))]:
        run(Choice(rank, recipe.steps, best.targets))
    return _best(areas)


def _best(areas: dict[Choice, float]) -> Choice:
    """Return the best; of equals the smaller."""
    return max(areas, key=lambda c: (areas[c], -len(c.targets), -c.rank, -c.steps))


@contextmanager
def taught(
    pupil: Pupil,
    data: Encoded,
    rows: IntArray,
    recipe: LanguageRecipe,
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
        rng = np.random.default_rng(recipe.seed)
        course, lesson = Course(), _Lesson(pupil, data, rows, recipe)
        losses: list[float] = []
        for step in range(1, choice.steps + 1):
            losses.append(_step(lesson, rng, optimiser))
            if step % recipe.every and step != choice.steps:
                continue
            area = None
            if held is not None:
                course.looks[step] = pupil.answers(held)
                area = auroc(course.looks[step], data.label[held])
            watch(Point(choice.rank, step, float(np.mean(losses)), area, choice.targets))
            losses = []
        yield course


@dataclass(frozen=True, slots=True, eq=False)
class _Lesson:
    """Who learns from which cases, and how."""

    pupil: Pupil
    data: Encoded
    rows: IntArray
    recipe: LanguageRecipe


def _step(lesson: _Lesson, rng: np.random.Generator, optimiser: torch.optim.Optimizer) -> float:
    """Take one gradient step on a few cases, one after the other; returns the mean loss."""
    pupil, data, rows, recipe = lesson.pupil, lesson.data, lesson.rows, lesson.recipe
    sides = [rows[data.label[rows] == value] for value in (0, 1)]
    chances = [balanced(data.label[side], data.group[side]) for side in sides]
    some = np.concatenate(
        [
            rng.choice(side, max(1, recipe.batch // 2), p=chance / chance.sum())
            for side, chance in zip(sides, chances, strict=True)
        ]
    )
    optimiser.zero_grad()
    total = 0.0
    for row in some:
        with torch.enable_grad():
            logit = pupil.logit(int(row), _hidden(pupil, int(row), recipe.hide, rng))
            if logit is None:
                continue
            target = torch.tensor(float(data.label[row]) * 0.95 + 0.025, device=logit.device)
            loss = functional.binary_cross_entropy_with_logits(logit, target) / len(some)
            torch.autograd.backward(loss)
        total += loss.item()
    optimiser.step()
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
