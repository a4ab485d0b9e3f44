"""Arrows and letters in the lungs are counted; markers beside them are not."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from omni_med.inference.marks import count_marks
from omni_med.models.protocols import FloatArray
from omni_med.models.samples import chest_film


def drawn(*, row: float, column: float, value: int, letter: bool = False) -> FloatArray:
    film = (chest_film(700, 640) * 150 + 40).astype(np.uint8)
    place = round(column * 640), round(row * 700)
    if letter:
        cv2.putText(film, "B", place, cv2.FONT_HERSHEY_SIMPLEX, 2.0, value, 6)
    else:
        tip = (place[0] + 60, place[1] - 40)
        cv2.arrowedLine(film, place, tip, value, 7, tipLength=0.5)
    return (film / np.float32(255)).astype(np.float32)


def test_an_ordinary_film_has_none() -> None:
    assert count_marks(chest_film(512, 512)) == 0
    assert count_marks(np.zeros((300, 300), np.float32)) == 0
    assert count_marks(np.ones((300, 300), np.float32)) == 0
    assert count_marks(np.ones((1, 1), np.float32)) == 0


@pytest.mark.parametrize("letter", [False, True])
@pytest.mark.parametrize("value", [255, 0])
def test_a_mark_in_the_lungs_is_found(value: int, letter: bool) -> None:
    assert count_marks(drawn(row=0.45, column=0.35, value=value, letter=letter)) >= 1


def test_a_marker_beside_the_lungs_is_not() -> None:
    assert count_marks(drawn(row=0.3, column=0.02, value=255)) == 0
    assert count_marks(drawn(row=0.12, column=0.4, value=255, letter=True)) == 0


def test_a_bright_patch_without_sharp_edges_is_not() -> None:
    film = chest_film(512, 512) * np.float32(0.5)
    rows, columns = np.mgrid[:512, :512]
    film += np.exp(-((rows - 250) ** 2 + (columns - 180) ** 2) / 1800).astype(np.float32)
    assert count_marks(np.clip(film, 0, 1)) == 0
