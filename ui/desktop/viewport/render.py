"""From stored values to what is seen: crop, resample, window, in this order. Without Qt.

Windowing before interpolating differs by up to 255 grey levels at edges; so the values are
resampled in their own type and only then mapped to grey. The resampled array is kept: dragging
the window does not resample.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ui.desktop.models.geometry import Geometry
from ui.desktop.models.stack import Window

_LARGE = 0.5  # a reduction to this or less may go through a pyramid
_WHOLE = 2.5  # resample the whole image where it takes at most this many views; else what is seen
_MARGIN = 48  # source pixels beyond the view that are resampled too, so that panning is free


def orient(pixels: NDArray[Any], *, rotation: int, flipped: bool) -> NDArray[Any]:
    """Return a view of (rows, columns[, 3]) flipped left to right, then turned clockwise."""
    if flipped:
        pixels = pixels[:, ::-1]
    return np.rot90(pixels, -(rotation // 90) % 4)


def resample(
    pixels: NDArray[Any], across: float, down: float, *, smooth: bool = True
) -> NDArray[Any]:
    """Scale (rows, columns[, 3]) by exact factors in its own type.

    Bilinear when enlarging, area mean when reducing, nearest where not ``smooth``. Types that
    cannot be interpolated are read as float32.
    """
    if pixels.dtype not in (np.uint8, np.uint16, np.int16, np.float32):
        pixels = pixels.astype(np.float32)
    if not smooth:
        method = cv2.INTER_NEAREST_EXACT
    elif across < 1.0 and down < 1.0:
        method = cv2.INTER_AREA
    else:
        method = cv2.INTER_LINEAR
    pixels = np.ascontiguousarray(pixels)
    return np.asarray(cv2.resize(pixels, None, fx=across, fy=down, interpolation=method))


def halved(pixels: NDArray[Any]) -> NDArray[Any]:
    """Return (rows, columns[, 3]) at half the size: the exact mean of every two by two pixels.

    An odd last row or column is left out. Pixel i covers 2 i to 2 i + 2 of the source.
    """
    rows, columns = pixels.shape[0] // 2 * 2, pixels.shape[1] // 2 * 2
    even = np.ascontiguousarray(pixels[:rows, :columns])
    size = (columns // 2, rows // 2)
    return np.asarray(cv2.resize(even, size, interpolation=cv2.INTER_AREA))


def reduce(pixels: NDArray[Any], across: float, down: float) -> NDArray[Any]:
    """Scale down by exact factors below one half: a pyramid of exact means, then bilinear.

    Costs a fraction of the exact mean of the area and is a little softer: for images that pass
    by. Nothing aliases, for the last step takes at most half away.
    """
    size = _rounded(pixels.shape[1] * across), _rounded(pixels.shape[0] * down)
    if pixels.dtype not in (np.uint8, np.uint16, np.int16, np.float32):
        pixels = pixels.astype(np.float32)
    while max(across, down) <= 0.5 and min(pixels.shape[:2]) >= 4:
        pixels = halved(pixels)
        across, down = across * 2.0, down * 2.0
    pixels = np.ascontiguousarray(pixels)
    linear = cv2.INTER_LINEAR
    found = np.asarray(cv2.resize(pixels, None, fx=across, fy=down, interpolation=linear))
    found = found[: size[1], : size[0]]
    short = (size[1] - found.shape[0], size[0] - found.shape[1])
    if max(short) > 0:  # the odd row or column at the end
        pad = ((0, short[0]), (0, short[1]), *((0, 0),) * (found.ndim - 2))
        found = np.pad(found, pad, mode="edge")
    return found


def _rounded(size: float) -> int:
    return max(round(size), 1)


def window_levels(values: NDArray[Any], window: Window) -> NDArray[np.float64]:
    """Map modality values to 0..255 as PS3.3 C.11.2.1.2 says (float64, not rounded)."""
    x = np.asarray(values, dtype=np.float64)
    center, width = window.center, window.width
    if window.function == "SIGMOID":
        exponent = np.clip(-4.0 * (x - center) / max(width, 1e-9), -700.0, 700.0)
        return np.asarray(255.0 / (1.0 + np.exp(exponent)))
    if window.function == "LINEAR" and width >= 1.0:
        center, width = center - 0.5, width - 1.0
    if width <= 0.0:
        return np.where(x > center, 255.0, 0.0)
    return np.clip(((x - center) / width + 0.5) * 255.0, 0.0, 255.0)


def grey_table(
    dtype: np.dtype[Any], slope: float, intercept: float, window: Window, *, inverse: bool = False
) -> NDArray[np.uint8]:
    """Return grey by stored value for an 8 or 16-bit type, indexed by its bits read unsigned."""
    stored = np.arange(1 << (8 * dtype.itemsize), dtype=np.uint32)
    values = stored.astype(f"uint{8 * dtype.itemsize}").view(dtype)
    grey = np.rint(window_levels(values * slope + intercept, window)).astype(np.uint8)
    return 255 - grey if inverse else grey


def shade(values: NDArray[Any], table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Look (rows, columns) of an 8 or 16-bit type up in ``table``."""
    kind = np.dtype(np.uint16 if values.dtype.itemsize == 2 else np.uint8)
    unsigned: NDArray[Any] = values.view(kind)
    return np.asarray(cv2.LUT(unsigned, table)).astype(np.uint8, copy=False)


def shade_float(
    values: NDArray[Any], slope: float, intercept: float, window: Window, *, inverse: bool = False
) -> NDArray[np.uint8]:
    """Window (rows, columns) of floats, where no table is possible. NaN is black."""
    clean = np.nan_to_num(values.astype(np.float64) * slope + intercept, nan=-np.inf)
    grey = np.rint(window_levels(clean, window)).astype(np.uint8)
    return 255 - grey if inverse else grey


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """Resampled values and where they lie in the view, in whole device pixels."""

    values: NDArray[Any]
    left: int
    top: int
    key: tuple[Any, ...]
    covers: tuple[int, int, int, int]  # oriented source pixels: left, top, right, bottom
    quick: bool = False  # made through a pyramid; to be made exactly when the image rests


class Resampler:
    """Gives the patch of the image that a view shows, resampling only when it must."""

    def __init__(self) -> None:
        self._kept: Patch | None = None
        self.resampled = 0  # how often, for tests and benchmarks

    def forget(self) -> None:
        """Drop what is kept: the pixels changed."""
        self._kept = None

    def patch(
        self,
        pixels: NDArray[Any],
        identity: object,
        geometry: Geometry,
        *,
        smooth: bool,
        quick: bool = False,
    ) -> Patch | None:
        """Return what to draw of ``pixels``; None where nothing of it lies in the view.

        Args:
            pixels: (rows, columns[, 3]), stored values.
            identity: Tells these pixels from others.
            geometry: Where the image lies.
            smooth: Interpolate.
            quick: A large reduction may go through a pyramid: the image is only passing by.
        """
        seen = visible(geometry)
        if seen is None:
            return None
        scale = geometry.scale
        key = (identity, scale, geometry.rotation, geometry.flipped, smooth)
        quick = quick and smooth and max(scale) <= _LARGE
        kept = self._kept
        good = kept is not None and kept.key == key and (quick or not kept.quick)
        if kept is None or not good or not _inside(seen, kept.covers):
            kept = self._cut(pixels, key, geometry, seen, smooth=smooth, quick=quick)
        left, top = geometry.corner
        placed = Patch(
            kept.values,
            left + round(kept.covers[0] * scale[0]),
            top + round(kept.covers[1] * scale[1]),
            key,
            kept.covers,
            kept.quick,
        )
        self._kept = placed
        return placed

    def _cut(
        self,
        pixels: NDArray[Any],
        key: tuple[Any, ...],
        geometry: Geometry,
        seen: tuple[int, int, int, int],
        *,
        smooth: bool,
        quick: bool,
    ) -> Patch:
        self.resampled += 1
        columns, rows = geometry.oriented
        across, down = geometry.scale
        area = geometry.size[0] * geometry.size[1]
        if area <= _WHOLE * geometry.view[0] * geometry.view[1]:
            covers = (0, 0, columns, rows)
        else:
            covers = (
                _aligned(seen[0] - _MARGIN, across),
                _aligned(seen[1] - _MARGIN, down),
                min(seen[2] + _MARGIN, columns),
                min(seen[3] + _MARGIN, rows),
            )
        turned = orient(pixels, rotation=geometry.rotation, flipped=geometry.flipped)
        cropped = turned[covers[1] : covers[3], covers[0] : covers[2]]
        if quick:
            return Patch(reduce(cropped, across, down), 0, 0, key, covers, quick=True)
        return Patch(resample(cropped, across, down, smooth=smooth), 0, 0, key, covers)


def visible(geometry: Geometry) -> tuple[int, int, int, int] | None:
    """Return left, top, right, bottom of the oriented pixels in the view; None where none is."""
    found: list[tuple[int, int]] = []
    for axis in (0, 1):
        scale, corner = geometry.scale[axis], geometry.corner[axis]
        first = max(int(np.floor(-corner / scale)), 0)
        last = min(int(np.ceil((geometry.view[axis] - corner) / scale)), geometry.oriented[axis])
        if first >= last:
            return None
        found.append((first, last))
    (left, right), (top, bottom) = found
    return left, top, right, bottom


def _inside(inner: tuple[int, int, int, int], outer: tuple[int, int, int, int]) -> bool:
    return (
        inner[0] >= outer[0]
        and inner[1] >= outer[1]
        and inner[2] <= outer[2]
        and inner[3] <= outer[3]
    )


def _aligned(start: int, scale: float) -> int:
    """Return the pixel near and before ``start`` that falls best on a whole device pixel.

    So that an image cut at another place does not jump by a pixel while it is panned.
    """
    if start <= 0:
        return 0
    candidates = range(start, max(start - 64, -1), -1)
    return min(candidates, key=lambda pixel: abs(pixel * scale - round(pixel * scale)))
