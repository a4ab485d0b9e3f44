"""From a film of any size and window to the square that the image encoder reads.

The same functions serve training and answering: what the encoder was taught on is what it gets.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]

NAME = "cxr-square"
VERSION = 1

WORKING = 512  # longer side, pixels, on which borders and percentiles are measured
SMALLEST = 64  # shorter side below which there is nothing to read
MAX_TRIM = 0.25  # of a side: more than that is collimation, not a border
BORDER_RANGE = 0.04  # a row whose gray values span less than this holds no anatomy
MAX_ASPECT = 1.5  # longer films are padded to this before they are squeezed to a square
ROWS_AT_ONCE = 8
MIN_RANGE = 0.03  # of the gray scale: below it a film is blank
PERCENTILES = (0.5, 99.5)


class UnreadableImageError(ValueError):
    """These pixels cannot be read; the message says why, for the reader."""


@dataclass(frozen=True, slots=True, eq=False)
class Square:
    """A film made square.

    Attributes:
        pixels: float32 (size, size) in 0 to 1, contrast stretched, bone white.
        extent: Left, top, right, bottom of the square in pixels of the original film; reaches
            beyond it where the film was padded.
    """

    pixels: FloatArray
    extent: tuple[float, float, float, float]


def make_square(pixels: FloatArray, size: int) -> Square:
    """Trim uniform borders, stretch the contrast and resample to ``size`` x ``size``.

    Args:
        pixels: float32 (rows, columns) in 0 to 1, bone white.
        size: Side of the result, pixels.

    Raises:
        UnreadableImageError: If the film is no 2D array, too small, blank, or not finite.
    """
    check(pixels)
    rows, columns = pixels.shape
    scale = min(1.0, WORKING / max(rows, columns))
    small = _resize(np.ascontiguousarray(pixels, dtype=np.float32), scale)
    top, bottom = _content(small)
    left, right = _content(np.ascontiguousarray(small[top:bottom].T))
    box = stretch(small[top:bottom, left:right])
    box, pad_rows, pad_columns = _limit_aspect(box)
    step_y, step_x = rows / small.shape[0], columns / small.shape[1]
    extent = (
        (left - pad_columns) * step_x,
        (top - pad_rows) * step_y,
        (right + pad_columns) * step_x,
        (bottom + pad_rows) * step_y,
    )
    square = cv2.resize(box, (size, size), interpolation=_interpolation(box, size))
    return Square(np.clip(square, 0.0, 1.0).astype(np.float32), extent)


def check(pixels: FloatArray) -> None:
    """Refuse what holds no film.

    Raises:
        UnreadableImageError: If it is no 2D array, too small, blank, or not finite.
    """
    if pixels.ndim != 2:
        raise UnreadableImageError("not a gray image of rows and columns")
    if min(pixels.shape) < SMALLEST:
        raise UnreadableImageError(
            f"too small to read: {pixels.shape[1]} x {pixels.shape[0]} pixels, "
            f"at least {SMALLEST} x {SMALLEST} are needed"
        )
    if not np.isfinite(pixels).all():
        raise UnreadableImageError("holds values that are not numbers")


def stretch(pixels: FloatArray) -> FloatArray:
    """Map the 0.5th and 99.5th percentile to 0 and 1, clipped.

    Raises:
        UnreadableImageError: If the film is blank.
    """
    low, high = np.percentile(pixels, PERCENTILES)
    if high - low < MIN_RANGE:
        raise UnreadableImageError("blank: the film holds no contrast")
    stretched: FloatArray = np.clip((pixels - low) / (high - low), 0.0, 1.0).astype(np.float32)
    return stretched


def standardise(square: FloatArray) -> FloatArray:
    """Shift and scale to mean 0 and standard deviation 1, so that exposure cancels out."""
    centred = square - square.mean(dtype=np.float64)
    deviation = max(float(centred.std(dtype=np.float64)), 1e-3)
    result: FloatArray = (centred / deviation).astype(np.float32)
    return result


def _resize(pixels: FloatArray, scale: float) -> FloatArray:
    if scale >= 1.0:
        return pixels
    rows, columns = pixels.shape
    shape = (max(1, round(columns * scale)), max(1, round(rows * scale)))
    return np.asarray(cv2.resize(pixels, shape, interpolation=cv2.INTER_AREA), np.float32)


def _interpolation(box: FloatArray, size: int) -> int:
    return cv2.INTER_AREA if min(box.shape) >= size else cv2.INTER_LINEAR


def _content(pixels: FloatArray) -> tuple[int, int]:
    """Return the first and one past the last row that is not part of a uniform border."""
    least = BORDER_RANGE * max(float(pixels.max() - pixels.min()), MIN_RANGE)
    most = int(MAX_TRIM * len(pixels))
    return _border(pixels[:most], least), len(pixels) - _border(pixels[::-1][:most], least)


def _border(pixels: FloatArray, least: float) -> int:
    """Return how many leading rows are plain; looked at a few at a time, for most have none."""
    for start in range(0, len(pixels), ROWS_AT_ONCE):
        low, high = np.percentile(pixels[start : start + ROWS_AT_ONCE], (5, 95), axis=1)
        busy = np.flatnonzero(high - low >= least)
        if busy.size:
            return start + int(busy[0])
    return len(pixels)


def _limit_aspect(box: FloatArray) -> tuple[FloatArray, float, float]:
    """Pad the shorter side with black until the longer is at most ``MAX_ASPECT`` times it."""
    rows, columns = box.shape
    need_rows = max(0, round((columns / MAX_ASPECT - rows) / 2))
    need_columns = max(0, round((rows / MAX_ASPECT - columns) / 2))
    if need_rows or need_columns:
        box = np.pad(box, ((need_rows, need_rows), (need_columns, need_columns)))
    return box, float(need_rows), float(need_columns)
