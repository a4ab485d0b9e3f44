"""Site calibrations: what a model's answers are worth here, sealed and on the trail."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, select

from audit.trail import Event
from omni_med.domain import SiteCalibration
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import WorkspaceError
from omni_med.workspace.keeping import Keeping
from omni_med.workspace.tables import CalibrationTable

KIND: Final = "calibration"


class Calibrating(Keeping):
    """The part of the workspace that keeps site calibrations, one in force for each model."""

    def save_calibration(self, calibration: SiteCalibration) -> None:
        """Keep a calibration and put it in force, in place of the model's earlier one.

        Raises:
            WorkspaceError: If it is in another's name, or was kept before.
        """
        if calibration.made_by != self._vault.user:
            raise WorkspaceError(
                "A calibration can only be made in the name of who opened the workspace."
            )
        detail: dict[str, str | int] = {
            "calibration": calibration.calibration_id,
            "model": calibration.model_id,
            "version": calibration.model_version,
            "model_sha256": calibration.model_sha256,
        }
        for item in calibration.findings:
            detail[f"cases {item.name}"] = item.cases
            detail[f"positives {item.name}"] = item.positives
        with self._vault.act(Event("calibration.save", detail=detail)) as tx:
            object_id = tx.put(KIND, calibration.calibration_id, to_json(calibration))
            if tx.session.get(CalibrationTable, calibration.calibration_id) is not None:
                raise WorkspaceError("This calibration was kept before.")
            for row in tx.session.scalars(_in_force(calibration.model_id)):
                row.in_force = False
            tx.session.add(
                CalibrationTable(
                    calibration_id=calibration.calibration_id,
                    model_id=calibration.model_id,
                    made=calibration.made.isoformat(),
                    in_force=True,
                    object_id=object_id,
                )
            )

    def calibration(self, model_id: str) -> SiteCalibration | None:
        """Return the calibration of a model that is in force, or None.

        Raises:
            TamperedError: If it is not what was sealed.
        """
        with self._vault.look() as session:
            object_id = session.scalar(
                select(CalibrationTable.object_id)
                .where(CalibrationTable.model_id == model_id, CalibrationTable.in_force)
                .limit(1)
            )
        self._access.touch("calibration", model_id)
        return (
            None if object_id is None else from_json(SiteCalibration, self._vault.read(object_id))
        )

    def calibrations(self) -> tuple[SiteCalibration, ...]:
        """Return all calibrations that were ever in force, newest first; analyses name them.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        with self._vault.look() as session:
            query = select(CalibrationTable.object_id).order_by(CalibrationTable.made.desc())
            object_ids = tuple(session.scalars(query))
        self._access.touch("calibration", "")
        return tuple(from_json(SiteCalibration, self._vault.read(item)) for item in object_ids)

    def withdraw_calibration(self, model_id: str, reason: str) -> SiteCalibration:
        """Put a model's calibration out of force; it stays, for the analyses that name it.

        Raises:
            WorkspaceError: If there is none in force, or no reason is given.
        """
        if not reason.strip():
            raise WorkspaceError("Withdrawing needs a reason.", hint="Say it with --reason.")
        found = self.calibration(model_id)
        if found is None:
            raise WorkspaceError(
                "This model is not calibrated at this site: there is nothing to withdraw."
            )
        detail = {"calibration": found.calibration_id, "model": model_id, "reason": reason.strip()}
        with self._vault.act(Event("calibration.withdraw", withdrawal_of(model_id), detail)) as tx:
            for row in tx.session.scalars(_in_force(model_id)):
                row.in_force = False
        return found


def withdrawal_of(model_id: str) -> str:
    """Return the trail's subject of withdrawing a model's calibration."""
    return f"calibration/{model_id}"


def _in_force(model_id: str) -> Select[CalibrationTable]:
    return select(CalibrationTable).where(
        CalibrationTable.model_id == model_id, CalibrationTable.in_force
    )
