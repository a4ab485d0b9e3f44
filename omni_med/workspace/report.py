"""What the workspace answers with."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from omni_med.domain.reading import ReadingState


@dataclass(frozen=True, slots=True)
class UnreadableSource:
    """One file that was not imported.

    Attributes:
        source: Where it was found; may name a patient, so it is for the screen only.
        message: Why, in words without patient data.
    """

    source: str = field(repr=False)
    message: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    Attributes:
        studies: UIDs of the studies that were met, new and known ones, in the order met.
        instances: How many were kept.
        duplicates: How many were there already, with the same bytes.
        unreadable: The files that were not kept, each once.
        notes: How many notes were attached.
        notes_refused: Why others were not, with pseudonyms.
    """

    studies: tuple[str, ...] = ()
    instances: int = 0
    duplicates: int = 0
    unreadable: tuple[UnreadableSource, ...] = ()
    notes: int = 0
    notes_refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StudyRow:
    """One line of the worklist.

    Attributes:
        study_uid: Study Instance UID.
        accession: Accession number.
        patient: Name, for display.
        patient_id: Patient ID.
        sex: ``"M"``, ``"F"``, ``"O"`` or empty.
        birth_date: Birth date.
        age: At the study, in years.
        modalities: Each once, sorted.
        series: How many.
        instances: How many.
        analysed: How many analyses there are.
        description: Study description.
        started: Study date and time.
        imported: When its first instance was imported, in UTC.
        priority: ``"STAT"`` or empty.
        triage: Priority of the newest analysis (``domain.Priority``), or empty.
        status: ``"new"``, ``"analysed"`` or ``"decided"``.
        reason: The request's text: why the study was ordered.
        state: Where it stands between scanner and signed report.
        holder: User name of who works on it now; empty for nobody.
        own: Whether this reader has kept a first impression, or signed.
        present: What the newest analysis called present, joined by commas.
    """

    study_uid: str
    accession: str = field(repr=False)
    patient: str = field(repr=False)
    patient_id: str = field(repr=False)
    sex: str = field(repr=False)
    birth_date: date | None = field(repr=False)
    age: float | None = field(repr=False)
    modalities: tuple[str, ...]
    series: int
    instances: int
    analysed: int
    description: str = field(repr=False)
    started: datetime | None = field(repr=False)
    imported: datetime
    priority: str
    triage: str
    status: str
    reason: str = field(default="", repr=False)
    state: ReadingState = ReadingState.NEW
    holder: str = ""
    own: bool = False
    present: str = ""
