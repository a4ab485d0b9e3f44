"""ECG and other curves, drawn on millimetre paper that means what it says."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QWidget

from omni_med.dicom.objects.waveform import Channel, Multiplex
from ui.desktop import theme

_PAPER, _FINE, _COARSE = QColor("#171a1f"), QColor("#2b2430"), QColor("#4a3540")
_INK = QColor("#e9f3ff")
_MM_A_SECOND, _MM_A_MILLIVOLT = 25.0, 10.0
_ROW_MM, _LEFT_MM, _TOP_MM = 26.0, 14.0, 10.0


def per_pixel(values: NDArray[np.float32], columns: int) -> NDArray[np.float32]:
    """Return the smallest and largest value of each pixel column, (columns, 2).

    So that no spike between two drawn samples is lost.
    """
    edges = np.linspace(0, len(values), columns + 1).astype(int)
    starts = np.minimum(edges[:-1], len(values) - 1)
    low = np.minimum.reduceat(values, starts)
    high = np.maximum.reduceat(values, starts)
    return np.stack((low, high), axis=1)


class CurvesView(QWidget):
    """Draws the curves of one group, 25 mm a second and 10 mm a millivolt.

    Curves of other units are scaled to fill their row, and say so.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group: Multiplex | None = None
        self.setAccessibleName(self.tr("Curves"))
        self.setMinimumSize(400, 200)

    def show_group(self, group: Multiplex | None) -> None:
        """Draw another group."""
        self._group = group
        if group is not None:
            self.setFixedSize(self.sizeHint())
            names = ", ".join(channel.name for channel in group.channels)
            self.setAccessibleDescription(names)
        self.update()

    @property
    def millimetre(self) -> float:
        """Pixels of a millimetre of the screen, as the system states it."""
        screen = self.screen()
        return max(screen.physicalDotsPerInch() / 25.4, 3.0) if screen is not None else 4.0

    def sizeHint(self) -> QSize:
        """Return as long as the curves are."""
        if self._group is None:
            return QSize(400, 200)
        wide = _LEFT_MM + self._group.seconds * _MM_A_SECOND + 6.0
        high = _TOP_MM + _ROW_MM * len(self._group.channels) + 6.0
        mm = self.millimetre
        return QSize(min(math.ceil(wide * mm), 60_000), math.ceil(high * mm))

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw the part of the paper that is seen, then the curves on it."""
        painter = QPainter(self)
        seen = QRectF(event.rect()) if event is not None else QRectF(self.rect())
        painter.fillRect(seen, _PAPER)
        if self._group is None:
            return
        self._paint_grid(painter, seen)
        painter.setFont(theme.scaled_font(9.5))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for row, channel in enumerate(self._group.channels):
            self._paint_channel(painter, channel, row, seen)
        painter.setPen(QColor(theme.MUTED))
        about = self.tr("25 mm/s · 10 mm/mV · {0} Hz · {1} s").format(
            f"{self._group.frequency:g}", f"{self._group.seconds:.3g}"
        )
        painter.drawText(QPointF(8.0, 16.0), about)

    def _paint_grid(self, painter: QPainter, seen: QRectF) -> None:
        mm = self.millimetre
        for step, colour in ((1, _FINE), (5, _COARSE)):
            painter.setPen(QPen(colour, 1.0))
            for line in range(int(seen.left() / mm), int(seen.right() / mm) + 1):
                if line % step == 0:
                    painter.drawLine(
                        QPointF(line * mm, seen.top()), QPointF(line * mm, seen.bottom())
                    )
            for line in range(int(seen.top() / mm), int(seen.bottom() / mm) + 1):
                if line % step == 0:
                    painter.drawLine(
                        QPointF(seen.left(), line * mm), QPointF(seen.right(), line * mm)
                    )

    def _paint_channel(self, painter: QPainter, channel: Channel, row: int, seen: QRectF) -> None:
        group = self._group
        if group is None:
            return
        mm = self.millimetre
        middle = (_TOP_MM + _ROW_MM * (row + 0.5)) * mm
        if not seen.top() - _ROW_MM * mm <= middle <= seen.bottom() + _ROW_MM * mm:
            return
        values = channel.values - np.float32(np.median(channel.values))
        in_volts = channel.unit == "mV"
        reach = float(np.abs(values).max(initial=0.0)) or 1.0
        scale = _MM_A_MILLIVOLT * mm if in_volts else _ROW_MM * 0.45 * mm / reach
        columns = max(round(group.seconds * _MM_A_SECOND * mm), 2)
        span = per_pixel(values, columns)
        first = max(int(seen.left() - _LEFT_MM * mm) - 1, 0)
        last = min(int(seen.right() - _LEFT_MM * mm) + 2, columns)
        seen_span = span[first:last]
        zigzag = np.where(np.arange(first, last)[:, None] % 2, seen_span, seen_span[:, ::-1])
        across = np.repeat(_LEFT_MM * mm + np.arange(first, last), 2)
        down = middle - zigzag.ravel().astype(float) * scale
        self._draw_line(painter, QPolygonF(map(QPointF, across.tolist(), down.tolist())))
        painter.setPen(QColor(theme.WARNING))
        name = channel.name.removeprefix("Lead ").partition(" (")[0]
        unit = "" if in_volts else f" [{channel.unit or '–'}]"
        at = QRectF(6.0, middle - 10.0, _LEFT_MM * mm - 8.0, 20.0)
        painter.drawText(at, Qt.AlignmentFlag.AlignVCenter, name + unit)

    def _draw_line(self, painter: QPainter, points: QPolygonF) -> None:
        """Draw a curve with the one pen that is fast: a device pixel wide, as often as needed.

        A wider pen takes 50 times as long, 80 ms for twelve leads.
        """
        ratio = max(round(self.devicePixelRatioF()), 1)
        pen = QPen(_INK, 1.0)
        pen.setCosmetic(True)
        painter.setPen(pen)
        for line in range(ratio):
            painter.drawPolyline(points.translated(0.0, line / ratio))
