"""Drawn films and cut notes, of nobody: to check a backend against its protocol."""

from __future__ import annotations

import cv2
import numpy as np

from omni_med.emr.sentences import split_sentences
from omni_med.models.protocols import FloatArray, SentenceInput


def chest_film(
    rows: int = 256, columns: int = 256, *, seed: int = 0, opacity: float = 0.0
) -> FloatArray:
    """Draw what is laid out like a frontal chest film: two dark lungs beside a bright middle.

    Args:
        rows: Height in pixels.
        columns: Width in pixels.
        seed: Of the grain and of small differences between films.
        opacity: Brightness added to the lower part of the lung on the right of the film.

    Returns:
        float32 (rows, columns) in 0 to 1, bone white.
    """
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = y / rows - 0.5, x / columns - 0.5
    film = 0.62 * np.exp(-((np.abs(x) / 0.47) ** 8) - (np.abs(y + 0.02) / 0.52) ** 8)
    shift = np.float32(rng.normal(0, 0.01))
    for side in (-1, 1):
        lung = np.exp(-(((x - side * 0.2 - shift) / 0.13) ** 4) - ((y + 0.02) / 0.3) ** 4)
        film -= 0.38 * lung
    film += 0.2 * np.exp(-(((x - 0.04) / 0.09) ** 4) - ((y - 0.05) / 0.33) ** 4)
    film += 0.03 * np.cos(y * 75 + x * x * 30) * (np.abs(x) < 0.36)
    film += opacity * np.exp(-(((x - 0.2) / 0.09) ** 2) - ((y - 0.12) / 0.1) ** 2)
    grain = cv2.GaussianBlur(rng.normal(0, 0.02, (rows, columns)).astype(np.float32), (0, 0), 1.0)
    drawn: FloatArray = np.clip(film + grain, 0.0, 1.0).astype(np.float32)
    return drawn


def knee_film(rows: int = 256, columns: int = 200, *, seed: int = 0) -> FloatArray:
    """Draw what is laid out like a knee: one bright bone with a gap, darkness beside it.

    Returns:
        float32 (rows, columns) in 0 to 1, bone white.
    """
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns].astype(np.float32)
    y, x = y / rows - 0.5, x / columns - 0.5
    width = 0.14 + 0.12 * np.exp(-((y / 0.14) ** 2))
    film = 0.25 * np.exp(-((x / (width + 0.1)) ** 6)) + 0.55 * np.exp(-((x / width) ** 6))
    film -= 0.45 * np.exp(-((y / 0.02) ** 2)) * (np.abs(x) < 0.24)
    film += rng.normal(0, 0.01, film.shape)
    drawn: FloatArray = np.clip(film, 0.0, 1.0).astype(np.float32)
    return drawn


def sentence_inputs(text: str, note_id: str = "note") -> tuple[SentenceInput, ...]:
    """Cut a text as a case's notes are cut."""
    return tuple(
        SentenceInput(note_id, item.start, item.end, text[item.start : item.end])
        for item in split_sentences(text)
    )
