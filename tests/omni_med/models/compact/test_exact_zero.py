"""On the shipped files: a hidden modality leaves no trace, bit for bit."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.models.compact.backend import CompactBackend
from omni_med.models.protocols import Features, ImageInput, ModelInputs, Prediction, Weights

Make = Callable[..., Features]
SEEDS = st.integers(0, 2**32 - 1)


def fused(prediction: Prediction) -> list[float]:
    return [answer.fused for answer in prediction.answers]


@given(seed=SEEDS, other=SEEDS, films=st.integers(1, 4), text=st.floats(0.01, 1))
@settings(max_examples=40, deadline=None)
def test_at_image_weight_0_other_pixels_give_the_same_bits(
    backend: CompactBackend, make_features: Make, seed: int, other: int, films: int, text: float
) -> None:
    one, two = make_features(seed, films), make_features(other, films)
    swapped = replace(one, images=two.images)
    weights = Weights(image=0, text=text)
    first, second = backend.infer(one, weights), backend.infer(swapped, weights)
    assert fused(first) == fused(second)
    assert first.image_share == 0
    for answer in first.answers:
        assert not any(patch.any() for patch in answer.patches)


@given(seed=SEEDS, other=SEEDS, words=st.integers(1, 64), image=st.floats(0.01, 1))
@settings(max_examples=40, deadline=None)
def test_at_text_weight_0_other_words_give_the_same_bits(
    backend: CompactBackend, make_features: Make, seed: int, other: int, words: int, image: float
) -> None:
    one, two = make_features(seed, 1, words), make_features(other, 1, words)
    swapped = replace(one, text=two.text)
    weights = Weights(image=image, text=0)
    first, second = backend.infer(one, weights), backend.infer(swapped, weights)
    assert fused(first) == fused(second)
    assert first.text_share == 0
    for answer in first.answers:
        assert answer.sentences is not None
        assert not answer.sentences.any()


def test_hidden_and_absent_are_the_same(backend: CompactBackend, make_features: Make) -> None:
    both = make_features(1)
    no_text, no_image = replace(both, text=None), replace(both, images=())
    assert fused(backend.infer(both, Weights(1, 0))) == fused(backend.infer(no_text, Weights()))
    assert fused(backend.infer(both, Weights(0, 1))) == fused(backend.infer(no_image, Weights()))


def test_single_answers_are_the_same_network_at_weights_1_0_and_0_1(
    backend: CompactBackend, make_features: Make
) -> None:
    case = make_features(2)
    image, text = backend.infer(case, Weights(1, 0)), backend.infer(case, Weights(0, 1))
    for both, seen, read in zip(
        backend.infer(case, Weights()).answers, image.answers, text.answers, strict=True
    ):
        assert both.image_only == seen.fused == seen.image_only
        assert both.text_only == read.fused == read.text_only


def test_from_pixels_and_words_too(
    backend: CompactBackend, make_sentences: Callable[..., tuple[object, ...]]
) -> None:
    rng = np.random.default_rng(0)
    note = make_sentences("Fever and cough for six days.", "He smokes.")
    films = [rng.random((200, 220)).astype(np.float32) for _ in range(2)]
    answers = []
    for film in films:
        features = backend.encode(ModelInputs((ImageInput("a", film),), note))
        meant = tuple(replace(image, is_meant=True) for image in features.images)
        answers.append(backend.infer(replace(features, images=meant), Weights(image=0)))
    assert fused(answers[0]) == fused(answers[1])


@given(seed=SEEDS)
@settings(max_examples=10, deadline=None)
def test_a_small_turn_of_the_dial_is_a_small_change(
    backend: CompactBackend, make_features: Make, seed: int
) -> None:
    case = make_features(seed)
    steps = [Weights(1, w) for w in (0.0, 1e-6, 0.25, 0.250001, 0.999999, 1.0)]
    p = [np.array(fused(backend.infer(case, weights))) for weights in steps]
    for first, second in ((0, 1), (2, 3), (4, 5)):
        assert np.abs(p[first] - p[second]).max() < 1e-3


def test_shares_add_up_to_one_and_contributions_to_the_logit(
    backend: CompactBackend, make_features: Make
) -> None:
    case = make_features(3, films=2, words=5)
    prediction = backend.infer(case, Weights())
    assert prediction.image_share is not None
    assert prediction.text_share is not None
    assert prediction.image_share + prediction.text_share == pytest.approx(1, abs=1e-5)
    opacity = backend.infer(case, Weights(1, 0)).answers[0]
    calibration = backend.settings.answers[0].image
    usual = sum(backend.settings.answers[0].usual) * calibration.scale
    total = sum(float(patch.sum()) for patch in opacity.patches) + usual
    offset = calibration.offset
    assert 1 / (1 + np.exp(-(total + offset))) == pytest.approx(opacity.fused, abs=1e-4)


def test_with_nothing_to_read_there_is_no_answer(
    backend: CompactBackend, make_features: Make
) -> None:
    case = make_features(4)
    refused = tuple(replace(image, is_meant=False, refusal="a knee") for image in case.images)
    assert backend.infer(case, Weights(0, 0)).answers == ()
    assert backend.infer(Features(), Weights()).answers == ()
    assert backend.infer(Features(refused), Weights()).answers == ()
    assert backend.infer(replace(case, images=refused), Weights(1, 0)).answers == ()
