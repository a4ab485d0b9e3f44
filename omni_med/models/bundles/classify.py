"""A bundle that classifies films, as a backend like any other.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from omni_med.models.bundles.card import asked, card_of
from omni_med.models.bundles.folder import CLASSIFICATION, BundleCard, refused
from omni_med.models.bundles.running import Bundle
from omni_med.models.protocols import (
    Answer,
    Features,
    ImageFeatures,
    ImageInput,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)

_GRAY: Final = np.float32(255.0)  # bundles for films are made from 8-bit pictures
_FAR: Final = 0.0


class BundleBackend:
    """A classifying bundle ready to answer. One per thread."""

    def __init__(self, model_id: str, folder: Path, card: BundleCard | None = None) -> None:
        """Load it.

        Raises:
            ModelUnavailableError: If it does not classify, was changed, or would run code.
        """
        self._bundle = Bundle(folder, card)
        if self._bundle.card.kind != CLASSIFICATION:
            raise refused("it segments; it does not classify")
        self._card = card_of(model_id, self._bundle.card)

    @property
    def card(self) -> ModelCard:
        """What it is for."""
        return self._card

    def encode(self, inputs: ModelInputs) -> Features:
        """Run the network on each image; its probabilities are the features."""
        started = time.perf_counter()
        images = tuple(self._film(image) for image in inputs.images)
        return Features(images, None, {"encode": (time.perf_counter() - started) * 1000})

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode several cases, one after the other."""
        return [self.encode(case) for case in cases]

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Return the mean over the images; no answer at image weight 0."""
        read = [image.tokens[0] for image in features.images if image.is_meant]
        if not read or weights.image == 0:
            return Prediction(())
        mean = np.mean(read, axis=0)
        answers = tuple(
            Answer(
                name,
                fused=float(mean[channel]),
                image_only=float(mean[channel]),
                text_only=None,
                patches=tuple(np.zeros(image.grid, np.float32) for image in features.images),
            )
            for channel, name in asked(self._bundle.card).items()
        )
        return Prediction(answers, image_share=1.0, text_share=0.0)

    def _film(self, image: ImageInput) -> ImageFeatures:
        rows, columns = image.pixels.shape
        grid = np.ascontiguousarray(image.pixels.T * _GRAY, dtype=np.float32)
        soft = self._bundle.run(grid, np.eye(4), invert=False)
        if soft.probabilities is None or soft.probabilities.ndim != 1:
            raise refused("its network does not give one number for each class")
        return ImageFeatures(
            image.image_id,
            soft.probabilities.numpy().astype(np.float32)[None],
            grid=(1, 1),
            extent=(0.0, 0.0, float(columns), float(rows)),
            ood=_FAR,
        )
