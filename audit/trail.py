"""The trail: who did what, when, to what, and how it ended; entries that nobody can bend.

Entries are canonical JSON and the leaves of a Merkle tree. Each commit appends its entries and one
signed checkpoint in the same transaction as what it did; the size of the tree is read inside that
transaction, so processes cannot fork the tree.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalog import CheckpointRow, TrailRow
from audit.checkpoint import Checkpoint, Signer
from audit.errors import TamperedError
from audit.merkle import Frontier

Value = str | int | float | bool
Outcome = Literal["success", "failure"]
ENTRY_VERSION: Final = 1
CLOCK_TOLERANCE: Final = timedelta(seconds=1)
"""How far the clock may step back before it is written down: time servers set it by less."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is about to be done.

    Attributes:
        action: What, as ``"study.open"``: a noun, a point, a verb.
        subject: To what: a UID or an id; empty where there is none.
        detail: More of it, flat.
        outcome: How it ended.
    """

    action: str
    subject: str = field(default="", repr=False)
    detail: Mapping[str, Value] = field(default_factory=dict, repr=False)
    outcome: Outcome = "success"


@dataclass(frozen=True, slots=True)
class TrailEntry:
    """What was done.

    Attributes:
        sequence: 0-based place in the trail.
        time: When, in UTC.
        user: Who.
        action: What.
        subject: To what.
        detail: More of it.
        outcome: How it ended.
    """

    sequence: int
    time: datetime
    user: str
    action: str
    subject: str = field(repr=False)
    detail: Mapping[str, Value] = field(repr=False)
    outcome: Outcome

    def to_leaf(self) -> bytes:
        """Return the entry as it is hashed: JSON, keys sorted, no white space, UTF-8."""
        document = {
            "action": self.action,
            "detail": dict(self.detail),
            "outcome": self.outcome,
            "sequence": self.sequence,
            "subject": self.subject,
            "time": self.time.astimezone(UTC).isoformat(timespec="microseconds"),
            "user": self.user,
            "v": ENTRY_VERSION,
        }
        text = json.dumps(
            document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
        )
        return text.encode()

    @classmethod
    def from_leaf(cls, leaf: bytes) -> TrailEntry:
        """Read an entry.

        Raises:
            TamperedError: If the leaf is none.
        """
        try:
            document = json.loads(leaf)
            return cls(
                sequence=document["sequence"],
                time=datetime.fromisoformat(document["time"]),
                user=document["user"],
                action=document["action"],
                subject=document["subject"],
                detail=document["detail"],
                outcome=document["outcome"],
            )
        except (ValueError, KeyError, TypeError):
            raise TamperedError("An entry of the trail cannot be read.") from None


def append(
    session: Session, signer: Signer, events: Sequence[Event], *, user: str, now: datetime
) -> None:
    """Append entries and one checkpoint; to be called inside a write transaction.

    A clock that went backwards since the last entry gets an entry of its own, ``clock.backwards``.

    Args:
        session: The transaction.
        signer: Signs the checkpoint.
        events: What is about to be done.
        user: By whom.
        now: When, read from the clock inside the transaction.

    Raises:
        TamperedError: If the tree does not go on from its last checkpoint.
    """
    frontier = last_frontier(session, signer)
    for event in (*_clock_events(session, frontier.size, now), *events):
        entry = TrailEntry(
            sequence=frontier.size,
            time=now,
            user=user,
            action=event.action,
            subject=event.subject,
            detail=event.detail,
            outcome=event.outcome,
        )
        leaf = entry.to_leaf()
        session.add(TrailRow(sequence=frontier.size, subject=event.subject, leaf=leaf))
        frontier.append(leaf)
    session.flush()  # the rows of the trail before the checkpoint that speaks of them
    checkpoint = Checkpoint(signer.name, frontier.size, frontier.root())
    session.add(
        CheckpointRow(
            size=frontier.size,
            note=signer.sign(checkpoint),
            frontier=frontier.to_bytes(),
            last=frontier.size - 1,
        )
    )


def _clock_events(session: Session, size: int, now: datetime) -> tuple[Event, ...]:
    """Return the entry that says that the clock went backwards, where it did."""
    row = session.get(TrailRow, size - 1) if size else None
    if row is None:
        return ()
    back = TrailEntry.from_leaf(row.leaf).time - now
    if back <= CLOCK_TOLERANCE:
        return ()
    detail: dict[str, Value] = {"seconds": round(back.total_seconds(), 3), "after": size - 1}
    return (Event("clock.backwards", detail=detail, outcome="failure"),)


def last_frontier(session: Session, signer: Signer) -> Frontier:
    """Return the tree to go on from.

    Raises:
        TamperedError: If the last checkpoint does not state the stored frontier's root.
    """
    row = session.scalars(
        select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
    ).one_or_none()
    if row is None:
        return Frontier()
    try:
        frontier = Frontier.from_bytes(row.size, row.frontier)
    except ValueError:
        raise TamperedError("The trail's last checkpoint was altered.") from None
    stated = Checkpoint(signer.name, row.size, frontier.root()).body()
    if not row.note.startswith(stated):
        raise TamperedError("The trail's last checkpoint does not fit its tree.")
    return frontier


def entries(
    session: Session, *, subject: str | None = None, limit: int | None = None
) -> tuple[TrailEntry, ...]:
    """Return entries, oldest first; with a limit, the newest so many.

    Raises:
        TamperedError: If an entry cannot be read.
    """
    query = select(TrailRow.leaf).order_by(TrailRow.sequence.desc())
    if subject is not None:
        query = query.where(TrailRow.subject == subject)
    if limit is not None:
        query = query.limit(limit)
    return tuple(TrailEntry.from_leaf(leaf) for leaf in reversed(session.scalars(query).all()))
