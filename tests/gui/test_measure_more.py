"""Measuring, second part: two lines, outlines, arrows, texts, SUV, ultrasound, copies."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PyQt6.QtCore import QPoint, Qt
from PyQt6.QtTest import QTest
from pytestqt.qtbot import QtBot

from omni_med.dicom.objects.ultrasound import UltrasoundRegion
from omni_med.dicom.pool import DecodePool
from omni_med.domain.measurement import MeasurementKind
from omni_med.workspace import Workspace
from ui.desktop.main_window import MainWindow
from ui.desktop.models.measuring import measure, readings
from ui.desktop.models.measuring.measure import Scale
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.text_line import TextLine
from ui.desktop.viewport.widget import Viewport

if TYPE_CHECKING:
    from conftest import Studies

K = MeasurementKind
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def viewport(qtbot: QtBot, dressed: None, stack: ImageStack) -> Iterator[Viewport]:
    made = Viewport(ViewportModel())
    made.measurements.user, made.measurements.ready = "reader", True
    qtbot.addWidget(made)
    made.resize(600, 400)
    made.show()
    made.model.show(stack)
    yield made
    made.release()


def drag(view: Viewport, *image_points: tuple[float, float]) -> None:
    """Press at the first image point, move over the others, release at the last."""
    geometry = view.model.geometry()
    assert geometry is not None
    at = [QPoint(*(round(v) for v in geometry.to_view(*point))) for point in image_points]
    QTest.mousePress(view, LEFT, pos=at[0])
    for point in at[1:]:
        QTest.mouseMove(view, point)
    QTest.mouseRelease(view, LEFT, pos=at[-1])


# The figures


@settings(deadline=None, max_examples=60)
@given(first=st.floats(0, 180), second=st.floats(0, 180), down=st.floats(0.2, 4.0))
def test_cobbs_angle_is_that_between_the_lines(first: float, second: float, down: float) -> None:
    scale = Scale(down, 1.0, "mm")
    points = []
    for degrees, start in ((first, (3.0, 4.0)), (second, (50.0, 9.0))):
        turn = math.radians(degrees)
        points += [start, (start[0] + math.cos(turn), start[1] + math.sin(turn) / down)]
    expected = abs(first - second) % 180
    expected = min(expected, 180 - expected)
    assert measure.between_lines(points, scale) == pytest.approx(expected, abs=1e-5)


def test_an_outline_has_the_area_of_its_polygon_and_its_pixels(stack: ImageStack) -> None:
    points = ((10.0, 5.0), (30.0, 5.0), (30.0, 25.0), (10.0, 25.0))
    assert measure.area(K.FREEHAND, points, Scale(2.0, 0.5, "mm")) == pytest.approx(400.0)
    pixels = stack.image(0)
    assert pixels is not None
    found = measure.statistics(K.FREEHAND, points, pixels, stack)
    assert found is not None
    block = pixels[5:25, 10:30]
    assert (found.count, found.mean) == (400, pytest.approx(block.mean()))
    slanted = ((10.0, 5.0), (30.0, 5.0), (10.0, 25.0))
    half = measure.statistics(K.FREEHAND, slanted, pixels, stack)
    assert half is not None
    assert half.count == pytest.approx(200, abs=11)
    assert measure.handles(K.FREEHAND, points) == ()


def test_a_ratio_is_heart_over_thorax(stack: ImageStack) -> None:
    points = ((10.0, 20.0), (22.0, 20.0), (5.0, 30.0), (29.0, 30.0))
    assert readings.lines(K.RATIO, points, readings.Seen(stack)) == ("0.50", "12.0 / 24.0 mm")
    flat = (*points[:3], points[2])
    assert readings.lines(K.RATIO, flat, readings.Seen(stack))[0] == "–"


def test_uptake_is_told_where_the_header_allows(stack: ImageStack) -> None:
    pixels = stack.image(0)
    points = ((0.0, 0.0), (2.0, 2.0))
    seen = readings.Seen(replace(stack, suv=0.01), 0, pixels)
    assert readings.lines(K.RECTANGLE, points, seen)[0] == "SUVbw -5.90 ± 0.10, max -5.80"
    assert readings.lines(K.PROBE, points[:1], seen)[0] == "SUVbw -6.00"
    assert "SUV" not in "".join(
        readings.lines(K.RECTANGLE, points, readings.Seen(stack, 0, pixels))
    )


def test_ultrasound_regions_have_their_own_scales(stack: ImageStack) -> None:
    tissue = UltrasoundRegion(0, 0, 59, 19, 0.05, 0.1, "cm", "cm", flat=True)
    doppler = UltrasoundRegion(0, 20, 59, 39, 0.01, -2.0, "s", "cm/s")
    made = replace(stack, regions={"1.2.0": (tissue, doppler)}, spacing=None)
    seen = readings.Seen(made)
    assert readings.lines(K.LENGTH, ((0.0, 5.0), (30.0, 5.0)), seen) == ("15.0 mm",)
    assert readings.lines(K.LENGTH, ((0.0, 0.0), (0.0, 10.0)), seen) == ("10.0 mm",)
    across = readings.lines(K.LENGTH, ((10.0, 25.0), (40.0, 35.0)), seen)
    assert across == ("0.30 s", "20.0 cm/s")
    between = readings.lines(K.LENGTH, ((10.0, 5.0), (10.0, 35.0)), seen)
    assert between[0].endswith("px"), "from one region to another nothing is known"
    other = readings.Seen(made, 1)
    assert readings.lines(K.LENGTH, ((0.0, 5.0), (30.0, 5.0)), other)[0].endswith("px")


# The hand


@pytest.mark.parametrize("tool", [Tool.COBB, Tool.RATIO])
def test_two_lines_are_drawn_one_after_the_other(viewport: Viewport, tool: Tool) -> None:
    viewport.toolbox.take(tool)
    drag(viewport, (10, 10), (30, 10))
    assert viewport.measurements.items == ()
    drag(viewport, (12, 30), (32, 20))
    (made,) = viewport.measurements.items
    assert len(made.points) == 4
    assert made.points[2] == (pytest.approx(12, abs=0.2), pytest.approx(30, abs=0.2))
    assert made.reading.startswith("26." if tool is Tool.COBB else "0.8")
    assert viewport.measurements.commands.undo() is not None
    assert viewport.measurements.items == ()


def test_two_lines_can_be_clicked_too(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.COBB)
    geometry = viewport.model.geometry()
    assert geometry is not None
    for point in ((10, 10), (30, 10), (12, 30), (32, 20)):
        at = QPoint(*(round(v) for v in geometry.to_view(*point)))
        QTest.mouseMove(viewport, at)
        QTest.mouseClick(viewport, LEFT, pos=at)
    (made,) = viewport.measurements.items
    assert made.reading.startswith("26.")


def test_an_outline_follows_the_hand_and_a_click_is_none(viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.FREEHAND)
    turns = [2 * math.pi * step / 40 for step in range(40)]
    drag(viewport, *((30 + 10 * math.cos(t), 20 + 10 * math.sin(t)) for t in turns))
    (made,) = viewport.measurements.items
    assert len(made.points) >= 30
    area = measure.area(K.FREEHAND, made.points, Scale(1.0, 1.0, "mm"))
    assert area == pytest.approx(math.pi * 100, rel=0.03)
    QTest.mouseClick(viewport, LEFT, pos=QPoint(100, 100))
    assert len(viewport.measurements.items) == 1


def test_arrow_and_text(qtbot: QtBot, viewport: Viewport) -> None:
    viewport.toolbox.take(Tool.ARROW)
    before = viewport.grab().toImage()
    drag(viewport, (20, 20), (40, 30))
    assert viewport.grab().toImage() != before
    assert viewport.measurements.items[0].reading == ""
    viewport.toolbox.take(Tool.TEXT)
    drag(viewport, (10, 10), (10, 10))
    line = viewport.findChild(TextLine)
    assert line is not None
    line.setText("结节 ")
    QTest.keyClicks(line, "nodule")
    QTest.keyClick(line, Qt.Key.Key_Return)
    made = viewport.measurements.items[1]
    assert (made.kind, made.text, made.reading) == (K.TEXT, "结节 nodule", "结节 nodule")
    assert "nodule" not in repr(made)
    qtbot.waitUntil(lambda: viewport.findChild(TextLine) is None)
    drag(viewport, (30, 10), (30, 10))
    line = viewport.findChild(TextLine)
    assert line is not None
    QTest.keyClicks(line, "x")
    QTest.keyClick(line, Qt.Key.Key_Escape)
    assert len(viewport.measurements.items) == 2


def test_a_copy_on_the_next_image_is_sealed_with_the_rest(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, studies: Studies
) -> None:
    with qtbot.waitSignals([window.reading_presenter.loaded, window.measuring_presenter.shown]):
        window.open_study(studies.ct)
    view = window.reading.viewport
    view.setFocus()
    window.reading.take(Tool.ELLIPSE)
    drag(view, (18, 18), (40, 40))
    index = window.model.index
    with qtbot.waitSignal(window.measuring_presenter.stored):
        QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert window.model.index == index + 1
    first, second = workspace.measurements(studies.ct)
    assert first.points == second.points
    assert first.sop_instance_uid != second.sop_instance_uid
    assert first.reading.startswith(f"{index * 10}.0 ± ") or first.reading.startswith(
        f"{index * 10}.00 ±"
    )
    assert second.reading != first.reading, "its own pixels"
    assert second.author == "reader"
    window.model.move_to(1 << 20)
    QTest.keyClick(view, Qt.Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    bar = window.statusBar()
    assert bar is not None
    assert "no next" in bar.currentMessage()


@pytest.mark.data
def test_a_real_echo_is_measured_in_millimetres_inside_its_region(
    qtbot: QtBot, window: MainWindow, workspace: Workspace, pool: DecodePool, test_data: Path
) -> None:
    file = test_data / "dicom" / "multiframe" / "IM00001.implicit_little_endian.dcm"
    report = workspace.import_paths([file], pool=pool)
    with qtbot.waitSignal(window.reading_presenter.loaded, timeout=20_000):
        window.open_study(report.studies[0])
    stack = window.model.stack
    assert stack is not None
    (regions,) = stack.regions.values()
    tissue = next(one for one in regions if one.millimetres)
    x, y = (tissue.left + tissue.right) / 2, (tissue.top + tissue.bottom) / 2
    (said,) = readings.lines(K.LENGTH, ((x, y), (x + 100, y)), readings.Seen(stack))
    assert tissue.millimetres is not None
    assert said == f"{readings.number(100 * tissue.millimetres[1])} mm"
    assert stack.frame_time_ms is not None
    assert np.isfinite(stack.frame_time_ms)
