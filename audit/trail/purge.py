"""Purging the trail: entries whose time is over go, and everything that vouched for them holds.

The text of an entry is deleted, its leaf's hash stays (leaves.py): the tree is the same, so every
anchor, witness and proof that was ever made still verifies, and a purged entry that somebody keeps
elsewhere can still be shown to have stood here. Kept as they are: the newest word on every right,
rotations of the keys, what was witnessed for others, purges, and the youngest entry that the purge
reached, whose time shows that all before it were old enough. What a syslog collector lacks stays.

Source: 45 CFR 164.316(b)(2) (six years); GB/T 22239-2019, 8.1.5.4 and the Cybersecurity Law of the
PRC, article 21 (six months).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from audit.catalogue.catalog import CheckpointRow, MetaRow, PurgedRow, TrailRow
from audit.errors import RetentionError
from audit.identity import accounts
from audit.identity.policy import LEAST_RETENTION
from audit.identity.rows import pin_of
from audit.sealing.rotate import ACTION as ROTATION
from audit.sealing.shred import SCRUB, scrub
from audit.trail.entry import Event, TrailEntry
from audit.trail.leaves import PURGE
from audit.trail.merkle import leaf_hash
from audit.trail.syslog import SENT
from audit.trail.witness import KEPT

if TYPE_CHECKING:
    from audit.vault import Vault

_BATCH: Final = 5000
_LASTING: Final = frozenset({PURGE, ROTATION, KEPT})


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did.

    Attributes:
        entries: How many went.
        below: Entries before this number were reached; those that last are still there.
        days: How old an entry had to be.
        scrubbed: Whether the database was written anew; if another process kept it in use, the
            next one that opens the vault does it.
    """

    entries: int
    below: int
    days: int
    scrubbed: bool


def purge(vault: Vault, days: int | None = None) -> Purged:
    """Delete the entries that are older than so many days, by default than the policy keeps them.

    Raises:
        RetentionError: If they are to be kept longer; that it was tried goes on the trail.
        TamperedError: If an entry cannot be read.
        StorageFullError: If there is no room; nothing was deleted.
        LockedError: If another process holds the vault too long.
    """
    parts = vault.parts
    with vault.look() as session:
        least = max(LEAST_RETENTION, accounts.read_policy(vault.rows, session).retention)
        days = least if days is None else days
        below = _boundary(session, parts.clock() - timedelta(days=days))
        lasting = _lasting(session, below)
    with vault.act(Event(PURGE, detail={"days": days})) as tx:
        least = max(LEAST_RETENTION, accounts.read_policy(vault.rows, tx.session).retention)
        if days < least:
            raise RetentionError(
                f"The trail is kept for {least} days here; nothing younger is purged."
            )
        gone = _remove(tx.session, below, lasting)
        tx.describe(entries=gone)
        if gone:
            tx.describe(below=below)
            tx.session.merge(MetaRow(key=SCRUB, value="1"))
    return Purged(gone, below, days, scrub(parts.catalog))


def _entries(session: Session, below: int | None = None) -> Iterator[TrailEntry]:
    query = select(TrailRow.leaf).order_by(TrailRow.sequence)
    if below is not None:
        query = query.where(TrailRow.sequence < below)
    for leaf in session.scalars(query.execution_options(yield_per=1000)):
        yield TrailEntry.from_leaf(leaf)


def _boundary(session: Session, until: datetime) -> int:
    """Return the largest signed size of the tree within which every entry is old enough."""
    reached = 0
    for entry in _entries(session):
        if entry.time > until:
            break
        reached = entry.sequence + 1
    sent = session.get(MetaRow, SENT)
    if sent is not None:
        reached = min(reached, int(sent.value))
    signed = select(func.max(CheckpointRow.size)).where(CheckpointRow.size <= reached)
    return session.scalar(signed) or 0


def _lasting(session: Session, below: int) -> frozenset[int]:
    """Return the numbers of the entries below that must stay."""
    newest: dict[str, int] = {}
    found = {below - 1}
    for entry in _entries(session, below):
        if pin_of(entry) is not None:
            newest[entry.subject] = entry.sequence
        elif entry.action in _LASTING and entry.outcome == "success":
            found.add(entry.sequence)
    return frozenset(found).union(newest.values())


def _remove(session: Session, below: int, lasting: frozenset[int]) -> int:
    """Put hashes in the place of entries, and drop checkpoints that an anchor alone needs."""
    query = select(TrailRow.sequence, TrailRow.leaf).where(TrailRow.sequence < below)
    there = [row for row in session.execute(query).all() if row[0] not in lasting]
    for at in range(0, len(there), _BATCH):
        batch = there[at : at + _BATCH]
        session.add_all(PurgedRow(sequence=number, hash=leaf_hash(leaf)) for number, leaf in batch)
        session.flush()
        session.expunge_all()
        session.execute(delete(TrailRow).where(TrailRow.sequence.in_([row[0] for row in batch])))
    session.execute(delete(CheckpointRow).where(CheckpointRow.size < below))
    return len(there)
