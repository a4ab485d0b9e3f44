import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from finetune.ablation import films as taught
from finetune.ablation import run
from finetune.ablation.plan import read_plan
from finetune.config import ImageRecipe, read_recipe
from finetune.errors import RecipeError
from finetune.films.data import Film

RECIPES = Path(run.__file__).parents[1] / "recipes"


def films(count: int = 60) -> list[Film]:
    result = []
    for number in range(count):
        source = "nih-x" if number % 4 else "covid-x"
        item = (
            str(number),
            Path("none"),
            "train",
            f"g{number // 2}",
            source,
            "PA",
            "M",
            None,
            True,
        )
        result.append(Film(*item, number % 3 % 2, -1, (-1,) * 10))
    return result


def test_parts_hold_every_film_once_and_patients_whole() -> None:
    rows = films()
    parts = taught.folds_of(rows, 20261122)
    assert sorted(np.concatenate(parts).tolist()) == list(range(60))
    for part in parts:
        inside = {rows[row].group_id for row in part}
        assert not inside & {rows[row].group_id for row in range(60) if row not in set(part)}


def test_the_shipped_plan_is_read_and_its_first_variant_is_the_recipe() -> None:
    plan = read_plan(RECIPES / "ablation.toml")
    first = plan.variants[0]
    assert first.recipe == read_recipe(RECIPES / "compact-v2.toml").image
    assert first.folds == (0, 1, 2, 3, 4)
    assert len({variant.key for variant in plan.variants}) == len(plan.variants)


@pytest.mark.parametrize(
    "text",
    [
        "recipe = 'compact-v2.toml'",
        "recipe = 'none.toml'\n[[variant]]\nname = 'x'",
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'x'\nchanges = { colour = 1 }",
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'x'\nagainst = 'y'",
        "recipe = 'compact-v2.toml'\n[[variant]]\nname='x'\n[[kinds]]\nname='k'\nnote='smell'",
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'x'\n[[kinds]]\nname = 'k'\nflim = true",
        "recipe='compact-v2.toml'\n[[variant]]\nname='x'\n[[kinds]]\nname=''\nfilm=false\nnote=''",
        "no toml",
    ],
)
def test_a_plan_that_is_none_is_refused(text: str, tmp_path: Path) -> None:
    (tmp_path / "compact-v2.toml").write_bytes((RECIPES / "compact-v2.toml").read_bytes())
    file = tmp_path / "plan.toml"
    file.write_text(text)
    with pytest.raises(RecipeError):
        read_plan(file)


class Told:
    """Stands in for the teaching: scores that the label decides, more or less."""

    runs = 0

    def __init__(self, rows: list[Film], seed: int) -> None:
        self.rows, self.parts = rows, taught.folds_of(rows, seed)

    def run(self, recipe: ImageRecipe, fold: int) -> dict[str, object]:
        Told.runs += 1
        own = [int(r) for r in self.parts[fold] if self.rows[r].source.startswith("nih")]
        rng = np.random.default_rng(fold)
        noise = 3.0 if recipe.epochs == 0 else 0.1
        said = [self.rows[r].opacity + noise * float(rng.normal()) for r in own]
        return {"rows": own, "said": said, "dark": [0.0] * len(own), "source": 0.5}


def test_what_was_found_is_not_run_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "Seen", Told)
    monkeypatch.setattr(run, "read_films", lambda _folder: tuple(films()))
    (tmp_path / "compact-v2.toml").write_bytes((RECIPES / "compact-v2.toml").read_bytes())
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'first'\n"
        "[[variant]]\nname = 'frozen'\nfolds = [0, 2]\nchanges = { epochs = 0 }\n"
    )
    Told.runs = 0
    page = run.ablate(plan, tmp_path, tmp_path / "out")
    assert Told.runs == 7
    text = page.read_text()
    first, frozen = (line for line in text.splitlines() if line.startswith(("| first", "| frozen")))
    assert first.startswith("| first | 5 | 1.000 |  | 0.500 | 0.500 |")
    assert "| 2 |" in frozen
    assert "(-" in frozen
    run.ablate(plan, tmp_path, tmp_path / "out")
    assert Told.runs == 7
    assert page.read_text() == text


def test_a_run_that_was_stopped_leaves_a_page_of_what_there_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stopped(Told):
        def run(self, recipe: ImageRecipe, fold: int) -> dict[str, object]:
            if recipe.epochs == 0 and fold == 2:
                raise KeyboardInterrupt
            return super().run(recipe, fold)

    monkeypatch.setattr(run, "Seen", Stopped)
    monkeypatch.setattr(run, "read_films", lambda _folder: tuple(films()))
    (tmp_path / "compact-v2.toml").write_bytes((RECIPES / "compact-v2.toml").read_bytes())
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'first'\nfolds = [0, 1]\n"
        "[[variant]]\nname = 'frozen'\nfolds = [0, 2]\nchanges = { epochs = 0 }\n"
        "[[variant]]\nname = 'larger'\nchanges = { size = 320 }\n"
    )
    with pytest.raises(KeyboardInterrupt):
        run.ablate(plan, tmp_path, tmp_path / "out")
    text = (tmp_path / "out" / "ablation.md").read_text()
    assert "| first | 2 | 1.000 |" in text
    assert "| frozen | 1 |" in text
    assert "| larger | none yet | | | | |" in text


def test_a_variant_is_held_against_the_one_that_it_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "Seen", Told)
    monkeypatch.setattr(run, "read_films", lambda _folder: tuple(films()))
    (tmp_path / "compact-v2.toml").write_bytes((RECIPES / "compact-v2.toml").read_bytes())
    plan = tmp_path / "plan.toml"
    plan.write_text(
        "recipe = 'compact-v2.toml'\n[[variant]]\nname = 'first'\nchanges = { epochs = 0 }\n"
        "[[variant]]\nname = 'second'\n"
        "[[variant]]\nname = 'third'\nagainst = 'second'\nchanges = { mixing = 0.3 }\n"
    )
    text = run.ablate(plan, tmp_path, tmp_path / "out").read_text()
    third = next(line for line in text.splitlines() if line.startswith("| third"))
    assert "+0.000 (+0.000 to +0.000) to “second”" in third


def test_a_changed_recipe_is_another_variant() -> None:
    one = read_plan(RECIPES / "ablation.toml").variants[0]
    two = replace(one, recipe=replace(one.recipe, mixing=0.9))
    assert one.key != two.key
    learnt_later = replace(one, recipe=replace(one.recipe, self_epochs=2))
    assert one.key != learnt_later.key
    assert one.key in json.loads(
        (RECIPES.parents[1] / "docs" / "evaluation" / "ablation.json").read_text()
    )
