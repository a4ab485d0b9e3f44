"""All the ways in which a known name, number, place or day is written, as patterns. Pure."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from omni_med.emr.pseudonym.fold import fold
from omni_med.emr.pseudonym.rules import CALLED
from omni_med.emr.text import word_set

_TITLES: Final = word_set(
    "mr mrs ms miss dr prof jr sr md phd ii iii iv von van de der den del la le di da el al bin"
)
_PARTICLES: Final = word_set("von van de der den del la le di da el al bin")
_NO_NAMES: Final = word_set(
    "anonymous anonymized anonymised anon unknown none na xxx xxxx deidentified removed patient "
    "test name male female man woman doctor physician nurse the and no not of is was has with for"
)
_NO_PLACES: Final = word_set(
    "general hospital hospitals clinic clinics medical center centre university department of "
    "radiology the saint health healthcare care institute institution city county children "
    "childrens women womens memorial regional national community teaching college school chest "
    "imaging diagnostic emergency ward unit north south east west street road avenue lane drive "
    "medicine surgery cardiology oncology intensive outpatient inpatient infirmary trust group"
)
_GERMAN: Final = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def name_patterns(names: Iterable[str]) -> tuple[str, ...]:
    """Return regular expressions, over folded text, for all the ways that names are written."""
    found: set[str] = set()
    for name in names:
        for group in name.split("="):
            for spelt in {fold(group), fold(_german(group))}:
                if re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", spelt):
                    found.update(_of_han(spelt))
                else:
                    found.update(_of_latin(spelt))
    return tuple(sorted(found, key=len, reverse=True))


def _german(name: str) -> str:
    return name.translate(_GERMAN)


_GAP = r"[\s.'_-]?"
"""Between the letters of a longer name: what was taken out of it may have left a blank."""


def _of_latin(name: str) -> Iterator[str]:
    # Without apostrophes: the gaps take them, and "OBrien" and "O Brien" are written for "O'Brien".
    pieces = (word.replace("'", "") for word in re.findall(r"[A-Za-z][A-Za-z']*", name))
    words = [word for word in pieces if _is_name(word)]
    words += _with_particles(name)
    for word in words:
        if len(word) >= 4:
            yield rf"(?<![A-Za-z])(?i:{_GAP.join(map(re.escape, word))})(?![A-Za-z])"
        else:
            forms = "|".join({re.escape(word.capitalize()), re.escape(word.upper())})
            yield rf"(?<![A-Za-z])(?:{forms})(?![A-Za-z])"
    for count in (2, 3):
        for order in itertools.permutations(words[:3], count):  # "Weizhang", "MULLERANNA"
            if len(joined := "".join(order)) >= 5:
                yield rf"(?<![A-Za-z])(?i:{_GAP.join(map(re.escape, joined))})(?![A-Za-z])"


def _with_particles(name: str) -> Iterator[str]:
    """Yield family names with their particles as one word: "Vanderberg", "DeLuca"."""
    for part in name.split("^"):
        words = re.findall(r"[A-Za-z]+", part)
        if len(words) > 1 and words[0].lower() in _PARTICLES:
            yield "".join(words)


def _is_name(word: str) -> bool:
    low = word.lower().strip("'")
    return len(low) >= 2 and low not in _TITLES and low not in _NO_NAMES


def _of_han(name: str) -> Iterator[str]:
    parts = [part for part in re.split(r"[\s^·•・,.]+", name) if part]
    whole = "".join(parts)
    if len(whole) >= 2:
        yield r"[\s^·•・,.]?".join(map(re.escape, whole))
    given = parts[1] if len(parts) > 1 else whole[-2:] if len(whole) in {3, 4} else ""
    if len(given) >= 2:
        yield r"\s?".join(map(re.escape, given))
    surname = parts[0] if len(parts) > 1 else whole[:1]
    if surname:
        yield rf"{re.escape(surname)}(?=某|{CALLED})"


def number_patterns(numbers: Iterable[str]) -> tuple[str, ...]:
    """Return regular expressions for numbers, whatever stands between their digits."""
    found = set()
    for number in numbers:
        pieces = re.findall(r"[^\W_]", fold(number))
        if len(pieces) < 3:
            continue
        gap = r"[\s./_()-]{0,2}" if len(pieces) >= 5 else ""
        inside = gap.join(map(re.escape, pieces))
        found.add(rf"(?<![A-Za-z\d])(?i:{inside})(?![A-Za-z\d])")
    return tuple(sorted(found, key=len, reverse=True))


def place_patterns(places: Iterable[str]) -> tuple[str, ...]:
    """Return regular expressions for words that stand for a place: as a whole, and its own name."""
    found = set()
    for place in places:
        words = re.findall(r"[^\W_]+", fold(place))
        if sum(map(len, words)) >= 3 and not all(word.lower() in _NO_NAMES for word in words):
            inside = r"[\W_]{0,3}".join(map(re.escape, words))
            found.add(rf"(?<![A-Za-z\d])(?i:{inside})")
        own = (word.removesuffix("医院") for word in words if word.lower() not in _NO_PLACES)
        found.update(
            rf"(?<![A-Za-z\d])(?i:{re.escape(word)})(?![A-Za-z\d])"
            for word in own
            if len(word) >= (4 if word.isascii() else 2) and not word.isdecimal()
        )
    return tuple(sorted(found, key=len, reverse=True))


def date_patterns(dates: Iterable[date]) -> tuple[str, ...]:
    """Return regular expressions for days without a year, and for years of birth alone."""
    found = set()
    for day in dates:
        first, second = f"0?{day.month}", f"0?{day.day}"
        found.add(rf"(?<![\d/.]){first}/{second}(?![\d/])")
        found.add(rf"(?<![\d/.]){second}/{first}(?![\d/])")
        found.add(rf"(?<!\d){day.year}(?!\d)")
    return tuple(sorted(found))
