"""Boxes and sentences point at what moved the answer."""

from __future__ import annotations

import numpy as np
import pytest

from omni_med.domain import RegionEvidence, SentenceEvidence
from omni_med.inference.explain import evidence, heat_map, regions, sentences
from omni_med.models.protocols import Answer, ImageFeatures, ImageInput, SentenceInput, TextFeatures

IMAGE = ImageInput("uid", np.zeros((100, 200), np.float32), frame=2)
# The image was padded to a square above and below: the grid reaches 50 pixels beyond it.
FEATURES = ImageFeatures(
    "uid", np.zeros((16, 1), np.float32), (4, 4), (0.0, -50.0, 200.0, 150.0), ood=0.0
)


def patches(**cells: float) -> np.ndarray:  # type: ignore[type-arg]
    grid = np.zeros((4, 4), np.float32)
    for cell, value in cells.items():
        grid[int(cell[1]), int(cell[2])] = value
    return grid


def test_a_patch_becomes_a_box_in_pixels_of_the_image() -> None:
    (region,) = regions(patches(p12=0.5), FEATURES, IMAGE)
    assert region == RegionEvidence("uid", 2, (100, 0, 150, 50), 0.5)


def test_neighbours_join_and_their_influence_adds_up() -> None:
    (region,) = regions(patches(p11=0.5, p12=0.3), FEATURES, IMAGE)
    assert region.box == (50, 0, 150, 50)
    assert region.influence == pytest.approx(0.8)


def test_a_box_is_cut_at_the_edge_and_dropped_in_the_padding() -> None:
    assert regions(patches(p00=0.5), FEATURES, IMAGE) == ()
    (region,) = regions(patches(p00=0.5, p10=0.5), FEATURES, IMAGE)
    assert region.box == (0, 0, 50, 50)


def test_what_speaks_against_is_kept_apart_and_the_strongest_comes_first() -> None:
    found = regions(patches(p10=0.3, p23=-0.5), FEATURES, IMAGE)
    assert [round(item.influence, 3) for item in found] == [-0.5, 0.3]


def test_no_influence_gives_no_box() -> None:
    assert regions(patches(), FEATURES, IMAGE) == ()


def test_sentences_are_ranked_and_the_silent_ones_left_out() -> None:
    inputs = [SentenceInput("n", 10 * index, 10 * index + 9, "words") for index in range(4)]
    text = TextFeatures(np.zeros((3, 1), np.float32), (0, 2, 3))
    found = sentences(np.array([0.1, -0.4, 0.0], np.float32), text, inputs)
    assert [(item.start, round(item.influence, 3)) for item in found] == [(20, -0.4), (0, 0.1)]


def test_all_evidence_is_ordered_together() -> None:
    inputs = [SentenceInput("n", 0, 9, "words")]
    text = TextFeatures(np.zeros((1, 1), np.float32), (0,))
    answer = Answer(
        "x", 0.5, 0.5, 0.5, patches=(patches(p11=0.2),), sentences=np.array([0.9], np.float32)
    )
    kinds = [type(item) for item in evidence(answer, [(FEATURES, IMAGE)], text, inputs)]
    assert kinds == [SentenceEvidence, RegionEvidence]


def test_the_heat_map_carries_grid_and_extent() -> None:
    answer = Answer("x", 0.5, 0.5, None, patches=(patches(p12=0.25),))
    found = heat_map(answer, 0, FEATURES, IMAGE)
    assert found is not None
    assert (found.rows, found.columns, found.extent) == (4, 4, (0.0, -50.0, 200.0, 150.0))
    assert found.values[6] == 0.25
    assert heat_map(answer, 1, FEATURES, IMAGE) is None
