"""Controls with their evidence, backups, and emergencies that wait for review."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from audit.backup import BackupReport
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace
    from omni_med.workspace.controls import Control
    from omni_med.workspace.people.labels import Emergency


class ControlsPage(QWidget):
    """Every control, with what was found just now; and backups."""

    failed = pyqtSignal(Exception)

    def __init__(
        self, workspace: Workspace, jobs: Jobs, pool: DecodePool, *, may_back_up: bool
    ) -> None:
        super().__init__()
        self._workspace, self._jobs, self._pool = workspace, jobs, pool
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.check = QPushButton(self.tr("Check now"))
        self.check.clicked.connect(self._check)
        self.backup = QPushButton(self.tr("Back up …"))
        self.backup.setEnabled(may_back_up)
        self.backup.clicked.connect(self._back_up)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        row.addWidget(self.check)
        row.addWidget(self.backup)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        layout.addLayout(row)
        self.answer = label("")
        layout.addWidget(self.answer)
        titles = (
            self.tr("Status"), self.tr("Control"), self.tr("Found"), self.tr("What to do"),
            self.tr("Standard"),
        )  # fmt: skip
        self.table = TextTable(titles, self.tr("Controls"))
        layout.addWidget(self.table, 1)

    def _check(self) -> None:
        self._begin()

        def work(task: Task) -> tuple[Control, ...]:
            report = self._workspace.verify(task.progress)
            return self._workspace.controls(report, self._pool)

        self._jobs.start("check", work, self._show, failed=self._failed, progress=self._progressed)

    def _show(self, found: tuple[Control, ...]) -> None:
        self._end()
        words = {
            "pass": self.tr("pass"),
            "fail": self.tr("FAIL"),
            "not-applicable": self.tr("not applicable"),
        }
        self.table.fill(
            [
                (words[item.status], item.title, item.evidence, item.advice, item.standard)
                for item in found
            ]
        )
        failing = sum(item.status == "fail" for item in found)
        self.answer.setText(self.tr("{0} controls, {1} fail.").format(len(found), failing))

    def _back_up(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of the backups"))
        if name:
            self._begin()
            self._jobs.start(
                "backup",
                lambda task: self._workspace.backup(Path(name), task.progress),
                self._backed_up,
                failed=self._failed,
                progress=self._progressed,
            )

    def _backed_up(self, report: BackupReport) -> None:
        self._end()
        text = self.tr("{0} objects, {1} of them new, read back and verified; {2} are lost.")
        self.answer.setText(text.format(report.objects, report.copied, len(report.missing)))

    def _begin(self) -> None:
        self.check.setEnabled(False)
        self.answer.setText("")
        self.progress.setRange(0, 0)
        self.progress.show()

    def _end(self) -> None:
        self.check.setEnabled(True)
        self.progress.hide()

    def _failed(self, error: Exception) -> None:
        self._end()
        self.failed.emit(error)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)


class EmergenciesPage(QWidget):
    """Emergency accesses, and their review."""

    failed = pyqtSignal(Exception)
    waiting = pyqtSignal(int)

    def __init__(self, workspace: Workspace, jobs: Jobs, *, may_review: bool) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        layout = QVBoxLayout(self)
        titles = (
            self.tr("Number"), self.tr("User"), self.tr("From"), self.tr("Until"),
            self.tr("Reason"), self.tr("Review"),
        )  # fmt: skip
        self.table = TextTable(titles, self.tr("Emergencies"))
        layout.addWidget(self.table, 1)
        self.review = QPushButton(self.tr("Review …"))
        self.review.setEnabled(may_review)
        self.review.clicked.connect(self._review)
        row = QHBoxLayout()
        row.addWidget(self.review)
        row.addStretch(1)
        layout.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Read them anew."""
        self._jobs.start(
            "emergencies",
            lambda _task: self._workspace.emergencies(),
            self._show,
            failed=self.failed.emit,
        )

    def _show(self, found: tuple[Emergency, ...]) -> None:
        self.table.fill([self._row(item) for item in reversed(found)])
        self.waiting.emit(sum(not item.reviewed_by for item in found))

    def _row(self, item: Emergency) -> tuple[str, ...]:
        review = f"{item.reviewed_by}: {item.note}" if item.reviewed_by else self.tr("WAITS")
        return (item.id, item.user, item.begun, item.ends, item.reason, review)

    def _review(self) -> None:
        chosen = self.table.chosen()
        if not chosen:
            return
        note, given = QInputDialog.getMultiLineText(
            self, self.tr("Review"), self.tr("What did the review find?")
        )
        if given:
            done: Any = lambda _item: self.refresh()  # noqa: E731 - a callback
            self._jobs.start(
                "emergencies",
                lambda _task: self._workspace.review_emergency(chosen, note),
                done,
                failed=self.failed.emit,
            )
