"""The tool bar's icons, drawn in one weight."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPen, QPixmap

from ui.desktop import theme

_SIDE = 20
_SCALE = 6


def icon(name: str) -> QIcon:
    """Return an icon by name; the inks of the theme."""
    made = QIcon()
    for mode, ink in (
        (QIcon.Mode.Normal, theme.TEXT),
        (QIcon.Mode.Disabled, "#5b6572"),
    ):
        pixmap = QPixmap(_SIDE * _SCALE, _SIDE * _SCALE)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.scale(_SCALE, _SCALE)
        pen = QPen(QColor(ink), 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        _DRAWN[name](painter)
        painter.end()
        made.addPixmap(pixmap, mode)
    return made


def _line(painter: QPainter, *points: tuple[float, float]) -> None:
    path = QPainterPath(QPointF(*points[0]))
    for point in points[1:]:
        path.lineTo(QPointF(*point))
    painter.drawPath(path)


def _dot(painter: QPainter, x: float, y: float, reach: float = 1.6) -> None:
    painter.setBrush(painter.pen().color())
    painter.drawEllipse(QPointF(x, y), reach, reach)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _window(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(10, 10), 6.5, 6.5)
    path = QPainterPath(QPointF(10, 3.5))
    path.arcTo(QRectF(3.5, 3.5, 13, 13), 90, 180)
    path.closeSubpath()
    painter.fillPath(path, painter.pen().color())


def _pan(painter: QPainter) -> None:
    for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
        tip = (10 + 7.5 * dx, 10 + 7.5 * dy)
        back = (10 + 5 * dx, 10 + 5 * dy)
        _line(painter, (10, 10), tip)
        _line(
            painter,
            (back[0] + 2.5 * dy, back[1] + 2.5 * dx),
            tip,
            (back[0] - 2.5 * dy, back[1] - 2.5 * dx),
        )


def _zoom(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(8.5, 8.5), 5, 5)
    _line(painter, (12.3, 12.3), (17, 17))


def _magnifier(painter: QPainter) -> None:
    _zoom(painter)
    _line(painter, (6, 8.5), (11, 8.5))
    _line(painter, (8.5, 6), (8.5, 11))


def _cine(painter: QPainter) -> None:
    path = QPainterPath(QPointF(6, 4))
    path.lineTo(16, 10)
    path.lineTo(6, 16)
    path.closeSubpath()
    painter.drawPath(path)


def _windows(painter: QPainter) -> None:
    _window(painter)
    _more(painter)


def _layouts(painter: QPainter) -> None:
    _grid(3, 3)(painter)


def _protocols(painter: QPainter) -> None:
    painter.drawRect(QRectF(3, 3, 14, 9))
    _line(painter, (10, 3), (10, 12))
    _line(painter, (10, 12), (10, 17))
    _line(painter, (6, 17), (14, 17))


def _texts(painter: QPainter) -> None:
    _line(painter, (4, 5), (14, 5))
    _line(painter, (9, 5), (9, 15))


def _more(painter: QPainter) -> None:
    _line(painter, (14.5, 15.5), (16.5, 17.5), (18.5, 15.5))


def _crosshair(painter: QPainter) -> None:
    _line(painter, (10, 2.5), (10, 17.5))
    _line(painter, (2.5, 10), (17.5, 10))
    painter.drawEllipse(QPointF(10, 10), 4, 4)


def _length(painter: QPainter) -> None:
    _line(painter, (4, 16), (16, 4))
    _dot(painter, 4, 16)
    _dot(painter, 16, 4)


def _angle(painter: QPainter) -> None:
    _line(painter, (14.5, 4), (4, 15.5), (17, 15.5))
    painter.drawArc(QRectF(-2, 9.5, 12, 12), 0, 48 * 16)


def _rectangle(painter: QPainter) -> None:
    painter.drawRect(QRectF(3.5, 5, 13, 10))


def _ellipse(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(10, 10), 7, 5)


def _probe(painter: QPainter) -> None:
    _line(painter, (10, 3), (10, 7))
    _line(painter, (10, 13), (10, 17))
    _line(painter, (3, 10), (7, 10))
    _line(painter, (13, 10), (17, 10))
    _dot(painter, 10, 10, 1.2)


def _cobb(painter: QPainter) -> None:
    _line(painter, (3, 5), (17, 7.5))
    _line(painter, (3, 15.5), (17, 12))
    _line(painter, (10, 7.5), (10, 12.5))


def _ratio(painter: QPainter) -> None:
    painter.drawEllipse(QPointF(10, 10), 8, 7)
    _line(painter, (6.5, 11), (14, 11))
    _line(painter, (6.5, 9.5), (6.5, 12.5))
    _line(painter, (14, 9.5), (14, 12.5))


def _freehand(painter: QPainter) -> None:
    path = QPainterPath(QPointF(4, 12))
    path.cubicTo(1, 3, 10, 2, 12, 5)
    path.cubicTo(19, 5, 19, 12, 15, 15)
    path.cubicTo(11, 19, 5, 17, 4, 12)
    painter.drawPath(path)


def _arrow(painter: QPainter) -> None:
    _line(painter, (16.5, 3.5), (4, 16))
    _line(painter, (4, 10), (4, 16), (10, 16))


def _text(painter: QPainter) -> None:
    _line(painter, (4, 16), (9, 4), (14, 16))
    _line(painter, (6, 12), (12, 12))
    _line(painter, (17, 4), (17, 16))


def _undo(painter: QPainter) -> None:
    path = QPainterPath(QPointF(4, 8))
    path.lineTo(12, 8)
    path.arcTo(QRectF(8, 8, 8.5, 8), 90, -180)
    path.lineTo(8, 16)
    painter.drawPath(path)
    _line(painter, (7.2, 4.6), (3.8, 8), (7.2, 11.4))


def _redo(painter: QPainter) -> None:
    painter.translate(20, 0)
    painter.scale(-1, 1)
    _undo(painter)


def _grid(rows: int, columns: int) -> Callable[[QPainter], None]:
    def draw(painter: QPainter) -> None:
        painter.drawRect(QRectF(3, 4, 14, 12))
        for column in range(1, columns):
            x = 3 + 14 * column / columns
            _line(painter, (x, 4), (x, 16))
        for row in range(1, rows):
            y = 4 + 12 * row / rows
            _line(painter, (3, y), (17, y))

    return draw


def _mpr(painter: QPainter) -> None:
    _line(painter, (3, 6.5), (10, 3), (17, 6.5), (17, 13.5), (10, 17), (3, 13.5), (3, 6.5))
    _line(painter, (3, 6.5), (10, 10), (17, 6.5))
    _line(painter, (10, 10), (10, 17))


def _link(painter: QPainter) -> None:
    painter.drawRoundedRect(QRectF(2.5, 7, 8.5, 6), 3, 3)
    painter.drawRoundedRect(QRectF(9, 7, 8.5, 6), 3, 3)


def _lines(painter: QPainter) -> None:
    painter.drawRect(QRectF(3, 4, 14, 12))
    painter.setPen(QPen(painter.pen().color(), 1.3, Qt.PenStyle.DashLine))
    _line(painter, (3.5, 12.5), (16.5, 7.5))


_DRAWN: dict[str, Callable[[QPainter], None]] = {
    "window": _window,
    "pan": _pan,
    "zoom": _zoom,
    "magnifier": _magnifier,
    "crosshair": _crosshair,
    "cine": _cine,
    "windows": _windows,
    "layouts": _layouts,
    "texts": _texts,
    "protocols": _protocols,
    "length": _length,
    "angle": _angle,
    "rectangle": _rectangle,
    "ellipse": _ellipse,
    "probe": _probe,
    "cobb": _cobb,
    "ratio": _ratio,
    "freehand": _freehand,
    "arrow": _arrow,
    "text": _text,
    "undo": _undo,
    "redo": _redo,
    "layout1": _grid(1, 1),
    "layout2": _grid(1, 2),
    "layout4": _grid(2, 2),
    "mpr": _mpr,
    "link": _link,
    "lines": _lines,
}
