"""Searching header values: every value of every header, in any script, anywhere in the word."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from omni_med.workspace.tables import WordsTable

_BINARY = frozenset({"OB", "OD", "OF", "OL", "OV", "OW", "UN"})
_DATE = re.compile(r"(?<![\d.])(\d{4})[-/.](\d{2})[-/.](\d{2})(?![\d.])")
_BETWEEN = re.compile(r"[\s,^=]+")


def fold(text: str) -> str:
    """Return text as it is compared: compatibility forms and case folded."""
    return unicodedata.normalize("NFKC", text).casefold()


def header_values(header: bytes) -> frozenset[str]:
    """Return the folded values of a header, those of nested sequences included.

    Args:
        header: DICOM JSON Model, UTF-8. Source: PS3.18 F.2.
    """
    folded = (fold(text).strip() for text in _values(json.loads(header)))
    return frozenset(value for value in folded if value)


def _values(dataset: dict[str, Any]) -> Iterator[str]:
    for element in dataset.values():
        if not isinstance(element, dict) or element.get("vr") in _BINARY:
            continue
        for value in element.get("Value", ()):
            yield from _leaves(value)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, bool) or value is None:
        return
    elif isinstance(value, int | float):
        yield format(value, "g") if isinstance(value, float) else str(value)
    elif isinstance(value, dict):
        if any(isinstance(item, dict) for item in value.values()):
            yield from _values(value)  # an item of a sequence
        else:
            yield from _name([item for item in value.values() if isinstance(item, str)])


def _name(groups: list[str]) -> Iterator[str]:
    """Yield the groups of a name, and each joined, as Chinese names are typed."""
    for group in groups:
        yield group
        if "^" in group:
            yield group.replace("^", "")


def terms(query: str) -> tuple[str, ...]:
    """Return the words that must all be found; dates as DICOM writes them."""
    plain = _DATE.sub(r"\1\2\3", fold(query))
    return tuple(word for word in _BETWEEN.split(plain) if word)


def find(session: Session, query: str) -> frozenset[str] | None:
    """Return the UIDs of the studies whose headers hold every word of the query.

    None where the query holds no word: no restriction.
    """
    found: frozenset[str] | None = None
    for term in terms(query):
        hits = select(WordsTable.study_uid).where(func.instr(WordsTable.words, term) > 0).distinct()
        if found is not None:
            hits = hits.where(WordsTable.study_uid.in_(found))
        found = frozenset(session.scalars(hits))
        if not found:
            break
    return found
