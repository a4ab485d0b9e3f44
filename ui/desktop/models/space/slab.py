"""Thick slabs: several neighbouring images of a volume seen as one. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ui.desktop.models.stack import ImageStack


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


def project(stack: ImageStack, index: int, slab: Slab) -> NDArray[Any] | None:
    """Return a slab around image ``index``: (rows, columns) of the stack's own type.

    Images that are missing are left out; a mean is rounded to whole stored values.
    """
    first = min(max(index - (slab.slices - 1) // 2, 0), max(stack.count - slab.slices, 0))
    chosen = np.arange(first, min(first + slab.slices, stack.count))
    there = chosen[stack.loaded[chosen]]
    if not there.size or not stack.loaded[index]:
        return None
    if stack.sampled is not None:
        block = np.stack([stack.sampled(int(number)) for number in there])
    elif there.size == chosen.size:
        block = stack.values[int(chosen[0]) : int(chosen[-1]) + 1]
    else:
        block = stack.values[there]
    if slab.projection is Projection.MAX:
        return np.asarray(block.max(axis=0))
    if slab.projection is Projection.MIN:
        return np.asarray(block.min(axis=0))
    mean = block.mean(axis=0, dtype=np.float32)
    if block.dtype.kind in "iu":
        return np.asarray(np.rint(mean).astype(block.dtype))
    return np.asarray(mean)
