"""What a reading room meets: the window stays alive and says what happened. And a second window."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from pydicom.uid import generate_uid
from PyQt6.QtCore import QPoint, QPointF, Qt
from PyQt6.QtGui import QDragEnterEvent, QDropEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.tools import Tool
from ui.desktop.viewport.series_drag import series_mime

if TYPE_CHECKING:
    from conftest import MakeImage, Studies


def message(window: MainWindow) -> str:
    bar = window.statusBar()
    assert bar is not None
    return bar.currentMessage()


def open_study(qtbot: QtBot, window: MainWindow, uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.settled, timeout=30_000):
        window.open_study(uid)
    window.reading.viewport.setFocus()


def objects(home: Path) -> list[Path]:
    return [path for path in (home / "vault" / "objects").rglob("*") if path.is_file()]


def test_a_series_of_two_sizes_without_geometry(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    make_image: MakeImage,
    tmp_path: Path,
) -> None:
    study, series = generate_uid(), generate_uid()
    for number, side in enumerate((32, 32, 48, 48, 48)):
        pixels = np.full((side, side), 100 * number, np.int16)
        made = make_image(study, series, "CT", pixels, PatientID="MIX", InstanceNumber=number + 1)
        made.save_as(tmp_path / f"{number}.dcm", enforce_file_format=True)
    workspace.import_paths([tmp_path], pool=pool)
    open_study(qtbot, window, study)
    strip = window.reading.strip
    assert strip.count() == 2
    counts = []
    for row in range(2):
        strip.setCurrentRow(row)
        qtbot.waitUntil(lambda: window.model.stack is not None and window.model.share_loaded == 1.0)
        assert window.model.stack is not None
        counts.append((window.model.stack.count, window.model.stack.rows))
    assert sorted(counts) == [(2, 32), (3, 48)]
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_V)
    assert "no volume" in message(window)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_B)
    assert "no slabs" in message(window)


def test_five_thousand_images(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    pool: DecodePool,
    make_image: MakeImage,
    tmp_path: Path,
) -> None:
    study = generate_uid()
    pixels = np.zeros((5000, 16, 16), np.int16)
    pixels += np.arange(5000, dtype=np.int16)[:, None, None]
    made = make_image(study, generate_uid(), "CT", pixels[0], PatientID="MANY")
    made.NumberOfFrames, made.PixelData = 5000, pixels.tobytes()
    made.save_as(tmp_path / "many.dcm", enforce_file_format=True)
    workspace.import_paths([tmp_path], pool=pool)
    open_study(qtbot, window, study)
    qtbot.waitUntil(lambda: window.model.share_loaded == 1.0, timeout=30_000)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_End)
    assert window.model.index == 4999
    assert window.reading.viewport.probe(window.reading.viewport.rect().center()).endswith(
        "4999 HU"
    )


def test_files_damaged_on_disk_while_the_study_is_open(
    qtbot: QtBot, window: MainWindow, studies: Studies, home: Path
) -> None:
    open_study(qtbot, window, studies.film)
    for path in objects(home):
        content = bytearray(path.read_bytes())
        content[len(content) // 2] ^= 0xFF
        path.write_bytes(bytes(content))
    open_study(qtbot, window, studies.ct)
    stack = window.model.stack
    assert stack is not None
    assert len(stack.failures) == stack.count == 12
    said = message(window)  # what came last: the stack's failures, or those of another reader
    assert "12 of 12 images cannot be shown" in said or "was altered" in said
    assert all(words for words in stack.failures.values())
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_V)
    assert "missing" in message(window)
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        QTest.keyClick(window.reading.viewport, Qt.Key.Key_Escape)


def test_a_lost_folder_comes_back(
    qtbot: QtBot, window: MainWindow, studies: Studies, home: Path
) -> None:
    lost = home / "vault" / "objects"
    lost.rename(home / "away")
    open_study(qtbot, window, studies.ct)
    stack = window.model.stack
    assert stack is None or len(stack.failures) == stack.count
    assert message(window)
    (home / "away").rename(lost)
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.show_worklist()
    open_study(qtbot, window, studies.ct)
    assert window.model.stack is not None
    assert not window.model.stack.failures


def test_a_second_window_shows_the_same_study_on_its_own(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    second = window.second
    qtbot.waitUntil(second.isActiveWindow)
    stack = window.model.stack
    assert stack is not None
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    data, none = series_mime(stack.key), Qt.KeyboardModifier.NoModifier
    entering = QDragEnterEvent(QPoint(20, 20), actions, data, button, none)
    QApplication.sendEvent(second.grid.viewport, entering)
    event = QDropEvent(QPointF(20, 20), actions, data, button, none)
    QApplication.sendEvent(second.grid.viewport, event)
    assert second.grid.model.stack is stack, "one volume, in memory once"
    QTest.keyClick(second.grid.viewport, Qt.Key.Key_2)
    assert second.grid.model.shown_window.label == "Lung"
    assert window.model.shown_window.label != "Lung"
    QTest.keyClick(second.grid.viewport, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert second.grid.layout_name == "layout2"
    assert window.reading.grid.layout_name == "layout1"
    window.model.step(-2)
    assert second.grid.models[0].index == window.model.index, "two windows scroll together"
    second.grid.models[0].step(3)
    assert window.model.index == second.grid.models[0].index
    QTest.keyClick(second.grid.viewport, Qt.Key.Key_K)
    window.model.step(-1)
    assert window.model.index != second.grid.models[0].index, "K lets it go"
    QTest.mouseClick(second.tools.buttons["length"], Qt.MouseButton.LeftButton)
    assert window.reading.toolbox.tool is Tool.LENGTH, "one hand holds one tool"
    view = second.grid.viewports[0]
    qtbot.waitUntil(lambda: view.width() > 100 and window.measuring_presenter is not None)
    qtbot.waitUntil(lambda: window.reading.measurements.ready)
    centre = view.rect().center()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=centre)
    QTest.mouseMove(view, centre + QPoint(40, 0))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=centre + QPoint(40, 0))
    assert len(window.reading.measurements.items) == 1
    second.close()
    assert second.grid.model.stack is None
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(second.isVisible)
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.show_worklist()
    assert all(model.stack is None for model in second.grid.models)
