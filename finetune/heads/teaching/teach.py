"""Teach one head: a strong ridge first, then LoRA from there.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from finetune.fusion.linear import balanced, fit_linear
from finetune.heads.cases.encoded import DARK, PLAIN, Encoded
from finetune.heads.network.head import Batch, HeadNetwork, Pieces, full_network
from finetune.heads.network.parts import Parts
from finetune.heads.network.shown import BOTH, Shown
from finetune.heads.running.live import Watch, unwatched
from finetune.heads.running.machine import machine
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.steps import SOFT, Deck, FloatArray, IntArray, follow


@dataclass(frozen=True, slots=True, eq=False)
class Course:
    """A taught head, and its logits on held-back cases after so many steps."""

    network: HeadNetwork
    looks: dict[int, FloatArray]


def teach(
    data: Encoded,
    rows: IntArray,
    parts: Parts,
    recipe: HeadRecipe,
    *,
    choice: Choice,
    held: IntArray | None = None,
    full: bool = False,
    watch: Watch = unwatched,
) -> Course:
    """Teach a head on ``rows``; with ``full`` the parts as a whole in place of LoRA.

    ``watch`` is told each ``recipe.every`` steps.
    """
    torch.manual_seed(recipe.seed)
    text = data.sentences.shape[2]
    if full:
        network = full_network(parts, text, words=bool(data.pieces))
    else:
        network = HeadNetwork(parts, text, choice.rank, choice.targets)
    network.to(machine(recipe.device, recipe.precision).device)
    _start(network, data, rows, recipe)
    looks = {} if held is None else {0: answer(network, data, held)}
    if not choice.rank and not full:
        return Course(network, looks)
    found = follow(
        _steps(network, data, rows, recipe, choice.steps),
        replace(choice, targets=network.targets),
        recipe,
        watch,
        look=None if held is None else lambda: answer(network, data, held),
        truth=None if held is None else data.label[held],
    )
    return Course(network, looks | found)


def answer(
    network: HeadNetwork, data: Encoded, rows: IntArray, shown: Shown = BOTH, *, dark: bool = False
) -> FloatArray:
    """Return the logits of cases, (rows,).

    A side that is not shown is not computed.
    """
    network.eval()
    view = DARK if dark else PLAIN
    found = []
    with torch.inference_mode():
        for part in np.array_split(rows, max(1, len(rows) // 64)):
            views = torch.full((len(part),), view % data.pooled.shape[1])
            found.append(network(batch_of(data, part, views, network, shown), shown))
    return torch.cat(found).cpu().numpy().astype(np.float64)


def batch_of(
    data: Encoded, rows: IntArray, views: Tensor, network: HeadNetwork, shown: Shown = BOTH
) -> Batch:
    """Return cases as a network reads them, with what it needs and no more."""
    index, device = torch.from_numpy(rows), network.modality.device
    maps = None
    if network.needs_maps and shown.image:
        maps = side_by_side(data.maps[index, views].to(device))
    pieces = _pieces(data, rows, device) if network.needs_pieces and shown.text else None
    return Batch(
        maps,
        data.pooled[index, views].to(device),
        data.has_image[index].to(device),
        data.sentences[index].to(device),
        data.has_sentence[index].to(device),
        pieces,
    )


def _pieces(data: Encoded, rows: IntArray, device: torch.device) -> Pieces:
    """Return the cases' sentences piece by piece."""
    most = data.sentences.shape[1]
    words = [data.pieces[row] for row in rows]
    places = [
        torch.repeat_interleave(torch.arange(len(word.counts)), torch.from_numpy(word.counts))
        + case * most
        for case, word in enumerate(words)
    ]
    filled = [torch.from_numpy(word.pieces) for word in words if len(word.counts)]
    width = max(word.pieces.shape[1] for word in data.pieces)  # of others, where these have none
    pieces = torch.cat(filled) if filled else torch.zeros(0, width)
    return Pieces(pieces.to(device).float(), torch.cat(places).to(device))


def side_by_side(maps: Tensor) -> Tensor:
    """Return maps as float32 with a place's channels side by side: convolutions are faster so."""
    return maps.to(torch.float32, memory_format=torch.channels_last)


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
    network: HeadNetwork,
    data: Encoded,
    rows: IntArray,
    recipe: HeadRecipe,
    steps: int,
) -> Iterator[tuple[int, float]]:
    """Take gradient steps, yielding after each how many were taken, and its loss."""
    rng, used = np.random.default_rng(recipe.seed), machine(recipe.device, recipe.precision)
    plain = torch.optim.AdamW(
        [
            {"params": network.adapted(), "lr": recipe.learning_rate},
            {"params": network.values(), "lr": recipe.learning_rate / 10},
        ],
        weight_decay=recipe.weight_decay,
    )
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(plain, recipe.steps)
    optimiser = used.optimiser(plain)
    deck = Deck(data, rows, recipe.batch)
    for step in range(1, steps + 1):
        network.train()
        some = deck.draw(rng)
        loss = _loss(network, data, some, recipe, rng)
        optimiser.zero_grad()
        used.backward(loss)
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
    view = torch.from_numpy(rng.integers(0, data.maps.shape[1] - 1, len(rows)))
    batch = batch_of(data, rows, view, network)
    both = batch.has_image & batch.has_sentence.any(1)
    draw = torch.from_numpy(rng.random(len(rows))).to(both.device)
    no_film = both & (draw < recipe.hide / 2)
    no_note = both & (draw > 1 - recipe.hide / 2)
    hidden = replace(
        batch,
        has_image=batch.has_image & ~no_film,
        has_sentence=batch.has_sentence & ~no_note[:, None],
    )
    target = torch.from_numpy(data.label[rows]).float().to(both.device)
    with machine(recipe.device, recipe.precision).precise():
        logits = network(hidden)
    soft = target * (1 - SOFT) + SOFT / 2
    return functional.binary_cross_entropy_with_logits(logits.float(), soft)
