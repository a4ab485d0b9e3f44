"""A whole reading without the mouse: pages, report, signature, next study."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from omni_med.domain import ReadingState
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow

if TYPE_CHECKING:
    from conftest import Studies

PASSPHRASE = "six words are easy to remember"
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(key: Qt.Key, *, control: bool = False) -> None:
    """Press a key where the keyboard is."""
    held = CONTROL if control else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(QApplication.focusWidget(), key, held)


def opened(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    window.activateWindow()
    signals = [window.desk.reporting.shown, window.reading_presenter.loaded]
    with qtbot.waitSignals(signals, timeout=20_000):
        window.open_study(study_uid)
    qtbot.waitUntil(window.reading.viewport.hasFocus)


def test_a_study_is_read_signed_and_left_for_the_next_by_keys(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    opened(qtbot, window, studies.film)
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        press(Qt.Key.Key_Space)
    with qtbot.waitSignal(window.analysis_presenter.stored, timeout=20_000):
        press(Qt.Key.Key_A)
    press(Qt.Key.Key_Return, control=True)
    assert window.desk.report.isVisible(), "what is signed is shown first"
    assert window.desk.reporting._signing is None
    press(Qt.Key.Key_Return, control=True)
    dialog = window.desk.reporting._signing
    assert dialog is not None
    dialog.passphrase.setText(PASSPHRASE)
    QTest.keyClick(dialog.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(window.desk.report.amend.isEnabled, timeout=20_000)
    assert workspace.reports(studies.film)[-1].is_signed
    window.activateWindow()
    window.reading.viewport.setFocus()
    qtbot.waitUntil(window.reading.viewport.hasFocus)
    with qtbot.waitSignal(window.reading_presenter.loaded, timeout=20_000):
        press(Qt.Key.Key_PageDown, control=True)
    assert window.study_uid == studies.ct
    qtbot.waitUntil(window.reading.viewport.hasFocus)
    press(Qt.Key.Key_PageDown, control=True)
    status = window.statusBar()
    assert status is not None
    qtbot.waitUntil(lambda: "No other study waits" in status.currentMessage(), timeout=10_000)
    assert window.study_uid == studies.ct


def test_who_writes_keeps_the_keyboard(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    opened(qtbot, window, studies.film)
    with qtbot.waitSignal(window.desk.reporting.shown, timeout=20_000):
        press(Qt.Key.Key_R, control=True)
    report = window.desk.report
    qtbot.waitUntil(report.editors["impression"].hasFocus)
    qtbot.keyClicks(QApplication.focusWidget(), "Clear lungs")
    report.tell()
    with qtbot.waitSignal(window.desk.reporting.shown, timeout=20_000):
        window.desk.reporting.refresh()
    editor = report.editors["impression"]
    assert editor.hasFocus(), "the report was filled anew beneath the reader's hands"
    qtbot.keyClicks(QApplication.focusWidget(), ".")
    assert editor.toPlainText().endswith("Clear lungs.")
    press(Qt.Key.Key_Escape)
    assert window.reading.viewport.hasFocus()
    assert window.study_uid == studies.film, "Esc in a text leaves the text, not the study"
    press(Qt.Key.Key_R, control=True)
    assert window.reading.findings.isVisible()


def test_pages_are_turned_by_keys_and_take_the_keyboard(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    opened(qtbot, window, studies.ct)
    reading = window.reading
    pages: dict[Qt.Key, QWidget] = {
        Qt.Key.Key_2: reading.record,
        Qt.Key.Key_3: reading.metadata,
        Qt.Key.Key_5: reading.layers,
        Qt.Key.Key_4: reading.measured,
        Qt.Key.Key_1: reading.findings,
    }
    for key, page in pages.items():
        press(key, control=True)
        assert reading.tabs.currentWidget() is page
        focused = QApplication.focusWidget()
        assert focused is page or page.isAncestorOf(focused), page
    before = reading.model.index
    press(Qt.Key.Key_Down)
    assert reading.model.index == before, "arrows are the page's"
    press(Qt.Key.Key_Escape)
    press(Qt.Key.Key_Down)
    assert reading.model.index == before + 1, "and the image's again"


def test_the_next_study_is_waiting_free_and_after_this_one(window: MainWindow) -> None:
    page = window.worklist
    first, second = page.order()
    assert page.next_after(first, (first, second)) == second
    assert page.next_after(second, (first, second)) == first, "from the top again"
    rows = page.table._rows
    for taken in ({"holder": "somebody"}, {"state": ReadingState.SIGNED}):
        page.table._rows = (rows[0], replace(rows[1], row=replace(rows[1].row, **taken)))
        assert page.next_after(first, (first, second)) == ""
