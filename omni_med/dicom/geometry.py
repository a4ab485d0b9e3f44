"""Where a stack of parallel slices lies: order, spacing, tilt.

Source: PS3.3 C.7.6.2.1.1 (image position and orientation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from omni_med.domain.study import ImagePlane, Vector3

Orientation = tuple[float, float, float, float, float, float]

SAME_POSITION_MM = 1e-3
_UNEVEN_MM = 0.02
_UNEVEN_SHARE = 0.02
_TILT_DEGREES = 0.05


@dataclass(frozen=True, slots=True)
class StackGeometry:
    """From voxel indices to millimetres.

    A voxel (slice k, row r, column c) lies at ``origin + direction @ (c * spacing[2],
    r * spacing[1], k * spacing[0])`` in the patient's LPS system (exactly, where the spacing is
    even).

    Attributes:
        origin: Centre of the first pixel of the first slice, mm, LPS.
        direction: 3 x 3, row by row; its columns are the directions of rising column, row and
            slice index. With a gantry tilt the third is not perpendicular to the others.
        spacing: Slice, row, column distance in mm. Where slices are uneven, the first is the
            median.
        uneven: True where neighbouring slices are not equally far apart.
        tilt_degrees: Angle between the slices' normal and the way they are stacked.
        positions: Distance of each slice from the first along the stacking direction, mm.
    """

    origin: Vector3
    direction: tuple[Vector3, Vector3, Vector3]
    spacing: tuple[float, float, float]
    uneven: bool = False
    tilt_degrees: float = 0.0
    positions: tuple[float, ...] = ()

    def affine(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """Return the 4 x 4 matrix from (column, row, slice) indices to LPS millimetres."""
        result = np.eye(4)
        result[:3, :3] = np.array(self.direction) * self.spacing[::-1]
        result[:3, 3] = self.origin
        return result


def normal(orientation: Orientation) -> Vector3:
    """Return the normal of a plane: row direction x column direction, in LPS."""
    a, b, c, d, e, f = orientation
    return b * f - c * e, c * d - a * f, a * e - b * d


def along(plane: ImagePlane) -> float:
    """Return the position of a plane along its own normal, mm."""
    direction = normal(plane.orientation)
    return sum(p * n for p, n in zip(plane.position, direction, strict=True))


def geometry(planes: Sequence[ImagePlane]) -> StackGeometry:
    """Return the geometry of parallel slices, sorted along their normal; at least one."""
    first = planes[0]
    direction = normal(first.orientation)
    positions = np.array([plane.position for plane in planes], np.float64)
    path = positions[-1] - positions[0]
    length = float(np.linalg.norm(path))
    tilt = 0.0
    slice_axis = np.array(direction)
    if length > SAME_POSITION_MM:
        slice_axis = path / length
        tilt = math.degrees(math.acos(min(1.0, abs(float(slice_axis @ np.array(direction))))))
    offsets = (positions - positions[0]) @ np.array(direction)
    offsets = offsets / max(1e-9, float(slice_axis @ np.array(direction)))
    gaps = np.diff(offsets)
    distance = float(np.median(gaps)) if gaps.size else (first.slice_thickness or 1.0)
    uneven = bool(gaps.size) and bool(
        np.max(np.abs(gaps - distance)) > max(_UNEVEN_MM, _UNEVEN_SHARE * abs(distance))
    )
    a, b, c, d, e, f = first.orientation
    x, y, z = (float(value) for value in slice_axis)
    return StackGeometry(
        origin=first.position,
        direction=((a, d, x), (b, e, y), (c, f, z)),
        spacing=(distance, *first.pixel_spacing),
        uneven=uneven,
        tilt_degrees=round(tilt, 3) if tilt > _TILT_DEGREES else 0.0,
        positions=tuple(float(offset) for offset in offsets),
    )
