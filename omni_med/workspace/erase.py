"""Deleting every row of a study."""

from __future__ import annotations

from collections.abc import Callable, Collection

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from omni_med.workspace.readers.tables import OF_A_STUDY, WITH_OBJECTS
from omni_med.workspace.tables import (
    AnalysisTable,
    Base,
    DecisionTable,
    DerivedTable,
    HeaderTable,
    InstanceTable,
    MeasurementTable,
    NoteTable,
    PresentTable,
    SeriesTable,
    StudyTable,
    WordsTable,
)


def erase_studies(session: Session, gone: Callable[[str], bool]) -> Collection[str]:
    """Delete all rows of the studies that are to go, and all derived data with them.

    Args:
        session: A write transaction.
        gone: Says of a Study Instance UID whether it is to go.

    Returns:
        The ids of the objects that the rows named.
    """
    Base.metadata.create_all(session.connection())  # a vault may be older than its workspace
    uids = [uid for uid in session.scalars(select(StudyTable.study_uid)) if gone(uid)]
    if not uids:
        return frozenset()
    objects = set(session.scalars(select(DerivedTable.object_id)))
    session.execute(delete(DerivedTable))
    for uid in uids:
        for table in (InstanceTable, NoteTable, AnalysisTable, MeasurementTable, *WITH_OBJECTS):
            objects.update(session.scalars(select(table.object_id).where(table.study_uid == uid)))
        instances = select(InstanceTable.sop_instance_uid).where(InstanceTable.study_uid == uid)
        analyses = select(AnalysisTable.analysis_id).where(AnalysisTable.study_uid == uid)
        session.execute(delete(HeaderTable).where(HeaderTable.sop_instance_uid.in_(instances)))
        session.execute(delete(DecisionTable).where(DecisionTable.analysis_id.in_(analyses)))
        for owned in (
            *OF_A_STUDY,
            InstanceTable,
            NoteTable,
            AnalysisTable,
            MeasurementTable,
            PresentTable,
            WordsTable,
            SeriesTable,
            StudyTable,
        ):
            session.execute(delete(owned).where(owned.study_uid == uid))
    return objects
