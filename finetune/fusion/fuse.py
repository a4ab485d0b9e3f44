"""Assemble the fusion from what was learnt of each side, and read with it.

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

from finetune.fusion.linear import Linear
from finetune.image.network import HIDDEN, Fusion

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Example:
    """One film, note or pair, encoded.

    Attributes:
        tokens: float32 (patches, channels), or None without a film.
        sentences: float32 (sentences, channels of the text side), possibly none.
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
    sentences: Tensor  # (n, most sentences, channels)
    has_image: Tensor  # (n,) bool
    has_sentence: Tensor  # (n, most sentences) bool


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


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """What is said of examples, film and note apart.

    Attributes:
        image: float64 (examples, answers), raw logits; NaN without a film.
        text: The same of the note; NaN without a sentence.
    """

    image: NDArray[np.float64]
    text: NDArray[np.float64]

    def fused(self, loudness: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return the logits of both together, the note louder by ``loudness`` (a logarithm).

        The same sum as the attention over all tokens. Where one side is missing it is the other.
        """
        share = 1.0 / (1.0 + np.exp(np.clip(loudness, -500, 500)))
        both = share * self.image + (1 - share) * self.text
        alone = np.where(np.isnan(self.image), self.text, self.image)
        return np.where(np.isnan(both), alone, both)


def read(fusion: Fusion, examples: Sequence[Example]) -> Readings:
    """Read examples with the note hidden, then with the film hidden."""
    data = stack(examples, fusion)
    yes = torch.ones(len(examples), dtype=torch.bool)
    has_text = data.has_sentence.any(1)
    with torch.inference_mode():
        _, image = fusion(data.patches, data.sentences, biases(data, yes, ~yes))
        _, text = fusion(data.patches, data.sentences, biases(data, ~yes, yes))
    return Readings(
        torch.where(data.has_image[:, None], image.sum(-1).double(), torch.nan).numpy(),
        torch.where(has_text[:, None], text.sum(-1).double(), torch.nan).numpy(),
    )


def assemble(
    taught: Fusion,
    text_channels: int,
    films: Sequence[Linear],
    notes: Sequence[Linear],
    loudness: Sequence[float],
) -> Fusion:
    """Return the fusion that ships: opacity looks as it was taught, the kinds look everywhere.

    Args:
        taught: With opacity as its first answer, taught with the image encoder.
        text_channels: Of a sentence.
        films: The kinds' weights over a film's mean token.
        notes: Weights of opacity, then of the kinds, over a note's mean sentence.
        loudness: Of the note, for opacity and each kind: a logarithm.
    """
    answers = len(notes)
    fusion = Fusion(taught.image_key.in_features, text_channels, answers, taught.query.shape[1])
    with torch.no_grad():
        for parameter in fusion.parameters():
            parameter.zero_()
        fusion.query[0], fusion.log_scale[0] = taught.query[0], taught.log_scale[0]
        fusion.image_key.weight.copy_(taught.image_key.weight)
        fusion.image_value.weight[0] = taught.image_value.weight[0]
        fusion.image_value.bias[0] = taught.image_value.bias[0]
        for row, part in enumerate(films, start=1):
            fusion.image_value.weight[row] = torch.from_numpy(part.weight)
            fusion.image_value.bias[row] = part.bias
        for row, part in enumerate(notes):
            fusion.text_value.weight[row] = torch.from_numpy(part.weight)
            fusion.text_value.bias[row] = part.bias
        fusion.modality[:, 1] = torch.tensor(loudness)
    return fusion.requires_grad_(False).eval()
