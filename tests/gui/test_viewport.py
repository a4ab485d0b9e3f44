"""The viewport, driven as a hand drives it."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from numpy.typing import NDArray
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QWheelEvent
from PyQt6.QtTest import QTest
from PyQt6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from omni_med.domain import HeatMap
from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.space.orientation import Borders
from ui.desktop.models.stack import ImageStack, Window
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport import render
from ui.desktop.viewport.annotations import AnnotationPainter, ruler
from ui.desktop.viewport.widget import Viewport


@pytest.fixture
def viewport(qtbot: QtBot, dressed: None, stack: ImageStack) -> Iterator[Viewport]:
    widget = Viewport(ViewportModel())
    qtbot.addWidget(widget)
    widget.resize(480, 400)
    widget.show()
    widget.model.show(stack)
    widget.model.set_annotated(False)
    yield widget
    widget.release()


def seen(widget: Viewport) -> NDArray[np.uint8]:
    """Return what is on the screen, grey (rows, columns)."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    data = image.constBits()
    assert data is not None
    data.setsize(image.sizeInBytes())
    rows = np.frombuffer(bytes(data), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()]


def drag(widget: Viewport, button: Qt.MouseButton, by: tuple[int, int]) -> None:
    start = QPoint(200, 200)
    QTest.mousePress(widget, button, pos=start)
    middle = start + QPoint(by[0] // 2, by[1] // 2)
    for to in (middle, start + QPoint(*by)):
        QTest.mouseMove(widget, to)
        QApplication.processEvents()
    QTest.mouseRelease(widget, button, pos=start + QPoint(*by))


def wheel(widget: Viewport, notches: int, *, ctrl: bool = False) -> None:
    modifier = Qt.KeyboardModifier
    event = QWheelEvent(
        QPointF(200, 200),
        QPointF(widget.mapToGlobal(QPoint(200, 200))),
        QPoint(),
        QPoint(0, 120 * notches),
        Qt.MouseButton.NoButton,
        modifier.ControlModifier if ctrl else modifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


def test_the_screen_shows_the_windowed_interpolation(viewport: Viewport, stack: ImageStack) -> None:
    geometry = viewport.model.geometry()
    assert geometry is not None
    scale = geometry.scale[0]
    assert scale == pytest.approx(8.0)
    resampled = render.resample(stack.values[0], scale, scale)
    expected = np.rint(render.window_levels(resampled, stack.window))
    left, top = geometry.corner
    height, width = expected.shape
    shown = seen(viewport)[top : top + height, left : left + width].astype(int)
    off = np.abs(shown - expected) > 1
    off[height // 2 - 12 : height // 2 + 12] = False  # letters at the borders
    off[:26, width // 2 - 16 : width // 2 + 16] = False
    off[-26:, width // 2 - 16 : width // 2 + 16] = False
    assert not off.any()


def test_left_drag_windows_without_resampling(viewport: Viewport) -> None:
    seen(viewport)
    resampled = viewport._scene.resampler.resampled
    before = viewport.model.shown_window
    drag(viewport, Qt.MouseButton.LeftButton, (60, 30))
    after = viewport.model.shown_window
    assert after.width > before.width
    assert after.center > before.center
    seen(viewport)
    assert viewport._scene.resampler.resampled == resampled


def test_middle_drag_pans_and_right_drag_zooms(viewport: Viewport) -> None:
    drag(viewport, Qt.MouseButton.MiddleButton, (40, -20))
    assert viewport.model.pan == (40.0, -20.0)
    before = viewport.model.geometry()
    drag(viewport, Qt.MouseButton.RightButton, (0, -60))
    after = viewport.model.geometry()
    assert before is not None
    assert after is not None
    assert after.zoom > before.zoom
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert viewport.model.zoom is None


def test_the_wheel_scrolls_and_zooms_with_ctrl(viewport: Viewport) -> None:
    wheel(viewport, -3)
    assert viewport.model.index == 3
    wheel(viewport, 1)
    assert viewport.model.index == 2
    first = viewport.model.geometry()
    wheel(viewport, 2, ctrl=True)
    second = viewport.model.geometry()
    assert first is not None
    assert second is not None
    assert second.zoom == pytest.approx(first.zoom * 1.15**2)
    assert viewport.model.index == 2


def test_small_steps_of_a_touch_pad_add_up(viewport: Viewport) -> None:
    for _ in range(6):
        event = QWheelEvent(
            QPointF(9, 9),
            QPointF(9, 9),
            QPoint(),
            QPoint(0, -40),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(viewport, event)
    assert viewport.model.index == 2


def test_inverting_and_monochrome1_cancel(viewport: Viewport, stack: ImageStack) -> None:
    plain = seen(viewport).copy()
    viewport.model.invert()
    inverted = seen(viewport).copy()
    assert not np.array_equal(plain, inverted)
    stack.inverse = True
    viewport.model.set_window(None)
    assert np.array_equal(seen(viewport), plain)


def test_the_heat_map_is_drawn_only_when_switched_on(viewport: Viewport) -> None:
    plain = seen(viewport).copy()
    heat = HeatMap("x", "1.2.0", 0, 1, 2, (0.0, 1.0), (0, 0, 60, 40))
    viewport.model.set_heat(heat, shown=False, opacity=0.9)
    assert np.array_equal(seen(viewport), plain)
    viewport.model.set_heat(heat, shown=True, opacity=0.9)
    lit = seen(viewport)
    assert not np.array_equal(lit, plain)
    viewport.model.step(1)
    after = seen(viewport).copy()
    viewport.model.set_heat(heat, shown=False, opacity=0.9)
    assert np.array_equal(seen(viewport), after), "another image: no heat map on it"


def test_a_gap_says_why(viewport: Viewport, stack: ImageStack) -> None:
    stack.loaded[4] = False
    stack.failures[4] = "The pixel data is cut."
    viewport.model.move_to(4)
    shown = seen(viewport)
    assert shown.max() > 100, "the reason is written"
    assert np.mean(shown > 60) < 0.1, "and no pixels are invented"


def test_texts_are_hidden_with_the_annotations(viewport: Viewport) -> None:
    viewport.set_corners(CornerTexts({"name": "王小明", "id": "CT-1", "study": "CT"}))
    hidden = seen(viewport).copy()
    viewport.model.set_annotated(True)
    assert not np.array_equal(seen(viewport), hidden)


def test_chinese_renders_as_signs_and_not_as_boxes(viewport: Viewport, stack: ImageStack) -> None:
    stack.loaded[:] = False
    viewport.model.set_annotated(True)
    pictures = []
    for name in ("王", "明", "王"):
        viewport.set_corners(CornerTexts({"name": name}))
        pictures.append(seen(viewport)[:40, :60].copy())
    assert pictures[0].max() > 150
    assert np.array_equal(pictures[0], pictures[2])
    assert not np.array_equal(pictures[0], pictures[1]), "boxes would look the same"


def test_without_a_stack_no_patient_is_named(viewport: Viewport) -> None:
    viewport.model.show(None)
    viewport.model.set_annotated(True)
    viewport.set_corners(CornerTexts({"name": "SOMEBODY"}))
    assert seen(viewport)[:40, :120].max() == 0


def test_the_ruler_tells_the_truth(viewport: Viewport, stack: ImageStack) -> None:
    geometry = viewport.model.geometry()
    assert geometry is not None
    found = ruler(stack, geometry)
    assert found is not None
    assert found.pixels == pytest.approx(found.millimetres * geometry.scale[1] / 1.0)
    assert not found.at_detector
    stack.at_detector = True
    again = ruler(stack, geometry)
    assert again is not None
    assert again.at_detector
    stack.spacing = None
    assert ruler(stack, geometry) is None


def test_the_probe_reads_modality_values(viewport: Viewport, stack: ImageStack) -> None:
    stack.slope, stack.intercept = 2.0, -5.0
    geometry = viewport.model.geometry()
    assert geometry is not None
    x, y = geometry.to_view(10.5, 20.5)
    expected = float(stack.values[0, 20, 10]) * 2 - 5
    assert viewport.probe(QPoint(int(x), int(y))) == f"10, 20: {expected:g} HU"
    assert viewport.probe(QPoint(0, 0)) == ""


def test_cine_runs_round_and_stops(qtbot: QtBot, viewport: Viewport, stack: ImageStack) -> None:
    stack.frame_time_ms = 10.0
    viewport.model.move_to(11)
    viewport.play(on=True)
    qtbot.waitUntil(lambda: viewport.model.index == 1)
    viewport.play(on=False)
    assert not viewport.is_playing


def test_colour_is_shown_as_it_is(viewport: Viewport, stack: ImageStack) -> None:
    stack.values = np.zeros((1, 40, 60, 3), np.uint8)
    stack.values[..., 0] = 200
    stack.colours = lambda pixels: pixels
    stack.loaded = np.ones(1, bool)
    stack.places = stack.places[:1]
    viewport.model.show(stack)
    colour = viewport.grab().toImage().pixelColor(100, 100)
    assert (colour.red(), colour.green(), colour.blue()) == (200, 0, 0)


def test_a_window_of_the_reader_replaces_the_files_table(
    viewport: Viewport, stack: ImageStack
) -> None:
    stack.table = np.full(65536, 77, np.uint8)
    viewport.model.show(stack)
    assert viewport.model.uses_table
    assert np.median(seen(viewport)[60:340, 40:440]) == 77
    viewport.model.set_window(Window(0, 100))
    assert not viewport.model.uses_table
    assert np.median(seen(viewport)[60:340, 40:440]) != 77


class Written(AnnotationPainter):
    """Remembers where texts were written, as rectangles."""

    def __init__(self, painter: QPainter, width: float, height: float) -> None:
        super().__init__(painter, width, height)
        self.boxes: list[tuple[str, QRectF]] = []

    def text(self, x: float, y: float, text: str, colour: QColor = QColor("white")) -> None:  # noqa: B008
        super().text(x, y, text, colour)
        ascent = QFontMetricsF(self.painter.font()).ascent()
        if text:
            self.boxes.append((text, QRectF(x, y - ascent, self.width_of(text), ascent)))


@pytest.mark.parametrize("size", [(190, 165), (380, 330), (380, 660), (768, 666), (1900, 1000)])
def test_no_text_lies_over_another_or_is_clipped(qapp: object, size: tuple[int, int]) -> None:
    texts = CornerTexts(
        {
            "name": "SOMEBODY WITH A LONG NAME",
            "study": "CT of chest, abdomen and pelvis with contrast",
            "date": "2026-03-01 10:15",
            "series": "CT CHEST 2.5 MM/ABD.PEL 2.5MM",
            "image": "Image 100 / 500",
            "position": "H 194.8 mm",
            "thickness": "Thickness 2.5 mm",
            "window": "W 1500  L -600  Lung",
            "zoom": "Zoom 75 %",
        }
    )
    image = QImage(*size, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    written = Written(painter, *size)
    written.corners(texts)
    written.letters(Borders("RAH", "AH", "LPF", "PF"))
    notes = ("Earlier study: 2025-12-31 00:15", "Coarse: the exact image is being made")
    notes = notes[: 1 if size[1] < 200 else 2]
    written.footnotes(notes)
    painter.end()
    assert len(written.boxes) >= 4 + len(notes) + 4
    for number, (text, box) in enumerate(written.boxes):
        assert QRectF(0, 0, *size).contains(box), text
        for other, over in written.boxes[number + 1 :]:
            assert not box.intersects(over), (text, other)
