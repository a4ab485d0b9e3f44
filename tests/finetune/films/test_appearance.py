"""The appearance model, learnt again from films that it drew itself."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.films.appearance import SHAPES, TEXTURES, learn, save, select_films
from omni_med.synthetic.appearance import SIDE, AppearanceModel, draw_chest, load_model

pytestmark = pytest.mark.slow
FILMS = 48


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("films")
    paths = [folder / f"{seed}.png" for seed in range(FILMS)]
    for seed, path in enumerate(paths):
        drawn = cv2.resize(draw_chest(seed), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
        cv2.imwrite(str(path), (drawn * 255).astype(np.uint8))
    return paths


@pytest.fixture(scope="module")
def model(films: list[Path]) -> AppearanceModel:
    return learn(films)


def test_directions_are_orthonormal_and_ordered(model: AppearanceModel) -> None:
    flat = model.textures.reshape(TEXTURES, -1)
    np.testing.assert_allclose(flat @ flat.T, np.eye(TEXTURES), atol=1e-4)
    assert (np.diff(model.texture_spread) <= 1e-4).all()
    assert len(model.shapes) == SHAPES


def test_the_films_that_agree_least_are_left_out(model: AppearanceModel) -> None:
    assert TEXTURES < model.films < FILMS


def test_registration_keeps_edges_that_a_plain_mean_loses(
    model: AppearanceModel, films: list[Path]
) -> None:
    def sharpness(image: np.ndarray) -> float:
        middle = image[60:200, 40:216].astype(np.float32)
        return float(np.abs(cv2.Laplacian(cv2.GaussianBlur(middle, (0, 0), 1), cv2.CV_32F)).mean())

    plain = np.mean([cv2.imread(str(path), 0) / 255 for path in films], axis=0)
    assert sharpness(model.mean) > 1.1 * sharpness(plain)


def test_what_is_saved_is_what_is_loaded(model: AppearanceModel, tmp_path: Path) -> None:
    target = tmp_path / "appearance.npz"
    save(model, target)
    loaded = load_model(target)
    np.testing.assert_allclose(loaded.mean, model.mean.clip(0, 1), atol=1e-4)
    worst = np.abs(model.textures).max() / 127
    np.testing.assert_allclose(loaded.textures, model.textures, atol=worst)
    assert loaded.films == model.films


def test_only_frontal_nih_train_films_without_finding(tmp_path: Path) -> None:
    table = tmp_path / "cases.csv"
    good = ("nih-chestxray14", "train", "No Finding", "1")
    rows = [good]
    rows += [
        (*good[:i], wrong, *good[i + 1 :]) for i, wrong in enumerate(("x", "test", "ARDS", "0"))
    ]
    lines = [f"{number}.png,{','.join(row)}" for number, row in enumerate(rows)]
    table.write_text("\n".join(["file,source,split,finding,frontal", *lines]))
    assert select_films(table) == (tmp_path / "0.png",)
