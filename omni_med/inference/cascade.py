"""Cascade: the image is read first, and its findings are handed on to the text side as words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from omni_med.inference.cache import FeatureCache, encode
from omni_med.models.protocols import (
    Answer,
    Features,
    FloatArray,
    ModelBackend,
    ModelInputs,
    Prediction,
    SentenceInput,
    Weights,
)

CASCADE_NOTE = "cascade"


def infer_cascade(
    backend: ModelBackend,
    inputs: ModelInputs,
    features: Features,
    weights: Weights,
    cache: FeatureCache | None,
) -> Prediction:
    """Answer from the record and the words of the image's answer.

    A modality at weight 0 hands on nothing: no words of the image, no sentence of the record.
    The single-modality answers stay those of the parallel reading; patches are those of the
    image's own answer, since its pixels enter only through it. Falls back to the parallel answer
    where the image gives none or the model reads no text.
    """
    parallel = backend.infer(features, weights)
    alone = backend.infer(features, Weights(image=1.0, text=0.0)) if weights.image > 0 else None
    if alone is None or not alone.answers or "text" not in backend.card.modalities:
        return parallel
    told = tuple(_sentences(alone.answers))
    record = inputs.sentences if weights.text > 0 else ()
    words = ModelInputs(sentences=(*told, *record))
    second = encode(backend, words, cache)
    read = backend.infer(second, Weights(image=0.0, text=1.0))
    if not read.answers or second.text is None:
        return parallel
    answers = tuple(
        replace(
            answer,
            image_only=both.image_only,
            text_only=both.text_only,
            patches=image.patches,
            sentences=_of_the_record(answer.sentences, second.text.read, features, len(told)),
        )
        for answer, image, both in zip(read.answers, alone.answers, parallel.answers, strict=True)
    )
    timings = {**parallel.timings_ms, "cascade": sum(read.timings_ms.values())}
    return Prediction(answers, parallel.image_share, parallel.text_share, timings)


def _sentences(answers: Sequence[Answer]) -> list[SentenceInput]:
    """Put the image's answers into words, the surest first."""
    ordered = sorted(answers, key=lambda answer: -abs(answer.fused - 0.5))
    return [
        SentenceInput(CASCADE_NOTE, 0, 0, f"The film shows {_degree(answer.fused)}{answer.name}.")
        for answer in ordered
    ]


def _degree(probability: float) -> str:
    if probability >= 0.5:
        return "" if probability >= 0.8 else "possible "
    return "no " if probability <= 0.2 else "probably no "


def _of_the_record(
    shares: FloatArray | None, read: tuple[int, ...], features: Features, told: int
) -> FloatArray | None:
    """Keep the shares of the record's sentences, in the order in which the features hold them."""
    if shares is None or features.text is None:
        return None
    by_index = {index - told: share for index, share in zip(read, shares, strict=True)}
    kept = features.text.tokens[:, 0] * 0
    for row, index in enumerate(features.text.read):
        kept[row] = by_index.get(index, 0.0)
    return kept
