"""Where image and record contradict each other: a question for the reader, never an answer.

Compared are single-modality answers (image only against what the record states), not the fused
one, which has taken a side already. Only statements count, of the finding itself or that the
patient is well: a fever and a clear film are no contradiction, nor are an opacity and a record
that is silent of it. Pure functions.
"""

from __future__ import annotations

import math
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from omni_med.domain import (
    Conflict,
    Finding,
    HeatMap,
    Note,
    NoteKind,
    RegionEvidence,
)
from omni_med.emr.demographics import StatedPerson, stated_person
from omni_med.emr.mentions import Mention, mentions
from omni_med.inference.sides import Place, place_of
from omni_med.knowledge import BODY_PARTS, COMPLAINTS, LATERALITY, STATEMENTS, Speaks, speaks_of
from omni_med.models.protocols import ModelCard

DISAGREEMENT = 0.35
"""Jensen-Shannon divergence (bits) from which two answers are far apart: 0.9 against 0.19."""

_CLEARLY_ABSENT = 0.5  # of the threshold
_STALE = timedelta(days=30)  # what a note said of the lungs a month ago need not hold
_QUERIES = frozenset({"request", "indication", "technique", "comparison", "plan"})
_FILM = re.compile(r"x-?ray|radiograph|film|views?\b|X线|平片|摄片|正侧位|正位", re.IGNORECASE)
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_KINDS = {
    NoteKind.REQUEST: "request",
    NoteKind.CLINICAL: "clinical note",
    NoteKind.REPORT: "earlier report",
}
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


def find_conflicts(
    card: ModelCard,
    findings: Sequence[Finding],
    notes: Sequence[Note],
    heat_maps: Sequence[HeatMap] = (),
    *,
    subject: Subject | None = None,
    shown: Sequence[Note] = (),
    mirrored: Collection[str] = (),
    disagreement: float = DISAGREEMENT,
) -> tuple[Conflict, ...]:
    """Return the questions of one case, strongest first, at most one a finding.

    Args:
        card: Of the model: the body parts that its films show, and whether it tells sides.
        findings: Its answers; a differential (no threshold) contradicts nothing.
        notes: Those that inference used.
        heat_maps: Of frontal films, patient's right on the image's left unless ``mirrored``.
        subject: From the header; without it sex and age are not compared.
        shown: Notes that inference did not use: only their sex and age are compared.
        mirrored: Ids of films with the patient's left on the image's left.
        disagreement: Jensen-Shannon divergence from which two confident answers are a question.
    """
    subject = subject or Subject()
    current = [note for note in notes if not _is_stale(note, subject)]
    read = [(note, mentions(note.text, STATEMENTS)) for note in current]
    found = [*_persons((*notes, *shown), subject), *_body_parts(card, notes)]
    for finding in findings:
        if finding.threshold is None or finding.image_only is None:
            continue
        maps = [one for one in heat_maps if one.finding == finding.name]
        place = place_of(maps, mirrored) if card.localises else None
        found += _of_finding(finding, read, place, disagreement)
    return tuple(sorted(found, key=lambda one: -one.score))


def divergence(first: float, second: float) -> float:
    """Return the Jensen-Shannon divergence of two probabilities, 0 (equal) to 1 (0 and 1), bits.

    Source: Lin, IEEE Trans Inf Theory 37 (1991) 145-151.
    """
    middle = _entropy((first + second) / 2)
    return max(0.0, middle - (_entropy(first) + _entropy(second)) / 2)


def _entropy(p: float) -> float:
    return -sum(x * math.log2(x) for x in (p, 1 - p) if x > 0)


Read = Sequence[tuple[Note, tuple[Mention, ...]]]


@dataclass(frozen=True, slots=True)
class _Statement:
    """What one note says of one finding, and the mention that says it."""

    note: Note
    mention: Mention
    present: bool


def _of_finding(
    finding: Finding, read: Read, place: Place | None, disagreement: float
) -> Iterator[Conflict]:
    names = {one.concept for one in mentions(finding.name, STATEMENTS)}
    speaks = speaks_of(names)
    said = [] if speaks is None else [s for entry in read if (s := _stance(entry, speaks))]
    image, threshold = finding.image_only or 0.0, finding.threshold or 0.0
    if image >= threshold:
        denials = [one for one in said if not one.present]
        if denials and not any(one.present for one in said):
            yield _question(finding, denials[-1], place, score=image)
            return
        if not said and finding.text_only is not None and finding.text_only < threshold:
            distance = divergence(image, finding.text_only)
            statement = _says_well(read) if distance >= disagreement else None
            if statement is not None:
                yield _question(finding, statement, place, score=distance, against=True)
        yield from _sides(finding, read, speaks, place)
    elif image <= threshold * _CLEARLY_ABSENT:
        claims = [one for one in said if one.present]
        if claims and all(one.present for one in said):
            yield _question(finding, claims[-1], None, score=1 - image)


def _stance(entry: tuple[Note, tuple[Mention, ...]], speaks: Speaks) -> _Statement | None:
    """Return what a note says of a finding; None where it says nothing, both, or "may be"."""
    note, found = entry
    present = [one for one in found if _claims(note, one, speaks)]
    absent = [one for one in found if _denies(one, speaks)]
    unsure = any(one.concept in speaks.affirming and _is_open(one) for one in found)
    if bool(present) == bool(absent) or (absent and unsure):
        return None
    return _Statement(note, (present or absent)[0], present=bool(present))


def _claims(note: Note, mention: Mention, speaks: Speaks) -> bool:
    """True for "right lower lobe pneumonia", not for the reason of a request ("pneumonia")."""
    if note.kind is NoteKind.REQUEST or mention.sentence.section in _QUERIES:
        return False
    return mention.concept in speaks.affirming and mention.assertion.affirmed


def _is_open(mention: Mention) -> bool:
    """True for "may represent an infiltrate": such a note denies nothing."""
    said = mention.assertion
    return not (said.negated or said.historical or said.family)


def _denies(mention: Mention, speaks: Speaks) -> bool:
    if mention.concept in speaks.denying:
        return mention.assertion.denied
    return mention.concept in speaks.excluding and mention.assertion.affirmed


def _is_stale(note: Note, subject: Subject) -> bool:
    if note.written is None or subject.acquired is None:
        return False
    return subject.acquired.replace(tzinfo=None) - note.written.replace(tzinfo=None) > _STALE


def _question(
    finding: Finding,
    said: _Statement,
    place: Place | None,
    *,
    score: float,
    against: bool = False,
) -> Conflict:
    """Ask with both sides in it; ``against`` where the words do not name the finding itself."""
    start, end = said.mention.sentence.start, said.mention.sentence.end
    words = f'{_record(said.note)}: "{_quoted(said.note.text[start:end])}"'
    words += f" speaks against it ({finding.text_only:.2f})." if against else ""
    return Conflict(
        finding=finding.name,
        question=f"{words} {_film(finding, place)} Which holds?",
        score=round(score, 4),
        note_id=said.note.note_id,
        start=start,
        end=end,
        region=_region(finding),
    )


def _says_well(read: Read) -> _Statement | None:
    """Return where the record calls the patient well, or denies an illness of the chest.

    None where it does neither, or tells of such an illness anywhere: what is not said, a fever or
    a history of diabetes is no contradiction to an opacity.
    """
    found = [(note, one) for note, _ in read for one in mentions(note.text, COMPLAINTS)]
    if any(one.concept == "illness" and _is_open(one) for _, one in found):
        return None
    said = [(note, one) for note, one in found if _is_well(one)]
    return _Statement(*said[0], present=False) if said else None


def _is_well(mention: Mention) -> bool:
    said = mention.assertion
    return said.affirmed if mention.concept == "well" else said.denied


def _sides(
    finding: Finding, read: Read, speaks: Speaks | None, place: Place | None
) -> Iterator[Conflict]:
    """Ask where all statements of a finding lie on the other side than the film's region."""
    if speaks is None or place is None or not place.side:
        return
    stated: list[tuple[Note, Mention, str]] = []
    for note, found in read:
        for one in found:
            if one.concept in speaks.affirming and one.assertion.affirmed:
                side = _side(note.text[one.sentence.start : one.sentence.end])
                stated += [(note, one, side)] if side else []
    sides = {side for _, _, side in stated}
    if len(sides) != 1 or sides <= {place.side, "both"}:
        return
    note, mention, side = stated[-1]
    quote = _quoted(note.text[mention.sentence.start : mention.sentence.end])
    yield Conflict(
        finding="laterality",
        question=f'{_record(note)}: "{quote}" {_film(finding, place)} {side.capitalize()} or '
        f"{place.side}?",
        score=round(place.share * (finding.image_only or 0.0), 4),
        note_id=note.note_id,
        start=mention.sentence.start,
        end=mention.sentence.end,
        region=_region(finding),
    )


def _side(sentence: str) -> str:
    """Return ``"left"``, ``"right"``, ``"both"``, or an empty string where no side is named."""
    named = {one.concept for one in mentions(sentence, LATERALITY)}
    if "bilateral" in named or len(named) > 1:
        return "both"
    return next(iter(named), "")


def _persons(notes: Sequence[Note], subject: Subject) -> Iterator[Conflict]:
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
            question=f'{_record(note)}: "{_quoted(note.text[person.start : person.end])}" '
            f"Header of the images: {header}. Is it the same patient?",
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


def _body_parts(card: ModelCard, notes: Sequence[Note]) -> Iterator[Conflict]:
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
            question=f'{_record(note)}: "{_quoted(note.text[start:end])}" Film: '
            f"{', '.join(sorted(seen))}. Is it the right film?",
            score=0.8,
            note_id=note.note_id,
            start=start,
            end=end,
        )


def _record(note: Note) -> str:
    kind = _KINDS[note.kind]
    if note.written is None:
        return f"Record ({kind})"
    return f"Record ({kind}, {note.written.day} {_MONTHS[note.written.month - 1]})"


def _film(finding: Finding, place: Place | None) -> str:
    probability = finding.image_only or 0.0
    if probability < (finding.threshold or 0.0):
        return f"Film: no {finding.name.lower()}, {probability:.2f}."
    where = f", {place.words}" if place is not None and place.words else ""
    return f"Film: {finding.name.lower()}{where}, {probability:.2f}."


def _quoted(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 160 else f"{line[:157]}..."


def _region(finding: Finding) -> tuple[int, int, int, int] | None:
    regions = [one for one in finding.evidence if isinstance(one, RegionEvidence)]
    strongest = max(regions, key=lambda one: one.influence, default=None)
    return strongest.box if strongest is not None and strongest.influence > 0 else None
