"""Arrows and letters that were burned into a film where the lungs are. Pure functions.

They are somebody's reading, drawn over the pixels: a model may answer the arrow. What stands
beside the lungs (side markers, "PORTABLE") is left alone.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.models.protocols import FloatArray

_SIDE = 384  # pixels of the longer side that is looked at
_FULL = 0.97  # from here a pixel is as white (or black) as ink
_SMALLEST, _LARGEST = 14, 0.02  # pixels, and share of the film, of one mark
_ROWS, _COLUMNS = (0.15, 0.82), (0.18, 0.82)  # where a mark's middle lies, shares of the film
_JUMP = 0.3  # how much darker than the mark what surrounds it is, at least
_ALL_ROUND = 0.8  # share of its surroundings that is at least a quarter darker


def count_marks(pixels: FloatArray) -> int:
    """Return how many marks as white or as black as ink stand in the middle of a film.

    Ink has one value, sharp edges all round, and ends inside the film; metal and bone seldom do.

    Args:
        pixels: float32 (rows, columns) in 0 to 1.
    """
    scale = _SIDE / max(pixels.shape)
    small = pixels
    if scale < 1:
        size = (max(1, round(pixels.shape[1] * scale)), max(1, round(pixels.shape[0] * scale)))
        small = np.asarray(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA), np.float32)
    return _white(small) + _white(np.asarray(1 - small, np.float32))


def _white(film: FloatArray) -> int:
    ink = (film >= _FULL).astype(np.uint8)
    if not ink.any():
        return 0
    count, labels, boxes, middles = cv2.connectedComponentsWithStats(ink, connectivity=8)
    rows, columns = film.shape
    found = 0
    for index in range(1, count):
        left, top, width, height, area = (int(value) for value in boxes[index])
        column, row = middles[index] / (columns, rows)
        is_central = (
            _COLUMNS[0] < column < _COLUMNS[1]
            and _ROWS[0] < row < _ROWS[1]
            and left > 2
            and top > 2
            and left + width < columns - 2
            and top + height < rows - 2
        )
        if not is_central or not _SMALLEST <= area <= _LARGEST * film.size:
            continue
        part = np.s_[max(0, top - 5) : top + height + 5, max(0, left - 5) : left + width + 5]
        found += _stands_out(film[part], labels[part] == index)
    return found


def _stands_out(film: FloatArray, mark: NDArray[np.bool_]) -> bool:
    """True where what surrounds a mark, two to three pixels away, is clearly darker all round."""
    drawn = mark.astype(np.uint8)
    near = cv2.dilate(drawn, np.ones((3, 3), np.uint8))
    around = film[(cv2.dilate(drawn, np.ones((7, 7), np.uint8)) > 0) & (near == 0)]
    if not around.size:
        return False
    jump = 1 - float(np.median(around))
    return jump >= _JUMP and float((around < 0.75).mean()) >= _ALL_ROUND
