"""Plain header values straight from their bytes.

pydicom builds an object of some 10 microseconds for every element that is looked at. Nearly all
of a header is ASCII text and numbers, whose values are their bytes; what is not (other character
sets, ambiguous elements, sequences, anything odd) is left to pydicom.

Source: PS3.5 6.2 (value representations), PS3.18 F.2.3 (their JSON types).
"""

from __future__ import annotations

import math
import struct
from functools import cache
from typing import Any

from pydicom.datadict import dictionary_has_tag, dictionary_VR
from pydicom.dataelem import RawDataElement

_SPLIT = frozenset({"AE", "AS", "CS", "DA", "DT", "LO", "SH", "TM", "UC", "UI"})
_WHOLE = frozenset({"LT", "ST", "UT"})
_NUMBERS = frozenset({"DS", "IS"})
_BINARY = {"US": "H", "SS": "h", "UL": "L", "SL": "l", "FL": "f", "FD": "d"}


@cache
def _dictionary_vr(tag: int) -> str:
    return str(dictionary_VR(tag)) if dictionary_has_tag(tag) else ""


def plain(element: object) -> tuple[str, list[Any]] | None:
    """Return (VR, values as JSON types) of an element as read, or None to leave it to pydicom.

    Text has its padding removed; DS and FL are floats, IS and US ints; an empty element has no
    values.
    """
    if not isinstance(element, RawDataElement) or element.value is None:
        return None
    vr = _certain_vr(element)
    if vr in _BINARY:
        return _numbers(element, vr)
    if vr in _SPLIT or vr in _WHOLE or vr in _NUMBERS:
        return _text(element.value, vr)
    return None


def _certain_vr(element: RawDataElement) -> str:
    """Return the VR where the file and the dictionary agree on it; else ``""``."""
    tag = int(element.tag)
    if tag >> 16 & 1:  # private: only the file can say
        return element.VR or ""
    known = _dictionary_vr(tag)
    return known if (element.VR or known) == known else ""


def _text(value: bytes, vr: str) -> tuple[str, list[Any]] | None:
    if not value.isascii() or b"\x1b" in value:
        return None
    text = value.decode("ascii").rstrip("\0 ")
    if not text:
        return vr, []
    if vr in _WHOLE:
        return vr, [text]
    parts = text.split("\\")
    if vr in _NUMBERS:
        return _decimal(vr, parts)
    parts = [part.rstrip("\0 ") for part in parts]
    return (vr, parts) if all(parts) else None


def _numbers(element: RawDataElement, vr: str) -> tuple[str, list[Any]] | None:
    value = element.value or b""
    order = "<" if element.is_little_endian else ">"
    size = struct.calcsize("<" + _BINARY[vr])
    if len(value) % size or len(value) > 64 * size:
        return None
    found = list(struct.unpack(f"{order}{len(value) // size}{_BINARY[vr]}", value))
    return (vr, found) if all(math.isfinite(number) for number in found) else None


def _decimal(vr: str, parts: list[str]) -> tuple[str, list[Any]] | None:
    try:
        found: list[Any] = [int(part) if vr == "IS" else float(part) for part in parts]
    except ValueError:
        return None
    return (vr, found) if all(math.isfinite(number) for number in found) else None
