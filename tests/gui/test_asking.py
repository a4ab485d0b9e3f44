"""Questions and drafts in the real window, of a real server process on loopback."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from omni_med.domain import Impression, SitePolicy
from omni_med.errors import WorkspaceError
from omni_med.models.language.server.entry import ServerEntry
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow

if TYPE_CHECKING:
    from conftest import Studies

PASSPHRASE = "six words are easy to remember"
SCRIPT = (
    Path(__file__).parents[1] / "omni_med" / "models" / "language" / "server" / "openai_server.py"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("received") / "log"
    process = subprocess.Popen(
        [sys.executable, str(SCRIPT), str(log)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


def allow(workspace: Workspace, url: str, how: str = "ok") -> None:
    workspace.add_server(ServerEntry(how, f"{url}/{how}/v1", "m", timeout_s=20.0))
    workspace.allow_server(how, "a test")


def open_asking(qtbot: QtBot, window: MainWindow, study_uid: str, *, offered: bool = True) -> None:
    with (
        qtbot.waitSignal(window.reading_presenter.loaded),
        qtbot.waitSignal(window.desk.asking.offered, check_params_cb=lambda on: on is offered),
    ):
        window.open_study(study_uid)
    tabs = window.reading.tabs
    assert tabs.isTabVisible(tabs.indexOf(window.desk.asked)) is offered
    tabs.setCurrentWidget(window.desk.asked)


def words(window: MainWindow) -> str:
    return "\n".join(item.text() for item in window.desk.asked.findChildren(QLabel))


def test_nothing_is_seen_of_it_where_no_server_is_allowed(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    workspace.add_server(ServerEntry("far", "https://far.example/v1", "m"))
    open_asking(qtbot, window, studies.film, offered=False)


def test_a_question_and_a_draft_that_is_taken(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server)
    open_asking(qtbot, window, studies.film)
    panel = window.desk.asked
    assert "pseudonymised" in panel.where.text()
    panel.question.setText("Is there an effusion?")
    panel.ask.click()
    assert not panel.ask.isEnabled()
    assert panel.stop.isVisible()
    qtbot.waitUntil(lambda: "bones are made of glass" in words(window) and panel.ask.isEnabled())
    assert "unsupported" in words(window)
    assert "Record: “Fever and cough for three days.”" in words(window)
    assert "checked by nobody. Tokens: 1000 sent, 100 received; cost 0." in panel.cost.text()
    assert not panel.take.isVisible(), "an answer is no draft"

    panel.draft.click()
    qtbot.waitUntil(panel.take.isVisible, timeout=20_000)
    reporting = window.desk.reporting
    with qtbot.waitSignal(reporting.stored, timeout=20_000):
        panel.take.click()
    assert window.reading.tabs.currentWidget() is window.desk.report
    (kept,) = workspace.reports(studies.film)
    assert kept.drafted_by
    findings = next(item.text for item in kept.sections if item.key == "findings")
    assert "There is no pneumothorax. [unsupported]" in findings
    with pytest.raises(WorkspaceError, match="still marked"):
        workspace.sign_report(kept, PASSPHRASE)
    clean = tuple(replace(item, text=item.text.split(" [")[0]) for item in kept.sections)
    assert workspace.sign_report(replace(kept, sections=clean), PASSPHRASE).is_signed
    assert b"made of glass" in workspace.draft(studies.film, "drafted")
    sent = workspace.sent(studies.film)
    assert [item.what.template for item in sent] == ["question/1/en", "draft/1/en"]


@pytest.mark.parametrize(("how", "said"), [("broken", "error of its own"), ("json", "cut its")])
def test_what_is_wrong_with_a_server_stands_in_the_panel(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str,
    how: str, said: str,
) -> None:  # fmt: skip
    allow(workspace, server, how)
    open_asking(qtbot, window, studies.film)
    panel = window.desk.asked
    panel.draft.click()
    qtbot.waitUntil(lambda: said in panel.coming.text(), timeout=20_000)
    assert panel.draft.isEnabled()


def test_a_hung_server_blocks_nothing_and_is_left_when_told(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server, "silent")
    open_asking(qtbot, window, studies.film)
    panel = window.desk.asked
    panel.draft.click()
    with qtbot.waitSignal(window.reading_presenter.loaded):  # the window goes on
        window.open_study(studies.ct)
    assert panel.draft.isEnabled(), "another study leaves the question behind"
    panel.draft.click()
    panel.stop.click()
    assert panel.draft.isEnabled()


def test_a_first_impression_comes_before_a_model_is_heard(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server)
    workspace.set_site_policy(SitePolicy(unaided_first=True))
    open_asking(qtbot, window, studies.film)
    panel = window.desk.asked
    panel.draft.click()
    qtbot.waitUntil(lambda: "first impression comes first" in panel.coming.text())
    assert workspace.sent(studies.film) == ()
    now = datetime(2026, 3, 1, tzinfo=UTC)
    workspace.keep_impression(Impression(studies.film, "reader", now))
    panel.draft.click()
    qtbot.waitUntil(panel.take.isVisible, timeout=20_000)


# A server that reads the study


def test_a_server_reads_only_after_the_reader_said_so(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server)
    open_asking(qtbot, window, studies.film)
    menu = window.reading.findings.others.choices
    offered = [action for action in menu.actions() if "Send to the server" in action.text()]
    (words,) = [action.text() for action in offered]
    assert words.endswith("(m) …"), "where it goes and to which model"
    serving = window.desk.serving
    offered[0].trigger()
    assert serving.dialog is not None
    said = "\n".join(item.text() for item in serving.dialog.findChildren(QLabel))
    assert "Names, numbers and dates are cut out" in said
    assert "blanked" in said
    QTest.keyClick(serving.dialog, Qt.Key.Key_Return)
    assert not serving.dialog.isVisible(), "Enter leaves it"
    assert workspace.sent(studies.film) == ()
    assert workspace.analyses(studies.film) == ()

    offered[0].trigger()
    serving.dialog.send.click()
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=20_000):
        pass
    (kept,) = workspace.analyses(studies.film)
    assert kept.model.id == "ok"
    assert workspace.sent(studies.film)
    shown = "\n".join(item.text() for item in window.reading.findings.findChildren(QLabel))
    assert "not calibrated at this site" in shown
    status = window.statusBar()
    assert status is not None
    assert "Tokens:" in status.currentMessage()


def test_a_hung_server_that_reads_is_left_at_once_and_nothing_is_kept(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server, "silent")
    open_asking(qtbot, window, studies.film)
    serving = window.desk.serving
    serving.send("silent")
    qtbot.waitUntil(lambda: bool(workspace.sent(studies.film)), timeout=20_000)
    window.reading.findings.underway.stop.click()
    serving.close()  # waits for the thread: the server's patience is 20 s, ours is not
    assert workspace.analyses(studies.film) == ()


def test_a_first_impression_comes_before_a_server_reads(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies, server: str
) -> None:
    allow(workspace, server)
    workspace.set_site_policy(SitePolicy(unaided_first=True))
    open_asking(qtbot, window, studies.film)
    with qtbot.waitSignal(window.desk.serving.failed, timeout=20_000):
        window.desk.serving.send("ok")
    assert workspace.sent(studies.film) == ()
    assert "first impression" in window.reading.findings.message.text()
