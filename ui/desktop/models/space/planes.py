"""Planes of images in the patient: where they meet, which slice is nearest. Without Qt.

Image coordinates are continuous: the centre of pixel i lies at i + 0.5. Patient coordinates are
LPS millimetres (PS3.3 C.7.6.2.1.1).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omni_med.domain import ImagePlane
from omni_med.domain.measurement import Point
from ui.desktop.models.stack import ImageStack

Vector = NDArray[np.float64]
_ROUGHLY = 0.35  # the same of two studies: the patient lies a little differently each time
_PARALLEL = 0.05  # sine of the angle under which two planes count as parallel


@dataclass(frozen=True, slots=True, eq=False)
class Frame:
    """An image's plane as vectors.

    Attributes:
        corner: Patient position of image coordinate (0, 0).
        across: Step of one column, mm.
        down: Step of one row, mm.
        size: Columns and rows.
    """

    corner: Vector
    across: Vector
    down: Vector
    size: tuple[int, int]

    @property
    def normal(self) -> Vector:
        """Unit normal."""
        found = np.cross(self.across, self.down)
        return np.asarray(found / max(float(np.linalg.norm(found)), 1e-12))

    def at(self, point: Point) -> Vector:
        """Return the patient position of an image coordinate."""
        return np.asarray(self.corner + point[0] * self.across + point[1] * self.down)

    def image_of(self, position: Vector) -> Point:
        """Return the image coordinate onto which a patient position falls."""
        off = position - self.corner
        x = float(off @ self.across) / float(self.across @ self.across)
        y = float(off @ self.down) / float(self.down @ self.down)
        return x, y

    @property
    def centre(self) -> Vector:
        """Patient position of the image's centre."""
        return self.at((self.size[0] / 2, self.size[1] / 2))


def frame_of(plane: ImagePlane, columns: int, rows: int) -> Frame:
    """Return the plane of an image as vectors."""
    across = np.array(plane.orientation[:3]) * plane.pixel_spacing[1]
    down = np.array(plane.orientation[3:]) * plane.pixel_spacing[0]
    corner = np.array(plane.position) - across / 2 - down / 2
    return Frame(corner, across, down, (columns, rows))


def slice_frame(stack: ImageStack, index: int) -> Frame | None:
    """Return the plane of a slice of a stack; None where the file gives none."""
    plane = stack.places[index].plane
    return frame_of(plane, stack.columns, stack.rows) if plane is not None else None


def meeting(shown: Frame, other: Frame) -> tuple[Point, Point] | None:
    """Return where the plane of another image crosses an image, in its image coordinates.

    The line is as long as both images reach; None for parallel planes and where they do not meet.
    """
    normal = other.normal
    if np.linalg.norm(np.cross(normal, shown.normal)) < _PARALLEL:
        return None
    a, b = float(normal @ shown.across), float(normal @ shown.down)
    c = float(normal @ (other.corner - shown.corner))
    size = a * a + b * b
    start = np.array((a * c / size, b * c / size))
    step = np.array((-b, a)) / np.sqrt(size)
    first, second = (
        other.image_of(shown.at(_point(start))),
        other.image_of(shown.at(_point(start + step))),
    )
    found = _clip(start, step, shown.size)
    reach = _clip(np.array(first), np.array(second) - np.array(first), other.size)
    if found is None or reach is None:
        return None
    low, high = max(found[0], reach[0]), min(found[1], reach[1])
    if low >= high:
        return None
    return _point(start + low * step), _point(start + high * step)


def _point(vector: Vector) -> Point:
    return float(vector[0]), float(vector[1])


def _clip(start: Vector, step: Vector, size: tuple[int, int]) -> tuple[float, float] | None:
    """Return the parameters between which a line lies in a rectangle from 0 to ``size``."""
    low, high = -np.inf, np.inf
    for axis in (0, 1):
        if abs(step[axis]) < 1e-9:
            if not 0.0 <= start[axis] <= size[axis]:
                return None
            continue
        ends = sorted((-start[axis] / step[axis], (size[axis] - start[axis]) / step[axis]))
        low, high = max(low, ends[0]), min(high, ends[1])
    return (float(low), float(high)) if low < high else None


def nearest(stack: ImageStack, position: Vector) -> int | None:
    """Return the slice whose plane lies nearest to a patient position; None without planes."""
    first = slice_frame(stack, 0)
    if first is None:
        return None
    planes = [place.plane for place in stack.places]
    positions = np.array([plane.position if plane else (np.inf,) * 3 for plane in planes])
    with np.errstate(invalid="ignore"):
        away = np.abs((positions - position) @ first.normal)
    return int(np.argmin(np.nan_to_num(away, nan=np.inf)))


def crossing(stacks: Sequence[ImageStack | None], indices: Sequence[int]) -> Vector | None:
    """Return the point in which three planes meet; None where they do not meet in one."""
    normals, distances = [], []
    for stack, index in zip(stacks, indices, strict=True):
        frame = slice_frame(stack, index) if stack is not None else None
        if frame is None:
            return None
        normals.append(frame.normal)
        distances.append(float(frame.corner @ frame.normal))
    matrix = np.array(normals)
    if matrix.shape != (3, 3) or abs(float(np.linalg.det(matrix))) < _PARALLEL:
        return None
    return np.asarray(np.linalg.solve(matrix, np.array(distances)))


def along(stack: ImageStack, index: int) -> float | None:
    """Return how far along its own normal a slice lies, mm; None where it has no plane."""
    frame = slice_frame(stack, index)
    return float(frame.corner @ frame.normal) if frame is not None else None


def follow_by_distance(
    leader: ImageStack, index: int, follower: ImageStack, anchor: tuple[int, int]
) -> int | None:
    """Return the slice of ``follower`` as far from its anchor as the leader's is from its own.

    For series without a common frame of reference, as a prior study: both at the same anatomy
    when they were linked. None where they are not parallel or have no planes.

    Args:
        leader: The stack that was moved.
        index: Its slice.
        follower: The other stack.
        anchor: Slices of leader and follower that belong together.
    """
    lead, first = slice_frame(leader, index), slice_frame(follower, anchor[1])
    start, own = along(leader, anchor[0]), along(follower, anchor[1])
    if lead is None or first is None or start is None or own is None:
        return None
    if float(np.linalg.norm(np.cross(lead.normal, first.normal))) > _ROUGHLY:
        return None
    here = along(leader, index)
    if here is None:
        return None
    facing = 1.0 if float(lead.normal @ first.normal) > 0 else -1.0
    wanted = own + (here - start) * facing
    places = [along(follower, number) for number in range(follower.count)]
    away = [abs(place - wanted) if place is not None else np.inf for place in places]
    return int(np.argmin(away))


def same_space(first: ImageStack, second: ImageStack) -> bool:
    """True where two stacks share a frame of reference (PS3.3 C.7.4.1)."""
    uid = first.frame_of_reference
    return bool(uid) and uid == second.frame_of_reference


def follow(leader: ImageStack, index: int, follower: ImageStack) -> int | None:
    """Return the slice of ``follower`` at the place of a slice of ``leader``.

    None where they share no frame of reference, are not parallel, or have no planes.
    """
    if not same_space(leader, follower):
        return None
    lead, first = slice_frame(leader, index), slice_frame(follower, 0)
    if lead is None or first is None:
        return None
    if float(np.linalg.norm(np.cross(lead.normal, first.normal))) > _PARALLEL:
        return None
    return nearest(follower, lead.centre)
