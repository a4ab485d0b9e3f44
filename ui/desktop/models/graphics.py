"""What is drawn over an image: layers of shapes, words and masks, and shutters. Without Qt.

Image coordinates are continuous: pixel i covers i to i + 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.domain.measurement import Point

Colour = tuple[int, int, int]


class Source(StrEnum):
    """Where a layer comes from."""

    OVERLAY = "overlay"
    PRESENTATION = "presentation"
    CONTOURS = "contours"
    SEGMENT = "segment"


@dataclass(frozen=True, slots=True)
class Shape:
    """Lines between points; a single point is a dot."""

    points: tuple[Point, ...]
    closed: bool = False
    filled: bool = False


@dataclass(frozen=True, slots=True)
class Words:
    """Text whose upper left corner lies at a point of the image, or of the view.

    Attributes:
        text: What is written; lines end with a line feed.
        at: In image coordinates, or in shares of the view (0 to 1) where ``of_view``.
        of_view: True where the text stands still when the image is moved.
    """

    text: str = field(repr=False)
    at: Point
    of_view: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Strength by pixel, uint8 (rows, columns), 0 to 255, at ``left`` and ``top``."""

    strength: NDArray[np.uint8] = field(repr=False)
    left: float = 0.0
    top: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a layer draws over one image."""

    shapes: tuple[Shape, ...] = ()
    words: tuple[Words, ...] = ()
    masks: tuple[Mask, ...] = ()


@dataclass(slots=True, eq=False)
class Layer:
    """One thing that can be shown and hidden.

    Attributes:
        key: Tells it from others of the stack.
        name: For the list.
        source: Where it comes from.
        colour: Red, green, blue.
        drawings: By slice of the stack.
        visible: Whether it is drawn.
        opacity: Of its masks, 0 to 1.
    """

    key: str
    name: str
    source: Source
    colour: Colour
    drawings: Mapping[int, Drawing] = field(repr=False)
    visible: bool = True
    opacity: float = 0.4


@dataclass(frozen=True, slots=True, eq=False)
class Shutter:
    """What of an image is to be seen: the part that all shapes have in common.

    Attributes:
        rectangle: Left, top, right, bottom of what is seen.
        circle: Centre across, centre down, radius, all in pixels.
        polygon: Corners of what is seen.
        bitmap: bool (rows, columns), True where the image is covered.
        grey: What it is covered with, 0 to 255.

    Source: PS3.3 C.7.6.11 (display shutter), C.7.6.15 (bitmap display shutter).
    """

    rectangle: tuple[float, float, float, float] | None = None
    circle: tuple[float, float, float] | None = None
    polygon: tuple[Point, ...] = ()
    bitmap: NDArray[np.bool_] | None = field(default=None, repr=False)
    grey: int = 0


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
        seen &= _inside(shutter.polygon, x, y)
    if shutter.bitmap is not None:
        shape = min(rows, shutter.bitmap.shape[0]), min(columns, shutter.bitmap.shape[1])
        seen[: shape[0], : shape[1]] &= ~shutter.bitmap[: shape[0], : shape[1]]
    return ~seen


def _inside(corners: tuple[Point, ...], x: NDArray[Any], y: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which points lie inside a polygon, by the even-odd rule."""
    found = np.zeros(x.shape, bool)
    before = corners[-1]
    for corner in corners:
        (ax, ay), (bx, by) = before, corner
        if ay != by:
            crosses = (ay > y) != (by > y)
            found ^= crosses & (x < (bx - ax) * (y - ay) / (by - ay) + ax)
        before = corner
    return found
