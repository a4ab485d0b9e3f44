"""Films to tokens, and the guard that says whether a film is one the model reads."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from omni_med.models.compact.preprocess import UnreadableImageError, make_square, standardise
from omni_med.models.compact.settings import GUARD, IMAGE, Settings
from omni_med.models.protocols import FloatArray, ImageFeatures, ImageInput
from omni_med.models.sessions import Runs, make_session

FRONTAL, LATERAL, OTHER = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Guard:
    """How far a film may be from those the model was taught on.

    Attributes:
        mean: float32 (channels,) of the pooled features of the training films.
        precision: float32 (channels, channels), Ledoit-Wolf.
        distances: float32, sorted: the validation films' own distances.
    """

    mean: FloatArray
    precision: FloatArray
    distances: FloatArray

    def distance(self, pooled: FloatArray) -> float:
        """Return the Mahalanobis distance of one film's pooled features (channels,)."""
        gap = (pooled - self.mean).astype(np.float64)
        square = float(gap @ self.precision.astype(np.float64) @ gap)
        return math.sqrt(max(square, 0.0))

    def rank(self, distance: float) -> float:
        """Return the share of validation films that lie nearer, 0 to 1."""
        return float(np.searchsorted(self.distances, distance) / len(self.distances))


def read_guard(folder: Path) -> Guard:
    """Read ``guard.npz``; it holds plain arrays only."""
    with np.load(folder / GUARD, allow_pickle=False) as arrays:
        return Guard(arrays["mean"], arrays["precision"], arrays["distances"])


class ImageEncoder:
    """The image encoder in its session. One film at a time: no film meets its neighbours."""

    def __init__(self, folder: Path, options: Runs) -> None:
        """Load ``image.onnx`` from ``folder``; ``channels`` is how many a token has."""
        self._session = make_session(folder / IMAGE, options)
        outputs = self._session.get_outputs()
        self._names = [output.name for output in outputs]
        self.channels = int(outputs[0].shape[2])

    def run(self, square: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Encode a square film (size, size), 0 to 1.

        Returns:
            Tokens (patches, channels), their mean (channels,), view logits (3,).
        """
        found = self.read(square)
        return found["tokens"], found["pooled"], found["view"]

    def read(self, square: FloatArray) -> dict[str, FloatArray]:
        """Encode a square film; beside what ``run`` returns, ``tap`` (channels, rows, columns)."""
        film = standardise(square)[None, None]
        found = self._session.run(None, {"film": film})
        return {name: value[0] for name, value in zip(self._names, found, strict=True)}


class ImageSide:
    """Films to features: made square, encoded, and judged by the guard."""

    def __init__(self, folder: Path, settings: Settings, options: Runs) -> None:
        """Load the encoder and the guard from ``folder``."""
        self._settings = settings
        self._guard = read_guard(folder)
        self._encoder = ImageEncoder(folder, options)

    def encode(self, image: ImageInput) -> ImageFeatures:
        """Encode one film and judge whether it is one the model reads."""
        settings = self._settings
        try:
            square = make_square(image.pixels, settings.size)
        except UnreadableImageError as error:
            return self._refused(image, str(error))
        found = self._encoder.read(square.pixels)
        distance = self._guard.distance(found["pooled"])
        refusal = self._refusal(softmax(found["view"]), distance)
        return ImageFeatures(
            image_id=image.image_id,
            tokens=found["tokens"],
            grid=settings.grid,
            extent=square.extent,
            ood=self._guard.rank(distance),
            is_meant=not refusal,
            refusal=refusal,
            **({"tap": found["tap"]} if "tap" in found else {}),
        )

    def _refusal(self, view: NDArray[np.float64], distance: float) -> str:
        if view[FRONTAL] < self._settings.frontal:
            if view[LATERAL] > view[OTHER]:
                return (
                    "looks like a lateral or other view: the model reads frontal chest films only"
                )
            return "does not look like an upright frontal chest film"
        if distance > self._settings.distance:
            return "too unlike the chest films the model was taught on"
        return ""

    def _refused(self, image: ImageInput, reason: str) -> ImageFeatures:
        rows, columns = self._settings.grid
        height, width = image.pixels.shape[:2] if image.pixels.ndim >= 2 else (1, 1)
        return ImageFeatures(
            image_id=image.image_id,
            tokens=np.zeros((rows * columns, self._encoder.channels), np.float32),
            grid=self._settings.grid,
            extent=(0.0, 0.0, float(width), float(height)),
            ood=1.0,
            is_meant=False,
            refusal=reason,
        )


def softmax(logits: FloatArray) -> NDArray[np.float64]:
    """Return shares that add to 1, float64."""
    powers = np.exp(logits.astype(np.float64) - float(logits.max()))
    shares: NDArray[np.float64] = powers / powers.sum()
    return shares
