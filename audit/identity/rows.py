"""Security rows: users, factors, labels, grants; sealed again, each version on the trail.

The database accepts an old page of itself that somebody put back. So what gives rights has a seal
of its own (AES-256-GCM, bound to kind, name and version), and the trail holds version and hash of
the newest one: an old row, and one that is gone, are found when it is read.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.catalogue.catalog import SecurityRow, TrailRow
from audit.errors import TamperedError
from audit.sealing.keys import NONCE_BYTES, RootKey, frame
from audit.trail import Event, TrailEntry, Value

_SEAL: Final = "row_seal"
_VERSION: Final = "row_version"
_NEWEST: Final = 20
"""Entries about a row that are read first: the newest is nearly always the one."""
Document = dict[str, Any]


class SecurityRows:
    """Reads and writes security rows under one vault's key."""

    def __init__(self, root: RootKey) -> None:
        """Derive the key."""
        self._cipher = AESGCM(root.derive("security", "1"))

    def read(self, session: Session, kind: str, name: str) -> Document | None:
        """Return a row's document, or None where there never was one.

        Raises:
            TamperedError: If the row is not the newest that the trail knows.
        """
        row, pinned = session.get(SecurityRow, (kind, name)), _pinned(session, kind, name)
        if row is None and pinned is None:
            return None
        if row is None or pinned is None:
            raise TamperedError(
                f"A security row ({kind}) {'was removed' if row is None else 'was slipped in'}: "
                "the trail knows otherwise."
            )
        if (row.version, _digest(row.sealed)) != pinned:
            raise TamperedError(
                f"A security row ({kind}) is at version {row.version}, the trail says "
                f"{pinned[0]}: an old page of the database was put in place."
            )
        return self._open(row)

    def write(
        self,
        session: Session,
        kind: str,
        name: str,
        document: Document,
        event: Event,
    ) -> Event:
        """Write a row; the event that is returned must go on the trail in the same transaction.

        Args:
            session: A write transaction.
            kind: What kind of row.
            name: Which one.
            document: JSON values.
            event: What happened; its subject is replaced by the row's.
        """
        row = session.get(SecurityRow, (kind, name))
        version = 1 if row is None else row.version + 1
        nonce = os.urandom(NONCE_BYTES)
        plain = json.dumps(document, ensure_ascii=False, sort_keys=True).encode()
        sealed = nonce + self._cipher.encrypt(nonce, plain, _bound(kind, name, version))
        if row is None:
            session.add(SecurityRow(kind=kind, name=name, version=version, sealed=sealed))
        else:
            row.version, row.sealed = version, sealed
        session.flush()
        session.info[subject(kind, name)] = (version, _digest(sealed))  # until the trail has it
        detail: Mapping[str, Value] = {
            **event.detail,
            _VERSION: version,
            _SEAL: _digest(sealed),
        }
        return Event(event.action, subject(kind, name), detail, event.outcome)

    def names(self, session: Session, kind: str) -> tuple[str, ...]:
        """Return the names of a kind's rows, in order."""
        query = select(SecurityRow.name).where(SecurityRow.kind == kind)
        return tuple(session.scalars(query.order_by(SecurityRow.name)))

    def all(self, session: Session, kind: str) -> dict[str, Document]:
        """Return all documents of a kind, by name.

        Raises:
            TamperedError: If one is not the newest that the trail knows.
        """
        found = {name: self.read(session, kind, name) for name in self.names(session, kind)}
        return {name: document for name, document in found.items() if document is not None}

    def check(self, session: Session) -> str:
        """Check every row against the trail, and the trail's rows against the table.

        Raises:
            TamperedError: With the first break, in words.
        """
        newest: dict[str, tuple[int, str]] = {}
        query = select(TrailRow.leaf).order_by(TrailRow.sequence)
        for leaf in session.scalars(query.execution_options(yield_per=1000)):
            if _SEAL.encode() in leaf:
                entry = TrailEntry.from_leaf(leaf)
                if (pin := pin_of(entry)) is not None:
                    newest[entry.subject] = pin
        rows = session.scalars(select(SecurityRow)).all()
        there = {subject(row.kind, row.name) for row in rows}
        for row in rows:
            if newest.get(subject(row.kind, row.name)) != (row.version, _digest(row.sealed)):
                raise TamperedError(
                    f"A security row ({row.kind}) is not the newest that the trail knows: an old "
                    "page of the database was put in place."
                )
            self._open(row)
        if gone := newest.keys() - there:
            raise TamperedError(f"{len(gone)} security rows that the trail knows were removed.")
        return f"{len(rows)} security rows, each the newest that the trail knows"

    def _open(self, row: SecurityRow) -> Document:
        try:
            plain = self._cipher.decrypt(
                row.sealed[:NONCE_BYTES],
                row.sealed[NONCE_BYTES:],
                _bound(row.kind, row.name, row.version),
            )
            document = json.loads(plain)
        except (InvalidTag, ValueError):
            raise TamperedError(f"A security row ({row.kind}) was altered or exchanged.") from None
        if not isinstance(document, dict):
            raise TamperedError(f"A security row ({row.kind}) cannot be read.")
        return document


def subject(kind: str, name: str) -> str:
    """Return what the trail calls a row."""
    return f"{kind} {name}"


def _bound(kind: str, name: str, version: int) -> bytes:
    return frame(b"omni-med/security/v1", kind.encode(), name.encode(), str(version).encode())


def _digest(sealed: bytes) -> str:
    return hashlib.sha256(sealed).hexdigest()[:32]


def pin_of(entry: TrailEntry) -> tuple[int, str] | None:
    """Return version and hash of the security row that an entry states; None where it is none."""
    if entry.outcome != "success" or _SEAL not in entry.detail:
        return None
    return int(entry.detail[_VERSION]), str(entry.detail[_SEAL])


def _pinned(session: Session, kind: str, name: str) -> tuple[int, str] | None:
    """Return version and hash of the newest row that the trail, or this transaction, knows."""
    written: tuple[int, str] | None = session.info.get(subject(kind, name))
    if written is not None:
        return written
    query = select(TrailRow.leaf).where(TrailRow.subject == subject(kind, name))
    newest = query.order_by(TrailRow.sequence.desc())
    for leaves in (newest.limit(_NEWEST), newest):
        for leaf in session.scalars(leaves):
            if (pin := pin_of(TrailEntry.from_leaf(leaf))) is not None:
                return pin
    return None
