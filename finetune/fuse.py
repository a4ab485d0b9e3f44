"""Teach the text side of the fusion, and read with all three sides.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from finetune.config import FusionRecipe
from finetune.network import HIDDEN, Fusion

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One film, note or pair, encoded.

    Attributes:
        tokens: float32 (patches, channels), or None without a film.
        sentences: float32 (sentences, 384), possibly none.
        kind: Index of the kind, the number of kinds for another known one, -1 where unknown.
        opacity: 0, 1 or -1.
        group: Patients who belong together.
    """

    tokens: FloatArray | None
    sentences: FloatArray
    kind: int
    opacity: int
    group: str


@dataclass(frozen=True, slots=True, eq=False)
class Tensors:
    """Examples padded to one shape."""

    patches: Tensor  # (n, patches, channels)
    sentences: Tensor  # (n, most sentences, 384)
    has_image: Tensor  # (n,) bool
    has_sentence: Tensor  # (n, most sentences) bool
    kind: Tensor  # (n,)
    opacity: Tensor  # (n,)

    def rows(self, chosen: Tensor) -> Tensors:
        """Return some of the examples."""
        return Tensors(
            self.patches[chosen],
            self.sentences[chosen],
            self.has_image[chosen],
            self.has_sentence[chosen],
            self.kind[chosen],
            self.opacity[chosen],
        )


def stack(examples: Sequence[Example], fusion: Fusion) -> Tensors:
    """Pad examples to one shape."""
    count = len(examples)
    places = max((len(e.tokens) for e in examples if e.tokens is not None), default=1)
    most = max([1, *(len(example.sentences) for example in examples)])
    image = np.zeros((count, places, fusion.image_key.in_features), np.float32)
    words = np.zeros((count, most, fusion.text_key.in_features), np.float32)
    has_word = np.zeros((count, most), np.bool_)
    for row, example in enumerate(examples):
        if example.tokens is not None:
            image[row] = example.tokens
        words[row, : len(example.sentences)] = example.sentences
        has_word[row, : len(example.sentences)] = True
    return Tensors(
        torch.from_numpy(image),
        torch.from_numpy(words),
        torch.tensor([example.tokens is not None for example in examples]),
        torch.from_numpy(has_word),
        torch.tensor([example.kind for example in examples]),
        torch.tensor([example.opacity for example in examples]),
    )


def biases(data: Tensors, image: Tensor, text: Tensor) -> Tensor:
    """Return each token's bias, as the backend gives it.

    The logarithm of its modality's weight less that of the number of its tokens: a long note does
    not drown a film, nor four films a note.

    Args:
        data: The examples.
        image: (n,) bool, where the film is shown.
        text: (n,) bool, where the note is shown.
    """
    count = data.patches.shape[1]
    shown = (data.has_image & image)[:, None].expand(-1, count)
    words = data.has_sentence & text[:, None]
    patch = torch.where(shown, -math.log(count), HIDDEN)
    number = data.has_sentence.sum(1, keepdim=True).clamp(min=1).float()
    return torch.cat([patch, torch.where(words, -number.log(), HIDDEN)], dim=1)


def fit_text(
    start: Fusion,
    notes: Sequence[Example],
    reasons: Sequence[Example],
    recipe: FusionRecipe,
    seed: int,
) -> Fusion:
    """Teach the text side; the queries and all that films are answered with stay as they are.

    Its keys stay zero: every sentence is attended to alike, and what a sentence says is in its
    value alone. With 218 notes taught keys only learn the notes by heart (out of fold macro AUROC
    0.54 against 0.74).

    Args:
        start: With both sides of the films taught.
        notes: Of known kind, with at least one sentence.
        reasons: Indications with a known opacity.
        recipe: How.
        seed: Of initial values and order.
    """
    torch.manual_seed(seed)
    fusion = copy_of(start)
    fusion.requires_grad_(False)
    taught = (fusion.text_value.weight, fusion.text_value.bias)
    with torch.no_grad():
        fusion.text_key.weight.zero_()
        fusion.text_value.weight.zero_()
        fusion.text_value.bias.zero_()
    for parameter in taught:
        parameter.requires_grad_(True)
    kinds, opacity = _text_only(notes, fusion), _text_only(reasons, fusion)
    weight = _class_weights(kinds, fusion.query.shape[0] - 1)
    optimiser = torch.optim.AdamW(taught, lr=recipe.learning_rate, weight_decay=recipe.weight_decay)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, recipe.steps)
    for _ in range(recipe.steps):
        some = kinds.rows(torch.randperm(len(kinds.kind))[: recipe.batch])
        others = opacity.rows(torch.randperm(len(opacity.kind))[: recipe.batch])
        loss = _kind_loss(fusion, some, weight) + _opacity_loss(fusion, others)
        optimiser.zero_grad()
        torch.autograd.backward(loss)
        optimiser.step()
        schedule.step()
    return fusion.requires_grad_(False).eval()


def _text_only(examples: Sequence[Example], fusion: Fusion) -> Tensors:
    return stack([Example(None, e.sentences, e.kind, e.opacity, e.group) for e in examples], fusion)


def _class_weights(data: Tensors, kinds: int) -> Tensor:
    """Weight of a positive of each kind: how rare it is."""
    positive = torch.stack([(data.kind == kind).sum() for kind in range(kinds)]).float()
    return (len(data.kind) - positive) / positive.clamp(min=1)


def _text_logits(fusion: Fusion, data: Tensors) -> Tensor:
    none = torch.zeros(len(data.kind), dtype=torch.bool)
    _, parts = fusion(data.patches, data.sentences, biases(data, none, ~none))
    logits: Tensor = parts.sum(-1)
    return logits


def _kind_loss(fusion: Fusion, data: Tensors, weight: Tensor) -> Tensor:
    logits = _text_logits(fusion, data)[:, 1:]
    target = functional.one_hot(data.kind, logits.shape[1] + 1)[:, :-1].float()
    loss = functional.binary_cross_entropy_with_logits(logits, target, pos_weight=weight)
    return loss * logits.shape[1]


def _opacity_loss(fusion: Fusion, data: Tensors) -> Tensor:
    logits = _text_logits(fusion, data)[:, 0]
    return functional.binary_cross_entropy_with_logits(logits, data.opacity.float())


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What a fusion says of examples, film and note apart.

    Attributes:
        image: float64 (examples, answers), raw logits; NaN without a film.
        text: The same of the note; NaN without a sentence.
        lead: How much louder the film is than the note: the logarithm of the ratio of their
            shares of the attention, with equal biases; NaN without both.
    """

    image: NDArray[np.float64]
    text: NDArray[np.float64]
    lead: NDArray[np.float64]

    def fused(self, loudness: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return the logits of both together, the note louder by ``loudness`` (a logarithm).

        The same sum as the attention over all tokens: it is a mean of the two logits, weighted
        by the shares. Where one side is missing it is the other.
        """
        share = 1.0 / (1.0 + np.exp(np.clip(loudness - self.lead, -500, 500)))
        both = share * self.image + (1 - share) * self.text
        alone = np.where(np.isnan(self.image), self.text, self.image)
        return np.where(np.isnan(both), alone, both)

    def rows(self, chosen: NDArray[np.bool_]) -> Readings:
        """Return some of the examples."""
        return Readings(self.image[chosen], self.text[chosen], self.lead[chosen])


def read(fusion: Fusion, examples: Sequence[Example]) -> Readings:
    """Read examples with the film hidden, the note hidden, and neither."""
    data = stack(examples, fusion)
    yes = torch.ones(len(examples), dtype=torch.bool)
    has_text = data.has_sentence.any(1)
    places = data.patches.shape[1]
    with torch.inference_mode():
        _, image = fusion(data.patches, data.sentences, biases(data, yes, ~yes))
        _, text = fusion(data.patches, data.sentences, biases(data, ~yes, yes))
        shares, _ = fusion(data.patches, data.sentences, biases(data, yes, yes))
    share = shares[..., :places].sum(-1).double().clamp(1e-12, 1 - 1e-12)
    gap = fusion.modality[:, 1] - fusion.modality[:, 0]
    lead = torch.log(share / (1 - share)) + gap.detach().double()
    both = (data.has_image & has_text)[:, None]
    return Readings(
        torch.where(data.has_image[:, None], image.sum(-1).double(), torch.nan).numpy(),
        torch.where(has_text[:, None], text.sum(-1).double(), torch.nan).numpy(),
        torch.where(both, lead, torch.nan).numpy(),
    )


def copy_of(fusion: Fusion) -> Fusion:
    """Return a copy that can be changed."""
    answers, dim = fusion.query.shape
    twin = Fusion(fusion.image_key.in_features, fusion.text_key.in_features, answers, dim)
    twin.load_state_dict(fusion.state_dict())
    return twin.eval()
