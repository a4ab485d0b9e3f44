"""What instances hold: headers, renderings, files; those of a series one after the other."""

from __future__ import annotations

import json
import time
import zlib
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

from sqlalchemy import select

from audit.sealing.reading import SealedReader
from omni_med.dicom.rendering import Rendering
from omni_med.domain.codec import from_json
from omni_med.workspace.remote.serving import Serving
from omni_med.workspace.tables import HeaderTable, InstanceTable

if TYPE_CHECKING:
    from audit.sealing.opening import PreparedObjects
    from omni_med.workspace.people.door import Door

_FRESH: Final = 1.0
"""Seconds that a right holds here; then the door is asked again, and at once when it is locked."""


class SeriesFiles:
    """Reads instances of a series whose keys lie ready. Threads may share it.

    It ends with its session: a lock, a user who is disabled and a label that is put on are met as
    anywhere else, by asking the workspace's door.
    """

    __slots__ = ("_ask", "_door", "_found", "_objects", "_until")

    def __init__(
        self,
        found: Mapping[str, str],
        objects: PreparedObjects,
        door: Door,
        ask: Callable[[str, int, memoryview], int],
    ) -> None:
        """Use object ids by SOP instance UID; ``ask`` reads by way of the door."""
        self._found = found
        self._objects = objects
        self._door = door
        self._ask = ask
        self._until = time.monotonic() + _FRESH

    def read_into(self, sop_instance_uid: str, offset: int, buffer: memoryview) -> int:
        """Fill ``buffer`` with an instance's file from ``offset``; return the number of bytes.

        Raises:
            As ``Workspace.read_into``.
        """
        object_id = self._found.get(sop_instance_uid)
        now = time.monotonic()
        if object_id is None or self._door.locked or now > self._until:
            count = self._ask(sop_instance_uid, offset, buffer)
            self._until = now + _FRESH
            return count
        return self._objects.read_into(object_id, offset, buffer)


class Filing(Serving):
    """A workspace's instances."""

    def header(self, sop_instance_uid: str) -> dict[str, Any]:
        """Return an instance's header as DICOM JSON Model (PS3.18 F.2), without bulk data.

        Raises:
            UnknownStudyError: If there is no such instance.
        """
        self._access.instance(sop_instance_uid)
        with self._vault.look() as session:
            header = session.get_one(HeaderTable, sop_instance_uid).header
        document: dict[str, Any] = json.loads(zlib.decompress(header))
        return document

    def rendering(self, sop_instance_uid: str) -> Rendering:
        """Return what display of an instance needs.

        Raises:
            UnknownStudyError: If there is no such instance.
        """
        self._access.instance(sop_instance_uid)
        with self._vault.look() as session:
            return _rendering(session.get_one(HeaderTable, sop_instance_uid).rendering)

    def renderings(self, series_uid: str) -> dict[str, Rendering]:
        """Return what display of a series needs, by SOP instance UID.

        Raises:
            UnknownStudyError: If there is no such series.
        """
        self._access.series(series_uid)
        query = (
            select(HeaderTable.sop_instance_uid, HeaderTable.rendering)
            .join(InstanceTable, InstanceTable.sop_instance_uid == HeaderTable.sop_instance_uid)
            .where(InstanceTable.series_uid == series_uid)
        )
        with self._vault.look() as session:
            rows = session.execute(query).all()
        known: dict[bytes, Rendering] = {}  # most slices of a series share one
        return {
            uid: known.get(data) or known.setdefault(data, _rendering(data)) for uid, data in rows
        }

    def read_instance(self, sop_instance_uid: str) -> bytes:
        """Return the file of an instance, byte for byte as it was imported.

        Raises:
            UnknownStudyError: If there is no such instance.
            TamperedError: If it is not what was sealed.
        """
        return self._vault.read(self._access.instance(sop_instance_uid))

    def read_into(self, sop_instance_uid: str, offset: int, buffer: memoryview) -> int:
        """Fill ``buffer`` with an instance's file from ``offset``; return the number of bytes.

        Raises:
            UnknownStudyError: If there is no such instance.
            TamperedError: If it is not what was sealed; the buffer holds zeros then.
        """
        return self._vault.read_into(self._access.instance(sop_instance_uid), offset, buffer)

    def open_series(self, series_uid: str) -> SeriesFiles:
        """Open the files of a series, to be read one after the other without waiting.

        Raises:
            UnknownStudyError: If there is no such series.
        """
        found = self._access.series(series_uid)
        objects = self._vault.prepare(list(found.values()))
        return SeriesFiles(found, objects, self._door, self.read_into)

    def open_instance(self, sop_instance_uid: str) -> SealedReader:
        """Open the file of an instance for random access; to be closed by the caller.

        Raises:
            UnknownStudyError: If there is no such instance.
            TamperedError: If it is not what was sealed.
        """
        return self._vault.open_object(self._access.instance(sop_instance_uid))


def _rendering(data: bytes) -> Rendering:
    return from_json(Rendering, zlib.decompress(data))
