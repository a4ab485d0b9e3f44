"""Studies out of the catalogue: the worklist, and whole cases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from omni_med.domain import Case, Instance, Note, NoteKind, Series, Study
from omni_med.domain.codec import from_json
from omni_med.emr import detect_language
from omni_med.errors import UnknownStudyError
from omni_med.workspace import search
from omni_med.workspace.merge import changed
from omni_med.workspace.readers.states import Standing, standings
from omni_med.workspace.readers.tables import ImpressionTable
from omni_med.workspace.report import StudyRow
from omni_med.workspace.tables import (
    AnalysisTable,
    DecisionTable,
    InstanceTable,
    NoteTable,
    PresentTable,
    SeriesTable,
    StudyTable,
)

REQUEST_NOTE = "request"
"""Id of the note that is the header's request text."""


def study_rows(session: Session, query: str, reader: str = "") -> tuple[StudyRow, ...]:
    """Return the worklist, newest studies first; only those that hold every word of ``query``.

    ``reader`` is who looks.
    """
    wanted = search.find(session, query)
    if wanted is not None and not wanted:
        return ()
    studies = select(StudyTable).order_by(StudyTable.started.desc(), StudyTable.study_uid)
    if wanted is not None:
        studies = studies.where(StudyTable.study_uid.in_(wanted))
    series = _series_of_all(session)
    analyses = _analyses_of_all(session)
    decided = frozenset(
        session.scalars(
            select(AnalysisTable.study_uid)
            .join(DecisionTable, DecisionTable.analysis_id == AnalysisTable.analysis_id)
            .distinct()
        )
    )
    found = standings(session)
    own = frozenset(
        session.scalars(select(ImpressionTable.study_uid).where(ImpressionTable.reader == reader))
    )
    return tuple(
        _row(
            row,
            modalities=series.get(row.study_uid, []),
            analyses=analyses.get(row.study_uid, []),
            decided=row.study_uid in decided,
            standing=found.get(row.study_uid, Standing()),
            own=row.study_uid in own,
        )
        for row in session.scalars(studies)
    )


def _series_of_all(session: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for study_uid, modality in session.execute(select(SeriesTable.study_uid, SeriesTable.modality)):
        found.setdefault(study_uid, []).append(modality)
    return found


def _analyses_of_all(session: Session) -> dict[str, list[tuple[str, str]]]:
    """Return of each study's analyses priority and what is present, oldest first."""
    found: dict[str, list[tuple[str, str]]] = {}
    present = PresentTable.findings
    for study_uid, priority, findings in session.execute(
        select(AnalysisTable.study_uid, AnalysisTable.priority, present)
        .outerjoin(PresentTable, PresentTable.analysis_id == AnalysisTable.analysis_id)
        .order_by(AnalysisTable.created)
    ):
        found.setdefault(study_uid, []).append((priority, findings or ""))
    return found


def _row(
    row: StudyTable,
    *,
    modalities: list[str],
    analyses: list[tuple[str, str]],
    decided: bool,
    standing: Standing,
    own: bool,
) -> StudyRow:
    study = from_json(Study, row.document)
    return StudyRow(
        study_uid=row.study_uid,
        accession=study.accession,
        patient=study.patient.name,
        patient_id=study.patient.patient_id,
        sex=study.patient.sex,
        birth_date=study.patient.birth_date,
        age=study.patient_age,
        modalities=tuple(sorted({modality for modality in modalities if modality})),
        series=len(modalities),
        instances=row.instances,
        analysed=len(analyses),
        description=study.description,
        started=study.started,
        imported=datetime.fromisoformat(row.imported),
        priority=study.priority,
        triage=analyses[-1][0] if analyses else "",
        present=analyses[-1][1] if analyses else "",
        status="decided" if decided else "analysed" if analyses else "new",
        reason=study.request_text,
        state=replace(standing, begun=standing.begun or decided).state,
        holder=standing.holder,
        own=own,
    )


def load_case(session: Session, study_uid: str, read: Callable[[str], bytes]) -> Case:
    """Return a study with its series and instances, its notes and its priors.

    Args:
        session: The catalogue.
        study_uid: Which.
        read: Object id to plaintext.

    Raises:
        UnknownStudyError: If there is none.
    """
    row = session.get(StudyTable, study_uid)
    if row is None:
        raise UnknownStudyError("There is no such study in this workspace.")
    study = changed(
        from_json(Study, row.document), series=_load_series(session, study_uid, instances=True)
    )
    return Case(study, _load_notes(session, study, read), _load_priors(session, row))


def _load_series(session: Session, study_uid: str, *, instances: bool) -> tuple[Series, ...]:
    rows = session.scalars(
        select(SeriesTable)
        .where(SeriesTable.study_uid == study_uid)
        .order_by(SeriesTable.number.is_(None), SeriesTable.number, SeriesTable.series_uid)
    ).all()
    members = _load_instances(session, study_uid) if instances else {}
    return tuple(
        changed(from_json(Series, row.document), instances=tuple(members.get(row.series_uid, ())))
        for row in rows
    )


def _load_instances(session: Session, study_uid: str) -> dict[str, list[Instance]]:
    query = (
        select(InstanceTable.series_uid, InstanceTable.document)
        .where(InstanceTable.study_uid == study_uid)
        .order_by(InstanceTable.number.is_(None), InstanceTable.number)
        .order_by(InstanceTable.sop_instance_uid)
    )
    found: dict[str, list[Instance]] = {}
    for series_uid, document in session.execute(query):
        found.setdefault(series_uid, []).append(from_json(Instance, document))
    return found


def _load_notes(session: Session, study: Study, read: Callable[[str], bytes]) -> tuple[Note, ...]:
    """Return the request first, then the record, oldest first, undated ones before dated."""
    object_ids = session.scalars(
        select(NoteTable.object_id).where(NoteTable.study_uid == study.study_uid)
    ).all()
    record = sorted((from_json(Note, read(item)) for item in object_ids), key=_age)
    if not study.request_text.strip():
        return tuple(record)
    request = Note(
        note_id=REQUEST_NOTE,
        text=study.request_text,
        kind=NoteKind.REQUEST,
        source="dicom",
        language=detect_language(study.request_text),
    )
    return (request, *record)


def _age(note: Note) -> tuple[Any, ...]:
    if note.written is None:
        return (0, "", note.note_id)
    return (1, note.written.replace(tzinfo=None).isoformat(), note.note_id)


def _load_priors(session: Session, row: StudyTable) -> tuple[Study, ...]:
    """Return earlier studies of the same issuer and id, newest first, without instances."""
    if not row.patient_id or not row.started:
        return ()
    query = (
        select(StudyTable)
        .where(StudyTable.patient_id == row.patient_id, StudyTable.issuer == row.issuer)
        .where(StudyTable.started != "", StudyTable.started < row.started)
        .order_by(StudyTable.started.desc())
    )
    return tuple(
        changed(
            from_json(Study, prior.document),
            series=_load_series(session, prior.study_uid, instances=False),
        )
        for prior in session.scalars(query)
    )


def count_patients(session: Session) -> int:
    """Return how many patients the workspace holds."""
    query = select(StudyTable.issuer, StudyTable.patient_id).distinct().subquery()
    return session.scalar(select(func.count()).select_from(query)) or 0
