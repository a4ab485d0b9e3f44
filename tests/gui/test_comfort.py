"""Key maps, settings, first steps, outcomes, the window made anew, names for screen readers."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QKeySequence
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QDialog,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QScrollBar,
    QTextBrowser,
    QWidget,
)
from pytestqt.qtbot import QtBot

from omni_med.domain import SitePolicy
from omni_med.workspace import Workspace
from ui.desktop import keymap, keymaps
from ui.desktop.comfort import Comfort, ComfortStore
from ui.desktop.main_window import MainWindow
from ui.desktop.panels.deciding.outcome import OutcomeDialog
from ui.desktop.panels.deciding.settings import SettingsDialog
from ui.desktop.panels.deciding.sign import SignDialog
from ui.desktop.panels.deciding.tour import Tour
from ui.desktop.panels.finding.edit import AddDialog, EditDialog

if TYPE_CHECKING:
    from conftest import Studies


@pytest.mark.parametrize("name", sorted(keymaps.MAPS))
def test_no_key_does_two_things(name: str) -> None:
    table = keymap.with_keys(keymaps.changed(name, {}))
    assert keymaps.clashes(table) == ()
    actions = {key.action for key in table}
    assert set(keymaps.MAPS[name]) <= actions, "a map names what there is"
    for key in table:
        for sequence in key.keys:
            assert QKeySequence(sequence).toString(), f"{sequence} is no key"


def test_the_readers_own_keys_go_over_the_map() -> None:
    table = {key.action: key.keys for key in keymap.with_keys(keymaps.changed("ohif", {}))}
    assert table["rotate_right"] == ("R",)
    own = keymaps.changed("ohif", {"rotate_right": ("F9",)})
    assert {key.action: key.keys for key in keymap.with_keys(own)}["rotate_right"] == ("F9",)
    clashing = keymap.with_keys({"invert": ("A",)})
    ((sequence, *_texts),) = keymaps.clashes(clashing)
    assert sequence == "A"
    assert keymap.with_keys({"invert": ()}) == keymap.with_keys({})


def test_settings_are_kept_and_damage_costs_only_them(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "desktop.json"
    store = ComfortStore(path)
    comfort = Comfort("zh_CN", "weasis", {"invert": ("F4",)}, 12.0, tour_seen=True)
    assert store.change(comfort)
    assert ComfortStore(path).now == comfort
    path.write_text("{")
    assert ComfortStore(path).now == Comfort()
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert not ComfortStore(blocked / "desktop.json").change(comfort)


def test_the_settings_dialog_refuses_a_key_twice_and_tells_changes(
    qtbot: QtBot, dressed: None
) -> None:
    dialog = SettingsDialog(Comfort())
    qtbot.addWidget(dialog)
    dialog.show_policy(SitePolicy(prevalence={"Opacity": 0.1}), ["Opacity", "Nodule"])
    dialog.edits["invert"].setKeySequence(QKeySequence("A"))
    assert "would do two things" in dialog.problem.text()
    dialog.edits["invert"].setKeySequence(QKeySequence("F4"))
    assert dialog.problem.text() == ""
    dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    dialog.unaided.setChecked(True)
    dialog.prevalence["Nodule"].setValue(2.5)
    told: list[object] = []
    dialog.comfort_changed.connect(told.append)
    dialog.policy_changed.connect(told.append)
    dialog.accept()
    policy = SitePolicy(unaided_first=True, prevalence={"Opacity": 0.1, "Nodule": 0.025})
    assert told == [policy, Comfort("zh_CN", keys={"invert": ("F4",)})]


def test_settings_of_the_site_are_kept_and_changes_counted(
    qtbot: QtBot, window: MainWindow, workspace: Workspace
) -> None:
    setting = window.desk.setting
    with qtbot.waitSignal(setting.shown, timeout=60_000):
        window.worklist.settings.click()
    dialog = setting.dialog
    assert dialog is not None
    assert set(dialog.prevalence) == {"Lung opacity", "Pneumothorax"}
    dialog.count.click()
    qtbot.waitUntil(lambda: "right, became wrong" in dialog.counts.text(), timeout=10_000)
    dialog.second.setChecked(True)
    with qtbot.waitSignal(setting.stored, timeout=10_000):
        dialog.accept()
    assert workspace.site_policy().second_read


def test_the_window_asks_to_be_made_anew(qtbot: QtBot, window: MainWindow) -> None:
    setting = window.desk.setting
    with qtbot.waitSignal(setting.again):
        setting.keep(replace(setting.store.now, language="zh_CN"))
    assert ComfortStore().now.language == "zh_CN"


def test_the_first_steps_are_shown_once(qtbot: QtBot, window: MainWindow) -> None:
    setting = window.desk.setting
    setting.first_time()
    tour = setting.tour
    assert tour.isVisible()
    for _page in tour.pages[1:]:
        QTest.keyClick(tour, Qt.Key.Key_Right)
    QTest.keyClick(tour, Qt.Key.Key_Left)
    assert tour.place.text() == f"{len(tour.pages) - 1} of {len(tour.pages)}"
    QTest.keyClick(tour, Qt.Key.Key_Return)
    QTest.keyClick(tour, Qt.Key.Key_Return)
    assert not tour.isVisible()
    setting.first_time()
    assert not tour.isVisible(), "once"
    window.worklist.tour.click()
    assert tour.isVisible()
    QTest.keyClick(tour, Qt.Key.Key_Escape)


def test_after_the_first_steps_the_keyboard_is_where_it_was(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.activateWindow()
    window.worklist.view.setFocus()
    window.desk.setting.tour.open()
    QTest.keyClick(window.desk.setting.tour, Qt.Key.Key_Escape)
    qtbot.waitUntil(window.worklist.view.hasFocus)


def test_the_first_steps_cover_the_window_and_take_its_keys(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.ct)
    tour = window.desk.setting.tour
    tour.open()
    window.resize(1300, 820)
    qtbot.waitUntil(lambda: tour.size() == window.size())
    window.reading.viewport.setFocus()  # as when the images arrive
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_Right)
    assert tour.at == 1, "the tour goes on, the images do not"
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_Escape)
    assert not tour.isVisible()
    assert window.study_uid == studies.ct, "the study behind it stays open"
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_Escape)
    assert not window.study_uid, "now the key is the window's again"


def test_an_outcome_is_written_down(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.film)
    window.activateWindow()
    window.reading.viewport.setFocus()
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        QTest.keyClick(window.reading.viewport, Qt.Key.Key_Space)
    window.reading.findings.outcome_wanted.emit()
    (dialog,) = window.reading.findings.findChildren(OutcomeDialog)
    dialog.source.setText("CT a week later")
    dialog.accept()
    assert dialog.isVisible(), "whether it was there is not said yet"
    dialog.buttons[False].click()
    with qtbot.waitSignal(window.desk.setting.stored, timeout=10_000):
        dialog.accept()
    (outcome,) = workspace.outcomes(studies.film)
    assert (outcome.finding, outcome.present) == ("Lung opacity", False)


CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QKeySequenceEdit,
    QLineEdit,
    QPlainTextEdit,
    QTextBrowser,
)


def nameless(root: QWidget) -> list[str]:
    """Return the controls that a screen reader could not name; Qt's own parts left out."""
    found = []
    for widget in root.findChildren(QWidget):
        if not isinstance(widget, CONTROLS) or isinstance(widget, QScrollBar):
            continue
        if widget.objectName().startswith("qt_") or _is_part(widget):
            continue
        text = widget.text() if isinstance(widget, QAbstractButton) else ""
        if not (widget.accessibleName() or text.strip()):
            found.append(f"{type(widget).__name__} in {_path(widget)}")
    return found


def _is_part(widget: QWidget) -> bool:
    """Say whether a widget is a part that Qt made of another control."""
    if isinstance(widget, QKeySequenceEdit):
        return False
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, CONTROLS) or type(parent).__name__ == "QTabBar":
            return True
        parent = parent.parentWidget()
    return False


def _path(widget: QWidget) -> str:
    names, parent = [], widget.parentWidget()
    while parent is not None:
        names.append(type(parent).__name__)
        parent = parent.parentWidget()
    return " < ".join(names[:4])


def test_every_control_of_the_window_has_a_name(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    with qtbot.waitSignal(window.desk.reporting.shown, timeout=20_000):
        window.open_study(studies.film)
    assert nameless(window) == []
    assert nameless(Tour(window)) == []


@pytest.mark.parametrize(
    "make",
    [
        lambda: SettingsDialog(Comfort()),
        lambda: SignDialog("ada", amends=False),
        lambda: EditDialog("x"),
        AddDialog,
        lambda: OutcomeDialog(["x"]),
    ],
)
def test_every_control_of_the_dialogs_has_a_name(
    qtbot: QtBot, dressed: None, make: type[QDialog]
) -> None:
    made = make()
    qtbot.addWidget(made)
    if isinstance(made, SettingsDialog):
        made.show_policy(SitePolicy(), ["Opacity"])
    assert nameless(made) == []
