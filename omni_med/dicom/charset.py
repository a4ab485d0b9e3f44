"""Chinese text whose character set the header does not declare: detected and repaired.

Chinese systems often write GB18030 (or UTF-8) without Specific Character Set (0008,0005), or
with a Latin one. The bytes on disk stay; only what is displayed and searched is repaired.

Source: PS3.3 C.12.1.1.2; GB 18030-2022.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from pydicom.dataset import Dataset

_TEXT_VRS = {"PN", "LO", "LT", "ST", "SH", "UT", "UC"}
_GUESSABLE = {"", "ISO_IR 6", "ISO 2022 IR 6", "ISO_IR 100", "ISO 2022 IR 100"}
_HIGH = re.compile(rb"[\x80-\xff]")


def undeclared(values: list[bytes], declared: str) -> str:
    """Return the Python codec to decode ``values`` with, or ``""`` to trust the header.

    Args:
        values: Raw text values of one data set.
        declared: The first value of Specific Character Set; empty where absent.
    """
    if declared.strip() not in _GUESSABLE:
        return ""
    high = [value for value in values if _HIGH.search(value)]
    if not high:
        return ""
    if all(_decodes(value, "utf-8") for value in high):
        return "utf-8"
    strong = weak = 0
    for value in high:
        found = _chinese_pairs(value)
        if found is None:
            return ""
        strong += found[0]
        weak += found[1]
    needed = 2 if "100" in declared else 1
    return "gb18030" if strong >= needed and strong > weak else ""


def _decodes(value: bytes, codec: str) -> bool:
    try:
        value.decode(codec)
    except UnicodeDecodeError:
        return False
    return True


def _chinese_pairs(value: bytes) -> tuple[int, int] | None:
    """Count characters that can only be Chinese, and those that Latin-1 could explain as well.

    Both bytes high, or a lead byte that is a control code in Latin-1, is Chinese; a high byte
    before an ASCII letter may be an accented one. None where ``value`` is not GB18030, or
    holds what nobody writes in a name or a request.
    """
    try:
        text = value.decode("gb18030")
    except UnicodeDecodeError:
        return None
    strong = weak = 0
    for character in text:
        if character.isascii():
            continue
        if not _is_chinese(character):
            return None
        pair = character.encode("gb18030")
        if len(pair) == 4 or pair[0] < 0xA1 or pair[1] >= 0xA1:
            strong += 1
        else:
            weak += 1
    return strong, weak


def _is_chinese(character: str) -> bool:
    code = ord(character)
    ideograph = 0x4E00 <= code <= 0x9FFF or 0x3400 <= code <= 0x4DBF or code >= 0x20000
    punctuation = 0x3000 <= code <= 0x303F or 0xFF00 <= code <= 0xFFEF
    sign = character in "·—‘’“”…×÷±°℃ΩαβγμⅠⅡⅢⅣⅤ①②③④⑤≤≥"
    return ideograph or punctuation or sign


def repair(dataset: Dataset) -> str:
    """Make ``dataset`` decode its text as ``undeclared`` finds it; return the codec or ``""``."""
    declared = str(dataset.get("SpecificCharacterSet", "") or "")
    if declared.startswith("["):
        return ""
    codec = undeclared(list(_raw_text(dataset)), declared)
    if codec:
        _set_codec(dataset, codec)
    return codec


def _raw_text(dataset: Dataset) -> Iterator[bytes]:
    for tag in list(dataset.keys()):
        element = dataset.get_item(tag)
        value = getattr(element, "value", None)
        if isinstance(value, bytes) and _HIGH.search(value):
            vr = element.VR or _dictionary_vr(int(tag))
            if vr in _TEXT_VRS:
                yield value
        elif getattr(element, "VR", "") == "SQ" and not isinstance(value, bytes | None):
            for item in value:
                yield from _raw_text(item)


def _dictionary_vr(tag: int) -> str:
    from pydicom.datadict import dictionary_has_tag, dictionary_VR  # noqa: PLC0415

    return str(dictionary_VR(tag)) if dictionary_has_tag(tag) else ""


def _set_codec(dataset: Dataset, codec: str) -> None:
    implicit, little = dataset.original_encoding
    dataset.set_original_encoding(implicit, little, [codec])
    for tag in list(dataset.keys()):
        element = dataset.get_item(tag)
        if getattr(element, "VR", "") == "SQ" and not isinstance(element.value, bytes | None):
            for item in element.value:
                _set_codec(item, codec)
