"""Which slice of a stack a plane in the patient belongs to. Without Qt."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ui.desktop.models.space.planes import Frame, Vector, slice_frame
from ui.desktop.models.stack import ImageStack

_PARALLEL = 0.02  # sine of the angle under which two planes count as parallel
_ROUNDING_MM = 0.05  # headers round to few digits


@dataclass(frozen=True, slots=True, eq=False)
class Slices:
    """The planes of a stack of parallel slices.

    Attributes:
        frames: One a slice.
        normal: Unit normal of all of them.
        offsets: Distance of each from the patient's origin along the normal, mm.
        reach: How far from a slice something may lie and still belong to it, mm.
    """

    frames: tuple[Frame, ...]
    normal: Vector
    offsets: Vector
    reach: float

    def nearest(self, position: Vector, normal: Vector | None = None) -> int | None:
        """Return the slice that a position belongs to; None where none is near or parallel."""
        if normal is not None and np.linalg.norm(np.cross(normal, self.normal)) > _PARALLEL:
            return None
        away = np.abs(self.offsets - float(position @ self.normal))
        index = int(np.argmin(away))
        return index if away[index] <= self.reach else None


def slices_of(stack: ImageStack) -> Slices | None:
    """Return the planes of a stack; None where a slice has none or they are not parallel."""
    frames: list[Frame] = []
    for index in range(stack.count):
        frame = slice_frame(stack, index)
        if frame is None:
            return None
        frames.append(frame)
    normal = frames[0].normal
    if any(np.linalg.norm(np.cross(frame.normal, normal)) > _PARALLEL for frame in frames):
        return None
    offsets = np.array([float(frame.corner @ normal) for frame in frames])
    gaps = np.abs(np.diff(np.sort(offsets)))
    gaps = gaps[gaps > _ROUNDING_MM]
    plane = stack.places[0].plane
    thick = plane.slice_thickness if plane is not None and plane.slice_thickness else 1.0
    gap = float(np.median(gaps)) if gaps.size else thick
    return Slices(tuple(frames), normal, offsets, gap / 2 + _ROUNDING_MM)
