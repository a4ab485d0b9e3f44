"""What a measurement says: lengths, angles, statistics of a region. Pure functions, without Qt.

Image coordinates are continuous: pixel i covers i to i + 1, its centre lies at i + 0.5. The
statistics take the pixels whose centres lie inside the region; mean and standard deviation are
those of the modality values (Hounsfield units for CT), the deviation with divisor n.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.shutter import inside as inside_polygon
from omni_med.dicom.objects.ultrasound import UltrasoundRegion
from omni_med.domain.measurement import MeasurementKind, Point
from ui.desktop.models.stack import ImageStack

Kind = MeasurementKind


@dataclass(frozen=True, slots=True)
class Scale:
    """What one pixel measures.

    Attributes:
        down: Distance of rows, in ``unit``.
        across: Distance of columns, in ``unit``.
        unit: ``"mm"``, or ``"px"`` where the file gives no spacing (of columns, then).
        at_detector: True where millimetres hold at the detector, not in the patient.
        axes: Units across and down where they are not one: a curve over time in a Doppler region.
    """

    down: float
    across: float
    unit: str
    at_detector: bool = False
    axes: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Statistics:
    """Values inside a region.

    Attributes:
        count: Pixels whose centres lie inside.
        mean: Of the modality values.
        deviation: Standard deviation, divisor n.
        least: Smallest value.
        most: Largest value.
    """

    count: int
    mean: float
    deviation: float
    least: float
    most: float


def scale_of(stack: ImageStack, index: int = 0, points: Sequence[Point] = ()) -> Scale:
    """Return the scale of a stack's images; pixels (with their aspect) where no spacing is known.

    In an ultrasound image the scale is that of the smallest region that holds all the points;
    across regions there is none.

    Source: PS3.3 10.7.1.3 (Pixel Spacing calibrated or not), C.8.7.1 (Imager Pixel Spacing),
    C.8.5.5 (US region calibration).
    """
    regions = stack.regions.get(stack.places[index].sop_instance_uid, ()) if points else ()
    if regions:
        return _region_scale(regions, points, stack.aspect)
    spacing = stack.spacing
    if spacing is None or min(spacing) <= 0.0:
        return Scale(stack.aspect, 1.0, "px")
    return Scale(spacing[0], spacing[1], "mm", stack.at_detector)


def _region_scale(
    regions: Sequence[UltrasoundRegion], points: Sequence[Point], aspect: float
) -> Scale:
    holding = [one for one in regions if all(one.holds(*point) for point in points)]
    usable = [one for one in holding if one.unit_across and one.unit_down]
    if not usable:
        return Scale(aspect, 1.0, "px")
    found = min(usable, key=lambda one: (one.right - one.left) * (one.bottom - one.top))
    millimetres = found.millimetres
    if millimetres is not None:
        return Scale(millimetres[0], millimetres[1], "mm")
    axes = (found.unit_across, found.unit_down)
    return Scale(abs(found.down), abs(found.across), "", axes=axes)


def between_lines(points: Sequence[Point], scale: Scale) -> float:
    """Return the angle between two lines (four ends), 0 to 90 degrees: Cobb's angle.

    NaN where a line has no length.
    """
    (ax, ay), (bx, by), (cx, cy), (dx, dy) = points
    ux, uy = (bx - ax) * scale.across, (by - ay) * scale.down
    vx, vy = (dx - cx) * scale.across, (dy - cy) * scale.down
    if math.hypot(ux, uy) == 0.0 or math.hypot(vx, vy) == 0.0:
        return math.nan
    return math.degrees(math.atan2(abs(ux * vy - uy * vx), abs(ux * vx + uy * vy)))


def length(first: Point, second: Point, scale: Scale) -> float:
    """Return the distance of two points, in the scale's unit."""
    return math.hypot(
        (second[0] - first[0]) * scale.across,
        (second[1] - first[1]) * scale.down,
    )


def angle(first: Point, vertex: Point, second: Point, scale: Scale) -> float:
    """Return the angle at ``vertex`` in degrees, 0 to 180, measured in the patient's plane.

    NaN where a leg has no length.
    """
    ax, ay = (first[0] - vertex[0]) * scale.across, (first[1] - vertex[1]) * scale.down
    bx, by = (second[0] - vertex[0]) * scale.across, (second[1] - vertex[1]) * scale.down
    if math.hypot(ax, ay) == 0.0 or math.hypot(bx, by) == 0.0:
        return math.nan
    return math.degrees(math.atan2(abs(ax * by - ay * bx), ax * bx + ay * by))


def box(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """Return left, top, right, bottom of two corners, or of an outline."""
    across, down = [x for x, _ in points], [y for _, y in points]
    return min(across), min(down), max(across), max(down)


def area(kind: MeasurementKind, points: Sequence[Point], scale: Scale) -> float:
    """Return the area of a rectangle, ellipse or outline, in the square of the scale's unit."""
    if kind is Kind.FREEHAND:
        around = zip(points, [*points[1:], points[0]], strict=True)
        twice = sum(ax * by - bx * ay for (ax, ay), (bx, by) in around)
        return abs(twice) / 2.0 * scale.across * scale.down
    left, top, right, bottom = box(points)
    whole = (right - left) * scale.across * (bottom - top) * scale.down
    return whole * math.pi / 4.0 if kind is Kind.ELLIPSE else whole


def inside(
    kind: MeasurementKind, points: Sequence[Point], rows: int, columns: int
) -> tuple[slice, slice, NDArray[np.bool_]]:
    """Return the pixels of an image whose centres lie in a rectangle, ellipse or outline.

    Returns:
        Slices of rows and of columns, and the mask (rows, columns) within them.
    """
    left, top, right, bottom = box(points)
    first_row, last_row = _span(top, bottom, rows)
    first_column, last_column = _span(left, right, columns)
    y = np.arange(first_row, last_row)[:, None] + 0.5
    x = np.arange(first_column, last_column)[None, :] + 0.5
    if kind is Kind.ELLIPSE and right > left and bottom > top:
        across = (x - (left + right) / 2) / ((right - left) / 2)
        down = (y - (top + bottom) / 2) / ((bottom - top) / 2)
        mask = across**2 + down**2 <= 1.0
    elif kind is Kind.FREEHAND:
        mask = inside_polygon(tuple(points), *np.broadcast_arrays(x, y))
    else:
        mask = np.ones((y.size, x.size), bool)
    return slice(first_row, last_row), slice(first_column, last_column), mask


def _span(low: float, high: float, size: int) -> tuple[int, int]:
    first = min(max(math.ceil(low - 0.5), 0), size)
    last = min(max(math.floor(high - 0.5) + 1, first), size)
    return first, last


def statistics(
    kind: MeasurementKind, points: Sequence[Point], pixels: NDArray[Any], stack: ImageStack
) -> Statistics | None:
    """Return the statistics of a region of a grey image.

    Args:
        kind: Rectangle, ellipse or outline.
        points: Its corners.
        pixels: (rows, columns), stored values.
        stack: Whose slope and intercept make them modality values.

    Returns:
        None for colour, and where no pixel's centre lies inside.
    """
    if pixels.ndim != 2:
        return None
    down, across, mask = inside(kind, points, pixels.shape[0], pixels.shape[1])
    stored = pixels[down, across][mask].astype(np.float64)
    stored = stored[np.isfinite(stored)]
    if not stored.size:
        return None
    values = stored * stack.slope + stack.intercept
    return Statistics(
        int(values.size),
        float(values.mean()),
        float(values.std()),
        float(values.min()),
        float(values.max()),
    )


def value_at(point: Point, pixels: NDArray[Any], stack: ImageStack) -> float | None:
    """Return the modality value of the pixel under a point; None outside and for colour."""
    column, row = math.floor(point[0]), math.floor(point[1])
    if pixels.ndim != 2 or not (0 <= row < pixels.shape[0] and 0 <= column < pixels.shape[1]):
        return None
    return float(pixels[row, column]) * stack.slope + stack.intercept


def handles(kind: MeasurementKind, points: Sequence[Point]) -> tuple[Point, ...]:
    """Return the points by which a measurement is held: its own, or the corners of its box."""
    if kind in {Kind.RECTANGLE, Kind.ELLIPSE}:
        (ax, ay), (bx, by) = points[0], points[1]
        return (ax, ay), (bx, by), (bx, ay), (ax, by)
    return () if kind is Kind.FREEHAND else tuple(points)


def with_handle(points: Sequence[Point], handle: int, to: Point) -> tuple[Point, ...]:
    """Return the points once a handle is moved."""
    moved = list(points)
    if handle < len(moved):
        moved[handle] = to
    else:  # the other two corners of a box
        (ax, ay), (bx, by) = moved[0], moved[1]
        moved = [(ax, to[1]), (to[0], by)] if handle == 2 else [(to[0], ay), (bx, to[1])]
    return tuple(moved)


def shifted(points: Sequence[Point], across: float, down: float) -> tuple[Point, ...]:
    """Return the points moved by image pixels."""
    return tuple((x + across, y + down) for x, y in points)
