"""The workspace's own tables. They live in the vault's catalogue, encrypted page by page.

Domain objects are kept as JSON documents; columns repeat what is searched, sorted or joined.
Files, notes, analyses and cached features are sealed objects; rows hold their ids.
"""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, LargeBinary
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """All tables of the workspace."""


class StudyTable(Base):
    """One study; its document holds no series."""

    __tablename__ = "study"
    study_uid: Mapped[str] = mapped_column(primary_key=True)
    patient_id: Mapped[str]
    issuer: Mapped[str]
    accession: Mapped[str]
    started: Mapped[str]
    imported: Mapped[str]
    instances: Mapped[int]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    __table_args__ = (Index("study_patient", "patient_id", "issuer"),)


class SeriesTable(Base):
    """One series; its document holds no instances."""

    __tablename__ = "series"
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), primary_key=True)
    series_uid: Mapped[str] = mapped_column(primary_key=True, index=True)
    modality: Mapped[str]
    number: Mapped[int | None]
    document: Mapped[bytes] = mapped_column(LargeBinary)


class InstanceTable(Base):
    """One instance, and the sealed object that is its file."""

    __tablename__ = "instance"
    sop_instance_uid: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), index=True)
    series_uid: Mapped[str] = mapped_column(index=True)
    number: Mapped[int | None]
    object_id: Mapped[str]
    document: Mapped[bytes] = mapped_column(LargeBinary)


class HeaderTable(Base):
    """An instance's header (DICOM JSON) and rendering, deflated."""

    __tablename__ = "header"
    sop_instance_uid: Mapped[str] = mapped_column(
        ForeignKey("instance.sop_instance_uid"), primary_key=True
    )
    header: Mapped[bytes] = mapped_column(LargeBinary)
    rendering: Mapped[bytes] = mapped_column(LargeBinary)


class WordsTable(Base):
    """Header values of a study as they are searched: folded, one a line, each once a batch."""

    __tablename__ = "words"
    id: Mapped[int] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), index=True)
    words: Mapped[str]


class NoteTable(Base):
    """One note of a study's record, and the sealed object that holds it."""

    __tablename__ = "note"
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), primary_key=True)
    note_id: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str]
    forced: Mapped[str]


class AnalysisTable(Base):
    """One analysis, and the sealed object that holds it."""

    __tablename__ = "analysis"
    analysis_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), index=True)
    created: Mapped[str]
    priority: Mapped[str]
    object_id: Mapped[str]


class PresentTable(Base):
    """What an analysis called present, as the worklist names it."""

    __tablename__ = "present"
    analysis_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    findings: Mapped[str]


class DecisionTable(Base):
    """One reader's word."""

    __tablename__ = "decision"
    decision_id: Mapped[str] = mapped_column(primary_key=True)
    analysis_id: Mapped[str] = mapped_column(ForeignKey("analysis.analysis_id"), index=True)
    decided: Mapped[str]
    document: Mapped[bytes] = mapped_column(LargeBinary)


class MeasurementTable(Base):
    """One reader's measurements of a study, and the sealed object that holds them."""

    __tablename__ = "measurement"
    study_uid: Mapped[str] = mapped_column(ForeignKey("study.study_uid"), primary_key=True)
    author: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str]
    saved: Mapped[str]


class CalibrationTable(Base):
    """One site calibration of a model, and the sealed object that holds it."""

    __tablename__ = "calibration"
    calibration_id: Mapped[str] = mapped_column(primary_key=True)
    model_id: Mapped[str] = mapped_column(index=True)
    made: Mapped[str]
    in_force: Mapped[bool]
    object_id: Mapped[str]


class DerivedTable(Base):
    """Something that can be computed again: features, thumbnails. The oldest go first."""

    __tablename__ = "derived"
    key: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str]
    size: Mapped[int]
    stored: Mapped[str] = mapped_column(index=True)


class JournalTable(Base):
    """What a batch has done so far."""

    __tablename__ = "journal"
    job: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    record: Mapped[bytes] = mapped_column(LargeBinary)
