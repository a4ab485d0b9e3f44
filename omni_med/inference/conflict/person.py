"""Whose record it is: sex, age and body part of the words against the header. Pure functions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from omni_med.domain import Conflict, Note, NoteKind
from omni_med.emr.demographics import StatedPerson, stated_person
from omni_med.emr.mentions import mentions
from omni_med.inference.conflict.words import quoted, record
from omni_med.knowledge import BODY_PARTS
from omni_med.models.protocols import ModelCard

_FILM = re.compile(r"x-?ray|radiograph|film|views?\b|X线|平片|摄片|正侧位|正位", re.IGNORECASE)
_SEX = {"M": "male", "F": "female"}


@dataclass(frozen=True, slots=True)
class Subject:
    """What the header says of the patient; nothing of it appears in a ``repr``.

    Attributes:
        sex: ``"M"``, ``"F"`` or anything else for unknown.
        age: In years at the study; None where unknown.
        acquired: When the film was made; None where unknown.
    """

    sex: str = field(default="", repr=False)
    age: float | None = field(default=None, repr=False)
    acquired: datetime | None = field(default=None, repr=False)


def persons(notes: Sequence[Note], subject: Subject) -> Iterator[Conflict]:
    """Ask where a note states another sex or age than the header."""
    for note in notes:
        person = stated_person(note.text)
        if person is None:
            continue
        gap = _age_gap(person, note, subject)
        is_other_sex = bool(person.sex) and {person.sex, subject.sex} == {"M", "F"}
        if not is_other_sex and gap == 0:
            continue
        header = ", ".join(
            word
            for word in (
                _SEX.get(subject.sex, ""),
                f"{subject.age:.0f} years" if subject.age is not None else "",
            )
            if word
        )
        yield Conflict(
            finding="identity",
            question=f'{record(note)}: "{quoted(note.text[person.start : person.end])}" '
            f"Film: {header}. Is it the same patient? Which holds?",
            score=1.0 if is_other_sex else round(min(1.0, 0.5 + gap / 20), 4),
            note_id=note.note_id,
            start=person.start,
            end=person.end,
        )


def _age_gap(person: StatedPerson, note: Note, subject: Subject) -> float:
    """Return by how many years the ages differ beyond what dates and rounding explain."""
    if person.youngest is None or person.oldest is None or subject.age is None:
        return 0.0
    expected, slack = subject.age, 2.0
    if note.written is not None and subject.acquired is not None:
        between = subject.acquired.replace(tzinfo=None) - note.written.replace(tzinfo=None)
        expected, slack = subject.age - between.days / 365.25, 1.0
    below, above = person.youngest - slack - expected, expected - (person.oldest + 1 + slack)
    return max(0.0, below, above)


def body_parts(card: ModelCard, notes: Sequence[Note]) -> Iterator[Conflict]:
    """Ask where a request orders a film of another body part than the model saw."""
    seen = {part.lower() for part in card.body_parts}
    for note in notes:
        if note.kind is not NoteKind.REQUEST or not seen:
            continue
        found = mentions(note.text, BODY_PARTS)
        ordered = [m for m in found if _FILM.search(note.text, m.sentence.start, m.sentence.end)]
        if not ordered or seen & {one.concept for one in found}:
            continue
        start, end = ordered[0].sentence.start, ordered[0].sentence.end
        yield Conflict(
            finding="body part",
            question=f'{record(note)}: "{quoted(note.text[start:end])}" Film: '
            f"{', '.join(sorted(seen))}. Is it the right film? Which holds?",
            score=0.8,
            note_id=note.note_id,
            start=start,
            end=end,
        )
