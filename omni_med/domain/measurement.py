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

    @property
    def points(self) -> int:
        """Number of points that define one."""
        return {"angle": 3, "probe": 1}.get(self.value, 2)


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
            two opposite corners (of the box around the ellipse), a probe its point.
        author: User name.
        made: When it was last set by hand, in UTC.
        reading: What the screen said of it then, with units: ``"23.4 mm"``.
    """

    measurement_id: str
    sop_instance_uid: str
    frame: int
    kind: MeasurementKind
    points: tuple[Point, ...]
    author: str
    made: datetime
    reading: str = field(default="", repr=False)
