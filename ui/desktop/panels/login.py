"""The log-in: workspace folder, user, pass phrase. One clear line where it fails."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.panels.common import label


class LoginDialog(QDialog):
    """Asks who is there. Emits and waits to be told; it opens nothing itself."""

    entered = pyqtSignal(Path, str, str)

    def __init__(self, home: Path, user: str | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("OmniMed: open a workspace"))
        self.setMinimumWidth(theme.scaled(520))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        layout.setSpacing(14)
        layout.addWidget(label(self.tr("OmniMed"), "title"))
        layout.addWidget(label(self.tr("Research use. Not a medical device."), "muted"))
        layout.addLayout(self._form(home, user))
        self.problem = label("")
        self.problem.setStyleSheet(f"color: {theme.CRITICAL};")
        layout.addWidget(self.problem)
        layout.addStretch(1)
        layout.addLayout(self._buttons())
        theme.roomy(self, 520, 300)  # wrapped lines make Qt guess too high
        self.passphrase.setFocus()

    def _form(self, home: Path, user: str | None) -> QFormLayout:
        form = QFormLayout()
        form.setVerticalSpacing(10)
        self.home = QLineEdit(str(home))
        browse = QPushButton(self.tr("Browse …"))
        browse.setAutoDefault(False)
        browse.clicked.connect(self._browse)
        row = QHBoxLayout()
        row.addWidget(self.home, 1)
        row.addWidget(browse)
        self.user = QLineEdit(user or "")
        self.user.setPlaceholderText(self.tr("empty: the only user"))
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.code = QLineEdit()
        self.code.setPlaceholderText(self.tr("six digits, or a recovery code"))
        for field, name in (
            (self.home, self.tr("Workspace folder")),
            (self.user, self.tr("User")),
            (self.passphrase, self.tr("Pass phrase")),
            (self.code, self.tr("Second factor")),
        ):
            field.setAccessibleName(name)
        form.addRow(self.tr("Workspace"), row)
        form.addRow(self.tr("User"), self.user)
        form.addRow(self.tr("Pass phrase"), self.passphrase)
        form.addRow(self.tr("Second factor"), self.code)
        form.setRowVisible(self.code, False)  # until it is asked for
        self.form = form
        return form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addStretch(1)
        cancel = QPushButton(self.tr("Quit"))
        cancel.setAutoDefault(False)
        cancel.clicked.connect(self.reject)
        self.go = QPushButton(self.tr("Open"))
        self.go.setObjectName("primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self._enter)
        row.addWidget(cancel)
        row.addWidget(self.go)
        return row

    def _browse(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Workspace"), self.home.text())
        if folder:
            self.home.setText(folder)

    def _enter(self) -> None:
        self.problem.setText("")
        self.set_busy(busy=True)
        self.entered.emit(Path(self.home.text()), self.user.text().strip(), self.passphrase.text())

    def set_busy(self, *, busy: bool) -> None:
        """Show that the pass phrase is being tried; that takes a second on purpose."""
        self.go.setEnabled(not busy)
        self.go.setText(self.tr("Opening …") if busy else self.tr("Open"))

    def ask_code(self) -> None:
        """Ask for the second factor as well."""
        self.form.setRowVisible(self.code, True)
        self.code.clear()

    def refuse(self, message: str) -> None:
        """Say why it did not open, and let the user try again."""
        self.set_busy(busy=False)
        self.problem.setText(message)
        if self.form.isRowVisible(self.code):
            self.code.setFocus()
            return
        self.passphrase.selectAll()
        self.passphrase.setFocus()
