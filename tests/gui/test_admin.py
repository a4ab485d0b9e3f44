"""Lock screen, log-in with a second factor, and the pages of the administration."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PyQt6.QtCore import Qt, QTimer
from PyQt6.QtWidgets import QFileDialog, QInputDialog, QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from audit.errors import SessionLockedError, WrongPassphraseError
from audit.identity.factor import code_at
from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace
from ui.desktop.app import log_in
from ui.desktop.panels.admin.account import FirstSteps
from ui.desktop.panels.admin.keeping import ControlsPage, EmergenciesPage
from ui.desktop.panels.admin.lock import IdleLock
from ui.desktop.panels.admin.trail import PatientPage, TrailPage
from ui.desktop.panels.admin.users import UsersPage
from ui.desktop.panels.admin.window import AdministrationDialog
from ui.desktop.panels.login import LoginDialog
from ui.desktop.worker import Jobs

WORDS, FIRST, OWN = "six easy words", "seven green bottles", "eight brown bottles"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(
        tmp_path / "mine", user="eva", passphrase=WORDS, kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def jobs() -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.drain()


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.setCentralWidget(QLabel("a film"))
    qtbot.addWidget(made)
    made.show()
    return made


def locks(qtbot: QtBot, idle: IdleLock) -> None:
    with qtbot.waitSignal(idle.locked):
        idle.lock()


def test_a_lock_hides_every_window_and_stops_reading(
    qtbot: QtBot, window: QMainWindow, mine: Workspace
) -> None:
    other = QLabel("another film")
    qtbot.addWidget(other)
    other.show()
    idle = IdleLock(window, mine)
    locks(qtbot, idle)
    assert not window.isVisible()
    assert not other.isVisible()
    screen = idle.screen
    assert screen is not None
    assert screen.isVisible()
    qtbot.waitUntil(lambda: refuses(mine))
    qtbot.keyClick(screen, Qt.Key.Key_Escape)
    assert not window.isVisible(), "Escape does not unlock"
    screen.passphrase.setText("guess")
    screen.go.click()
    qtbot.waitUntil(lambda: "Wrong pass phrase" in screen.problem.text())
    assert not window.isVisible()
    screen.passphrase.setText(WORDS)
    with qtbot.waitSignal(idle.unlocked):
        screen.go.click()
    assert window.isVisible()
    assert other.isVisible()
    assert mine.studies() == ()
    idle.close()


def refuses(workspace: Workspace) -> bool:
    try:
        workspace.studies()
    except SessionLockedError:
        return True
    return False


def test_it_locks_by_itself_unless_somebody_is_there(
    qtbot: QtBot, window: QMainWindow, mine: Workspace
) -> None:
    idle = IdleLock(window, mine, idle_ms=400)
    for _ in range(6):
        qtbot.wait(100)
        qtbot.keyClick(window, Qt.Key.Key_Space)
    assert idle.screen is None, "somebody was there"
    with qtbot.waitSignal(idle.locked, timeout=5000):
        pass
    assert not window.isVisible()
    qtbot.waitUntil(lambda: refuses(mine))
    idle.close()


def test_logging_out_of_the_lock_screen_closes_the_window(
    qtbot: QtBot, window: QMainWindow, mine: Workspace
) -> None:
    idle = IdleLock(window, mine)
    locks(qtbot, idle)
    assert idle.screen is not None
    idle.screen.left.emit()
    assert not window.isVisible()
    assert idle.screen is None
    idle.close()


def test_a_second_factor_is_asked_for_at_the_log_in(qtbot: QtBot, mine: Workspace) -> None:
    secret = mine.enrol_factor().secret
    seen: list[bool] = []

    def drive(dialog: LoginDialog) -> None:
        timer = QTimer(dialog)
        dialog.passphrase.setText(WORDS)
        dialog.go.click()

        def answer() -> None:
            if dialog.go.isEnabled() and dialog.problem.text():
                seen.append(dialog.form.isRowVisible(dialog.code))
                dialog.code.setText(code_at(secret, datetime.now(UTC)))
                dialog.go.click()
                timer.stop()

        timer.timeout.connect(answer)
        timer.start(50)
        assert not dialog.form.isRowVisible(dialog.code), "not before it is needed"

    workspace = log_in(mine.home, "eva", watch=drive)
    assert workspace is not None
    with workspace:
        assert seen == [True]


def test_first_steps_come_before_the_window(qtbot: QtBot, mine: Workspace) -> None:
    mine.add_user("sam", FIRST, ["security-admin"], kdf=MINIMUM_COST)
    with Workspace.open(mine.home, user="sam", passphrase=FIRST) as sam:
        dialog = FirstSteps(sam)
        qtbot.addWidget(dialog)
        assert not dialog.go.isEnabled()
        page = dialog.account
        page.first.setText(OWN)
        page.second.setText("another")
        page.change.click()
        assert "differ" in page.problem.text()
        page.second.setText(OWN)
        page.change.click()
        qtbot.waitUntil(lambda: "was changed" in page.problem.text(), timeout=20_000)
        assert not dialog.go.isEnabled(), "the second factor is missing"
        page.enrol.click()
        qtbot.waitUntil(dialog.go.isEnabled, timeout=20_000)
        assert page.sheet.toPlainText().count("-") == 30
        dialog.accept()


def test_pages_come_by_role(qtbot: QtBot, mine: Workspace, window: QMainWindow) -> None:
    with DecodePool(1) as pool:
        mine.add_user("rad", FIRST, ["radiologist"], kdf=MINIMUM_COST)
        for who, pages in (
            (mine, {"TrailPage", "PatientPage", "UsersPage", "EmergenciesPage", "ControlsPage",
                    "AccountPage"}),
            (None, {"AccountPage"}),
        ):  # fmt: skip
            workspace = who or Workspace.open(mine.home, user="rad", passphrase=FIRST)
            dialog = AdministrationDialog(workspace, pool, window)
            shown = {type(dialog.tabs.widget(at)).__name__ for at in range(dialog.tabs.count())}
            assert shown == pages
            dialog.done(0)
            if who is None:
                workspace.close()


def test_the_trail_is_filtered_and_verified(qtbot: QtBot, mine: Workspace, jobs: Jobs) -> None:
    page = TrailPage(mine, jobs)
    qtbot.addWidget(page)
    table = page.entries.table
    qtbot.waitUntil(lambda: len(table.texts()) > 3)
    everything = len(table.texts())
    page.entries.filter.setText("vault.create")
    assert [row[3] for row in table.texts()] == ["vault.create"]
    page.entries.filter.clear()
    assert len(table.texts()) == everything
    page.entries.failures.setChecked(True)
    assert table.texts() == []
    page.entries.failures.setChecked(False)
    page.verify.click()
    qtbot.waitUntil(lambda: "Everything holds" in page.answer.text(), timeout=20_000)
    raw = mine._vault._catalog._connect()
    raw.execute("UPDATE vault_trail SET subject = 'another' WHERE sequence = 1")
    raw.close()
    page.verify.click()
    qtbot.waitUntil(lambda: "NOT verified" in page.answer.text(), timeout=20_000)


def test_an_unknown_patient_is_one_line(qtbot: QtBot, mine: Workspace, jobs: Jobs) -> None:
    page = PatientPage(mine, jobs)
    qtbot.addWidget(page)
    page.patient.setText("nobody")
    with qtbot.waitSignal(page.failed):
        page.go.click()


def test_users_are_listed_and_disabled(qtbot: QtBot, mine: Workspace, jobs: Jobs) -> None:
    mine.add_user("bob", FIRST, ["trainee"], kdf=MINIMUM_COST)
    page = UsersPage(mine, jobs, may_change=True)
    qtbot.addWidget(page)
    qtbot.waitUntil(lambda: len(page.table.texts()) == 2)
    page.table.selectRow(0)
    assert page.table.chosen() == "bob"
    page.buttons["switch"].click()
    qtbot.waitUntil(lambda: "disabled" in page.table.texts()[0][2], timeout=20_000)
    assert page.table.texts()[1][2] == "enabled"
    looker = UsersPage(mine, jobs, may_change=False)
    qtbot.addWidget(looker)
    assert not any(button.isEnabled() for button in looker.buttons.values())


def test_controls_and_emergencies_are_shown(qtbot: QtBot, mine: Workspace, jobs: Jobs) -> None:
    emergencies = EmergenciesPage(mine, jobs, may_review=True)
    qtbot.addWidget(emergencies)
    with qtbot.waitSignal(emergencies.waiting) as waiting:
        emergencies.refresh()
    assert waiting.args == [0]
    with DecodePool(1) as pool:
        page = ControlsPage(mine, jobs, pool, may_back_up=True)
        qtbot.addWidget(page)
        page.check.click()
        qtbot.waitUntil(lambda: len(page.table.texts()) >= 16, timeout=60_000)
        assert {row[0] for row in page.table.texts()} <= {"pass", "FAIL", "not applicable"}


def test_another_workspace_is_the_witness_from_the_page(
    qtbot: QtBot, mine: Workspace, jobs: Jobs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, words = tmp_path / "other", "nine blue bottles"
    Workspace.create(other, user="eve", passphrase=words, kdf=MINIMUM_COST).close()
    typed = [words]
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(other))
    monkeypatch.setattr(QInputDialog, "getText", lambda *_: (typed[0], True))
    page = TrailPage(mine, jobs)
    qtbot.addWidget(page)
    page.vouch.click()
    qtbot.waitUntil(lambda: "never saw this workspace" in page.answer.text(), timeout=20_000)
    page.witness.click()
    qtbot.waitUntil(lambda: "keeps 1 checkpoints" in page.answer.text(), timeout=20_000)
    page.vouch.click()
    qtbot.waitUntil(lambda: "Everything holds" in page.answer.text(), timeout=20_000)
    typed[0] = "guess"
    with qtbot.waitSignal(page.failed, timeout=20_000) as failed:
        page.witness.click()
    assert isinstance(failed.args[0], WrongPassphraseError)
    with Workspace.open(other, passphrase=words) as witness:
        kept = [entry for entry in witness.trail() if entry.action == "witness.keep"]
    assert len(kept) == 1
