"""One action: sealed objects first, then rows and the trail's entry in one commit."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import replace

from sqlalchemy import select
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from audit.catalogue.catalog import ObjectRow
from audit.catalogue.commit import GroupCommit, Turn
from audit.errors import MissingObjectError
from audit.sealing.envelope import Binding, seal_pieces
from audit.sealing.keys import KEY_BYTES, ClassKey
from audit.sealing.objects import ObjectStore, Staged
from audit.sealing.rotate import versions
from audit.trail import Event, Value


class Transaction:
    """What one action changes. Objects are sealed outside the write lock, which is taken late.

    Attributes:
        event: What goes on the trail at the end.
    """

    def __init__(
        self,
        event: Event,
        commit: GroupCommit,
        objects: ObjectStore,
        class_key: Callable[[str, int | None], ClassKey],
    ) -> None:
        """Use ``Vault.act``."""
        self.event = event
        self._more: list[Event] = []
        self._later: list[Callable[[Connection], None]] = []
        self._commit = commit
        self._objects = objects
        self._class_key = class_key
        self._staged: dict[str, tuple[Staged, ObjectRow]] = {}
        self._unflushed: list[Staged] = []
        self._puts: dict[str, int] = {}
        self._drops: list[str] = []
        self._erased: list[str] = []
        self._stack = ExitStack()
        self._turn: Turn | None = None

    @property
    def session(self) -> Session:
        """The catalogue, with the write lock held from the first use to the end."""
        return self._begin().session

    def _begin(self) -> Turn:
        if self._turn is None:
            self._flush()  # before the lock: flushing takes longest
            self._turn = self._stack.enter_context(self._commit.turn())
        return self._turn

    def describe(self, **detail: Value) -> None:
        """Add to the event's detail what was only found out on the way."""
        self.event = replace(self.event, detail={**self.event.detail, **detail})

    def about(self, subject: str) -> None:
        """Name the event's subject, where it was only found out on the way."""
        self.event = replace(self.event, subject=subject)

    def also(self, event: Event) -> None:
        """Put a second entry on the trail, for an action that has several subjects."""
        self._more.append(event)

    def later(self, work: Callable[[Connection], None]) -> None:
        """Write rows at the end, all at once with those of other threads that act just then.

        ``work`` runs inside the commit, on whichever thread leads it, and anew where another's
        failed. It may look and write with ``Prepared`` statements, raise to keep nothing of this
        action, and say ``about`` what it is; it must change nothing else.
        """
        self._later.append(work)

    def put(self, kind: str, scope: str, data: bytes | memoryview) -> str:
        """Seal an object and return its id; the same bytes in the same scope are kept once.

        Args:
            kind: Its class.
            scope: What it belongs to and shares nothing beyond, as a study's UID.
            data: The plaintext.

        Raises:
            StorageFullError: If there is no room.
        """
        class_key = self._class_key(kind, None)
        object_id = class_key.object_id(scope, data)
        self._puts[object_id] = self._puts.get(object_id, 0) + 1
        if object_id not in self._staged:
            key = os.urandom(KEY_BYTES)
            pieces = seal_pieces(key, Binding(object_id, kind), data)
            staged = self._objects.stage(object_id, pieces)
            row = ObjectRow(
                object_id=object_id,
                kind=kind,
                scope=scope,
                size=len(data),
                key_version=class_key.version,
                wrapped=class_key.wrap(object_id, key),
                references=0,
            )
            self._staged[object_id] = (staged, row)
            self._unflushed.append(staged)
        return object_id

    def drop(self, object_id: str) -> None:
        """Give up one hold on an object; with the last one its key and its file go."""
        if self._puts.get(object_id, 0) > 0:
            self._puts[object_id] -= 1
        else:
            self._drops.append(object_id)

    def erase(self, object_id: str) -> None:
        """Delete an object's key and file, whoever holds it; one that is not there is no error."""
        self._erased.append(object_id)

    def finish(self) -> None:
        """Publish the objects, write their rows and the trail's entry, and commit.

        Raises:
            MissingObjectError: If an object to drop is not there.
            StorageFullError: If there is no room; nothing is kept.
            TamperedError: If the trail does not go on from its last checkpoint.
        """
        if self._turn is None and not (self._staged or self._drops or self._erased):
            if self._later:
                self._commit.perform(self._work)
            else:
                self._commit.record((self.event, *self._more))
            return
        turn = self._begin()
        events = self._work(turn.session.connection())
        self._flush()
        turn.folders += self._objects.publish(self._count_in(turn.session))
        removed = self._count_out(turn.session)
        turn.keep(events)
        self._turn = None
        self._stack.close()  # waits for the commit
        self._remove(removed)
        self._objects.discard(staged for staged, _ in self._staged.values())

    def _work(self, connection: Connection) -> tuple[Event, ...]:
        """Do what was to be done at the end; return what goes on the trail."""
        for work in self._later:
            work(connection)
        return (self.event, *self._more)

    def _flush(self) -> None:
        self._objects.flush(self._unflushed)
        self._unflushed = []

    def _remove(self, object_ids: list[str]) -> None:
        """Remove files whose rows are gone, unless somebody has put the same bytes again."""
        if object_ids:
            with self._commit.catalog.write() as session:
                query = select(ObjectRow.object_id).where(ObjectRow.object_id.in_(object_ids))
                self._objects.remove(set(object_ids).difference(session.scalars(query)))

    def _count_in(self, session: Session) -> list[Staged]:
        """Add rows, or holds to rows that are there; return the files that are new."""
        fresh = []
        current = versions(session).current if self._staged else 0
        for object_id, (staged, row) in self._staged.items():
            if self._puts[object_id] == 0:
                continue
            stored = session.get(ObjectRow, object_id)
            if stored is None:
                if row.key_version != current:  # the keys were rotated while we sealed
                    key = self._class_key(row.kind, row.key_version).unwrap(object_id, row.wrapped)
                    row.wrapped = self._class_key(row.kind, current).wrap(object_id, key)
                    row.key_version = current
                session.add(row)
                stored = row
                fresh.append(staged)
            stored.references += self._puts[object_id]
        session.flush()
        return fresh

    def _count_out(self, session: Session) -> list[str]:
        """Take holds away; return the objects that nobody holds any more."""
        gone = []
        for object_id in self._erased:
            row = session.get(ObjectRow, object_id)
            if row is not None:
                session.delete(row)
                gone.append(object_id)
        for object_id in self._drops:
            row = session.get(ObjectRow, object_id)
            if row is None:
                raise MissingObjectError(f"There is no object {object_id[:12]}.")
            row.references -= 1
            if row.references <= 0:
                session.delete(row)
                gone.append(object_id)
        session.flush()
        return gone

    def abandon(self) -> None:
        """Keep nothing."""
        self._stack.close()
        self._turn = None
        self._objects.discard(staged for staged, _ in self._staged.values())
