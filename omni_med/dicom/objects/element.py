"""Values out of a header in DICOM JSON Model, forgiving what real files get wrong.

Source: PS3.18 F.2.
"""

from __future__ import annotations

import base64
import binascii
import math
from collections.abc import Callable, Mapping
from typing import Any

Header = Mapping[str, Any]
Path = tuple[str | int, ...]
"""Tag, item, tag, item ... tag: ``("54000100", 0, "54001010")``."""

Fetch = Callable[[Path], bytes]
"""Returns a binary value of the object that a header belongs to."""


def values(header: Header, tag: str) -> list[Any]:
    """Return the values of an element as they stand; empty where absent."""
    element = header.get(tag)
    found = element.get("Value", []) if isinstance(element, Mapping) else []
    return found if isinstance(found, list) else []


def texts(header: Header, tag: str) -> tuple[str, ...]:
    """Return the values as text; a person's name as its first group."""
    return tuple(_as_text(value) for value in values(header, tag))


def _as_text(value: Any) -> str:
    if isinstance(value, Mapping):
        value = value.get("Alphabetic") or value.get("Ideographic")
    return "" if value is None else str(value)


def text(header: Header, tag: str) -> str:
    """Return the first value as text, ends stripped; empty where absent."""
    return next(iter(texts(header, tag)), "").strip()


def numbers(header: Header, tag: str) -> tuple[float, ...]:
    """Return the values as floats; empty where one of them is no finite number."""
    try:
        found = tuple(float(value) for value in values(header, tag))
    except (TypeError, ValueError, OverflowError):
        return ()
    return found if all(math.isfinite(value) for value in found) else ()


def number(header: Header, tag: str) -> float | None:
    """Return the first value as a float, or None."""
    return next(iter(numbers(header, tag)), None)


def integer(header: Header, tag: str) -> int | None:
    """Return the first value as an int, or None."""
    found = number(header, tag)
    return int(found) if found is not None else None


def items(header: Header, tag: str) -> tuple[Header, ...]:
    """Return the items of a sequence."""
    return tuple(item for item in values(header, tag) if isinstance(item, Mapping))


def first(header: Header, tag: str) -> Header:
    """Return the first item of a sequence; an empty one where there is none."""
    return next(iter(items(header, tag)), {})


def meaning(header: Header, tag: str) -> str:
    """Return what a coded concept means in words, else its code."""
    code = first(header, tag)
    return text(code, "00080104") or text(code, "00080100")


def binary(header: Header, path: Path, fetch: Fetch) -> bytes:
    """Return a binary value: from the header where it is in it, else fetched; empty where absent.

    Args:
        header: Of the whole object.
        path: Where the element stands.
        fetch: Reads it out of the object's file.
    """
    item: Any = header
    for step in path[:-1]:
        if isinstance(step, int):
            found = item if isinstance(item, tuple) else ()
            item = found[step] if step < len(found) else {}
        else:
            item = items(item, step) if isinstance(item, Mapping) else ()
    element = item.get(str(path[-1])) if isinstance(item, Mapping) else None
    if not isinstance(element, Mapping):
        return b""
    if "BulkDataURI" in element:
        return fetch(path)
    inline = element.get("InlineBinary")
    if not isinstance(inline, str):
        return b""
    try:
        return base64.b64decode(inline, validate=True)
    except (binascii.Error, ValueError):
        return b""
