"""Texts, letters and ruler over the image. Drawn small, with a dark edge, never clipped."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from ui.desktop import theme
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.space.orientation import Borders
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel

_EDGE = 10.0
_INK = QColor(theme.TEXT)
_WARNING = QColor(theme.WARNING)
_SHADOW = QColor(0, 0, 0, 220)
_NICE_MM = (1, 2, 5, 10, 20, 50, 100, 200, 500)

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Corners:
    """Lines of text of the four corners; the upper two come from the study."""

    top_left: tuple[str, ...] = ()
    top_right: tuple[str, ...] = ()
    bottom_left: tuple[str, ...] = ()
    bottom_right: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruler:
    """A scale: its length in mm and in device pixels, and whether it holds at the detector."""

    millimetres: int
    pixels: float
    at_detector: bool


def ruler(stack: ImageStack, geometry: Geometry) -> Ruler | None:
    """Return a ruler of about a quarter of the view's height; None where no spacing is known."""
    if stack.spacing is None or stack.spacing[0] <= 0.0:
        return None
    down = geometry.scale[0] if geometry.turned else geometry.scale[1]
    per_millimetre = down / stack.spacing[0]
    high = geometry.view[1]
    room = min(high * 0.3, max(high * 0.5 - 100.0, high * 0.12))  # not over the middle's letter
    fitting = [mm for mm in _NICE_MM if mm * per_millimetre <= room]
    if not fitting:
        return None
    return Ruler(fitting[-1], fitting[-1] * per_millimetre, stack.at_detector)


def brief(value: float) -> str:
    """Return a number in a few digits, without an exponent where it can be helped."""
    return f"{value:.0f}" if 100 <= abs(value) < 1e7 else f"{value:.3g}"


def state_lines(model: ViewportModel) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the lines of the lower corners: series and image; window and zoom."""
    stack, geometry = model.stack, model.geometry()
    if stack is None or geometry is None:
        return (), ()
    left = [stack.label]
    left.append(translate("Viewport", "Image {0} / {1}").format(model.index + 1, stack.count))
    plane = stack.places[model.index].plane
    if plane is not None and plane.slice_thickness:
        left.append(translate("Viewport", "Thickness {0} mm").format(f"{plane.slice_thickness:g}"))
    right = []
    if model.uses_table:
        right.append(translate("Viewport", "VOI LUT of the file"))
    elif not stack.is_colour:
        window = model.shown_window
        name = f"  {window.label}" if window.label else ""
        right.append(f"W {brief(window.width)}  L {brief(window.center)}{name}")
    right.append(translate("Viewport", "Zoom {0} %").format(round(geometry.zoom * 100)))
    turns = [f"{model.rotation}°"] if model.rotation else []
    if model.flipped:
        turns.append(translate("Viewport", "flipped"))
    if model.inverted:
        turns.append(translate("Viewport", "inverted"))
    if turns:
        right.append(" · ".join(turns))
    return tuple(left), tuple(right)


class AnnotationPainter:
    """Draws texts over an image in device-independent pixels."""

    def __init__(self, painter: QPainter, width: float, height: float) -> None:
        self.painter = self._painter = painter
        self._width, self._height = width, height
        painter.setFont(theme.ui_font(9.5))
        self._metrics = QFontMetricsF(painter.font())
        self._line = self._metrics.height() + 1.0

    def text(self, x: float, y: float, text: str, colour: QColor = _INK) -> None:
        """Write with its base line at ``y``, legible on black and on white."""
        painter = self._painter
        painter.setPen(_SHADOW)
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1)):
            painter.drawText(QPointF(x + dx, y + dy), text)
        painter.setPen(colour)
        painter.drawText(QPointF(x, y), text)

    def corners(self, corners: Corners) -> None:
        """Write the corners' lines; what is too long for half the view is elided."""
        ascent = self._metrics.ascent()
        for right, bottom, lines in (
            (False, False, corners.top_left),
            (True, False, corners.top_right),
            (False, True, corners.bottom_left),
            (True, True, corners.bottom_right),
        ):
            start = self._height - _EDGE - self._line * len(lines) if bottom else _EDGE
            for number, line in enumerate(lines):
                shown = self._elide(line)
                x = self._width - _EDGE - self._metrics.horizontalAdvance(shown) if right else _EDGE
                self.text(x, start + ascent + number * self._line, shown)

    def _elide(self, line: str) -> str:
        limit = max(self._width / 2 - 3 * _EDGE, 20.0)
        return self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, limit)

    def letters(self, borders: Borders) -> None:
        """Write the orientation letters at the middle of each border."""
        colour = QColor(theme.WARNING)
        middle = self._height / 2 + self._metrics.ascent() / 2
        wide = self._metrics.horizontalAdvance
        self.text(_EDGE, middle, borders.left, colour)
        self.text(self._width - _EDGE - wide(borders.right), middle, borders.right, colour)
        centre = self._width / 2
        self.text(
            centre - wide(borders.top) / 2, _EDGE + self._metrics.ascent(), borders.top, colour
        )
        self.text(centre - wide(borders.bottom) / 2, self._height - _EDGE, borders.bottom, colour)

    def ruler(self, ruler: Ruler, ratio: float) -> None:
        """Draw a ruler at the right border, above the corner's texts."""
        length = ruler.pixels / ratio
        x = self._width - _EDGE - 14.0
        bottom = self._height - _EDGE - 4.6 * self._line
        painter = self._painter
        for colour, width in ((_SHADOW, 3.0), (_INK, 1.2)):
            painter.setPen(QPen(colour, width))
            painter.drawLine(QPointF(x, bottom), QPointF(x, bottom - length))
            for tick in range(11):
                y = bottom - length * tick / 10
                reach = 9.0 if tick % 5 == 0 else 5.0
                painter.drawLine(QPointF(x, y), QPointF(x + reach, y))
        label = (
            f"{ruler.millimetres} mm"
            if ruler.millimetres < 100
            else (f"{ruler.millimetres // 10} cm")
        )
        if ruler.at_detector:
            label = translate("Viewport", "{0} at detector").format(label)
        width_of = self._metrics.horizontalAdvance(label)
        self.text(self._width - _EDGE - width_of, bottom + self._line, label)

    def footnote(self, text: str) -> None:
        """Write one line centred above the lower border's letter."""
        y = self._height - _EDGE - 2.2 * self._line
        self.text(
            (self._width - self._metrics.horizontalAdvance(text)) / 2,
            y,
            text,
        )

    def message(self, lines: tuple[str, ...], colour: QColor = _WARNING) -> None:
        """Write lines in the middle of the view: why there is no image."""
        top = self._height / 2 - self._line * len(lines) / 2
        for number, line in enumerate(lines):
            box = QRectF(
                _EDGE, top + number * self._line * 1.2, self._width - 2 * _EDGE, self._line
            )
            self._painter.setPen(colour)
            shown = self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, box.width())
            self._painter.drawText(box, Qt.AlignmentFlag.AlignCenter, shown)
