"""Text without what identifies people. Pure: the same text and case give the same words."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from omni_med.emr.dates import parse_date
from omni_med.emr.pseudonym.fold import Folded, folded
from omni_med.emr.pseudonym.known import Identifiers
from omni_med.emr.pseudonym.rules import (
    CALLED_HAN,
    FORMS,
    LABELLED,
    LABELLED_HAN,
    LABELLED_NUMBER,
    LABELLED_NUMBER_HAN,
    TITLED,
)
from omni_med.emr.pseudonym.spelling import (
    date_patterns,
    name_patterns,
    number_patterns,
    place_patterns,
)

_RANK: Final = {"name": 0, "contact": 1, "number": 2, "date": 3, "place": 4, "age": 5}
_NAMED: Final = (TITLED, LABELLED, LABELLED_HAN, CALLED_HAN)
_NUMBERED: Final = (LABELLED_NUMBER, LABELLED_NUMBER_HAN)

Span = tuple[int, int, str]


class Pseudonymizer:
    """Cuts what identifies the people of one case.

    In place of what was cut stands what it was: ``[name]``, ``[number]``, ``[place]``,
    ``[contact]``, ``[date]`` or, where the day is understood, ``[3 days before]`` the examination.
    """

    def __init__(self, known: Identifiers) -> None:
        self._reference, self._born = known.reference, known.born
        self._known = tuple(
            (kind, re.compile("|".join(patterns)))
            for kind, patterns in (
                ("name", name_patterns(known.names)),
                ("number", number_patterns(known.numbers)),
                ("place", place_patterns(known.places)),
                ("date", date_patterns(known.dates)),
            )
            if patterns
        )

    def __repr__(self) -> str:
        return "Pseudonymizer()"

    def cut(self, text: str) -> str:
        """Return a text without names, numbers, dates and places, known ones or of such a form."""
        source = folded(text)
        if not source.text.strip():
            return text
        pieces: list[str] = []
        at = 0
        for start, end, kind in _merged(self._spans(source)):
            first, last = source.places[start], source.places[end - 1] + 1
            pieces += (text[at:first], self._word(kind, source.text[start:end]))
            at = last
        return "".join((*pieces, text[at:]))

    def _spans(self, source: Folded) -> list[Span]:
        text = source.text
        spans: list[Span] = []
        for kind, pattern in (*self._known, *FORMS):
            spans += [(*match.span(), kind) for match in pattern.finditer(text) if match.group()]
        for pattern in _NAMED:
            for match in pattern.finditer(text):
                group = "name" if match["name"] else "hidden"
                spans.append((*match.span(group), "name"))
        for pattern in _NUMBERED:
            spans += [(*match.span("number"), "number") for match in pattern.finditer(text)]
        return spans

    def _word(self, kind: str, found: str) -> str:
        if kind == "age":
            return "[over 89]"
        if kind == "date" and self._reference is not None:
            try:
                day = parse_date(found.strip(" .,"))
                return "[date]" if day in self._born else f"[{_apart(day, self._reference)}]"
            except ValueError:
                pass
        return f"[{kind}]"


def _apart(day: date, reference: date) -> str:
    days = (day - reference).days
    if abs(days) > 366:
        return "date"
    if days == 0:
        return "day of the examination"
    unit = "day" if abs(days) == 1 else "days"
    return f"{abs(days)} {unit} {'before' if days < 0 else 'after'}"


def _merged(spans: list[Span]) -> list[Span]:
    """Join spans that overlap; the joined one is called what identifies most."""
    result: list[Span] = []
    for start, end, kind in sorted(spans):
        if result and start < result[-1][1]:
            first, last, before = result[-1]
            whole = start <= first and end >= last
            longer = kind if whole or (end - start) > (last - first) else before
            named = min(before, kind, key=_RANK.__getitem__) if not whole else longer
            result[-1] = (first, max(last, end), named)
        else:
            result.append((start, end, kind))
    return result
