"""Which studies may be compared with one another, and that somebody compared them."""

from __future__ import annotations

import hashlib

from sqlalchemy import select

from omni_med.workspace.collecting.collect import Collecting
from omni_med.workspace.tables import InstanceTable, NoteTable, StudyTable


class Comparing(Collecting):
    """The part of a workspace in which similar studies are looked for."""

    def comparable(self, like: str = "") -> dict[str, str]:
        """Return the studies to look among, each with a stamp of its images and notes.

        The stamp changes where an image or a note is added. That similar studies were looked for
        goes on the trail; the words of a question do not.

        Args:
            like: The study that is compared with the others; empty for a question in words.

        Raises:
            ForbiddenError: If a label holds that study back.
        """
        if like:
            self._access.clear(like)
        with self._vault.look() as session:
            uids = list(session.scalars(select(StudyTable.study_uid)))
            hidden = self._access.hidden(session, uids)
            parts: dict[str, list[str]] = {uid: [] for uid in uids if uid not in hidden}
            images = select(InstanceTable.study_uid, InstanceTable.object_id)
            notes = select(NoteTable.study_uid, NoteTable.object_id)
            for query in (images, notes):
                for uid, object_id in session.execute(query):
                    if uid in parts:
                        parts[uid].append(object_id)
        self._access.event("studies.similar", like, {"among": len(parts)})
        return {uid: _stamp(found) for uid, found in parts.items()}


def _stamp(object_ids: list[str]) -> str:
    return hashlib.sha256("\0".join(sorted(object_ids)).encode()).hexdigest()[:16]
