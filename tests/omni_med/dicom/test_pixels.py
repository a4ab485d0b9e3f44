"""Modality, window and colour against the standard's own formulas."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydicom.dataset import Dataset

from omni_med.dicom import FrameRendering, Lut, Rendering, Window
from omni_med.dicom.pixels import (
    default_window,
    luminance,
    modality_values,
    presentation,
    read_image,
    window,
)
from omni_med.dicom.render_header import rendering as rendering_of
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import UnsupportedPixelsError

RAMP = np.arange(-1000, 1000, 10, dtype=np.int16).reshape(10, 20)


def linear(x, c, w):
    """The table of PS3.3 C.11.2.1.2.1, for 0 to 1."""
    if x <= c - 0.5 - (w - 1) / 2:
        return 0.0
    if x > c - 0.5 + (w - 1) / 2:
        return 1.0
    return (x - (c - 0.5)) / (w - 1) + 0.5


@given(st.integers(-1000, 1000), st.integers(2, 3000))
def test_linear_window_is_the_standards(center, width):
    found = window(RAMP, center, width)
    expected = [linear(float(x), center, width) for x in RAMP.flat]
    np.testing.assert_allclose(found.ravel(), expected, atol=1e-4)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
@given(center=st.floats(-500, 500), width=st.floats(1, 4000))
def test_every_window_rises_from_black_to_white(function, center, width):
    found = window(RAMP, center, width, function).ravel()
    assert found.dtype == np.float32
    assert (np.diff(found) >= 0).all()
    assert 0 <= found.min() <= found.max() <= 1


def test_exact_and_sigmoid_at_their_centre():
    assert window(np.array([40.0]), 40, 400, "LINEAR_EXACT")[0] == pytest.approx(0.5)
    assert window(np.array([40.0]), 40, 400, "SIGMOID")[0] == pytest.approx(0.5)
    assert window(np.array([140.0]), 40, 400, "LINEAR_EXACT")[0] == pytest.approx(0.75)


def test_width_one_is_a_threshold():
    np.testing.assert_array_equal(window(np.array([9, 10, 11]), 10.5, 1), [0, 0, 1])


def test_rescale_and_its_absence():
    rendering = Rendering(frames=(FrameRendering(2.0, -1024.0),))
    found = modality_values(np.array([[0, 512]], np.uint16), rendering)
    assert found.dtype == np.float32
    np.testing.assert_array_equal(found, [[-1024, 0]])
    assert modality_values(RAMP, Rendering()) is RAMP


def test_modality_lut_holds_at_its_ends():
    lut = Lut.of(np.array([5, 6, 9], np.uint16), first=10, bits=16)
    found = modality_values(np.array([[0, 10, 11, 12, 99]]), Rendering(modality_lut=lut))
    np.testing.assert_array_equal(found, [[5, 5, 6, 9, 9]])


def test_monochrome1_is_shown_bone_white():
    stored = np.array([[0, 100]], np.uint8)
    windows = (FrameRendering(windows=(Window(50.5, 101),)),)
    plain = presentation(stored, Rendering(frames=windows))
    inverse = presentation(stored, Rendering(frames=windows, inverse=True))
    np.testing.assert_array_equal(plain, [[0, 1]])
    np.testing.assert_array_equal(inverse, [[1, 0]])


def test_voi_lut_is_used_where_there_is_no_window():
    lut = Lut.of(np.array([0, 255, 0], np.uint16), first=0, bits=8)
    stored = np.array([[0, 1, 2]], np.uint8)
    np.testing.assert_array_equal(presentation(stored, Rendering(voi_luts=(lut,))), [[0, 1, 0]])
    both = Rendering(voi_luts=(lut,), frames=(FrameRendering(windows=(Window(1.5, 3),)),))
    assert presentation(stored, both)[0, 2] == 1


def test_palette_of_sixteen_bits():
    red, green, blue = (
        Lut.of(np.array(entries, np.uint16), first=0, bits=16)
        for entries in ([0, 0xFFFF], [0, 0x8000], [0xFF00, 0])
    )
    rendering = Rendering(photometric="PALETTE COLOR", palette=(red, green, blue))
    found = presentation(np.array([[0, 1]], np.uint8), rendering)
    np.testing.assert_array_equal(found, [[[0, 0, 255], [255, 128, 0]]])


def test_colour_deeper_than_eight_bits():
    stored = np.array([[[0, 0x8000, 0xFFFF]]], np.uint16)
    found = presentation(stored, Rendering(samples_per_pixel=3, bits_stored=16))
    np.testing.assert_array_equal(found, [[[0, 128, 255]]])


def test_default_window_prefers_the_header_and_ignores_padding():
    stated = Rendering(frames=(FrameRendering(windows=(Window(40, 400), Window(600, 1500))),))
    assert default_window(RAMP, stated) == (40, 400)
    values = np.full((20, 20), -2000, np.int16)
    values[5:15, 5:15] = np.arange(100).reshape(10, 10)
    center, width = default_window(values, Rendering(padding=(-2000, -2000)))
    assert 40 < center < 60
    assert 90 < width <= 100
    assert default_window(np.array([[np.nan, np.inf]]), Rendering()) == (1.0, 2.0)


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT"])
@pytest.mark.parametrize("values", [[0, 1, 2], [-3, 0, 3], [0.0, 0.25, 0.5], [100, 5000, 9900]])
def test_the_default_window_spans_the_values(function, values):
    seen = presentation(np.array([values]), Rendering(voi_function=function))
    np.testing.assert_allclose(seen, [[0, 0.5, 1]], atol=0.02)


def test_windows_of_fractions():
    np.testing.assert_allclose(window(np.array([0.1, 0.2, 0.3]), 0.2, 0.2), [0, 0.5, 1], atol=1e-6)
    maps = rendering_of(Dataset(), "1.2.840.10008.1.2.1", "float")
    assert maps.voi_function == "LINEAR_EXACT"
    maps = replace(maps, frames=(FrameRendering(windows=(Window(0.5, 1.0),)),))
    seen = presentation(np.array([[0.0, 0.25, 1.0]], np.float32), maps)
    np.testing.assert_allclose(seen, [[0, 0.25, 1]])


def test_flat_images_and_masks():
    assert presentation(np.zeros((2, 2), np.uint8), Rendering()).max() == 0
    assert presentation(np.full((2, 2), 7, np.uint8), Rendering()).tolist() == [[0.5] * 2] * 2
    mask = Rendering(bits_stored=1)
    assert presentation(np.zeros((2, 2), np.uint8), mask).max() == 0
    assert presentation(np.ones((2, 2), np.uint8), mask).min() == 1


def test_rendering_survives_json():
    lut = Lut.of(np.arange(300, dtype=np.uint16), first=-4, bits=12, explanation="x")
    rendering = Rendering(voi_luts=(lut,), padding=(1, 2), frames=(FrameRendering(2.0, 1.0),) * 3)
    again = from_json(Rendering, to_json(rendering))
    assert again == rendering
    np.testing.assert_array_equal(again.voi_luts[0].entries(), np.arange(300))
    assert again.frame(2).slope == 2.0


def test_read_image_of_a_film(pool, file):
    stored = np.linspace(0, 4000, 600).astype(np.uint16).reshape(20, 30)
    data = file(stored, PhotometricInterpretation="MONOCHROME1", Modality="DX")
    parsed = pool.parse(data)
    seen = read_image(data, parsed.instance, parsed.rendering, pool)
    assert (seen.dtype, seen.shape) == (np.float32, (20, 30))
    assert seen[0, 0] == 1
    assert seen[-1, -1] == 0


def test_luminance_weights():
    colour = np.array([[[255, 0, 0], [0, 255, 0], [255, 255, 255]]], np.uint8)
    np.testing.assert_allclose(luminance(colour), [[0.299, 0.587, 1.0]], atol=1e-6)


def test_a_palette_image_without_palette_is_not_shown_gray():
    with pytest.raises(UnsupportedPixelsError, match="colour table"):
        presentation(np.zeros((2, 2), np.uint8), Rendering(photometric="PALETTE COLOR"))


def test_what_is_no_number_is_black_in_either_polarity():
    stored = np.array([[0.0, 1.0], [np.nan, np.inf]], np.float32)
    plain = Rendering(
        photometric="MONOCHROME2", pixel_kind="float", voi_function="LINEAR_EXACT",
        frames=(FrameRendering(windows=(Window(0.5, 1.0),)),),
    )  # fmt: skip
    assert presentation(stored, plain).tolist() == [[0.0, 1.0], [0.0, 1.0]]
    inverse = replace(plain, inverse=True)
    assert presentation(stored, inverse).tolist() == [[1.0, 0.0], [0.0, 0.0]]


@pytest.mark.parametrize("function", ["LINEAR", "LINEAR_EXACT", "SIGMOID"])
def test_a_large_image_is_windowed_as_its_rows_are(function: str) -> None:
    """Large ones are done in pieces that fit into the processor's cache."""
    stored = np.random.default_rng(3).integers(-1000, 3000, (700, 900)).astype(np.int16)
    whole = window(stored, 40.3, 380.5, function)
    rows = [window(row, 40.3, 380.5, function) for row in stored]
    assert np.array_equal(whole, np.stack(rows))
    assert whole.dtype == np.float32
