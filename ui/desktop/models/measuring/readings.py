"""What a measurement says, in words. Without Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from numpy.typing import NDArray

from omni_med.domain.measurement import MeasurementKind, Point
from ui.desktop.models.measuring import measure
from ui.desktop.models.measuring.measure import Scale
from ui.desktop.models.stack import ImageStack

AT_DETECTOR = "at detector"


def number(value: float) -> str:
    """Return a value with three or more digits and no exponent."""
    if not math.isfinite(value):
        return "–"
    size = abs(value)
    places = 0 if size >= 1000 else 1 if size >= 10 else 2
    return f"{value:.{places}f}"


@dataclass(frozen=True, slots=True)
class Seen:
    """The image that is measured on.

    Attributes:
        stack: Gives scale, slope, intercept and unit.
        index: Which of its images.
        pixels: (rows, columns) stored values; None while they have not arrived.
    """

    stack: ImageStack
    index: int = 0
    pixels: NDArray[Any] | None = field(default=None, repr=False)


def lines(
    kind: MeasurementKind,
    points: Sequence[Point],
    seen: Seen,
    at_detector: str = AT_DETECTOR,
    text: str = "",
) -> tuple[str, ...]:
    """Return what stands beside a measurement, line by line.

    Args:
        kind: What is measured.
        points: Where, in image coordinates.
        seen: The image.
        at_detector: The remark on millimetres that hold at the detector only.
        text: What the reader wrote.
    """
    scale = measure.scale_of(seen.stack, seen.index, points)
    remark = f" {at_detector}" if scale.at_detector else ""
    if kind in {MeasurementKind.TEXT, MeasurementKind.ARROW}:
        return tuple(text.splitlines())
    if kind is MeasurementKind.PROBE:
        return _probe(points[0], seen)
    if scale.axes is not None:
        return _axes(points, scale, scale.axes)
    if kind in _PLAIN:
        return _PLAIN[kind](points, scale, remark)
    return (*_values(kind, points, seen), _area(kind, points, scale) + remark)


def _axes(points: Sequence[Point], scale: Scale, units: tuple[str, str]) -> tuple[str, ...]:
    """Return what lies between the first and the last point where the axes differ."""
    (ax, ay), (bx, by) = points[0], points[-1]
    return (
        f"{number(abs(bx - ax) * scale.across)} {units[0]}",
        f"{number(abs(by - ay) * scale.down)} {units[1]}",
    )


def _ratio(points: Sequence[Point], scale: Scale, remark: str) -> tuple[str, ...]:
    """Return the width of the heart over that of the thorax."""
    heart = measure.length(points[0], points[1], scale)
    thorax = measure.length(points[2], points[3], scale)
    share = f"{heart / thorax:.2f}" if thorax > 0.0 else "–"
    return f"{share}", f"{number(heart)} / {number(thorax)} {scale.unit}{remark}"


def _length(points: Sequence[Point], scale: Scale, remark: str) -> tuple[str, ...]:
    return (f"{number(measure.length(points[0], points[1], scale))} {scale.unit}{remark}",)


def _angle(points: Sequence[Point], scale: Scale, _remark: str) -> tuple[str, ...]:
    return (f"{number(measure.angle(points[0], points[1], points[2], scale))}°",)


def _cobb(points: Sequence[Point], scale: Scale, _remark: str) -> tuple[str, ...]:
    return (f"{number(measure.between_lines(points, scale))}°",)


_PLAIN = {
    MeasurementKind.LENGTH: _length,
    MeasurementKind.ANGLE: _angle,
    MeasurementKind.COBB: _cobb,
    MeasurementKind.RATIO: _ratio,
}
"""What is told without looking at pixels."""


def _area(kind: MeasurementKind, points: Sequence[Point], scale: Scale) -> str:
    found = measure.area(kind, points, scale)
    if scale.unit == "mm" and found >= 1000.0:
        return f"{number(found / 100.0)} cm²"
    return f"{number(found)} {scale.unit}²"


def _values(kind: MeasurementKind, points: Sequence[Point], seen: Seen) -> tuple[str, ...]:
    stack, pixels = seen.stack, seen.pixels
    found = measure.statistics(kind, points, pixels, stack) if pixels is not None else None
    if found is None:
        return ()
    unit = f" {stack.unit}" if stack.unit else ""
    size = max(abs(found.mean), found.deviation)
    places = 0 if size >= 1000.0 else 1 if size >= 10.0 else 2
    said = (
        f"{found.mean:.{places}f} ± {found.deviation:.{places}f}{unit}",
        f"{found.least:.5g} … {found.most:.5g}{unit}",
    )
    if stack.suv is None:
        return said
    mean, deviation, most = (
        value * stack.suv for value in (found.mean, found.deviation, found.most)
    )
    return (f"SUVbw {mean:.2f} ± {deviation:.2f}, max {most:.2f}", *said)


def _probe(point: Point, seen: Seen) -> tuple[str, ...]:
    stack, pixels = seen.stack, seen.pixels
    if pixels is None:
        return ("–",)
    if pixels.ndim == 3:
        column, row = math.floor(point[0]), math.floor(point[1])
        if 0 <= row < pixels.shape[0] and 0 <= column < pixels.shape[1]:
            return ("RGB " + " ".join(str(int(sample)) for sample in pixels[row, column][:3]),)
        return ("–",)
    value = measure.value_at(point, pixels, stack)
    if value is None:
        return ("–",)
    said = f"{value:.5g} {stack.unit}".rstrip()
    return (said,) if stack.suv is None else (f"SUVbw {value * stack.suv:.2f}", said)
