"""The trail: who did what, when, to what, and how it ended; entries that nobody can bend.

Entries are canonical JSON and the leaves of a Merkle tree. Each commit appends its entries and one
signed checkpoint in the same transaction as what it did; the size of the tree is read inside that
transaction, so processes cannot fork the tree. Threads that act at once share a commit (commit.py).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from json.encoder import encode_basestring as _text
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from audit.catalogue.catalog import TrailRow
from audit.errors import TamperedError
from audit.trail.checkpoint import Checkpoint, Signer
from audit.trail.merkle import Frontier

Value = str | int | float | bool
Outcome = Literal["success", "failure"]
ENTRY_VERSION: Final = 1
CLOCK_TOLERANCE: Final = timedelta(seconds=1)
"""How far the clock may step back before it is written down: time servers set it by less."""

_INSERT_ENTRY: Final = "INSERT INTO vault_trail (sequence, subject, leaf) VALUES (?, ?, ?)"
_INSERT_CHECKPOINT: Final = "INSERT INTO vault_checkpoint (size, note, frontier) VALUES (?, ?, ?)"
_SELECT_LEAF: Final = "SELECT leaf FROM vault_trail WHERE sequence = ?"
_SELECT_CHECKPOINT: Final = (
    "SELECT size, note, frontier FROM vault_checkpoint ORDER BY size DESC LIMIT 1"
)
_ENCODER: Final = json.JSONEncoder(
    ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
)


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
        time = self.time if self.time.tzinfo is UTC else self.time.astimezone(UTC)
        # By hand, because a group waits for it: the encoder takes twice as long.
        return (
            f'{{"action":{_text(self.action)},"detail":{_ENCODER.encode(dict(self.detail))},'
            f'"outcome":{_text(self.outcome)},"sequence":{self.sequence},'
            f'"subject":{_text(self.subject)},"time":"{time.isoformat(timespec="microseconds")}",'
            f'"user":{_text(self.user)},"v":{ENTRY_VERSION}}}'
        ).encode()

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

    Args:
        session: The transaction.
        signer: Signs the checkpoint.
        events: What is about to be done.
        user: By whom.
        now: When, read from the clock inside the transaction.

    Raises:
        TamperedError: If the tree does not go on from its last checkpoint.
    """
    append_all(session.connection(), signer, [(event, now) for event in events], user=user)


def append_all(
    connection: Connection, signer: Signer, events: Sequence[tuple[Event, datetime]], *, user: str
) -> None:
    """Append entries that have each a time of their own, as ``append``.

    A clock that went backwards since the entry before gets an entry of its own,
    ``clock.backwards``.

    Raises:
        TamperedError: If the tree does not go on from its last checkpoint.
    """
    frontier = last_frontier(connection, signer)
    size = frontier.size
    last = _last_time(connection, size)
    rows = []
    for event, now in events:
        for item in (*_clock_events(last, now, size), event):
            entry = TrailEntry(
                size, now, user, item.action, item.subject, item.detail, item.outcome
            )
            rows.append((size, item.subject, entry.to_leaf()))
            size += 1
        last = now
    frontier.extend(leaf for _, _, leaf in rows)
    # Without the ORM, which would cost more than the flush.
    connection.exec_driver_sql(_INSERT_ENTRY, rows)
    note = signer.sign(Checkpoint(signer.name, frontier.size, frontier.root()))
    connection.exec_driver_sql(_INSERT_CHECKPOINT, (frontier.size, note, frontier.to_bytes()))


def _last_time(connection: Connection, size: int) -> datetime | None:
    row = connection.exec_driver_sql(_SELECT_LEAF, (size - 1,)).first()
    return None if row is None else TrailEntry.from_leaf(row[0]).time


def _clock_events(last: datetime | None, now: datetime, size: int) -> tuple[Event, ...]:
    """Return the entry that says that the clock went backwards, where it did."""
    if last is None or last - now <= CLOCK_TOLERANCE:
        return ()
    seconds = round((last - now).total_seconds(), 3)
    detail: dict[str, Value] = {"seconds": seconds, "after": size - 1}
    return (Event("clock.backwards", detail=detail, outcome="failure"),)


def last_frontier(connection: Connection, signer: Signer) -> Frontier:
    """Return the tree to go on from.

    Raises:
        TamperedError: If the last checkpoint does not state the stored frontier's root.
    """
    row = connection.exec_driver_sql(_SELECT_CHECKPOINT).first()
    if row is None:
        return Frontier()
    size, note, edge = row
    try:
        frontier = Frontier.from_bytes(size, edge)
    except (ValueError, TypeError, AttributeError):
        raise TamperedError("The trail's last checkpoint was altered.") from None
    stated = Checkpoint(signer.name, size, frontier.root()).body()
    if not note.startswith(stated):
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
