"""Segmentations over a stack. Without Qt."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.segmentation import Segment, Segmentation, SegmentFrame
from omni_med.domain import ImagePlane
from ui.desktop.models.layers.graphics import Drawing, Layer, Mask, Source
from ui.desktop.models.layers.matching import Slices, slices_of
from ui.desktop.models.space.planes import Frame, frame_of
from ui.desktop.models.stack import ImageStack

_SAME = 1e-3  # of a pixel's step: the grids are one

Masks = dict[int, dict[int, list[Mask]]]


def segment_layers(
    held: Segmentation,
    planes: Sequence[ImagePlane],
    stored: NDArray[Any],
    stack: ImageStack,
    uid: str,
) -> tuple[Layer, ...]:
    """Return a layer for each segment that lies on the stack's slices.

    A frame belongs to the slice in whose plane it lies (same frame of reference, parallel); where
    it states no plane, to the image that it was made of. Grids that differ are resampled by the
    nearest pixel: no strength is invented.

    Args:
        held: What the object holds.
        planes: Of its frames; may be empty.
        stored: (frames, rows, columns) stored values.
        stack: Over which.
        uid: Of the object, for the layers' keys.
    """
    masks: Masks = defaultdict(lambda: defaultdict(list))
    apart = held.frame_of_reference and stack.frame_of_reference
    slices = slices_of(stack)
    spatial = slices is not None and len(planes) == len(held.frames)
    if spatial and apart and held.frame_of_reference != stack.frame_of_reference:
        return ()
    for frame in held.frames[: stored.shape[0]]:
        plane = planes[frame.frame] if spatial else None
        placed = _placed(stored[frame.frame], frame, plane, slices, stack)
        if placed is not None:
            index, values, left, top = placed
            for number, strength in _by_segment(held, frame, values):
                masks[number][index].append(Mask(strength, left, top))
    return tuple(
        _layer(segment, masks[segment.number], uid)
        for segment in held.segments
        if segment.number in masks
    )


def _layer(segment: Segment, masks: dict[int, list[Mask]], uid: str) -> Layer:
    drawings = {index: Drawing(masks=tuple(found)) for index, found in masks.items()}
    key = f"segment {segment.number} {uid}"
    return Layer(key, segment.label, Source.SEGMENT, segment.colour, drawings)


def _placed(
    values: NDArray[Any],
    frame: SegmentFrame,
    plane: ImagePlane | None,
    slices: Slices | None,
    stack: ImageStack,
) -> tuple[int, NDArray[Any], float, float] | None:
    """Return slice, values, left and top of a frame; None where it lies on no slice."""
    if plane is None or slices is None:
        if values.shape != (stack.rows, stack.columns):
            return None
        for uid in frame.sources:
            index = stack.find(uid, next(iter(frame.source_frames), 0))
            if index is not None:
                return index, values, 0.0, 0.0
        return None
    own = frame_of(plane, values.shape[1], values.shape[0])
    index = slices.nearest(own.corner, own.normal)
    if index is None:
        return None
    shown = slices.frames[index]
    if _one_grid(own, shown):
        left, top = shown.image_of(own.corner)
        return index, values, round(left * 64) / 64, round(top * 64) / 64
    return index, _resampled(values, own, shown), 0.0, 0.0


def _one_grid(own: Frame, shown: Frame) -> bool:
    step = float(np.linalg.norm(shown.across))
    return bool(
        np.abs(own.across - shown.across).max() < _SAME * step
        and np.abs(own.down - shown.down).max() < _SAME * step
    )


def _resampled(values: NDArray[Any], own: Frame, shown: Frame) -> NDArray[Any]:
    """Return a frame on the grid of the slice, by the nearest pixel."""
    origin = np.array(own.image_of(shown.at((0.5, 0.5)))) - 0.5
    across = np.array(own.image_of(shown.at((1.5, 0.5)))) - 0.5 - origin
    down = np.array(own.image_of(shown.at((0.5, 1.5)))) - 0.5 - origin
    matrix = np.column_stack((across, down, origin)).astype(np.float64)
    kept = values if values.dtype in (np.uint8, np.uint16) else values.astype(np.uint16)
    return np.asarray(
        cv2.warpAffine(
            kept,
            matrix,
            shown.size,
            flags=cv2.INTER_NEAREST | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=0,
        )
    )


def _by_segment(
    held: Segmentation, frame: SegmentFrame, values: NDArray[Any]
) -> list[tuple[int, NDArray[np.uint8]]]:
    if held.kind == "LABELMAP":
        numbers = [segment.number for segment in held.segments if segment.number != 0]
        found = ((number, values == number) for number in numbers)
        return [
            (number, mask.astype(np.uint8) * np.uint8(255)) for number, mask in found if mask.any()
        ]
    if not values.any():
        return []
    if held.kind == "FRACTIONAL":
        share = np.clip(values.astype(np.float32) / held.most, 0.0, 1.0)
        return [(frame.segment, np.rint(share * 255.0).astype(np.uint8))]
    return [(frame.segment, _full(values > 0))]


def _full(mask: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """Return 255 where a mask is True."""
    return mask.astype(np.uint8) * np.uint8(255)
