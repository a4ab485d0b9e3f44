"""What a reader does beside looking: compares, reports, holds the study, sets things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Case
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.comparing import ComparePresenter
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.inference.process import InferenceProcess
    from omni_med.workspace import Workspace


class Desk(QObject):
    """The deciding half of the reading page: one presenter for each thing, told of each case."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)

    def __init__(
        self,
        page: ReadingPage,
        workspace: Workspace,
        jobs: Jobs,
        pool: DecodePool,
        inference: InferenceProcess,
    ) -> None:
        super().__init__(page)
        self.comparing = ComparePresenter(page, workspace, jobs, pool, inference)
        self.comparing.failed.connect(self.failed)

    def open(self, case: Case | None) -> None:
        """Begin with another case; None leaves the one that is open."""
        self.comparing.study(case)

    def close(self) -> None:
        """Wait until what the reader wrote is kept."""
