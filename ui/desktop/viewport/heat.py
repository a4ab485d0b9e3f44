"""A heat map as colours with transparency. Without Qt."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.domain import HeatMap

_SIDE = 256  # pixels of the longer side; drawn scaled and smooth
_EMPHASIS = 1.5  # alpha by strength to this power: weak influence must not veil the film
# Influence for the finding in amber, against it in blue: told apart by colour-blind readers too.
_FOR = (255, 176, 0)
_AGAINST = (64, 140, 255)


def heat_image(heat_map: HeatMap) -> NDArray[np.uint8]:
    """Return (rows, columns, 4) RGBA, not premultiplied: colour by sign, alpha by strength.

    The strongest patch has alpha 255, half as strong 90; patches without influence are clear.
    """
    grid = np.asarray(heat_map.values, dtype=np.float32).reshape(heat_map.rows, heat_map.columns)
    strongest = float(np.abs(grid).max(initial=0.0))
    if strongest > 0.0:
        grid = grid / strongest
    scale = _SIDE / max(grid.shape)
    size = (max(round(grid.shape[1] * scale), 1), max(round(grid.shape[0] * scale), 1))
    smooth = np.clip(cv2.resize(grid, size, interpolation=cv2.INTER_LINEAR), -1.0, 1.0)
    image = np.empty((*smooth.shape, 4), dtype=np.uint8)
    image[..., :3] = np.where(
        smooth[..., None] >= 0.0, np.array(_FOR, np.uint8), np.array(_AGAINST, np.uint8)
    )
    image[..., 3] = np.rint(np.abs(smooth) ** _EMPHASIS * 255.0)
    return image
