"""Films of which enough is kept to answer without their pixels."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

import numpy as np

from omni_med.errors import ModelError
from omni_med.inference.quality import Quality
from omni_med.inference.select import Candidate
from omni_med.models.protocols import FloatArray, ImageFeatures, ImageInput, ModelCard

_NO_PIXELS = np.zeros((0, 0), np.float32)


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What was found out about a film's pixels once.

    Attributes:
        shape: Rows and columns.
        sha256: Over the pixels and what the header says; see ``image_sha256``.
        quality: As measured.
    """

    shape: tuple[int, int]
    sha256: str
    quality: Quality


class KnownImage(ImageInput):
    """An image whose features and facts are at hand; its pixels are read when asked for.

    Attributes:
        facts: Of the pixels.
        features: As the model of ``key`` encoded them.
        key: Of those features: content, preprocessing, model and weights.
    """

    __slots__ = ("_load", "facts", "features", "key")

    def __init__(
        self,
        like: ImageInput,
        *,
        facts: FilmFacts,
        features: ImageFeatures,
        key: str,
        load: Callable[[], FloatArray] | None = None,
    ) -> None:
        """Stand for ``like``, whose pixels are not looked at; ``load`` reads them."""
        for name in ("image_id", "frame", "modality", "body_part", "view_position", "source"):
            object.__setattr__(self, name, getattr(like, name))
        for name, value in (
            ("facts", facts), ("features", features), ("key", key), ("_load", load),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    facts: FilmFacts
    features: ImageFeatures
    key: str
    _load: Callable[[], FloatArray] | None

    @property
    def pixels(self) -> FloatArray:
        """The pixels, read anew each time.

        Raises:
            ModelError: If this is another process than the one that can read them.
        """
        if self._load is None:
            raise ModelError("The pixels of this image are not at hand.")
        return self._load()

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.facts.shape

    def __reduce__(self) -> tuple[Any, ...]:
        """Travel without the pixels, and without the way to them."""
        like = ImageInput(
            self.image_id, _NO_PIXELS, self.frame, self.modality, self.body_part,
            self.view_position, self.source,
        )  # fmt: skip
        return _known, (like, self.facts, self.features, self.key)


def _known(like: ImageInput, facts: FilmFacts, features: ImageFeatures, key: str) -> KnownImage:
    return KnownImage(like, facts=facts, features=features, key=key)


@runtime_checkable
class Remembers(Protocol):
    """A reader of images that may know some already."""

    def source(self, item: Candidate) -> str:
        """Return a name of the stored pixels: equal names, equal pixels."""
        ...

    def recall(self, like: ImageInput, item: Candidate, card: ModelCard) -> KnownImage | None:
        """Return the image with what is kept of it under this model, or None."""
        ...
