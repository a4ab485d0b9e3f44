from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
import torch

from finetune.config import ImageRecipe
from finetune.data import Film
from finetune.train import Shuffler, load_squares, train_image

RECIPE = ImageRecipe(
    size=48,
    stored=56,
    epochs=2,
    batch=4,
    learning_rate=1e-3,
    weight_decay=0.01,
    ema=0.9,
    opacity_weight_covid=0.5,
    view_weight=0.5,
    side_weight=0.5,
    laterals=2,
    negatives=3,
    smoothing=0.05,
)


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    rng = np.random.default_rng(0)
    result = []
    for number in range(12):
        x = np.tile(np.arange(80) / 80, (80, 1))
        pixels = (x * 200 + rng.normal(0, 9, (80, 80)) + 20 * (number % 2)).clip(0, 255)
        file = tmp_path / f"{number}.png"
        cv2.imwrite(str(file), pixels.astype(np.uint8))
        split = "train" if number < 8 else "val"
        labels = (0,) * 10 if number % 3 else (-1,) * 10
        result.append(
            Film(
                str(number),
                file,
                split,
                str(number),
                "nih-x",
                "PA",
                "M",
                50.0,
                number != 7,
                number % 2,
                -1,
                labels,
            )
        )
    return result


def test_epochs_are_the_same_in_every_run_and_differ_from_each_other(films: list[Film]) -> None:
    squares = load_squares(films, RECIPE.stored)
    one, two = (Shuffler(films, squares, RECIPE, 3) for _ in range(2))
    first, again, second = list(one.epoch(0)), list(two.epoch(0)), list(one.epoch(1))
    assert all(np.array_equal(a.films, b.films) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0].films, second[0].films)
    views = np.concatenate([batch.view for batch in first])
    weights = np.concatenate([batch.weight for batch in first])
    assert not weights[views != 0].any()


@pytest.mark.slow
def test_a_stopped_run_goes_on_to_the_same_weights(
    films: list[Film], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("finetune.train.CHECKPOINT_EVERY", 1)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    whole.mkdir()
    parts.mkdir()
    expected = train_image(films, RECIPE, 1, whole)
    stopped = Shuffler.epoch

    def stop(self: Shuffler, number: int) -> object:
        if number == 1:
            raise KeyboardInterrupt
        return stopped(self, number)

    with monkeypatch.context() as patch:
        patch.setattr(Shuffler, "epoch", stop)
        with pytest.raises(KeyboardInterrupt):
            train_image(films, RECIPE, 1, parts)
    found = train_image(films, RECIPE, 1, parts)
    for name, value in expected.items():
        assert torch.allclose(value, found[name], atol=1e-5), name


@pytest.mark.slow
def test_a_checkpoint_of_another_recipe_is_not_continued(
    films: list[Film], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    train_image(films, replace(RECIPE, epochs=1), 1, tmp_path)
    train_image(films, replace(RECIPE, epochs=1, smoothing=0.1), 1, tmp_path)
    assert "another recipe" in caplog.text
