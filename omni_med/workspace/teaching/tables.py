"""Heads that came to the gate."""

from __future__ import annotations

from sqlalchemy.orm import Mapped, mapped_column

from omni_med.workspace.tables import Base


class HeadTable(Base):
    """One evaluated head; the sealed object holds its card, numbers and evaluation."""

    __tablename__ = "head"
    head_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(index=True)
    version: Mapped[str]
    evaluated: Mapped[str]
    evaluated_by: Mapped[str]
    promoted: Mapped[str]  # empty until it is
    in_force: Mapped[bool]
    object_id: Mapped[str]


class LockedTable(Base):
    """How often the labels of a locked set were looked at."""

    __tablename__ = "locked_set"
    digest: Mapped[str] = mapped_column(primary_key=True)
    looks: Mapped[int]


class LockedCaseTable(Base):
    """How often a file, an object or a patient was in a locked set that was looked at."""

    __tablename__ = "locked_case"
    mark: Mapped[str] = mapped_column(primary_key=True)  # only this vault can recompute it
    looks: Mapped[int]


class ShadowTable(Base):
    """One answer of a head in shadow mode, and the sealed object that holds it."""

    __tablename__ = "shadow"
    analysis_id: Mapped[str] = mapped_column(primary_key=True)
    head: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[str] = mapped_column(primary_key=True)
    study_uid: Mapped[str] = mapped_column(index=True)
    answered: Mapped[str]
    object_id: Mapped[str]
