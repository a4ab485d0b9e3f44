"""Analyses and decisions: what was said of a study, by models and by readers."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from audit.catalogue.prepared import Prepared
from audit.trail import Event
from audit.vault import Vault
from omni_med.domain import Analysis, Decision, Status
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import UnknownAnalysisError, UnknownStudyError, WorkspaceError
from omni_med.workspace.readers import states
from omni_med.workspace.tables import AnalysisTable, DecisionTable, PresentTable, StudyTable

KIND: Final = "analysis"
_STUDY_OF: Final = Prepared(
    select(AnalysisTable.study_uid).where(AnalysisTable.analysis_id == bindparam("analysis"))
)
_KEPT: Final = Prepared(
    select(DecisionTable.analysis_id).where(DecisionTable.decision_id == bindparam("decision"))
)
_KEEP: Final = Prepared(insert(DecisionTable))


def save_analysis(vault: Vault, analysis: Analysis) -> None:
    """Seal an analysis.

    Raises:
        UnknownStudyError: If its study is not in the workspace.
        WorkspaceError: If it was saved before.
    """
    detail = {
        "analysis": analysis.analysis_id,
        "model": analysis.model.id,
        "version": analysis.model.version,
        "adapter": analysis.model.adapter,
        "triage": analysis.triage.priority.value,
    }
    found = [item.name for item in analysis.findings if item.status is Status.PRESENT]
    with vault.act(Event("analysis.save", analysis.study_uid, detail)) as tx:
        object_id = tx.put(KIND, analysis.study_uid, to_json(analysis))
        if tx.session.get(StudyTable, analysis.study_uid) is None:
            raise UnknownStudyError("There is no such study in this workspace.")
        if tx.session.get(AnalysisTable, analysis.analysis_id) is not None:
            raise WorkspaceError("This analysis was saved before.")
        tx.session.add(
            AnalysisTable(
                analysis_id=analysis.analysis_id,
                study_uid=analysis.study_uid,
                created=analysis.created.isoformat(),
                priority=analysis.triage.priority.value,
                object_id=object_id,
            )
        )
        if found:
            tx.session.add(
                PresentTable(
                    analysis_id=analysis.analysis_id,
                    study_uid=analysis.study_uid,
                    findings=", ".join(found),
                )
            )


def analysis_objects(session: Session, study_uid: str) -> tuple[str, ...]:
    """Return the object ids of a study's analyses, newest first.

    Raises:
        UnknownStudyError: If there is no such study.
    """
    if session.get(StudyTable, study_uid) is None:
        raise UnknownStudyError("There is no such study in this workspace.")
    query = select(AnalysisTable.object_id).where(AnalysisTable.study_uid == study_uid)
    return tuple(session.scalars(query.order_by(AnalysisTable.created.desc())))


def analysis_row(session: Session, analysis_id: str) -> AnalysisTable:
    """Return the row of an analysis.

    Raises:
        UnknownAnalysisError: If there is none.
    """
    row = session.get(AnalysisTable, analysis_id)
    if row is None:
        raise UnknownAnalysisError("There is no such analysis in this workspace.")
    return row


def decide(vault: Vault, decision: Decision) -> None:
    """Keep a reader's word.

    Raises:
        UnknownAnalysisError: If its analysis is not in the workspace.
        WorkspaceError: If it is in another reader's name, or was kept before.
        StudyHeldError: If another reader holds the study.
    """
    if decision.reader != vault.user:
        raise WorkspaceError("A decision can only be made in the name of who opened the workspace.")
    detail: dict[str, str | bool] = {
        "analysis": decision.analysis_id,
        "finding": decision.finding,
        "verdict": decision.verdict.value,
        "ai_shown": decision.ai_shown,
    }
    if decision.holds is not None:
        detail["holds"] = decision.holds.value
    row = {
        "decision_id": decision.decision_id,
        "analysis_id": decision.analysis_id,
        "decided": decision.decided.isoformat(),
        "document": to_json(decision),
    }

    def keep(connection: Connection) -> None:
        found = _STUDY_OF.first(connection, analysis=decision.analysis_id)
        if found is None:
            raise UnknownAnalysisError("There is no such analysis in this workspace.")
        tx.about(found[0])
        states.refuse_if_held_here(connection, found[0], decision.reader)
        if _KEPT.first(connection, decision=decision.decision_id) is not None:
            raise WorkspaceError("This decision was kept before.")
        _KEEP.run(connection, [row])

    with vault.act(Event("finding.decide", "", detail)) as tx:
        tx.later(keep)


def decisions(session: Session, analysis_id: str) -> tuple[Decision, ...]:
    """Return the readers' words on an analysis, oldest first.

    Raises:
        UnknownAnalysisError: If there is no such analysis.
    """
    analysis_row(session, analysis_id)
    query = select(DecisionTable.document).where(DecisionTable.analysis_id == analysis_id)
    rows = session.scalars(query.order_by(DecisionTable.decided, DecisionTable.decision_id))
    return tuple(from_json(Decision, document) for document in rows)
