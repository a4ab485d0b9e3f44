"""The dashboard: inputs, agreement and calibration over time, with each change of the model."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.i18n.told import told
from ui.desktop.models.teaching.series import marks, of_shares, of_values
from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.panels.teaching.chart import Chart
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.workspace import Workspace
    from omni_med.workspace.teaching.drift import DriftReport


class DashboardPage(QWidget):
    """Four charts, the alerts above them, the changes below."""

    failed = pyqtSignal(Exception)

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.by = QComboBox()
        self.by.setAccessibleName(self.tr("Period"))
        self.by.addItem(self.tr("by month"), "month")
        self.by.addItem(self.tr("by week"), "week")
        self.by.currentIndexChanged.connect(self.refresh)
        again = QPushButton(self.tr("Read anew"))
        again.clicked.connect(self.refresh)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        row.addWidget(self.by)
        row.addWidget(again)
        row.addWidget(self.progress, 1)
        row.addStretch(1)
        layout.addLayout(row)
        self.alerts = label("")
        layout.addWidget(self.alerts)
        grid = QGridLayout()
        self.quality = Chart(self.tr("Quality of inputs (mean)"), dates=True, unit=True)
        self.inputs = Chart(self.tr("Share of cases, with 95 %"), dates=True, unit=True)
        self.agreement = Chart(self.tr("Agreement with readers, with 95 %"), dates=True, unit=True)
        self.calibration = Chart(
            self.tr("Told and found, where the outcome is known"), dates=True, unit=True
        )
        for number, chart in enumerate(
            (self.quality, self.inputs, self.agreement, self.calibration)
        ):
            grid.addWidget(chart, number // 2, number % 2)
        layout.addLayout(grid, 3)
        titles = (self.tr("From"), self.tr("What read from then on"))
        self.changes = TextTable(titles, self.tr("Changes of the model"))
        layout.addWidget(self.changes, 1)
        self.refresh()

    def refresh(self) -> None:
        """Read what is stored, off the GUI thread."""
        by = self.by.currentData()

        def work(task: Task) -> DriftReport:
            found: DriftReport = self._workspace.drift(by, progress=task.progress)
            return found

        self.progress.setRange(0, 0)
        self.progress.show()
        self._jobs.start("drift", work, self._show, failed=self._broken, progress=self._progressed)

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _broken(self, error: Exception) -> None:
        self.progress.hide()
        self.failed.emit(error)

    def _show(self, report: DriftReport) -> None:
        self.progress.hide()
        lines = marks(report)
        self.quality.show_series(
            [
                of_values(report, self.tr("films"), lambda item: item.image_quality),
                of_values(report, self.tr("records"), lambda item: item.text_quality),
            ],
            lines,
        )
        self.inputs.show_series(
            [
                of_shares(report, self.tr("far from validation"), lambda item: item.far),
                of_shares(report, self.tr("cannot tell"), lambda item: item.unsure),
                of_shares(report, self.tr("not assessed"), lambda item: item.not_assessed),
            ],
            lines,
        )
        self.agreement.show_series(
            [of_shares(report, self.tr("agreed"), lambda item: item.agreement)], lines
        )
        self.calibration.show_series(
            [
                of_values(report, self.tr("told"), lambda item: item.calibration.told),
                of_values(report, self.tr("found"), lambda item: item.calibration.found),
            ],
            lines,
        )
        calm = " ".join(told(words) for words in report.remarks)
        alarms = [
            self.tr("Drift: {0} What to do: {1}").format(told(words), told(advice))
            for words, advice in zip(report.alerts, report.advice, strict=True)
        ]
        quiet = calm or self.tr("No drift is told in the newest period.")
        self.alerts.setText("\n".join(alarms) or quiet)
        self.alerts.setStyleSheet(f"color: {theme.WARNING if alarms else theme.MUTED};")
        self.changes.fill([(item.date, told(item.what)) for item in report.changes])
