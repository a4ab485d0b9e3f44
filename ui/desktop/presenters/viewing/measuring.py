"""Measurements of the open study: read from the workspace, kept in it after every change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from omni_med.domain import Measurement
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.workspace import Workspace

_REST_MS = 500  # a run of changes is kept once, when the hand rests


class MeasuringPresenter(QObject):
    """Loads and keeps measurements off the GUI thread; what was measured is never dropped."""

    failed = pyqtSignal(object)
    shown = pyqtSignal()
    stored = pyqtSignal()

    def __init__(
        self, measurements: Measurements, workspace: Workspace, jobs: Jobs, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._measurements, self._workspace, self._jobs = measurements, workspace, jobs
        self._writes = Jobs(self, threads=1)
        self._writes.failed.connect(self.failed)
        self._study = ""
        self._unsaved = False
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.keep)
        measurements.user = workspace.user
        measurements.watch(self._changed)

    def open(self, study_uid: str) -> None:
        """Show the measurements of another study; an empty UID shows none."""
        self.keep()
        self._jobs.cancel("measurements")
        self._study = study_uid
        self._measurements.load((), ready=False)
        if not study_uid:
            return

        def work(_task: Task) -> tuple[Measurement, ...]:
            self._writes_done()
            return self._workspace.measurements(study_uid)

        self._jobs.start("measurements", work, self._on_read, failed=self.failed.emit)

    def _writes_done(self) -> None:
        """Wait until what was measured before is kept, so that it is read again."""
        self._writes.wait()

    def _on_read(self, items: tuple[Measurement, ...]) -> None:
        self._measurements.load(items)
        self.shown.emit()

    def _changed(self, what: str) -> None:
        if what == "list":
            self._unsaved = True
            self._rest.start()

    def keep(self) -> None:
        """Keep what was changed, now."""
        self._rest.stop()
        if not self._unsaved or not self._study:
            return
        self._unsaved = False
        study_uid, own = self._study, self._measurements.own

        def work(_task: Task) -> None:
            self._workspace.save_measurements(study_uid, own)

        # A newer sheet of the same study may take the place of one that still waits.
        self._writes.start(f"keep {study_uid}", work, lambda _none: self.stored.emit())

    def close(self) -> None:
        """Keep what is not kept yet, and wait for it."""
        self.keep()
        self._writes.drain()
