"""Heads at the gate: evaluated on a locked set, promoted by a second person, rolled back.

A head that reads patients got here in two steps by two people, each on the trail: its figures on
a set that it never learnt from, then the word of somebody else. Workspaces of one owner have no
second person, and the trail says so.
"""

from __future__ import annotations

import base64
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalogue.transaction import Transaction
from audit.identity.roles import Role
from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import WorkspaceError
from omni_med.models.heads.bundle import Head, HeadCard, load_head
from omni_med.workspace.calibrating import Calibrating
from omni_med.workspace.teaching.tables import HeadTable, LockedTable

KIND: Final = "head"


@dataclass(frozen=True, slots=True)
class LockedEvaluation:
    """A head on cases that it never learnt from.

    Attributes:
        digest: SHA-256 of the locked set: its manifest and its label.
        cases: That were read.
        positives: With the finding.
        patients: With the finding.
        auroc: Of the head.
        low: 2.5th percentile over patients.
        high: 97.5th percentile.
        sensitivity: At the head's threshold.
        specificity: At the head's threshold.
        passed: Whether its interval is above chance.
    """

    digest: str
    cases: int
    positives: int
    patients: int
    auroc: float
    low: float
    high: float
    sensitivity: float
    specificity: float
    passed: bool


@dataclass(frozen=True, slots=True)
class _Kept:
    """A head as it is sealed; its numbers in base64."""

    card: HeadCard
    numbers: str
    evaluation: LockedEvaluation


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One head that came to the gate.

    Attributes:
        name: Of the head.
        version: Of the head.
        evaluated: When, ISO 8601 in UTC.
        evaluated_by: User name.
        promoted: When; empty until it is.
        in_force: Whether it may read patients now.
    """

    name: str
    version: str
    evaluated: str
    evaluated_by: str
    promoted: str
    in_force: bool


class Promoting(Calibrating):
    """The part of a workspace that keeps the gate."""

    def evaluated_head(self, card: HeadCard, numbers: bytes, evaluation: LockedEvaluation) -> int:
        """Keep a head with its figures on a locked set; returns how often that set was looked at.

        Raises:
            WorkspaceError: If this very version is here already.
            ModelUnavailableError: If the numbers are not those that the card speaks of.
        """
        load_head(card, numbers)
        kept = _Kept(card, base64.b64encode(numbers).decode("ascii"), evaluation)
        now = datetime.now(UTC).isoformat(timespec="microseconds")
        head_id = uuid.uuid4().hex
        detail: dict[str, Value] = {
            "head": card.name,
            "version": card.version,
            "sha256": card.sha256,
            "locked_set": evaluation.digest,
            "auroc": round(evaluation.auroc, 4),
            "passed": evaluation.passed,
        }
        with self._vault.act(Event("head.evaluate", detail=detail)) as tx:
            if _find(tx.session, card.name, card.version) is not None:
                raise WorkspaceError(
                    f"Head {card.title} was evaluated here before.",
                    hint="Teach it again for a new version; a locked set is looked at once.",
                )
            looks = tx.session.get(LockedTable, evaluation.digest)
            if looks is None:
                looks = LockedTable(digest=evaluation.digest, looks=0)
                tx.session.add(looks)
            looks.looks += 1
            tx.session.add(
                HeadTable(
                    head_id=head_id,
                    name=card.name,
                    version=card.version,
                    evaluated=now,
                    evaluated_by=self._vault.user,
                    promoted="",
                    in_force=False,
                    object_id=tx.put(KIND, head_id, to_json(kept)),
                )
            )
            return looks.looks

    def promote_head(self, name: str) -> HeadRow:
        """Let the head of this name that was evaluated last read patients.

        Raises:
            WorkspaceError: If there is none, it did not pass, it was not offered, or the user is
                the one who evaluated it.
        """
        with self._vault.look() as session:
            row = session.scalars(
                select(HeadTable)
                .where(HeadTable.name == name, HeadTable.promoted == "")
                .order_by(HeadTable.evaluated.desc())
                .limit(1)
            ).first()
        if row is None:
            raise WorkspaceError(
                f"No head {name!r} waits to be promoted.",
                hint="First: omni-med finetune evaluate HEAD --locked MANIFEST",
            )
        self._check_gate(row)
        alone = Role.OWNER in self._vault.account.roles
        detail = {
            "head": row.name,
            "version": row.version,
            "evaluated_by": row.evaluated_by,
            "second_person": "not applicable: a workspace of one" if alone else self._vault.user,
        }
        with self._vault.act(Event("head.promote", detail=detail)) as tx:
            promoted = datetime.now(UTC).isoformat(timespec="microseconds")
            _put_in_force(tx, row.head_id, name, promoted)
        return _row(row, promoted=promoted, in_force=True)

    def _check_gate(self, row: HeadTable) -> None:
        kept = from_json(_Kept, self._vault.read(row.object_id))
        card, evaluation = kept.card, kept.evaluation
        if not card.offered:
            raise WorkspaceError(f"Head {card.title} was not offered. {card.reason}")
        if not evaluation.passed:
            raise WorkspaceError(
                f"Head {card.title} did not pass: AUROC {evaluation.auroc:.2f} "
                f"({evaluation.low:.2f} to {evaluation.high:.2f}) on the locked set.",
                hint="Teach it again on more cases.",
            )
        alone = Role.OWNER in self._vault.account.roles
        if row.evaluated_by == self._vault.user and not alone:
            raise WorkspaceError(
                "Who evaluated a head cannot promote it.", hint="A second person signs it off."
            )

    def rollback_head(self, name: str, reason: str) -> str:
        """Put a head out of force; returns the version that reads instead, empty without one.

        Raises:
            WorkspaceError: If none of this name is in force, or no reason is given.
        """
        if not reason.strip():
            raise WorkspaceError("A rollback needs a reason.", hint="Say it with --reason.")
        with self._vault.look() as session:
            rows = list(
                session.scalars(
                    select(HeadTable)
                    .where(HeadTable.name == name, HeadTable.promoted != "")
                    .order_by(HeadTable.promoted.desc(), HeadTable.version.desc())
                )
            )
        current = next((row for row in rows if row.in_force), None)
        if current is None:
            raise WorkspaceError(f"No head {name!r} is in force.")
        later = rows[rows.index(current) + 1 :]
        before = later[0] if later else None
        detail = {
            "head": name,
            "version": current.version,
            "back_to": before.version if before else "",
            "reason": reason.strip(),
        }
        with self._vault.act(Event("head.rollback", detail=detail)) as tx:
            _put_in_force(tx, before.head_id if before else "", name, "")
        return before.version if before else ""

    def heads(self) -> tuple[HeadRow, ...]:
        """Return all heads that came to the gate, newest first."""
        with self._vault.look() as session:
            rows = list(session.scalars(select(HeadTable).order_by(HeadTable.evaluated.desc())))
        self._access.touch("heads", "")
        return tuple(_row(row, promoted=row.promoted, in_force=row.in_force) for row in rows)

    def head(self, name: str) -> Head:
        """Return the head of this name that is in force.

        Raises:
            WorkspaceError: If there is none.
            TamperedError: If it is not what was sealed.
        """
        with self._vault.look() as session:
            row = session.scalars(
                select(HeadTable).where(HeadTable.name == name, HeadTable.in_force).limit(1)
            ).first()
        self._access.touch("head", name)
        if row is None:
            raise WorkspaceError(
                f"No head {name!r} is in force here, and there is no such folder.",
                hint="See omni-med finetune heads; a head is put in force by finetune promote.",
            )
        kept = from_json(_Kept, self._vault.read(row.object_id))
        return load_head(kept.card, base64.b64decode(kept.numbers))


def _find(session: Session, name: str, version: str) -> HeadTable | None:
    return session.scalars(
        select(HeadTable).where(HeadTable.name == name, HeadTable.version == version).limit(1)
    ).first()


def _put_in_force(tx: Transaction, head_id: str, name: str, promoted: str) -> None:
    for row in tx.session.scalars(select(HeadTable).where(HeadTable.name == name)):
        row.in_force = row.head_id == head_id
        if row.in_force and promoted:
            row.promoted = promoted


def _row(row: HeadTable, *, promoted: str, in_force: bool) -> HeadRow:
    return HeadRow(row.name, row.version, row.evaluated, row.evaluated_by, promoted, in_force)
