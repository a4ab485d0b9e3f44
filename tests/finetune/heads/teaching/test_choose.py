"""What LoRA adapts is chosen on patients held back, and is read as it was taught."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from safetensors.numpy import save

from finetune.heads.cases.encoded import Encoded
from finetune.heads.network.numbers import numbers
from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, TARGETS, TEXT_LAYER, Parts
from finetune.heads.teaching.choose import choose
from finetune.heads.teaching.recipe import PROBE, Choice, HeadRecipe
from finetune.heads.teaching.teach import answer, teach
from omni_med.models.heads.bundle import Head, load_head
from omni_med.models.heads.lora import OUTPUTS, Words
from omni_med.models.heads.samples import sample_card
from omni_med.models.heads.side import HeadSide
from omni_med.models.protocols import Features, ImageFeatures, TextFeatures, Weights

MakeCases = Callable[..., Encoded]
QUICK = HeadRecipe(ranks=(0, 2, 1), teachings=4, steps=40, every=20, learning_rate=1e-2)
FROZEN = (TEXT_LAYER, FUSION)  # no convolution: they are read with the shipped block only


def test_words_are_chosen_where_only_their_neurons_know(
    make_cases: MakeCases, parts: Parts
) -> None:
    data = make_cases(positives=24, hidden=3.0)
    long = replace(QUICK, steps=80, every=40, targets=((TEXT_LAYER,), (FUSION,)))
    found = choose(data, np.arange(len(data.label)), parts, long)
    assert TEXT_LAYER in found.targets
    assert found.rank


def test_the_probe_stays_where_lora_is_not_clearly_better(
    make_cases: MakeCases, parts: Parts
) -> None:
    data = make_cases(text=2.0)
    quick = replace(QUICK, steps=20, targets=((IMAGE_BLOCK,), (TEXT_LAYER,)))
    assert choose(data, np.arange(len(data.label)), parts, quick) == PROBE


def test_nothing_is_chosen_that_the_cases_cannot_teach(make_cases: MakeCases, parts: Parts) -> None:
    tried: list[tuple[str, ...]] = []
    data = make_cases(with_text=False)
    watched = lambda point: tried.append(point.targets)  # noqa: E731
    choose(data, np.arange(len(data.label)), parts, replace(QUICK, steps=20), watched)
    assert set(tried) == {(IMAGE_BLOCK,), (FUSION,), (IMAGE_BLOCK, FUSION)}


def test_a_batch_without_any_word_is_taught_where_other_cases_have_words(
    make_cases: MakeCases, parts: Parts
) -> None:
    data = make_cases(image=1.0)
    none = Words(np.zeros((0, 0), np.float16), np.zeros(0, np.int64))
    few = replace(
        data,
        has_sentence=data.has_sentence & (torch.arange(len(data.label)) == 0)[:, None],
        pieces=(data.pieces[0], *(none for _ in data.label[1:])),
    )
    rows = np.arange(1, len(data.label))
    course = teach(few, rows, parts, QUICK, choice=Choice(2, 20, TARGETS), held=rows[:4])
    assert np.isfinite(course.looks[20]).all()


def test_films_without_any_note_are_taught_with_all_parts(
    make_cases: MakeCases, parts: Parts
) -> None:
    data = make_cases(image=1.0, with_text=False)
    count = len(data.label)
    alone = replace(
        data,
        sentences=torch.zeros(count, 1, 1),  # as cases without a note are encoded
        has_sentence=torch.zeros(count, 1, dtype=torch.bool),
    )
    rows, choice = np.arange(count), Choice(2, 10, (IMAGE_BLOCK, FUSION))
    for full in (False, True):
        network = teach(alone, rows, parts, QUICK, choice=choice, full=full).network
        assert np.isfinite(answer(network, alone, rows)).all()


def test_a_choice_keeps_to_its_budget(make_cases: MakeCases, parts: Parts) -> None:
    tried: list[tuple[tuple[str, ...], int]] = []
    watched = lambda point: tried.append((point.targets, point.rank))  # noqa: E731
    data = make_cases(hidden=3.0)
    few = replace(QUICK, steps=20, teachings=2)
    choose(data, np.arange(len(data.label)), parts, few, watched)
    assert len(set(tried)) <= 2


@pytest.mark.parametrize("targets", [(TEXT_LAYER,), (FUSION,), FROZEN])
def test_what_is_read_is_what_was_taught(
    make_cases: MakeCases, parts: Parts, targets: tuple[str, ...]
) -> None:
    data = make_cases(hidden=1.0, text=0.5, image=0.5)
    rows = np.arange(len(data.label))
    network = teach(data, rows, parts, QUICK, choice=Choice(2, 40, targets)).network
    kept = numbers(network)
    if TEXT_LAYER in targets:
        kept[OUTPUTS] = np.frombuffer(b"neurons\0sum", np.uint8)
    side = HeadSide(_head(kept), Path())
    logits = answer(network, data, rows)
    with torch.no_grad():
        tokens = parts.top.tokens(data.maps[:, 0].float()).numpy()
    for row in rows[::10]:
        words: Words = data.pieces[row]
        image = ImageFeatures("film", tokens[row], (2, 2), (0, 0, 1, 1), 0.5)
        text = TextFeatures(
            data.sentences[row].numpy(), (0, 1, 2), pieces=words.pieces, counts=words.counts
        )
        said = side.answer(Features((image,), text), Weights())
        assert np.log(said.fused / (1 - said.fused)) == pytest.approx(logits[row], abs=2e-3)
        assert said.sentences is not None
        total = sum(part.sum() for part in said.patches) + said.sentences.sum()
        assert total == pytest.approx(logits[row], abs=2e-3), "what each says adds up"


def test_all_three_at_once_are_taught(make_cases: MakeCases, parts: Parts) -> None:
    data = make_cases(hidden=1.0)
    rows = np.arange(len(data.label))
    network = teach(data, rows, parts, QUICK, choice=Choice(2, 20, TARGETS)).network
    kept = set(numbers(network))
    assert {"expand.weight", "text.down", "fusion.query"} <= kept
    assert network.query.abs().sum() > 0
    assert network.tail.narrow.lora_B["default"].weight.abs().sum() > 0


def _head(kept: dict[str, NDArray[Any]]) -> Head:

    data = save(kept)
    return load_head(sample_card(numbers=data), data)
