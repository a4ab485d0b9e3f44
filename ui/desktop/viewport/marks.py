"""Drawing measurements and reference lines over the image."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from omni_med.domain.measurement import MeasurementKind, Point
from ui.desktop import theme
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.measuring import measure
from ui.desktop.viewport.annotations import AnnotationPainter
from ui.desktop.viewport.hand import Mark, segments

_OWN = QColor("#ffe082")
_HELD = QColor("#8ef0b5")
_OTHERS = QColor(theme.UNSURE)
_EDGE = QColor(0, 0, 0, 190)
_GAP = 8.0
_HEAD, _BARB = 11.0, 0.45  # length of an arrow's barbs, and their angle to its shaft

translate = QCoreApplication.translate


def kind_name(kind: MeasurementKind) -> str:
    """Return the name of a kind in the language of the interface."""
    return {
        MeasurementKind.LENGTH: translate("Measure", "Length"),
        MeasurementKind.ANGLE: translate("Measure", "Angle"),
        MeasurementKind.RECTANGLE: translate("Measure", "Rectangle"),
        MeasurementKind.ELLIPSE: translate("Measure", "Ellipse"),
        MeasurementKind.PROBE: translate("Measure", "Value"),
        MeasurementKind.COBB: translate("Measure", "Cobb angle"),
        MeasurementKind.RATIO: translate("Measure", "Cardiothoracic ratio"),
        MeasurementKind.FREEHAND: translate("Measure", "Outline"),
        MeasurementKind.ARROW: translate("Measure", "Arrow"),
        MeasurementKind.TEXT: translate("Measure", "Text"),
    }[kind]


class MarkPainter:
    """Draws in device-independent pixels; ``ratio`` device pixels are one of them."""

    def __init__(
        self, painter: QPainter, geometry: Geometry, ratio: float, size: tuple[float, float]
    ) -> None:
        self._painter, self._geometry, self._ratio = painter, geometry, ratio
        self._size = size

    def _at(self, point: Point) -> QPointF:
        x, y = self._geometry.to_view(*point)
        return QPointF(x / self._ratio, y / self._ratio)

    def reference(self, first: Point, second: Point, colour: QColor) -> None:
        """Draw where another view's image lies."""
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.line(first, second, colour, 1.0)
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def line(self, first: Point, second: Point, colour: QColor, width: float = 1.2) -> None:
        """Draw a line between two image points."""
        self._painter.setPen(QPen(colour, width))
        self._painter.drawLine(self._at(first), self._at(second))

    def draw(self, marks: Sequence[Mark], texts: AnnotationPainter) -> None:
        """Draw measurements, their handles, and what they say."""
        painter = self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for mark in marks:
            colour = _HELD if mark.held else _OWN if mark.own else _OTHERS
            for ink, width in ((_EDGE, 3.2), (colour, 1.4)):
                for first, second in segments(mark.kind, mark.points):
                    self.line(first, second, ink, width)
                if mark.kind is MeasurementKind.ARROW and len(mark.points) == 2:
                    self._head(mark, ink, width)
            if mark.kind.in_pairs and len(mark.points) == 4:
                self._join(mark, colour)
            self._points(mark, colour)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for mark in marks:
            self._words(mark, texts, _HELD if mark.held else _OWN if mark.own else _OTHERS)

    def _head(self, mark: Mark, ink: QColor, width: float) -> None:
        """Draw the head of an arrow at its first point."""
        tip, tail = self._at(mark.points[0]), self._at(mark.points[1])
        turn = math.atan2(tail.y() - tip.y(), tail.x() - tip.x())
        self._painter.setPen(QPen(ink, width))
        for side in (-_BARB, _BARB):
            x, y = math.cos(turn + side) * _HEAD, math.sin(turn + side) * _HEAD
            self._painter.drawLine(tip, QPointF(tip.x() + x, tip.y() + y))

    def _join(self, mark: Mark, colour: QColor) -> None:
        """Draw a dashed line between the middles of two lines that belong together."""
        ends = [self._at(point) for point in mark.points]
        pen = QPen(colour, 1.0, Qt.PenStyle.DashLine)
        self._painter.setPen(pen)
        self._painter.drawLine((ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2)

    def _points(self, mark: Mark, colour: QColor) -> None:
        painter = self._painter
        if mark.kind is MeasurementKind.PROBE:
            x, y = self._at(mark.points[0]).x(), self._at(mark.points[0]).y()
            for ink, width in ((_EDGE, 3.2), (colour, 1.4)):
                painter.setPen(QPen(ink, width))
                painter.drawLine(QPointF(x - 6, y), QPointF(x + 6, y))
                painter.drawLine(QPointF(x, y - 6), QPointF(x, y + 6))
            return
        ends = mark.kind is MeasurementKind.LENGTH or mark.kind.in_pairs
        if mark.kind is MeasurementKind.FREEHAND and not mark.whole:
            return
        if ends or mark.held:
            shown = measure.handles(mark.kind, mark.points) if mark.whole else mark.points
            painter.setPen(QPen(_EDGE, 1.0))
            painter.setBrush(colour)
            reach = 3.5 if mark.held else 2.0
            for point in shown:
                painter.drawEllipse(self._at(point), reach, reach)
            painter.setBrush(Qt.BrushStyle.NoBrush)

    def _words(self, mark: Mark, texts: AnnotationPainter, colour: QColor) -> None:
        """Write beside the rightmost point, moved where it would leave the view."""
        if not mark.lines:
            return
        metrics = QFontMetricsF(self._painter.font())
        corners = [self._at(point) for point in mark.points]
        anchor = max(corners, key=lambda point: (point.x(), -point.y()))
        wide = max(metrics.horizontalAdvance(line) for line in mark.lines)
        high = metrics.height() * len(mark.lines)
        x = anchor.x() + _GAP
        if x + wide > self._size[0] - _GAP:
            x = min(corner.x() for corner in corners) - _GAP - wide
        y = anchor.y() - high / 2
        box = QRectF(max(x, _GAP), y, wide, high)
        box.moveTop(min(max(box.top(), _GAP), max(self._size[1] - _GAP - high, _GAP)))
        for number, line in enumerate(mark.lines):
            base = box.top() + metrics.ascent() + number * metrics.height()
            texts.text(box.left(), base, line, colour)
