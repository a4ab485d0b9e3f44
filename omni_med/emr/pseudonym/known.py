"""What header and record say that identifies somebody: names, numbers, dates, places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from omni_med.domain import Case, Note
from omni_med.emr.dates import parse_date
from omni_med.emr.pseudonym.fold import fold
from omni_med.emr.pseudonym.rules import (
    CALLED_HAN,
    LABELLED,
    LABELLED_HAN,
    LABELLED_NUMBER,
    LABELLED_NUMBER_HAN,
    TITLED,
)
from omni_med.emr.text import word_set

_NUMBERS: Final = word_set(
    # Patient ID, its issuer, other ids; accession, study id, order, admission, service episode,
    # procedure steps; telephone, insurance, military id; serial numbers, stations, detectors
    "00100020 00100021 00101000 00101001 00080050 00200010 00402016 00402017 00380010 00380060 "
    "00400009 00400253 00401001 00102154 00101050 00101090 00181000 00081010 0018700A 00181002 "
    "00181008 00321064 00400244 00400241 00104000 00180FFF"
)
_PLACES: Final = word_set(
    # Address, birth place, country, region, occupation, religion, rank; institution, address,
    # department, requesting service, current location, insurance plan, responsible organisation
    "00101040 00101005 00102150 00102152 00102180 001021F0 00101080 00080080 00080081 00081040 "
    "00321033 00380300 00380400 00400011 00102299 00081060 00321032"
)
_LONGEST_NOTE: Final = 500_000  # characters that are looked through for labels


@dataclass(frozen=True, slots=True)
class Identifiers:
    """What must not leave. Nothing of it appears in a ``repr``.

    Attributes:
        names: Of people, as written, DICOM PN or in any order.
        numbers: Ids, telephone numbers, serial numbers, UIDs.
        dates: Days.
        places: Institutions, addresses and other words that stand for one.
        reference: Day of the examination: other days are told as so many before or after it.
        born: Days of birth, which are told in no form.
    """

    names: frozenset[str] = field(default=frozenset(), repr=False)
    numbers: frozenset[str] = field(default=frozenset(), repr=False)
    dates: frozenset[date] = field(default=frozenset(), repr=False)
    places: frozenset[str] = field(default=frozenset(), repr=False)
    reference: date | None = field(default=None, repr=False)
    born: frozenset[date] = field(default=frozenset(), repr=False)


def identifiers(case: Case, headers: Iterable[Mapping[str, Any]] = ()) -> Identifiers:
    """Return what header and record of a study say that identifies somebody.

    Args:
        case: The study with its record and its priors.
        headers: Of its instances, as DICOM JSON Model (PS3.18 F.2); sequences are gone through.
    """
    names: set[str] = set()
    numbers: set[str] = set()
    places: set[str] = set()
    dates: set[date] = set()
    for study in (case.study, *case.priors):
        patient = study.patient
        names.add(patient.name)
        numbers.update((patient.patient_id, patient.issuer, study.accession, study.study_uid))
        dates.update(day for day in (patient.birth_date,) if day)
        dates.update(day.date() for day in (study.started,) if day)
    for header in headers:
        for vr, tag, value in _values(header):
            if vr == "PN":
                names.add(value)
            elif vr in {"DA", "DT"}:
                dates.update(_day(value[:8]))
            elif vr == "UI" or tag in _NUMBERS:
                numbers.add(value)
            elif tag in _PLACES:
                places.add(value)
    for note in case.notes:
        names.add(note.author)
        found_names, found_numbers = _said(note)
        names |= found_names
        numbers |= found_numbers
    return Identifiers(
        names=frozenset(name for name in names if name.strip()),
        numbers=frozenset(value.strip() for value in numbers if len(value.strip()) >= 3),
        dates=frozenset(dates),
        places=frozenset(value.strip() for value in places if len(value.strip()) >= 3),
        reference=case.study.started.date() if case.study.started else None,
        born=frozenset(
            study.patient.birth_date
            for study in (case.study, *case.priors)
            if study.patient.birth_date
        ),
    )


def _said(note: Note) -> tuple[set[str], set[str]]:
    """Return the names and numbers that a note labels as such; they go wherever they stand."""
    text = fold(note.text[:_LONGEST_NOTE])
    patterns = (TITLED, LABELLED, LABELLED_HAN, CALLED_HAN)
    names = {
        match["name"]
        for pattern in patterns
        for match in pattern.finditer(text)
        if match["name"] and not (pattern is CALLED_HAN and len(match["name"]) < 2)
    }
    numbers = {
        match["number"]
        for pattern in (LABELLED_NUMBER, LABELLED_NUMBER_HAN)
        for match in pattern.finditer(text)
        if sum(letter.isdigit() for letter in match["number"]) >= 4
    }
    return names, numbers


def _values(header: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield (VR, tag, value as text) of every element, sequences gone through."""
    for tag, element in header.items():
        if not isinstance(element, Mapping):
            continue
        vr = str(element.get("vr", ""))
        for value in element.get("Value") or ():
            if vr == "SQ" and isinstance(value, Mapping):
                yield from _values(value)
            elif vr == "PN" and isinstance(value, Mapping):
                yield vr, tag, "=".join(str(group) for group in value.values())
            elif isinstance(value, str | int | float):
                yield vr, tag.upper(), str(value)


def _day(value: str) -> Iterator[date]:
    try:
        yield parse_date(value)
    except ValueError:
        return
