"""What a batch answers on the test split is what the card says."""

import json
from pathlib import Path

import numpy as np
import pytest

from finetune.evaluate import answer_films, kind_figures, opacity_figures, refusal_figures
from finetune.films.data import read_films
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import CARD, FOLDER

pytestmark = [pytest.mark.data, pytest.mark.slow]


def test_the_cards_figures_are_those_of_the_shipped_files(test_data: Path) -> None:
    card = json.loads((FOLDER / CARD).read_bytes())
    films = [f for f in read_films(test_data / "cxr") if f.split == card["split"]]
    table = test_data / "cxr" / "cases.csv"
    answers = answer_films(films, table, CompactBackend())
    found = {**opacity_figures(answers), **kind_figures(answers)}
    for name, item in found.items():
        expected = card["estimates"][name]
        assert item.count == expected["count"], name
        if expected["value"] is None:
            assert np.isnan(item.value), name
        else:
            assert item.value == pytest.approx(expected["value"], abs=0.005), name
    for name, value in refusal_figures(answers).items():
        assert value == pytest.approx(card["values"][name], abs=0.005), name
