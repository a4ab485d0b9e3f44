"""The main screens look as they did: compared with small pictures, with room for fonts.

Where a change is meant, look at the window, then renew the pictures and look at those:
``OMNI_MED_RENEW_PICTURES=1 .venv/bin/python -m pytest tests/gui/test_pictures.py``.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import Qt
from PyQt6.QtGui import QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ui.desktop.main_window import MainWindow

if TYPE_CHECKING:
    from conftest import Studies

HERE = Path(__file__).resolve().parent / "pictures"
SIZE = (384, 240)
"""Of the pictures, columns by rows: words are grey there, places and colours are not."""
BLOCK, MEAN, WORST = 12, 4.0, 45.0
"""Pixels of a block; how far all pixels may be off in the mean, and the worst block."""


def seen(widget: QWidget) -> NDArray[np.uint8]:
    """Return a widget as it looks, RGB, made small by exact means."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    bits = image.constBits()
    assert bits is not None
    bits.setsize(image.sizeInBytes())
    rows = np.frombuffer(bytes(bits), np.uint8).reshape(image.height(), image.bytesPerLine())
    whole = rows[:, : image.width() * 3].reshape(image.height(), image.width(), 3)
    return np.asarray(cv2.resize(whole, SIZE, interpolation=cv2.INTER_AREA), np.uint8)


def differences(found: NDArray[np.uint8], kept: NDArray[np.uint8]) -> tuple[float, float]:
    """Return how far two pictures are apart: in the mean, and in the worst block."""
    away = np.abs(found.astype(np.float32) - kept).mean(axis=2)
    blocks = cv2.resize(away, (SIZE[0] // BLOCK, SIZE[1] // BLOCK), interpolation=cv2.INTER_AREA)
    return float(away.mean()), float(blocks.max())


def same(widget: QWidget, name: str) -> None:
    """Fail where a widget does not look like its picture; write that where renewing is asked."""
    found, file = seen(widget), HERE / f"{name}.png"
    if os.environ.get("OMNI_MED_RENEW_PICTURES"):
        HERE.mkdir(exist_ok=True)
        cv2.imwrite(str(file), cv2.cvtColor(found, cv2.COLOR_RGB2BGR))
        return
    read = cv2.imread(str(file))
    assert read is not None, f"there is no {file.name}: renew the pictures"
    mean, worst = differences(found, np.asarray(cv2.cvtColor(read, cv2.COLOR_BGR2RGB), np.uint8))
    assert mean <= MEAN, f"{name} looks different: {mean:.1f} in the mean"
    assert worst <= WORST, f"a part of {name} looks different: {worst:.1f}"


@pytest.mark.slow
def test_the_main_screens_look_as_they_did(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    window.resize(1200, 750)
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        window.worklist.search.setText("ACC-DX")
    qtbot.waitUntil(lambda: window.worklist.table.rowCount() == 1)
    qtbot.wait(50)
    same(window, "worklist")
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.ct)
    window.reading.viewport.setFocus()
    quiet(window)
    same(window, "ct")
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_V)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_BracketRight)
    window.reading.grid.repaint()
    qtbot.waitUntil(lambda: window.maker.idle)
    quiet(window)
    same(window, "planes")
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.film)
    with qtbot.waitSignal(window.analysis_presenter.shown, timeout=60_000):
        window.reading.analyse_wanted.emit()
    quiet(window)
    same(window, "film")
    with qtbot.waitSignal(window.desk.reporting.shown):
        window.desk.show_report()
    quiet(window)
    same(window, "report")
    window.reading.help.open()
    quiet(window)
    same(window, "keys")
    window.reading.help.dismiss()
    with qtbot.waitSignal(window.desk.setting.shown):
        window.desk.setting.open()
    dialog = window.desk.setting.dialog
    assert dialog is not None
    same(dialog, "settings")
    dialog.reject()


def quiet(window: MainWindow) -> None:
    """Take away what comes and goes by itself."""
    bar = window.statusBar()
    assert bar is not None
    while not window.jobs.idle:  # thumbnails
        QTest.qWait(20)
    bar.clearMessage()
    QTest.qWait(250)  # what passed by is drawn exactly, the layout has settled


def test_a_picture_tells_what_is_missing() -> None:
    read = cv2.imread(str(HERE / "film.png"))
    assert read is not None
    picture = np.asarray(read, np.uint8)
    assert differences(picture, picture) == (0.0, 0.0)
    noise = np.random.default_rng(1).integers(-6, 7, picture.shape)
    shaken = np.clip(picture + noise, 0, 255).astype(np.uint8)
    mean, worst = differences(shaken, picture)
    assert mean <= MEAN
    assert worst <= WORST
    black = picture.copy()
    black[60:200, 60:240] = 0
    mean, worst = differences(black, picture)
    assert mean > MEAN or worst > WORST, "an image that is not drawn is seen"
    moved = np.roll(picture, 14, axis=0)
    assert differences(moved, picture)[1] > WORST, "as is a page that moved by a bar's height"
