"""Thick slabs: several neighbouring images of a volume seen as one. Without Qt."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.errors import CancelledError
from ui.desktop.models.stack import ImageStack

COARSE_PLANES = 4
"""Images of a coarse slab."""


class Projection(StrEnum):
    """What becomes of the values that lie behind each other."""

    MAX = "mip"
    MIN = "minip"
    MEAN = "mean"


@dataclass(frozen=True, slots=True)
class Slab:
    """How many images are seen as one, and how."""

    projection: Projection
    slices: int


def distance(stack: ImageStack) -> float | None:
    """Return how far apart the middle two images of a stack are, mm; None where not known."""
    middle = stack.count // 2
    if stack.count < 2:
        return None
    first, second = stack.places[middle - 1].plane, stack.places[middle].plane
    if first is None or second is None:
        return None
    return float(np.linalg.norm(np.subtract(second.position, first.position)))


def slab_of(stack: ImageStack, projection: Projection, millimetres: float) -> Slab | None:
    """Return the slab of a thickness; None where the stack is no grey volume.

    It counts whole images: as many as have their centres within the thickness.
    """
    apart = distance(stack)
    if apart is None or apart <= 0.0 or stack.is_colour or stack.values.ndim != 3:
        return None
    return Slab(projection, min(max(round(millimetres / apart), 1), stack.count))


def _chosen(stack: ImageStack, index: int, slab: Slab) -> NDArray[np.intp]:
    """Return which images of a slab around one are there; none where that one is not."""
    first = min(max(index - (slab.slices - 1) // 2, 0), max(stack.count - slab.slices, 0))
    chosen = np.arange(first, min(first + slab.slices, stack.count))
    return chosen[stack.loaded[chosen]] if stack.loaded[index] else chosen[:0]


def project(
    stack: ImageStack, index: int, slab: Slab, cancelled: Callable[[], bool] = lambda: False
) -> NDArray[Any] | None:
    """Return a slab around image ``index``: (rows, columns) of the stack's own type.

    Images that are missing are left out; a mean is rounded to whole stored values.

    Raises:
        CancelledError: If nobody wants it any more.
    """
    there = _chosen(stack, index, slab)
    found: NDArray[Any] | None = None
    for number in there:
        if cancelled():
            raise CancelledError
        image = (
            stack.sampled.exact(int(number), cancelled)
            if stack.sampled is not None
            else stack.values[number]
        )
        found = _joined(found, image, slab.projection)
    return _ended(found, there.size, slab.projection, stack.values.dtype)


def project_coarsely(stack: ImageStack, index: int, slab: Slab, step: int) -> NDArray[Any] | None:
    """Return about what ``project`` does: of few images, one of ``step`` by ``step`` pixels."""
    there = _chosen(stack, index, slab)
    there = there[:: max(-(-there.size // COARSE_PLANES), 1)]
    rows = np.minimum(np.arange(0, stack.rows, step) + step // 2, stack.rows - 1)
    columns = np.minimum(np.arange(0, stack.columns, step) + step // 2, stack.columns - 1)
    found: NDArray[Any] | None = None
    for number in there:
        image = (
            stack.sampled.coarse(int(number), step)
            if stack.sampled is not None
            else stack.values[number][np.ix_(rows, columns)]
        )
        found = _joined(found, image, slab.projection)
    return _ended(found, there.size, slab.projection, stack.values.dtype)


def _joined(
    before: NDArray[Any] | None, image: NDArray[Any], projection: Projection
) -> NDArray[Any]:
    """Return the images so far with one more; of a mean, their sum."""
    if projection is Projection.MEAN:
        image = image.astype(np.float32)
    if before is None:
        return np.array(image)
    joins = {Projection.MAX: np.maximum, Projection.MIN: np.minimum, Projection.MEAN: np.add}
    return np.asarray(joins[projection](before, image, out=before))


def _ended(
    found: NDArray[Any] | None, images: int, projection: Projection, dtype: np.dtype[Any]
) -> NDArray[Any] | None:
    """Return what was joined, of a mean the sum over the number of images."""
    if found is None or projection is not Projection.MEAN:
        return found
    mean = found / np.float32(images)
    return np.asarray(np.rint(mean).astype(dtype) if dtype.kind in "iu" else mean)
