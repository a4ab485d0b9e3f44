"""One text of the patient's record."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class NoteKind(StrEnum):
    """What a text is, which decides whether inference may read it."""

    REQUEST = "request"
    CLINICAL = "clinical"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Note:
    """One EMR text, with the words kept out of its ``repr``.

    Attributes:
        note_id: Stable within its case; ``"request"`` for the header's request text.
        text: The words, unchanged but for the character set.
        kind: Request, clinical note, or a report of this very study.
        written: When it was written; None where not stated. Aware where the source gives a zone.
        author: Who wrote it, as the source says.
        source: Where it came from: ``"dicom"``, ``"text"``, ``"jsonl"``, ``"fhir"`` or ``"hl7"``.
        language: ISO 639-1 code: ``"en"``, ``"zh"``, ``"de"`` ..., or empty where unclear.
    """

    note_id: str
    text: str = field(repr=False)
    kind: NoteKind = NoteKind.CLINICAL
    written: datetime | None = None
    author: str = field(default="", repr=False)
    source: str = "text"
    language: str = ""


@dataclass(frozen=True, slots=True)
class NoteUse:
    """Whether inference read a note, and why (not).

    Attributes:
        note_id: Which note.
        used: True where its words entered the model.
        reason: In words: ``"written before the acquisition"``, ``"later than the acquisition"``,
            ``"the study's own report"``, ``"forced by the reader"`` ...
    """

    note_id: str
    used: bool
    reason: str
