"""Header values as Python values, forgiving what real files get wrong.

A value that is absent, empty or no number is None or empty, never an exception: one bad element
must not cost a radiologist the image.
"""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta, timezone

from pydicom.datadict import tag_for_keyword
from pydicom.dataset import Dataset
from pydicom.valuerep import PersonName

from omni_med.dicom.raw import plain

_AGE = re.compile(r"^\s*(\d{1,4})\s*([DWMY]?)\s*$", re.IGNORECASE)
_YEARS = {"D": 1 / 365.25, "W": 7 / 365.25, "M": 1 / 12, "Y": 1.0, "": 1.0}
_TIME = re.compile(r"^(\d{2}):?(\d{2})?:?(\d{2})?(?:\.(\d{1,6}))?")
_OFFSET = re.compile(r"([+-])(\d{2})(\d{2})\s*$")


def text(dataset: Dataset, keyword: str) -> str:
    r"""Return a value as text, several joined by ``\``, ends stripped; empty where absent."""
    value = _raw(dataset, keyword)
    if value is None:
        return ""
    if not isinstance(value, str | bytes | PersonName) and hasattr(value, "__iter__"):
        return "\\".join(str(item) for item in value).strip(" \0")
    return str(value).strip(" \0\r\n\t")


def texts(dataset: Dataset, keyword: str) -> tuple[str, ...]:
    """Return the values of a multi-valued element, ends stripped."""
    joined = text(dataset, keyword)
    return tuple(part.strip() for part in joined.split("\\")) if joined else ()


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return the values as floats; empty where absent, or where one of them is no number."""
    value = _raw(dataset, keyword)
    if value is None or value == "":
        return ()
    items = value if not isinstance(value, str | bytes) and hasattr(value, "__iter__") else [value]
    try:
        result = tuple(float(item) for item in items)
    except (TypeError, ValueError, OverflowError):
        return ()
    return result if all(math.isfinite(item) for item in result) else ()


def number(dataset: Dataset, keyword: str) -> float | None:
    """Return the first value as a float, or None."""
    found = numbers(dataset, keyword)
    return found[0] if found else None


def integer(dataset: Dataset, keyword: str) -> int | None:
    """Return the first value as an int, or None where it is absent or no whole number."""
    found = number(dataset, keyword)
    return int(found) if found is not None and found == int(found) else None


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return the items of a sequence; empty where absent."""
    value = _raw(dataset, keyword)
    if value is None or isinstance(value, str | bytes) or not hasattr(value, "__iter__"):
        return []
    return [item for item in value if isinstance(item, Dataset)]


def day(dataset: Dataset, keyword: str) -> date | None:
    """Return a DA value, ``YYYYMMDD`` or the old ``YYYY.MM.DD``, or None."""
    digits = text(dataset, keyword).replace(".", "").replace("-", "")[:8]
    if len(digits) != 8 or not digits.isdigit():
        return None
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:8]))
    except ValueError:
        return None


def moment(dataset: Dataset, date_keyword: str, time_keyword: str) -> datetime | None:
    """Return a DA with its TM (midnight where absent), or None without a date.

    Aware where Timezone Offset From UTC (0008,0201) is stated.
    """
    when = day(dataset, date_keyword)
    if when is None:
        return None
    zone = _zone(text(dataset, "TimezoneOffsetFromUTC"))
    return _with_time(when, text(dataset, time_keyword), zone)


def stamp(dataset: Dataset, keyword: str) -> datetime | None:
    """Return a DT value, or None. Aware where the value or the object states a zone."""
    value = text(dataset, keyword)
    if len(value) < 8 or not value[:8].isdigit():
        return None
    try:
        when = date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except ValueError:
        return None
    zone = _zone(value[8:]) or _zone(text(dataset, "TimezoneOffsetFromUTC"))
    return _with_time(when, value[8:], zone)


def age_years(value: str) -> float | None:
    """Return an AS value (``045Y``, ``018M``, ``003D``; a bare number means years) in years.

    Source: PS3.5 6.2, VR AS.
    """
    found = _AGE.match(value)
    return int(found[1]) * _YEARS[found[2].upper()] if found else None


def _raw(dataset: Dataset, keyword: str) -> object:
    tag = tag_for_keyword(keyword)
    if tag is None or tag not in dataset:
        return None
    quick = plain(dataset.get_item(tag))
    if quick is not None:
        found = quick[1]
        return found[0] if len(found) == 1 else found or None
    try:
        return dataset.get(keyword)
    except RecursionError:
        raise
    except Exception:  # noqa: BLE001 - pydicom raises a dozen kinds on a malformed value
        return None


def _with_time(when: date, clock: str, zone: timezone | None) -> datetime:
    found = _TIME.match(clock.strip())
    hour = minute = second = micro = 0
    if found:
        hour, minute, second = (int(found[i] or 0) for i in (1, 2, 3))
        micro = int((found[4] or "0").ljust(6, "0"))
    try:
        return datetime(
            when.year, when.month, when.day, hour, minute, min(second, 59), micro, tzinfo=zone
        )
    except ValueError:
        return datetime(when.year, when.month, when.day, tzinfo=zone)


def _zone(value: str) -> timezone | None:
    found = _OFFSET.search(value)
    if not found:
        return None
    minutes = int(found[2]) * 60 + int(found[3])
    if minutes >= 24 * 60:
        return None
    return timezone(timedelta(minutes=minutes if found[1] == "+" else -minutes))
