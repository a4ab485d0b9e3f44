"""Variation that radiographs really have: position, exposure, borders, markers, noise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float32]
Rng = np.random.Generator


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How strong; never a horizontal flip (the heart is on the left).

    Attributes:
        degrees: Largest rotation to either side.
        shift: Largest shift, share of the side.
        scale: Largest zoom in or out, share, drawn for rows and columns apart.
        gamma: Largest logarithm of the gamma exponent.
        noise: Largest standard deviation of added noise, gray scale 0 to 1.
        erase: Chance that a rectangle is painted over.
        border: Chance of a black or white border on one or two sides.
        marker: Chance of a burned-in letter.
    """

    degrees: float = 10.0
    shift: float = 0.06
    scale: float = 0.15
    gamma: float = 0.45
    noise: float = 0.04
    erase: float = 0.3
    border: float = 0.2
    marker: float = 0.2


def as_film(values: Any) -> FloatArray:
    """Return values as float32; OpenCV's own types say less than they could."""
    return np.asarray(values, np.float32)


def vary(square: FloatArray, size: int, how: Augmentation, rng: Rng) -> FloatArray:
    """Return a varied copy of a square film (0 to 1) at ``size`` pixels, 0 to 1."""
    film = _move(square, size, how, rng)
    film = film ** np.float32(np.exp(rng.uniform(-how.gamma, how.gamma)))
    if rng.random() < 0.3:
        film = as_film(cv2.GaussianBlur(film, (0, 0), float(rng.uniform(0.3, 1.0))))
    film = film + rng.normal(0, rng.uniform(0, how.noise), film.shape).astype(np.float32)
    if rng.random() < how.marker:
        _mark(film, rng)
    if rng.random() < how.border:
        _frame(film, rng)
    if rng.random() < how.erase:
        _erase(film, rng)
    return np.clip(film, 0, 1).astype(np.float32)


def _move(square: FloatArray, size: int, how: Augmentation, rng: Rng) -> FloatArray:
    side = square.shape[0]
    angle = np.deg2rad(rng.uniform(-how.degrees, how.degrees))
    zoom = np.exp(rng.uniform(-how.scale, how.scale, 2)) * size / side
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    matrix = turn * zoom
    centre = np.array([side / 2, side / 2])
    offset = size / 2 + rng.uniform(-how.shift, how.shift, 2) * size - matrix @ centre
    affine = np.hstack([matrix, offset[:, None]])
    mode = cv2.BORDER_REPLICATE if rng.random() < 0.3 else cv2.BORDER_CONSTANT
    moved = cv2.warpAffine(
        square, affine, (size, size), flags=cv2.INTER_LINEAR, borderMode=mode, borderValue=0
    )
    return as_film(moved)


def _mark(film: FloatArray, rng: Rng) -> None:
    size = film.shape[0]
    word = str(rng.choice(["L", "R", "AP", "PA", "SUPINE", "A", "B", "1", "2"]))
    at = (int(rng.uniform(0, 0.9) * size), int(rng.uniform(0.1, 1.0) * size))
    shade = float(rng.choice([0.0, 1.0], p=[0.2, 0.8]))
    write(film, word, at, float(rng.uniform(0.3, 0.8)), shade)


def write(film: FloatArray, word: str, at: tuple[int, int], height: float, shade: float) -> None:
    """Burn a word into a film in place; ``at`` is (column, row) of its lower left corner."""
    ink = np.zeros(film.shape, np.uint8)  # OpenCV writes on bytes only
    cv2.putText(ink, word, at, cv2.FONT_HERSHEY_SIMPLEX, height, 255, 1)
    film[ink > 127] = shade


def _frame(film: FloatArray, rng: Rng) -> None:
    size = film.shape[0]
    shade = float(rng.choice([0.0, 1.0], p=[0.8, 0.2]))
    for side in rng.choice(4, size=2, replace=False):
        width = int(rng.uniform(0, 0.12) * size)
        if width:
            np.rot90(film, int(side))[:width] = shade


def _erase(film: FloatArray, rng: Rng) -> None:
    size = film.shape[0]
    height, width = (rng.uniform(0.08, 0.25, 2) * size).astype(int)
    top, left = int(rng.uniform(0, size - height)), int(rng.uniform(0, size - width))
    film[top : top + height, left : left + width] = rng.random()
