"""The hand that measures: presses and drags over a viewport become measurements. Without Qt.

Positions are device pixels of the view; what is kept is in image coordinates.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from omni_med.domain.measurement import Measurement, MeasurementKind, Point
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.measuring import measure, readings
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel

_HANDLE = 9.0  # device-independent pixels around a handle that take hold of it
_LINE = 6.0  # and around a line
_STILL = 3.0  # less is a click, not a drag
_STEP = 3.0  # device pixels between two corners of a freehand outline
_ROUND = 48  # corners of the polygon that stands for an ellipse


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be drawn of one measurement.

    Attributes:
        kind: What is measured.
        points: In image coordinates; fewer than the kind has while it is being made.
        held: Draw its handles.
        lines: What stands beside it.
        own: False for another reader's.
        whole: False while it is being made.
    """

    kind: MeasurementKind
    points: tuple[Point, ...]
    held: bool
    lines: tuple[str, ...]
    own: bool = True
    whole: bool = True


@dataclass(slots=True)
class _Grip:
    item: Measurement
    handle: int  # -1 is the whole
    start: Point
    points: tuple[Point, ...]


def no_words(_kind: MeasurementKind) -> str:
    """Name no kind."""
    return ""


def no_question(_at: Point) -> None:
    """Ask for no text."""


class Hand:
    """Makes and moves measurements in one viewport."""

    def __init__(
        self,
        model: ViewportModel,
        toolbox: Toolbox,
        measurements: Measurements,
        *,
        name: Callable[[MeasurementKind], str] = no_words,
        at_detector: str = readings.AT_DETECTOR,
        ask: Callable[[Point], None] = no_question,
    ) -> None:
        self._ask = ask
        self._model, self._toolbox, self._measurements = model, toolbox, measurements
        self._name, self._at_detector = name, at_detector
        self._fixed: list[Point] = []
        self._floating: Point | None = None
        self._place: tuple[str, int] | None = None
        self._grip: _Grip | None = None

    @property
    def busy(self) -> bool:
        """True while a measurement is being made or moved."""
        return self._floating is not None or self._grip is not None

    def cancel(self) -> bool:
        """Drop what is being made or moved; False where there is nothing."""
        was = self.busy
        self._fixed, self._floating, self._grip = [], None, None
        return was

    def press(self, x: float, y: float, ratio: float) -> bool:
        """Take hold of a measurement, or begin one with the tool in hand; False for neither."""
        geometry, place = self._model.geometry(), self._here()
        if geometry is None or place is None:
            return False
        if self._place != place:
            self.cancel()
        self._place = place
        kind = self._toolbox.tool.measures
        if self._floating is not None and kind is not None:
            self._floating = self._inside(geometry.to_image(x, y))
            if kind.in_pairs and len(self._fixed) == 2:
                self._fixed.append(self._floating)  # the second line begins
            return True
        grip = self._grip_at(x, y, ratio, geometry)
        if grip is not None:
            self._grip = grip
            self._measurements.select(grip.item.measurement_id)
            return True
        self._measurements.select("")
        if kind is None or not self._measurable():
            return False
        at = geometry.to_image(x, y)
        if at != self._inside(at):
            return True  # beside the image there is nothing to measure
        self._fixed, self._floating = ([], at) if kind.points == 1 else ([at], at)
        return True

    def move(self, x: float, y: float) -> bool:
        """Draw what is held along; False where nothing is."""
        geometry = self._model.geometry()
        if geometry is None or not self.busy:
            return False
        if self._here() != self._place:
            return self.cancel()
        at = self._inside(geometry.to_image(x, y))
        if self._grip is not None:
            self._grip.points = self._dragged(self._grip, at)
        else:
            self._floating = at
            if self._toolbox.tool is Tool.FREEHAND and (
                _apart(geometry, self._fixed[-1], at) >= _STEP
            ):
                self._fixed.append(at)
        return True

    def release(self, ratio: float) -> bool:
        """Fix the point that was dragged; False where nothing was held."""
        if self._grip is not None:
            grip, self._grip = self._grip, None
            self._measurements.move(
                grip.item,
                grip.points,
                " · ".join(self._lines(grip.item.kind, grip.points, grip.item.text)),
                self._name(grip.item.kind),
            )
            return True
        kind, geometry = self._toolbox.tool.measures, self._model.geometry()
        if self._floating is None or kind is None or geometry is None or self._place is None:
            return False
        if kind is MeasurementKind.FREEHAND:
            return self._close_outline()
        if self._fixed and _apart(geometry, self._fixed[-1], self._floating) < _STILL * ratio:
            return True  # a click: the next point comes with the next press
        self._fixed.append(self._floating)
        if len(self._fixed) < kind.points:
            return True
        points = tuple(self._fixed)
        self.cancel()
        if kind is MeasurementKind.TEXT:
            self._ask(points[0])
        else:
            self._add(kind, points)
        return True

    def _close_outline(self) -> bool:
        points = tuple(self._fixed)
        self.cancel()
        if len(points) >= MeasurementKind.FREEHAND.points:
            self._add(MeasurementKind.FREEHAND, points)
        return True

    def _add(
        self, kind: MeasurementKind, points: tuple[Point, ...], text: str = ""
    ) -> Measurement | None:
        place = self._here()
        if place is None:
            return None
        reading = " · ".join(self._lines(kind, points, text))
        return self._measurements.add(
            kind, points, place, reading, name=self._name(kind), text=text
        )

    def write(self, at: Point, text: str) -> None:
        """Put a text on the current image; an empty one is none."""
        if text.strip():
            self._add(MeasurementKind.TEXT, (at,), text.strip())

    def copy(self, measurement: Measurement) -> Measurement | None:
        """Put the same on the current image, in the reader's own name; None without one."""
        if not self._measurable():
            return None
        return self._add(measurement.kind, measurement.points, measurement.text)

    def hovers(self, x: float, y: float, ratio: float) -> bool:
        """True where a press would take hold of a measurement of one's own."""
        geometry = self._model.geometry()
        if geometry is None or self._here() is None:
            return False
        return self._grip_at(x, y, ratio, geometry) is not None

    def marks(self) -> tuple[Mark, ...]:
        """Return what is to be drawn over the current image."""
        place = self._here()
        if place is None:
            return ()
        found = [self._mark(item) for item in self._measurements.on(*place)]
        kind = self._toolbox.tool.measures
        if self._floating is not None and kind is not None and place == self._place:
            points = (*self._fixed, self._floating)
            whole = len(points) == kind.points and kind is not MeasurementKind.FREEHAND
            lines = self._lines(kind, points) if whole else ()
            found.append(Mark(kind, points, held=True, lines=lines, whole=whole))
        return tuple(found)

    def _mark(self, item: Measurement) -> Mark:
        grip = self._grip
        moved = grip is not None and grip.item.measurement_id == item.measurement_id
        points = grip.points if grip is not None and moved else item.points
        held = moved or item.measurement_id == self._measurements.selected
        own = item.author == self._measurements.user
        return Mark(item.kind, points, held, self._lines(item.kind, points, item.text), own)

    def _lines(
        self, kind: MeasurementKind, points: tuple[Point, ...], text: str = ""
    ) -> tuple[str, ...]:
        stack, index = self._model.stack, self._model.index
        if stack is None:
            return ()
        seen = readings.Seen(stack, index, stack.image(index))
        return readings.lines(kind, points, seen, self._at_detector, text)

    def _measurable(self) -> bool:
        """True where the image is there, of the open study, and its measurements are known."""
        stack = self._model.stack
        if stack is None or stack.about or not self._measurements.ready:
            return False
        return bool(stack.loaded[self._model.index])

    def _here(self) -> tuple[str, int] | None:
        """The image on the screen; None where there is none that could be measured on."""
        stack = self._model.stack
        if stack is None:
            return None
        place = stack.places[self._model.index]
        return (place.sop_instance_uid, place.frame) if place.sop_instance_uid else None

    def _inside(self, at: Point) -> Point:
        stack = self._model.stack
        if stack is None:
            return at
        return min(max(at[0], 0.0), float(stack.columns)), min(max(at[1], 0.0), float(stack.rows))

    def _dragged(self, grip: _Grip, at: Point) -> tuple[Point, ...]:
        if grip.handle >= 0:
            return measure.with_handle(grip.item.points, grip.handle, at)
        across, down = at[0] - grip.start[0], at[1] - grip.start[1]
        moved = measure.shifted(grip.item.points, across, down)
        return moved if all(point == self._inside(point) for point in moved) else grip.points

    def _grip_at(self, x: float, y: float, ratio: float, geometry: Geometry) -> _Grip | None:
        place = self._here()
        if place is None:
            return None
        own = [
            item
            for item in reversed(self._measurements.on(*place))
            if item.author == self._measurements.user
        ]
        start = geometry.to_image(x, y)
        for item in own:
            for number, point in enumerate(measure.handles(item.kind, item.points)):
                if math.dist(geometry.to_view(*point), (x, y)) <= _HANDLE * ratio:
                    return _Grip(item, number, start, item.points)
        for item in own:
            for first, second in segments(item.kind, item.points):
                ends = geometry.to_view(*first), geometry.to_view(*second)
                if _from_segment((x, y), *ends) <= _LINE * ratio:
                    return _Grip(item, -1, start, item.points)
        return None


def segments(kind: MeasurementKind, points: tuple[Point, ...]) -> Iterator[tuple[Point, Point]]:
    """Yield the lines that a measurement is drawn with, in image coordinates."""
    if kind in {MeasurementKind.RECTANGLE, MeasurementKind.ELLIPSE} and len(points) == 2:
        left, top, right, bottom = measure.box(points)
        if kind is MeasurementKind.RECTANGLE:
            around = [(left, top), (right, top), (right, bottom), (left, bottom)]
        else:
            turns = [2 * math.pi * step / _ROUND for step in range(_ROUND)]
            x, y = (left + right) / 2, (top + bottom) / 2
            across, down = (right - left) / 2, (bottom - top) / 2
            around = [(x + across * math.cos(t), y + down * math.sin(t)) for t in turns]
        yield from zip(around, [*around[1:], around[0]], strict=True)
    elif kind.in_pairs:
        yield from zip(points[::2], points[1::2], strict=False)
    elif kind is MeasurementKind.FREEHAND and len(points) > 2:
        yield from pairwise((*points, points[0]))
    else:
        yield from pairwise(points)


def _apart(geometry: Geometry, first: Point, second: Point) -> float:
    return math.dist(geometry.to_view(*first), geometry.to_view(*second))


def _from_segment(at: Point, first: Point, second: Point) -> float:
    across, down = second[0] - first[0], second[1] - first[1]
    size = across * across + down * down
    share = ((at[0] - first[0]) * across + (at[1] - first[1]) * down) / size if size else 0.0
    share = min(max(share, 0.0), 1.0)
    return math.dist(at, (first[0] + share * across, first[1] + share * down))
