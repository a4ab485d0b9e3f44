"""One head on the embedded model: from what the model encoded to one more answer."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime as ort

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.fusion import blend
from omni_med.models.compact.settings import TOP, Calibration
from omni_med.models.conformal import prediction_set
from omni_med.models.heads.bundle import Head
from omni_med.models.heads.lora import Words, even
from omni_med.models.protocols import (
    Answer,
    Features,
    FloatArray,
    ImageFeatures,
    TextFeatures,
    Weights,
)


@dataclass(frozen=True, slots=True, eq=False)
class _Said:
    """What the tokens of one film, or of the record, say.

    Attributes:
        values: float32 (tokens,).
        shares: float32 (tokens,): the attention of each, together 1.
    """

    values: FloatArray
    shares: FloatArray

    @property
    def logit(self) -> float:
        """All of them together."""
        return float(self.values @ self.shares)


class HeadSide:
    """One head on the model's last block, words and attention."""

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
        film = float(np.mean([said.logit for said in films])) if films else 0.0
        note = words.logit if words is not None else 0.0
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

    def _films(self, features: Features) -> list[_Said]:
        """Return what the patches of each read film say."""
        return [self._patches(image) for image in features.images if image.is_meant]

    def _patches(self, image: ImageFeatures) -> _Said:
        tokens = image.tokens
        if self._session is not None:
            upper = self._session.run(None, {"tap": image.tap[None]})[0][0]
            tokens = np.concatenate([tokens[:, : -upper.shape[1]], upper], axis=1)
        head = self._head
        self._fit(tokens, head.image_value)
        shares = even(tokens)
        if head.attention is not None:
            self._fit(tokens, head.attention.image_key[0])
            shares = head.attention.patches(tokens)
        return _Said(tokens @ head.image_value + np.float32(head.image_bias), shares)

    def _words(self, features: Features) -> _Said | None:
        """Return what the read sentences say; None without any.

        A head that was taught on films alone has one value, 0, in place of a sentence's, and
        reads no record.
        """
        head = self._head
        if features.text is None or not len(features.text.tokens) or not head.reads_text:
            return None
        tokens = self._heard(features.text)
        self._fit(tokens, head.text_value)
        shares = even(tokens)
        if head.attention is not None:
            self._fit(tokens, head.attention.text_key[0])
            shares = head.attention.sentences(tokens)
        return _Said(tokens @ head.text_value + np.float32(head.text_bias), shares)

    def _heard(self, text: TextFeatures) -> FloatArray:
        """Return the sentences' tokens, their vectors as the head's own last layer gives them."""
        lora = self._head.words
        if lora is None:
            return text.tokens
        width = len(lora.up)
        if len(text.counts) != len(text.tokens):
            raise _misfit(self._head)
        if text.pieces.shape[1] != width + lora.down.shape[1]:
            raise _misfit(self._head)
        vectors = lora.sentences(Words(text.pieces, text.counts))
        return np.concatenate([vectors, text.tokens[:, width:]], axis=1)

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

    def _maps(self, features: Features, films: list[_Said], share: float) -> tuple[FloatArray, ...]:
        maps, read = [], iter(films)
        for image in features.images:
            if image.is_meant:
                said = next(read)
                values = said.values * said.shares * np.float32(share / max(1, len(films)))
            else:
                values = np.zeros(math.prod(image.grid), np.float32)
            maps.append(values.reshape(image.grid).astype(np.float32))
        return tuple(maps)

    @staticmethod
    def _sentences(features: Features, words: _Said | None, share: float) -> FloatArray | None:
        if features.text is None:
            return None
        if words is None:
            return np.zeros(len(features.text.tokens), np.float32)
        found: FloatArray = (words.values * words.shares * np.float32(share)).astype(np.float32)
        return found


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
