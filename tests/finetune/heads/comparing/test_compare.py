"""Heads are taught from what is there, and refused where nothing is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import Comparison, compare
from finetune.heads.comparing.folds import (
    BASELINES,
    HEAD,
    IMAGE_ONLY,
    METHODS,
    TEXT_ONLY,
    Plan,
    fair_cases,
    folds,
)
from finetune.heads.network.head import CONVS, HeadNetwork
from finetune.heads.network.numbers import numbers
from finetune.heads.network.parts import IMAGE_BLOCK, TARGETS, Parts
from finetune.heads.network.shown import IMAGE, TEXT
from finetune.heads.reporting.verdict import verdict
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.teach import answer, teach
from finetune.metrics import Difference, Estimate

SMALL = HeadRecipe(ranks=(0, 2), targets=((IMAGE_BLOCK,),), steps=20, every=10, batch=16)
PLAN = Plan(folds=3, repeats=1, curve=())
MakeCases = Callable[..., Encoded]


def people(data: Encoded) -> int:
    return len(set(data.group[data.label == 1]))


def test_what_films_say_is_learnt(make_cases: MakeCases, parts: Parts) -> None:
    data = make_cases(positives=24, image=3.0, with_text=False)
    found = compare(data, parts, SMALL, PLAN)
    assert found.estimates[HEAD].value > 0.8
    assert found.estimates[TEXT_ONLY].value == 0.5, "without notes the note alone says nothing"


def test_what_notes_say_is_learnt(make_cases: MakeCases, parts: Parts) -> None:
    found = compare(make_cases(positives=24, text=2.0), parts, SMALL, PLAN)
    assert found.estimates[HEAD].value > 0.8
    assert found.estimates[TEXT_ONLY].value > found.estimates[IMAGE_ONLY].value


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(20))
def test_shuffled_labels_are_refused_every_time(
    make_cases: MakeCases, parts: Parts, seed: int
) -> None:
    data = make_cases(seed, image=1.0, text=1.0)
    rng = np.random.default_rng(seed)
    shuffled = replace(data, label=rng.permutation(data.label))
    quick = replace(SMALL, ranks=(0,), steps=10)
    offered, reason = verdict(compare(shuffled, parts, quick, PLAN), people(shuffled))
    assert not offered
    assert reason.startswith("Not yet")


def test_no_patient_is_on_both_sides(make_cases: MakeCases) -> None:
    data = make_cases()
    for learn, look in folds(data, np.arange(len(data.label)), 4, 0):
        assert not set(data.group[learn]) & set(data.group[look])
        assert data.label[look].sum() > 0


def test_figures_are_taken_within_places_that_have_both(make_cases: MakeCases) -> None:
    data = make_cases()
    place = np.array(["a"] * 30 + ["b"] * 30)
    fair = fair_cases(replace(data, stratum=place))
    assert fair.tolist() == [True] * 30 + [False] * 30
    nowhere = np.where(data.label == 1, "a", "b")
    assert fair_cases(replace(data, stratum=nowhere)).all(), "without any, on all"


def test_a_side_that_is_hidden_changes_nothing(make_cases: MakeCases, parts: Parts) -> None:
    data = make_cases(image=1.0, text=1.0)
    rows = np.arange(len(data.label))
    network = teach(data, rows, parts, SMALL, choice=Choice(2, 10, TARGETS)).network
    other = replace(data, sentences=data.sentences + 3, pieces=data.pieces[::-1])
    assert np.array_equal(answer(network, data, rows, IMAGE), answer(network, other, rows, IMAGE))
    other = replace(data, maps=data.maps + 3, pooled=data.pooled + 3)
    assert np.array_equal(answer(network, data, rows, TEXT), answer(network, other, rows, TEXT))
    assert not np.array_equal(answer(network, data, rows), answer(network, other, rows))


def test_a_stopped_comparison_goes_on_to_the_same_end(
    make_cases: MakeCases, parts: Parts, tmp_path: Path
) -> None:
    data = make_cases(image=0.5)
    whole = compare(data, parts, SMALL, PLAN)

    def stop(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        compare(data, parts, SMALL, PLAN, store=tmp_path, progress=stop)
    assert len(list(tmp_path.glob("fold-*.json"))) == 2
    again = compare(data, parts, SMALL, PLAN, store=tmp_path)
    for name in METHODS:
        assert np.array_equal(whole.logits[name], again.logits[name])


def test_teaching_twice_gives_the_same_weights(make_cases: MakeCases, parts: Parts) -> None:
    data = make_cases(image=0.5)
    rows = np.arange(len(data.label))
    first, second = (
        numbers(teach(data, rows, parts, SMALL, choice=Choice(2, 10, TARGETS)).network)
        for _ in range(2)
    )
    assert first.keys() == second.keys()
    assert all(np.array_equal(first[name], second[name]) for name in first)


def test_merged_convolutions_answer_as_lora_does(make_cases: MakeCases, parts: Parts) -> None:
    data = make_cases(image=1.0)
    rows = np.arange(len(data.label))
    network = teach(data, rows, parts, SMALL, choice=Choice(2, 20, TARGETS)).network
    merged = network.merged()
    assert set(merged) == {"expand", "project"}
    plain = HeadNetwork(parts, data.sentences.shape[2], 0)
    plain.load_state_dict(network.state_dict(), strict=False)
    with torch.no_grad():
        for name, weight in zip(CONVS, merged.values(), strict=True):
            plain.top.get_submodule(name).weight.copy_(weight)
        x = data.maps[:4, 0].float()
        assert torch.allclose(plain.top(x), network.top(x), atol=1e-5)


def made_up(head: tuple[float, float, float], gap: tuple[float, float, float]) -> Comparison:
    area = Estimate(0.7, 0.6, 0.8, 60, 12)
    estimates = {**dict.fromkeys(METHODS, area), HEAD: Estimate(*head, 60, 12)}
    gains = dict.fromkeys(BASELINES, Difference(*gap, 60))
    nothing = np.zeros(1)
    return Comparison({}, nothing > 0, estimates, estimates[HEAD], gains, {}, ())


def test_a_head_is_offered_only_if_both_intervals_say_so() -> None:
    assert verdict(made_up((0.9, 0.8, 0.95), (0.2, 0.05, 0.3)), 12)[0]
    offered, reason = verdict(made_up((0.9, 0.8, 0.95), (0.1, -0.1, 0.3)), 12)
    assert not offered
    assert "about 49 patients" in reason
    offered, reason = verdict(made_up((0.6, 0.4, 0.8), (0.2, 0.05, 0.3)), 12)
    assert not offered
    assert "chance" in reason
    assert "would probably not" in verdict(made_up((0.9, 0.8, 0.95), (-0.1, -0.2, 0.0)), 12)[1]
