"""The administration: one dialog, a page for each thing that the user's roles allow."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QCoreApplication, QObject, QTimer
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QDialog, QMainWindow, QPushButton, QTabWidget, QVBoxLayout, QWidget

from omni_med.workspace.people.permissions import may
from ui.desktop import theme
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.admin.account import AccountPage
from ui.desktop.panels.admin.keeping import ControlsPage, EmergenciesPage
from ui.desktop.panels.admin.lock import IdleLock
from ui.desktop.panels.admin.trail import PatientPage, TrailPage
from ui.desktop.panels.admin.users import UsersPage
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace


translate = QCoreApplication.translate


class AdministrationDialog(QDialog):
    """Pages by role; an error is one line at the bottom."""

    def __init__(self, workspace: Workspace, pool: DecodePool, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("OmniMed: administration"))
        theme.roomy(self, 1080, 680)
        self._jobs = Jobs(self, threads=1)
        account = workspace.me()
        layout = QVBoxLayout(self)
        roles = ", ".join(sorted(account.roles))
        layout.addWidget(label(self.tr("{0}: {1}").format(account.name, roles), "heading"))
        self.tabs = QTabWidget()
        layout.addWidget(self.tabs, 1)
        self.problem = label("")
        self.problem.setStyleSheet(f"color: {theme.CRITICAL};")
        layout.addWidget(self.problem)
        held = account.roles
        if may(held, "trail"):
            self._add(TrailPage(workspace, self._jobs), self.tr("Trail"))
        if may(held, "patient_report"):
            self._add(PatientPage(workspace, self._jobs), self.tr("Patient"))
        if may(held, "users"):
            change = may(held, "change_user")
            page = UsersPage(workspace, self._jobs, may_change=change)
            self._add(page, self.tr("Users"))
        if may(held, "emergencies"):
            review = may(held, "review_emergency")
            emergencies = EmergenciesPage(workspace, self._jobs, may_review=review)
            emergencies.waiting.connect(self._waiting)
            self._at = self._add(emergencies, self.tr("Emergencies"))
        if may(held, "controls"):
            back_up = may(held, "backup")
            controls = ControlsPage(workspace, self._jobs, pool, may_back_up=back_up)
            self._add(controls, self.tr("Controls and backup"))
        self.tabs.addTab(AccountPage(workspace, self._jobs), self.tr("My account"))

    def _add(
        self, page: TrailPage | PatientPage | UsersPage | EmergenciesPage | ControlsPage, name: str
    ) -> int:
        page.failed.connect(self._complain)
        return self.tabs.addTab(page, name)

    def _waiting(self, count: int) -> None:
        text = self.tr("Emergencies")
        self.tabs.setTabText(self._at, f"{text} ({count})" if count else text)

    def _complain(self, error: Exception) -> None:
        words = render(error)
        fallback = self.tr("Something went wrong in the program ({0}).").format(
            type(error).__name__
        )
        self.problem.setText(told_error(words) if words else fallback)

    def done(self, code: int) -> None:
        """Let what runs finish before the dialog goes."""
        self._jobs.drain()
        super().done(code)


class Administration(QObject):
    """What a window gets: a button and a key for the lock and for the administration."""

    def __init__(self, window: QMainWindow, workspace: Workspace, pool: DecodePool) -> None:
        super().__init__(window)
        self._window, self._workspace, self._pool = window, workspace, pool
        self.idle = IdleLock(window, workspace)
        self.dialog: AdministrationDialog | None = None
        bar = window.statusBar()
        for text, slot, keys in (
            (translate("AdministrationDialog", "Lock"), self.idle.lock, "Ctrl+Alt+L"),
            (translate("AdministrationDialog", "Administration"), self.open, "Ctrl+Alt+A"),
        ):
            button = QPushButton(text)
            button.setFlat(True)
            button.setToolTip(keys)
            button.clicked.connect(slot)
            QShortcut(QKeySequence(keys), window, slot)
            if bar is not None:
                bar.addPermanentWidget(button)
        if workspace.me().is_administrator:
            QTimer.singleShot(0, self.open)  # once the window is shown

    def open(self) -> None:
        """Open the administration, anew each time: rights may have changed."""
        if self.dialog is not None:
            self.dialog.close()
        self.dialog = AdministrationDialog(self._workspace, self._pool, self._window)
        self.dialog.open()

    def close(self) -> None:
        """The window goes."""
        if self.dialog is not None:
            self.dialog.close()
        self.idle.close()
