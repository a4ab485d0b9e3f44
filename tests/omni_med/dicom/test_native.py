"""Native frames by offset, against pydicom's own reader."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

import numpy as np
import pydicom
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from omni_med.dicom.native import native_frame, read_native, ybr_to_rgb
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError

DTYPES = [np.uint8, np.int8, np.uint16, np.int16, np.uint32, np.int32]


def instance(**values):
    base = Instance("1.2", "1.3", "1.2.840.10008.1.2.1", rows=4, columns=6, frames=1)
    return replace(base, **({"bits_allocated": 8, "bits_stored": 8, "pixel_offset": 0} | values))


@pytest.mark.parametrize("dtype", DTYPES)
def test_every_integer_type(pool, file, dtype):
    info = np.iinfo(dtype)
    pixels = np.linspace(info.min, info.max, 24).astype(dtype).reshape(4, 6)
    data = file(pixels)
    found = read_native(data, pool.parse(data).instance)
    assert found.dtype == dtype
    np.testing.assert_array_equal(found, pixels)


@pytest.mark.parametrize("stored", [1, 7, 10, 12, 15])
@pytest.mark.parametrize("signed", [0, 1])
def test_unused_bits_are_cleared_as_pydicom_does(pool, file, stored, signed):
    pixels = np.arange(0, 65536, 2731, dtype=np.uint16)[:24].reshape(4, 6)
    data = file(pixels, BitsStored=stored, HighBit=stored - 1, PixelRepresentation=signed)
    expected = pydicom.dcmread(BytesIO(data)).pixel_array
    found = read_native(data, pool.parse(data).instance)
    assert found.dtype == expected.dtype
    np.testing.assert_array_equal(found, expected)


@settings(max_examples=60, deadline=None)
@given(hnp.arrays(np.bool_, st.tuples(st.integers(1, 5), st.integers(1, 9), st.integers(1, 9))))
def test_one_bit_frames_that_end_inside_a_byte(bits):
    data = np.packbits(bits.reshape(-1), bitorder="little").tobytes()
    frames, rows, columns = bits.shape
    one = instance(rows=rows, columns=columns, frames=frames, bits_allocated=1, bits_stored=1)
    for frame in range(frames):
        np.testing.assert_array_equal(native_frame(data, 0, one, frame), bits[frame])


@pytest.mark.parametrize("planar", [0, 1])
def test_planes_and_pixels(planar):
    pixels = np.arange(72, dtype=np.uint8).reshape(4, 6, 3)
    raw = pixels.transpose(2, 0, 1) if planar else pixels
    colour = instance(samples_per_pixel=3, photometric="RGB", planar_configuration=planar)
    np.testing.assert_array_equal(native_frame(raw.tobytes(), 0, colour, 0), pixels)


def test_subsampled_colour_is_expanded():
    colour = instance(rows=1, columns=4, samples_per_pixel=3, photometric="YBR_FULL_422")
    found = native_frame(bytes([10, 20, 128, 128, 30, 40, 128, 128]), 0, colour, 0)
    np.testing.assert_array_equal(found[0, :, 0], [10, 20, 30, 40])
    np.testing.assert_array_equal(found[..., 0], found[..., 2])


@settings(max_examples=50, deadline=None)
@given(hnp.arrays(np.uint8, (5, 7, 3)))
def test_ybr_is_pydicoms(ybr):
    expected = pydicom.pixels.convert_color_space(ybr.copy(), "YBR_FULL", "RGB")
    np.testing.assert_array_equal(ybr_to_rgb(ybr), expected)


@pytest.mark.parametrize(("kind", "dtype"), [("float", "<f4"), ("double", "<f8")])
def test_float_pixels(kind, dtype):
    pixels = np.linspace(-1e3, 1e3, 24, dtype=dtype).reshape(4, 6)
    one = instance(pixel_kind=kind, bits_allocated=pixels.dtype.itemsize * 8, bits_stored=32)
    np.testing.assert_array_equal(native_frame(pixels.tobytes(), 0, one, 0), pixels)


def test_second_frame_and_a_short_file():
    pixels = np.arange(48, dtype=np.uint8).reshape(2, 4, 6)
    two = instance(frames=2)
    np.testing.assert_array_equal(native_frame(pixels.tobytes(), 0, two, 1), pixels[1])
    with pytest.raises(DamagedFileError):
        native_frame(pixels.tobytes()[:-1], 0, two, 1)
    with pytest.raises(ValueError, match="native"):
        read_native(b"", replace(two, pixel_offset=None))
