"""The lock screen: after ten minutes without key or mouse nothing of a patient is to be seen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QEvent, QObject, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import QCloseEvent
from PyQt6.QtWidgets import (
    QApplication,
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audit.identity.policy import IDLE
from ui.desktop import theme
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.workspace import Workspace

IDLE_MS: Final = int(IDLE.total_seconds() * 1000)
_SIGNS_OF_LIFE: Final = frozenset(
    {
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.TabletPress,
    }
)


class LockScreen(QDialog):
    """Asks for the pass phrase and shows nothing else. It opens nothing itself."""

    entered = pyqtSignal(str)
    left = pyqtSignal()

    def __init__(self, user: str) -> None:
        super().__init__()
        self.setWindowTitle(self.tr("OmniMed: locked"))
        self.setWindowModality(Qt.WindowModality.ApplicationModal)
        self.setMinimumWidth(theme.scaled(460))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addWidget(label(self.tr("Locked"), "title"))
        layout.addWidget(
            label(self.tr("{0} is logged in. What was begun goes on and is kept.").format(user))
        )
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setPlaceholderText(self.tr("Pass phrase"))
        self.passphrase.setAccessibleName(self.tr("Pass phrase"))
        layout.addWidget(self.passphrase)
        self.problem = label("")
        self.problem.setStyleSheet(f"color: {theme.CRITICAL};")
        layout.addWidget(self.problem)
        row = QHBoxLayout()
        row.addStretch(1)
        leave = QPushButton(self.tr("Log out"))
        leave.setAutoDefault(False)
        leave.clicked.connect(self.left)
        self.go = QPushButton(self.tr("Unlock"))
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._enter)
        row.addWidget(leave)
        row.addWidget(self.go)
        layout.addLayout(row)
        theme.roomy(self, 460, 260)  # wrapped lines make Qt guess too high
        self.passphrase.setFocus()

    def _enter(self) -> None:
        self.problem.setText("")
        self.go.setEnabled(False)
        self.entered.emit(self.passphrase.text())

    def refuse(self, message: str) -> None:
        """Say why it stays locked."""
        self.go.setEnabled(True)
        self.problem.setText(message)
        self.passphrase.selectAll()
        self.passphrase.setFocus()

    def reject(self) -> None:
        """Escape does not unlock."""

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Closing the lock screen logs out; it never unlocks."""
        if event is not None and event.spontaneous():
            event.ignore()
            self.left.emit()
            return
        super().closeEvent(event)


class IdleLock(QObject):
    """Locks session and screen when nobody is there, or when asked to.

    While locked every other window is hidden, whatever it shows, and the workspace refuses to read.
    """

    locked = pyqtSignal()
    unlocked = pyqtSignal()

    def __init__(self, window: QWidget, workspace: Workspace, *, idle_ms: int = IDLE_MS) -> None:
        super().__init__(window)
        self._window = window
        self._workspace = workspace
        self._jobs = Jobs(self, threads=1)
        self._hidden: list[QWidget] = []
        self.screen: LockScreen | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(idle_ms)
        self._timer.timeout.connect(self.lock)
        self._timer.start()
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def eventFilter(self, watched: QObject | None, event: QEvent | None) -> bool:
        """Begin to count anew at each sign of life."""
        if event is not None and event.type() in _SIGNS_OF_LIFE and self.screen is None:
            self._timer.start()
        return super().eventFilter(watched, event)

    def lock(self) -> None:
        """Lock now."""
        if self.screen is not None:
            return
        self._timer.stop()
        self.screen = LockScreen(self._workspace.user)
        self.screen.entered.connect(self._try)
        self.screen.left.connect(self._leave)
        self._hidden = [
            widget for widget in QApplication.topLevelWidgets()
            if widget.isVisible() and widget is not self.screen
        ]  # fmt: skip
        self.screen.show()  # first: the last visible window that goes ends the program
        for widget in self._hidden:
            widget.hide()
        self.screen.raise_()
        self.screen.activateWindow()
        self._jobs.start("lock", lambda _task: self._workspace.lock(), lambda _none: None)
        self.locked.emit()

    def _try(self, passphrase: str) -> None:
        self._jobs.wait()  # the session is locked before it can be unlocked
        self._jobs.start(
            "unlock",
            lambda _task: self._workspace.unlock(passphrase),
            lambda _none: self._open(),
            failed=self._refuse,
        )

    def _refuse(self, error: Exception) -> None:
        words = render(error)
        if self.screen is not None:
            fallback = QApplication.translate("LockScreen", "It cannot be unlocked.")
            self.screen.refuse(told_error(words) if words else fallback)

    def _open(self) -> None:
        for widget in self._hidden:
            widget.show()
        self._hidden = []
        self._dismiss()
        self._timer.start()
        self.unlocked.emit()

    def _leave(self) -> None:
        """Log out: close the window, which closes the workspace."""
        self._hidden = []
        self._window.close()
        self._dismiss()

    def _dismiss(self) -> None:
        if self.screen is not None:
            self.screen.hide()
            self.screen.deleteLater()
            self.screen = None

    def close(self) -> None:
        """Stop watching; the window goes."""
        self._timer.stop()
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._dismiss()
        self._jobs.drain()
