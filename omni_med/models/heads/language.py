"""Heads on a language model from a folder: one more closed question each, asked under LoRA.

The model's own answers are given before and after as ever: its layers are the same objects, and a
head's LoRA is added to what they give only while its own question is asked. The prompt is read
anew for each head, because LoRA changes how it is read; films are encoded once for all.

Source of LoRA: Hu et al., ICLR 2022; names of the numbers are peft's.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.fusion import blend
from omni_med.models.compact.settings import Calibration
from omni_med.models.conformal import prediction_set
from omni_med.models.heads.bundle import Head
from omni_med.models.heads.lora import LanguageLora
from omni_med.models.heads.told import assessed, card_with
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.protocols import Explained, Prompt
from omni_med.models.protocols import (
    Answer,
    Features,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)

if TYPE_CHECKING:
    from omni_med.models.language.local.model import LocalModel

_LEAST = 1e-9  # of a probability, so that its logit is finite


class LanguageHeadsBackend:
    """A language model with heads on it. One per thread."""

    def __init__(self, backend: ModelBackend, heads: Sequence[Head]) -> None:
        """Put heads on a model that was loaded from a folder.

        Raises:
            ModelUnavailableError: If it is no such model, or a head does not fit it.
        """
        from omni_med.models.language.local.model import LocalModel  # noqa: PLC0415 - torch

        if not isinstance(backend, LanguageBackend) or not isinstance(backend.model, LocalModel):
            raise ModelUnavailableError(
                "Heads of a language model answer on a model from a folder, in this process.",
                hint="Register it with omni-med models add, and name it with --model.",
            )
        self._backend: LanguageBackend = backend
        self._heads = [_Side(head, backend, backend.model) for head in heads]
        self._card = card_with(backend.card, heads)

    @property
    def without_heads(self) -> ModelBackend:
        """The model within."""
        return self._backend

    @property
    def card(self) -> ModelCard:
        """The model's card with what the heads assess."""
        return self._card

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode as the model does."""
        return self._backend.encode(inputs)

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode as the model does."""
        return self._backend.encode_batch(cases)

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Answer as the model does, then once for each head.

        Raises:
            ModelUnavailableError: If the model cannot answer.
        """
        return self._with_heads(self._backend.infer(features, weights), features, weights)

    def infer_cascade(self, features: Features, weights: Weights) -> Prediction | None:
        """Answer as the model does in a cascade; heads see the films and the record themselves.

        Raises:
            ModelUnavailableError: If a model cannot answer.
        """
        found = self._backend.infer_cascade(features, weights)
        return None if found is None else self._with_heads(found, features, weights)

    def _with_heads(
        self, prediction: Prediction, features: Features, weights: Weights
    ) -> Prediction:
        if not prediction.answers:
            return prediction
        started = time.perf_counter()
        found = [head.answer(features, weights) for head in self._heads]
        timings = {**prediction.timings_ms, "heads": (time.perf_counter() - started) * 1000}
        return replace(
            prediction, answers=(*prediction.answers, *filter(None, found)), timings_ms=timings
        )


class _Side:
    """One head: its question, asked under its LoRA."""

    def __init__(self, head: Head, backend: LanguageBackend, model: LocalModel) -> None:
        if head.language is None:
            raise misfit(head)
        self._answer = head.card.answer
        worn = WornModel(model.twin(), _fitted(head, model))
        card = replace(backend.card, assessed=(assessed(head),))
        self._backend = LanguageBackend(worn, card, language=backend.language)

    def answer(self, features: Features, weights: Weights) -> Answer | None:
        """Answer one case three ways, calibrated; None where the model is shown nothing."""
        found = self._backend.infer(features, weights).answers
        if not found:
            return None
        (said,) = found
        settings = self._answer
        has_image, has_text = said.image_only is not None, said.text_only is not None
        image, text = weights.image * has_image, weights.text * has_text
        mixed = blend(settings, image, text) if image or text else settings.fused
        fused = calibrated(said.fused, mixed)
        return replace(
            said,
            fused=fused,
            image_only=_maybe(said.image_only, settings.image),
            text_only=_maybe(said.text_only, settings.text),
            prediction_set=prediction_set(fused, settings.conformal),
        )


class WornModel:
    """A model from a folder that answers under a LoRA, as a ``LanguageModel``."""

    def __init__(self, model: LocalModel, layers: dict[str, tuple[Any, Any]]) -> None:
        """Take a twin of the model, and (down, up) as tensors for layers of it."""
        self._model, self._layers = model, layers

    @property
    def id(self) -> str:
        """Of the model."""
        return self._model.id

    @property
    def sha256(self) -> str:
        """Of the model."""
        return self._model.sha256

    @property
    def modalities(self) -> tuple[str, ...]:
        """Of the model."""
        return self._model.modalities

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        """Return P(yes) of each closed question, as the model does, under the LoRA.

        Raises:
            ModelUnavailableError: If the model cannot answer.
        """
        with self._worn():
            return self._model.yes(prompt, questions, weights)

    def explain(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[Explained]:
        """Return what each answer rests on, under the LoRA; raises as above."""
        with self._worn():
            return self._model.explain(prompt, questions, weights)

    def generate(self, prompt: Prompt, **options: Any) -> Iterator[str]:
        """Yield the plain model's answer: a head answers its own question only."""
        return self._model.generate(prompt, **options)

    def close(self) -> None:
        """Forget the prompts; the model goes on."""
        self._model.forget()

    @contextmanager
    def _worn(self) -> Iterator[None]:
        """Add the LoRA to what its layers give, for as long as this lasts."""
        network = self._model.network
        handles = [
            network.get_submodule(name).register_forward_hook(_adding(down, up))
            for name, (down, up) in self._layers.items()
        ]
        try:
            yield
        finally:
            for handle in handles:
                handle.remove()


def _adding(down: Any, up: Any) -> Any:
    def add(_module: Any, given: tuple[Any, ...], out: Any) -> Any:
        x = given[0].to(down.dtype)
        return (out + (x @ down.T) @ up.T).to(out.dtype)

    return add


def _fitted(head: Head, model: LocalModel) -> dict[str, tuple[Any, Any]]:
    """Return a head's numbers as tensors on the model's device, checked against its layers.

    Raises:
        ModelUnavailableError: If a layer is not there, or of another shape.
    """
    import torch  # noqa: PLC0415 - slow to import

    lora = head.language or LanguageLora({})
    network, found = model.network, {}
    for name, (down, up) in lora.layers.items():
        try:
            weight = network.get_submodule(name).weight
        except AttributeError:
            raise misfit(head) from None
        if weight.shape != (len(up), down.shape[1]):
            raise misfit(head)
        found[name] = (
            torch.from_numpy(down).to(network.device),
            torch.from_numpy(up).to(network.device),
        )
    return found


def misfit(head: Head) -> ModelUnavailableError:
    """Return what is said of a head that does not fit a language model."""
    return ModelUnavailableError(
        f"The head {head.card.title} does not fit this model.",
        hint="Teach it on this model: omni-med finetune fit DATASET --model NAME",
    )


def logit(p: float) -> float:
    """Return the logit of a share of "yes", which heads of language models are calibrated on."""
    clipped = min(max(p, _LEAST), 1.0 - _LEAST)
    return math.log(clipped / (1.0 - clipped))


def calibrated(p: float, calibration: Calibration) -> float:
    """Return a share of "yes" as a probability."""
    value = max(-60.0, min(60.0, calibration.scale * logit(p) + calibration.offset))
    return 1.0 / (1.0 + math.exp(-value))


def _maybe(p: float | None, calibration: Calibration) -> float | None:
    return None if p is None else calibrated(p, calibration)
