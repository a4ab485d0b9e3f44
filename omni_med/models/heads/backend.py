"""The embedded model with heads on it: its own answers to the last bit, and one more of each head.

The image encoder runs once. A head puts its own numbers into the last block, which is small, and
reads its patches and the sentences that the model read anyway; a head that adapts words has the
sentences run once more, for all such heads together, with the last layer laid open.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from omni_med.errors import ModelUnavailableError
from omni_med.models.compact.settings import FOLDER
from omni_med.models.heads.bundle import Head, check_head, read_head
from omni_med.models.heads.side import HeadSide
from omni_med.models.heads.told import card_with
from omni_med.models.heads.words import Tap, open_tap
from omni_med.models.protocols import (
    Features,
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
    if any(head.language is not None for head in heads):
        from omni_med.models.heads.language import (  # noqa: PLC0415 - few need it
            LanguageHeadsBackend,
        )

        return LanguageHeadsBackend(backend, heads)
    return HeadsBackend(backend, heads, base=base)


def swap(backend: ModelBackend, heads: Sequence[Head], *, base: Path = FOLDER) -> ModelBackend:
    """Return the loaded model with these heads in place of those on it; nothing is loaded again.

    Raises:
        ModelUnavailableError: If a head stands on other weights, or two answer the same thing.
    """
    plain = getattr(backend, "without_heads", backend)
    return attach(plain, heads, base=base)


class HeadsBackend:
    """The embedded model with heads on it. One per thread."""

    def __init__(self, backend: ModelBackend, heads: Sequence[Head], *, base: Path) -> None:
        self._backend = backend
        self._heads = [HeadSide(head, base) for head in heads]
        self._tap = _tap(heads, base)
        card = card_with(backend.card, heads)
        if self._tap:  # what is encoded for such heads holds more: kept apart from the plain
            card = replace(card, preprocessing=f"{card.preprocessing}+words")
        self._card = card

    @property
    def without_heads(self) -> ModelBackend:
        """The model within."""
        return self._backend

    @property
    def card(self) -> ModelCard:
        """The model's card with what the heads assess."""
        return self._card

    def encode(self, inputs: ModelInputs) -> Features:
        """Encode as the model does, and lay the words open where a head adapts them."""
        features = self._backend.encode(inputs)
        if self._tap is None or features.text is None:
            return features
        read = [inputs.sentences[index].text for index in features.text.read]
        words = self._tap.read(read)
        text = replace(features.text, pieces=words.pieces, counts=words.counts)
        return replace(features, text=text)

    def encode_batch(self, cases: Sequence[ModelInputs]) -> list[Features]:
        """Encode several cases, each as if it were alone."""
        return [self.encode(case) for case in cases]

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Answer as the model does, then once for each head."""
        prediction = self._backend.infer(features, weights)
        if not prediction.answers:
            return prediction
        started = time.perf_counter()
        answers = tuple(head.answer(features, weights) for head in self._heads)
        timings = {**prediction.timings_ms, "heads": (time.perf_counter() - started) * 1000}
        return replace(prediction, answers=(*prediction.answers, *answers), timings_ms=timings)


def _tap(heads: Sequence[Head], base: Path) -> Tap | None:
    """Return the text encoder laid open for heads that adapt words; None without such a head.

    Raises:
        ModelUnavailableError: If it is not the text encoder that one of them was taught on.
    """
    asked = {head.words.outputs for head in heads if head.words is not None}
    if not asked:
        return None
    if len(asked) > 1:
        raise ModelUnavailableError(
            "These heads were taught on different text encoders.", hint="Leave one of them out."
        )
    return open_tap(asked.pop(), base)
