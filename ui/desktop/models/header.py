"""A header (DICOM JSON Model) as rows for a table. Without Qt.

Source: PS3.18 F.2.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from pydicom.datadict import dictionary_description

_LONGEST = 500  # characters of a value that are worth showing in a table


@dataclass(frozen=True, slots=True)
class TagRow:
    """One data element.

    Attributes:
        tag: ``(0010,0010)``; one in a sequence is indented by its depth.
        name: From the dictionary; private tags have none.
        vr: Value representation.
        value: For display, cut after 500 characters.
    """

    tag: str
    name: str
    vr: str
    value: str = field(repr=False)

    def holds(self, words: str) -> bool:
        """True where tag, name or value contain ``words`` (lower case)."""
        return any(words in text.lower() for text in (self.tag, self.name, self.value))


def tag_rows(header: Mapping[str, Any]) -> tuple[TagRow, ...]:
    """Return every data element of a header, sequences with their items after them."""
    return tuple(_walk(header, 0))


def _walk(header: Mapping[str, Any], depth: int) -> Iterator[TagRow]:
    for key in sorted(header):
        element = header[key]
        if not isinstance(element, Mapping):
            continue
        vr = str(element.get("vr", ""))
        values = element.get("Value", [])
        label = "› " * depth + f"({key[:4]},{key[4:]})"
        if vr == "SQ":
            yield TagRow(
                label, _name(key), vr, "1 item" if len(values) == 1 else f"{len(values)} items"
            )
            for item in values:
                if isinstance(item, Mapping):
                    yield from _walk(item, depth + 1)
        else:
            yield TagRow(label, _name(key), vr, _value(element, values))


def _name(key: str) -> str:
    try:
        return dictionary_description(int(key, 16))
    except (KeyError, ValueError):
        return ""


def _value(element: Mapping[str, Any], values: Any) -> str:
    if "InlineBinary" in element:
        return f"{len(str(element['InlineBinary'])) * 3 // 4} bytes"
    if "BulkDataURI" in element:
        return "bulk data"
    if not isinstance(values, list):
        values = [values]
    return " \\ ".join(_one(value) for value in values)[:_LONGEST]


def _one(value: Any) -> str:
    if isinstance(value, Mapping):
        parts = [
            str(value[key]) for key in ("Alphabetic", "Ideographic", "Phonetic") if key in value
        ]
        return " = ".join(parts)
    return "" if value is None else str(value)
