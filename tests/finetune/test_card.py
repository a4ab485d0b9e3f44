"""The card's words are those of its figures, and its hashes those of the files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from finetune.card import rewrite
from finetune.errors import TrainingError
from omni_med.models.compact.settings import BESIDE, CARD, CARD_TEXT, FOLDER, SETTINGS, hash_beside


@pytest.fixture
def weights(tmp_path: Path) -> Path:
    folder = tmp_path / "weights"
    folder.mkdir()
    for file in FOLDER.iterdir():
        (folder / file.name).symlink_to(file)
    for name in (CARD, CARD_TEXT, SETTINGS):
        (folder / name).unlink()
        shutil.copyfile(FOLDER / name, folder / name)
    return folder


def evaluation(tmp_path: Path, weights: str, slope: float) -> Path:
    one = {"count": 12, "mean": [0.2] * 4, "sure": [0.25, 0.0, 0.0, 0.0]}
    kinds: dict[str, Any] = {
        "weights": weights,
        "reliability": {
            "out of fold": {"fused": {"covid-19": {"slope": slope}}},
            "before 2020": {"film": one, "record": one},
        },
    }
    file = tmp_path / "ablation.json"
    file.write_text(json.dumps({"kinds": kinds}))
    return file


def test_the_shipped_card_says_what_its_figures_say(weights: Path) -> None:
    rewrite(weights)
    assert (weights / CARD_TEXT).read_text() == (FOLDER / CARD_TEXT).read_text()
    assert (weights / CARD).read_bytes() == (FOLDER / CARD).read_bytes()


def test_the_shipped_card_names_the_files_beside() -> None:
    card = json.loads((FOLDER / CARD).read_bytes())
    assert set(card["beside"]) == set(BESIDE)
    assert card["beside"] == hash_beside()
    text = (FOLDER / CARD_TEXT).read_text()
    assert all(digest in text for digest in card["beside"].values())


@pytest.mark.parametrize(
    ("slope", "words"), [(1.4, "said not too surely"), (0.6, "**too surely**")]
)
def test_how_sure_a_rank_is_comes_from_what_was_measured(
    weights: Path, tmp_path: Path, slope: float, words: str
) -> None:
    sha256 = json.loads((weights / CARD).read_bytes())["sha256"]
    rewrite(weights, evaluation(tmp_path, sha256, slope))
    text = (weights / CARD_TEXT).read_text()
    assert words in text
    assert "25% of 12 films (NIH)" in " ".join(text.split())


def test_what_was_measured_on_other_weights_is_left_out(weights: Path, tmp_path: Path) -> None:
    before = (weights / CARD_TEXT).read_text()
    rewrite(weights, evaluation(tmp_path, "0" * 64, 0.6))
    assert (weights / CARD_TEXT).read_text() == before


def test_a_card_is_not_written_for_other_weights(weights: Path) -> None:
    changed = (weights / SETTINGS).read_text().replace('"films": 4', '"films": 3')
    (weights / SETTINGS).write_text(changed)
    with pytest.raises(TrainingError, match="other weights"):
        rewrite(weights)
