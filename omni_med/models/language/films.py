"""Films and words as features that can be kept, and back: a language model encodes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np

from omni_med.models.language.prompts import one_line
from omni_med.models.protocols import (
    FloatArray,
    ImageFeatures,
    ImageInput,
    SentenceInput,
    TextFeatures,
)

GRID: Final = 16
"""Patches of a film to a side: what evidence is told by."""
SIDE: Final = 896
"""Pixels of the square that a film becomes, at most."""
MOST_CHARACTERS: Final = 20_000
"""Of the record; what the prompt's fence takes beside its numbers."""
_LOOKED_AT: Final = 4000  # characters of a sentence that are cleaned
_CONTRAST: Final = 0.1  # between the 2nd and the 98th percentile
_ALIKE: Final = 0.3  # correlation of neighbouring pixels: 0 in noise, above 0.9 in any film


def encode_film(image: ImageInput) -> ImageFeatures:
    """Return a film as a square of at most 896 pixels, black around it, cut into patches.

    Square, so that no vision encoder distorts it or cuts its edges off.
    """
    rows, columns = image.pixels.shape
    side = max(rows, columns)
    size = max(GRID, min(SIDE, -(-side // GRID) * GRID))
    top, left = (side - rows) // 2, (side - columns) // 2
    small = _resized(
        image.pixels,
        (max(1, round(columns * size / side)), max(1, round(rows * size / side))),
        cv2.INTER_AREA,
    )
    square: FloatArray = np.zeros((size, size), np.float32)
    first_row, first_column = (size - small.shape[0]) // 2, (size - small.shape[1]) // 2
    square[first_row : first_row + small.shape[0], first_column : first_column + small.shape[1]] = (
        small
    )
    step = size // GRID
    patches = square.reshape(GRID, step, GRID, step).transpose(0, 2, 1, 3)
    refusal = _refusal(small)
    return ImageFeatures(
        image_id=image.image_id,
        tokens=np.ascontiguousarray(patches.reshape(GRID * GRID, step * step)),
        grid=(GRID, GRID),
        extent=(float(-left), float(-top), float(side - left), float(side - top)),
        ood=0.0,
        is_meant=not refusal,
        refusal=refusal,
    )


def decode_film(features: ImageFeatures) -> FloatArray:
    """Return the square film that ``encode_film`` cut into patches: float32 (rows, columns)."""
    step = round(features.tokens.shape[1] ** 0.5)
    laid = features.tokens.reshape(GRID, GRID, step, step).transpose(0, 2, 1, 3)
    return np.ascontiguousarray(laid.reshape(GRID * step, GRID * step))


def encode_words(sentences: Sequence[SentenceInput]) -> TextFeatures:
    """Return sentences as code points, one row each, 0 behind their ends."""
    kept: list[tuple[int, str]] = []
    length = 0
    for index, sentence in enumerate(sentences):
        words = one_line(sentence.text[:_LOOKED_AT])
        length += len(words) + 8
        if length > MOST_CHARACTERS:
            break
        if words:
            kept.append((index, words))
    longest = max((len(words) for _, words in kept), default=0)
    tokens = np.zeros((len(kept), longest), np.float32)  # exact: code points stay below 2 to the 24
    for row, (_, words) in enumerate(kept):
        tokens[row, : len(words)] = [ord(letter) for letter in words]
    read = tuple(index for index, _ in kept)
    remark = (
        "" if len(read) == len(sentences) else f"read {len(read)} of {len(sentences)} sentences"
    )
    return TextFeatures(tokens, read, remark)


def decode_words(features: TextFeatures) -> tuple[str, ...]:
    """Return the sentences that ``encode_words`` took."""
    return tuple("".join(chr(int(code)) for code in row if code) for row in features.tokens)


def onto_grid(shares: FloatArray) -> FloatArray:
    """Return a map over a film as one of GRID x GRID patches, its sum kept."""
    total = float(shares.sum())
    laid = _resized(shares.astype(np.float32), (GRID, GRID), cv2.INTER_LINEAR)
    laid = np.asarray(laid * (shares.size / laid.size), np.float32)
    return np.asarray(laid + (total - float(laid.sum())) / laid.size, np.float32)


def _resized(pixels: FloatArray, size: tuple[int, int], how: int) -> FloatArray:
    return np.asarray(cv2.resize(pixels, size, interpolation=how), np.float32)


def _refusal(pixels: FloatArray) -> str:
    """Say why these pixels are no film at all; empty where they may be one."""
    low, high = np.percentile(pixels, (2, 98))
    if float(high - low) < _CONTRAST:
        return "not meant for this: hardly any contrast"
    middle = pixels - pixels.mean()
    spread = float((middle**2).mean())
    alike = float((middle[:, 1:] * middle[:, :-1]).mean()) / max(spread, 1e-9)
    return "" if alike >= _ALIKE else "not meant for this: the pixels are noise"
