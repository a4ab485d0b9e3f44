"""PNG and JPEG films: read as stored, and refused with one clear error where they are none."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from omni_med.errors import (
    DamagedFileError,
    DicomError,
    NotDicomError,
    TooLargeError,
    UnsupportedPixelsError,
)
from omni_med.inference.films import film, read_film
from omni_med.models.samples import chest_film


def encoded(ending: str, pixels: np.ndarray) -> bytes:  # type: ignore[type-arg]
    done, data = cv2.imencode(ending, pixels)
    assert done
    return data.tobytes()


EIGHT = (chest_film(90, 70) * 255).round().astype(np.uint8)
SIXTEEN = (chest_film(90, 70) * 65535).round().astype(np.uint16)


def test_a_png_is_read_exactly(tmp_path: Path) -> None:
    path = tmp_path / "film.png"
    path.write_bytes(encoded(".png", EIGHT))
    pixels = read_film(path)
    assert pixels.dtype == np.float32
    assert np.allclose(pixels, EIGHT / 255, atol=1e-6)


def test_16_bits_are_kept() -> None:
    assert np.allclose(film(encoded(".png", SIXTEEN)), SIXTEEN / 65535, atol=1e-6)


def test_a_jpeg_is_read_nearly() -> None:
    assert np.abs(film(encoded(".jpg", EIGHT)) - EIGHT / 255).mean() < 0.02


def test_gray_saved_as_colour_is_a_film() -> None:
    assert np.allclose(film(encoded(".png", cv2.merge([EIGHT] * 3))), EIGHT / 255, atol=2 / 255)


def test_a_colour_photograph_is_refused() -> None:
    colour = np.zeros((80, 80, 3), np.uint8)
    colour[:, :, 2] = 180
    with pytest.raises(UnsupportedPixelsError, match="colour picture"):
        film(encoded(".png", colour))


@pytest.mark.parametrize("ending", [".png", ".jpg"])
@pytest.mark.parametrize("keep", [10, 30, 0.4, 0.9])
def test_a_cut_picture_is_refused(ending: str, keep: float) -> None:
    whole = encoded(ending, EIGHT)
    with pytest.raises(DamagedFileError):
        film(whole[: keep if isinstance(keep, int) else int(len(whole) * keep)])


def test_an_impossible_size_is_refused_before_decoding() -> None:
    data = bytearray(encoded(".png", EIGHT))
    data[16:24] = struct.pack(">II", 60000, 60000)
    with pytest.raises(TooLargeError, match="60000 x 60000"):
        film(bytes(data))


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\xff\xd8\xff", b"DICM" * 40])
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(DicomError) as caught:
        film(data)
    assert isinstance(caught.value, NotDicomError | DamagedFileError)
    assert caught.value.hint


def test_a_cut_picture_writes_nothing_to_the_terminal(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(DamagedFileError):
        film(encoded(".png", EIGHT)[:-200])
    assert capfd.readouterr() == ("", "")
