"""Holding a study while one reads it, drafts that survive a crash, the site's policy."""

from __future__ import annotations

from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.reading import Hold, ReadingState, SitePolicy
from omni_med.errors import StudyHeldError, UnknownStudyError, WorkspaceError
from omni_med.workspace.measuring import Measuring
from omni_med.workspace.readers import states
from omni_med.workspace.readers.tables import DraftTable, HoldTable, PolicyTable
from omni_med.workspace.tables import StudyTable

_SITE = "site"


class Holding(Measuring):
    """The part of the workspace that keeps readers out of each other's way."""

    def take(self, study_uid: str, *, over: str = "") -> Hold:
        """Take a study to read it, or renew one's hold; a hold ends after 15 minutes in silence.

        Args:
            study_uid: The study.
            over: Reason to take it although another reader holds it; goes on the trail.

        Raises:
            UnknownStudyError: If there is no such study.
            StudyHeldError: If another reader holds it and no reason is given.
        """
        me, now = self._vault.user, states.utc_now()
        with self._vault.look() as session:
            if session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            held = states.hold_of(session, study_uid)
        if held is not None and held.reader != me and not over.strip():
            raise StudyHeldError(held.reader, held.since)
        detail: dict[str, Value] = {}
        if held is not None and held.reader != me:
            detail = {"over": held.reader, "reason": over.strip()}
        with self._vault.act(Event("study.take", study_uid, detail)) as tx:
            if not detail:
                states.refuse_if_held(tx.session, study_uid, me)  # somebody may have been faster
            row = tx.session.get(HoldTable, study_uid)
            if row is None:
                row = HoldTable(study_uid=study_uid, reader=me, since="", renewed="")
                tx.session.add(row)
            if held is None or row.reader != me or not row.since:
                row.since = now.isoformat()
            row.reader, row.renewed = me, now.isoformat()
        since = held.since if held is not None and held.reader == me else now
        return Hold(study_uid, me, since)

    def release(self, study_uid: str) -> None:
        """Give a study back; one that is not held by this reader stays as it is."""
        with self._vault.act(Event("study.release", study_uid)) as tx:
            row = tx.session.get(HoldTable, study_uid)
            if row is not None and row.reader == self._vault.user:
                tx.session.delete(row)

    def holder(self, study_uid: str) -> Hold | None:
        """Return who holds a study, or None."""
        self._access.touch("study", study_uid)
        with self._vault.look() as session:
            return states.hold_of(session, study_uid)

    def reading_state(self, study_uid: str) -> ReadingState:
        """Return where a study stands between the scanner and the signed report."""
        self._access.touch("study", study_uid)
        with self._vault.look() as session:
            return states.standing(session, study_uid).state

    # Drafts

    def keep_draft(self, study_uid: str, kind: str, data: bytes) -> None:
        """Keep unfinished work of this reader, sealed, in place of what was kept; empty drops it.

        Raises:
            UnknownStudyError: If there is no such study.
        """
        key = (study_uid, self._vault.user, kind)
        with self._vault.act(Event("draft.keep", study_uid, {"kind": kind})) as tx:
            object_id = tx.put("draft", study_uid, data) if data else ""
            if tx.session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            row = tx.session.get(DraftTable, key)
            if row is not None:
                tx.drop(row.object_id)
                tx.session.delete(row)
                tx.session.flush()
            if data:
                saved = states.utc_now().isoformat()
                tx.session.add(
                    DraftTable(
                        study_uid=study_uid,
                        reader=self._vault.user,
                        kind=kind,
                        object_id=object_id,
                        saved=saved,
                    )
                )

    def draft(self, study_uid: str, kind: str) -> bytes:
        """Return unfinished work of this reader; empty where there is none.

        Raises:
            TamperedError: If it is not what was sealed.
        """
        self._access.touch("study", study_uid)
        with self._vault.look() as session:
            row = session.get(DraftTable, (study_uid, self._vault.user, kind))
            object_id = row.object_id if row is not None else ""
        return self._vault.read(object_id) if object_id else b""

    # Policy

    def site_policy(self) -> SitePolicy:
        """Return what holds for all readers of this workspace."""
        self._access.touch("site_policy", "")
        with self._vault.look() as session:
            row = session.get(PolicyTable, _SITE)
            document = row.document if row is not None else b""
        return from_json(SitePolicy, document) if document else SitePolicy()

    def set_site_policy(self, policy: SitePolicy) -> None:
        """Change what holds for all readers.

        Raises:
            WorkspaceError: If the name of a finding is empty.
        """
        if any(not name.strip() for name in policy.prevalence):
            raise WorkspaceError("A prevalence needs the name of its finding.")
        detail: dict[str, Value] = {
            "unaided_first": policy.unaided_first,
            "second_read": policy.second_read,
            **{f"prevalence of {name}": value for name, value in policy.prevalence.items()},
        }
        with self._vault.act(Event("site_policy.set", "", detail)) as tx:
            tx.session.merge(PolicyTable(name=_SITE, document=to_json(policy)))
