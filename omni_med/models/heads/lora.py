"""What LoRA of a head changes beside the image encoder's last block: words and attention.

Numbers alone: no network is loaded here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
EPSILON, TINY = 1e-12, 1e-12  # of the text encoder's last norm, and of a vector's length
DOWN, UP, NORM = "text.down", "text.up", ("text.norm.weight", "text.norm.bias")
OUTPUTS = "text.outputs"
LORA_DOWN, LORA_UP = ".lora_A.weight", ".lora_B.weight"  # as peft names them
IMAGE_KEY, TEXT_KEY, QUERY = "fusion.image_key", "fusion.text_key", "fusion.query"


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Sentences piece by piece.

    Attributes:
        pieces: float16 (pieces, width + neurons): the sum that enters the text encoder's last
            norm, then the neurons of its last layer.
        counts: int64 (sentences,): pieces of each.
    """

    pieces: NDArray[np.float16] = field(repr=False)
    counts: NDArray[np.int64] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class WordLora:
    """What a head adds to the text encoder's last layer.

    Attributes:
        down: float32 (rank, neurons).
        up: float32 (width, rank).
        norm: Weight and bias of the last norm, float32 (width,) each.
        outputs: Names of two tensors of ``text.onnx``: neurons, and the sum.
    """

    down: FloatArray
    up: FloatArray
    norm: tuple[FloatArray, FloatArray]
    outputs: tuple[str, str]

    def sentences(self, words: Words) -> FloatArray:
        """Return the sentences' vectors of length 1: float32 (sentences, width).

        Raises:
            ValueError: If the pieces are not of this encoder.
        """
        width = len(self.up)
        pieces = words.pieces.astype(np.float32)
        y = pieces[:, :width] + (pieces[:, width:] @ self.down.T) @ self.up.T
        y = y - y.mean(1, keepdims=True)
        y = y / np.sqrt((y**2).mean(1, keepdims=True) + np.float32(EPSILON))
        y = y * self.norm[0] + self.norm[1]
        total = np.zeros((len(words.counts), width), np.float32)
        np.add.at(total, np.repeat(np.arange(len(words.counts)), words.counts), y)
        mean = total / np.maximum(words.counts, 1)[:, None].astype(np.float32)
        found: FloatArray = mean / np.sqrt((mean**2).sum(1, keepdims=True) + np.float32(TINY))
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Attention:
    """How a head attends to tokens: the fusion's keys with LoRA in them, and its own query.

    Attributes:
        image_key: float32 (dimensions, channels of a patch).
        text_key: float32 (dimensions, channels of a sentence).
        query: float32 (dimensions,); zeros attend to all tokens alike, as the fusion does.
    """

    image_key: FloatArray
    text_key: FloatArray
    query: FloatArray

    def patches(self, tokens: FloatArray) -> FloatArray:
        """Return each patch's share of its film, (patches,), together 1."""
        return self._share(tokens @ self.image_key.T)

    def sentences(self, tokens: FloatArray) -> FloatArray:
        """Return each sentence's share of the record, (sentences,), together 1."""
        return self._share(tokens @ self.text_key.T)

    def _share(self, keys: FloatArray) -> FloatArray:
        length = np.sqrt((keys**2).sum(1) + np.float32(KEY_LENGTH))
        score = (keys @ self.query) / length
        power = np.exp(score - score.max())
        found: FloatArray = (power / power.sum()).astype(np.float32)
        return found


KEY_LENGTH = 1e-6  # added to a key's squared length


def even(tokens: FloatArray) -> FloatArray:
    """Return the same share for each token."""
    return np.full(len(tokens), 1.0 / max(1, len(tokens)), np.float32)


def read_words(numbers: Mapping[str, NDArray[Any]]) -> WordLora | None:
    """Return the LoRA on words that a head's file holds; None without one.

    Raises:
        KeyError: If a part of it is missing.
        ValueError: If the parts do not fit each other.
    """
    if DOWN not in numbers:
        return None
    down, up = numbers[DOWN], numbers[UP]
    norm = numbers[NORM[0]], numbers[NORM[1]]
    names = bytes(numbers[OUTPUTS].astype(np.uint8)).decode("utf-8").split("\0")
    fits = down.ndim == up.ndim == 2 and down.shape[0] == up.shape[1]
    if not fits or len(names) != 2 or any(part.shape != up.shape[:1] for part in norm):
        raise ValueError("no LoRA on words")
    return WordLora(down, up, norm, (names[0], names[1]))


def read_attention(numbers: Mapping[str, NDArray[Any]]) -> Attention | None:
    """Return a head's own attention; None where it attends to all tokens alike.

    Raises:
        KeyError: If a part of it is missing.
        ValueError: If the parts do not fit each other.
    """
    if QUERY not in numbers:
        return None
    image, text, query = numbers[IMAGE_KEY], numbers[TEXT_KEY], numbers[QUERY]
    if query.ndim != 1 or any(key.ndim != 2 or len(key) != len(query) for key in (image, text)):
        raise ValueError("no attention")
    return Attention(image, text, query)


@dataclass(frozen=True, slots=True, eq=False)
class LanguageLora:
    """What a head adds to linear layers of a language model.

    Attributes:
        layers: Name of a module to (down, up): float32 (rank, inputs) and (outputs, rank).
    """

    layers: Mapping[str, tuple[FloatArray, FloatArray]] = field(repr=False)


def read_language(numbers: Mapping[str, NDArray[Any]]) -> LanguageLora | None:
    """Return the LoRA on a language model that a head's file holds; None without one.

    Raises:
        KeyError: If half of a layer is missing.
        ValueError: If the halves do not fit each other.
    """
    names = [name.removesuffix(LORA_DOWN) for name in numbers if name.endswith(LORA_DOWN)]
    layers = {name: (numbers[name + LORA_DOWN], numbers[name + LORA_UP]) for name in names}
    for down, up in layers.values():
        if down.ndim != 2 or up.ndim != 2 or down.shape[0] != up.shape[1]:
            raise ValueError("no LoRA on a language model")
    return LanguageLora(layers) if layers else None
