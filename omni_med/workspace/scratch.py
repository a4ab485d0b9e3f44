"""What can be had again: derived data (evictable) and the journals of batches."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import bindparam, delete, func, select
from sqlalchemy.dialects.sqlite import insert

from audit.catalogue.prepared import Prepared
from audit.errors import MissingObjectError
from audit.trail import Event
from audit.vault import Vault
from omni_med.workspace.tables import DerivedTable, JournalTable

KIND: Final = "derived"
LIMIT: Final = 2 << 30
"""Bytes of derived data that are kept; beyond it the oldest go."""
_ADD: Final = insert(JournalTable)
_KEEP: Final = Prepared(
    _ADD.on_conflict_do_update(index_elements=["job", "key"], set_={"record": _ADD.excluded.record})
)
_FORGET: Final = Prepared(delete(JournalTable).where(JournalTable.job == bindparam("of")))


def cached(vault: Vault, key: str) -> bytes | None:
    """Return what was kept under a key, or None."""
    with vault.look() as session:
        object_id = session.scalar(select(DerivedTable.object_id).where(DerivedTable.key == key))
    if object_id is None:
        return None
    try:
        return vault.read(object_id)
    except MissingObjectError:
        return None  # evicted by another process just now


def cache(vault: Vault, key: str, data: bytes, *, limit: int = LIMIT) -> None:
    """Keep data under a key, in place of what was there; drop the oldest beyond ``limit`` bytes."""
    with vault.act(Event("derived.store", detail={"bytes": len(data)})) as tx:
        object_id = tx.put(KIND, key, data)
        session = tx.session
        old = session.get(DerivedTable, key)
        if old is not None:
            tx.drop(old.object_id)
            session.delete(old)
            session.flush()
        stored = datetime.now(UTC).isoformat()
        session.add(DerivedTable(key=key, object_id=object_id, size=len(data), stored=stored))
        excess = (session.scalar(select(func.sum(DerivedTable.size))) or 0) - limit
        for row in session.scalars(select(DerivedTable).order_by(DerivedTable.stored)).all():
            if excess <= 0 or row.key == key:
                break
            excess -= row.size
            tx.drop(row.object_id)
            session.delete(row)


def journal(vault: Vault, job: str) -> dict[str, bytes]:
    """Return the records of a job, by key."""
    with vault.look() as session:
        query = select(JournalTable.key, JournalTable.record).where(JournalTable.job == job)
        return dict(session.execute(query).all())


def append_journal(vault: Vault, job: str, records: Mapping[str, bytes]) -> None:
    """Add records to a job; a key that is there gets the new record."""
    detail: dict[str, str | int] = {"job": vault.pseudonym("job", job), "records": len(records)}
    with vault.act(Event("journal.append", detail=detail)) as tx:
        rows = [{"job": job, "key": key, "record": record} for key, record in records.items()]
        tx.later(lambda connection: _KEEP.run(connection, rows))


def drop_journal(vault: Vault, job: str) -> None:
    """Forget a job."""
    with vault.act(Event("journal.drop", detail={"job": vault.pseudonym("job", job)})) as tx:
        tx.later(lambda connection: _FORGET.run(connection, [{"of": job}]))
