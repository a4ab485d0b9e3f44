"""The one space in which films and sentences lie, each led there by a matrix."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from omni_med.errors import ModelUnavailableError
from omni_med.models.protocols import Features, FloatArray, ModelBackend

FILE = "space.npz"

PAIRS = ("film-film", "note-note", "film-note")
"""What may be held against what; a likeness is told in spreads of strangers' likeness."""


@dataclass(frozen=True, slots=True, eq=False)
class Space:
    """Matrices into the space.

    Attributes:
        film_mean: float32 (image channels,).
        film_axes: float32 (image channels, axes).
        text_mean: float32 (384,).
        text_axes: float32 (384, axes).
        background: float32 (pairs, 2): mean and spread of the cosine of different patients'
            films and notes, in the order of ``PAIRS``.
        figures: What was measured of it, in words, by name.
        version: Short hash of the file it was read from; empty where it was read from none.
    """

    film_mean: FloatArray
    film_axes: FloatArray
    text_mean: FloatArray
    text_axes: FloatArray
    background: FloatArray
    figures: Mapping[str, str] = field(default_factory=dict)
    version: str = ""

    def films(self, tokens: FloatArray) -> FloatArray:
        """Lead tokens, or means of them, (n, image channels) into the space: (n, axes)."""
        led: FloatArray = ((tokens - self.film_mean) @ self.film_axes).astype(np.float32)
        return led

    def sentences(self, embeddings: FloatArray) -> FloatArray:
        """Lead sentence embeddings (n, 384), or means of them, into the space: (n, axes)."""
        led: FloatArray = ((embeddings - self.text_mean) @ self.text_axes).astype(np.float32)
        return led

    def likeness(self, pair: str, cosines: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return cosines in spreads above what strangers show."""
        mean, spread = (float(value) for value in self.background[PAIRS.index(pair)])
        told: NDArray[np.float64] = (cosines - mean) / max(spread, 1e-6)
        return told


def unit(vectors: FloatArray) -> FloatArray:
    """Return vectors (n, axes) of length 1; one of length 0 stays."""
    length = np.sqrt((vectors.astype(np.float64) ** 2).sum(1, keepdims=True))
    result: FloatArray = (vectors / np.maximum(length, 1e-9)).astype(np.float32)
    return result


def cosine(first: FloatArray, second: FloatArray) -> NDArray[np.float64]:
    """Return the cosines (n, m) of vectors (n, axes) and (m, axes)."""
    return unit(first).astype(np.float64) @ unit(second).astype(np.float64).T


def write_space(space: Space, folder: Path) -> None:
    """Write ``space.npz``: arrays and one JSON header, nothing executable."""
    told = np.frombuffer(json.dumps(dict(space.figures)).encode(), np.uint8)
    np.savez(
        folder / FILE,
        film_mean=space.film_mean,
        film_axes=space.film_axes,
        text_mean=space.text_mean,
        text_axes=space.text_axes,
        background=space.background,
        figures=told,
    )


def read_space(folder: Path) -> Space | None:
    """Read ``space.npz``; None where there is none.

    Raises:
        ModelUnavailableError: If it is damaged.
    """
    try:
        content = (folder / FILE).read_bytes()
    except OSError:
        return None
    try:
        with np.load(io.BytesIO(content), allow_pickle=False) as kept:
            return Space(
                kept["film_mean"],
                kept["film_axes"],
                kept["text_mean"],
                kept["text_axes"],
                kept["background"],
                json.loads(kept["figures"].tobytes()),
                hashlib.sha256(content).hexdigest()[:16],
            )
    except (ValueError, KeyError, OSError, EOFError, zipfile.BadZipFile):
        raise ModelUnavailableError(
            f"The embedded model's {FILE} is damaged.", hint="Install OmniMed again."
        ) from None


@dataclass(frozen=True, slots=True, eq=False)
class Embedded:
    """A case in the space.

    Attributes:
        films: float32 (films the model is meant for, axes).
        sentences: float32 (sentences read, axes), in the order of ``Features.text.read``.
    """

    films: FloatArray
    sentences: FloatArray


@runtime_checkable
class Embedder(ModelBackend, Protocol):
    """A backend whose films and sentences lie in one space."""

    @property
    def space(self) -> Space | None:
        """The space; None where these weights have none."""
        ...

    def embed(self, features: Features) -> Embedded:
        """Lead a case's features into the space."""
        ...
