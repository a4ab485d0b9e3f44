"""The checks of explanations are checks: they can fail."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.calibrate import conformal_of
from finetune.evaluate.laterality import localises, named_side
from finetune.evaluate.sanity import randomised, rank_correlation, similarity
from finetune.evaluate.sets import set_figures
from finetune.evaluate.twin import bare, shuffled, twin_of
from finetune.films.data import read_films
from finetune.site.settle import settle
from omni_med.domain import Conformal
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import CARD, FOLDER, FUSION, read_settings, write_settings


@pytest.mark.parametrize(
    ("note", "side"),
    [
        ("Opacity in the right lower lobe. Fever.", "right"),
        ("Left lung: patchy consolidation.", "left"),
        ("Consolidation in the right lung. Later the left lower lobe.", ""),
        ("Bilateral ground-glass opacities.", ""),
        ("Pain in the left leg. Infiltrate of the right upper lobe.", "right"),
        ("Fever and cough.", ""),
    ],
)
def test_the_side_that_a_note_names(note: str, side: str) -> None:
    assert named_side(note) == side


def test_a_side_is_told_only_where_it_is_sure() -> None:
    assert localises({"side of the map: agrees, low": 0.85})
    assert not localises({"side of the map: agrees, low": 0.75})
    assert not localises({})


def test_likeness_is_one_for_the_same_and_low_for_chance() -> None:
    rng = np.random.default_rng(0)
    first = rng.normal(size=(40, 64))
    assert rank_correlation(first[0], 3 * first[0] + 1) == pytest.approx(1)
    assert similarity(first[0], 3 * first[0] + 1) == pytest.approx(1, abs=1e-6)
    others = [rank_correlation(first[n], first[n + 1]) for n in range(39)]
    assert abs(np.mean(others)) < 0.1
    assert np.mean([similarity(first[n], first[n + 1]) for n in range(39)]) < 0.2
    assert rank_correlation(np.ones(5), np.arange(5.0)) == 0


def test_scores_need_twenty_of_each_class() -> None:
    p, truth = np.linspace(0, 1, 60), (np.arange(60) % 3 == 0).astype(np.int64)
    made = conformal_of(p, truth)
    assert made is not None
    assert len(made.present) == 20
    assert conformal_of(p[:-1][1:], truth[:-1][1:]) is None


def test_no_sets_no_figures() -> None:
    assert set_figures([], None) == {}


@pytest.mark.data
@pytest.mark.slow
def test_shuffled_weights_destroy_the_map_and_the_same_do_not(
    test_data: Path, tmp_path: Path
) -> None:
    films = [f for f in read_films(test_data / "cxr") if f.split == "val" and f.opacity == 1]
    ill = [f for f in films if f.source.startswith("nih")][:8]
    found = randomised(ill, FOLDER, CompactBackend(), 0)
    assert abs(found["rank correlation of maps with the image encoder shuffled"].value) < 0.3
    twin = bare(twin_of(FOLDER, tmp_path, {}))
    same = CompactBackend(twin)
    assert same.card.sha256 != ""
    shuffled(twin / FUSION, 0)
    with pytest.raises(Exception, match="not those that its card"):
        CompactBackend(twin)


@pytest.mark.data
@pytest.mark.slow
def test_settling_writes_maps_and_scores_and_can_be_repeated(
    test_data: Path, tmp_path: Path
) -> None:
    weights, few = tmp_path / "weights", tmp_path / "data" / "cxr"
    shutil.copytree(FOLDER, weights)
    few.mkdir(parents=True)
    (few / "images").symlink_to(test_data / "cxr" / "images")
    lines = (test_data / "cxr" / "cases.csv").read_text("utf-8").splitlines(keepends=True)
    kept = [line for line in lines[1:] if ",nih-chestxray14," in line]
    train = [line for line in kept if ",train," in line][:30]
    val = [line for line in kept if ",val," in line]
    (few / "cases.csv").write_text(lines[0] + "".join(train + val), "utf-8")
    settle(weights, tmp_path / "data")
    first = read_settings(weights)
    opacity = first.answers[0]
    assert len(opacity.usual) == first.grid[0] * first.grid[1]
    assert opacity.conformal is not None
    assert min(len(opacity.conformal.present), len(opacity.conformal.absent)) >= 20
    assert all(answer.conformal is None for answer in first.answers[1:])
    backend = CompactBackend(weights)  # the card fits
    assert backend.card.assessed[0].uncertain_below is not None
    settle(weights, tmp_path / "data")
    assert read_settings(weights) == first
    assert json.loads((weights / CARD).read_bytes())["sha256"] == backend.card.sha256
    own = Conformal(present=(0.5,) * 20, absent=(0.4,) * 20)
    answers = (replace(first.answers[0], conformal=own), *first.answers[1:])
    write_settings(replace(first, answers=answers), weights)
    settle(weights, tmp_path / "data", scored=True)
    assert read_settings(weights).answers[0].conformal == own
