"""A film that lies about its size, to see that the decode pool refuses it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Final

from omni_med.errors import DicomError

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool

_CLAIMED: Final = 0x7FFFFFF0
"""Bytes of pixel data that the header claims; 64 follow."""


def refusals(pool: DecodePool, times: int) -> int:
    """Feed the film to the pool; return how often it gave one typed error and went on."""
    refused = 0
    for _ in range(times):
        try:
            pool.parse(lying_film())
        except DicomError:
            refused += 1
    return refused


def lying_film() -> bytes:
    """Return a DICOM file of 65,535 x 65,535 pixels, of which 64 bytes are there.

    Source: DICOM PS3.10 section 7.1 (file format), PS3.5 section 7.1.2 (explicit VR).
    """
    syntax = _element(0x0002, 0x0010, b"UI", b"1.2.840.10008.1.2.1\0")
    meta = _element(0x0002, 0x0000, b"UL", struct.pack("<I", len(syntax))) + syntax
    sixteen_bits = ((0x0100, 16), (0x0101, 16), (0x0102, 15), (0x0103, 0))
    elements = [
        _element(0x0008, 0x0016, b"UI", b"1.2.840.10008.5.1.4.1.1.2\0"),
        _element(0x0008, 0x0018, b"UI", b"1.2.3\0"),
        _element(0x0020, 0x000D, b"UI", b"1.2.4\0"),
        _element(0x0020, 0x000E, b"UI", b"1.2.5\0"),
        _element(0x0028, 0x0002, b"US", struct.pack("<H", 1)),
        _element(0x0028, 0x0004, b"CS", b"MONOCHROME2 "),
        _element(0x0028, 0x0010, b"US", struct.pack("<H", 65_535)),
        _element(0x0028, 0x0011, b"US", struct.pack("<H", 65_535)),
        *(_element(0x0028, tag, b"US", struct.pack("<H", value)) for tag, value in sixteen_bits),
        struct.pack("<HH2s2xI", 0x7FE0, 0x0010, b"OW", _CLAIMED) + bytes(64),
    ]
    return bytes(128) + b"DICM" + meta + b"".join(elements)


def _element(group: int, number: int, vr: bytes, value: bytes) -> bytes:
    return struct.pack("<HH2sH", group, number, vr, len(value)) + value
