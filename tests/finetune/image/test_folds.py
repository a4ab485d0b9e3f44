"""Films read while their patients are left out: once each, by the recipe's own networks."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.ablation.films import folds_of
from finetune.calibrate import conformal_of
from finetune.config import ImageRecipe, read_recipe
from finetune.films.data import Film, read_films
from finetune.image import folds
from omni_med.models.compact.settings import read_settings
from omni_med.models.conformal import band, prediction_set

RECIPE = Path(folds.__file__).parents[1] / "recipes" / "compact-v2.toml"


def film(number: int) -> Film:
    split = ("train", "val", "test")[number % 7 % 3]
    source = "nih-x" if number % 4 else "covid-x"
    return Film(
        str(number), Path("none"), split, f"g{number // 2}", source, "PA", "M", None,
        number % 11 != 0, number % 3 % 2, -1, (-1,) * 10,
    )  # fmt: skip


FILMS = [film(number) for number in range(140)]
KNOWN = [one for one in FILMS if one.frontal and one.split != "test"]


class Told:
    """Stands in for the teaching: says of each film which it is."""

    runs = 0

    def __init__(self, films: list[Film], seed: int) -> None:
        self.films, self.parts = films, folds_of(films, seed)

    def run(self, recipe: ImageRecipe, fold: int) -> dict[str, object]:
        del recipe
        Told.runs += 1
        own = [int(r) for r in self.parts[fold] if self.films[r].source.startswith("nih")]
        return {"rows": own, "said": [float(self.films[r].image_id) for r in own]}


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    Told.runs = 0
    monkeypatch.setattr(folds, "Seen", Told)


def test_every_nih_film_that_is_no_test_film_is_read_once_beside_its_own_truth(
    tmp_path: Path,
) -> None:
    found = folds.left_out(FILMS, read_recipe(RECIPE), tmp_path)
    by_id = {float(one.image_id): one for one in KNOWN if one.source.startswith("nih")}
    assert sorted(found.logits) == sorted(by_id)
    rows = zip(found.logits, found.truth, found.groups, found.names, strict=True)
    for said, truth, group, name in rows:
        own = by_id[said]
        assert (own.opacity, own.group_id, own.image_id) == (truth, group, name)


def test_logits_are_brought_to_another_networks_mean_and_spread_without_a_label(
    tmp_path: Path,
) -> None:
    found = folds.left_out(FILMS, read_recipe(RECIPE), tmp_path)
    some = [str(name) for name in found.names[::3]]
    other = 0.8 * found.logits[::3] - 1.5
    moved = found.like(some, other)
    assert np.allclose(moved.logits, 0.8 * found.logits - 1.5)
    turned = replace(found, truth=1 - found.truth).like(some, other)
    assert np.array_equal(turned.logits, moved.logits)


def test_what_was_finished_is_not_done_again_unless_the_recipe_is_another(tmp_path: Path) -> None:
    plan = read_recipe(RECIPE)
    first = folds.left_out(FILMS, plan, tmp_path)
    found = json.loads((tmp_path / folds.FILE).read_bytes())
    del found["folds"]["3"]
    (tmp_path / folds.FILE).write_text(json.dumps(found))
    again = folds.left_out(FILMS, plan, tmp_path)
    assert Told.runs == 6
    assert sorted(again.logits) == sorted(first.logits)
    folds.left_out(FILMS, replace(plan, image=replace(plan.image, epochs=9)), tmp_path)
    assert Told.runs == 11


@pytest.mark.data
def test_the_shipped_sets_stand_on_all_nih_films_of_train_and_validation(test_data: Path) -> None:
    opacity = read_settings().answers[0]
    films = read_films(test_data / "cxr")
    nih = [
        f for f in films if f.source.startswith("nih") and f.frontal and f.split in ("train", "val")
    ]
    assert opacity.conformal is not None
    counts = (len(opacity.conformal.present), len(opacity.conformal.absent))
    assert counts == (sum(f.opacity for f in nih), sum(1 - f.opacity for f in nih))
    edges = band(opacity.conformal)
    assert edges == (opacity.uncertain_below, opacity.uncertain_above)


def test_sets_made_of_such_scores_hold_what_they_promise_elsewhere() -> None:
    rng = np.random.default_rng(4)
    truth = np.tile([0, 1], 400)
    p = 1 / (1 + np.exp(-(2.4 * truth - 1.2 + rng.normal(0, 1, 800))))
    scores = conformal_of(p[:400], truth[:400])
    for label, value in (("absent", 0), ("present", 1)):
        own = p[400:][truth[400:] == value]
        held = np.mean([label in prediction_set(float(one), scores) for one in own])
        assert 0.84 < held <= 1.0
