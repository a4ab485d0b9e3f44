"""What the record states of a finding: affirmed, denied, or nothing. Pure functions.

Only statements count, of the finding itself or that the patient is well, now and for certain: a
fever, a history, a relative's illness or a suspicion states nothing of the film.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from omni_med.domain import Finding, Note, NoteKind
from omni_med.emr.language import detect_language, is_foreign
from omni_med.emr.mentions import Mention, mentions
from omni_med.inference.conflict.person import Subject
from omni_med.knowledge import COMPLAINTS, LATERALITY, STATEMENTS, Speaks, speaks_of

TABLES = frozenset({"en", "zh"})
"""Languages that the ConText table is written in; others are neither read nor checked."""

_STALE = timedelta(days=30)  # what a note said of the lungs a month ago need not hold
_QUERIES = frozenset({"request", "indication", "technique", "comparison", "plan"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one note says of one finding, and the mention that says it."""

    note: Note
    mention: Mention
    present: bool


@dataclass(frozen=True, slots=True)
class Read:
    """One note with what it names."""

    note: Note
    named: tuple[Mention, ...]


def read(notes: Sequence[Note], subject: Subject) -> tuple[Read, ...]:
    """Read the notes that may still hold on the day of the film, in a language with a table."""
    return tuple(
        Read(note, mentions(note.text, STATEMENTS))
        for note in notes
        if not _is_stale(note, subject) and not is_foreign(detect_language(note.text), TABLES)
    )


def speaks(finding: Finding) -> Speaks | None:
    """Return what in a record speaks of a finding; None where nothing does."""
    return speaks_of({one.concept for one in mentions(finding.name, STATEMENTS)})


def statements(notes: Sequence[Read], of: Speaks) -> tuple[Statement, ...]:
    """Return what each note says of a finding; silent ones, and those that say both, are left."""
    return tuple(said for one in notes if (said := stance(one, of)) is not None)


def stance(one: Read, of: Speaks) -> Statement | None:
    """Return what a note says of a finding; None where it says nothing, both, or "may be".

    "Left basal opacity. No consolidation." states an opacity: what is denied is another thing.
    """
    present = [item for item in one.named if _claims(one.note, item, of)]
    absent = [item for item in one.named if _denies(item, of)]
    denied = {item.concept for item in absent}
    if present and not denied & (of.excluding | {item.concept for item in present}):
        return Statement(one.note, present[0], present=True)
    unsure = any(item.concept in of.affirming and _is_open(item) for item in one.named)
    if bool(present) == bool(absent) or (absent and unsure):
        return None
    return Statement(one.note, (present or absent)[0], present=bool(present))


def says_well(notes: Sequence[Read]) -> Statement | None:
    """Return where the record calls the patient well, or denies an illness of the chest.

    None where it does neither, or tells of such an illness anywhere: what is not said, a fever or
    a history of diabetes is no contradiction to an opacity.
    """
    found = [(one.note, item) for one in notes for item in mentions(one.note.text, COMPLAINTS)]
    if any(item.concept != "well" and _is_open(item) for _, item in found):
        return None
    said = [(note, item) for note, item in found if _is_well(item)]
    return Statement(*said[0], present=False) if said else None


def sided(notes: Sequence[Read], of: Speaks) -> Iterator[tuple[Statement, str]]:
    """Yield each affirmed mention of a finding that names its side.

    The side is ``"left"``, ``"right"`` or ``"both"``.
    """
    for one in notes:
        for item in one.named:
            if item.concept in of.affirming and item.assertion.affirmed:
                named = side(one.note.text[item.sentence.start : item.sentence.end])
                if named:
                    yield Statement(one.note, item, present=True), named


def side(sentence: str) -> str:
    """Return ``"left"``, ``"right"``, ``"both"``, or an empty string where no side is named."""
    named = {one.concept for one in mentions(sentence, LATERALITY)}
    if "bilateral" in named or len(named) > 1:
        return "both"
    return next(iter(named), "")


def _claims(note: Note, mention: Mention, of: Speaks) -> bool:
    """True for "right lower lobe pneumonia", not for the reason of a request ("pneumonia")."""
    if note.kind is NoteKind.REQUEST or mention.sentence.section in _QUERIES:
        return False
    return mention.concept in of.affirming and mention.assertion.affirmed


def _is_open(mention: Mention) -> bool:
    """True for "may represent an infiltrate": such a note denies nothing."""
    said = mention.assertion
    return not (said.negated or said.historical or said.family)


def _denies(mention: Mention, of: Speaks) -> bool:
    if mention.concept in of.denying:
        return mention.assertion.denied
    return mention.concept in of.excluding and mention.assertion.affirmed


def _is_stale(note: Note, subject: Subject) -> bool:
    if note.written is None or subject.acquired is None:
        return False
    return subject.acquired.replace(tzinfo=None) - note.written.replace(tzinfo=None) > _STALE


def _is_well(mention: Mention) -> bool:
    said = mention.assertion
    return said.affirmed if mention.concept == "well" else _is_denied_illness(mention)


def _is_denied_illness(mention: Mention) -> bool:
    return mention.concept == "illness" and mention.assertion.denied
