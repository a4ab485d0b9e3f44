"""Measurements: each reader's own set of a study, sealed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select

from audit.trail import Event
from omni_med.domain import Measurement
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.workspace.readers import states
from omni_med.workspace.tables import MeasurementTable, StudyTable
from omni_med.workspace.teaching.drifting import Drifting

KIND: Final = "measurements"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is sealed."""

    measurements: tuple[Measurement, ...]


class Measuring(Drifting):
    """The part of the workspace that keeps measurements."""

    def save_measurements(self, study_uid: str, measurements: Sequence[Measurement]) -> None:
        """Keep the user's measurements of a study, in place of what the user kept before.

        Other readers' are not touched.

        Args:
            study_uid: The study.
            measurements: All of the user's; none removes them.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If one is in another reader's name.
        """
        author = self._vault.user
        if any(item.author != author for item in measurements):
            raise WorkspaceError("One can only measure in the name of who opened the workspace.")
        event = Event("measurements.save", study_uid, {"count": len(measurements)})
        with self._vault.act(event) as tx:
            object_id = tx.put(KIND, study_uid, to_json(_Sheet(tuple(measurements))))
            if tx.session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            row = tx.session.get(MeasurementTable, (study_uid, author))
            if row is None:
                row = MeasurementTable(study_uid=study_uid, author=author, object_id=object_id)
                tx.session.add(row)
            else:
                tx.drop(row.object_id)
            row.object_id, row.saved = object_id, datetime.now(UTC).isoformat()

    def measurements(self, study_uid: str) -> tuple[Measurement, ...]:
        """Return the measurements of a study, all readers', each reader's in the order kept.

        To a blind second reader, only his own.

        Raises:
            UnknownStudyError: If there is no such study.
            TamperedError: If they are not what was sealed.
        """
        with self._vault.look() as session:
            if session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
            query = select(MeasurementTable.object_id).where(
                MeasurementTable.study_uid == study_uid
            )
            if states.standing(session, study_uid).is_blind(self._vault.user):
                query = query.where(MeasurementTable.author == self._vault.user)
            object_ids = tuple(session.scalars(query.order_by(MeasurementTable.author)))
        self._access.touch("study", study_uid)
        sheets = [from_json(_Sheet, self._vault.read(item)) for item in object_ids]
        return tuple(item for sheet in sheets for item in sheet.measurements)
