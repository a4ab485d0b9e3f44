"""First impressions, outcomes, and what the model's answer did to the first by the second."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.trail import Event, Value
from omni_med.domain import Analysis, Decision, Status, Verdict
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.reading import Answer, Impression, Outcome, ReadingChanges
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.workspace.readers import states
from omni_med.workspace.readers.holding import Holding
from omni_med.workspace.readers.tables import ImpressionTable, OutcomeTable, ShownTable
from omni_med.workspace.readings import analysis_row
from omni_med.workspace.tables import AnalysisTable, DecisionTable, StudyTable


class Aided(Holding):
    """The part of the workspace that remembers what readers thought before they were told."""

    def keep_impression(self, impression: Impression) -> None:
        """Keep a reader's first impression; it is the first, so there is no second.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If it is in another reader's name, or one was kept before.
            StudyHeldError: If another reader holds the study.
        """
        if impression.reader != self._vault.user:
            raise WorkspaceError("An impression can only be kept in one's own name.")
        uid = impression.study_uid
        detail: dict[str, Value] = {"answers": len(impression.answers)}
        detail["ai_shown"] = impression.ai_shown
        with self._vault.act(Event("impression.keep", uid, detail)) as tx:
            if tx.session.get(StudyTable, uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            states.refuse_if_held(tx.session, uid, impression.reader)
            if tx.session.get(ImpressionTable, (uid, impression.reader)) is not None:
                raise WorkspaceError(
                    "The first impression of this study was kept before.",
                    hint="Decide on the findings instead.",
                )
            tx.session.add(
                ImpressionTable(
                    study_uid=uid,
                    reader=impression.reader,
                    made=impression.made.isoformat(),
                    document=to_json(impression),
                )
            )

    def impressions(self, study_uid: str) -> tuple[Impression, ...]:
        """Return the first impressions of a study; to a blind second reader, only his own."""
        self._access.touch("study", study_uid)
        with self._vault.look() as session:
            query = select(ImpressionTable.document).where(ImpressionTable.study_uid == study_uid)
            found = tuple(
                from_json(Impression, document)
                for document in session.scalars(query.order_by(ImpressionTable.made))
            )
            blind = states.standing(session, study_uid).is_blind(self._vault.user)
        return tuple(item for item in found if not blind or item.reader == self._vault.user)

    def note_shown(self, analysis_id: str) -> None:
        """Write down that a model's answer was on this reader's screen; once for each answer.

        Raises:
            UnknownAnalysisError: If there is no such analysis.
        """
        me = self._vault.user
        with self._vault.look() as session:
            study_uid = analysis_row(session, analysis_id).study_uid
            if session.get(ShownTable, (analysis_id, me)) is not None:
                return
        with self._vault.act(Event("analysis.show", study_uid, {"analysis": analysis_id})) as tx:
            shown = states.utc_now().isoformat()
            row = ShownTable(analysis_id=analysis_id, reader=me, study_uid=study_uid, shown=shown)
            tx.session.merge(row)

    def was_shown(self, study_uid: str) -> bool:
        """Say whether this reader has seen a model's answer to a study."""
        self._access.touch("study", study_uid)
        query = select(ShownTable.analysis_id).where(
            ShownTable.study_uid == study_uid, ShownTable.reader == self._vault.user
        )
        with self._vault.look() as session:
            return session.scalar(query.limit(1)) is not None

    def set_outcome(self, outcome: Outcome) -> None:
        """Write down what a finding turned out to be, in place of what was written before.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If it is in another's name, or the source is not told.
        """
        if outcome.by != self._vault.user or not outcome.source.strip():
            raise WorkspaceError("An outcome needs its source, in the name of who writes it.")
        detail: dict[str, Value] = {"finding": outcome.finding, "present": outcome.present}
        with self._vault.act(Event("outcome.set", outcome.study_uid, detail)) as tx:
            if tx.session.get(StudyTable, outcome.study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            tx.session.merge(
                OutcomeTable(
                    study_uid=outcome.study_uid,
                    finding=outcome.finding,
                    document=to_json(outcome),
                )
            )

    def outcomes(self, study_uid: str) -> tuple[Outcome, ...]:
        """Return what is known of how the findings of a study turned out."""
        self._access.touch("study", study_uid)
        with self._vault.look() as session:
            query = select(OutcomeTable.document).where(OutcomeTable.study_uid == study_uid)
            rows = session.scalars(query.order_by(OutcomeTable.finding)).all()
        return tuple(from_json(Outcome, document) for document in rows)

    def reading_changes(self, reader: str = "") -> ReadingChanges:
        """Count what showing the model's answer did to unaided first impressions.

        Args:
            reader: Only this reader's; all readers' where empty.

        Raises:
            TamperedError: If an analysis is not what was sealed.
        """
        self._access.event("readings.compare", detail={"reader": reader})
        with self._vault.look() as session:
            impressions = _unaided(session, reader)
            outcomes = _outcomes(session)
            words = _words(session)
        counts: Counter[str] = Counter()
        for impression in impressions:
            for finding, first in impression.answers.items():
                truth = outcomes.get((impression.study_uid, finding))
                key = (impression.study_uid, impression.reader, finding)
                final = self._final(words.get(key), first)
                counts[_kind(first, final, truth)] += 1
        return ReadingChanges(**counts)

    def _final(self, decision: Decision | None, first: Answer) -> Answer | None:
        """Return what a reader says after all; None where the finding became another."""
        if decision is None:
            return first
        if decision.verdict not in {Verdict.ACCEPT, Verdict.REJECT}:
            return None
        with self._vault.look() as session:
            row = session.get_one(AnalysisTable, decision.analysis_id)
            object_id = row.object_id
        analysis = from_json(Analysis, self._vault.read(object_id))
        return answer_of(analysis, decision)


def answer_of(analysis: Analysis, decision: Decision) -> Answer | None:
    """Return what an accepted or rejected answer says of the finding; None where it says neither.

    Who rejects "cannot tell" has not said what it is.
    """
    status = next((f.status for f in analysis.findings if f.name == decision.finding), None)
    if status not in {Status.PRESENT, Status.ABSENT}:
        return Answer.UNSURE if status is Status.UNCERTAIN else None
    says = status is Status.PRESENT
    says = says if decision.verdict is Verdict.ACCEPT else not says
    return Answer.PRESENT if says else Answer.ABSENT


def _kind(first: Answer, final: Answer | None, truth: bool | None) -> str:
    if truth is None:
        return "without_outcome"
    if first is Answer.UNSURE or final is None or final is Answer.UNSURE:
        return "open"
    right = Answer.PRESENT if truth else Answer.ABSENT
    words = {True: "right", False: "wrong"}
    return f"{words[first is right]}_{words[final is right]}"


def _unaided(session: Session, reader: str) -> list[Impression]:
    query = select(ImpressionTable.document)
    if reader:
        query = query.where(ImpressionTable.reader == reader)
    found = [from_json(Impression, document) for document in session.scalars(query)]
    return [item for item in found if not item.ai_shown]


def _outcomes(session: Session) -> Mapping[tuple[str, str], bool]:
    found = [from_json(Outcome, doc) for doc in session.scalars(select(OutcomeTable.document))]
    return {(item.study_uid, item.finding): item.present for item in found}


def _words(session: Session) -> Mapping[tuple[str, str, str], Decision]:
    """Return each reader's last word on each finding of each study, the model's answer seen."""
    query = (
        select(AnalysisTable.study_uid, DecisionTable.document)
        .join(DecisionTable, DecisionTable.analysis_id == AnalysisTable.analysis_id)
        .order_by(DecisionTable.decided)
    )
    found: dict[tuple[str, str, str], Decision] = {}
    for study_uid, document in session.execute(query):
        decision = from_json(Decision, document)
        if decision.ai_shown:
            found[study_uid, decision.reader, decision.finding] = decision
    return found
