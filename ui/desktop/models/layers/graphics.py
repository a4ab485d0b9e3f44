"""What is drawn over an image: layers of shapes, words and masks. Without Qt.

Image coordinates are continuous: pixel i covers i to i + 1.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

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
