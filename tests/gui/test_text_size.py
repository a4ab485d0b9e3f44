"""The size of the text: 80 to 200 %, by key and by setting, at once, kept, and nothing clipped."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from ui.desktop import theme
from ui.desktop.comfort import SIZES, Comfort, ComfortStore, percent, stepped
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.deciding.consent import SendDialog
from ui.desktop.panels.deciding.outcome import OutcomeDialog
from ui.desktop.panels.deciding.settings import SettingsDialog
from ui.desktop.panels.deciding.sign import SignDialog

if TYPE_CHECKING:
    from conftest import Studies

CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def usual_afterwards(qapp: QApplication) -> Iterator[None]:
    """Give the tests that follow the usual size back."""
    yield
    theme.set_text_size(qapp, theme.USUAL)


def test_sizes_go_from_80_to_200_percent_in_steps() -> None:
    assert [percent(size) for size in SIZES] == [80, 90, 100, 110, 125, 150, 175, 200]
    assert stepped(10.0, 1) == 11.0
    assert stepped(10.0, -1) == 9.0
    assert stepped(20.0, 1) == 20.0
    assert stepped(8.0, -1) == 8.0
    assert stepped(14.0, 1) == 15.0, "a size of an older version lies between two steps"
    assert stepped(14.0, -1) == 12.5
    assert stepped(17.5, 0) == 10.0


def test_lengths_of_the_style_sheet_grow_and_hairlines_do_not() -> None:
    usual, large = theme.style(), theme.style(15.0)
    assert "font-size: 17pt" in usual
    assert "font-size: 25.5pt" in large
    assert "padding: 9px 18px" in large
    assert "border: 1px solid" in large
    assert "{grown}" not in large
    assert large.count("#") == usual.count("#"), "colours are no lengths"


def clipped(root: QWidget) -> list[str]:
    """Return the visible buttons and one-line labels that are smaller than their words."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, QAbstractButton | QLabel) or not widget.isVisible():
            continue
        if not widget.text() or (isinstance(widget, QLabel) and widget.wordWrap()):
            continue
        least = widget.minimumSizeHint()
        if widget.width() < least.width() or widget.height() < least.height():
            found.append(f"{widget.text()}: {widget.size()} for {least}")
    return found


def test_keys_change_the_size_everywhere_and_nothing_is_clipped_at_150_percent(
    qtbot: QtBot, window: MainWindow, studies: Studies, qapp: QApplication
) -> None:
    window.resize(1920, 1080)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    header = window.worklist.view.verticalHeader()
    assert header is not None
    row = header.defaultSectionSize()
    icon = window.reading.tools.buttons["pan"].iconSize().width()
    for _press in range(3):
        QTest.keyClick(window.worklist.view, Qt.Key.Key_Plus, CONTROL)
    assert qapp.font().pointSizeF() == 15.0
    assert ComfortStore().now.points == 15.0, "kept"
    assert header.defaultSectionSize() > row
    qtbot.waitUntil(lambda: clipped(window.worklist) == [])
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.film)
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        QTest.keyClick(window.reading.viewport, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: clipped(window.reading) == [])
    assert window.reading.tools.buttons["pan"].iconSize().width() == round(icon * 1.5)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_Minus, CONTROL)
    assert qapp.font().pointSizeF() == 12.5
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_0, CONTROL)
    assert qapp.font().pointSizeF() == 10.0
    window.show_worklist()
    qtbot.waitUntil(lambda: header.defaultSectionSize() == row)


def test_the_setting_takes_effect_without_a_new_window(
    qtbot: QtBot, window: MainWindow, qapp: QApplication
) -> None:
    setting = window.desk.setting
    with qtbot.assertNotEmitted(setting.again):
        setting.keep(replace(setting.store.now, points=20.0))
    assert qapp.font().pointSizeF() == 20.0
    assert window.reading.strip.iconSize().width() == 224


def test_dialogs_fit_a_screen_at_150_percent_and_their_keys_can_be_read(
    qtbot: QtBot, dressed: None, qapp: QApplication
) -> None:
    theme.set_text_size(qapp, 15.0)
    settings = SettingsDialog(Comfort(points=15.0))
    settings.tabs.setCurrentIndex(1)
    dialogs = (settings, SignDialog("ada", amends=False), SendDialog("far.example (m)"))
    for dialog in (*dialogs, OutcomeDialog(["opacity"])):
        qtbot.addWidget(dialog)
        with qtbot.waitExposed(dialog):
            dialog.show()
        least = dialog.minimumSizeHint()
        assert least.width() <= 1366
        assert least.height() <= 768 - 60, type(dialog).__name__
        assert clipped(dialog) == []
    edit = settings.edits["invert"]
    assert edit.height() >= edit.sizeHint().height()
