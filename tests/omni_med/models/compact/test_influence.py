"""What moved an answer: sentences by leaving them out, patches beyond what clear films give."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.influence import above_usual, left_out
from omni_med.models.protocols import ImageInput, ModelInputs, SentenceInput, Weights
from omni_med.models.samples import chest_film

WORDS = (
    "Fever and dry cough for six days.",
    "Returned from a journey a week ago.",
    "HIV infection, no treatment.",
    "No chest pain.",
)


def logit(p: float) -> float:
    return math.log(p / (1 - p))


@pytest.fixture(scope="module")
def backend() -> CompactBackend:
    return CompactBackend()


def inputs(*words: str, film: bool = True) -> ModelInputs:
    images = (ImageInput("film", chest_film(seed=3, opacity=0.3)),) if film else ()
    return ModelInputs(images, tuple(SentenceInput("n", 0, len(w), w) for w in words))


@pytest.mark.parametrize("film", [True, False])
@pytest.mark.parametrize("weights", [Weights(), Weights(1.0, 0.4)])
def test_a_sentence_weighs_what_leaving_it_out_changes(
    backend: CompactBackend, film: bool, weights: Weights
) -> None:
    """Asked again without it the answer is that much lower."""
    features = backend.encode(inputs(*WORDS, film=film))
    features = replace(
        features, images=tuple(replace(i, is_meant=True, refusal="") for i in features.images)
    )
    told = backend.infer(features, weights)
    assert features.text is not None
    for index in range(len(WORDS)):
        kept = tuple(number for number in range(len(WORDS)) if number != index)
        less = replace(features.text, tokens=features.text.tokens[list(kept)], read=kept)
        without = backend.infer(replace(features, text=less), weights)
        change = logit(told.answers[0].fused) - logit(without.answers[0].fused)
        assert told.answers[0].sentences is not None
        assert told.answers[0].sentences[index] == pytest.approx(change, abs=2e-4)


@pytest.mark.parametrize("weights", [Weights(), Weights(1.0, 0.4), Weights(1.0, 0.0)])
def test_without_the_only_sentence_the_film_is_read_alone(
    backend: CompactBackend, weights: Weights
) -> None:
    """Film alone is calibrated otherwise than both together: the change is that of the answers."""
    features = backend.encode(inputs(WORDS[0]))
    features = replace(
        features, images=tuple(replace(i, is_meant=True, refusal="") for i in features.images)
    )
    told = backend.infer(features, weights).answers[0]
    without = backend.infer(replace(features, text=None), weights).answers[0]
    assert told.sentences is not None
    change = logit(told.fused) - logit(without.fused)
    assert told.sentences == pytest.approx([change], abs=2e-4)


shares = st.lists(st.floats(0.01, 1), min_size=4, max_size=9)


@given(shares, st.lists(st.floats(-3, 3), min_size=9, max_size=9), st.integers(1, 3))
@settings(deadline=None)
def test_left_out_is_the_softmax_without_it(
    powers: list[float], values: list[float], edge: int
) -> None:
    """Against the attention worked out anew without the sentence, modality by modality."""
    power, value = np.array(powers), np.array(values[: len(powers)])
    count = len(power) - edge
    film, record = power[:edge] / power[:edge].sum(), power[edge:] / power[edge:].sum()
    attention = np.concatenate([0.4 * film, 0.6 * record]).astype(np.float32)
    found = left_out(attention, (attention * value).astype(np.float32), edge, count)
    whole = float((attention * value).sum())
    for index in range(count):
        keep = np.arange(count) != index
        if not keep.any():
            without = float((film * value[:edge]).sum())
        else:
            rest = power[edge:][keep] / power[edge:][keep].sum()
            without = float(0.4 * film @ value[:edge] + 0.6 * rest @ value[edge:][keep])
        assert found[index] == pytest.approx(whole - without, abs=2e-4)


def test_a_hidden_record_has_no_sentence_that_moves() -> None:
    attention = np.array([0.5, 0.5, 0, 0], np.float32)
    parts = np.array([1.0, -0.25, 0, 0], np.float32)
    assert left_out(attention, parts, 2, 2).tolist() == [0, 0]


def test_patches_are_told_against_what_clear_films_give() -> None:
    parts = np.array([0.5, 0.1], np.float32)
    usual = np.array([0.2, 0.3])
    assert above_usual(parts, np.array([0.5, 0.5], np.float32), usual) == pytest.approx([0.3, -0.2])
    half = above_usual(parts, np.array([0.25, 0.25], np.float32), usual)
    assert half == pytest.approx([0.4, -0.05])  # half of the attention is on other films or words
    assert above_usual(parts, parts, None) is parts
