"""Heads at the gate: evaluated on a locked set, signed off by a second person, promoted.

A head that reads patients got here by two people, each step on the trail: its figures on a set
that it never learnt from, then the word of somebody else. Workspaces of one owner have no second
person, and the trail says so. What gives a head the right to read is a security row: an old page of
the database, put back, is refused.
"""

from __future__ import annotations

import base64
import uuid
from collections.abc import Collection
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalogue.transaction import Transaction
from audit.errors import TamperedError
from audit.identity import accounts
from audit.identity.roles import CLINICAL, Role
from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import WorkspaceError
from omni_med.models.heads.bundle import Head, HeadCard, binding, load_head
from omni_med.workspace.teaching.gate import (
    Gate,
    HeadVersion,
    LockedEvaluation,
    Person,
    Stage,
    put_back,
    put_in_force,
    signed_off,
)
from omni_med.workspace.teaching.looking import count_look
from omni_med.workspace.teaching.ruling import Ruling
from omni_med.workspace.teaching.tables import HeadTable, LockedTable

KIND: Final = "head"
GATE: Final = "head-gate"
_GATES: Final = TypeAdapter(Gate)


@dataclass(frozen=True, slots=True)
class KeptHead:
    """A head as it is sealed; its numbers in base64."""

    card: HeadCard
    numbers: str
    evaluation: LockedEvaluation | None = None  # as heads were kept before there were gate rows

    @classmethod
    def of(cls, card: HeadCard, numbers: bytes) -> KeptHead:
        """Return a head to be sealed."""
        return cls(card, base64.b64encode(numbers).decode("ascii"))

    @property
    def bytes(self) -> bytes:
        """The numbers as their file holds them."""
        return base64.b64decode(self.numbers)

    def head(self, measured_on: str = "") -> Head:
        """Return the head.

        Raises:
            ModelUnavailableError: If the numbers are not those that the card speaks of.
        """
        found = load_head(self.card, self.bytes)
        return replace(found, measured_on=measured_on)


@dataclass(frozen=True, slots=True)
class HeadRow:
    """One version of a head at the gate.

    Attributes:
        name: Of the head.
        version: Of the head.
        evaluated: When, ISO 8601 in UTC; empty until it is.
        evaluated_by: User name.
        promoted: When; empty until it is.
        in_force: Whether it may read patients now.
        stage: How far it came.
        signed_by: Who signed it off.
        shadow: Whether it answers in silence.
        signer: Fingerprint of who signed its bundle; empty where it was taught here.
        auroc: On the locked set; None until evaluated.
        low: Of its interval.
        high: Of its interval.
        passed: Whether the interval is above chance; None until evaluated.
        patients: With the finding, of the locked set; None until evaluated.
    """

    name: str
    version: str
    evaluated: str
    evaluated_by: str
    promoted: str
    in_force: bool
    stage: Stage
    signed_by: str
    shadow: bool
    signer: str
    auroc: float | None
    low: float | None
    high: float | None
    passed: bool | None
    patients: int | None


class Promoting(Ruling):
    """The part of a workspace that keeps the gate."""

    def look_at_locked(
        self, card: HeadCard, digest: str, marks: Collection[str] = (), name: str = ""
    ) -> int:
        """Count a look at a locked set, before its labels are read; returns how many there were.

        A set is known by its bytes and by its cases: looks at another one that shares a file, an
        object or a patient with it are looks at this one.

        Args:
            card: Of the head.
            digest: Of the set.
            marks: By what its cases are known (``finetune.datasets.traces.marks_of``).
            name: Of the data set of this workspace; empty for a manifest.

        Raises:
            WorkspaceError: If this version of the head was evaluated before.
        """
        detail: dict[str, Value] = {
            "head": card.name, "version": card.version, "locked_set": digest, "dataset": name,
        }  # fmt: skip
        with self._vault.act(Event("locked.look", detail=detail)) as tx:
            found = self._gate(tx.session, card.name).of_version(card.version)
            if found is not None and found.evaluated:
                raise WorkspaceError(
                    f"Head {card.title} was evaluated here before.",
                    hint="Teach it again for a new version; a locked set is looked at once.",
                )
            own = {self._vault.pseudonym("locked", mark) for mark in marks}
            looks = count_look(tx.session, digest, own)
            tx.describe(looks=looks)
            return looks

    def evaluated_head(self, card: HeadCard, numbers: bytes, evaluation: LockedEvaluation) -> int:
        """Keep a head with its figures on a locked set; returns how often that set was looked at.

        Raises:
            WorkspaceError: If this very version was evaluated before, is here as another head, or
                the look at the set was not counted.
            ModelUnavailableError: If the numbers are not those that the card speaks of.
        """
        load_head(card, numbers)
        detail: dict[str, Value] = {
            "head": card.name,
            "version": card.version,
            "sha256": card.sha256,
            "binding": binding(card),
            "locked_set": evaluation.digest,
            "dataset": evaluation.name,
            "told_apart_by": ", ".join(evaluation.apart_by),
            "auroc": round(evaluation.auroc, 4),
            "passed": evaluation.passed,
        }
        with self._vault.act(Event("head.evaluate", detail=detail)) as tx:
            counted = tx.session.get(LockedTable, evaluation.digest)
            if counted is None:
                raise WorkspaceError("The look at this locked set was not counted.")
            gate = self._gate(tx.session, card.name)
            gate, item = self._arrived(tx, gate, card, numbers)
            if item.evaluated:
                raise WorkspaceError(f"Head {card.title} was evaluated here before.")
            done = replace(
                item, evaluated=_now(), evaluated_by=self._vault.user, evaluation=evaluation
            )
            self._put_gate(tx, card.name, gate.changed(done))
            return counted.looks

    def sign_off_head(self, name: str, note: str = "") -> HeadRow:
        """Sign off the newest evaluated version of a head: a second person's word.

        Raises:
            WorkspaceError: If there is none, it may not read patients, or the user measured it.
        """
        with self._vault.act(Event("head.sign", detail={"head": name})) as tx:
            gate = self._gate(tx.session, name)
            item, card = self._waiting(tx.session, gate, name, Stage.EVALUATED)
            done = signed_off(gate, item, card, self._person, note)
            tx.describe(**self._detail(name, item))
            self._put_gate(tx, name, done)
        return row_of(name, done, done.of_row(item.head_id) or item)

    def promote_head(self, name: str) -> HeadRow:
        """Let the newest signed or evaluated version of this head read patients.

        Promotion by a second person signs it off as well.

        Raises:
            WorkspaceError: If there is none, it did not pass, it was not offered, or nobody but
                who evaluated it wants it.
        """
        with self._vault.act(Event("head.promote", detail={"head": name})) as tx:
            gate = self._gate(tx.session, name)
            item, card = self._waiting(tx.session, gate, name, Stage.SIGNED, Stage.EVALUATED)
            done = put_in_force(gate, item, card, self._person, _now)
            tx.describe(**self._detail(name, item))
            self._put_gate(tx, name, done)
        return row_of(name, done, done.of_row(item.head_id) or item)

    def rollback_head(self, name: str, reason: str) -> str:
        """Put a head out of force; returns the version that reads instead, empty without one.

        Raises:
            WorkspaceError: If none of this name is in force, or no reason is given.
        """
        if not reason.strip():
            raise WorkspaceError("A rollback needs a reason.", hint="Say it with --reason.")
        words = {"head": name, "reason": reason.strip()}
        with self._vault.act(Event("head.rollback", detail=words)) as tx:
            done, current, before = put_back(self._gate(tx.session, name), _now)
            back_to = before.version if before else ""
            tx.describe(version=current.version, back_to=back_to)
            self._put_gate(tx, name, done)
        return back_to

    def heads(self) -> tuple[HeadRow, ...]:
        """Return all heads that came to the gate, newest first.

        Raises:
            TamperedError: If what gives a head its right is not what the trail knows.
        """
        with self._vault.look() as session:
            plain = self._vault.rows.all(session, GATE)
        self._access.touch("heads", "")
        gates = {name: read_gate(document) for name, document in plain.items()}
        rows = [row_of(name, gate, item) for name, gate in gates.items() for item in gate.versions]
        return tuple(sorted(rows, key=lambda row: (row.evaluated or "~", row.name), reverse=True))

    def head(self, name: str) -> Head:
        """Return the head of this name that is in force.

        Raises:
            WorkspaceError: If there is none.
            TamperedError: If it is not what was sealed, evaluated and signed off.
        """
        with self._vault.look() as session:
            gate = self._gate(session, name)
            item = gate.of_row(gate.in_force)
            object_id = object_of(session, item.head_id) if item else ""
        self._access.touch("head", name)
        if item is None:
            raise WorkspaceError(
                f"No head {name!r} is in force here, and there is no such folder.",
                hint="See omni-med finetune heads; a head is put in force by finetune promote.",
            )
        return self._read_head(object_id, item)

    def heads_in_force(self) -> tuple[Head, ...]:
        """Return every head that reads patients here.

        Raises:
            TamperedError: If one is not what was sealed, evaluated and signed off.
        """
        with self._vault.look() as session:
            plain = self._vault.rows.all(session, GATE)
            gates = [read_gate(document) for document in plain.values()]
            items = [item for gate in gates if (item := gate.of_row(gate.in_force))]
            found = [(item, object_of(session, item.head_id)) for item in items]
        self._access.touch("head", "all in force")
        return tuple(self._read_head(object_id, item) for item, object_id in found)

    def try_head(self, card: HeadCard, *, kept: bool) -> None:
        """Let a head that did not come through the gate answer, which goes on the trail.

        Args:
            card: Of the head.
            kept: Whether readers will see its answers beside patients' images.

        Raises:
            WorkspaceError: If they would, in a department: there a head has to be in force.
        """
        if kept and not self._person.alone:
            raise WorkspaceError(
                f"Head {card.title} is not in force here, and readers would see its answers.",
                hint="It comes through the gate (omni-med finetune evaluate), or answers in "
                "silence: omni-med finetune shadow start HEAD",
            )
        detail = {"head": card.name, "version": card.version, "binding": binding(card)}
        self._access.event("head.try", detail=detail)

    def candidate(self, name: str) -> tuple[HeadCard, bytes]:
        """Return card and numbers of the newest version of a head that is kept here.

        Raises:
            WorkspaceError: If there is none.
            TamperedError: If it is not what was sealed.
        """
        with self._vault.look() as session:
            gate = self._gate(session, name)
            if not gate.versions:
                raise WorkspaceError(
                    f"There is no head {name!r} here, and no such folder.",
                    hint="`omni-med finetune heads` lists those that came to the gate.",
                )
            item = gate.versions[-1]
            object_id = object_of(session, item.head_id)
        self._access.touch("head", name)
        kept = self._kept(object_id, item)
        return kept.card, kept.bytes

    # Inside

    @property
    def _person(self) -> Person:
        user = self._vault.user
        with self._vault.look() as session:
            held = accounts.read_accounts(self._vault.rows, session)
            rule = self._rule(session)
        others = any(
            item.enabled and item.name != user and item.roles & (CLINICAL | {Role.OWNER})
            for item in held
        )
        owner = any(item.name == user and Role.OWNER in item.roles for item in held)
        return Person(user, owner and not others, rule)

    def _gate(self, session: Session, name: str) -> Gate:
        plain = self._vault.rows.read(session, GATE, name)
        return Gate() if plain is None else read_gate(plain)

    def _put_gate(self, tx: Transaction, name: str, gate: Gate) -> None:
        """Write the gate; rows of versions repeat what lists and older programs read."""
        event = Event("gate.change", detail={"in_force": gate.in_force, "shadow": gate.shadow})
        tx.also(
            self._vault.rows.write(
                tx.session, GATE, name, _GATES.dump_python(gate, mode="json"), event
            )
        )
        for item in gate.versions:
            row = tx.session.get(HeadTable, item.head_id)
            if row is not None:
                row.evaluated, row.evaluated_by = item.evaluated, item.evaluated_by
                row.promoted, row.in_force = item.promoted, item.head_id == gate.in_force

    def _arrived(
        self, tx: Transaction, gate: Gate, card: HeadCard, numbers: bytes, signer: str = ""
    ) -> tuple[Gate, HeadVersion]:
        """Return the gate with a head in it, which is sealed where it is not here yet."""
        bound = binding(card)
        found = gate.of_version(card.version)
        if found is not None and found.binding == bound:
            return gate, found
        item = HeadVersion(uuid.uuid4().hex, card.version, bound, self._vault.user, signer)
        gate = gate.added(item)
        tx.session.add(
            HeadTable(
                head_id=item.head_id,
                name=card.name,
                version=card.version,
                evaluated="",
                evaluated_by="",
                promoted="",
                in_force=False,
                object_id=tx.put(KIND, item.head_id, to_json(KeptHead.of(card, numbers))),
            )
        )
        return gate, item

    def _waiting(
        self, session: Session, gate: Gate, name: str, *stages: Stage
    ) -> tuple[HeadVersion, HeadCard]:
        item = gate.newest(*stages)
        if item is None:
            raise WorkspaceError(
                f"No head {name!r} waits to be promoted.",
                hint="First: omni-med finetune evaluate HEAD --locked DATASET",
            )
        return item, self._kept(object_of(session, item.head_id), item).card

    def _kept(self, object_id: str, item: HeadVersion) -> KeptHead:
        kept = from_json(KeptHead, self._vault.read(object_id))
        if binding(kept.card) != item.binding:
            raise TamperedError("A head is not the one that was evaluated and signed off.")
        return kept

    def _read_head(self, object_id: str, item: HeadVersion) -> Head:
        measured = item.evaluation.model if item.evaluation else ""
        return self._kept(object_id, item).head(measured)

    def _detail(self, name: str, item: HeadVersion) -> dict[str, Value]:
        person = self._person
        second = item.signed_by or person.name
        return {
            "head": name,
            "version": item.version,
            "binding": item.binding,
            "evaluated_by": item.evaluated_by,
            "second_person": "not applicable: a workspace of one" if person.alone else second,
        }


def read_gate(plain: dict[str, Any]) -> Gate:
    """Return a gate from its security row.

    Raises:
        TamperedError: If it cannot be read.
    """
    try:
        return _GATES.validate_python(plain)
    except ValidationError:
        raise TamperedError("What a head may do here cannot be read.") from None


def object_of(session: Session, head_id: str) -> str:
    """Return the sealed object of a version.

    Raises:
        TamperedError: If it is gone.
    """
    found = session.scalar(select(HeadTable.object_id).where(HeadTable.head_id == head_id))
    if found is None:
        raise TamperedError("A head that the gate names is not here.")
    return found


def row_of(name: str, gate: Gate, item: HeadVersion) -> HeadRow:
    """Return one version as lists show it."""
    figures = {} if item.evaluation is None else asdict(item.evaluation)
    return HeadRow(
        name,
        item.version,
        item.evaluated,
        item.evaluated_by,
        item.promoted,
        item.head_id == gate.in_force,
        gate.stage(item),
        item.signed_by,
        item.head_id == gate.shadow,
        item.signer,
        *(figures.get(key) for key in ("auroc", "low", "high", "passed", "patients")),
    )


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
