"""Servers: added by one, allowed by the security administrator, and on the trail what they got.

A server's address, key and permission are one security row: sealed on its own, its version on the
trail, so that an old page of the database brings no permission back that was taken away.
"""

from __future__ import annotations

import json
import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.errors import TamperedError
from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import (
    ModelUnavailableError,
    UnknownModelError,
    UnknownStudyError,
    WorkspaceError,
)
from omni_med.models.language.server.entry import ServerEntry
from omni_med.models.language.server.guard import Sent
from omni_med.workspace.deriving import Deriving
from omni_med.workspace.remote.tables import SentTable
from omni_med.workspace.tables import StudyTable

ROW: Final = "server"
KIND: Final = "sent"
LONGEST_KEY: Final = 4096


@dataclass(frozen=True, slots=True)
class Server:
    """A server as this workspace knows it, without its key.

    Attributes:
        entry: Where it is and what it takes.
        added: When, ISO 8601 in UTC.
        added_by: User name.
        allowed: When; empty while it is not allowed.
        allowed_by: User name.
        reason: Why it is allowed.
        has_key: Whether a key is kept for it.
    """

    entry: ServerEntry
    added: str
    added_by: str
    allowed: str = ""
    allowed_by: str = ""
    reason: str = field(default="", repr=False)
    has_key: bool = False


@dataclass(frozen=True, slots=True)
class SentRecord:
    """What was sent of a study, by whom and when (ISO 8601 in UTC)."""

    what: Sent
    by: str
    at: str


class Serving(Deriving):
    """The part of a workspace that knows servers."""

    def add_server(self, entry: ServerEntry, key: str = "") -> None:
        """Keep a server and its key, sealed. It is not asked anything until it is allowed.

        Raises:
            WorkspaceError: If the name is taken, or the key is none.
        """
        if len(key) > LONGEST_KEY or not key.isprintable() or not key.isascii() or " " in key:
            raise WorkspaceError("This is no key of a server.", hint="It is one word of ASCII.")
        detail: dict[str, Value] = {
            "server": entry.name,
            "host": entry.host,
            "model": entry.model,
            "modalities": ", ".join(entry.modalities),
        }
        with self._vault.act(Event("server.add", detail=detail)) as tx:
            if self._server(tx.session, entry.name) is not None:
                raise WorkspaceError(
                    f"There is a server {entry.name} already.",
                    hint="Choose another name, or `omni-med models remove-server` the other first.",
                )
            server = Server(entry, _now(), self._vault.user, has_key=bool(key))
            self._put_server(tx, server, key, "server.written")

    def allow_server(self, name: str, reason: str) -> None:
        """Allow that patients' data, pseudonymised, is sent to a server.

        Raises:
            UnknownModelError: If there is no such server.
            WorkspaceError: If no reason is given.
        """
        if not reason.strip():
            raise WorkspaceError("To allow a server needs a reason.", hint="Say it with --reason.")
        event = Event("server.allow", detail={"server": name, "reason": reason.strip()})
        with self._vault.act(event) as tx:
            server, key = self._known(tx.session, name)
            tx.describe(host=server.entry.host, model=server.entry.model)
            allowed = Server(
                server.entry,
                server.added,
                server.added_by,
                _now(),
                self._vault.user,
                reason.strip(),
                server.has_key,
            )
            self._put_server(tx, allowed, key, "server.written")

    def forbid_server(self, name: str) -> None:
        """Take back that a server may be asked.

        Raises:
            UnknownModelError: If there is no such server.
        """
        with self._vault.act(Event("server.forbid", detail={"server": name})) as tx:
            server, key = self._known(tx.session, name)
            plain = Server(server.entry, server.added, server.added_by, has_key=server.has_key)
            self._put_server(tx, plain, key, "server.written")

    def remove_server(self, name: str) -> None:
        """Forget a server and its key; what was sent to it stays known.

        Raises:
            UnknownModelError: If there is no such server.
        """
        with self._vault.act(Event("server.remove", detail={"server": name})) as tx:
            self._known(tx.session, name)
            event = Event("server.written", detail={"server": name})
            tx.also(self._vault.rows.write(tx.session, ROW, name, {"removed": True}, event))

    def servers(self) -> tuple[Server, ...]:
        """Return the servers that were added, by name, without their keys."""
        with self._vault.look() as session:
            rows = self._vault.rows.all(session, ROW).values()
            found = [_server(row) for row in rows if not row.get("removed")]
        self._access.touch("servers", "")
        return tuple(sorted(found, key=lambda item: item.entry.name))

    def use_server(self, name: str) -> tuple[ServerEntry, str]:
        """Return a server that may be asked, and its key.

        Raises:
            UnknownModelError: If there is no such server.
            ModelUnavailableError: If it is not allowed.
        """
        with self._vault.look() as session:
            server, key = self._known(session, name)
        if not server.allowed:
            raise ModelUnavailableError(
                f"The server {name} is not allowed: nothing is sent to it.",
                hint="The security administrator allows it: "
                f"`omni-med models allow-server {name} --reason TEXT`.",
            )
        self._access.event("server.use", detail={"server": name})
        return server.entry, key

    def record_sent(self, study_uid: str, sent: Sent) -> None:
        """Write down what is about to be sent of a study: hashes on the trail, the words sealed.

        Raises:
            UnknownModelError: If there is no such server.
            UnknownStudyError: If there is no such study.
            ModelUnavailableError: If it is not allowed any more.
        """
        detail: dict[str, Value] = {
            "server": sent.server,
            "host": sent.host,
            "model": sent.model,
            "template": sent.template,
            "sha256": sent.sha256,
            "bytes": sent.bytes,
            "films": len(sent.films),
            "masked": sent.masked,
            "sounds": len(sent.sounds),
        }
        with self._vault.act(Event("server.send", study_uid, detail)) as tx:
            object_id = tx.put(KIND, study_uid, to_json(sent))
            if tx.session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            server, _ = self._known(tx.session, sent.server)
            if not server.allowed:
                raise ModelUnavailableError(f"The server {sent.server} is not allowed any more.")
            tx.session.add(
                SentTable(
                    sent_id=uuid.uuid4().hex,
                    study_uid=study_uid,
                    server=sent.server,
                    by=self._vault.user,
                    at=_now(),
                    object_id=object_id,
                )
            )

    def sent(self, study_uid: str) -> tuple[SentRecord, ...]:
        """Return what was sent of a study to servers, oldest first.

        Raises:
            TamperedError: If a record is not what was sealed.
        """
        with self._vault.look() as session:
            query = select(SentTable).where(SentTable.study_uid == study_uid)
            rows = [
                (row.object_id, row.by, row.at)
                for row in session.scalars(query.order_by(SentTable.at))
            ]
        self._access.event("server.sent", study_uid, {"found": len(rows)})
        return tuple(
            SentRecord(from_json(Sent, self._vault.read(object_id)), by, at)
            for object_id, by, at in rows
        )

    # Inside

    def _server(self, session: Session, name: str) -> tuple[Server, str] | None:
        row = self._vault.rows.read(session, ROW, name)
        if row is None or row.get("removed"):
            return None
        return _server(row), str(row.get("key", ""))

    def _known(self, session: Session, name: str) -> tuple[Server, str]:
        found = self._server(session, name)
        if found is None:
            raise UnknownModelError(f"There is no server {name!r}.")
        return found

    def _put_server(self, tx: Any, server: Server, key: str, action: str) -> None:
        document = {"server": json.loads(to_json(server)), "key": key}
        event = Event(action, detail={"server": server.entry.name, "allowed": bool(server.allowed)})
        tx.also(self._vault.rows.write(tx.session, ROW, server.entry.name, document, event))


def _server(row: dict[str, Any]) -> Server:
    try:
        return from_json(Server, json.dumps(row["server"]).encode())
    except KeyError:
        raise TamperedError("A stored server cannot be read.") from None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")
