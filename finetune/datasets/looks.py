"""What a film looks like without being read: its fingerprint, and how it was made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from finetune.datasets.dataset import Sample
from finetune.datasets.films import Films
from omni_med.errors import DicomError
from omni_med.models.protocols import FloatArray
from omni_med.progress import Progress, no_progress

FINGERPRINT = 64  # pixels a side


@dataclass(frozen=True, slots=True, eq=False)
class Look:
    """One film.

    Attributes:
        fingerprint: float32 (4096,), length 1: gray without what changes slowly over the film.
            Two films are alike by its product.
        making: Size, bytes a pixel, corners and borders: nothing that is in the patient.
        digest: Of the file.
    """

    fingerprint: NDArray[np.float32]
    making: tuple[float, ...]
    digest: str


def look_at(
    samples: Sequence[Sample], films: Films, progress: Progress = no_progress
) -> list[Look | None]:
    """Look at the film of each case; None without one, or where it cannot be read."""
    found = []
    for number, sample in enumerate(samples):
        found.append(_look(sample, films))
        progress(number + 1, len(samples))
    return found


def _look(sample: Sample, films: Films) -> Look | None:
    try:
        picture = films.picture(sample)
    except (DicomError, OSError):
        return None  # it is left out, with the reason, where cases are encoded
    if picture is None:
        return None
    gray = picture.gray
    rows, columns = gray.shape
    edge = max(1, min(rows, columns) // 20)
    corners = [gray[:edge, :edge], gray[:edge, -edge:], gray[-edge:, :edge], gray[-edge:, -edge:]]
    borders = [gray[:edge], gray[-edge:], gray[:, :edge], gray[:, -edge:]]
    parts = [*corners, *borders]
    making = (
        float(rows),
        float(columns),
        columns / rows,
        picture.size / gray.size,
        float(picture.kind == "png"),
        *(float(part.mean()) for part in parts),
        *(float(part.std()) for part in parts),
    )
    return Look(fingerprint(gray), making, films.digest(sample))


def fingerprint(gray: FloatArray) -> NDArray[np.float32]:
    """Return a film without what changes slowly over it: float32 (4096,), length 1.

    Args:
        gray: float32 (rows, columns).
    """
    small = np.asarray(
        cv2.resize(gray, (FINGERPRINT, FINGERPRINT), interpolation=cv2.INTER_AREA), np.float32
    )
    flat = small - cv2.GaussianBlur(small, (0, 0), 6)
    norm = float(np.linalg.norm(flat))
    found: NDArray[np.float32] = (flat / max(norm, 1e-6)).ravel().astype(np.float32)
    return found
