"""Crypto-shredding: the wrapped keys of a scope go, with them its contents, for ever.

Rows and keys are deleted in one transaction with the trail's entry; afterwards every page of the
database is written anew and its write-ahead log emptied. A tombstone stays: a keyed hash of the
scope, from which restores and backups know what must not come back. It holds for what was kept
before it; the same study imported again later is a new one.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalogue.catalog import Catalog, MetaRow, ObjectRow, TombstoneRow
from audit.errors import LockedError, StorageFullError
from audit.sealing.keys import RootKey, frame
from audit.trail import Event

if TYPE_CHECKING:
    from audit.vault import Vault

SCRUB: Final = "scrub"
"""Key of the row that says that this is still to be done: a killed shredding left it."""

Tombstone = tuple[str, str]
"""Name and time (ISO 8601, UTC) of a shredding."""

Erase = Callable[[Session, Callable[[str], bool]], Collection[str]]
"""Deletes the rows of every scope that the function names; returns objects that go with them."""


@dataclass(frozen=True, slots=True)
class Shredded:
    """What a shredding did.

    Attributes:
        objects: How many sealed objects lost their keys.
        scrubbed: Whether the database was written anew; if another process kept it in use, the
            next one that opens the vault does it.
    """

    objects: int
    scrubbed: bool


def tombstone_name(root: RootKey, scope: str) -> str:
    """Return the keyed hash that stands for a scope, 64 hexadecimal digits."""
    return hmac.digest(root.derive("tombstone", "1"), frame(scope.encode()), "sha256").hex()


def tombstones(session: Session) -> frozenset[Tombstone]:
    """Return the shreddings that a catalogue knows."""
    rows = session.execute(select(TombstoneRow.name, TombstoneRow.time)).all()
    return frozenset((name, time) for name, time in rows)


def shred(vault: Vault, scope: str, event: Event, erase: Erase) -> Shredded:
    """Delete the keys, rows and files of a scope.

    Args:
        vault: Where.
        scope: What the objects belong to, as a study's UID.
        event: What goes on the trail; it should hold no plain id.
        erase: Deletes the owner's own rows; what it raises undoes all.

    Raises:
        StorageFullError: If there is no room; nothing was deleted.
        LockedError: If another process holds the vault too long.
    """
    parts = vault.parts
    name = tombstone_name(parts.root, scope)
    with vault.act(event) as tx:
        gone = set(erase(tx.session, lambda other: other == scope))
        query = select(ObjectRow.object_id).where(ObjectRow.scope == scope)
        gone |= set(tx.session.scalars(query))
        for object_id in gone:
            tx.erase(object_id)
        tx.session.merge(TombstoneRow(name=name, time=parts.clock().isoformat()))
        tx.session.merge(MetaRow(key=SCRUB, value="1"))
        tx.describe(objects=len(gone))
    vault.forget(gone)
    return Shredded(len(gone), scrub(parts.catalog))


def scrub_pending(session: Session) -> bool:
    """Say whether the database is still to be written anew."""
    return session.get(MetaRow, SCRUB) is not None


def scrub(catalog: Catalog) -> bool:
    """Write the database anew if a shredding asked for it; return whether all is done."""
    with catalog.read() as session:
        if not scrub_pending(session):
            return True
    try:
        if not catalog.rewrite():
            return False
        catalog.drop_copies()
        with catalog.write() as session:
            row = session.get(MetaRow, SCRUB)
            if row is not None:
                session.delete(row)
            session.commit()
    except (LockedError, StorageFullError):
        return False  # the row stays, and whoever opens the vault next does it
    return True


def bury(
    catalog: Catalog, root: RootKey, stones: Iterable[Tombstone], erase: Erase
) -> frozenset[str]:
    """Shred in a copy of the catalogue what was shredded since it was made.

    Args:
        catalog: The copy; nobody else has it open.
        root: The key above all others.
        stones: The shreddings that are known; those that the copy knows itself are left alone.
        erase: Deletes the owner's own rows.

    Returns:
        The ids of objects whose keys are gone.
    """
    with catalog.write() as session:
        fresh = frozenset(stones) - tombstones(session)
        names = {name for name, _ in fresh}
        if not fresh:
            return frozenset()

        def buried(scope: str) -> bool:
            return tombstone_name(root, scope) in names

        scopes = session.scalars(select(ObjectRow.scope).distinct()).all()
        found = {scope for scope in scopes if buried(scope)}
        rows = select(ObjectRow).where(ObjectRow.scope.in_(found))
        gone = {row.object_id for row in session.scalars(rows)}
        gone |= set(erase(session, buried))
        for object_id in gone:
            row = session.get(ObjectRow, object_id)
            if row is not None:
                session.delete(row)
        session.add_all(TombstoneRow(name=name, time=time) for name, time in fresh)
        session.commit()
    catalog.rewrite()
    return frozenset(gone)
