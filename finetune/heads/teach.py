"""Teach one head: a strong ridge first, then LoRA from there, stopped where other patients say.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold
from torch import Tensor
from torch.nn import functional

from finetune.fusion.linear import balanced, fit_linear
from finetune.heads.features import DARK, PLAIN, Encoded
from finetune.heads.live import Point, Watch, unwatched
from finetune.heads.network import BOTH, HeadNetwork, Shown, Top, full_network
from finetune.metrics import auroc

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class HeadRecipe:
    """How a head is taught.

    Attributes:
        ranks: LoRA ranks to choose from; 0 is the linear probe it starts from.
        steps: Of gradient descent at most.
        every: Steps between two looks at the inner validation patients.
        batch: Cases a step, half of them with the finding.
        learning_rate: Of LoRA; the values learn at a tenth of it.
        weight_decay: Of everything taught.
        ridge: Of the probe, see ``finetune.fusion.linear.fit_linear``.
        hide: Chance that a case's film or note is hidden in a step (modality dropout).
        seed: Of everything drawn.
    """

    ranks: tuple[int, ...] = (0, 4)
    steps: int = 80
    every: int = 20
    batch: int = 16
    learning_rate: float = 2e-3
    weight_decay: float = 0.05
    ridge: float = 0.02
    hide: float = 0.3
    seed: int = 20261122


@dataclass(frozen=True, slots=True)
class Choice:
    """What inner validation chose: the rank, and after how many steps to stop."""

    rank: int
    steps: int


def choose(
    data: Encoded, rows: IntArray, top: Top, recipe: HeadRecipe, watch: Watch = unwatched
) -> Choice:
    """Choose rank and number of steps on patients held back inside ``rows``.

    LoRA is chosen only where it is better than the probe on them; a tie goes to the probe.
    """
    groups = len(set(data.group[rows][data.label[rows] == 1]))
    if groups < 4 or max(recipe.ranks) == 0:
        return Choice(0, 0)
    scores: dict[Choice, list[FloatArray]] = {}
    truth = []
    cut = StratifiedGroupKFold(2, shuffle=True, random_state=recipe.seed)
    for learn, look in cut.split(rows, data.label[rows], data.group[rows]):
        held = rows[look]
        truth.append(data.label[held])
        for rank in recipe.ranks:
            choice = Choice(rank, recipe.steps)
            course = teach(data, rows[learn], top, recipe, choice=choice, held=held, watch=watch)
            for steps, logits in course.looks.items():
                scores.setdefault(Choice(rank, steps), []).append(_ranks(logits))
    whole = np.concatenate(truth)
    areas = {choice: auroc(np.concatenate(parts), whole) for choice, parts in scores.items()}
    return max(areas, key=lambda choice: (areas[choice], -choice.rank, -choice.steps))


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A taught head, and its logits on held-back cases after so many steps."""

    network: HeadNetwork
    looks: dict[int, FloatArray]


def teach(
    data: Encoded,
    rows: IntArray,
    top: Top,
    recipe: HeadRecipe,
    *,
    choice: Choice,
    held: IntArray | None = None,
    full: bool = False,
    watch: Watch = unwatched,
) -> Course:
    """Teach a head on ``rows``; with ``full`` all of the last block in place of LoRA.

    ``watch`` is told each ``recipe.every`` steps.
    """
    torch.manual_seed(recipe.seed)
    text = data.sentences.shape[2]
    network = full_network(top, text) if full else HeadNetwork(top, text, choice.rank)
    _start(network, data, rows, recipe)
    looks = {} if held is None else {0: answer(network, data, held)}
    if choice.rank == 0 and not full:
        return Course(network, looks)
    losses: list[float] = []
    for step, loss in _steps(network, data, rows, recipe, choice.steps):
        losses.append(loss)
        if step % recipe.every:
            continue
        area = None
        if held is not None:
            looks[step] = answer(network, data, held)
            area = auroc(looks[step], data.label[held])
        watch(Point(choice.rank, step, float(np.mean(losses)), area))
        losses = []
    return Course(network, looks)


def answer(
    network: HeadNetwork, data: Encoded, rows: IntArray, shown: Shown = BOTH, *, dark: bool = False
) -> FloatArray:
    """Return the logits of cases, (rows,).

    A side that is not shown is not computed, and the frozen block's mean tokens are known.
    """
    network.eval()
    view = DARK if dark else PLAIN
    found = []
    with torch.inference_mode():
        for part in np.array_split(rows, max(1, len(rows) // 64)):
            index = torch.from_numpy(part)
            if not shown.image:
                film = torch.zeros(len(part))
            elif network.is_frozen:
                film = network.image_value(data.pooled[index, view])[:, 0]
            else:
                film = network.image_value(network.top(side_by_side(data.maps[index, view])))[:, 0]
            words = data.sentences[index], data.has_sentence[index]
            found.append(network.combine(film, data.has_image[index], *words, shown))
    return torch.cat(found).numpy().astype(np.float64)


def side_by_side(maps: Tensor) -> Tensor:
    """Return maps as float32 with a place's channels side by side: convolutions are faster so."""
    return maps.to(torch.float32, memory_format=torch.channels_last)


def _ranks(values: FloatArray) -> FloatArray:
    """Return ranks in 0 to 1: folds are compared by order, not by level."""
    from scipy.stats import rankdata

    ranked: FloatArray = rankdata(values) / len(values)
    return ranked


def mean_sentence(data: Encoded, rows: IntArray) -> FloatArray:
    """Return each note's mean sentence: (rows, channels); 0 without a note."""
    index = torch.from_numpy(rows)
    has = data.has_sentence[index].float()[..., None]
    mean = (data.sentences[index] * has).sum(1) / has.sum(1).clamp(min=1)
    return mean.numpy().astype(np.float64)


def _start(network: HeadNetwork, data: Encoded, rows: IntArray, recipe: HeadRecipe) -> None:
    """Put ridge regressions on the frozen features of either side into the values."""
    index = torch.from_numpy(rows)
    film = data.pooled[index, PLAIN].numpy().astype(np.float64)
    sides = (
        (network.image_value, data.has_image[index].numpy(), film),
        (network.text_value, data.has_sentence[index].any(1).numpy(), mean_sentence(data, rows)),
    )
    for layer, has, features in sides:
        truth = data.label[rows[has]]
        if len(set(truth.tolist())) < 2:
            continue
        weight = balanced(truth, data.group[rows[has]])
        fitted = fit_linear(features[has], truth, ridge=recipe.ridge, weight=weight)
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(fitted.weight)[None].float())
            layer.bias.fill_(fitted.bias)


def _steps(
    network: HeadNetwork, data: Encoded, rows: IntArray, recipe: HeadRecipe, steps: int
) -> Iterator[tuple[int, float]]:
    """Take gradient steps, yielding after each how many were taken, and its loss."""
    rng = np.random.default_rng(recipe.seed)
    lora = [p for name, p in network.named_parameters() if p.requires_grad and "top" in name]
    rest = [p for name, p in network.named_parameters() if p.requires_grad and "top" not in name]
    optimiser = torch.optim.AdamW(
        [
            {"params": lora, "lr": recipe.learning_rate},
            {"params": rest, "lr": recipe.learning_rate / 10},
        ],
        weight_decay=recipe.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    sides = [rows[data.label[rows] == value] for value in (0, 1)]
    chances = [balanced(data.label[side], data.group[side]) for side in sides]
    for step in range(1, steps + 1):
        network.train()
        some = np.concatenate(
            [
                rng.choice(side, recipe.batch // 2, p=chance / chance.sum())
                for side, chance in zip(sides, chances, strict=True)
            ]
        )
        loss = _loss(network, data, some, recipe, rng)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
        yield step, loss.item()


def _loss(
    network: HeadNetwork,
    data: Encoded,
    rows: IntArray,
    recipe: HeadRecipe,
    rng: np.random.Generator,
) -> Tensor:
    """Return the log loss of one batch, sides hidden at random where the other is there."""
    index = torch.from_numpy(rows)
    view = torch.from_numpy(rng.integers(0, data.maps.shape[1] - 1, len(rows)))
    has_image, has_sentence = data.has_image[index], data.has_sentence[index]
    both = has_image & has_sentence.any(1)
    draw = torch.from_numpy(rng.random(len(rows)))
    no_film = both & (draw < recipe.hide / 2)
    no_note = both & (draw > 1 - recipe.hide / 2)
    logits = network(
        side_by_side(data.maps[index, view]),
        has_image & ~no_film,
        data.sentences[index],
        has_sentence & ~no_note[:, None],
    )
    target = torch.from_numpy(data.label[rows]).float()
    return functional.binary_cross_entropy_with_logits(logits, target * 0.95 + 0.025)
