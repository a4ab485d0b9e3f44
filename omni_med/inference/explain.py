"""What moved an answer: heat maps, boxes in the original image, ranked sentences."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from types import MappingProxyType

import cv2
import numpy as np

from omni_med.domain import Evidence, HeatMap, RegionEvidence, SentenceEvidence
from omni_med.models.protocols import (
    Answer,
    FloatArray,
    ImageFeatures,
    ImageInput,
    SentenceInput,
    TextFeatures,
)

_REGIONS = 3
_SENTENCES = 5
_CUT = 0.5  # of the strongest patch: a box holds patches at least that strong
_NEGLIGIBLE = 1e-6  # share of a logit


def heat_map(
    answer: Answer, index: int, features: ImageFeatures, image: ImageInput
) -> HeatMap | None:
    """Return the map of one answer over image ``index`` of the features; None without patches."""
    if index >= len(answer.patches):
        return None
    patches = answer.patches[index]
    return HeatMap(
        finding=answer.name,
        sop_instance_uid=image.image_id,
        frame=image.frame,
        rows=patches.shape[0],
        columns=patches.shape[1],
        values=tuple(float(value) for value in patches.ravel()),
        extent=features.extent,
    )


def regions(
    patches: FloatArray, features: ImageFeatures, image: ImageInput
) -> tuple[RegionEvidence, ...]:
    """Return up to three boxes around neighbouring patches that moved the answer most.

    Args:
        patches: float32 (rows, columns) of the grid, signed share of the logit.
        features: Whose grid it is, with its extent in pixels of the image.
        image: The image, whose edges cut the boxes.
    """
    found: list[RegionEvidence] = []
    for sign in (1.0, -1.0):
        strength = np.maximum(patches * sign, 0)
        peak = float(np.abs(patches).max(initial=0.0))
        if peak <= _NEGLIGIBLE:
            return ()
        mask = (strength >= peak * _CUT).astype(np.uint8)
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        for label in range(1, count):
            box = _box(stats[label], patches.shape, features.extent, image.shape)
            if box is not None:
                influence = float(patches[labels == label].sum())
                found.append(RegionEvidence(image.image_id, image.frame, box, influence))
    found.sort(key=lambda item: -abs(item.influence))
    return tuple(found[:_REGIONS])


def sentences(
    shares: FloatArray | None,
    features: TextFeatures | None,
    inputs: Sequence[SentenceInput],
    places: Mapping[int, RegionEvidence] = MappingProxyType({}),
) -> tuple[SentenceEvidence, ...]:
    """Return up to five sentences that moved the answer, strongest first, with their places."""
    if shares is None or features is None:
        return ()
    found = [
        SentenceEvidence(
            inputs[index].note_id,
            inputs[index].start,
            inputs[index].end,
            float(share),
            places.get(index),
        )
        for index, share in zip(features.read, shares, strict=True)
        if abs(float(share)) > _NEGLIGIBLE
    ]
    found.sort(key=lambda item: -abs(item.influence))
    return tuple(found[:_SENTENCES])


def evidence(
    answer: Answer,
    images: Sequence[tuple[ImageFeatures, ImageInput]],
    text: TextFeatures | None,
    inputs: Sequence[SentenceInput],
    places: Mapping[int, RegionEvidence] = MappingProxyType({}),
) -> tuple[Evidence, ...]:
    """Return regions and sentences of one answer together, strongest first.

    Args:
        answer: The answer.
        images: Those of the features, with what they were made of.
        text: The features of the record.
        inputs: All sentences.
        places: Index into ``inputs`` to where on a film a sentence lies.
    """
    boxes = [
        region
        for patches, (features, image) in zip(answer.patches, images, strict=False)
        for region in regions(patches, features, image)
    ]
    items: list[Evidence] = [*boxes, *sentences(answer.sentences, text, inputs, places)]
    return tuple(sorted(items, key=lambda item: -abs(item.influence)))


def _box(
    stats: FloatArray,
    grid: tuple[int, ...],
    extent: tuple[float, float, float, float],
    shape: tuple[int, ...],
) -> tuple[int, int, int, int] | None:
    """Map a box of patches into pixels of the image; None where it lies in the padding."""
    left, top, right, bottom = extent
    column, row, columns, rows = (int(value) for value in stats[:4])
    width, height = (right - left) / grid[1], (bottom - top) / grid[0]
    box = (
        max(0, math.floor(left + column * width)),
        max(0, math.floor(top + row * height)),
        min(shape[1], math.ceil(left + (column + columns) * width)),
        min(shape[0], math.ceil(top + (row + rows) * height)),
    )
    return box if box[0] < box[2] and box[1] < box[3] else None
