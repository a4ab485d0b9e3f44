"""The window of teaching: one page a step, for the roles that may take it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QObject, Qt
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QDialog, QMainWindow, QPushButton, QTabWidget, QVBoxLayout, QWidget

from omni_med.workspace.people.permissions import may
from ui.desktop import theme
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.common import label
from ui.desktop.panels.teaching.comparison import ComparisonPage
from ui.desktop.panels.teaching.dashboard import DashboardPage
from ui.desktop.panels.teaching.data import DataPage
from ui.desktop.panels.teaching.gate import GatePage
from ui.desktop.panels.teaching.training import TrainingPage
from ui.desktop.worker import Jobs
from ui.errors import render

if TYPE_CHECKING:
    from audit.identity.roles import Role
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet

KEYS = "Ctrl+Alt+T"


def has_pages(roles: frozenset[Role]) -> bool:
    """Say whether there is any page for somebody with these roles."""
    return may(roles, "promote_head") or may(roles, "drift")


class TeachingDialog(QDialog):
    """Pages by role; an error is one line at the bottom."""

    def __init__(self, workspace: Workspace, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("OmniMed: teaching"))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.resize(1180, 700)
        self._jobs = Jobs(self, threads=3)
        roles = workspace.me().roles
        layout = QVBoxLayout(self)
        self.tabs = QTabWidget()
        layout.addWidget(self.tabs, 1)
        self.problem = label("")
        self.problem.setStyleSheet(f"color: {theme.CRITICAL};")
        layout.addWidget(self.problem)
        self.training: TrainingPage | None = None
        if may(roles, "evaluated_head"):
            self._add_teaching(workspace if may(roles, "create_dataset") else None)
        self.gate = GatePage(workspace, self._jobs)
        self._add(self.gate, self.tr("Gate"))
        self._add(DashboardPage(workspace, self._jobs), self.tr("Dashboard"))
        self.tabs.currentChanged.connect(lambda _at: self.problem.setText(""))

    def _add_teaching(self, workspace: Workspace | None) -> None:
        data, training = DataPage(self._jobs, workspace), TrainingPage(self._jobs, workspace)
        comparison = ComparisonPage(self._jobs)
        self._add(data, self.tr("Data set"))
        self._add(training, self.tr("Training"))
        self._add(comparison, self.tr("Comparison"))

        def chosen(options: list[str]) -> None:
            training.take(options)
            self.tabs.setCurrentWidget(training)

        def stored(found: StudySet) -> None:
            training.take_stored(found)
            self.tabs.setCurrentWidget(training)

        def taught(folder: Path) -> None:
            comparison.load(folder)
            self.tabs.setCurrentWidget(comparison)

        data.chosen.connect(chosen)
        data.stored.connect(stored)
        training.taught.connect(taught)
        self.training = training

    def _add(
        self,
        page: DataPage | TrainingPage | ComparisonPage | GatePage | DashboardPage,
        name: str,
    ) -> None:
        page.failed.connect(self._complain)
        self.tabs.addTab(page, name)

    def _complain(self, error: Exception) -> None:
        words = render(error)
        fallback = self.tr("Something went wrong in the program ({0}).").format(
            type(error).__name__
        )
        self.problem.setText(told_error(words) if words else fallback)

    def done(self, code: int) -> None:
        """Stop what is being taught, let the rest finish, before the dialog goes."""
        if self.training is not None:
            self.training.close_page()
        self._jobs.close()
        super().done(code)


class Teaching(QObject):
    """What a window gets: a button and a key, for the roles that have a page."""

    def __init__(self, window: QMainWindow, workspace: Workspace) -> None:
        super().__init__(window)
        self._window, self._workspace = window, workspace
        self.dialog: TeachingDialog | None = None
        if not has_pages(workspace.me().roles):
            return
        button = QPushButton(QCoreApplication.translate("TeachingDialog", "Teaching"))
        button.setFlat(True)
        button.setToolTip(KEYS)
        button.clicked.connect(self.open)
        QShortcut(QKeySequence(KEYS), window, self.open)
        bar = window.statusBar()
        if bar is not None:
            bar.addPermanentWidget(button)

    def open(self) -> None:
        """Open the pages; while a head is taught, the same ones again."""
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.raise_()
            return
        self.dialog = TeachingDialog(self._workspace, self._window)
        self.dialog.show()

    def close(self) -> None:
        """The window goes."""
        if self.dialog is not None:
            self.dialog.close()
