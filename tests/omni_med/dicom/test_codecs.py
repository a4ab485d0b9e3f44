"""Compressed frames: round trips, cut frames, frames that lie about their size."""

from __future__ import annotations

import imagecodecs
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from pydicom.pixels.encoders import RLELosslessEncoder

from omni_med.dicom import codestream
from omni_med.dicom.codecs import decode_frame
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError, DicomError, UnsupportedPixelsError

RNG = np.random.default_rng(7)
SMOOTH = np.add.outer(np.arange(40), np.arange(56)).astype(np.uint16) * 20
JPEG, JPEG12, LOSSLESS = (f"1.2.840.10008.1.2.4.{end}" for end in (50, 51, 70))
JPEG_LS, J2K, HTJ2K = (f"1.2.840.10008.1.2.4.{end}" for end in (80, 90, 201))
RLE = "1.2.840.10008.1.2.5"


def like(values, syntax, **changes):
    bits = values.dtype.itemsize * 8
    described = {
        "rows": values.shape[0],
        "columns": values.shape[1],
        "frames": 1,
        "samples_per_pixel": 3 if values.ndim == 3 else 1,
        "photometric": "RGB" if values.ndim == 3 else "MONOCHROME2",
        "bits_allocated": bits,
        "bits_stored": bits,
        "signed": values.dtype.kind == "i",
    }
    return Instance("1.2", "1.3", syntax, **(described | changes))


ENCODED = [
    (JPEG_LS, imagecodecs.jpegls_encode),
    (J2K, lambda v: imagecodecs.jpeg2k_encode(v, level=0, codecformat="j2k", reversible=True)),
    (HTJ2K, lambda v: imagecodecs.htj2k_encode(v, reversible=True)),
    (LOSSLESS, imagecodecs.ljpeg_encode),
]


@pytest.mark.parametrize(("syntax", "encode"), ENCODED)
def test_lossless_round_trip(syntax, encode):
    found = decode_frame(encode(SMOOTH), like(SMOOTH, syntax))
    assert found.dtype == np.uint16
    np.testing.assert_array_equal(found, SMOOTH)


@pytest.mark.parametrize(("syntax", "encode"), ENCODED)
def test_a_cut_frame_is_refused_not_filled_with_gray(syntax, encode):
    data = encode(SMOOTH)
    for share in (0.2, 0.5, 0.9):
        with pytest.raises(DicomError):
            decode_frame(data[: int(len(data) * share)], like(SMOOTH, syntax))
    with pytest.raises(DicomError):
        decode_frame(data[:-2], like(SMOOTH, syntax))


@pytest.mark.parametrize(("syntax", "encode"), ENCODED)
@pytest.mark.parametrize(
    "change", [{"rows": 41}, {"columns": 28, "rows": 80}, {"bits_allocated": 8}]
)
def test_a_frame_that_contradicts_the_header_is_refused(syntax, encode, change):
    with pytest.raises(DicomError):
        decode_frame(encode(SMOOTH), like(SMOOTH, syntax, **change))


def test_baseline_jpeg_within_its_error():
    gray = (SMOOTH // 16).astype(np.uint8)
    data = imagecodecs.jpeg8_encode(gray, level=98)
    found = decode_frame(data, like(gray, JPEG))
    assert np.abs(found.astype(int) - gray).max() <= 4
    with pytest.raises(DamagedFileError):
        decode_frame(data[: len(data) // 2], like(gray, JPEG))


def test_baseline_jpeg_colour_comes_back_as_rgb():
    colour = np.zeros((32, 32, 3), np.uint8)
    colour[:16] = (200, 30, 60)
    colour[16:] = (20, 180, 90)
    data = imagecodecs.jpeg8_encode(colour, level=98, subsampling="444")
    found = decode_frame(data, like(colour, JPEG, photometric="YBR_FULL_422"))
    assert np.abs(found.astype(int) - colour).mean() < 3


def test_signed_values_of_an_unsigned_codec():
    signed = SMOOTH.astype(np.int16) - 1000
    data = imagecodecs.jpegls_encode(signed.view(np.uint16))
    np.testing.assert_array_equal(decode_frame(data, like(signed, JPEG_LS)), signed)


@settings(max_examples=80, deadline=None)
@given(
    hnp.arrays(
        st.sampled_from([np.uint8, np.uint16, np.int16]),
        st.tuples(st.integers(1, 12), st.integers(1, 12)),
    )
)
def test_rle_is_pydicoms(values):
    data = RLELosslessEncoder.encode(
        np.ascontiguousarray(values).tobytes(),
        rows=values.shape[0],
        columns=values.shape[1],
        samples_per_pixel=1,
        bits_allocated=values.dtype.itemsize * 8,
        bits_stored=values.dtype.itemsize * 8,
        pixel_representation=int(values.dtype.kind == "i"),
        photometric_interpretation="MONOCHROME2",
        number_of_frames=1,
        encoding_plugin="pydicom",
    )
    np.testing.assert_array_equal(decode_frame(data, like(values, RLE)), values)
    with pytest.raises(DamagedFileError):
        decode_frame(data, like(values, RLE, columns=values.shape[1] * 200))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=400), st.sampled_from([JPEG, LOSSLESS, JPEG_LS, J2K, HTJ2K, RLE]))
def test_noise_gives_a_typed_error(noise, syntax):
    with pytest.raises(DicomError):
        decode_frame(noise, like(SMOOTH, syntax))


def test_unknown_compression_says_so():
    with pytest.raises(UnsupportedPixelsError, match=r"1\.2\.840\.10008\.1\.2\.4\.55"):
        decode_frame(b"", like(SMOOTH, "1.2.840.10008.1.2.4.55"))


def test_frame_header_of_each_family():
    stream = codestream.jpeg(imagecodecs.jpegls_encode(SMOOTH))
    assert (stream.rows, stream.columns, stream.components) == (40, 56, 1)
    stream = codestream.jpeg2000(imagecodecs.jpeg2k_encode(SMOOTH, codecformat="j2k"))
    assert (stream.rows, stream.columns, stream.precision, stream.signed) == (40, 56, 16, False)
