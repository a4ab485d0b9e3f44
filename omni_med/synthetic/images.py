"""OpenCV's two workhorses with float32 on both sides, as its own types do not promise."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]


def blur(image: Array, sigma: float) -> Array:
    """Return float32 (rows, columns[, channels]) under a Gaussian of ``sigma`` pixels."""
    return np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.float32)


def resize(image: Array, shape: tuple[int, int], interpolation: int = cv2.INTER_CUBIC) -> Array:
    """Return float32 (rows, columns[, channels]) of ``shape`` (rows, columns)."""
    return np.asarray(cv2.resize(image, shape[::-1], interpolation=interpolation), np.float32)
