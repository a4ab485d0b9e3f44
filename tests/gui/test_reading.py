"""Looking at images: layouts, cine, windows, true size, magnifier, texts, slabs, dropped files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PyQt6.QtGui import QDragEnterEvent, QDropEvent, QImage
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from omni_med.dicom.geometry import geometry
from omni_med.dicom.objects.shutter import Shutter, covered
from ui.desktop.kept import settings_file
from ui.desktop.main_window import MainWindow
from ui.desktop.models.corners import ITEMS, CornerTexts
from ui.desktop.models.layers.graphics import Drawing, Layer, Mask, Shape, Source, Words
from ui.desktop.models.presets import auto_window, whole_range
from ui.desktop.models.space.slab import Projection, Slab, project, slab_of
from ui.desktop.models.stack import ImageStack, Table, Window
from ui.desktop.models.tools import Tool
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.viewing.menus import LayoutPicker, TextsMenu, WindowMenu
from ui.desktop.preferences import FILE, Preferences, PreferenceStore
from ui.desktop.presenters.viewing.loader import frame_time
from ui.desktop.viewport.grid import layout_named, places_of
from ui.desktop.viewport.widget import Viewport

if TYPE_CHECKING:
    from conftest import Studies


@pytest.fixture
def viewport(qtbot: QtBot, dressed: None, stack: ImageStack) -> Iterator[Viewport]:
    made = Viewport(ViewportModel())
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.model.show(stack)
    yield made
    made.release()


def seen(widget: Viewport) -> NDArray[np.uint8]:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB888)
    data = image.constBits()
    assert data is not None
    data.setsize(image.sizeInBytes())
    flat = np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.bytesPerLine())
    return flat[:, : image.width() * 3].reshape(image.height(), image.width(), 3)


def open_study(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignal(window.reading_presenter.loaded):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()


def press(window: MainWindow, key: Qt.Key, modifier: str = "NoModifier") -> None:
    QTest.keyClick(window.reading.viewport, key, getattr(Qt.KeyboardModifier, modifier))


def message(window: MainWindow) -> str:
    bar = window.statusBar()
    assert bar is not None
    return bar.currentMessage()


# Layouts


def test_layouts_go_to_four_by_four() -> None:
    assert layout_named(2, 2) == "layout4"
    assert layout_named(3, 2) == "3x2"
    assert len(places_of("4x3")) == 12
    assert places_of("layout16") == places_of("4x4")
    for wrong in ("5x1", "0x2", "layout5", "x", "2x²"):
        with pytest.raises(KeyError):
            places_of(wrong)


def test_sixteen_views_and_back(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    open_study(qtbot, window, studies.ct)
    grid = window.reading.grid
    press(window, Qt.Key.Key_0, "AltModifier")
    assert sum(viewport.isVisible() for viewport in grid.viewports) == 16
    qtbot.waitUntil(lambda: len({viewport.width() // 4 for viewport in grid.viewports}) <= 2)
    grid.activate(15)
    window.reading.arrange("3x2")
    assert grid.count == 6
    assert grid.active == 0
    picker = LayoutPicker()
    qtbot.addWidget(picker)
    with qtbot.waitSignal(picker.picked, check_params_cb=lambda name: name == "layout2"):
        QTest.mouseClick(picker, Qt.MouseButton.LeftButton, pos=QPoint(40, 12))


# Cine


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ({}, None),
        ({"00181063": {"vr": "DS", "Value": [33.3]}}, 33.3),
        ({"00181065": {"vr": "DS", "Value": [0, 40, 42, 44]}}, 42.0),
        ({"00180040": {"vr": "IS", "Value": [25]}, "00181063": {"Value": [90.0]}}, 40.0),
        ({"00082144": {"vr": "IS", "Value": [15]}, "00180040": {"Value": [30]}}, 1000 / 15),
        ({"00181242": {"vr": "IS", "Value": [500]}}, 500.0),
        ({"00181063": {"vr": "DS", "Value": [0]}, "00180040": {"Value": ["x"]}}, None),
    ],
)
def test_the_rate_comes_from_the_file(header: dict, expected: float | None) -> None:
    assert frame_time(header) == (pytest.approx(expected) if expected else None)


def test_cine_keeps_time_and_can_be_made_faster(
    qtbot: QtBot, viewport: Viewport, stack: ImageStack
) -> None:
    stack.frame_time_ms = 20.0
    assert viewport.model.frame_rate == 50.0
    viewport.play(on=True)
    qtbot.waitUntil(lambda: viewport.model.index >= 3)
    viewport.model.set_rate(500.0)
    assert viewport.model.frame_rate == 60.0, "no faster than can be shown"
    assert viewport.is_playing
    viewport.model.set_annotated(True)
    viewport.play(on=False)
    viewport.model.show(replace(stack, key="another", frame_time_ms=None))
    assert viewport.model.frame_rate == 10.0


def test_a_single_image_says_that_it_does_not_move(
    qtbot: QtBot, window: MainWindow, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_C)
    assert "does not move" in message(window)
    open_study(qtbot, window, studies.ct)
    press(window, Qt.Key.Key_Period)
    assert window.model.frame_rate == pytest.approx(12.5)
    press(window, Qt.Key.Key_Comma)
    assert window.model.frame_rate == pytest.approx(10.0)


# Windows


def test_auto_window_is_that_of_what_is_seen(stack: ImageStack) -> None:
    model = ViewportModel()
    model.show(stack)
    model.resize(600, 400)
    assert model.fit_window(whole=True)
    low, high = stack.values[0].min(), stack.values[0].max()
    window = model.shown_window
    assert window.center - 0.5 - (window.width - 1) / 2 == pytest.approx(low)
    assert window.center - 0.5 + (window.width - 1) / 2 == pytest.approx(high)
    model.zoom_by(8.0, (0.0, 200.0))  # the left end of the ramp
    assert model.fit_window()
    assert model.shown_window.center < window.center - 200
    geometry_now = model.geometry()
    assert geometry_now is not None
    flat = np.full((40, 60), 7, np.int16)
    assert auto_window(stack, flat, geometry_now).width >= 1
    assert whole_range(stack, np.array([[np.nan]], np.float32)) == stack.window


def test_every_window_and_table_of_the_file_can_be_had(
    qtbot: QtBot, viewport: Viewport, stack: ImageStack
) -> None:
    stack.windows = (Window(10, 100, "A"), Window(20, 200, "B"))
    stack.window = stack.windows[0]
    stack.tables = (Table("curve", np.full(65536, 77, np.uint8)),)
    model = viewport.model
    model.show(stack)
    shown = []
    for _ in range(3):
        assert model.next_of_file()
        shown.append("table" if model.uses_table else model.shown_window.label)
    assert shown == ["B", "table", "A"]
    model.choose_table(0)
    assert np.median(seen(viewport)[60:340, 40:440]) == 77
    menu = WindowMenu(lambda: model)
    qtbot.addWidget(menu)
    menu.fill()
    texts = [action.text() for action in menu.actions()]
    assert any(text.startswith("Lung") for text in texts)
    assert "VOI LUT: curve" in texts
    menu.actions()[1].trigger()
    assert model.shown_window == Window(20, 200, "B")
    model.show(replace(stack, colours=lambda pixels: pixels))
    assert not model.next_of_file()
    assert not model.fit_window()


# Size and lens


def test_true_size_is_true(stack: ImageStack) -> None:
    model = ViewportModel()
    model.resize(600, 400)
    model.show(replace(stack, spacing=(0.5, 0.5)))
    assert model.true_size(4.0)
    found = model.geometry()
    assert found is not None
    (ax, _), (bx, _) = found.to_view(10, 10), found.to_view(30, 10)
    assert bx - ax == pytest.approx(10 * 4.0), "20 pixels of half a millimetre on 10 mm of screen"
    model.show(replace(stack, spacing=None))
    assert not model.true_size(4.0)


def test_the_magnifier_enlarges_and_goes_away(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.MAGNIFIER)
    viewport.model.set_annotated(False)
    before = seen(viewport).copy()
    at = QPoint(300, 200)
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, pos=at)
    held = seen(viewport).copy()
    row = held[200, 220:380, 0].astype(int)
    slope = (row[-1] - row[0]) / 160
    plain = before[200, 220:380, 0].astype(int)
    assert slope == pytest.approx((plain[-1] - plain[0]) / 160 / 2.5, rel=0.1)
    assert abs(int(held[200, 300, 0]) - int(before[200, 300, 0])) <= 2, "its middle stays"
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=at)
    assert np.array_equal(seen(viewport), before)


# Texts


def test_texts_are_chosen_item_by_item_and_kept(
    qtbot: QtBot, window: MainWindow, studies: Studies, own_settings: Path
) -> None:
    open_study(qtbot, window, studies.ct)
    viewport = window.reading.viewport
    everything = seen(viewport).copy()
    window.reading.texts.items["name"].setChecked(False)
    assert not np.array_equal(seen(viewport)[:24, :200], everything[:24, :200])
    assert PreferenceStore().now.hidden == ("name",)
    assert "Wang" not in (own_settings / "omni-med" / "reading.json").read_text()
    menu = TextsMenu()
    qtbot.addWidget(menu)
    menu.show_hidden(frozenset({"zoom", "bar"}))
    assert {name for name, action in menu.items.items() if action.isChecked()} == set(ITEMS) - {
        "zoom",
        "bar",
    }


def test_damaged_settings_cost_nothing_else(own_settings: Path) -> None:
    file = settings_file(FILE)
    assert file.is_relative_to(own_settings)
    file.parent.mkdir(parents=True)
    file.write_text('{"hidden": 7')
    store = PreferenceStore()
    assert store.now == Preferences()
    file.write_text('{"hidden": ["zoom", "nonsense"]}')
    assert PreferenceStore().now.hidden == ("zoom",)
    blocked = PreferenceStore(file / "below-a-file" / "reading.json")
    assert not blocked.change(Preferences(("zoom",)))
    assert blocked.now.hidden == ("zoom",)


def test_corners_leave_out_what_is_hidden_or_unknown() -> None:
    texts = CornerTexts({"name": "A", "id": "", "born": "C"}).also({"zoom": "Z"})
    assert texts.lines("top_left") == ("A", "C")
    assert texts.lines("top_left", frozenset({"name"})) == ("C",)
    assert texts.lines("bottom_right") == ("Z",)
    assert "A" not in repr(texts)
    full = CornerTexts(dict.fromkeys(ITEMS, "")).also(
        {"series": "S", "image": "I", "position": "P"}
    )
    assert full.lines("bottom_left", room=1) == ("I",)
    assert full.lines("bottom_left", room=2) == ("I", "P")


# Graphics


def test_layers_are_drawn_where_they_belong(viewport: Viewport, stack: ImageStack) -> None:
    model = viewport.model
    model.set_annotated(False)
    strength = np.zeros((10, 10), np.uint8)
    strength[:] = 255
    drawing = Drawing(
        shapes=(Shape(((30.0, 10.0), (50.0, 10.0), (50.0, 30.0)), closed=True),),
        words=(Words("here", (0.4, 0.05), of_view=True),),
        masks=(Mask(strength, 5.0, 5.0),),
    )
    layer = Layer("k", "one", Source.SEGMENT, (255, 0, 0), {0: drawing}, opacity=1.0)
    stack.layers.append(layer)
    plain_next = None
    model.notify("graphics")
    found = model.geometry()
    assert found is not None
    x, y = (int(value) for value in found.to_view(10.0, 10.0))
    assert tuple(seen(viewport)[y, x]) == (255, 0, 0)
    x, y = (int(value) for value in found.to_view(40.0, 10.0))
    assert seen(viewport)[y, x, 0] > 200
    assert seen(viewport)[y, x, 1] < 60
    model.step(1)
    plain_next = seen(viewport).copy()
    model.step(-1)
    layer.visible = False
    model.notify("graphics")
    hidden = seen(viewport).copy()
    assert hidden[:, :, 0].max() == hidden[:, :, 1].max()
    layer.visible = True
    model.set_graphics(shown=False)
    assert np.array_equal(seen(viewport), hidden)
    assert plain_next[:, :, 0].max() == plain_next[:, :, 1].max()


def test_a_shutter_covers_what_it_says(viewport: Viewport, stack: ImageStack) -> None:
    bitmap = np.zeros((40, 60), bool)
    bitmap[:, 28:30] = True
    shutter = Shutter(
        rectangle=(10.0, 5.0, 50.0, 35.0),
        circle=(30.0, 20.0, 18.0),
        polygon=((12.0, 2.0), (48.0, 2.0), (48.0, 38.0), (12.0, 38.0)),
        bitmap=bitmap,
        grey=99,
    )
    expected = covered(shutter, 40, 60)
    assert 0.3 < expected.mean() < 0.9
    stack.shutters[0] = shutter
    model = viewport.model
    model.set_annotated(False)
    viewport.set_hidden(frozenset({"letters"}))
    model.set_smooth(False)
    model.set_window(Window(0.0, 1.0))
    found = model.geometry()
    assert found is not None
    picture = seen(viewport)
    wrong = 0
    for row in range(1, 39):
        for column in range(1, 59):
            x, y = (int(value) for value in found.to_view(column + 0.5, row + 0.5))
            edge = expected[row - 1 : row + 2, column - 1 : column + 2]
            if edge.all() or not edge.any():
                wrong += (picture[y, x, 0] == 99) != bool(expected[row, column])
    assert wrong == 0
    model.set_shutter(shown=False)
    assert not (seen(viewport)[:, 100:200, 0] == 99).any()


# Slabs


def test_slabs_are_what_numpy_says(stack: ImageStack) -> None:
    planes = [place.plane for place in stack.places if place.plane is not None]
    volume = replace(stack, geometry=geometry(planes))
    slab = slab_of(volume, Projection.MAX, 15.0)
    assert slab == Slab(Projection.MAX, 5)
    block = volume.values[4:9].astype(float)
    found = [project(volume, 6, Slab(kind, 5)) for kind in Projection]
    for image, expected in zip(
        found, (block.max(0), block.min(0), np.rint(block.mean(0))), strict=True
    ):
        assert image is not None
        assert np.array_equal(image, expected)
        assert image.dtype == volume.values.dtype
    at_end = project(volume, 11, Slab(Projection.MIN, 5))
    assert at_end is not None
    assert np.array_equal(at_end, volume.values[7:12].min(0)), "whole slabs at the ends too"
    volume.loaded[8] = False
    gap = project(volume, 6, Slab(Projection.MAX, 5))
    assert gap is not None
    assert np.array_equal(gap, volume.values[4:8].max(0)), "what is missing counts for nothing"
    assert slab_of(replace(stack, colours=lambda pixels: pixels), Projection.MAX, 5.0) is None


def test_b_goes_through_the_slabs(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    open_study(qtbot, window, studies.ct)
    kinds = []
    for _ in range(4):
        press(window, Qt.Key.Key_B)
        kinds.append(window.model.slab.projection if window.model.slab else None)
    assert kinds == [Projection.MAX, Projection.MIN, Projection.MEAN, None]
    press(window, Qt.Key.Key_B)
    window.reading.tools.slab_mm.setValue(20)
    assert window.model.slab == Slab(Projection.MAX, 4)
    window.model.pixels()
    qtbot.waitUntil(lambda: window.model.is_exact)
    pixels = window.model.pixels()
    assert pixels is not None
    index = window.model.index
    stack = window.model.stack
    assert stack is not None
    assert np.array_equal(pixels, stack.values[index - 1 : index + 3].max(0))
    press(window, Qt.Key.Key_Backspace)
    assert window.model.slab is None
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_B)
    assert "no volume" in message(window)


# Files from outside


def test_files_dropped_on_an_image_are_imported_and_opened(
    qtbot: QtBot, window: MainWindow, studies: Studies, sources: tuple[Path, Studies]
) -> None:
    open_study(qtbot, window, studies.film)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(sources[0] / "ct-0.dcm"))])
    actions, button = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    view = window.reading.viewport
    entering = QDragEnterEvent(QPoint(20, 20), actions, data, button, none)
    QApplication.sendEvent(view, entering)
    assert entering.isAccepted()
    with qtbot.waitSignal(
        window.reading_presenter.opened,
        check_params_cb=lambda case: case.study.study_uid == studies.ct,
    ):
        QApplication.sendEvent(view, QDropEvent(QPointF(20, 20), actions, data, button, none))
    qtbot.waitUntil(lambda: window.model.stack is not None)


def test_the_other_looks_have_keys(qtbot: QtBot, window: MainWindow, studies: Studies) -> None:
    open_study(qtbot, window, studies.film)
    press(window, Qt.Key.Key_S, "ShiftModifier")
    assert "detector" in message(window)
    press(window, Qt.Key.Key_U)
    assert window.model.shown_window.label == "Auto"
    press(window, Qt.Key.Key_W, "ShiftModifier")
    assert window.model.shown_window == Window(1600.0, 3000.0)
    press(window, Qt.Key.Key_D)
    assert not window.model.graphics_shown
    press(window, Qt.Key.Key_D, "ShiftModifier")
    assert not window.model.shutter_shown
    open_study(qtbot, window, studies.ct)
    press(window, Qt.Key.Key_W, "ShiftModifier")
    assert "brings no window" in message(window)
