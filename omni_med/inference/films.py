"""Films that are plain pictures: PNG and JPEG files, bounded, as models see them."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from omni_med.errors import (
    DamagedFileError,
    NotDicomError,
    TooLargeError,
    UnsupportedPixelsError,
)
from omni_med.models.protocols import FloatArray

# OpenCV writes to the terminal what is raised as an error here.
cv2.utils.logging.setLogLevel(cv2.utils.logging.LOG_LEVEL_SILENT)

_MOST_BYTES = 256 << 20
_MOST_PIXELS = 100_000_000
_COLOUR = 0.06  # mean distance between the channels above which a picture is no film
_PNG = b"\x89PNG\r\n\x1a\n"
_JPEG = b"\xff\xd8\xff"
_OTHERS: tuple[tuple[bytes, str], ...] = (
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"BM", "a BMP picture"),
    (b"GIF8", "a GIF picture"),
    (b"RIFF", "a WebP picture"),
    (b"\x00\x00\x00\x0cjP  ", "a JPEG 2000 picture"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a gzip file"),
    (b"PK\x03\x04", "an archive"),
)


def is_picture(head: bytes) -> bool:
    """True where the first bytes of a file are those of a PNG or a JPEG."""
    return head.startswith((_PNG, _JPEG))


def refuse_other(head: bytes) -> None:
    """Refuse a file that begins as another kind of picture or a packed one, and is no DICOM.

    Args:
        head: The first 132 bytes: a DICOM file may begin as a TIFF and is one all the same.

    Raises:
        NotDicomError: Naming what it is, and what to do.
    """
    if head[128:132] == b"DICM":
        return
    for mark, what in _OTHERS:
        if head.startswith(mark):
            raise NotDicomError(
                f"A file is {what}, which is not read.",
                hint="Give DICOM, PNG (8 or 16 bits) or JPEG files.",
            )


def read_film(path: Path) -> FloatArray:
    """Read a picture of a film.

    Returns:
        float32 (rows, columns) in 0 to 1, as stored: black is 0, no rotation by EXIF.

    Raises:
        NotDicomError: If the file is neither PNG nor JPEG.
        TooLargeError: If it is larger than any film.
        DamagedFileError: If it cannot be decoded to its end.
        UnsupportedPixelsError: If it is a colour photograph.
        OSError: If the file cannot be read.
    """
    if path.stat().st_size > _MOST_BYTES:
        raise TooLargeError("The picture is larger than any film.")
    return film(path.read_bytes())


def film(data: bytes) -> FloatArray:
    """Decode the bytes of a picture of a film; returns and raises as ``read_film``."""
    if not is_picture(data):
        raise NotDicomError(
            "The file is neither DICOM nor PNG nor JPEG.", hint="Give DICOM, PNG or JPEG files."
        )
    rows, columns = _shape(data)
    if rows * columns > _MOST_PIXELS:
        raise TooLargeError(f"The picture claims {columns} x {rows} pixels.")
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED)
    except cv2.error:
        pixels = None
    if pixels is None or pixels.size == 0 or not _is_complete(data):
        raise DamagedFileError(
            "The picture is cut or damaged.", hint="Ask for the file again; this copy is damaged."
        )
    return _gray(pixels)


def _gray(pixels: NDArray[Any]) -> FloatArray:
    """Return a picture in gray, 0 to 1; refuse colour photographs."""
    scale = np.float32(1.0 / np.iinfo(pixels.dtype).max)
    if pixels.ndim == 3 and pixels.shape[2] == 2:
        pixels = pixels[:, :, 0]
    if pixels.ndim == 2:
        return np.asarray(pixels * scale, np.float32)
    colours = pixels[:, :, :3]
    step = max(1, min(colours.shape[:2]) // 256)
    sample = colours[::step, ::step].astype(np.float32) * scale
    if float((sample.max(axis=2) - sample.min(axis=2)).mean()) > _COLOUR:
        raise UnsupportedPixelsError(
            "This is a colour picture, not a film.",
            hint="Give the film itself, not a photograph of something else.",
        )
    gray = cv2.cvtColor(np.ascontiguousarray(colours), cv2.COLOR_BGR2GRAY)
    return np.asarray(gray * scale, np.float32)


def _shape(data: bytes) -> tuple[int, int]:
    """Return (rows, columns) as the header claims them, before anything is decoded."""
    if data.startswith(_PNG):
        if len(data) < 24:
            raise DamagedFileError("The picture is cut or damaged.")
        columns, rows = struct.unpack(">II", data[16:24])
        return rows, columns
    offset = 2
    while offset + 9 <= len(data):
        if data[offset] != 0xFF:
            break
        marker = data[offset + 1]
        if marker == 0xFF:  # fill byte
            offset += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            rows, columns = struct.unpack(">HH", data[offset + 5 : offset + 9])
            return rows, columns
        offset += 2 + struct.unpack(">H", data[offset + 2 : offset + 4])[0]
    raise DamagedFileError("The picture is cut or damaged.")


def _is_complete(data: bytes) -> bool:
    """True where the end marker is there: decoders fill what is cut off with gray, silently."""
    if data.startswith(_PNG):
        return b"IEND" in data[-64:]
    return b"\xff\xd9" in data[-4096:]
