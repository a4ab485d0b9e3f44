"""What one file of a record holds, and how its notes are made."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime

from omni_med.domain import Note, NoteKind
from omni_med.emr.identity import RecordIdentity
from omni_med.emr.language import detect_language

_REPORT = re.compile(r"report|检查报告|影像报告|诊断报告|报告单", re.IGNORECASE)
_REQUEST = re.compile(r"request|referral|requisition|\border\b|indication|申请", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class RecordDocument:
    """What a file holds about one patient (and one order, where it names one).

    Attributes:
        identity: Of whom; all empty for plain text.
        notes: The texts, in the order of the file.
        remarks: What was left out and why, in words without patient data.
    """

    identity: RecordIdentity
    notes: tuple[Note, ...] = field(repr=False)
    remarks: tuple[str, ...] = ()


def make_note(
    text: str,
    *,
    source: str,
    kind: NoteKind = NoteKind.CLINICAL,
    written: datetime | None = None,
    author: str = "",
) -> Note:
    """Return a note whose id follows from what it holds, so a second import adds nothing."""
    parts = (source, kind.value, written.isoformat() if written else "", author, text)
    digest = hashlib.blake2b("\x00".join(parts).encode("utf-8", "surrogatepass"), digest_size=8)
    return Note(
        note_id=f"note-{digest.hexdigest()}",
        text=text,
        kind=kind,
        written=written,
        author=author,
        source=source,
        language=detect_language(text),
    )


def kind_of(words: str) -> NoteKind:
    """Return the kind that a document's title or type names, else a clinical note."""
    if _REQUEST.search(words):
        return NoteKind.REQUEST
    return NoteKind.REPORT if _REPORT.search(words) else NoteKind.CLINICAL
