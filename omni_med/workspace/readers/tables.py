"""Tables of the reading room; reports and key images are sealed objects, rows hold their ids."""

from __future__ import annotations

from sqlalchemy import LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from omni_med.workspace.collecting.tables import DatasetMemberTable
from omni_med.workspace.remote.tables import SentTable
from omni_med.workspace.tables import Base
from omni_med.workspace.teaching.tables import ShadowTable


class HoldTable(Base):
    """Who works on a study."""

    __tablename__ = "hold"
    study_uid: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str]
    since: Mapped[str]
    renewed: Mapped[str]


class ImpressionTable(Base):
    """A reader's first impression of a study."""

    __tablename__ = "impression"
    study_uid: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    made: Mapped[str]
    document: Mapped[bytes] = mapped_column(LargeBinary)


class ShownTable(Base):
    """Which answers of models were on which reader's screen."""

    __tablename__ = "shown"
    analysis_id: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    shown: Mapped[str]


class OutcomeTable(Base):
    """What a finding turned out to be."""

    __tablename__ = "outcome"
    study_uid: Mapped[str] = mapped_column(primary_key=True)
    finding: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(LargeBinary)


class PolicyTable(Base):
    """What holds for all readers."""

    __tablename__ = "policy"
    name: Mapped[str] = mapped_column(primary_key=True)
    document: Mapped[bytes] = mapped_column(LargeBinary)


class DraftTable(Base):
    """Work that is not finished: one of a kind for each reader and study, sealed."""

    __tablename__ = "draft"
    study_uid: Mapped[str] = mapped_column(primary_key=True)
    reader: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    object_id: Mapped[str]
    saved: Mapped[str]


class ReportTable(Base):
    """One report, addenda included, and the sealed object that holds it."""

    __tablename__ = "report"
    report_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    author: Mapped[str]
    status: Mapped[str]
    amends: Mapped[str]
    second_wanted: Mapped[bool]
    saved: Mapped[str]
    object_id: Mapped[str]


class KeyImageTable(Base):
    """One key image, and the sealed PNG."""

    __tablename__ = "key_image"
    image_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    author: Mapped[str]
    document: Mapped[bytes] = mapped_column(LargeBinary)
    object_id: Mapped[str]


OF_A_STUDY = (
    ShadowTable,
    HoldTable,
    ImpressionTable,
    ShownTable,
    OutcomeTable,
    DraftTable,
    ReportTable,
    KeyImageTable,
    SentTable,
    DatasetMemberTable,
)
"""Tables whose rows go with their study."""

WITH_OBJECTS = (
    ShadowTable,
    DraftTable,
    ReportTable,
    KeyImageTable,
    SentTable,
    DatasetMemberTable,
)
"""Those of them that name a sealed object."""
