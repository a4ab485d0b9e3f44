"""Dates as records write them. What is ambiguous is refused, never guessed."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, datetime, timedelta, timezone

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

_TIME = (
    r"(?:[T ,]*(?P<hour>\d{1,2})[:时点](?P<minute>\d{2})(?:[:分](?P<second>\d{2})?秒?(?:\.\d+)?)?"
    r"\s*(?P<half>[ap]\.?m\.?)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_COMPACT_TIME = (
    r"(?:T?(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?(?:\.\d{1,6})?"
    r"(?P<zone>Z|[+-]\d{4})?)?"
)
_PATTERNS = tuple(
    re.compile(pattern + r"\s*\Z", re.IGNORECASE)
    for pattern in (
        r"\s*(?P<year>\d{4})[-/.年](?P<month>\d{1,2})[-/.月](?P<day>\d{1,2})日?\s*" + _TIME,
        r"\s*(?P<day>\d{1,2})(?:st|nd|rd|th)?[ .-]*(?P<word>[a-z]{3,9})\.?,?[ .-]*(?P<year>\d{4})"
        + _TIME,
        r"\s*(?P<word>[a-z]{3,9})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})"
        + _TIME,
        r"\s*(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})" + _COMPACT_TIME,
        r"\s*(?P<first>\d{1,2})[/.](?P<second_part>\d{1,2})[/.](?P<year>\d{4})" + _TIME,
    )
)
_LABEL = re.compile(
    r"^[ \t]*(?:date(?: of (?:note|visit|service))?|written|dictated|signed|note date|visit date"
    r"|日期|记录时间|记录日期|书写时间|就诊时间|就诊日期|时间)"
    r"[ \t]*[:：][ \t]*(?P<value>[^\r\n]{4,40})",
    re.IGNORECASE | re.MULTILINE,
)
_LABEL_WITHIN = 1000
_PARTIAL = re.compile(r"\s*(\d{4})(?:[-/.年](\d{1,2})月?)?年?\s*\Z")
_EXCHANGEABLE = re.compile(r"\s*(1[0-2]|0?[1-9])[/.](1[0-2]|0?[1-9])[/.](\d{4})\b")


def parse_datetime(value: str) -> datetime:
    """Return date and time as written: aware where a zone stands there, midnight without a time.

    Takes ISO 8601, DICOM DT, ``20 Nov 2024``, ``Nov 20, 2024``, ``2024年11月20日 8时30分`` and
    numbers with the year last where only one order of day and month is possible.

    Raises:
        ValueError: If it is no complete date, or day and month could be exchanged.
    """
    for pattern in _PATTERNS:
        match = pattern.match(value)
        if match:
            return _built(match.groupdict())
    raise ValueError("not a date in a form that is understood")


def latest_datetime(value: str) -> datetime:
    """Return the latest moment that a date as written can mean.

    A year or a month alone ends with its last day; of ``11/12/2024`` the later reading holds. So a
    note whose date is unclear is read only where it was certainly written before the film.

    Raises:
        ValueError: If it is no date at all.
    """
    try:
        return parse_datetime(value)
    except ValueError:
        exchangeable = _EXCHANGEABLE.match(value)
        if exchangeable:
            first, second, year = (int(part) for part in exchangeable.groups())
            return datetime(year, max(first, second), min(first, second), 23, 59)  # noqa: DTZ001
        partial = _PARTIAL.match(value)
        if partial is None:
            raise
    year, month = int(partial[1]), int(partial[2] or 12)
    if not 1850 <= year <= 2200 or not 1 <= month <= 12:
        raise ValueError("not a year of a record")
    return datetime(year, month, monthrange(year, month)[1], 23, 59)  # noqa: DTZ001 - as written


def parse_date(value: str) -> date:
    """Return the day of ``parse_datetime``.

    Raises:
        ValueError: As there.
    """
    return parse_datetime(value).date()


def written_in(text: str) -> datetime | None:
    """Return the date that a labelled line near the beginning of a note states, or None.

    Only a line such as ``Date: 20 Nov 2024`` or ``日期：2024-11-20`` counts; of an unclear date the
    latest meaning (``latest_datetime``).
    """
    match = _LABEL.search(text, 0, _LABEL_WITHIN)
    if match is None:
        return None
    try:
        return latest_datetime(match["value"])
    except ValueError:
        return None


def _built(parts: dict[str, str | None]) -> datetime:
    month, day = _month_and_day(parts)
    if not 1850 <= int(parts["year"] or 0) <= 2200:
        raise ValueError("not a year of a record")
    hour = int(parts.get("hour") or 0)
    half = (parts.get("half") or "").lower()
    if half:
        if not 1 <= hour <= 12:
            raise ValueError("not a time of day")
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return datetime(
        int(parts["year"] or 0),
        month,
        day,
        hour,
        int(parts.get("minute") or 0),
        int(parts.get("second") or 0),
        tzinfo=_zone(parts.get("zone") or ""),
    )


def _month_and_day(parts: dict[str, str | None]) -> tuple[int, int]:
    if parts.get("word"):
        word = (parts["word"] or "")[:3].lower()
        if word not in _MONTHS:
            raise ValueError("not a month")
        return _MONTHS.index(word) + 1, int(parts["day"] or 0)
    if parts.get("first"):
        first, second = int(parts["first"] or 0), int(parts["second_part"] or 0)
        if first <= 12 and second <= 12 and first != second:
            raise ValueError("day and month could be exchanged")
        return (first, second) if first <= 12 else (second, first)
    return int(parts["month"] or 0), int(parts["day"] or 0)


def _zone(value: str) -> timezone | None:
    if not value:
        return None
    if value.upper() == "Z":
        return timezone.utc  # noqa: UP017 - the same object as datetime.UTC, typed as timezone
    sign = -1 if value[0] == "-" else 1
    digits = value[1:].replace(":", "")
    return timezone(sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
