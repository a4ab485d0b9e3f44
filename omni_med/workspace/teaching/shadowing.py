"""Heads in shadow: what they say is sealed apart, and listed for who judges heads, not patients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.trail import Event
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.shadow import ShadowAnswer
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.models.heads.bundle import Head
from omni_med.workspace.tables import AnalysisTable, DecisionTable, StudyTable
from omni_med.workspace.teaching.exchanging import Exchanging
from omni_med.workspace.teaching.gate import Stage
from omni_med.workspace.teaching.promoting import GATE, HeadRow, object_of, read_gate, row_of
from omni_med.workspace.teaching.tables import ShadowTable

KIND: Final = "shadow"


@dataclass(frozen=True, slots=True)
class ShadowReport:
    """What a head in shadow did so far.

    Attributes:
        head: Its name.
        version: Its version.
        answered: Cases that it answered.
        waiting: Of them, cases on which no reader has decided yet: they are counted, not listed.
        compared: Decided cases in which something else answered the same question.
        agreed: Of them, those with the same verdict.
        differences: Decided cases with another verdict, newest first.
    """

    head: str
    version: str
    answered: int
    waiting: int
    compared: int
    agreed: int
    differences: tuple[ShadowAnswer, ...]


class Shadowing(Exchanging):
    """The part of a workspace in which heads answer in silence."""

    def start_shadow(self, name: str, version: str = "") -> HeadRow:
        """Let a version of a head answer in silence; one of a name at a time.

        Args:
            name: Of the head.
            version: By default the newest that reads no patient.

        Raises:
            WorkspaceError: If there is none.
        """
        with self._vault.act(Event("shadow.start", detail={"head": name})) as tx:
            gate = self._gate(tx.session, name)
            waiting = gate.newest(Stage.CANDIDATE, Stage.EVALUATED, Stage.SIGNED)
            item = gate.of_version(version) if version else waiting
            if item is None or item.head_id == gate.in_force:
                raise WorkspaceError(
                    f"No version of a head {name!r} is here that could answer in silence.",
                    hint="Evaluate or import one: omni-med finetune evaluate, finetune import.",
                )
            tx.describe(version=item.version, binding=item.binding)
            done = replace(gate, shadow=item.head_id)
            self._put_gate(tx, name, done)
        return row_of(name, done, item)

    def stop_shadow(self, name: str) -> None:
        """Let a head answer no more in silence; what it said is kept.

        Raises:
            WorkspaceError: If none of this name does.
        """
        with self._vault.act(Event("shadow.stop", detail={"head": name})) as tx:
            gate = self._gate(tx.session, name)
            item = gate.of_row(gate.shadow)
            if item is None:
                raise WorkspaceError(f"No head {name!r} answers in silence.")
            tx.describe(version=item.version)
            self._put_gate(tx, name, replace(gate, shadow=""))

    def shadow_heads(self) -> tuple[Head, ...]:
        """Return the heads that answer in silence.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        with self._vault.look() as session:
            plain = self._vault.rows.all(session, GATE)
            gates = [read_gate(document) for document in plain.values()]
            items = [item for gate in gates if (item := gate.of_row(gate.shadow))]
            found = [(item, object_of(session, item.head_id)) for item in items]
        self._access.touch("head", "all in shadow")
        return tuple(self._read_head(object_id, item) for item, object_id in found)

    def save_shadow(self, answers: Sequence[ShadowAnswer]) -> None:
        """Keep what heads said in silence of one study, sealed apart from its analyses.

        Raises:
            UnknownStudyError: If its study is not here.
        """
        if not answers:
            return
        uid = answers[0].study_uid
        heads = ", ".join(f"{item.head} {item.version}" for item in answers)
        detail = {"analysis": answers[0].analysis_id, "heads": heads}
        with self._vault.act(Event("shadow.answer", uid, detail)) as tx:
            if tx.session.get(StudyTable, uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            for item in answers:
                if tx.session.get(ShadowTable, (item.analysis_id, item.head, item.version)):
                    continue  # one answer for one analysis: the first
                tx.session.add(
                    ShadowTable(
                        analysis_id=item.analysis_id,
                        head=item.head,
                        version=item.version,
                        study_uid=uid,
                        answered=item.answered.isoformat(),
                        object_id=tx.put(KIND, uid, to_json(item)),
                    )
                )

    def shadow_report(self, name: str) -> ShadowReport:
        """Return what the head of this name did in silence; the newest version that did anything.

        Cases on which nobody has decided are counted only: who reads them shall not know.

        Raises:
            WorkspaceError: If none of this name ever answered.
            TamperedError: If an answer is not what was sealed.
        """
        with self._vault.look() as session:
            rows = _rows(session, name)
            decided = _decided(session, [row.study_uid for row in rows])
            hidden = self._access.hidden(session, [row.study_uid for row in rows])
            silent = not rows and bool(self._gate(session, name).shadow)
        if silent:
            raise WorkspaceError(
                f"Head {name!r} answers in silence, but no study was read since it began.",
                hint="Read studies as usual, or run omni-med analyze on some; then ask again.",
            )
        if not rows:
            raise WorkspaceError(
                f"No head {name!r} answered in silence here.",
                hint="omni-med finetune shadow start HEAD; then read studies as usual.",
            )
        version = rows[0].version
        self._access.event("shadow.read", detail={"head": name, "version": version})
        rows = [row for row in rows if row.version == version]
        ripe = [row for row in rows if row.study_uid in decided and row.study_uid not in hidden]
        answers = [from_json(ShadowAnswer, self._vault.read(row.object_id)) for row in ripe]
        compared = [item for item in answers if item.shown_status is not None]
        return ShadowReport(
            name,
            version,
            len(rows),
            sum(row.study_uid not in decided for row in rows),
            len(compared),
            sum(not item.differs for item in compared),
            tuple(item for item in answers if item.differs),
        )


def _rows(session: Session, name: str) -> list[ShadowTable]:
    query = select(ShadowTable).where(ShadowTable.head == name)
    return list(session.scalars(query.order_by(ShadowTable.answered.desc())))


def _decided(session: Session, uids: list[str]) -> set[str]:
    """Return those of the studies on which a reader has decided."""
    query = (
        select(AnalysisTable.study_uid)
        .join(DecisionTable, DecisionTable.analysis_id == AnalysisTable.analysis_id)
        .distinct()
    )
    return set(uids) & set(session.scalars(query))
