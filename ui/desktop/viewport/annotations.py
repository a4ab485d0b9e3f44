"""Texts, letters and ruler over the image. Drawn small, with a dark edge, never clipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QLinearGradient, QPainter, QPen

from omni_med.dicom.geometry import normal
from omni_med.domain import ImagePlane
from ui.desktop import theme
from ui.desktop.models.corners import CORNERS, CornerTexts
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.presets import AUTO, RANGE
from ui.desktop.models.space.orientation import Borders
from ui.desktop.models.space.slab import Projection, Slab, distance
from ui.desktop.models.stack import ImageStack, Window
from ui.desktop.models.viewport import ViewportModel

_EDGE = 10.0
_NARROW = 320.0  # views less wide get smaller letters
_LOW = 240.0  # views less high get no ruler and no bar
_INK = QColor(theme.TEXT)
_WARNING = QColor(theme.WARNING)
_SHADOW = QColor(0, 0, 0, 220)
_LETTERS = "AH"  # as wide as half of a side's three letters, and a gap
_NICE_MM = (1, 2, 5, 10, 20, 50, 100, 200, 500)

translate = QCoreApplication.translate


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


def window_name(label: str) -> str:
    """Return the name of a window in the language of the interface; names of files stay."""
    known = {
        "Soft tissue": translate("Presets", "Soft tissue"),
        "Lung": translate("Presets", "Lung"),
        "Liver": translate("Presets", "Liver"),
        "Bone": translate("Presets", "Bone"),
        "Brain": translate("Presets", "Brain"),
        AUTO: translate("Presets", "Auto"),
        RANGE: translate("Presets", "Whole range"),
    }
    return known.get(label, label)


def state_texts(model: ViewportModel, *, playing: bool = False) -> dict[str, str]:
    """Return what is to be said of series, image, window and zoom, item by item."""
    stack, geometry = model.stack, model.geometry()
    if stack is None or geometry is None:
        return {}
    found = {
        "series": stack.label,
        "image": translate("Viewport", "Image {0} / {1}").format(model.index + 1, stack.count),
        "window": _window_text(model, stack),
        "zoom": translate("Viewport", "Zoom {0} %").format(round(geometry.zoom * 100)),
    }
    plane = stack.places[model.index].plane
    if plane is not None:
        found["position"] = _position(plane)
    if model.slab is not None and model.slab.slices > 1:
        found["thickness"] = _slab_text(model.slab, stack)
    elif plane is not None and plane.slice_thickness:
        thick = f"{plane.slice_thickness:g}"
        found["thickness"] = translate("Viewport", "Thickness {0} mm").format(thick)
    turns = [f"{model.rotation}°"] if model.rotation else []
    if model.flipped:
        turns.append(translate("Viewport", "flipped"))
    if model.inverted:
        turns.append(translate("Viewport", "inverted"))
    found["turns"] = " · ".join(turns)
    if playing:
        found["rate"] = translate("Viewport", "{0} images / s").format(f"{model.frame_rate:.3g}")
    return found


def _window_text(model: ViewportModel, stack: ImageStack) -> str:
    if stack.is_colour:
        return ""
    if model.uses_table:
        whose = (
            translate("Viewport", "Tables of the presentation state")
            if model.state_table is not None
            else translate("Viewport", "VOI LUT of the file")
        )
        return f"{whose}  {model.table_label}".rstrip()
    window = model.shown_window
    name = f"  {window_name(window.label)}" if window.label else ""
    return f"W {brief(window.width)}  L {brief(window.center)}{name}"


def _position(plane: ImagePlane) -> str:
    """Return where an image lies: along the axis of the patient nearest to its normal, mm."""
    direction = normal(plane.orientation)
    axis = max(range(3), key=lambda number: abs(direction[number]))
    place = plane.position[axis]
    side = ("LR", "PA", "HF")[axis][0 if place >= 0 else 1]
    return f"{side} {abs(place):.1f} mm"


def _slab_text(slab: Slab, stack: ImageStack) -> str:
    name = {
        Projection.MAX: translate("Viewport", "MIP"),
        Projection.MIN: translate("Viewport", "MinIP"),
        Projection.MEAN: translate("Viewport", "Mean"),
    }[slab.projection]
    return translate("Viewport", "{0} of {1} mm").format(
        name, f"{slab.slices * (distance(stack) or 0.0):.3g}"
    )


class AnnotationPainter:
    """Draws texts over an image in device-independent pixels."""

    def __init__(self, painter: QPainter, width: float, height: float) -> None:
        self.painter = self._painter = painter
        self._width, self._height = width, height
        painter.setFont(theme.scaled_font(9.5 if width > _NARROW else 7.5))
        self._metrics = QFontMetricsF(painter.font())
        self._line = self._metrics.height() + 1.0
        self._below = (0, 0.0)  # lines in the lower corners, and how wide the widest is

    @property
    def line_height(self) -> float:
        """Height of a line of text."""
        return self._line

    def width_of(self, text: str) -> float:
        """Return how wide a line is."""
        return self._metrics.horizontalAdvance(text)

    def text(self, x: float, y: float, text: str, colour: QColor = _INK) -> None:
        """Write with its base line at ``y``, legible on black and on white."""
        painter = self._painter
        painter.setPen(_SHADOW)
        for dx, dy in ((-1, 0), (1, 0), (0, -1), (0, 1), (1, 1)):
            painter.drawText(QPointF(x + dx, y + dy), text)
        painter.setPen(colour)
        painter.drawText(QPointF(x, y), text)

    def corners(self, texts: CornerTexts, hidden: frozenset[str] = frozenset()) -> None:
        """Write the corners' lines; one that would meet the line facing it is elided.

        Where the view is too low for all of them, the less important ones give way.
        """
        ascent = self._metrics.ascent()
        room = max(int((self._height / 2 - _EDGE - 1.5 * self._line) / self._line), 1)
        chosen = {corner: texts.lines(corner, hidden, room) for corner in CORNERS}
        for corner, lines in chosen.items():
            right, bottom = corner.endswith("right"), corner.startswith("bottom")
            side, other = ("right", "left") if right else ("left", "right")
            facing = chosen[corner.removesuffix(side) + other]
            start = self._height - _EDGE - self._line * len(lines) if bottom else _EDGE
            for number, line in enumerate(lines):
                row = number - len(lines) if bottom else number  # counted from the border
                opposed = facing[row] if -len(facing) <= row < len(facing) else ""
                shown = self._elide(line, opposed, lettered=row in {0, -1})
                x = self._width - _EDGE - self._metrics.horizontalAdvance(shown) if right else _EDGE
                self.text(x, start + ascent + number * self._line, shown)
                if bottom:
                    wide = self._metrics.horizontalAdvance(shown)
                    self._below = (max(self._below[0], len(lines)), max(self._below[1], wide))

    def _elide(self, line: str, opposed: str, *, lettered: bool) -> str:
        """Return what fits beside the line that faces it, and a side's letter between them."""
        half = self._width / 2 - 1.5 * _EDGE
        if lettered:
            half = min(half, self._width / 2 - _EDGE - self._metrics.horizontalAdvance(_LETTERS))
        else:
            free = self._width - 3 * _EDGE - self._metrics.horizontalAdvance(opposed)
            half = max(half, free)
        return self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, max(half, 20.0))

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
        if self._height < _LOW:
            return
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

    def bar(self, window: Window, *, inverse: bool) -> None:
        """Draw the greys of the window at the left border, with the values of its ends."""
        high = min(self._height * 0.25, 160.0)
        if self._height < _LOW:
            return
        left, top = _EDGE + 1.0, self._height * 0.5 + 1.5 * self._line
        if top + high > self._height - _EDGE - 5 * self._line:
            return
        painter = self._painter
        grey = QLinearGradient(0.0, top, 0.0, top + high)
        black, white = (QColor(0, 0, 0), QColor(255, 255, 255))
        grey.setColorAt(0.0, black if inverse else white)
        grey.setColorAt(1.0, white if inverse else black)
        painter.setPen(QPen(_INK, 1.0))
        painter.setBrush(grey)
        painter.drawRect(QRectF(left, top, 9.0, high))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for share, end in ((0.0, 0.5), (1.0, -0.5)):
            y = top + high * share + self._metrics.ascent() / 2 - 1.0
            self.text(left + 14.0, y, brief(window.center + end * window.width))

    def progress(self, share: float) -> None:
        """Draw how much of a stack has been loaded, as a line at the lower border."""
        painter = self._painter
        painter.fillRect(QRectF(0, self._height - 3, self._width, 3), QColor(theme.BORDER))
        painter.fillRect(QRectF(0, self._height - 3, self._width * share, 3), QColor(theme.ACCENT))

    def footnotes(self, lines: Sequence[str]) -> None:
        """Write lines centred above the lower border's letter, clear of the corners' texts."""
        count, wide = self._below
        room = self._width - 2 * _EDGE
        shown = [
            self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, room) for line in lines
        ]
        widths = [self._metrics.horizontalAdvance(line) for line in shown]
        meets = max(widths, default=0.0) + 2 * (wide + _EDGE) > room
        lowest = max(2.2, count + 0.4) if meets else 2.2
        for number, (line, width) in enumerate(zip(reversed(shown), reversed(widths), strict=True)):
            y = self._height - _EDGE - (lowest + number) * self._line
            self.text((self._width - width) / 2, y, line)

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
