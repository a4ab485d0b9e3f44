"""What drift is told from: analyses, decisions and outcomes that are stored already."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.trail.entry import entries
from omni_med.domain import Analysis, Decision, Outcome, Priority, Verdict
from omni_med.domain.codec import from_json
from omni_med.progress import Progress, no_progress
from omni_med.workspace.calibrating import withdrawal_of
from omni_med.workspace.readers.tables import OutcomeTable
from omni_med.workspace.tables import AnalysisTable, CalibrationTable, DecisionTable
from omni_med.workspace.teaching.drift import Change, DriftReport, Seen, drift_report
from omni_med.workspace.teaching.promoting import GATE, read_gate
from omni_med.workspace.teaching.shadowing import Shadowing

_BEFORE = 50  # analyses before the time that is shown: whose models do not begin in it
Words = dict[str, list[Decision]]
Truths = dict[tuple[str, str], bool]


class Drifting(Shadowing):
    """The part of a workspace that watches how its models fare over time."""

    def drift(
        self, by: str = "month", *, days: int = 730, progress: Progress = no_progress
    ) -> DriftReport:
        """Return inputs, agreement and calibration by period; nothing in it is of one patient.

        Of several analyses of a study by one model the last counts. Limits that are passed are
        said on the trail.

        Args:
            by: ``"month"`` or ``"week"``.
            days: How far back.
            progress: Told how many analyses are read.

        Raises:
            TamperedError: If an analysis is not what was sealed.
        """
        since = datetime.now(UTC) - timedelta(days=days)
        with self._vault.look() as session:
            query = select(AnalysisTable.object_id).where(
                AnalysisTable.created >= since.isoformat()
            )
            object_ids = list(session.scalars(query.order_by(AnalysisTable.created)))
            before = session.scalars(
                select(AnalysisTable.object_id)
                .where(AnalysisTable.created < since.isoformat())
                .order_by(AnalysisTable.created.desc())
                .limit(_BEFORE)
            ).all()
            words, truths = _words(session), _truths(session)
            changes = self._changes(session, since.isoformat())
        self._access.event("drift.read", detail={"by": by, "analyses": len(object_ids)})
        self._vault.prefetch(object_ids)
        last: dict[tuple[str, str], Seen] = {}
        for number, object_id in enumerate(object_ids):
            analysis = from_json(Analysis, self._vault.read(object_id))
            item = _seen(analysis, words.get(analysis.analysis_id, []), truths)
            last[analysis.study_uid, item.model] = item
            progress(number + 1, len(object_ids))
        earlier = (from_json(Analysis, self._vault.read(item)) for item in before)
        known = {_model(item) for item in earlier}
        report = drift_report(tuple(last.values()), changes, by, known)
        if report.alerts:
            self._access.event("drift.alarm", detail={"limits": " ".join(report.alerts)})
        return report

    def _changes(self, session: Session, since: str) -> list[Change]:
        """Return what has its own day: promotions, rollbacks, calibrations made and withdrawn."""
        found = [
            Change(day[:10], f"head {name} {item.version} {what}")
            for name, plain in self._vault.rows.all(session, GATE).items()
            for item in read_gate(plain).versions
            for day, what in ((item.promoted, "promoted"), (item.rolled_back, "rolled back"))
            if day >= since
        ]
        query = select(CalibrationTable.made, CalibrationTable.model_id)
        for made, model in session.execute(query.where(CalibrationTable.made >= since)):
            found.append(Change(made[:10], f"{model} calibrated at this site"))
        models = session.scalars(select(CalibrationTable.model_id).distinct())
        found += [
            Change(entry.time.date().isoformat(), f"{model}: calibration withdrawn")
            for model in models
            for entry in entries(session, subject=withdrawal_of(model))
            if entry.outcome == "success" and entry.time.isoformat() >= since
        ]
        return found


def _seen(analysis: Analysis, words: list[Decision], truths: Truths) -> Seen:
    quality = {item.modality: item.quality for item in analysis.modalities}
    told = {item.name: item.probability for item in analysis.findings}
    agreed = {
        item.finding: item.verdict is Verdict.ACCEPT
        for item in words
        if item.verdict in {Verdict.ACCEPT, Verdict.REJECT, Verdict.EDIT}
    }
    return Seen(
        when=analysis.created.astimezone(UTC),
        model=_model(analysis),
        image_quality=quality.get("image"),
        text_quality=quality.get("text"),
        ood=analysis.ood,
        assessed=analysis.triage.priority is not Priority.NOT_ASSESSED,
        unsure=analysis.triage.priority is Priority.UNSURE,
        agreed=agreed,
        outcomes={
            name: (p, truths[analysis.study_uid, name])
            for name, p in told.items()
            if (analysis.study_uid, name) in truths
        },
        added=sum(item.verdict is Verdict.ADD for item in words),
    )


def _model(analysis: Analysis) -> str:
    """Return model, version, heads and whether it was calibrated here, in words."""
    model = analysis.model
    parts = [f"{model.id} {model.version}", model.adapter and f"with {model.adapter}"]
    calibration = analysis.provenance.calibration
    parts.append(calibration and f"calibrated here ({calibration[:8]})")
    return " ".join(part for part in parts if part)


def _words(session: Session) -> Words:
    """Return the readers' words by analysis, oldest first."""
    found: Words = defaultdict(list)
    query = select(DecisionTable.document).order_by(DecisionTable.decided)
    for document in session.scalars(query):
        decision = from_json(Decision, document)
        found[decision.analysis_id].append(decision)
    return found


def _truths(session: Session) -> Truths:
    found = [from_json(Outcome, item) for item in session.scalars(select(OutcomeTable.document))]
    return {(item.study_uid, item.finding): item.present for item in found}
