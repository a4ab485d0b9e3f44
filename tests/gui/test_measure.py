"""Measuring: the figures, the hand in the viewport, undo, and what is kept."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from audit.errors import TamperedError
from omni_med.domain.measurement import Measurement, MeasurementKind
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.commands import CommandStack
from ui.desktop.models.measuring import measure, readings
from ui.desktop.models.measuring.measure import Scale
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.widget import Viewport

if TYPE_CHECKING:
    from conftest import Studies

K = MeasurementKind
MM = Scale(2.0, 0.5, "mm")
LEFT = Qt.MouseButton.LeftButton


# The figures


def test_lengths_and_angles_are_the_patients() -> None:
    assert measure.length((0.0, 0.0), (8.0, 1.5), MM) == pytest.approx(5.0)
    assert measure.angle((4.0, 0.0), (0.0, 0.0), (0.0, 1.0), MM) == pytest.approx(90.0)
    assert measure.angle((4.0, 0.0), (0.0, 0.0), (4.0, 1.0), MM) == pytest.approx(45.0)
    assert math.isnan(measure.angle((0.0, 0.0), (0.0, 0.0), (1.0, 1.0), MM))


@settings(deadline=None, max_examples=80)
@given(
    points=st.lists(st.tuples(st.floats(-500, 500), st.floats(-500, 500)), min_size=3, max_size=3),
    turn=st.floats(0, 6.3),
    down=st.floats(0.1, 5.0),
)
def test_an_angle_agrees_with_the_cosine(
    points: list[tuple[float, float]], turn: float, down: float
) -> None:
    scale = Scale(down, 1.0, "mm")
    legs = [np.array(((p[0] - points[1][0]), (p[1] - points[1][1]) * down)) for p in points]
    sizes = np.linalg.norm(legs[0]), np.linalg.norm(legs[2])
    if min(sizes) < 1e-3:
        return
    cosine = float(legs[0] @ legs[2] / (sizes[0] * sizes[1]))
    found = measure.angle(points[0], points[1], points[2], scale)
    assert math.cos(math.radians(found)) == pytest.approx(cosine, abs=1e-6)


@settings(deadline=None, max_examples=60)
@given(
    a=st.tuples(st.floats(-5, 35), st.floats(-5, 25)),
    b=st.tuples(st.floats(-5, 35), st.floats(-5, 25)),
    kind=st.sampled_from([K.RECTANGLE, K.ELLIPSE]),
)
def test_a_region_takes_the_pixels_whose_centres_lie_inside(
    stack_of: ImageStack, a: tuple[float, float], b: tuple[float, float], kind: K
) -> None:
    pixels = stack_of.values[0]
    left, top, right, bottom = measure.box((a, b))
    chosen = []
    for row in range(pixels.shape[0]):
        for column in range(pixels.shape[1]):
            x, y = column + 0.5, row + 0.5
            within = left <= x <= right and top <= y <= bottom
            if within and kind is K.ELLIPSE and right > left and bottom > top:
                across = (2 * x - left - right) / (right - left)
                within = across**2 + ((2 * y - top - bottom) / (bottom - top)) ** 2 <= 1.0
            if within:
                chosen.append(float(pixels[row, column]) * 2.0 - 1024.0)
    found = measure.statistics(kind, (a, b), pixels, stack_of)
    if not chosen:
        assert found is None
        return
    assert found is not None
    assert found.count == len(chosen)
    assert found.mean == pytest.approx(np.mean(chosen))
    assert found.deviation == pytest.approx(np.std(chosen))
    assert (found.least, found.most) == (min(chosen), max(chosen))


@pytest.fixture(scope="module")
def stack_of() -> ImageStack:
    rng = np.random.default_rng(1)
    values = rng.integers(0, 4000, (1, 20, 30)).astype(np.int16)
    return ImageStack(
        "k",
        "CT",
        "CT",
        values,
        np.ones(1, bool),
        (),
        None,
        slope=2.0,
        intercept=-1024.0,  # type: ignore[arg-type]
    )


def test_areas() -> None:
    points = ((0.0, 0.0), (10.0, 4.0))
    assert measure.area(K.RECTANGLE, points, MM) == pytest.approx(40.0)
    assert measure.area(K.ELLIPSE, points, MM) == pytest.approx(10.0 * math.pi)


def test_millimetres_are_claimed_only_where_the_file_gives_them(stack: ImageStack) -> None:
    line = ((0.0, 0.0), (30.0, 0.0))
    assert readings.lines(K.LENGTH, line, readings.Seen(stack)) == ("30.0 mm",)
    stack.at_detector = True
    assert readings.lines(K.LENGTH, line, readings.Seen(stack)) == ("30.0 mm at detector",)
    stack.spacing, stack.at_detector = None, False
    assert readings.lines(K.LENGTH, line, readings.Seen(stack)) == ("30.0 px",)
    stack.aspect = 2.0
    assert readings.lines(K.LENGTH, ((0.0, 0.0), (0.0, 5.0)), readings.Seen(stack)) == ("10.0 px",)


def test_regions_and_values_say_their_unit(stack: ImageStack) -> None:
    pixels = stack.image(0)
    words = readings.lines(K.RECTANGLE, ((0.0, 0.0), (2.0, 2.0)), readings.Seen(stack, 0, pixels))
    assert words == ("-590.0 ± 10.0 HU", "-600 … -580 HU", "4.00 mm²")
    assert readings.lines(K.PROBE, ((1.5, 0.5),), readings.Seen(stack, 0, pixels)) == ("-580 HU",)
    assert readings.lines(K.PROBE, ((100.0, 0.5),), readings.Seen(stack, 0, pixels)) == ("–",)
    colour = np.zeros((4, 4, 3), np.uint8)
    assert readings.lines(K.PROBE, ((1.0, 1.0),), readings.Seen(stack, 0, colour)) == ("RGB 0 0 0",)
    assert measure.statistics(K.ELLIPSE, ((0.0, 0.0), (3.0, 3.0)), colour, stack) is None


@pytest.mark.parametrize("handle", range(4))
def test_a_corner_moves_and_the_one_across_stays(handle: int) -> None:
    points = ((1.0, 2.0), (5.0, 8.0))
    before = measure.handles(K.ELLIPSE, points)
    after = measure.handles(K.ELLIPSE, measure.with_handle(points, handle, (9.0, 9.0)))
    assert (9.0, 9.0) in after
    across = {0: 1, 1: 0, 2: 3, 3: 2}[handle]
    assert before[across] in after


# Undo


def test_everything_can_be_undone_and_redone() -> None:
    items = Measurements(CommandStack())
    items.user = "ada"
    items.load(())
    states: list[tuple[Measurement, ...]] = [items.items]
    first = items.add(K.LENGTH, ((0.0, 0.0), (1.0, 1.0)), ("1.2", 0), "1 mm")
    states.append(items.items)
    items.add(K.PROBE, ((3.0, 3.0),), ("1.2", 0), "5 HU")
    states.append(items.items)
    items.move(first, ((0.0, 0.0), (2.0, 2.0)), "2 mm", "")
    states.append(items.items)
    assert items.remove(first.measurement_id)
    states.append(items.items)
    for expected in reversed(states[:-1]):
        assert items.commands.undo() is not None
        assert items.items == expected
    assert items.commands.undo() is None
    for expected in states[1:]:
        assert items.commands.redo() is not None
        assert items.items == expected
    items.commands.undo()
    items.add(K.PROBE, ((1.0, 1.0),), ("1.2", 0), "")
    assert not items.commands.can_redo, "a new command ends the redo"


def test_another_readers_measurement_cannot_be_changed() -> None:
    items = Measurements(CommandStack())
    items.user = "ada"
    items.add(K.LENGTH, ((0.0, 0.0), (1.0, 1.0)), ("1.2", 0), "1 mm")
    foreign = replace(items.items[0], author="eve")
    items.load((foreign,))
    assert not items.remove(foreign.measurement_id)
    items.move(foreign, ((0.0, 0.0), (9.0, 9.0)), "", "")
    assert items.items == (foreign,)
    assert items.own == ()


# The hand


@pytest.fixture
def viewport(qtbot: QtBot, dressed: None, stack: ImageStack) -> Iterator[Viewport]:
    items = Measurements(CommandStack())
    items.user = "ada"
    items.load(())
    widget = Viewport(ViewportModel(), toolbox=Toolbox(), measurements=items)
    qtbot.addWidget(widget)
    widget.resize(480, 400)
    widget.show()
    widget.model.show(stack)
    yield widget
    widget.release()


def at(widget: Viewport, x: float, y: float) -> QPoint:
    geometry = widget.model.geometry()
    assert geometry is not None
    return QPoint(*(round(value) for value in geometry.to_view(x, y)))


def drag(widget: Viewport, start: QPoint, end: QPoint) -> None:
    QTest.mousePress(widget, LEFT, pos=start)
    QTest.mouseMove(widget, (start + end) / 2)
    QTest.mouseMove(widget, end)
    QApplication.processEvents()
    QTest.mouseRelease(widget, LEFT, pos=end)


def test_a_length_is_drawn_moved_and_taken_back(viewport: Viewport) -> None:
    items = viewport.measurements
    window = viewport.model.shown_window
    viewport.toolbox.take(Tool.LENGTH)
    drag(viewport, at(viewport, 10, 10), at(viewport, 40, 10))
    (made,) = items.items
    assert np.array(made.points) == pytest.approx(np.array([[10.0, 10.0], [40.0, 10.0]]))
    assert (made.reading, made.author, made.sop_instance_uid) == ("30.0 mm", "ada", "1.2.0")
    assert viewport.model.shown_window == window, "the tool does not window"
    viewport.toolbox.take(Tool.WINDOW)
    drag(viewport, at(viewport, 40, 10), at(viewport, 40, 30))
    assert items.items[0].reading == "36.1 mm"
    drag(viewport, at(viewport, 25, 20), at(viewport, 30, 22))  # by its middle: the whole
    assert items.items[0].reading == "36.1 mm"
    assert items.items[0].points[0] == pytest.approx((15.0, 12.0), abs=0.1)
    assert viewport.model.shown_window == window
    items.commands.undo()
    items.commands.undo()
    assert items.items == (made,)


def test_an_angle_takes_three_points_and_clicks_will_do(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.ANGLE)
    drag(viewport, at(viewport, 40, 20), at(viewport, 20, 20))
    assert viewport.hand.busy
    drag(viewport, at(viewport, 20, 5), at(viewport, 20, 5))
    assert [item.reading for item in viewport.measurements.items] == ["90.0°"]
    for point in ((10, 30), (30, 30), (30, 10)):
        QTest.mouseClick(viewport, LEFT, pos=at(viewport, *point))
        QTest.mouseMove(viewport, at(viewport, *point) + QPoint(20, 0))
    assert viewport.measurements.items[1].reading == "90.0°"


def test_regions_and_values_are_measured(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.RECTANGLE)
    drag(viewport, at(viewport, 10, 10), at(viewport, 20, 20))
    viewport.toolbox.take(Tool.PROBE)
    QTest.mouseClick(viewport, LEFT, pos=at(viewport, 30.5, 30.5))
    box, probe = viewport.measurements.items
    assert box.reading == "-310.0 ± 57.4 HU · -400 … -220 HU · 100.0 mm²"
    assert probe.reading == "0 HU"


def test_scrolling_drops_what_is_half_drawn_and_the_mark_stays_on_its_image(
    viewport: Viewport,
) -> None:
    viewport.toolbox.take(Tool.LENGTH)
    drag(viewport, at(viewport, 10, 10), at(viewport, 40, 10))
    assert len(viewport.hand.marks()) == 1
    QTest.mousePress(viewport, LEFT, pos=at(viewport, 5, 30))
    viewport.model.step(1)
    assert not viewport.hand.busy
    assert viewport.hand.marks() == ()
    QTest.mouseRelease(viewport, LEFT, pos=at(viewport, 50, 30))
    assert len(viewport.measurements.items) == 1


def test_a_mark_is_on_the_screen_and_keeps_its_place_when_turned(viewport: Viewport) -> None:
    viewport.model.set_annotated(False)
    dark = viewport.model.choose_preset(2)  # nothing on the image is as green as the line
    assert dark
    viewport.model.set_annotated(True)
    viewport.toolbox.take(Tool.LENGTH)
    drag(viewport, at(viewport, 10, 10), at(viewport, 40, 10))
    viewport.model.rotate(90)
    viewport.model.flip()
    middle = at(viewport, 25, 10)
    image = viewport.grab().toImage()
    near = [image.pixelColor(middle + QPoint(dx, 0)) for dx in range(-2, 3)]
    assert any(ink.green() - ink.red() > 60 for ink in near), "the line runs there"
    assert viewport.measurements.items[0].reading == "30.0 mm"


def test_nothing_is_measured_beside_the_image(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.LENGTH)
    drag(viewport, QPoint(200, 4), QPoint(300, 10))
    assert viewport.measurements.items == ()
    drag(viewport, at(viewport, 30, 30), QPoint(470, 395))
    assert viewport.measurements.items[0].points[1] == (pytest.approx(58.75, abs=2), 40.0)


def test_nothing_is_measured_where_the_image_is_missing(viewport: Viewport) -> None:
    stack = viewport.model.stack
    assert stack is not None
    viewport.toolbox.take(Tool.LENGTH)
    drag(viewport, at(viewport, 10, 10), at(viewport, 40, 10))
    (made,) = viewport.measurements.items
    stack.loaded[1] = False
    viewport.model.move_to(1)
    drag(viewport, at(viewport, 10, 10), at(viewport, 40, 10))
    assert viewport.hand.copy(made) is None
    assert viewport.measurements.items == (made,)


# In the window


def open_study(qtbot: QtBot, window: MainWindow, study_uid: str) -> None:
    with qtbot.waitSignals([window.reading_presenter.loaded, window.measuring_presenter.shown]):
        window.open_study(study_uid)
    window.activateWindow()
    window.reading.viewport.setFocus()


def test_measured_by_key_kept_and_there_again(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.ct)
    page = window.reading
    view = page.viewport
    QTest.keyClick(view, Qt.Key.Key_L)
    drag(view, at(view, 20, 20), at(view, 40, 20))
    assert page.tools.buttons["undo"].isEnabled(), "after the first already"
    QTest.keyClick(view, Qt.Key.Key_O)
    with qtbot.waitSignal(window.measuring_presenter.stored):
        drag(view, at(view, 20, 25), at(view, 40, 45))
    length, region = (item.reading for item in workspace.measurements(studies.ct))
    assert float(length.removesuffix(" mm")) == pytest.approx(20, abs=0.2), "to a pixel"
    assert region.split(" ·")[0] == "60.0 ± 0.0 HU"
    assert page.tabs.tabText(3) == "Measured (2)"
    assert page.tools.buttons["undo"].isEnabled()
    assert not page.tools.buttons["redo"].isEnabled()
    QTest.keyClick(view, Qt.Key.Key_Delete)
    assert len(page.measurements.items) == 1
    QTest.keyClick(view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert len(page.measurements.items) == 2
    QTest.keyClick(view, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert len(page.measurements.items) == 1
    with qtbot.waitSignal(window.worklist_presenter.refreshed):
        QTest.keyClick(view, Qt.Key.Key_Escape)  # the tool first
        assert window.pages.currentWidget() is page
        QTest.keyClick(view, Qt.Key.Key_Escape)
    open_study(qtbot, window, studies.ct)
    assert [item.reading for item in page.measurements.items] == [length]
    assert any(entry.action == "measurements.save" for entry in workspace.trail())
    window.model.move_to(0)
    row = page.measured.view.item(0)
    page.measured.view.itemClicked.emit(row)
    assert window.model.index == 6, "the list goes to the image"


def test_what_was_measured_just_before_closing_is_kept(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    open_study(qtbot, window, studies.film)
    view = window.reading.viewport
    QTest.keyClick(view, Qt.Key.Key_L)
    drag(view, at(view, 20, 20), at(view, 70, 20))
    window.close()
    (kept,) = workspace.measurements(studies.film)
    assert kept.reading == "10.0 mm at detector"
    assert kept.author == "reader"


def test_every_tool_has_a_button_with_a_name(window: MainWindow) -> None:
    bar = window.reading.tools
    for name, button in bar.buttons.items():
        assert button.accessibleName(), name
        assert "(" in button.toolTip()
    bar.buttons["angle"].click()
    assert window.reading.toolbox.tool is Tool.ANGLE
    assert bar.buttons["angle"].isChecked()
    assert not bar.buttons["window"].isChecked()


def test_where_the_sheet_cannot_be_read_nothing_is_overwritten(
    qtbot: QtBot,
    window: MainWindow,
    workspace: Workspace,
    studies: Studies,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def damaged(_uid: str) -> tuple[Measurement, ...]:
        raise TamperedError("The measurements are not what was sealed.")

    monkeypatch.setattr(workspace, "measurements", damaged)
    with qtbot.waitSignals([window.reading_presenter.loaded, window.measuring_presenter.failed]):
        window.open_study(studies.ct)
    bar, view = window.statusBar(), window.reading.viewport
    assert bar is not None
    assert "not what was sealed" in bar.currentMessage()
    QTest.keyClick(view, Qt.Key.Key_L)
    assert "none can be made" in bar.currentMessage()
    drag(view, at(view, 20, 20), at(view, 40, 20))
    window.close()
    assert window.reading.measurements.items == ()
    assert not any(entry.action == "measurements.save" for entry in workspace.trail())
