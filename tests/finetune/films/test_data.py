import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from finetune.config import read_recipe
from finetune.errors import DataError, RecipeError
from finetune.films.data import (
    KINDS,
    Film,
    read_films,
    read_gray,
    read_indications,
    without_marks,
)
from omni_med.knowledge.pneumonias import LEAVES

RECIPE = Path(__file__).parents[3] / "finetune" / "recipes" / "compact-v2.toml"


def test_a_missing_table_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"no cases\.csv"):
        read_films(tmp_path)


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    (tmp_path / "cases.csv").write_text("image_id,file\na,b\n")
    with pytest.raises(DataError, match="finding_group"):
        read_films(tmp_path)


def test_a_file_that_is_no_image_is_said_so(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no image")
    with pytest.raises(DataError):
        read_gray(tmp_path / "a.png")


def test_only_indications_are_read_and_only_clear_labels(tmp_path: Path) -> None:
    reports = [
        {"mesh_major": ["normal"], "mesh_automatic": [], "indication": "Cough XXXX"},
        {"mesh_major": ["Opacity/lung"], "mesh_automatic": [], "indication": "Fever"},
        {"mesh_major": ["Cardiomegaly"], "mesh_automatic": [], "indication": "Dyspnea"},
        {"mesh_major": ["normal"], "mesh_automatic": [], "indication": None},
    ]
    with gzip.open(tmp_path / "r.gz", "wt", encoding="utf-8") as stream:
        for report in reports:
            report |= {"split": "train", "findings": "SECRET", "impression": "SECRET"}
            stream.write(json.dumps(report) + "\n")
    found = list(read_indications(tmp_path / "r.gz"))
    assert [(item.text, item.opacity) for item in found] == [("Cough", 0), ("Fever", 1)]


@pytest.mark.data
def test_the_real_table_has_the_counts_of_its_readme(test_data: Path) -> None:
    films = read_films(test_data / "cxr")
    assert len(films) == 1543
    assert Counter(film.split for film in films) == {"train": 1096, "val": 218, "test": 229}
    assert sum(film.kind == KINDS.index("covid-19") for film in films) == 399
    groups: dict[str, set[str]] = {}
    for film in films:
        groups.setdefault(film.group_id, set()).add(film.split)
    assert all(len(splits) == 1 for splits in groups.values())
    assert all(film.kind == -1 for film in films if film.source.startswith("nih"))


def test_a_row_holds_nothing_that_tells_the_class() -> None:
    leaks = {"url", "doi", "credit", "source_file", "location", "date", "licence"}
    assert not leaks & set(Film.__dataclass_fields__)
    assert "note" not in repr(Film.__dataclass_fields__["note"].repr)
    assert not Film.__dataclass_fields__["note"].repr


def test_the_recipe_is_read() -> None:
    recipe = read_recipe(RECIPE)
    assert recipe.name == "compact"
    assert recipe.image.size % 16 == 0


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("epochs = ", "epoks = "), "epoks"),
        (("[fusion]", "[fusiom]"), "fusion"),
        (("seed = ", "seed = ="), "cannot be read"),
    ],
)
def test_a_wrong_recipe_is_explained(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    (tmp_path / "r.toml").write_text(RECIPE.read_text().replace(*change, 1))
    with pytest.raises(RecipeError, match=words):
        read_recipe(tmp_path / "r.toml")


def test_kinds_are_the_trees_leaves_in_its_order() -> None:
    """The fusion's queries are named after the leaves and taught on the kinds."""
    for kind, leaf in zip(KINDS, LEAVES, strict=True):
        words = set(leaf.casefold().replace("-", " ").split()) - {"pneumonia"}
        assert words == set(kind.split("-"))


def test_marks_of_removed_names_are_no_words() -> None:
    assert without_marks("XXXX-year-old with XXXX fever") == "-year-old with   fever"
    assert without_marks(None) == without_marks("XXXX") == ""
