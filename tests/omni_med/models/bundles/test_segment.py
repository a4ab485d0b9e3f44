from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from omni_med.errors import CancelledError, ModelUnavailableError
from omni_med.models.bundles import inspect
from omni_med.models.bundles.running import Bundle, windows
from omni_med.models.bundles.segment import Mask, segment

MakeBundle = Callable[..., Path]

AXIAL = np.eye(3)
CORONAL = np.array([[1.0, 0, 0], [0, 0, 1.0], [0, -1.0, 0]])
FEET_FIRST = np.diag([-1.0, -1.0, -1.0])


def body(shape: tuple[int, int, int] = (20, 48, 40)) -> np.ndarray:
    """Return a block of tissue in air, off the middle on every axis: (slices, rows, columns)."""
    values = np.full(shape, -1000.0, np.float32)
    values[4:15, 6:30, 8:22] = 40.0
    return values


def affine(turn: np.ndarray, spacing: tuple[float, float, float]) -> np.ndarray:
    made = np.eye(4)
    made[:3, :3] = turn * np.array(spacing)  # column, row, slice
    made[:3, 3] = (-30.0, 12.0, 100.0)
    return made


def overlap(mask: Mask, truth: np.ndarray) -> float:
    return 2 * float((mask.voxels & truth).sum()) / float(mask.voxels.sum() + truth.sum())


@pytest.mark.parametrize("turn", [AXIAL, CORONAL, FEET_FIRST], ids=["axial", "coronal", "feet"])
@pytest.mark.parametrize("spacing", [(2.0, 2.0, 2.0), (1.0, 1.0, 4.0)])
def test_the_mask_lies_where_the_tissue_is(
    make_bundle: MakeBundle, turn: np.ndarray, spacing: tuple[float, float, float]
) -> None:
    values = body()
    (mask,) = segment(Bundle(make_bundle()), values, affine(turn, spacing))
    truth = values > -300
    assert mask.voxels.shape == values.shape
    assert overlap(mask, truth) > 0.9
    voxel_ml = math.prod(spacing) / 1000
    assert mask.volume_ml == pytest.approx(float(mask.voxels.sum()) * voxel_ml)
    assert mask.name == "dense tissue"
    assert mask.probability > 0.9


def test_on_a_grid_of_its_own_spacing_the_mask_is_exact(make_bundle: MakeBundle) -> None:
    values = body()
    (mask,) = segment(Bundle(make_bundle()), values, affine(AXIAL, (2.0, 2.0, 2.0)))
    assert np.array_equal(mask.voxels, values > -300)


@pytest.mark.parametrize("turn", [AXIAL, CORONAL, FEET_FIRST], ids=["axial", "coronal", "feet"])
def test_the_network_sees_the_orientation_it_was_made_for(
    make_bundle: MakeBundle, turn: np.ndarray
) -> None:
    """Crop the patient's left half in RAS: the mask must lie on the left in LPS, any way round."""
    values = np.full((20, 20, 20), 40.0, np.float32)
    place = affine(turn, (2.0, 2.0, 2.0))
    chain = make_bundle()
    document = inspect(chain)
    assert document.dicom_modalities == ("CT",)
    transforms = [
        {"_target_": "EnsureChannelFirstd", "keys": "image"},
        {"_target_": "Orientationd", "keys": "image", "axcodes": "RAS"},
        {
            "_target_": "SpatialCropd",
            "keys": "image",
            "roi_start": [0, 0, 0],
            "roi_end": [10, 99, 99],
        },
        {
            "_target_": "ScaleIntensityRanged",
            "keys": "image",
            "a_min": -1000,
            "a_max": 1000,
            "b_min": 0.0,
            "b_max": 1.0,
        },
    ]
    folder = make_bundle(
        "left", inference={"preprocessing": {"_target_": "Compose", "transforms": transforms}}
    )
    (mask,) = segment(Bundle(folder), values, place)
    k, j, i = np.nonzero(mask.voxels)
    x = (place @ np.stack([i, j, k, np.ones_like(i)]))[0]
    whole = np.array([(place @ [i, j, k, 1])[0] for i in (0, 19) for j in (0, 19) for k in (0, 19)])
    assert len(x) == 4000
    assert x.min() > whole.mean()  # towards the left in LPS is plus


def test_windows_are_counted_and_told(make_bundle: MakeBundle) -> None:
    told: list[tuple[int, int]] = []
    bundle = Bundle(make_bundle())
    segment(
        bundle,
        body((24, 60, 60)),
        affine(AXIAL, (2.0, 2.0, 2.0)),
        progress=lambda done, total: told.append((done, total)),
    )
    assert told[-1][0] == told[-1][1] == windows(bundle._inferer, (60, 60, 24))
    assert [done for done, _ in told] == sorted({done for done, _ in told})


def test_it_stops_when_asked(make_bundle: MakeBundle) -> None:
    with pytest.raises(CancelledError):
        segment(
            Bundle(make_bundle()),
            body(),
            affine(AXIAL, (2.0, 2.0, 2.0)),
            cancelled=lambda: True,
        )


def test_air_alone_is_not_found(make_bundle: MakeBundle) -> None:
    values = np.full((8, 16, 16), -1000.0, np.float32)
    (mask,) = segment(Bundle(make_bundle()), values, affine(AXIAL, (2.0, 2.0, 2.0)))
    assert not mask.voxels.any()
    assert mask.volume_ml == 0
    assert mask.probability < 0.01


def test_an_image_that_breaks_the_chain_is_one_clear_line(make_bundle: MakeBundle) -> None:
    folder = make_bundle(
        inference={
            "preprocessing": {
                "_target_": "Compose",
                "transforms": [{"_target_": "EnsureChannelFirstd", "keys": "scan"}],
            }
        }
    )
    with pytest.raises(ModelUnavailableError, match="fails on this image"):
        segment(Bundle(folder), body(), affine(AXIAL, (2.0, 2.0, 2.0)))
