"""New class keys: every object's key is wrapped again, while others work.

    keys.rotate begin   the catalogue's current version goes up: what is new is wrapped under it
    batches             what is older is wrapped again, some thousands of keys a transaction
    keys.rotate end     the minimum goes up: an older wrapped key is not accepted any more

Each step is a transaction, so a rotation that was killed is taken up where it stopped. Contents and
names of objects stay what they are.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit import trail
from audit.catalogue.catalog import MetaRow, ObjectRow
from audit.errors import TamperedError, VaultError
from audit.sealing.keys import KEY_VERSION, NONCE_BYTES, ClassKey
from audit.trail import Event

if TYPE_CHECKING:
    from audit.vault import Vault

ACTION: Final = "keys.rotate"
SUBJECT: Final = "keys"
LARGEST: Final = 255
BATCH: Final = 10_000
_CURRENT, _MINIMUM = "key_version", "key_minimum"
_SELECT: Final = (
    "SELECT rowid, object_id, kind, key_version, wrapped FROM vault_object "
    "WHERE rowid > ? ORDER BY rowid LIMIT ?"
)
_UPDATE: Final = "UPDATE vault_object SET key_version = ?, wrapped = ? WHERE rowid = ?"


@dataclass(frozen=True, slots=True)
class Versions:
    """Versions of the class keys.

    Attributes:
        current: What new keys are wrapped under.
        minimum: The oldest that is accepted.
    """

    current: int
    minimum: int


@dataclass(frozen=True, slots=True)
class Rotated:
    """What a rotation did.

    Attributes:
        version: Of the class keys now.
        objects: How many keys were wrapped again, in this run.
        resumed: Whether it finished one that had been stopped.
    """

    version: int
    objects: int
    resumed: bool


def versions(session: Session) -> Versions:
    """Return the versions in use.

    Raises:
        TamperedError: If the rows that state them make no sense.
    """
    found = []
    for key in (_CURRENT, _MINIMUM):
        row = session.get(MetaRow, key)
        try:
            found.append(KEY_VERSION if row is None else int(row.value))
        except ValueError:
            raise TamperedError("The version of the keys cannot be read.") from None
    current, minimum = found
    if not 1 <= minimum <= current <= LARGEST:
        raise TamperedError("The versions of the keys do not fit each other.")
    return Versions(current, minimum)


def rotate(
    vault: Vault,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    *,
    batch: int = BATCH,
) -> Rotated:
    """Wrap every object's key under new class keys, or finish a rotation that was stopped.

    Args:
        vault: Where.
        progress: Called with (done, total) in objects.
        batch: Keys a transaction.

    Raises:
        TamperedError: If an object's key does not open; what was wrapped again before stays so.
        VaultError: If there are no more versions.
        LockedError: If another process holds the vault too long.
    """
    with vault.look() as session:
        before = versions(session)
    resumed = before.current > before.minimum
    if not resumed:
        _begin(vault)
    with vault.look() as session:
        target = versions(session).current
        total = session.scalar(select(func.count()).select_from(ObjectRow)) or 0
    last, seen, wrapped = 0, 0, 0
    while True:
        last, looked, changed = _wrap_batch(vault, target, last, batch)
        if not looked:
            break
        seen, wrapped = seen + looked, wrapped + changed
        progress(min(seen, total), total)
    _end(vault, target, wrapped)
    vault.parts.catalog.truncate_log()
    vault.parts.catalog.drop_copies()  # an older wrapped key opens nothing here any more
    return Rotated(target, wrapped, resumed)


def _begin(vault: Vault) -> None:
    with vault.act(Event(ACTION, SUBJECT, {"step": "begin"})) as tx:
        now = versions(tx.session)
        if now.current == now.minimum:  # otherwise another process was faster: help it
            if now.current == LARGEST:
                raise VaultError("The class keys have no more versions.")
            tx.session.merge(MetaRow(key=_CURRENT, value=str(now.current + 1)))
        tx.describe(version=versions(tx.session).current)


def _wrap_batch(vault: Vault, target: int, last: int, batch: int) -> tuple[int, int, int]:
    """Wrap the next keys; return the last row looked at, how many were, how many changed."""
    with vault.parts.catalog.write() as session:
        connection = session.connection()
        rows = connection.exec_driver_sql(_SELECT, (last, batch)).all()
        nonces = os.urandom(NONCE_BYTES * len(rows))
        changes: list[tuple[int, bytes, int]] = []
        keys: dict[tuple[str, int], tuple[ClassKey, ClassKey]] = {}
        for place, (row, object_id, kind, version, wrapped) in enumerate(rows):
            if version < target:
                pair = keys.get((kind, version))
                if pair is None:
                    pair = vault.class_key(kind, version), vault.class_key(kind, target)
                    keys[kind, version] = pair
                nonce = nonces[place * NONCE_BYTES : (place + 1) * NONCE_BYTES]
                key = pair[0].unwrap(object_id, wrapped)
                changes.append((target, pair[1].wrap(object_id, key, nonce), row))
        if changes:
            connection.exec_driver_sql(_UPDATE, changes)
        session.commit()
    return (rows[-1][0] if rows else last), len(rows), len(changes)


def _end(vault: Vault, target: int, wrapped: int) -> None:
    with vault.act(Event(ACTION, SUBJECT, {"step": "end", "version": target})) as tx:
        older = select(func.count()).select_from(ObjectRow).where(ObjectRow.key_version < target)
        if tx.session.scalar(older):
            raise VaultError("Some keys are still under an older version.", hint="Run it again.")
        if versions(tx.session).minimum < target:
            tx.session.merge(MetaRow(key=_MINIMUM, value=str(target)))
        tx.describe(objects=wrapped)
    vault.adopt_versions()


def check_versions(session: Session) -> str:
    """Check that rows and trail agree on the versions; return them in words.

    Raises:
        TamperedError: If an old row, or an old statement of the versions, was put in place.
    """
    now = versions(session)
    rotations = [
        entry
        for entry in trail.entries(session, subject=SUBJECT)
        if entry.action == ACTION and entry.outcome == "success"
    ]
    begun = max((int(item.detail["version"]) for item in rotations), default=KEY_VERSION)
    ended = max(
        (int(item.detail["version"]) for item in rotations if item.detail["step"] == "end"),
        default=KEY_VERSION,
    )
    if (begun, ended) != (now.current, now.minimum):
        raise TamperedError(
            f"The trail says that the keys are at version {begun}, at least {ended}; the catalogue "
            f"says {now.current}, at least {now.minimum}: an old state was put in place."
        )
    outside = select(func.count()).where(
        (ObjectRow.key_version < now.minimum) | (ObjectRow.key_version > now.current)
    )
    if count := session.scalar(outside):
        raise TamperedError(
            f"{count} objects are under a key version that was retired: old rows were put in place."
        )
    if now.current > now.minimum:
        return f"warning: version {now.current}: a rotation was stopped, run `omni-med keys rotate`"
    return f"version {now.current}, nothing older is accepted"
