"""What a model takes, what it gives, and what every backend fulfils."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from omni_med.domain import Code

FloatArray = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class ImageInput:
    """One projection or slice as a model sees it before its own preprocessing.

    Attributes:
        image_id: SOP Instance UID, or a name that the caller knows it by.
        pixels: float32 (rows, columns) in 0 to 1: presentation values after modality LUT and
            VOI LUT, MONOCHROME2 polarity (bone white).
        frame: 0-based frame of the instance.
        modality: DICOM modality; empty where unknown (PNG, JPEG).
        body_part: As the header says; empty where it does not.
        view_position: As the header says; empty where it does not.
        source: Names the stored pixels: equal names, equal pixels; empty where they have none.
    """

    image_id: str
    pixels: FloatArray = field(repr=False)
    frame: int = 0
    modality: str = ""
    body_part: str = ""
    view_position: str = ""
    source: str = field(default="", repr=False)

    @property
    def shape(self) -> tuple[int, ...]:
        """Rows and columns."""
        return self.pixels.shape


@dataclass(frozen=True, slots=True)
class SentenceInput:
    """One sentence of one note: ``text`` is ``note.text[start:end]``."""

    note_id: str
    start: int
    end: int
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ModelInputs:
    """A case reduced to what a model may see. Either side may be empty."""

    images: tuple[ImageInput, ...] = ()
    sentences: tuple[SentenceInput, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """The dial of each modality inside the attention, 0 (hidden exactly) to 1.

    Raises:
        ValueError: If a weight is outside 0 to 1.
    """

    image: float = 1.0
    text: float = 1.0

    def __post_init__(self) -> None:
        for value in (self.image, self.text):
            if not 0.0 <= value <= 1.0:
                raise ValueError(f"A modality weight lies between 0 and 1, not {value}.")


@dataclass(frozen=True, slots=True)
class Assessed:
    """One thing a model answers.

    Attributes:
        name: As a radiologist would write it.
        code: Where a concept exists.
        threshold: Above it the finding is present; None for a rank of a differential.
        uncertain_below: Lower end of the band in which the answer is "cannot tell".
        uncertain_above: Upper end of that band.
        differential: True for one of several kinds, shown as a ranked differential.
        critical: True where a present finding puts the case at the top of the worklist.
    """

    name: str
    code: Code | None = None
    threshold: float | None = None
    uncertain_below: float | None = None
    uncertain_above: float | None = None
    differential: bool = False
    critical: bool = False


@dataclass(frozen=True, slots=True)
class ModelCard:
    """What a model is for and how good it is; the whole card is ``text``.

    Attributes:
        id: Name in the registry.
        version: Of the weights.
        title: One line.
        licence: Of the weights.
        sha256: Over all weight files, hexadecimal.
        preprocessing: Name and version of the preprocessing, part of every cache key.
        modalities: What it takes: ``"image"``, ``"text"``.
        dicom_modalities: DICOM modalities it is meant for; others are "not meant for this".
        body_parts: Body parts it is meant for, DICOM defined terms.
        views: View positions it is meant for.
        languages: ISO 639-1 codes that the text side reads.
        assessed: What it answers.
        not_assessed: What a reader might expect and it does not look for.
        population: Validated on whom, one line.
        figures: Measured figures by name, for the findings panel and the card.
        text: The card, Markdown.
        calibration: Id of the site calibration under which it answers; empty where its answers are
            not calibrated at this site.
        localises: True only where the side on which its influence lies was found to be the side
            that readers name; else no side of a film is ever told or asked about.
        adapter: Names and versions of the heads on it; empty without one.
    """

    id: str
    version: str
    title: str
    licence: str
    sha256: str
    preprocessing: str
    modalities: tuple[str, ...]
    dicom_modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    views: tuple[str, ...]
    languages: tuple[str, ...]
    assessed: tuple[Assessed, ...]
    not_assessed: tuple[str, ...]
    population: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)
    text: str = field(default="", repr=False)
    localises: bool = False
    adapter: str = ""
    calibration: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class ImageFeatures:
    """One encoded image.

    Attributes:
        image_id: As in the input.
        tokens: float32 (patches, channels), row by row; what fusion attends to.
        grid: (rows, columns) of the patches.
        extent: Left, top, right, bottom that the grid covers in pixels of ``ImageInput.pixels``.
        ood: Share of validation films that lie nearer to the training films, 0 to 1.
        is_meant: False where the pixels are not what the model reads (a knee, a lateral film).
        refusal: Why not, in words; empty where ``is_meant``.
        tap: float32 (channels, rows, columns): what enters the encoder's last block, for heads
            that put another in its place; empty where a model has no such place.
    """

    image_id: str
    tokens: FloatArray = field(repr=False)
    grid: tuple[int, int]
    extent: tuple[float, float, float, float]
    ood: float
    is_meant: bool = True
    refusal: str = ""
    tap: FloatArray = field(default_factory=lambda: np.zeros((0, 0, 0), np.float32), repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class TextFeatures:
    """The encoded sentences.

    Attributes:
        tokens: float32 (sentences read, channels), in the order of ``read``.
        read: Indices into ``ModelInputs.sentences`` of those that the model read.
        remark: Why others (or all) were not, in words; empty where all were read.
        pieces: float16 (word pieces, channels): what enters the end of the encoder's last layer,
            for heads that put another in its place; empty where nobody asked for it.
        counts: int64 (sentences read,): pieces of each; empty with them.
    """

    tokens: FloatArray = field(repr=False)
    read: tuple[int, ...]
    remark: str = ""
    pieces: NDArray[np.float16] = field(
        default_factory=lambda: np.zeros((0, 0), np.float16), repr=False
    )
    counts: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64), repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Features:
    """What ``encode`` gives and ``infer`` takes: may be cached under preprocessing and version."""

    images: tuple[ImageFeatures, ...] = ()
    text: TextFeatures | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """One assessed thing, answered three ways.

    Attributes:
        name: As in the card's ``assessed``.
        fused: Calibrated probability at the given weights.
        image_only: With the text hidden; None without a meant image.
        text_only: With the image hidden; None without a read sentence.
        prediction_set: Labels that a conformal predictor could not exclude; empty without one.
        patches: For each image of the features: float32 (rows, columns) of the grid, signed
            share of the fused logit, beyond what films without finding give there where the
            backend knows that.
        sentences: float32 (sentences read,), how much lower the fused logit would be without
            each.
        doubt: Why nobody should rest on it whatever it says, in words: the model contradicts
            itself; empty without one.
    """

    name: str
    fused: float
    image_only: float | None
    text_only: float | None
    prediction_set: tuple[str, ...] = ()
    patches: tuple[FloatArray, ...] = field(default=(), repr=False)
    sentences: FloatArray | None = field(default=None, repr=False)
    doubt: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Prediction:
    """What ``infer`` gives.

    Attributes:
        answers: One for each thing assessed, in the card's order; empty where nothing was left
            to read (no meant image and no readable text, or both weights 0).
        image_share: Share of the attention that the images received, 0 to 1; None if no answer.
        text_share: The same of the sentences.
        timings_ms: Stage to milliseconds.
        remarks: What these answers are not, in words: a weight that could not be kept ...
    """

    answers: tuple[Answer, ...]
    image_share: float | None = None
    text_share: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    remarks: tuple[str, ...] = ()


@runtime_checkable
class ModelBackend(Protocol):
    """A model ready to answer. Not safe for use by several threads at once."""

    @property
    def card(self) -> ModelCard:
        """What it is for."""
        ...

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode images and sentences; the costly half, independent of the weights."""
        ...

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Fuse and answer; the cheap half.

        At image weight 0 the answer does not depend on the images at all, at text weight 0 not
        on the words, bit for bit (same shapes).
        """
        ...

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode several cases; the answer of one does not depend on its neighbours."""
        ...


class BackendFactory(Protocol):
    """How the registry makes a backend, and what it says where it cannot."""

    @property
    def id(self) -> str:
        """Name in the registry."""
        ...

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words; empty where it is available."""
        ...

    def card(self) -> ModelCard:
        """Return the card without loading the weights."""
        ...

    def load(self, **options: Any) -> ModelBackend:
        """Load the weights.

        Raises:
            ModelUnavailableError: If something is missing.
        """
        ...


class ModelSource(Protocol):
    """A model that is no part of the registry: a user's folder, a server. It can be pickled."""

    @property
    def id(self) -> str:
        """Name, as in ``--model``."""
        ...

    def factory(self) -> BackendFactory:
        """Return what makes a backend of it."""
        ...


@runtime_checkable
class CascadeBackend(Protocol):
    """A backend with an image reader of its own before it."""

    def infer_cascade(self, features: Features, weights: Weights) -> Prediction | None:
        """Let the image reader answer first and hand its findings on as words.

        Returns None where there is no such reader.
        """
        ...
