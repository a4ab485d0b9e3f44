"""Interpolate first, window after: proven against float64."""

from __future__ import annotations

from itertools import pairwise

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from omni_med.domain import HeatMap
from ui.desktop.models.geometry import Geometry, fit_zoom
from ui.desktop.models.stack import Window
from ui.desktop.viewport import render
from ui.desktop.viewport.heat import heat_image


def bilinear(pixels: NDArray[np.float64], scale: float, rows: int, columns: int) -> NDArray:
    """Interpolate by the definition, in float64; pixel centres at + 0.5."""
    y = np.clip((np.arange(rows) + 0.5) / scale - 0.5, 0, pixels.shape[0] - 1)
    x = np.clip((np.arange(columns) + 0.5) / scale - 0.5, 0, pixels.shape[1] - 1)
    top, left = np.floor(y).astype(int), np.floor(x).astype(int)
    below = np.minimum(top + 1, pixels.shape[0] - 1)
    right = np.minimum(left + 1, pixels.shape[1] - 1)
    v, u = (y - top)[:, None], (x - left)[None, :]
    upper = pixels[top][:, left] * (1 - u) + pixels[top][:, right] * u
    lower = pixels[below][:, left] * (1 - u) + pixels[below][:, right] * u
    return upper * (1 - v) + lower * v


@pytest.mark.parametrize("dtype", [np.int16, np.uint16])
@pytest.mark.parametrize("scale", [1.37, 2.0, 3.3])
def test_the_window_comes_after_the_interpolation(dtype: type, scale: float) -> None:
    rng = np.random.default_rng(7)
    pixels = rng.integers(0, 4000, (50, 70)).astype(dtype)
    window = Window(1000.0, 350.0)
    shown = render.resample(pixels, scale, scale)
    table = render.grey_table(shown.dtype, 1.0, -1024.0, window)
    grey = render.shade(shown, table).astype(np.float64)
    truth = bilinear(pixels.astype(np.float64), scale, *grey.shape)
    expected = render.window_levels(truth - 1024.0, window)
    # Half a stored unit of rounding, through a window of 350 units, and half a grey level.
    assert np.abs(grey - expected).max() <= 255 / 349 * 0.5 + 0.51

    windowed = render.window_levels(pixels.astype(np.float64) - 1024.0, window)
    before = bilinear(windowed, scale, *grey.shape)
    assert np.abs(before - expected).max() > 50, "the other order must differ, or nothing is shown"


def test_the_window_follows_the_standard() -> None:
    # PS3.3 C.11.2.1.2.1: c = 2048, w = 4096: y = x * 255 / 4095 for x in 0 ... 4095
    x = np.array([-5.0, 0.0, 1000.0, 4095.0, 5000.0])
    assert render.window_levels(x, Window(2048, 4096)) == pytest.approx(
        [0, 0, 1000 * 255 / 4095, 255, 255], abs=1e-9
    )
    assert render.window_levels(x, Window(100, 1)).tolist() == [0, 0, 255, 255, 255]
    sigmoid = render.window_levels(np.array([40.0]), Window(40, 100, function="SIGMOID"))
    assert sigmoid.tolist() == [127.5]


@pytest.mark.parametrize("dtype", [np.uint8, np.int16, np.uint16])
def test_a_table_gives_what_the_formula_gives(dtype: type) -> None:
    info = np.iinfo(dtype)
    values = np.linspace(info.min, info.max, 256).astype(dtype).reshape(16, 16)
    window = Window(float(info.max) / 3, float(info.max) / 2)
    table = render.grey_table(values.dtype, 1.5, 3.0, window, inverse=True)
    expected = 255 - np.rint(render.window_levels(values * 1.5 + 3.0, window))
    assert np.array_equal(render.shade(values, table), expected)


def test_floats_with_gaps_are_black() -> None:
    values = np.array([[np.nan, 0.0, 1.0]], np.float32)
    shown = render.shade_float(values, 1.0, 0.0, Window(0.5, 1.0, function="LINEAR_EXACT"))
    assert shown.tolist() == [[0, 0, 255]]


@settings(deadline=None, max_examples=60)
@given(
    columns=st.integers(3, 60),
    rows=st.integers(3, 60),
    rotation=st.sampled_from([0, 90, 180, 270]),
    flipped=st.booleans(),
    aspect=st.sampled_from([1.0, 0.5, 2.0]),
    x=st.integers(0, 2),
    y=st.integers(0, 2),
)
def test_the_matrix_and_the_turned_pixels_agree(
    columns: int, rows: int, rotation: int, flipped: bool, aspect: float, x: int, y: int
) -> None:
    pixels = np.zeros((rows, columns), np.uint8)
    pixels[y, x] = 1
    geometry = Geometry((200, 150), (columns, rows), 2.0, aspect, (7, -3), rotation, flipped)
    turned = render.orient(pixels, rotation=rotation, flipped=flipped)
    row, column = (int(n[0]) for n in np.nonzero(turned))
    across, down = geometry.scale
    left, top = geometry.corner
    at = geometry.to_view(x + 0.5, y + 0.5)
    assert at == pytest.approx((left + (column + 0.5) * across, top + (row + 0.5) * down))
    assert geometry.to_image(*at) == pytest.approx((x + 0.5, y + 0.5))


def test_panning_does_not_resample_and_does_not_jump() -> None:
    rng = np.random.default_rng(3)
    pixels = rng.integers(0, 1000, (900, 900)).astype(np.uint16)
    resampler = render.Resampler()
    shown: list[NDArray] = []
    for pan in range(120):
        geometry = Geometry((300, 200), (900, 900), 1.7, 1.0, (float(pan), 0.0))
        patch = resampler.patch(pixels, "same", geometry, smooth=True)
        assert patch is not None
        canvas = np.zeros((200, 300), np.uint16)
        source = patch.values[-patch.top : 200 - patch.top, -patch.left : 300 - patch.left]
        canvas[: source.shape[0], : source.shape[1]] = source
        shown.append(canvas)
    assert resampler.resampled <= 4
    for before, after in pairwise(shown):
        moved = np.abs(before[:, :-1].astype(int) - after[:, 1:].astype(int))
        # A cut at another place may lie 1/64 of a source pixel aside, never a whole one.
        assert moved.mean() < 12


def test_fitting_shows_everything() -> None:
    geometry = Geometry((640, 480), (100, 400), fit_zoom((640, 480), (100, 400), 0.5), 0.5)
    assert geometry.size == pytest.approx((240, 480))
    assert render.visible(geometry) == (0, 0, 100, 400)
    assert render.visible(Geometry((10, 10), (10, 10), 1.0, 1.0, (500.0, 0.0))) is None


def test_reducing_takes_the_mean_of_the_area() -> None:
    pixels = np.zeros((40, 40), np.uint16)
    pixels[::2] = 1000
    assert set(np.unique(render.resample(pixels, 0.5, 0.5))) == {500}
    assert cv2.__version__.split(".")[0] >= "5", "LUTs of 16 bit need OpenCV 5"


@settings(deadline=None, max_examples=40)
@given(
    columns=st.integers(200, 360),
    rows=st.integers(200, 360),
    across=st.floats(0.06, 0.5),
    stretch=st.floats(0.7, 1.3),
    dtype=st.sampled_from([np.uint8, np.uint16, np.int16, np.float32, np.int32]),
)
def test_the_pyramid_keeps_place_and_size(
    columns: int, rows: int, across: float, stretch: float, dtype: type
) -> None:
    down = min(across * stretch, 0.5)
    x, y = np.meshgrid(np.arange(columns) + 0.5, np.arange(rows) + 0.5)
    scale = 200.0 / (columns + rows)
    pixels = ((x + y) * scale).astype(dtype)
    exact = render.resample(pixels, across, down)
    quick = render.reduce(pixels, across, down)
    assert quick.shape == (max(round(rows * down), 1), max(round(columns * across), 1))
    height, width = min(exact.shape[0], quick.shape[0]), min(exact.shape[1], quick.shape[1])
    inner = slice(2, height - 2), slice(2, width - 2)  # a mean reaches beyond what lies there
    off = np.abs(exact[inner].astype(float) - quick[inner].astype(float))
    assert off.max(initial=0.0) <= 1.5 + 1.1 * scale, "a ramp stays where it is"


def test_what_passes_by_is_drawn_exactly_once_it_rests() -> None:
    rng = np.random.default_rng(5)
    pixels = rng.integers(0, 4000, (1200, 1000)).astype(np.uint16)
    geometry = Geometry((400, 400), (1000, 1200), 0.33)
    resampler = render.Resampler()
    quick = resampler.patch(pixels, "a", geometry, smooth=True, quick=True)
    assert quick is not None
    assert quick.quick
    assert resampler.patch(pixels, "a", geometry, smooth=True, quick=True) is not None
    assert resampler.resampled == 1
    rested = resampler.patch(pixels, "a", geometry, smooth=True)
    assert rested is not None
    assert np.array_equal(rested.values, render.resample(pixels, 0.33, 0.33))
    again = resampler.patch(pixels, "a", geometry, smooth=True, quick=True)
    assert again is not None
    assert not again.quick, "what is exact already stays"
    assert resampler.resampled == 2


def test_a_heat_map_is_clear_where_nothing_mattered() -> None:
    heat = HeatMap("x", "1.2", 0, 2, 2, (0.0, 1.0, -0.5, 0.0), (0, 0, 10, 10))
    image = heat_image(heat)
    assert image.shape == (256, 256, 4)
    assert image[0, 0, 3] == 0
    assert image[0, -1].tolist() == [255, 176, 0, 255]
    assert image[-1, 0].tolist()[:3] == [64, 140, 255]
    assert abs(int(image[-1, 0, 3]) - 90) <= 1
    empty = heat_image(HeatMap("x", "1.2", 0, 1, 1, (0.0,), (0, 0, 1, 1)))
    assert empty[..., 3].max() == 0
