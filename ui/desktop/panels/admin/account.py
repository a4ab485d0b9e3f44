"""One's own account: pass phrase and second factor; also what must be done at a first log-in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs
from ui.errors import render

if TYPE_CHECKING:
    from audit.identity import Enrolment
    from omni_med.workspace import Workspace


class AccountPage(QWidget):
    """Changes the pass phrase, and gives a second factor that is shown once."""

    changed = pyqtSignal()

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        layout = QVBoxLayout(self)
        layout.addWidget(label(self.tr("Pass phrase"), "heading"))
        form = QFormLayout()
        self.first, self.second = self._secret(), self._secret()
        form.addRow(self.tr("New pass phrase"), self.first)
        form.addRow(self.tr("The same once more"), self.second)
        layout.addLayout(form)
        self.change = QPushButton(self.tr("Change the pass phrase"))
        self.change.clicked.connect(self._change)
        self.enrol = QPushButton(self.tr("Make a second factor"))
        self.enrol.clicked.connect(self._enrol)
        layout.addLayout(_right(self.change))
        layout.addWidget(label(self.tr("Second factor"), "heading"))
        layout.addWidget(
            label(
                self.tr(
                    "An authenticator on your telephone shows six digits (TOTP). What appears here "
                    "is shown once: type the secret in there, and keep the recovery codes on paper."
                )
            )
        )
        layout.addLayout(_right(self.enrol))
        self.sheet = QPlainTextEdit()
        self.sheet.setReadOnly(True)
        self.sheet.setAccessibleName(self.tr("Second factor"))
        self.sheet.hide()
        layout.addWidget(self.sheet, 1)
        self.problem = label("")
        layout.addWidget(self.problem)
        layout.addStretch(1)

    def _secret(self) -> QLineEdit:
        made = QLineEdit()
        made.setEchoMode(QLineEdit.EchoMode.Password)
        return made

    def _say(self, text: str, *, bad: bool) -> None:
        self.problem.setStyleSheet(f"color: {theme.CRITICAL if bad else theme.GOOD};")
        self.problem.setText(text)

    def _change(self) -> None:
        words = self.first.text()
        if words != self.second.text():
            self._say(self.tr("The two pass phrases differ."), bad=True)
            return
        self.change.setEnabled(False)
        self._jobs.start(
            "passphrase",
            lambda _task: self._workspace.change_passphrase(words),
            lambda _none: self._was_changed(),
            failed=self._failed,
        )

    def _was_changed(self) -> None:
        self.first.clear()
        self.second.clear()
        self.change.setEnabled(True)
        self._say(self.tr("The pass phrase was changed."), bad=False)
        self.changed.emit()

    def _enrol(self) -> None:
        self.enrol.setEnabled(False)
        self._jobs.start(
            "factor",
            lambda _task: self._workspace.enrol_factor(),
            self._enrolled,
            failed=self._failed,
        )

    def _enrolled(self, shown: Enrolment) -> None:
        self.enrol.setEnabled(True)
        lines = [
            self.tr("Secret: {0}").format(shown.secret),
            shown.uri,
            "",
            self.tr("Recovery codes, each opens once:"),
            *shown.codes,
        ]
        self.sheet.setPlainText("\n".join(lines))
        self.sheet.show()
        self._say(self.tr("From now on the pass phrase alone opens nothing."), bad=False)
        self.changed.emit()

    def _failed(self, error: Exception) -> None:
        self.change.setEnabled(True)
        self.enrol.setEnabled(True)
        words = render(error)
        text = told_error(words) if words else self.tr("It failed.")
        self._say(text, bad=True)


def _right(button: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addStretch(1)
    row.addWidget(button)
    return row


class FirstSteps(QDialog):
    """What a user must do before anything else: a pass phrase of their own, a second factor."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self.setWindowTitle(self.tr("OmniMed: first steps"))
        self.setMinimumWidth(theme.scaled(560))
        self._jobs = Jobs(self, threads=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(28, 24, 28, 20)
        self.what = label("", "title")
        layout.addWidget(self.what)
        self.account = AccountPage(workspace, self._jobs)
        self.account.changed.connect(self._refresh)
        layout.addWidget(self.account, 1)
        self.go = QPushButton(self.tr("Continue"))
        self.go.setObjectName("primary")
        self.go.clicked.connect(self.accept)
        layout.addLayout(_right(self.go))
        theme.roomy(self, 560, 460)  # wrapped lines make Qt guess too high
        self._refresh()

    def _refresh(self) -> None:
        pending = self._workspace.duties
        if "passphrase" in pending:
            self.what.setText(self.tr("Choose a pass phrase of your own"))
        elif "factor" in pending:
            self.what.setText(self.tr("Administrators need a second factor"))
        else:
            self.what.setText(self.tr("Done"))
        self.go.setEnabled(not pending)
        self.account.enrol.setEnabled("passphrase" not in pending)

    def done(self, code: int) -> None:
        """Let what runs finish before the dialog goes."""
        self._jobs.drain()
        super().done(code)
