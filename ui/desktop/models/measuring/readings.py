"""What a measurement says, in words. Without Qt."""

from __future__ import annotations

import math
from collections.abc import Sequence
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


def lines(
    kind: MeasurementKind,
    points: Sequence[Point],
    stack: ImageStack,
    pixels: NDArray[Any] | None,
    at_detector: str = AT_DETECTOR,
) -> tuple[str, ...]:
    """Return what stands beside a measurement, line by line.

    Args:
        kind: What is measured.
        points: Where, in image coordinates.
        stack: Gives scale, slope, intercept and unit.
        pixels: (rows, columns) stored values; None while they have not arrived.
        at_detector: The remark on millimetres that hold at the detector only.
    """
    scale = measure.scale_of(stack)
    remark = f" {at_detector}" if scale.at_detector else ""
    if kind is MeasurementKind.LENGTH:
        return (f"{number(measure.length(points[0], points[1], scale))} {scale.unit}{remark}",)
    if kind is MeasurementKind.ANGLE:
        return (f"{number(measure.angle(points[0], points[1], points[2], scale))}°",)
    if kind is MeasurementKind.PROBE:
        return (_probe(points[0], stack, pixels),)
    return (*_values(kind, points, stack, pixels), _area(kind, points, scale) + remark)


def _area(kind: MeasurementKind, points: Sequence[Point], scale: Scale) -> str:
    found = measure.area(kind, points, scale)
    if scale.unit == "mm" and found >= 1000.0:
        return f"{number(found / 100.0)} cm²"
    return f"{number(found)} {scale.unit}²"


def _values(
    kind: MeasurementKind, points: Sequence[Point], stack: ImageStack, pixels: NDArray[Any] | None
) -> tuple[str, ...]:
    found = measure.statistics(kind, points, pixels, stack) if pixels is not None else None
    if found is None:
        return ()
    unit = f" {stack.unit}" if stack.unit else ""
    size = max(abs(found.mean), found.deviation)
    places = 0 if size >= 1000.0 else 1 if size >= 10.0 else 2
    return (
        f"{found.mean:.{places}f} ± {found.deviation:.{places}f}{unit}",
        f"{found.least:.5g} … {found.most:.5g}{unit}",
    )


def _probe(point: Point, stack: ImageStack, pixels: NDArray[Any] | None) -> str:
    if pixels is None:
        return "–"
    if pixels.ndim == 3:
        column, row = math.floor(point[0]), math.floor(point[1])
        if 0 <= row < pixels.shape[0] and 0 <= column < pixels.shape[1]:
            return "RGB " + " ".join(str(int(sample)) for sample in pixels[row, column][:3])
        return "–"
    value = measure.value_at(point, pixels, stack)
    return "–" if value is None else f"{value:.5g} {stack.unit}".rstrip()
