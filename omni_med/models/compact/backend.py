"""The embedded default backend: encode films and sentences, fuse them, answer three ways."""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from omni_med.domain import Code
from omni_med.errors import ModelUnavailableError
from omni_med.models.compact import preprocess
from omni_med.models.compact.fusion import FusionSide
from omni_med.models.compact.image import ImageSide
from omni_med.models.compact.settings import (
    CARD,
    CARD_TEXT,
    FOLDER,
    SPACE,
    TOP,
    AnswerSettings,
    Settings,
    check_beside,
    hash_weights,
    missing_files,
    read_settings,
)
from omni_med.models.compact.text import TextSide
from omni_med.models.conformal import prediction_set
from omni_med.models.protocols import (
    Answer,
    Assessed,
    Features,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)
from omni_med.models.sessions import ONNX_RUNTIME, Execution
from omni_med.models.space import Embedded, Space, read_space

NOT_ASSESSED = (
    "pneumothorax",
    "pleural effusion",
    "nodule or mass",
    "atelectasis",
    "cardiomegaly",
    "pulmonary oedema",
    "tuberculosis",
    "fracture",
    "lines and tubes",
    "free air under the diaphragm",
)


class CompactBackend:
    """The embedded model, ready to answer. One per thread."""

    def __init__(
        self, folder: Path = FOLDER, *, threads: int = 1, execution: str = ONNX_RUNTIME
    ) -> None:
        """Load the weights.

        Args:
            folder: Where they lie.
            threads: Of each network.
            execution: What runs the image encoder and the fusion: ``"onnxruntime"`` or
                ``"openvino"``; the text encoder stays with the former.

        Raises:
            ModelUnavailableError: If a file is missing, or is not the one the card speaks of, or
                the execution is not installed.
        """
        self._card = read_card(folder)
        if hash_weights(folder) != self._card.sha256:
            raise ModelUnavailableError(
                "The embedded model's weights are not those that its card describes.",
                hint="Install OmniMed again.",
            )
        settings = self._settings = read_settings(folder)
        how = Execution(execution, threads)
        if execution != ONNX_RUNTIME:  # its features are not to be taken for those of the other
            name = f"{self._card.preprocessing}+{execution}"
            self._card = replace(self._card, preprocessing=name)
        self._images = ImageSide(folder, settings, how)
        # OpenVINO moves the INT8 text encoder's sentences by up to 0.03, answers by more than 0.01.
        self._texts = TextSide(folder, settings, Execution(ONNX_RUNTIME, threads))
        self._fusion = FusionSide(folder, settings, how)
        for name in (TOP, SPACE):
            check_beside(name, folder)
        self._space = read_space(folder)

    @property
    def card(self) -> ModelCard:
        """What it is for and how good it is."""
        return self._card

    @property
    def settings(self) -> Settings:
        """The numbers beside the weights."""
        return self._settings

    @property
    def space(self) -> Space | None:
        """The one space of films and sentences; None where the weights have none."""
        return self._space

    def embed(self, features: Features) -> Embedded:
        """Lead films that the model is meant for, and sentences it read, into the space.

        Raises:
            ModelUnavailableError: If the weights have no space.
        """
        space = self._space
        if space is None:
            raise ModelUnavailableError("These weights have no space of films and sentences.")
        none = np.zeros((0, space.text_axes.shape[1]), np.float32)
        films = [space.films(i.tokens.mean(0)[None]) for i in features.images if i.is_meant]
        words = features.text.tokens[:, : len(space.text_mean)] if features.text else None
        return Embedded(
            np.concatenate([none, *films]),
            none if words is None else space.sentences(words),
        )

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode films and sentences, apart from each other and from the weights."""
        started = time.perf_counter()
        images = tuple(self._images.encode(image) for image in inputs.images)
        between = time.perf_counter()
        text = self._texts.encode(inputs.sentences) if inputs.sentences else None
        done = time.perf_counter()
        timings = {"image": (between - started) * 1e3, "text": (done - between) * 1e3}
        return Features(images, text, timings)

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode several cases, each as if it were alone."""
        return [self.encode(case) for case in cases]

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Fuse and answer. Weight 0 hides a modality exactly: absent and hidden are the same."""
        started = time.perf_counter()
        prediction = self._fusion.infer(features, weights)
        return Prediction(
            self._with_sets(prediction.answers),
            prediction.image_share,
            prediction.text_share,
            {"fusion": (time.perf_counter() - started) * 1e3},
        )

    def _with_sets(self, answers: Sequence[Answer]) -> tuple[Answer, ...]:
        """Add what a conformal predictor could not exclude, where there were cases enough."""
        return tuple(
            replace(answer, prediction_set=prediction_set(answer.fused, known.conformal))
            for answer, known in zip(answers, self._settings.answers, strict=False)
        )


class CompactFactory:
    """Makes the embedded backend."""

    def __init__(self, folder: Path = FOLDER) -> None:
        """Look for the weights in ``folder``."""
        self._folder = folder

    @property
    def id(self) -> str:
        """Name in the registry."""
        return "compact"

    def missing(self) -> tuple[str, ...]:
        """Return what this installation lacks, in words."""
        names = missing_files(self._folder)
        return (f"weights of the embedded model ({', '.join(names)})",) if names else ()

    def card(self) -> ModelCard:
        """Return the card without loading the weights.

        Raises:
            ModelUnavailableError: If the card is missing or damaged.
        """
        return read_card(self._folder)

    def load(self, **options: Any) -> CompactBackend:
        """Load the weights; ``threads`` of each network (1), ``execution`` as the backend takes it.

        Raises:
            ModelUnavailableError: If something is missing, or an option is unknown.
        """
        unknown = set(options) - {"threads", "device", "execution"}
        if unknown or options.get("device", "cpu") != "cpu":
            raise ModelUnavailableError(
                "The embedded model runs on the CPU and takes the options threads and execution."
            )
        if self.missing():
            raise ModelUnavailableError(
                "The embedded model is not complete: " + "; ".join(self.missing()) + ".",
                hint="Install OmniMed again.",
            )
        return CompactBackend(
            self._folder,
            threads=int(options.get("threads", 1)),
            execution=str(options.get("execution", ONNX_RUNTIME)),
        )


def read_card(folder: Path = FOLDER) -> ModelCard:
    """Read ``card.json``, ``card.md`` and what ``model.json`` says of the answers.

    Raises:
        ModelUnavailableError: If one is missing or damaged.
    """
    settings = read_settings(folder)
    try:
        card = json.loads((folder / CARD).read_bytes())
        text = (folder / CARD_TEXT).read_text(encoding="utf-8")
        return ModelCard(
            id="compact",
            version=settings.version,
            title=card["title"],
            licence=card["licence"],
            sha256=card["sha256"],
            preprocessing=f"{preprocess.NAME}/{preprocess.VERSION}/{settings.size}",
            modalities=("image", "text"),
            dicom_modalities=("CR", "DX", "RG"),
            body_parts=("CHEST",),
            views=("PA", "AP"),
            languages=("en",),
            assessed=tuple(_assessed(answer) for answer in settings.answers),
            not_assessed=NOT_ASSESSED,
            population=card["population"],
            figures=card["figures"],
            text=text,
            localises=bool(card.get("localises", False)),
        )
    except (OSError, KeyError, ValueError):
        raise ModelUnavailableError(
            "The embedded model's card is missing or damaged.", hint="Install OmniMed again."
        ) from None


def _assessed(answer: AnswerSettings) -> Assessed:
    code = Code(answer.system, answer.snomed, answer.display) if answer.snomed else None
    return Assessed(
        name=answer.name,
        code=code,
        threshold=answer.threshold,
        uncertain_below=answer.uncertain_below,
        uncertain_above=answer.uncertain_above,
        differential=answer.differential,
        critical=False,
    )
