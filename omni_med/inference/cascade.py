"""Cascade: the image is read first, and its findings are handed on to the text side as words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from omni_med.inference.cache import FeatureCache, encode
from omni_med.models.protocols import (
    Answer,
    CascadeBackend,
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
    where the image gives none or the model reads no text. A backend with an image reader of its
    own before it does all of it by itself.
    """
    if isinstance(backend, CascadeBackend):
        own = backend.infer_cascade(features, weights)
        if own is not None:
            return own
    parallel = backend.infer(features, weights)
    alone = backend.infer(features, Weights(image=1.0, text=0.0)) if weights.image > 0 else None
    if alone is None or not alone.answers or "text" not in backend.card.modalities:
        return parallel
    told = hand_on(
        alone.answers, {item.name for item in backend.card.assessed if item.differential}
    )
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


def hand_on(answers: Sequence[Answer], kinds: Collection[str]) -> tuple[SentenceInput, ...]:
    """Put the image's answers into words: what was asked, then the likeliest kind of it.

    A mean is taken over sentences: five of the film would drown two of the record. A kind is handed
    on only where the film speaks for it: "probably no bacterial pneumonia" of a film whose kind is
    open would deny the pneumonia too.
    """
    told = [say(answer.name, answer.fused) for answer in answers if answer.name not in kinds]
    likeliest = max(
        (answer for answer in answers if answer.name in kinds),
        key=lambda answer: answer.fused,
        default=None,
    )
    if likeliest is not None and (degree := degree_of_kind(likeliest.fused)) is not None:
        told.append(_say(likeliest.name, degree))
    return tuple(SentenceInput(CASCADE_NOTE, 0, 0, words) for words in told)


def say(name: str, probability: float) -> str:
    """Return the words in which an answer is handed on."""
    return _say(name, next(word for least, word in DEGREES if probability >= least))


def degree_of_kind(probability: float) -> str | None:
    """Return how surely a kind is handed on, one of ``DEGREES``' words; None where it is not."""
    return next((word for least, word in KIND_DEGREES if probability >= least), None)


def _say(name: str, degree: str) -> str:
    return f"The film shows {degree}{name}."


DEGREES = ((0.8, ""), (0.5, "possible "), (0.2, "probably no "), (0.0, "no "))
"""From which probability an answer is said how."""

KIND_DEGREES = ((0.5, ""), (0.2, "possible "))
"""The same of a kind. Kinds share the whole: 0.2 is what each has before anything is seen."""


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
