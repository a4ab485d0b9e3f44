"""What a reader measured on an image."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

Point = tuple[float, float]


class MeasurementKind(StrEnum):
    """What is measured."""

    LENGTH = "length"
    ANGLE = "angle"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    PROBE = "probe"
    COBB = "cobb"
    RATIO = "ratio"
    FREEHAND = "freehand"
    ARROW = "arrow"
    TEXT = "text"

    @property
    def points(self) -> int:
        """Number of points that define one; of a freehand outline the least there may be."""
        return {"angle": 3, "probe": 1, "cobb": 4, "ratio": 4, "freehand": 3, "text": 1}.get(
            self.value, 2
        )

    @property
    def in_pairs(self) -> bool:
        """True for two lines of their own: Cobb angle, cardiothoracic ratio."""
        return self.value in {"cobb", "ratio"}


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement on one frame.

    Attributes:
        measurement_id: Random, 128 bits, hexadecimal.
        sop_instance_uid: SOP Instance UID (0008,0018) of the image.
        frame: Which of its frames, 0-based.
        kind: What is measured.
        points: (x, y) in image coordinates: columns and rows, where pixel i covers i to i + 1.
            A length has its ends, an angle its vertex in the middle, a rectangle and an ellipse
            two opposite corners (of the box around the ellipse), a probe its point. A Cobb angle
            has the ends of two lines, a cardiothoracic ratio those of the heart's width, then of
            the thorax's; a freehand outline its corners, an arrow its tip first, a text its place.
        author: User name.
        made: When it was last set by hand, in UTC.
        reading: What the screen said of it then, with units: ``"23.4 mm"``.
        text: What the reader wrote, of a text.
    """

    measurement_id: str
    sop_instance_uid: str
    frame: int
    kind: MeasurementKind
    points: tuple[Point, ...]
    author: str
    made: datetime
    reading: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
