"""Who looked at what: reads go on the trail once a session and subject."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit.identity.accounts import Account
from audit.trail import Event, Value
from audit.vault import Vault
from omni_med.errors import UnknownStudyError
from omni_med.workspace.people.labels import Labels
from omni_med.workspace.tables import InstanceTable


class Access:
    """One session's events, and the way from an instance to its sealed object."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self.labels = Labels(vault)
        self._account: Callable[[], Account] = lambda: vault.account
        self._lock = threading.Lock()
        self._touched: set[tuple[str, str]] = set()
        self._instances: dict[str, tuple[str, str]] = {}  # instance to (study, object)

    def ask(self, account: Callable[[], Account]) -> None:
        """Ask here from now on who is there."""
        self._account = account

    def clear(self, study_uid: str) -> None:
        """Let the user read a study.

        Raises:
            ForbiddenError: If a label holds it back.
        """
        self.labels.clear(study_uid, self._account())

    def hidden(self, session: Session, study_uids: list[str]) -> frozenset[str]:
        """Return those of the studies that labels keep from the user."""
        return self.labels.hidden(session, study_uids, self._account())

    def event(
        self, action: str, subject: str = "", detail: Mapping[str, Value] | None = None
    ) -> None:
        """Put an entry on the trail."""
        with self._vault.act(Event(action, subject, detail or {})):
            pass

    def opened(self, study_uid: str) -> None:
        """Record that a study was opened; reading it further belongs to this entry."""
        self.event("study.open", study_uid)
        with self._lock:
            self._touched.add(("study", study_uid))

    def forget(self) -> None:
        """Forget where instances lie, and what was opened: a study is gone."""
        with self._lock:
            self._touched.clear()
            self._instances = {}

    def touch(self, what: str, subject: str) -> None:
        """Put a read on the trail, once a session and subject.

        Raises:
            ForbiddenError: If a label holds a study back.
        """
        if what == "study":
            self.clear(subject)
        with self._lock:
            if (what, subject) in self._touched:
                return
        self.event(f"{what}.read", subject)
        with self._lock:
            self._touched.add((what, subject))

    def instance(self, sop_instance_uid: str) -> str:
        """Return the object id of an instance; its whole series is looked up at once.

        Raises:
            UnknownStudyError: If there is no such instance.
        """
        found = self._instances.get(sop_instance_uid)
        if found is None:
            self._look_up(sop_instance_uid)
            found = self._instances[sop_instance_uid]
        self.touch("study", found[0])
        return found[1]

    def _look_up(self, sop_instance_uid: str) -> None:
        columns = (InstanceTable.sop_instance_uid, InstanceTable.study_uid, InstanceTable.object_id)
        with self._vault.look() as session:
            row = session.get(InstanceTable, sop_instance_uid)
            if row is None:
                raise UnknownStudyError("There is no such instance in this workspace.")
            series = InstanceTable.series_uid == row.series_uid
            rows = session.execute(select(*columns).where(series)).all()
        self._instances.update({uid: (study_uid, object_id) for uid, study_uid, object_id in rows})
        self._vault.prefetch([object_id for _, _, object_id in rows])

    def series(self, series_uid: str) -> dict[str, str]:
        """Record that a series is read; return the object ids of its instances.

        Raises:
            UnknownStudyError: If there is no such series.
        """
        columns = (InstanceTable.sop_instance_uid, InstanceTable.study_uid, InstanceTable.object_id)
        with self._vault.look() as session:
            rows = session.execute(select(*columns).where(InstanceTable.series_uid == series_uid))
            found = {uid: (study_uid, object_id) for uid, study_uid, object_id in rows}
        if not found:
            raise UnknownStudyError("There is no such series in this workspace.")
        for study_uid in {study_uid for study_uid, _ in found.values()}:
            self.touch("study", study_uid)
        return {uid: object_id for uid, (_, object_id) in found.items()}
