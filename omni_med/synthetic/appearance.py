"""Chest films drawn from a statistical appearance model: nobody's film, but a film.

``appearance.npz`` beside this file holds mean and principal components over more than a hundred
registered NIH films without finding (see ``appearance.md``); a seed chooses a point among them.

Source: Cootes, Edwards, Taylor: Active Appearance Models, IEEE TPAMI 23(6), 2001.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from omni_med.synthetic.images import Array, blur, resize

ASSET = Path(__file__).with_name("appearance.npz")
SIDE = 256  # pixels of the model
CROP = (slice(4, 214), slice(18, 238))  # what the registration did not pad, rows then columns
FILM = (1024, 1072)  # rows, columns of a drawn film; the crop's shape
DETECTOR_SPACING = 0.34  # mm: 1024 rows cover 348 mm
LARGEST_COORDINATE = 1.6  # standard deviations; beyond it the linear model draws artefacts


@dataclass(frozen=True, slots=True, eq=False)
class AppearanceModel:
    """Mean, directions and their spread, in units of a film scaled to 0..1.

    Attributes:
        mean: float32 (SIDE, SIDE), the mean texture in the common shape.
        textures: float32 (modes, SIDE, SIDE), orthonormal directions.
        texture_spread: float32 (modes,), standard deviation along each.
        shapes: float32 (modes, coarse, coarse, 2), orthonormal directions of the flow (x, y) in
            pixels of SIDE, sampled on a coarse grid.
        shape_spread: float32 (modes,), standard deviation along each.
        films: How many films it was learnt from.
    """

    mean: Array
    textures: Array
    texture_spread: Array
    shapes: Array
    shape_spread: Array
    films: int


@cache
def load_model(asset: Path = ASSET) -> AppearanceModel:
    """Return a stored model; by default the one that ships with the package."""
    with np.load(asset, allow_pickle=False) as stored:
        scale = stored["texture_scale"][:, None, None] / 127
        return AppearanceModel(
            mean=stored["mean"].astype(np.float32) / 65535,
            textures=stored["textures"].astype(np.float32) * scale,
            texture_spread=stored["texture_spread"],
            shapes=stored["shapes"].astype(np.float32),
            shape_spread=stored["shape_spread"],
            films=int(stored["films"]),
        )


def warp(image: Array, flow: Array) -> Array:
    """Return a square ``image`` sampled at each pixel plus its flow (x, y), edges repeated."""
    side = image.shape[0]
    grid_y, grid_x = np.mgrid[0:side, 0:side].astype(np.float32)
    sampled = cv2.remap(
        image,
        grid_x + flow[..., 0],
        grid_y + flow[..., 1],
        cv2.INTER_CUBIC,
        borderMode=cv2.BORDER_REPLICATE,
    )
    return np.asarray(sampled, np.float32)


def draw_chest(seed: int, *, spread: float = 1.0) -> Array:
    """Draw a postero-anterior chest film without finding.

    Args:
        seed: Chooses the person; the same seed gives the same film.
        spread: How far from the mean, in standard deviations of the films learnt from.

    Returns:
        float32 (1024, 1072) in 0 to 1, bone white; the patient's right is on the left.
    """
    model, random = load_model(), np.random.default_rng(seed)
    texture = _coordinates(random, model.texture_spread, spread)
    shape = _coordinates(random, model.shape_spread, spread)
    image = model.mean + _middle() * np.tensordot(texture, model.textures, 1)
    coarse = np.tensordot(shape, model.shapes, 1).astype(np.float32)
    flow = resize(coarse, (SIDE, SIDE))
    person = warp(image.astype(np.float32), flow)[CROP]
    film = resize(person, FILM)
    for grain, gain in ((6, 1.6), (25, 0.5)):  # the edge enhancement of a DX system
        film = film + gain * (film - blur(film, grain))
    return np.asarray(0.02 + 0.9 * np.clip(film, 0, 1) ** 1.35, np.float32)


def add_grain(film: Array, seed: int) -> Array:
    """Add quantum noise, stronger where the film is white (fewer photons), slightly smoothed.

    Args:
        film: float32 (rows, columns) in 0 to 1.
        seed: Chooses the noise.
    """
    random = np.random.default_rng(seed)
    noise = random.standard_normal(film.shape, dtype=np.float32)
    noise = blur(noise, 0.8)
    noise /= noise.std()
    return np.asarray(np.clip(film + noise * (0.006 + 0.010 * film), 0, 1), np.float32)


def add_opacity(
    film: Array,
    *,
    centre: tuple[float, float],
    size: tuple[float, float],
    density: float,
    seed: int,
) -> Array:
    """Paint an airspace opacity into a film: patchy, with a soft, uneven border.

    Args:
        film: float32 (rows, columns) in 0 to 1.
        centre: Row, then column, as shares of the film.
        size: Half axes, rows then columns, as shares of the film.
        density: How much of the way to water density, 0 to 1.
        seed: Chooses the border and the patches.
    """
    rows, columns = film.shape
    random = np.random.default_rng(seed)
    grid_y, grid_x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    radius = np.hypot(
        (grid_y / rows - centre[0]) / size[0], (grid_x / columns - centre[1]) / size[1]
    )
    radius += 0.22 * _cloud(random, film.shape, 70) + 0.10 * _cloud(random, film.shape, 25)
    inside = 1 / (1 + np.exp((radius - 0.8) * 9))
    patches = 0.85 + 0.10 * _cloud(random, film.shape, 14)
    share = np.clip(density * inside * patches, 0, 0.95)
    water = 0.70  # of the white of the mediastinum
    painted = film + share * np.maximum(water - film, 0)
    return np.asarray(np.clip(painted, 0, 1), np.float32)


def _coordinates(random: np.random.Generator, spreads: Array, spread: float) -> Array:
    drawn = np.clip(random.standard_normal(len(spreads)), -LARGEST_COORDINATE, LARGEST_COORDINATE)
    return np.asarray(drawn * spread * spreads, np.float32)


def _middle() -> Array:
    """Return 1 over the chest, less towards the sides, where films differ by markers and arms."""
    across = np.abs(np.linspace(-1, 1, SIDE, dtype=np.float32))
    return np.asarray(1 - 0.75 / (1 + np.exp(-(across - 0.72) / 0.04)), np.float32)


def _cloud(random: np.random.Generator, shape: tuple[int, ...], scale: float) -> Array:
    """Return smooth noise of unit spread; ``scale`` is its grain in pixels."""
    factor = max(1, int(scale // 4))
    small = (shape[0] // factor + 2, shape[1] // factor + 2)
    noise = random.standard_normal(small, dtype=np.float32)
    noise = blur(noise, scale / factor)
    noise = resize(noise, (shape[0], shape[1]), cv2.INTER_LINEAR)
    return np.asarray((noise - noise.mean()) / noise.std(), np.float32)
