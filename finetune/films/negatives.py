"""Pictures that are no frontal chest film, made by rule: what the guard is taught to refuse.

Films turned, mirrored top to bottom or inverted, and drawings with the gross layout of limbs,
slices, breasts, fans and pages. None is a patient's image of another body part.
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from finetune.films.augment import as_film, write

FloatArray = NDArray[np.float32]
Rng = np.random.Generator


def from_film(film: FloatArray, rng: Rng) -> FloatArray:
    """Turn, invert, shuffle or crop a square film (0 to 1) so that no one may read it."""
    choice = rng.integers(6)
    if choice < 3:
        return np.ascontiguousarray(np.rot90(film, int(choice) + 1))
    if choice == 3:
        return 1.0 - film
    if choice == 4:
        return _shuffled(film, rng)
    return _crop(film, rng)


def _shuffled(film: FloatArray, rng: Rng) -> FloatArray:
    parts = int(rng.integers(2, 5))
    step = film.shape[0] // parts
    tiles = [
        film[r * step : (r + 1) * step, c * step : (c + 1) * step]
        for r in range(parts)
        for c in range(parts)
    ]
    order = rng.permutation(len(tiles))
    rows = [np.hstack([tiles[order[r * parts + c]] for c in range(parts)]) for r in range(parts)]
    return as_film(cv2.resize(np.vstack(rows), film.shape[::-1]))


def _crop(film: FloatArray, rng: Rng) -> FloatArray:
    """A fifth of the film, enlarged: texture of ribs or lung without a chest around it."""
    size = film.shape[0]
    side = int(size * rng.uniform(0.15, 0.35))
    top, left = rng.integers(0, size - side, 2)
    return as_film(cv2.resize(film[top : top + side, left : left + side], (size, size)))


def drawing(size: int, rng: Rng) -> FloatArray:
    """Draw something that is no chest: float32 (size, size) in 0 to 1."""
    makers = (_limb, _limb, _slice, _slice, _breast, _fan, _noise, _page, _teeth, _pelvis)
    film = makers[int(rng.integers(len(makers)))](size, rng)
    if rng.random() < 0.7:
        film = film + rng.uniform(0.05, 0.3) * _clouds(size, rng, rng.uniform(2, 12))
    film = as_film(cv2.GaussianBlur(as_film(film), (0, 0), float(rng.uniform(0.5, 2.0))))
    film = as_film(film + rng.normal(0, 0.02, film.shape))
    low, high = np.percentile(film, (0.5, 99.5))
    return as_film(np.clip((film - low) / max(high - low, 1e-3), 0, 1))


def _clouds(size: int, rng: Rng, grain: float) -> FloatArray:
    side = max(2, int(size / grain / 2))
    small = rng.normal(0, 1, (side, side)).astype(np.float32)
    return as_film(cv2.resize(small, (size, size), interpolation=cv2.INTER_CUBIC))


def _blank(size: int) -> FloatArray:
    return np.zeros((size, size), np.float32)


def _limb(size: int, rng: Rng) -> FloatArray:
    """Soft tissue with one or two bright shafts and a joint across, at any angle."""
    film = _blank(size)
    centre = size * rng.uniform(0.35, 0.65)
    wide = size * rng.uniform(0.15, 0.45)
    taper = rng.uniform(-0.4, 0.4) * wide
    corners = [[centre - wide, 0], [centre + wide, 0]]
    corners += [[centre + wide + taper, size], [centre - wide - taper, size]]
    cv2.fillPoly(film, [np.array(corners, np.int32)], rng.uniform(0.25, 0.5))
    joint = size * rng.uniform(0.2, 0.8)
    gap = size * rng.uniform(0.01, 0.04)
    for bone in range(int(rng.integers(1, 3))):
        x = centre + (bone - 0.3) * wide * rng.uniform(0.3, 0.7)
        thick = size * rng.uniform(0.06, 0.16)
        for ends in ((0, joint - gap), (joint + gap, size)):
            _bone(film, x, ends, thick, rng)
    return _turned(film, rng)


def _bone(film: FloatArray, x: float, ends: tuple[float, float], thick: float, rng: Rng) -> None:
    start, end = ends
    flare = thick * rng.uniform(0.2, 1.0)
    middle = (start + end) / 2
    left = [[x - thick / 2 - flare, start], [x - thick / 2, middle], [x - thick / 2 - flare, end]]
    right = [[x + thick / 2 + flare, end], [x + thick / 2, middle], [x + thick / 2 + flare, start]]
    outline = np.array(left + right, np.int32)
    cv2.fillPoly(film, [outline], rng.uniform(0.6, 0.8))
    cv2.polylines(film, [outline], True, 1.0, max(1, int(thick / 8)))


def _turned(film: FloatArray, rng: Rng) -> FloatArray:
    size = film.shape[0]
    angle = float(rng.choice([0, 0, 90])) + rng.uniform(-25, 25)
    matrix = cv2.getRotationMatrix2D((size / 2, size / 2), angle, 1.0)
    return as_film(cv2.warpAffine(film, matrix, (size, size)))


def _slice(size: int, rng: Rng) -> FloatArray:
    """A body or head slice: an ellipse on black with organs, a spine and perhaps a bright rim."""
    film = _blank(size)
    centre = (int(size * rng.uniform(0.45, 0.55)), int(size * rng.uniform(0.45, 0.55)))
    axes = (int(size * rng.uniform(0.3, 0.49)), int(size * rng.uniform(0.22, 0.45)))
    cv2.ellipse(film, centre, axes, rng.uniform(-10, 10), 0, 360, rng.uniform(0.3, 0.6), -1)
    for _ in range(int(rng.integers(2, 9))):
        at = (np.array(centre) + rng.uniform(-0.6, 0.6, 2) * axes).astype(int).tolist()
        inner = (rng.uniform(0.08, 0.45, 2) * axes).astype(int).tolist()
        shade = rng.uniform(0, 0.9)
        cv2.ellipse(film, at, inner, rng.uniform(0, 180), 0, 360, shade, -1)
    spine = (centre[0], int(centre[1] + axes[1] * rng.uniform(0.4, 0.75)))
    cv2.circle(film, spine, int(size * rng.uniform(0.03, 0.08)), 1.0, -1)
    if rng.random() < 0.5:
        cv2.ellipse(film, centre, axes, 0, 0, 360, 1.0, int(size * rng.uniform(0.01, 0.05)))
    return film


def _breast(size: int, rng: Rng) -> FloatArray:
    film = _blank(size)
    side = 0 if rng.random() < 0.5 else size
    centre = (side, int(size * rng.uniform(0.35, 0.65)))
    axes = (int(size * rng.uniform(0.3, 0.8)), int(size * rng.uniform(0.3, 0.6)))
    cv2.ellipse(film, centre, axes, 0, 0, 360, rng.uniform(0.2, 0.5), -1)
    streaks = _clouds(size, rng, rng.uniform(4, 20))
    return as_film(film + film * 0.8 * streaks)


def _fan(size: int, rng: Rng) -> FloatArray:
    """An ultrasound sector."""
    film = _blank(size)
    apex = (size // 2, int(size * rng.uniform(-0.1, 0.15)))
    half = rng.uniform(25, 50)
    radius = int(size * rng.uniform(0.7, 0.95))
    cv2.ellipse(film, apex, (radius, radius), 90, -half, half, 1.0, -1)
    return as_film(film * np.clip(0.3 + 0.4 * _clouds(size, rng, rng.uniform(1.5, 8)), 0, 1))


def _noise(size: int, rng: Rng) -> FloatArray:
    if rng.random() < 0.5:
        return _clouds(size, rng, rng.uniform(0.5, 40))
    ramp = np.linspace(0, 1, size, dtype=np.float32)
    return np.tile(ramp, (size, 1)) if rng.random() < 0.5 else np.outer(ramp, ramp)


def _page(size: int, rng: Rng) -> FloatArray:
    film = np.full((size, size), float(rng.random() < 0.5), np.float32)
    ink = 1.0 - float(film[0, 0])
    for row in range(10, size, int(rng.integers(10, 30))):
        word = "".join(rng.choice(list("abcdefghij klmnop"), int(rng.integers(8, 30))))
        write(film, word, (5, row), 0.4, ink)
    return film


def _teeth(size: int, rng: Rng) -> FloatArray:
    film = np.full((size, size), 0.2, np.float32)
    step = size * rng.uniform(0.12, 0.3)
    middle = size * rng.uniform(0.4, 0.6)
    for x in np.arange(step / 2, size, step):
        for sign in (-1, 1):
            centre = (int(x), int(middle + sign * size * 0.22))
            cv2.ellipse(film, centre, (int(step * 0.4), int(size * 0.2)), 0, 0, 360, 0.75, -1)
            cv2.ellipse(film, centre, (int(step * 0.12), int(size * 0.15)), 0, 0, 360, 0.5, -1)
    return film


def _pelvis(size: int, rng: Rng) -> FloatArray:
    """Two wings, a ring and two shafts below."""
    film = np.full((size, size), rng.uniform(0.2, 0.35), np.float32)
    for sign in (-1, 1):
        wing = (int(size * (0.5 + sign * 0.25)), int(size * 0.3))
        cv2.ellipse(film, wing, (int(size * 0.2), int(size * 0.16)), sign * 30, 0, 360, 0.7, -1)
        head = (int(size * (0.5 + sign * 0.3)), int(size * 0.6))
        cv2.circle(film, head, int(size * rng.uniform(0.06, 0.1)), 0.95, -1)
        foot = (int(size * (0.5 + sign * rng.uniform(0.3, 0.4))), size)
        cv2.line(film, head, foot, 0.8, int(size * rng.uniform(0.06, 0.12)))
    ring = (int(size * 0.5), int(size * 0.62))
    cv2.ellipse(film, ring, (int(size * 0.16), int(size * 0.12)), 0, 0, 360, 0.8, int(size * 0.04))
    cv2.rectangle(film, (int(size * 0.45), 0), (int(size * 0.55), int(size * 0.4)), 0.85, -1)
    return film
