"""Arrays as Qt images, without a copy."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtGui import QImage


def qimage(pixels: NDArray[np.uint8], kind: QImage.Format) -> QImage:
    """Return a Qt image over contiguous (rows, columns[, samples]) uint8.

    The memory stays the array's: whoever keeps the image must keep ``pixels`` too.
    """
    data: Any = pixels.data
    made: QImage = QImage(data, pixels.shape[1], pixels.shape[0], pixels.strides[0], kind)
    return made
