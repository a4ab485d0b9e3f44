"""Signing: who is there confirms with the pass phrase."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.panels.common import paragraph


class SignDialog(QDialog):
    """Asks for the pass phrase; stays open until it is told how that went."""

    entered = pyqtSignal(str, bool)

    def __init__(self, user: str, *, amends: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Sign the addendum") if amends else self.tr("Sign the report"))
        self.setMinimumWidth(theme.scaled(440))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(paragraph(self.tr("Sign as {0}").format(user), "verdict"))
        layout.addWidget(
            paragraph(self.tr("What is signed cannot be changed, only amended."), "muted")
        )
        form = QFormLayout()
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self.tr("Pass phrase"))
        form.addRow(self.tr("Pass phrase"), self.passphrase)
        layout.addLayout(form)
        self.second = QCheckBox(self.tr("Ask for a second reader, who does not see this report"))
        self.second.setVisible(not amends)
        layout.addWidget(self.second)
        self.problem = paragraph("")
        self.problem.setStyleSheet(f"color: {theme.CRITICAL};")
        layout.addWidget(self.problem)
        buttons = QDialogButtonBox.StandardButton
        self._box = QDialogButtonBox(buttons.Cancel)
        self.go = self._box.addButton(self.tr("Sign"), QDialogButtonBox.ButtonRole.AcceptRole)
        self._box.accepted.connect(self._enter)
        self._box.rejected.connect(self.reject)
        layout.addWidget(self._box)
        self.passphrase.setFocus()

    def _enter(self) -> None:
        self.problem.clear()
        self._box.setEnabled(False)
        self.entered.emit(self.passphrase.text(), self.second.isChecked())

    def refuse(self, message: str) -> None:
        """Say why it was not signed."""
        self._box.setEnabled(True)
        self.problem.setText(message)
        self.passphrase.selectAll()
        self.passphrase.setFocus()
