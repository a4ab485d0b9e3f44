"""On the shipped files: what the card promises of a differential and of a note."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.inference.cascade import hand_on
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import FOLDER
from omni_med.models.protocols import Answer, Features, ModelInputs, Weights
from omni_med.models.space import read_space

Make = Callable[..., Features]
SEEDS = st.integers(0, 2**32 - 1)

CLASSIC = (
    "Fever and productive cough since Monday.",
    "He coughs and has a temperature of 39.",
    "Crackles over the right lower lobe.",
    "Shortness of breath.",
    "Rigors, pleuritic pain and rusty sputum.",
)


@given(seed=SEEDS, films=st.integers(0, 3), words=st.integers(0, 6), image=st.floats(0, 1))
@settings(max_examples=40, deadline=None)
def test_the_kinds_share_out_the_opacity(
    backend: CompactBackend, make_features: Make, seed: int, films: int, words: int, image: float
) -> None:
    answers = backend.infer(make_features(seed, films, words), Weights(image=image)).answers
    for way in ("fused", "image_only", "text_only"):
        whole = [getattr(answer, way) for answer in answers]
        if whole and whole[0] is not None:
            assert sum(whole[1:]) <= whole[0] + 1e-9


@given(seed=SEEDS, weight=st.floats(0.02, 0.98))
@settings(max_examples=30, deadline=None)
def test_turning_the_dial_a_little_changes_the_answer_a_little(
    backend: CompactBackend, make_features: Make, seed: int, weight: float
) -> None:
    features = make_features(seed)
    for one, two in (
        (Weights(text=weight), Weights(text=weight + 1e-3)),
        (Weights(image=weight), Weights(image=weight + 1e-3)),
    ):
        first, second = backend.infer(features, one), backend.infer(features, two)
        for before, after in zip(first.answers, second.answers, strict=True):
            assert after.fused == pytest.approx(before.fused, abs=0.02)


def test_a_note_without_news_leaves_the_film_as_it_is(
    backend: CompactBackend, make_features: Make
) -> None:
    """A note whose opacity logit is 0 changes nothing, at any of its weights."""
    features = make_features(3, 1, 1)
    said = backend.infer(features, Weights(image=0)).answers[0]
    assert said.text_only is not None
    alone = backend.infer(replace(features, text=None), Weights()).answers[0].fused
    low, high = sorted((alone, backend.infer(features, Weights()).answers[0].fused))
    for weight in (0.1, 0.5, 0.9):
        between = backend.infer(features, Weights(text=weight)).answers[0].fused
        assert low - 1e-6 <= between <= high + 1e-6


@pytest.mark.parametrize("text", CLASSIC)
def test_classic_complaints_do_not_speak_against_an_opacity(
    backend: CompactBackend,
    make_features: Make,
    make_sentences: Callable[..., tuple[object, ...]],
    text: str,
) -> None:
    heard = backend.encode(ModelInputs(sentences=make_sentences(text)))
    for seed in range(5):
        film = make_features(seed, 1, 0)
        alone = backend.infer(film, Weights()).answers[0].fused
        both = backend.infer(replace(film, text=heard.text), Weights()).answers[0].fused
        assert both >= alone - 0.01


@pytest.mark.parametrize("likeliest", [0.05, 0.25, 0.45, 0.7])
def test_a_cascade_does_not_turn_the_film_round(backend: CompactBackend, likeliest: float) -> None:
    """A kind that is open denies no pneumonia: the text side says what the film said of it."""
    card = backend.card
    kinds = {item.name for item in card.assessed if item.differential}
    opacity, *others = (item.name for item in card.assessed)
    threshold = card.assessed[0].threshold
    assert threshold is not None
    for seen in (0.95, 0.6, 0.1):
        for kind in others:
            answers = [Answer(opacity, seen, seen, None)]
            answers += [
                Answer(name, seen * (likeliest if name == kind else 0.04), None, None)
                for name in others
            ]
            heard = backend.encode(ModelInputs(sentences=hand_on(answers, kinds)))
            read = backend.infer(heard, Weights(image=0.0)).answers
            assert (read[0].fused >= threshold) == (seen >= threshold)


def test_a_history_of_hiv_brings_fungal_pneumonia_forward(
    backend: CompactBackend,
    make_features: Make,
    make_sentences: Callable[..., tuple[object, ...]],
) -> None:
    film = make_features(1, 1, 0)

    def rank_of_fungal(text: str) -> int:
        heard = backend.encode(ModelInputs(sentences=make_sentences(text)))
        answers = backend.infer(replace(film, text=heard.text), Weights()).answers
        order = sorted(answers[1:], key=lambda answer: -answer.fused)
        return [answer.name for answer in order].index("fungal pneumonia")

    assert rank_of_fungal("Known HIV infection with a low CD4 count.") == 0
    assert rank_of_fungal("No HIV infection. Fever for two days.") > 0


def test_the_space_ships_with_what_it_is_worth(
    backend: CompactBackend, make_features: Make
) -> None:
    space = read_space(FOLDER)
    assert space is not None
    assert all(name.startswith("space: ") for name in space.figures)
    placed = backend.embed(make_features(0, 2, 3))
    assert placed.films.shape[1] == placed.sentences.shape[1]
    assert len(placed.films) == 2
    assert len(placed.sentences) == 3
    assert np.isfinite(placed.films).all()
