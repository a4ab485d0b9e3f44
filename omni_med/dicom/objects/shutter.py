"""Display shutters: the part of an image that is to be seen.

Source: PS3.3 C.7.6.11 (display shutter), C.7.6.15 (bitmap display shutter).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import Header, integer, number, numbers, texts

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Shutter:
    """What of an image is to be seen: the part that all shapes have in common.

    Image coordinates are continuous: pixel i covers i to i + 1.

    Attributes:
        rectangle: Left, top, right, bottom of what is seen.
        circle: Centre across, centre down, radius, all in pixels.
        polygon: Corners of what is seen.
        bitmap: bool (rows, columns), True where the image is covered.
        grey: What it is covered with, 0 to 255.
    """

    rectangle: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float] | None = None
    polygon: tuple[Point, ...] = ()
    bitmap: NDArray[np.bool_] | None = field(default=None, repr=False)
    grey: int = 0


def bitmap_group(header: Header) -> str:
    """Return the overlay group that is a bitmap shutter, as in ``"6000"``; empty where none is."""
    if "BITMAP" not in texts(header, "00181600"):
        return ""
    group = integer(header, "00181623")
    return f"{group:04X}" if group is not None and group > 0 else ""


def shutter(header: Header, bitmap: NDArray[np.bool_] | None = None) -> Shutter | None:
    """Return the shutter of an image or presentation state; None where it has none.

    Args:
        header: Of the object.
        bitmap: The overlay that is its bitmap shutter.
    """
    shapes = texts(header, "00181600")
    rectangle = _rectangle(header) if "RECTANGULAR" in shapes else None
    circle = _circle(header) if "CIRCULAR" in shapes else None
    polygon = _polygon(header) if "POLYGONAL" in shapes else ()
    if rectangle is None and circle is None and len(polygon) < 3 and bitmap is None:
        return None
    value = number(header, "00181622") or 0.0
    return Shutter(rectangle, circle, polygon, bitmap, round(min(max(value, 0), 65535) / 257))


def _rectangle(header: Header) -> tuple[float, float, float, float] | None:
    """Return the edges; they are given as columns and rows, counted from 1, that are seen."""
    edges = [integer(header, tag) for tag in ("00181602", "00181606", "00181604", "00181608")]
    left, top, right, bottom = edges
    if left is None or top is None or right is None or bottom is None:
        return None
    if left >= right or top >= bottom:
        return None
    return float(left - 1), float(top - 1), float(right), float(bottom)


def _circle(header: Header) -> tuple[float, float, float] | None:
    centre, radius = numbers(header, "00181610"), number(header, "00181612")
    if len(centre) != 2 or radius is None or radius <= 0:
        return None
    return centre[1] - 0.5, centre[0] - 0.5, radius


def _polygon(header: Header) -> tuple[Point, ...]:
    found = numbers(header, "00181620")
    return tuple(
        (column - 0.5, row - 0.5) for row, column in zip(found[::2], found[1::2], strict=False)
    )


def covered(shutter: Shutter, rows: int, columns: int) -> NDArray[np.bool_]:
    """Return where a shutter covers an image, bool (rows, columns), judged at pixel centres."""
    y, x = np.mgrid[0:rows, 0:columns] + 0.5
    seen = np.ones((rows, columns), bool)
    if shutter.rectangle is not None:
        left, top, right, bottom = shutter.rectangle
        seen &= (x > left) & (x < right) & (y > top) & (y < bottom)
    if shutter.circle is not None:
        across, down, radius = shutter.circle
        seen &= (x - across) ** 2 + (y - down) ** 2 <= radius**2
    if len(shutter.polygon) >= 3:
        seen &= inside(shutter.polygon, x, y)
    if shutter.bitmap is not None:
        shape = min(rows, shutter.bitmap.shape[0]), min(columns, shutter.bitmap.shape[1])
        seen[: shape[0], : shape[1]] &= ~shutter.bitmap[: shape[0], : shape[1]]
    return ~seen


def inside(corners: tuple[Point, ...], x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which points lie inside a polygon, by the even-odd rule; bool of their shape."""
    found = np.zeros(np.broadcast_shapes(x.shape, y.shape), bool)
    before = corners[-1]
    for corner in corners:
        (ax, ay), (bx, by) = before, corner
        if ay != by:
            crosses = (ay > y) != (by > y)
            found ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
        before = corner
    return found
