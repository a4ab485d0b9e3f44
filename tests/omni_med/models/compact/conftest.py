"""The shipped backend, loaded once, and inputs made by rule."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.clues import CHANNELS
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ImageInput,
    ModelInputs,
    SentenceInput,
    TextFeatures,
)


@pytest.fixture(scope="session")
def backend() -> CompactBackend:
    return CompactBackend()


@pytest.fixture(scope="session")
def make_sentences() -> Callable[..., tuple[SentenceInput, ...]]:
    def make(*texts: str, note_id: str = "note") -> tuple[SentenceInput, ...]:
        result, start = [], 0
        for text in texts:
            result.append(SentenceInput(note_id, start, start + len(text), text))
            start += len(text) + 1
        return tuple(result)

    return make


@pytest.fixture(scope="session")
def make_features(backend: CompactBackend) -> Callable[..., Features]:
    """Random features of the shapes that the encoders give."""
    rows, columns = backend.settings.grid
    blank = ModelInputs((ImageInput("blank", np.zeros((64, 64), np.float32)),))
    shape = backend.encode(blank).images[0].tokens.shape

    def make(seed: int, films: int = 1, words: int = 3) -> Features:
        rng = np.random.default_rng(seed)
        images = tuple(
            ImageFeatures(
                image_id=str(number),
                tokens=rng.gamma(0.5, 1.0, shape).astype(np.float32),
                grid=(rows, columns),
                extent=(0, 0, 100, 100),
                ood=0.5,
            )
            for number in range(films)
        )
        tokens = rng.normal(0, 384**-0.5, (words, 384)).astype(np.float32)
        if backend.settings.clues:
            told = rng.random((words, CHANNELS)) < 0.05
            tokens = np.concatenate([tokens, words * told.astype(np.float32)], axis=1)
        return Features(images, TextFeatures(tokens, tuple(range(words))) if words else None)

    return make
