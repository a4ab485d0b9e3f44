"""Opening sealed objects: class keys, and the wrapped keys of objects, looked up once."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import select

from audit.catalogue.catalog import Catalog, ObjectRow
from audit.errors import MissingObjectError, TamperedError
from audit.sealing.envelope import Binding
from audit.sealing.keys import KEY_VERSION, ClassKey, RootKey
from audit.sealing.objects import ObjectStore
from audit.sealing.reading import SealedReader, read_into
from audit.sealing.rotate import Versions, versions

_T = TypeVar("_T")
_Use = Callable[[Path, bytes, Binding], _T]
"""What is done with an object's file, its key and its binding."""
_PREFETCHED: Final = 50_000
"""Wrapped keys remembered at a time; a file that another process dropped is gone all the same."""


class Opener:
    """Opens the objects of one vault. Threads may share it."""

    def __init__(self, root: RootKey, catalog: Catalog, objects: ObjectStore) -> None:
        """Use these; ``adopt`` must follow before anything is opened."""
        self._root = root
        self._catalog = catalog
        self._objects = objects
        self._versions = Versions(KEY_VERSION, KEY_VERSION)
        self._class_keys: dict[tuple[str, int], ClassKey] = {}
        self._known: dict[str, tuple[str, int, bytes]] = {}

    def adopt(self) -> None:
        """Read the versions of the class keys anew, after a rotation too."""
        with self._catalog.read() as session:
            self._versions = versions(session)
        self._known = {}

    def class_key(self, kind: str, version: int | None = None) -> ClassKey:
        """Return the keys of one class of objects, by default what is new is wrapped under."""
        version = self._versions.current if version is None else version
        found = self._class_keys.get((kind, version))
        if found is None:
            found = self._class_keys[kind, version] = self._root.class_key(kind, version)
        return found

    def open(self, object_id: str) -> SealedReader:
        """Open a sealed object for random access.

        Raises:
            MissingObjectError: If there is none, or its file is gone.
            TamperedError: If it is not what was sealed.
        """
        return self._with(object_id, SealedReader.open_file)

    def read_into(self, object_id: str, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` with an object's plaintext from ``offset``; return the number of bytes.

        Raises:
            MissingObjectError: If there is none, or its file is gone.
            TamperedError: If it is not what was sealed; the buffer holds zeros then.
        """
        return self._with(
            object_id, lambda path, key, binding: read_into(path, key, binding, offset, buffer)
        )

    def prepare(self, object_ids: Sequence[str]) -> PreparedObjects:
        """Look up and unwrap the keys of objects that are about to be read one after the other."""
        self.prefetch([item for item in object_ids if item not in self._known])
        ready: dict[str, tuple[Path, bytes, Binding]] = {}
        for object_id in object_ids:
            row = self._known.get(object_id)
            if row is not None:
                with contextlib.suppress(TamperedError):  # told where that object is read
                    ready[object_id] = self._once(object_id, row, lambda *found: found)
        return PreparedObjects(self, ready)

    def _with(self, object_id: str, use: _Use[_T]) -> _T:
        """Use an object's file and key; once more where what was remembered of it is old."""
        known = self._known.get(object_id)
        if known is not None:
            try:
                return self._once(object_id, known, use)
            except (TamperedError, MissingObjectError):
                pass  # another process may have dropped it and put it again, under a new key
        self._known.pop(object_id, None)
        self.prefetch([object_id])
        fresh = self._known.get(object_id)
        if fresh is None:
            raise MissingObjectError(f"There is no object {object_id[:12]}.")
        return self._once(object_id, fresh, use)

    def _once(self, object_id: str, row: tuple[str, int, bytes], use: _Use[_T]) -> _T:
        kind, version, wrapped = row
        if version < self._versions.minimum:
            raise TamperedError(
                f"The key of object {object_id[:12]} is under a version that was retired: an old "
                "row was put in place."
            )
        key = self.class_key(kind, version).unwrap(object_id, wrapped)
        path = self._objects.path(object_id)
        try:
            return use(path, key, Binding(object_id, kind))
        except FileNotFoundError:
            raise MissingObjectError(f"The file of object {object_id[:12]} is gone.") from None

    def prefetch(self, object_ids: Sequence[str]) -> None:
        """Look up the wrapped keys of objects that are about to be opened, in one query."""
        if len(self._known) + len(object_ids) > _PREFETCHED:
            self._known = {}
        columns = (ObjectRow.object_id, ObjectRow.kind, ObjectRow.key_version, ObjectRow.wrapped)
        with self._catalog.read() as session:
            rows = session.execute(select(*columns).where(ObjectRow.object_id.in_(object_ids)))
            self._known.update({row[0]: (row[1], row[2], row[3]) for row in rows})

    def forget(self, object_ids: Iterable[str]) -> None:
        """Forget what is remembered of objects that are gone."""
        for object_id in object_ids:
            self._known.pop(object_id, None)


class PreparedObjects:
    """Objects whose keys are unwrapped already: what is left to do for each is reading.

    While slices stream through the processor's caches, each step of the interpreter beside them
    costs some times what it costs in a loop of its own. Threads may share it.
    """

    __slots__ = ("_opener", "_ready")

    def __init__(self, opener: Opener, ready: dict[str, tuple[Path, bytes, Binding]]) -> None:
        self._opener = opener
        self._ready = ready

    def read_into(self, object_id: str, offset: int, buffer: bytearray | memoryview) -> int:
        """Fill ``buffer`` as ``Opener.read_into`` does, with the same errors."""
        found = self._ready.get(object_id)
        if found is not None:
            try:
                return read_into(*found, offset, buffer)
            except (TamperedError, FileNotFoundError):
                pass  # looked up anew, which finds out what it is
        return self._opener.read_into(object_id, offset, buffer)
