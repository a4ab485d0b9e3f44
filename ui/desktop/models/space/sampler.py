"""Values of a volume on any plane: oblique cuts, tilted gantries, unequal distances. Without Qt.

Every slice is taken at its own place. A point between two slices gets the values of its two
perpendicular feet on them, each interpolated in its slice, blended by the distance: on an upright,
even volume this is trilinear interpolation; on a tilted or uneven one it needs no grid.

OpenCV interpolates the slices, as float32: its older path for int16 rounds positions to 1/32.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.errors import CancelledError
from ui.desktop.models.layers.matching import slices_of
from ui.desktop.models.space.planes import Vector
from ui.desktop.models.stack import ImageStack

_LEVEL = 1e-6  # mm a pixel: the plane lies along the slices in this direction
_TILE = 48  # rows that are cut at once where the plane is oblique both ways
_WHOLE = 0.999  # shares below this lack a neighbour: outside
_AROUND = 2  # source pixels beyond what is needed

Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Plane:
    """A grid of points in the patient.

    Attributes:
        origin: Centre of the first pixel, mm, LPS.
        across: Step of a column, mm.
        down: Step of a row, mm.
        rows: Height.
        columns: Width.
    """

    origin: Vector
    across: Vector
    down: Vector
    rows: int
    columns: int


@dataclass(frozen=True, slots=True, eq=False)
class _Sums:
    """Values times shares, and the shares, so far."""

    total: NDArray[np.float32]
    weight: NDArray[np.float32]

    @classmethod
    def of(cls, rows: int, columns: int) -> _Sums:
        return cls(np.zeros((rows, columns), np.float32), np.zeros((rows, columns), np.float32))


class CannotSampleError(Exception):
    """A stack is no volume of parallel grey slices."""


class Sampler:
    """Samples one stack of parallel slices."""

    def __init__(self, stack: ImageStack) -> None:
        found = slices_of(stack) if stack.values.ndim == 3 and not stack.is_colour else None
        if found is None or stack.count < 2:
            raise CannotSampleError
        order = np.argsort(found.offsets, kind="stable")
        self._stack = stack
        self._order = [int(index) for index in order]
        self._offsets = found.offsets[order]
        if float(np.diff(self._offsets).min()) <= 0.0:
            raise CannotSampleError
        self._corners = np.array([found.frames[index].corner for index in self._order])
        first = found.frames[0]
        self._normal = found.normal
        self._to_column = first.across / float(first.across @ first.across)
        self._to_row = first.down / float(first.down @ first.down)
        self._edge = float(np.median(np.diff(self._offsets))) / 2

    def nearest(self, plane: Plane, step: int, fill: float = np.nan) -> NDArray[np.float32]:
        """Return the nearest voxels at the middle of every ``step`` by ``step`` pixels of a plane.

        Quick and coarse, for an image that passes by: float32 of ceil(rows / step) by
        ceil(columns / step), ``fill`` outside.
        """
        middle = (step - 1) / 2
        x = np.arange(0, plane.columns, step) + middle
        y = np.arange(0, plane.rows, step)[:, None] + middle

        def along(axis: Vector) -> NDArray[np.float64]:
            found = plane.origin @ axis + x * (plane.across @ axis) + y * (plane.down @ axis)
            return np.asarray(found)

        away = along(self._normal)
        number = np.searchsorted((self._offsets[1:] + self._offsets[:-1]) / 2, away)
        column = np.floor(along(self._to_column) - (self._corners @ self._to_column)[number])
        row = np.floor(along(self._to_row) - (self._corners @ self._to_row)[number])
        _, rows, columns = self._stack.values.shape
        inside = (column >= 0) & (column < columns) & (row >= 0) & (row < rows)
        inside &= (away >= self._offsets[0] - self._edge) & (away <= self._offsets[-1] + self._edge)
        found = np.full(away.shape, fill, np.float32)
        chosen = np.asarray(self._order)[number[inside]]
        places = (chosen, row[inside].astype(np.intp), column[inside].astype(np.intp))
        found[inside] = self._stack.values[places]
        return found

    def plane(
        self, plane: Plane, fill: float = np.nan, cancelled: Callable[[], bool] = lambda: False
    ) -> NDArray[np.float32]:
        """Return stored values on a plane: float32 (rows, columns), ``fill`` outside.

        Raises:
            CancelledError: If nobody wants it any more.
        """
        sums = _Sums.of(plane.rows, plane.columns)
        start = float(plane.origin @ self._normal)
        across, down = float(plane.across @ self._normal), float(plane.down @ self._normal)
        oblique = abs(across) > _LEVEL and abs(down) > _LEVEL
        tile = _TILE if oblique else plane.rows
        for top in range(0, plane.rows, tile):
            bottom = min(top + tile, plane.rows)
            for number in range(len(self._order)):
                if cancelled():
                    raise CancelledError
                low, high = self._reach(number)
                box = _box((start, across, down), (low, high), (top, bottom), plane.columns)
                if box is not None:
                    shares = self._shares(number, (start, across, down), box)
                    self._add(number, plane, box, shares, sums)
        with np.errstate(invalid="ignore", divide="ignore"):
            found = np.where(sums.weight > _WHOLE, sums.total / sums.weight, np.float32(fill))
        return found.astype(np.float32)

    def _reach(self, number: int) -> tuple[float, float]:
        """Return between which distances a slice counts: to its neighbours, half a gap at ends."""
        offsets, last = self._offsets, len(self._order) - 1
        low = float(offsets[number - 1]) if number else float(offsets[0]) - self._edge
        high = float(offsets[number + 1]) if number < last else float(offsets[last]) + self._edge
        return low, high

    def _add(
        self, number: int, plane: Plane, box: Box, shares: NDArray[np.float32], sums: _Sums
    ) -> None:
        """Add one slice's share of a box of the plane."""
        left, top, right, bottom = box
        if not (shares > 0.0).any():
            return
        matrix = self._matrix(number, plane, left, top)
        corners = np.array(
            [(x, y, 1.0) for x in (0, right - left - 1) for y in (0, bottom - top - 1)]
        )
        reached = corners @ matrix.T
        image = self._stack.values[self._order[number]]
        crop = _crop(reached, image.shape)
        if crop is None:
            return
        first_column, first_row, last_column, last_row = crop
        source = np.ascontiguousarray(image[first_row:last_row, first_column:last_column])
        moved = matrix - np.array([[0, 0, first_column], [0, 0, first_row]])
        values = cv2.warpAffine(
            source.astype(np.float32, copy=False),
            moved,
            (right - left, bottom - top),
            flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
            borderMode=cv2.BORDER_CONSTANT,
            borderValue=np.nan,
        )
        good = np.isfinite(values) & (shares > 0.0)
        part = (slice(top, bottom), slice(left, right))
        sums.total[part] += np.where(good, values, 0.0) * shares
        sums.weight[part] += np.where(good, shares, np.float32(0.0))

    def _shares(
        self, number: int, distance: tuple[float, float, float], box: Box
    ) -> NDArray[np.float32]:
        """Return how much a slice counts at each pixel of a box, 0 to 1."""
        start, across, down = distance
        left, top, right, bottom = box
        x, y = np.arange(left, right), np.arange(top, bottom)[:, None]
        away = start + across * x + down * y - float(self._offsets[number])
        low, high = self._reach(number)
        own = float(self._offsets[number])
        last = len(self._order) - 1
        before = np.ones_like(away) if number == 0 else 1.0 + away / (own - low)
        after = np.ones_like(away) if number == last else 1.0 - away / (high - own)
        shares = np.where(away < 0.0, before, after)
        outside = (away < low - own) | (away > high - own)
        return np.clip(np.where(outside, 0.0, shares), 0.0, 1.0).astype(np.float32)

    def _matrix(self, number: int, plane: Plane, left: int, top: int) -> NDArray[np.float64]:
        """Return what brings pixels of a box to pixel indices of a slice, 2 x 3."""
        origin = plane.origin + left * plane.across + top * plane.down - self._corners[number]
        rows = [
            (float(plane.across @ axis), float(plane.down @ axis), float(origin @ axis) - 0.5)
            for axis in (self._to_column, self._to_row)
        ]
        return np.array(rows, np.float64)


def _box(
    distance: tuple[float, float, float],
    reach: tuple[float, float],
    rows: tuple[int, int],
    columns: int,
) -> Box | None:
    """Return the part of some rows of a plane that lies between two distances; None for none."""
    start, across, down = distance
    low, high = reach
    top, bottom = rows
    if abs(across) <= _LEVEL:
        if abs(down) <= _LEVEL:
            inside = low <= start <= high
            return (0, top, columns, bottom) if inside else None
        ends = sorted(((low - start) / down, (high - start) / down))
        top, bottom = max(top, int(np.ceil(ends[0]))), min(bottom, int(np.floor(ends[1])) + 1)
        return (0, top, columns, bottom) if top < bottom else None
    ends = [(edge - start - down * row) / across for edge in reach for row in (top, bottom - 1)]
    left = max(int(np.floor(min(ends))), 0)
    right = min(int(np.ceil(max(ends))) + 1, columns)
    return (left, top, right, bottom) if left < right else None


def _crop(reached: NDArray[np.float64], shape: tuple[int, ...]) -> Box | None:
    """Return the part of a slice that the corners of a box reach; None where they miss it."""
    low, high = reached.min(axis=0), reached.max(axis=0)
    left, top = (max(int(np.floor(value)) - _AROUND, 0) for value in low)
    right = min(int(np.ceil(high[0])) + _AROUND + 1, shape[1])
    bottom = min(int(np.ceil(high[1])) + _AROUND + 1, shape[0])
    return (left, top, right, bottom) if left < right and top < bottom else None


def as_stored(values: NDArray[np.float32], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return values in the type of a stack, rounded where it is whole numbers."""
    if dtype.kind not in "iu":
        return values.astype(dtype)
    info = np.iinfo(dtype)
    return np.clip(np.rint(values), info.min, info.max).astype(dtype)
