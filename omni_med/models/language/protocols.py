"""What a language model does for OmniMed, whether it runs here or behind a server.

A prompt is built once from a versioned template; the part that stays the same from question to
question (films, sound, record) stands first, so that a model may keep what it computed of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from omni_med.models.protocols import Weights
from omni_med.progress import Cancelled, Progress, never, no_progress

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class TextPart:
    """Words of a prompt.

    Attributes:
        text: Free of the model's control tokens.
        record: True for words of the patient's record: they are what the text weight dials;
            instructions are not.
    """

    text: str = field(repr=False)
    record: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class ImagePart:
    """A film, or one frame of a cine.

    Attributes:
        image_id: Names it inside the prompt.
        pixels: float32 (rows, columns) in 0 to 1, bone white.
        seconds: From the start of the recording; None for a still image.
    """

    image_id: str
    pixels: FloatArray = field(repr=False)
    seconds: float | None = None


@dataclass(frozen=True, slots=True, eq=False)
class AudioPart:
    """Recorded speech.

    Attributes:
        samples: float32 (samples,) in -1 to 1, one channel.
        rate: Samples per second.
        seconds: Where it starts on the time line of the prompt.
    """

    samples: FloatArray = field(repr=False)
    rate: int
    seconds: float = 0.0


Part = TextPart | ImagePart | AudioPart


@dataclass(frozen=True, slots=True)
class Prompt:
    """What a model is given, in order.

    Attributes:
        template: Name, version and language, as in ``findings/1/en``: part of every provenance.
        system: The instructions.
        parts: Films, sound and record first, the question last.
    """

    template: str
    system: str
    parts: tuple[Part, ...] = field(repr=False)


@runtime_checkable
class LanguageModel(Protocol):
    """A loaded language model, or a connection to one. Used by one thread at a time."""

    @property
    def id(self) -> str:
        """Name in the registry."""
        ...

    @property
    def sha256(self) -> str:
        """Over the weights, hexadecimal; of a server: over its address and the model's name."""
        ...

    @property
    def modalities(self) -> tuple[str, ...]:
        """Of ``"text"``, ``"image"``, ``"audio"``, ``"video"``."""
        ...

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        """Return P(yes) of each closed question asked after the prompt, 0 to 1, not calibrated.

        What the prompt's films and sound cost is paid once for all questions.

        Raises:
            ModelUnavailableError: If the model cannot answer (memory, server, no such modality).
        """
        ...

    def generate(
        self,
        prompt: Prompt,
        *,
        most_tokens: int,
        weights: Weights | None = None,
        cancelled: Cancelled = never,
    ) -> Iterator[str]:
        """Yield the answer piece by piece, greedily.

        Raises:
            ModelUnavailableError: As above.
            CancelledError: If asked to stop.
        """
        ...

    def close(self) -> None:
        """Give memory or connection back."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Explained:
    """What one answer rests on.

    Attributes:
        films: For each film float32 (rows, columns) over the film as it was given: signed share
            of the logit of "yes" against "no".
        lines: float32 (lines of the record's text,): the same.
    """

    films: tuple[FloatArray, ...] = field(repr=False)
    lines: FloatArray = field(repr=False)


@runtime_checkable
class ExplainingModel(Protocol):
    """A language model that can say what its closed answers rest on."""

    def explain(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[Explained]:
        """Return what each answer of ``yes`` rests on.

        Raises:
            ModelUnavailableError: As in ``yes``.
        """
        ...


@runtime_checkable
class ListingModel(Protocol):
    """A language model that can answer all closed questions at once, to be held against ``yes``."""

    def closed_list(
        self, prompt: Prompt, question: str, names: Sequence[str], weights: Weights | None = None
    ) -> dict[str, bool]:
        """Return the answers of one JSON object: name to yes (True) or no.

        A name that is not in it was not answered so.

        Raises:
            ModelUnavailableError: As in ``yes``.
        """
        ...


@runtime_checkable
class RemarkingModel(Protocol):
    """A language model that says what its answers are not."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """In words; of what it was asked so far."""
        ...


class Openable(Protocol):
    """A language model by what it is, before it is loaded or connected to."""

    @property
    def id(self) -> str:
        """Name, as in ``--model``."""
        ...

    @property
    def sha256(self) -> str:
        """As ``LanguageModel.sha256`` will be."""
        ...

    @property
    def title(self) -> str:
        """One line."""
        ...

    @property
    def licence(self) -> str:
        """Of the weights, as stated with them."""
        ...

    @property
    def modalities(self) -> tuple[str, ...]:
        """Of ``"text"``, ``"image"``, ``"audio"``, ``"video"``."""
        ...

    @property
    def language(self) -> str:
        """Of its prompts: ``"en"`` or ``"zh"``."""
        ...

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words; empty where it can be opened."""
        ...

    def open(self, progress: Progress = no_progress) -> LanguageModel:
        """Load it, or connect to it.

        Raises:
            ModelUnavailableError: If that cannot be.
        """
        ...
