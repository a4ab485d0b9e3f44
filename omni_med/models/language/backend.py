"""A language model as a backend like every other: findings asked as closed questions."""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from omni_med.models.language.films import (
    decode_film,
    decode_words,
    encode_film,
    encode_words,
    onto_grid,
)
from omni_med.models.language.findings import card_of
from omni_med.models.language.prompts import (
    GivenFinding,
    PromptMaterial,
    closed_question,
    findings_prompt,
    list_question,
)
from omni_med.models.language.protocols import (
    Explained,
    ExplainingModel,
    ImagePart,
    LanguageModel,
    ListingModel,
    Openable,
    RemarkingModel,
)
from omni_med.models.protocols import (
    Answer,
    Features,
    FloatArray,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)
from omni_med.progress import Progress, no_progress

_LEAST = 1e-9  # of a probability, so that its logit is finite
READER = "compact"
"""The model that reads the films before a cascade."""
BLIND: Final = "this model takes no images: only in the cascade is it told what a film shows"
_EVEN: Final = 0.5
DOUBTS: Final = {
    True: "asked by itself the model says yes, in one list of all findings no",
    False: "asked by itself the model says no, in one list of all findings yes",
}
"""How a model contradicts itself, by what it says when asked about one finding alone."""


class LanguageBackend:
    """Asks a language model about each finding; fused, image alone, record alone."""

    def __init__(
        self, model: LanguageModel, card: ModelCard, *, language: str = "en", reader: str = READER
    ) -> None:
        """Take a loaded model.

        Args:
            model: Answers closed questions.
            card: What is asked, and what is known of the model.
            language: Of the prompts.
            reader: Name in the registry of what reads films before a cascade.
        """
        self.model = model
        self._card = card
        self._language = language
        self._reader_name = reader
        self._reader: ModelBackend | None = None
        self._names = [item.name for item in card.assessed]
        self._questions = [closed_question(name, language) for name in self._names]

    @property
    def card(self) -> ModelCard:
        """What is asked, and what is known of the model."""
        return self._card

    @property
    def language(self) -> str:
        """Of the prompts."""
        return self._language

    def encode(self, inputs: ModelInputs) -> Features:
        """Bring films to the size and words to the length that the model is given."""
        began = time.perf_counter()
        images = tuple(encode_film(item) for item in inputs.images)
        text = encode_words(inputs.sentences) if inputs.sentences else None
        return Features(images, text, {"encode": (time.perf_counter() - began) * 1e3})

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode one after the other: neighbours cannot matter."""
        return [self.encode(case) for case in cases]

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Ask with films and record, with each alone, and what the answers rest on.

        A modality at weight 0 is left out of the prompt: not even its length is told. Where the
        model can give all answers in one list, that is asked too: a finding on which the two
        disagree is in doubt.

        Raises:
            ModelUnavailableError: If the model cannot answer.
        """
        began = time.perf_counter()
        films = tuple(
            ImagePart(item.image_id, decode_film(item)) for item in features.images if item.is_meant
        )
        words = decode_words(features.text) if features.text is not None else ()
        seen, read = (films if weights.image > 0 else ()), (words if weights.text > 0 else ())
        if not seen and not read:
            return Prediction(())
        if seen and "image" not in self.model.modalities:
            return Prediction((), remarks=(BLIND,))
        material = PromptMaterial(images=seen, record=read)
        fused = self._ask(material, weights)
        plain = weights == Weights()
        alone = self._alone(seen, (), fused if plain and not read else None)
        told = self._alone((), read, fused if plain and not seen else None)
        why, doubts = self._explain(material, weights), self._doubts(material, weights, fused)
        image_share, text_share = _shares(fused, alone, told)
        answers = tuple(
            Answer(
                name=name,
                fused=fused[index],
                image_only=alone[index] if alone else None,
                text_only=told[index] if told else None,
                patches=_patches(features, why[index] if why else None, shown=bool(seen)),
                sentences=_sentences(features, why[index] if why else None, shown=bool(read)),
                doubt=doubts[index],
            )
            for index, name in enumerate(self._names)
        )
        elapsed = (time.perf_counter() - began) * 1e3
        return Prediction(answers, image_share, text_share, {"infer": elapsed}, self._remarks())

    def infer_cascade(self, features: Features, weights: Weights) -> Prediction | None:
        """Let the image reader find, and ask with its findings and the record as words.

        The films themselves are not shown to the language model. Falls back to ``infer`` where
        the reader says nothing: no film, weight 0, or films that it is not meant for.

        Raises:
            ModelUnavailableError: If a model cannot answer.
        """
        given = self._read_films(features) if weights.image > 0 else ()
        if not given:
            return self.infer(features, weights)
        words = decode_words(features.text) if features.text is not None else ()
        record = words if weights.text > 0 else ()
        began = time.perf_counter()
        material = PromptMaterial(record=record, findings=given)
        fused = self._ask(material, weights)
        alone = fused if not record else self._ask(PromptMaterial(findings=given), Weights())
        told = self._alone((), record, None)
        why, doubts = self._explain(material, weights), self._doubts(material, weights, fused)
        image_share, text_share = _shares(fused, alone, told)
        answers = tuple(
            Answer(
                name=name,
                fused=fused[index],
                image_only=alone[index] if alone else None,
                text_only=told[index] if told else None,
                patches=_patches(features, None, shown=False),
                sentences=_sentences(features, why[index] if why else None, shown=bool(record)),
                doubt=doubts[index],
            )
            for index, name in enumerate(self._names)
        )
        elapsed = (time.perf_counter() - began) * 1e3
        return Prediction(answers, image_share, text_share, {"cascade": elapsed}, self._remarks())

    def _ask(self, material: PromptMaterial, weights: Weights) -> list[float]:
        prompt = findings_prompt(material, self._language)
        return self.model.yes(prompt, self._questions, weights)

    def _alone(
        self, films: tuple[ImagePart, ...], words: tuple[str, ...], known: list[float] | None
    ) -> list[float]:
        """Return the answers to one modality alone, at weight 1; none where it has nothing."""
        if not films and not words:
            return []
        return known or self._ask(PromptMaterial(images=films, record=words), Weights())

    def _doubts(
        self, material: PromptMaterial, weights: Weights, fused: Sequence[float]
    ) -> list[str]:
        """Ask for all answers in one list; say of each finding where the two disagree."""
        if not isinstance(self.model, ListingModel):
            return [""] * len(self._names)
        prompt = findings_prompt(material, self._language)
        question = list_question(self._names, self._language)
        listed = self.model.closed_list(prompt, question, self._names, weights)
        single = [p >= _EVEN for p in fused]
        return [
            DOUBTS[said] if listed.get(name, said) != said else ""
            for name, said in zip(self._names, single, strict=True)
        ]

    def _remarks(self) -> tuple[str, ...]:
        return self.model.remarks if isinstance(self.model, RemarkingModel) else ()

    def _explain(self, material: PromptMaterial, weights: Weights) -> list[Explained]:
        if not isinstance(self.model, ExplainingModel):
            return []
        prompt = findings_prompt(material, self._language)
        return self.model.explain(prompt, self._questions, weights)

    def _read_films(self, features: Features) -> tuple[GivenFinding, ...]:
        """Return what the image reader says of the films; empty where it says nothing."""
        from omni_med.models.protocols import ImageInput  # noqa: PLC0415 - as used

        films = tuple(
            ImageInput(item.image_id, decode_film(item))
            for item in features.images
            if item.is_meant
        )
        if not films:
            return ()
        if self._reader is None:
            from omni_med.models import registry  # noqa: PLC0415 - only a cascade needs it

            self._reader = registry.load(self._reader_name, threads=1)
        seen = self._reader.encode(ModelInputs(images=films))
        meant = tuple(item for item in seen.images if item.is_meant)
        found = self._reader.infer(Features(meant), Weights(image=1.0, text=0.0))
        return tuple(GivenFinding(answer.name, answer.fused) for answer in found.answers)


class LanguageFactory:
    """Makes a backend of a language model that is not loaded yet."""

    def __init__(self, model: Openable) -> None:
        self._model = model

    @property
    def id(self) -> str:
        """Name of the model."""
        return self._model.id

    def missing(self) -> tuple[str, ...]:
        """Return what this machine lacks for it, in words."""
        return self._model.missing()

    def card(self) -> ModelCard:
        """Return the card without loading the model."""
        return card_of(self._model)

    def load(self, *, progress: Progress = no_progress, **_options: Any) -> LanguageBackend:
        """Load the model; options of other backends are passed over.

        Args:
            progress: Told in MiB of weights.

        Raises:
            ModelUnavailableError: If it cannot be loaded.
        """
        return LanguageBackend(
            self._model.open(progress), self.card(), language=self._model.language
        )


def _shares(
    fused: Sequence[float], alone: Sequence[float], told: Sequence[float]
) -> tuple[float, float]:
    """Return how far the answers move without the record and without the films, as shares."""
    if not alone or not told:
        return (1.0, 0.0) if alone else (0.0, 1.0)
    without_films = sum(abs(_logit(a) - _logit(b)) for a, b in zip(fused, told, strict=True))
    without_words = sum(abs(_logit(a) - _logit(b)) for a, b in zip(fused, alone, strict=True))
    total = without_films + without_words
    if total <= 0:
        return 0.5, 0.5
    return without_films / total, without_words / total


def _logit(p: float) -> float:
    clipped = min(max(p, _LEAST), 1.0 - _LEAST)
    return math.log(clipped / (1.0 - clipped))


def _patches(features: Features, why: Explained | None, *, shown: bool) -> tuple[FloatArray, ...]:
    """Return a map for each film of the features, all zero where it was not shown or is unknown."""
    maps = iter(why.films if why is not None and shown else ())
    return tuple(
        onto_grid(next(maps)) if item.is_meant and why is not None and shown else _blank(item.grid)
        for item in features.images
    )


def _blank(grid: tuple[int, int]) -> FloatArray:
    return np.zeros(grid, np.float32)


def _sentences(features: Features, why: Explained | None, *, shown: bool) -> FloatArray | None:
    if features.text is None:
        return None
    shares = np.zeros(len(features.text.read), np.float32)
    if why is not None and shown:
        count = min(len(shares), len(why.lines))
        shares[:count] = why.lines[:count]
    return shares
