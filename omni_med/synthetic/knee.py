"""A film of a knee, drawn from ellipses and polygons: what a chest model must refuse."""

from __future__ import annotations

import cv2
import numpy as np

from omni_med.synthetic.images import Array, blur

FILM = (1120, 840)  # rows, columns
SPACING = 0.25  # mm

# Outlines as (x, y) in shares of the film: antero-posterior, straight leg.
_FEMUR = (
    (0.41, -0.05), (0.41, 0.25), (0.37, 0.34), (0.29, 0.40), (0.27, 0.46), (0.31, 0.505),
    (0.40, 0.515), (0.47, 0.49), (0.50, 0.465), (0.54, 0.49), (0.61, 0.52), (0.70, 0.505),
    (0.73, 0.45), (0.70, 0.39), (0.63, 0.33), (0.59, 0.25), (0.58, -0.05),
)  # fmt: skip
_TIBIA = (
    (0.28, 0.545), (0.38, 0.535), (0.46, 0.545), (0.49, 0.525), (0.52, 0.525), (0.55, 0.545),
    (0.63, 0.535), (0.72, 0.545), (0.71, 0.60), (0.64, 0.67), (0.59, 0.78), (0.57, 1.05),
    (0.42, 1.05), (0.41, 0.78), (0.37, 0.67), (0.29, 0.60),
)  # fmt: skip
_FIBULA = (
    (0.68, 0.625), (0.74, 0.60), (0.77, 0.63), (0.75, 0.69), (0.725, 0.75), (0.72, 1.05),
    (0.66, 1.05), (0.67, 0.75), (0.66, 0.68),
)  # fmt: skip


def draw_knee(seed: int = 0) -> Array:
    """Draw an antero-posterior film of a knee.

    Returns:
        float32 (1120, 840) in 0 to 1, bone white.
    """
    random = np.random.default_rng(seed)
    film = _leg()
    for outline, strength in ((_FIBULA, 0.22), (_TIBIA, 0.40), (_FEMUR, 0.42)):
        film += strength * _bone(outline, random)
    patella = np.zeros(FILM, np.float32)
    centre = (int(0.505 * FILM[1]), int(0.40 * FILM[0]))
    axes = (int(0.11 * FILM[1]), int(0.075 * FILM[0]))
    cv2.ellipse(patella, centre, axes, 0, 0, 360, 1.0, -1)
    film += 0.10 * blur(patella, 5)
    return np.clip(film, 0, 1).astype(np.float32)


def _leg() -> Array:
    """Soft tissue: the thickness of a round leg that narrows below the knee."""
    rows, columns = FILM
    grid_y, grid_x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    down = grid_y / rows
    half = 0.36 - 0.05 * np.exp(-(((down - 0.62) / 0.12) ** 2)) - 0.03 * down
    across = (grid_x / columns - 0.505) / half
    thickness = np.sqrt(np.clip(1 - across**2, 0, None))
    result: Array = (0.02 + 0.36 * thickness).astype(np.float32)
    return result


def _bone(outline: tuple[tuple[float, float], ...], random: np.random.Generator) -> Array:
    """Bone: bright cortex along the border, a net of trabeculae inside."""
    rows, columns = FILM
    points = np.array([(x * columns, y * rows) for x, y in outline], np.float32)
    mask = np.zeros(FILM, np.uint8)
    cv2.fillPoly(mask, [points.round().astype(np.int32)], 255)
    mask = (cv2.GaussianBlur(mask, (0, 0), 9) > 127).astype(np.uint8)
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    cortex = np.exp(-(((depth - 5) / 6) ** 2)) * mask
    net = blur(random.standard_normal(FILM, dtype=np.float32), 2.5)
    inside = mask * (0.62 + 0.05 * net / net.std())
    return blur((inside + 0.45 * cortex).astype(np.float32), 1.5)
