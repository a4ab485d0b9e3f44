"""The embedded model with heads on it: its own answers to the last bit, and one more of each head.

The image encoder runs once. A head puts its own numbers into the last block, which is small, and
reads its patches and the sentences that the model read anyway.
"""

from __future__ import annotations

import math
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime as ort

from omni_med.domain import Code
from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.backend import SNOMED_CT
from omni_med.models.compact.fusion import blend
from omni_med.models.compact.settings import FOLDER, TOP, Calibration
from omni_med.models.conformal import prediction_set
from omni_med.models.heads.bundle import Head, check_head, read_head
from omni_med.models.protocols import (
    Answer,
    Assessed,
    Features,
    FloatArray,
    ImageFeatures,
    ModelBackend,
    ModelCard,
    ModelInputs,
    Prediction,
    Weights,
)


def with_heads(
    backend: ModelBackend, folders: Sequence[Path], *, base: Path = FOLDER
) -> ModelBackend:
    """Return the backend with heads on it; itself without any.

    Args:
        backend: The embedded model.
        folders: Of the heads.
        base: Folder of the embedded model's weights.

    Raises:
        ModelUnavailableError: If a head is damaged or stands on other weights.
    """
    return attach(backend, [read_head(folder) for folder in folders], base=base)


def attach(backend: ModelBackend, heads: Sequence[Head], *, base: Path = FOLDER) -> ModelBackend:
    """Return the backend with heads on it; itself without any.

    Raises:
        ModelUnavailableError: If a head stands on other weights, or two answer the same thing.
    """
    if not heads:
        return backend
    names = [item.name for item in backend.card.assessed]
    for head in heads:
        check_head(head, backend.card, names, base)
        names.append(head.card.answer.name)
    return HeadsBackend(backend, heads, base=base)


def swap(backend: ModelBackend, heads: Sequence[Head], *, base: Path = FOLDER) -> ModelBackend:
    """Return the loaded model with these heads in place of those on it; nothing is loaded again.

    Raises:
        ModelUnavailableError: If a head stands on other weights, or two answer the same thing.
    """
    plain = backend.without_heads if isinstance(backend, HeadsBackend) else backend
    return attach(plain, heads, base=base)


class HeadsBackend:
    """The embedded model with heads on it. One per thread."""

    def __init__(self, backend: ModelBackend, heads: Sequence[Head], *, base: Path) -> None:
        self._backend = backend
        self._heads = [HeadSide(head, base) for head in heads]
        card = backend.card
        texts = [card.text, *(head.card.text for head in heads)]
        titles = [head.card.title for head in heads]
        self._card = replace(
            card,
            assessed=(*card.assessed, *(_assessed(head) for head in heads)),
            text="\n\n".join(text for text in texts if text),
            adapter=", ".join(filter(None, [card.adapter, *titles])),
        )

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
        """Answer as the model does, then once for each head."""
        prediction = self._backend.infer(features, weights)
        if not prediction.answers:
            return prediction
        started = time.perf_counter()
        answers = tuple(head.answer(features, weights) for head in self._heads)
        timings = {**prediction.timings_ms, "heads": (time.perf_counter() - started) * 1000}
        return replace(prediction, answers=(*prediction.answers, *answers), timings_ms=timings)


def _assessed(head: Head) -> Assessed:
    answer = head.card.answer
    code = Code(SNOMED_CT, answer.snomed, answer.display) if answer.snomed else None
    return Assessed(
        answer.name, code, answer.threshold, answer.uncertain_below, answer.uncertain_above
    )


class HeadSide:
    """One head on the model's last block."""

    def __init__(self, head: Head, base: Path) -> None:
        """Put the head's numbers into the last block of the model in ``base``.

        Raises:
            ModelUnavailableError: If they do not fit.
        """
        self._head = head
        self._session = _session(head, base) if head.convolutions else None

    def answer(self, features: Features, weights: Weights) -> Answer:
        """Answer one case three ways: at ``weights``, film alone, note alone.

        A side whose weight is 0 is not computed at all, so nothing of it can leak.
        """
        settings = self._head.card.answer
        films = self._films(features)
        words = self._words(features)
        image, text = (weights.image if films else 0.0), (weights.text if words is not None else 0)
        film = float(np.mean([values.mean() for values in films])) if films else 0.0
        note = float(words.mean()) if words is not None else 0.0
        share = self._share(image, text)
        both = share * film if image else 0.0
        both += (1 - share) * note if text else 0.0
        mixed = blend(settings, image, text) if image or text else settings.fused
        fused = _probability(both, mixed)
        return Answer(
            name=settings.name,
            fused=fused,
            image_only=_probability(film, settings.image) if films else None,
            text_only=_probability(note, settings.text) if words is not None else None,
            prediction_set=prediction_set(fused, settings.conformal),
            patches=self._maps(features, films, share * mixed.scale if image else 0.0),
            sentences=self._sentences(features, words, (1 - share) * mixed.scale if text else 0.0),
        )

    def _films(self, features: Features) -> list[FloatArray]:
        """Return what each patch of each read film says, (patches,)."""
        return [self._patches(image) for image in features.images if image.is_meant]

    def _patches(self, image: ImageFeatures) -> FloatArray:
        tokens = image.tokens
        if self._session is not None:
            upper = self._session.run(None, {"tap": image.tap[None]})[0][0]
            tokens = np.concatenate([tokens[:, : -upper.shape[1]], upper], axis=1)
        self._fit(tokens, self._head.image_value)
        values: FloatArray = tokens @ self._head.image_value + np.float32(self._head.image_bias)
        return values

    def _words(self, features: Features) -> FloatArray | None:
        """Return what each read sentence says, (sentences,); None without any.

        A head that was taught on films alone has one value, 0, in place of a sentence's, and
        reads no record.
        """
        if features.text is None or not len(features.text.tokens) or not self._head.reads_text:
            return None
        tokens = features.text.tokens
        self._fit(tokens, self._head.text_value)
        values: FloatArray = tokens @ self._head.text_value + np.float32(self._head.text_bias)
        return values

    def _fit(self, tokens: FloatArray, value: FloatArray) -> None:
        if tokens.shape[1] != len(value):
            raise _misfit(self._head)

    def _share(self, image: float, text: float) -> float:
        """Return the films' share of the attention, 0 to 1."""
        first, second = (
            weight * math.exp(loudness)
            for weight, loudness in zip((image, text), self._head.modality, strict=True)
        )
        return first / (first + second) if first + second else 0.0

    def _maps(
        self, features: Features, films: list[FloatArray], share: float
    ) -> tuple[FloatArray, ...]:
        maps, read = [], iter(films)
        for image in features.images:
            values = next(read) if image.is_meant else np.zeros(math.prod(image.grid), np.float32)
            scale = share / (len(values) * max(1, len(films)))
            maps.append((values * np.float32(scale)).reshape(image.grid).astype(np.float32))
        return tuple(maps)

    @staticmethod
    def _sentences(features: Features, words: FloatArray | None, share: float) -> FloatArray | None:
        if features.text is None:
            return None
        if words is None:
            return np.zeros(len(features.text.tokens), np.float32)
        shares: FloatArray = (words * np.float32(share / len(words))).astype(np.float32)
        return shares


def _session(head: Head, base: Path) -> ort.InferenceSession:
    options = ort.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Beyond this level the layout of a convolution is changed before the head's weights are put
    # in: the block would answer with its own, and the head would be silently passed over.
    options.graph_optimization_level = ort.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    kept = [ort.OrtValue.ortvalue_from_numpy(value) for value in head.convolutions.values()]
    for name, value in zip(head.convolutions, kept, strict=True):
        options.add_initializer(f"{name}.weight", value)
    try:
        return ort.InferenceSession(str(base / TOP), options, providers=["CPUExecutionProvider"])
    except Exception:  # noqa: BLE001 - ONNX Runtime raises classes of its own
        raise _misfit(head) from None


def _misfit(head: Head) -> ModelUnavailableError:
    return ModelUnavailableError(
        f"The head {head.card.title} does not fit the embedded model.",
        hint="Teach it again on this model: omni-med finetune fit",
    )


def _probability(logit: float, calibration: Calibration) -> float:
    value = max(-60.0, min(60.0, calibration.scale * logit + calibration.offset))
    return 1.0 / (1.0 + math.exp(-value))
