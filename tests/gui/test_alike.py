"""Views that are compared: the same window, scale and place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PyQt6.QtCore import Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from ui.desktop.main_window import MainWindow
from ui.desktop.models.space.alike import look_alike
from ui.desktop.models.stack import ImageStack, Window
from ui.desktop.models.viewport import ViewportModel

if TYPE_CHECKING:
    from conftest import Studies


def view(stack: ImageStack, size: tuple[int, int] = (400, 300)) -> ViewportModel:
    model = ViewportModel()
    model.resize(*size)
    model.show(stack)
    return model


def test_a_millimetre_is_as_large_in_both_and_values_of_one_unit_have_one_window(
    stack: ImageStack,
) -> None:
    first = view(stack)
    other = view(replace(stack, key="prior", spacing=(0.5, 0.5)), (300, 500))
    first.set_window(Window(-600.0, 1500.0))
    first.zoom_by(3.0)
    first.pan_by(12.0, -7.0)
    first.invert()
    assert look_alike(first, other)
    one, two = first.geometry(), other.geometry()
    assert one is not None
    assert two is not None
    assert two.zoom / 0.5 == pytest.approx(one.zoom / 1.0)
    assert two.pan == pytest.approx(one.pan)
    assert other.shown_window == Window(-600.0, 1500.0)
    assert other.inverted
    assert first.geometry() == one, "the first stays as it is"


def test_films_keep_their_windows_and_without_spacing_the_share_of_the_image_counts(
    stack: ImageStack,
) -> None:
    film = replace(stack, unit="", modality="CR")
    first, other = view(film), view(replace(film, spacing=None, window=Window(9.0, 9.0)))
    whole = first.geometry()
    first.set_window(Window(1.0, 2.0))
    first.zoom_by(2.0)
    assert not look_alike(first, other)
    seen = other.geometry()
    assert seen is not None
    assert whole is not None
    assert seen.zoom == pytest.approx(2.0 * whole.zoom)
    assert other.shown_window == Window(9.0, 9.0)
    assert not look_alike(first, ViewportModel())
    detector = view(replace(film, at_detector=True))
    assert not look_alike(first, detector), "a shadow at the detector is larger than the patient"


def test_a_key_does_it_and_says_so(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    status = window.statusBar()
    assert status is not None
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(studies.ct)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_K, shift)
    assert "no other view" in status.currentMessage()
    window.reading.arrange("layout2")
    first, other = window.reading.grid.models[:2]
    other.show(first.stack)
    first.zoom_by(2.0)
    QTest.keyClick(window.reading.viewport, Qt.Key.Key_K, shift)
    assert "a millimetre is as large" in status.currentMessage()
    one, two = first.geometry(), other.geometry()
    assert one is not None
    assert two is not None
    assert two.zoom == pytest.approx(one.zoom)
