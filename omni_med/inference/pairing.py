"""Where on the films what a sentence speaks of lies: patches and sentences in one space."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from omni_med.domain import RegionEvidence
from omni_med.inference.explain import regions
from omni_med.models.protocols import FloatArray, ImageFeatures, ImageInput, TextFeatures
from omni_med.models.space import Embedder, Space, cosine


def place_sentences(
    backend: object,
    images: Sequence[tuple[ImageFeatures, ImageInput]],
    text: TextFeatures | None,
) -> dict[int, RegionEvidence]:
    """Return for each sentence that was read the region most like it; none without a space.

    How alike is told against the rest of the same films. It is the model's own view, measured
    poorly (see the card): no side of a film may be claimed from it unless the card says so.

    Args:
        backend: The model.
        images: Films that were read, with their pixels.
        text: The record; keys of the result are its indices into all sentences.
    """
    space = backend.space if isinstance(backend, Embedder) else None
    if space is None or text is None or not images or not len(text.read):
        return {}
    maps = [likeness_maps(space, features, text.tokens) for features, _ in images]
    found: dict[int, RegionEvidence] = {}
    for row, index in enumerate(text.read):
        boxes = [
            box
            for rows, (features, image) in zip(maps, images, strict=True)
            for box in regions(rows[row], features, image)
            if box.influence > 0
        ]
        if boxes:
            found[index] = max(boxes, key=lambda box: box.influence)
    return found


def likeness_maps(space: Space, features: ImageFeatures, sentences: FloatArray) -> FloatArray:
    """Return how alike patches and sentences are: float32 (sentences, rows, columns).

    Cosines less their mean over the film: what a whole film is like says nothing of a place.
    """
    words = space.sentences(sentences[:, : len(space.text_mean)])
    table = cosine(words, space.films(features.tokens))
    table -= table.mean(axis=1, keepdims=True)
    rows, columns = features.grid
    result: FloatArray = table.reshape(len(words), rows, columns).astype(np.float32)
    return result
