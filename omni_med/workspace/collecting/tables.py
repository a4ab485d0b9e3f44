"""Data sets of studies."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from omni_med.workspace.tables import Base


class DatasetTable(Base):
    """One version of a data set; the sealed object says what was asked and found."""

    __tablename__ = "dataset"
    dataset_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    version: Mapped[int]
    made: Mapped[str]
    made_by: Mapped[str]
    object_id: Mapped[str]


class DatasetMemberTable(Base):
    """One study of a data set; the sealed object, which goes with the study, holds its label."""

    __tablename__ = "dataset_member"
    dataset_id: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(primary_key=True, index=True)
    object_id: Mapped[str]
