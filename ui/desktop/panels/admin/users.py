"""Users, their roles and their second factors, for the security administrator."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from audit.identity.roles import Role
from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from audit.identity.accounts import Listed
    from omni_med.workspace import Workspace


class UsersPage(QWidget):
    """Lists the users; adds, disables and changes them."""

    failed = pyqtSignal(Exception)

    def __init__(self, workspace: Workspace, jobs: Jobs, *, may_change: bool) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._listed: dict[str, Listed] = {}
        layout = QVBoxLayout(self)
        titles = (
            self.tr("User"), self.tr("Roles"), self.tr("State"), self.tr("Second factor"),
            self.tr("Departments"),
        )  # fmt: skip
        self.table = TextTable(titles, self.tr("Users"))
        layout.addWidget(self.table, 1)
        row = QHBoxLayout()
        self.buttons: dict[str, QPushButton] = {}
        for name, text, slot in (
            ("add", self.tr("Add …"), self._add),
            ("roles", self.tr("Roles …"), self._roles),
            ("switch", self.tr("Disable or enable"), self._switch),
            ("reset", self.tr("New pass phrase …"), self._reset),
            ("remove", self.tr("Remove second factor"), self._remove),
        ):
            button = QPushButton(text)
            button.clicked.connect(slot)
            button.setEnabled(may_change)
            self.buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Read the users anew."""
        self._run(self._workspace.users, self._show)

    def _run(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        self._jobs.start("users", lambda _task: work(), done, failed=self.failed.emit)

    def _change(self, work: Callable[[], Any]) -> None:
        self._run(work, lambda _result: self.refresh())

    def _show(self, found: tuple[Listed, ...]) -> None:
        self._listed = {item.account.name: item for item in found}
        self.table.fill([self._row(item) for item in found])

    def _row(self, item: Listed) -> tuple[str, ...]:
        account = item.account
        state = self.tr("enabled") if account.enabled else self.tr("disabled")
        if item.expired:
            state += self.tr(", must change the pass phrase")
        factor = self.tr("yes, {0} codes left").format(item.codes) if item.factor else self.tr("no")
        places = " ".join([*sorted(account.departments), *(["VIP"] if account.vip else [])])
        return (account.name, " ".join(sorted(account.roles)), state, factor, places)

    def _chosen(self) -> Listed | None:
        return self._listed.get(self.table.chosen())

    def _add(self) -> None:
        dialog = _UserDialog(self, "")
        if dialog.exec() == QDialog.DialogCode.Accepted:
            given = dialog.given()
            self._change(lambda: self._workspace.add_user(**given))

    def _roles(self) -> None:
        item = self._chosen()
        if item is None:
            return
        dialog = _UserDialog(self, item.account.name, item)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            given = dialog.given()
            del given["passphrase"]
            self._change(lambda: self._workspace.change_user(**given))

    def _switch(self) -> None:
        item = self._chosen()
        if item is not None:
            name, enabled = item.account.name, not item.account.enabled
            self._change(lambda: self._workspace.change_user(name, enabled=enabled))

    def _reset(self) -> None:
        item = self._chosen()
        if item is None:
            return
        dialog = _UserDialog(self, item.account.name, item, roles=False)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            words = dialog.given()["passphrase"]
            name = item.account.name
            self._change(lambda: self._workspace.reset_passphrase(name, words))

    def _remove(self) -> None:
        item = self._chosen()
        if item is not None:
            name = item.account.name
            self._change(lambda: self._workspace.remove_factor(name))


class _UserDialog(QDialog):
    """Asks for a name, a first pass phrase and roles, or for some of them."""

    def __init__(
        self, parent: QWidget, name: str, item: Listed | None = None, *, roles: bool = True
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("User"))
        layout = QVBoxLayout(self)
        form = QFormLayout()
        self.name = QLineEdit(name)
        self.name.setEnabled(not name)
        form.addRow(self.tr("Name"), self.name)
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        if item is None or not roles:
            form.addRow(self.tr("First pass phrase"), self.passphrase)
            form.addRow("", label(self.tr("The user must choose another one first."), "muted"))
        self.departments = QLineEdit(" ".join(sorted(item.account.departments)) if item else "")
        self.vip = QCheckBox(self.tr("May read studies labelled VIP"))
        self.vip.setChecked(bool(item and item.account.vip))
        self.roles: dict[Role, QCheckBox] = {}
        if roles:
            held = item.account.roles if item else frozenset()
            for role in Role:
                if role is Role.OWNER and role not in held:
                    continue
                box = QCheckBox(role.value)
                box.setChecked(role in held)
                self.roles[role] = box
                form.addRow("" if len(self.roles) > 1 else self.tr("Roles"), box)
            form.addRow(self.tr("Departments"), self.departments)
            form.addRow("", self.vip)
        layout.addLayout(form)
        kinds = QDialogButtonBox.StandardButton
        box_ = QDialogButtonBox(kinds.Ok | kinds.Cancel)
        box_.accepted.connect(self.accept)
        box_.rejected.connect(self.reject)
        layout.addWidget(box_)

    def given(self) -> dict[str, Any]:
        """Return what was given, as the workspace takes it."""
        return {
            "name": self.name.text().strip(),
            "passphrase": self.passphrase.text(),
            "roles": [role.value for role, box in self.roles.items() if box.isChecked()],
            "departments": self.departments.text().split(),
            "vip": self.vip.isChecked(),
        }
