"""Whether probabilities are as sure as they should be: on made-up answers of known sureness."""

from __future__ import annotations

import numpy as np
import pytest

from finetune.ablation import reliability as sure
from finetune.config import KindRecipe
from finetune.films.data import KINDS
from finetune.fusion.kinds import Repeat, Table, deal

RECIPE = KindRecipe(folds=4, repeats=2, film_ridge=0.1, note_ridge=0.3)


def table(count: int = 400, tell: float = 1.0) -> Table:
    rng = np.random.default_rng(1)
    kind = rng.integers(0, len(KINDS) + 1, count)
    film = rng.normal(0, 1, (count, 8))
    film[np.arange(count), kind] += tell
    note = rng.normal(0, 1, (count, 6))
    note[np.arange(count), kind] += 2 * tell
    note[::4] = np.nan
    return Table(film, note, kind, np.array([f"g{i}" for i in range(count)]))


@pytest.mark.parametrize(("factor", "low", "high"), [(1.0, 0.7, 1.4), (3.0, 0.2, 0.5)])
def test_a_slope_below_one_means_too_sure(factor: float, low: float, high: float) -> None:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 1.5, 3000)
    truth = (rng.random(3000) < 1 / (1 + np.exp(-logits))).astype(np.int64)
    weight = np.full(3000, 1 / 3000)
    assert low < sure._slope(factor * logits, truth, weight) < high


def test_scales_of_a_patient_left_out_did_not_see_him() -> None:
    """A film whose answer is changed changes nobody's probability in its own fold but its own."""
    given = table()
    fold = deal(given, 4, 0)
    repeat = Repeat(given.film[:, :4].copy(), given.note[:, :4].copy(), fold)
    rows = np.ones(len(given.kind), np.bool_)
    before = sure.out_of_fold(repeat.image, repeat, given, rows)
    changed = repeat.image.copy()
    changed[0] = 9.0
    after = sure.out_of_fold(changed, repeat, given, rows)
    own = fold == fold[0]
    own[0] = False
    assert np.array_equal(before[own], after[own])
    assert not np.array_equal(before[fold != fold[0]], after[fold != fold[0]])


def test_what_tells_the_kinds_loses_less_than_the_prior_and_noise_does_not() -> None:
    clear = sure.reliability(table(), RECIPE, 3)
    noise = sure.reliability(table(tell=0.0), RECIPE, 3)
    for kind in KINDS:
        assert clear["record"][kind]["loss"] < clear["record"][kind]["prior"] - 0.05
        assert noise["film"][kind]["loss"] > noise["film"][kind]["prior"] - 0.02
        bins = clear["fused"][kind]["bins"]
        assert sum(count for _, _, count in bins) == RECIPE.repeats * int(table().noted.sum())
        assert all(0 <= value <= 1 for said, found, _ in bins for value in (said, found))


def test_what_is_said_of_others_is_counted() -> None:
    given = table()
    rng = np.random.default_rng(2)
    films, notes = rng.normal(0, 1, (30, 8)), rng.normal(0, 1, (20, 6))
    films[:, 0] += 4.0
    found = sure.before(given, films, notes, RECIPE, 3)
    assert (found["film"]["count"], found["record"]["count"]) == (30, 20)
    assert found["film"]["mean"][0] > 0.5 > found["film"]["mean"][1]
    assert found["film"]["sure"][0] > 0.5
