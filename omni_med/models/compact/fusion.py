"""Patches and sentences to answers: weighted attention, always at the same shape.

Every case is laid out on the same places (four films, 64 sentences); what is not there is hidden
as a modality of weight 0 is hidden. So absence and weight 0 give the same bits.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from omni_med.models.compact.influence import above_usual, left_out
from omni_med.models.compact.settings import FUSION, AnswerSettings, Calibration, Settings
from omni_med.models.protocols import Answer, Features, FloatArray, Prediction, Weights
from omni_med.models.sessions import Runs, make_session

HIDDEN = np.float32(-1e4)  # softmax gives exactly 0 in float32
FUSED, IMAGE_ONLY, TEXT_ONLY = 0, 1, 2


@dataclass(frozen=True, slots=True, eq=False)
class Layout:
    """A case on its fixed places.

    Attributes:
        patches: float32 (1, films * patches, channels).
        sentences: float32 (1, sentences, 384).
        has_patch: bool (films * patches,): where something lies.
        has_sentence: bool (sentences,).
        shown: For each film of the features its place, or None where it is not read.
    """

    patches: FloatArray
    sentences: FloatArray
    has_patch: np.ndarray[tuple[int], np.dtype[np.bool_]]
    has_sentence: np.ndarray[tuple[int], np.dtype[np.bool_]]
    shown: tuple[int | None, ...]


class FusionSide:
    """The fusion in ONNX Runtime or OpenVINO, float32."""

    def __init__(self, folder: Path, settings: Settings, options: Runs) -> None:
        self._settings = settings
        self._session = make_session(folder / FUSION, options)
        self._channels = int(self._session.get_inputs()[0].shape[2])
        self._words = int(self._session.get_inputs()[1].shape[2])

    def lay_out(self, features: Features) -> Layout:
        """Put the films and sentences of a case on their places."""
        settings = self._settings
        count = settings.grid[0] * settings.grid[1]
        patches = np.zeros((1, settings.films * count, self._channels), np.float32)
        sentences = np.zeros((1, settings.sentences, self._words), np.float32)
        has_patch = np.zeros(settings.films * count, np.bool_)
        has_sentence = np.zeros(settings.sentences, np.bool_)
        shown: list[int | None] = []
        place = 0
        for image in features.images:
            if not image.is_meant or place == settings.films:
                shown.append(None)
                continue
            patches[0, place * count : (place + 1) * count] = image.tokens
            has_patch[place * count : (place + 1) * count] = True
            shown.append(place)
            place += 1
        if features.text is not None:
            number = len(features.text.tokens)
            sentences[0, :number] = features.text.tokens
            has_sentence[:number] = True
        return Layout(patches, sentences, has_patch, has_sentence, tuple(shown))

    def attend(self, layout: Layout, weights: Weights) -> tuple[FloatArray, FloatArray]:
        """Run the three readings: fused at ``weights``, image only, text only.

        Returns:
            Attention and contribution, both (3, answers, places).
        """
        bias = np.stack(
            [
                _bias(layout, weights.image, weights.text),
                _bias(layout, 1.0, 0.0),
                _bias(layout, 0.0, 1.0),
            ]
        )
        attention, parts = self._session.run(
            None, {"patches": layout.patches, "sentences": layout.sentences, "bias": bias}
        )
        return attention, parts

    def infer(self, features: Features, weights: Weights) -> Prediction:
        """Answer a case; without anything to read there are no answers."""
        layout = self.lay_out(features)
        has_image, has_text = bool(layout.has_patch.any()), bool(layout.has_sentence.any())
        image_weight = weights.image if has_image else 0.0
        text_weight = weights.text if has_text else 0.0
        if image_weight == 0.0 and text_weight == 0.0:
            return Prediction(answers=())
        attention, parts = self.attend(layout, weights)
        # Attention on a reading with nothing in it is spread over empty places: never used.
        logits = parts.sum(axis=-1, dtype=np.float32)
        mixed = [blend(answer, image_weight, text_weight) for answer in self._settings.answers]
        ways = (
            self._probabilities(logits[FUSED], mixed),
            self._probabilities(logits[IMAGE_ONLY], [a.image for a in self._settings.answers]),
            self._probabilities(logits[TEXT_ONLY], [a.text for a in self._settings.answers]),
        )
        answers = tuple(
            Answer(
                name=answer.name,
                fused=ways[FUSED][index],
                image_only=ways[IMAGE_ONLY][index] if has_image else None,
                text_only=ways[TEXT_ONLY][index] if has_text else None,
                patches=self._maps(
                    index, attention[FUSED, index], parts[FUSED, index], mixed[index].scale, layout
                ),
                sentences=self._sentences(
                    attention[FUSED, index],
                    parts[FUSED, index] * mixed[index].scale,
                    features,
                    alone=_gap(ways[FUSED][index], ways[IMAGE_ONLY][index])
                    if image_weight > 0
                    else None,
                ),
            )
            for index, answer in enumerate(self._settings.answers)
        )
        edge = len(layout.has_patch)
        return Prediction(
            answers=answers,
            image_share=float(attention[FUSED, 0, :edge].sum()),
            text_share=float(attention[FUSED, 0, edge:].sum()),
        )

    def _probabilities(
        self, logits: FloatArray, calibrations: Sequence[Calibration]
    ) -> tuple[float, ...]:
        """Return one reading's probabilities: the kinds share out that of the first answer.

        Kinds are calibrated each for itself; where together they claim more than the whole they
        are scaled down, never up: what is left is for kinds that have no answer.
        """
        each = [_probability(*pair) for pair in zip(logits, calibrations, strict=True)]
        kinds = [answer.differential for answer in self._settings.answers]
        claimed = sum(p for p, is_kind in zip(each, kinds, strict=True) if is_kind)
        share = each[0] / max(claimed, 1.0)
        return tuple(p * share if is_kind else p for p, is_kind in zip(each, kinds, strict=True))

    def _maps(
        self, index: int, attention: FloatArray, parts: FloatArray, scale: float, layout: Layout
    ) -> tuple[FloatArray, ...]:
        """Return each film's map of one answer, beyond what films without finding give."""
        rows, columns = self._settings.grid
        count = rows * columns
        usual = self._settings.answers[index].usual
        known = np.array(usual) if len(usual) == count else None
        maps = []
        for place in layout.shown:
            values = np.zeros(count, np.float32)
            if place is not None:
                there = slice(place * count, (place + 1) * count)
                values = above_usual(parts[there], attention[there], known)
            maps.append((values * np.float32(scale)).reshape(rows, columns))
        return tuple(maps)

    def _sentences(
        self, attention: FloatArray, parts: FloatArray, features: Features, alone: float | None
    ) -> FloatArray | None:
        """Return what leaving each sentence out takes from one answer.

        Without its only sentence the film is read alone, which is calibrated otherwise: ``alone``
        is how much lower that answer is; None where there is no film.
        """
        if features.text is None:
            return None
        if len(features.text.tokens) == 1 and alone is not None:
            return np.array([alone], np.float32)
        edge = len(parts) - self._settings.sentences
        return left_out(attention, parts, edge, len(features.text.tokens))


def _gap(first: float, second: float) -> float:
    """Return how far the first probability's logit is above the second's."""
    a, b = (min(max(p, 1e-9), 1 - 1e-9) for p in (first, second))
    return math.log(a / (1 - a)) - math.log(b / (1 - b))


def blend(answer: AnswerSettings, image: float, text: float) -> Calibration:
    """Return the calibration at these weights of what is there.

    It runs continuously from that of one modality alone (the other at 0) to that of both (equal
    weights), so that turning the dial never jumps.
    """
    ratio = min(image, text) / max(image, text)
    alone = answer.image if image >= text else answer.text
    return Calibration(
        alone.scale + ratio * (answer.fused.scale - alone.scale),
        alone.offset + ratio * (answer.fused.offset - alone.offset),
    )


def _bias(layout: Layout, image: float, text: float) -> FloatArray:
    """Return each place's bias: log of its modality's weight less log of the number of its tokens.

    So a long note does not drown a film, nor four films a note.
    """
    places = [
        np.where(has, _log(weight, int(has.sum())), HIDDEN)
        for has, weight in ((layout.has_patch, image), (layout.has_sentence, text))
    ]
    return np.concatenate(places).astype(np.float32)


def _log(weight: float, count: int) -> np.float32:
    if weight == 0.0 or count == 0:
        return HIDDEN
    return np.float32(math.log(weight) - math.log(count))


def _probability(logit: np.float32, calibration: Calibration) -> float:
    value = max(-60.0, min(60.0, calibration.scale * float(logit) + calibration.offset))
    return 1.0 / (1.0 + math.exp(-value))
