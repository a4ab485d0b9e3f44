"""Lines over steps or days, intervals as bands, upright marks; drawn by hand, read by ear too."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import Final

from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.models.teaching.series import Mark, Series, span

COLOURS: Final = (theme.ACCENT, theme.WARNING, theme.GOOD, theme.UNSURE, theme.CRITICAL)
_STYLES: Final = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine, Qt.PenStyle.DotLine)
_MOST_NAMED = 5  # lines in the legend
_LEFT, _RIGHT, _TOP, _BOTTOM = 48.0, 12.0, 40.0, 24.0


def ticks(low: float, high: float, most: int = 5) -> list[float]:
    """Return round numbers within a range, at most so many and one more."""
    if not high > low:
        return [low]
    rough = (high - low) / most
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * times for times in (1, 2, 5, 10) if power * times >= rough)
    first = math.ceil(low / step - 1e-9)
    return [round(at * step, 10) for at in range(first, math.floor(high / step + 1e-9) + 1)]


class Chart(QWidget):
    """Draws series; x are steps, or days since year 1."""

    def __init__(self, title: str, *, dates: bool = False, unit: bool = False) -> None:
        """Begin empty.

        Args:
            title: Above it, and for screen readers.
            dates: Whether x are days.
            unit: Whether y goes from 0 to 1 whatever there is.
        """
        super().__init__()
        self._title, self._dates, self._unit = title, dates, unit
        self._series: tuple[Series, ...] = ()
        self._marks: tuple[Mark, ...] = ()
        self.setAccessibleName(title)
        self.setMinimumSize(260, 130)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def show_series(self, series: Sequence[Series], marks: Sequence[Mark] = ()) -> None:
        """Draw these instead of the ones before."""
        self._series = tuple(item for item in series if item.points)
        self._marks = tuple(marks)
        said = [f"{item.name}: {item.points[-1][1]:.3g}" for item in self._series]
        self.setAccessibleDescription("; ".join([*said, *(mark.text for mark in self._marks)]))
        self.setToolTip("\n".join(self._mark_words()))
        self.update()

    def _mark_words(self) -> list[str]:
        if not self._dates:
            return [mark.text for mark in self._marks]
        return [f"{_day(mark.x)}  {mark.text}" for mark in self._marks]

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.BACKGROUND))
        area = QRectF(self.rect()).adjusted(_LEFT, _TOP, -_RIGHT, -_BOTTOM)
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(QPointF(8.0, 16.0), self._title)
        if not self._series:
            painter.setPen(QColor(theme.MUTED))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, self.tr("nothing yet"))
            return
        scale = _Scale(area, self._series, self._marks, unit=self._unit)
        self._paint_grid(painter, scale)
        self._paint_marks(painter, scale)
        for number, item in enumerate(self._series):
            _paint_series(painter, scale, item, number)
        self._paint_legend(painter)

    def _paint_grid(self, painter: QPainter, scale: _Scale) -> None:
        metrics = QFontMetricsF(self.font())
        for y in ticks(scale.low, scale.high, 4):
            at = scale.point(scale.first, y).y()
            painter.setPen(QPen(QColor(theme.RAISED), 1))
            painter.drawLine(QPointF(scale.area.left(), at), QPointF(scale.area.right(), at))
            painter.setPen(QColor(theme.MUTED))
            text = f"{y:g}"
            left = scale.area.left() - metrics.horizontalAdvance(text) - 6
            painter.drawText(QPointF(left, at + metrics.ascent() / 2 - 1), text)
        for x in self._x_ticks(scale):
            text = _day(x) if self._dates else f"{x:g}"
            at = scale.point(x, scale.low).x()
            half = metrics.horizontalAdvance(text) / 2
            left = min(max(at - half, 0.0), self.width() - 2 * half - 2)
            painter.drawText(QPointF(left, self.height() - 7.0), text)

    def _x_ticks(self, scale: _Scale) -> list[float]:
        most = max(1, int(scale.area.width() // 110))
        if not self._dates:
            return ticks(scale.first, scale.last, most)
        days = sorted({x for item in self._series for x, _ in item.points})
        return days[:: max(1, math.ceil(len(days) / most))]

    def _paint_marks(self, painter: QPainter, scale: _Scale) -> None:
        painter.setPen(QPen(QColor(theme.MUTED), 1, Qt.PenStyle.DashDotLine))
        for mark in self._marks:
            at = scale.point(mark.x, scale.low).x()
            painter.drawLine(QPointF(at, scale.area.top()), QPointF(at, scale.area.bottom()))

    def _paint_legend(self, painter: QPainter) -> None:
        metrics, left = QFontMetricsF(self.font()), _LEFT
        for number, item in enumerate(self._series[:_MOST_NAMED]):
            painter.setPen(_pen(number))
            painter.drawLine(QPointF(left, 29.0), QPointF(left + 18, 29.0))
            painter.setPen(QColor(theme.MUTED))
            text = f"{item.name} {item.points[-1][1]:.3g}"
            painter.drawText(QPointF(left + 23, 33.0), text)
            left += 23 + metrics.horizontalAdvance(text) + 16


class _Scale:
    """From values to pixels."""

    def __init__(
        self, area: QRectF, series: Sequence[Series], marks: Sequence[Mark], *, unit: bool
    ) -> None:
        first, last, low, high = span(*series)
        days = [mark.x for mark in marks]
        self.area = area
        self.first, self.last = min([first, *days]), max([last, *days])
        if self.last <= self.first:
            self.first, self.last = self.first - 1, self.first + 1
        margin = (high - low) * 0.08 or 0.5
        self.low, self.high = (0.0, 1.0) if unit else (low - margin, high + margin)

    def point(self, x: float, y: float) -> QPointF:
        """Return where a value is drawn."""
        across = (x - self.first) / (self.last - self.first)
        up = min(max((y - self.low) / (self.high - self.low), 0.0), 1.0)
        return QPointF(
            self.area.left() + across * self.area.width(),
            self.area.bottom() - up * self.area.height(),
        )


def _pen(number: int, width: float = 2.0) -> QPen:
    """Return a pen that differs by colour and by dashes: not all see colours."""
    colour = QColor(COLOURS[number % len(COLOURS)])
    return QPen(colour, width, _STYLES[number // 2 % len(_STYLES)] if number else _STYLES[0])


def _paint_series(painter: QPainter, scale: _Scale, series: Series, number: int) -> None:
    colour = QColor(COLOURS[number % len(COLOURS)])
    if series.bands:
        upper = [scale.point(x, high) for x, _, high in series.bands]
        lower = [scale.point(x, low) for x, low, _ in reversed(series.bands)]
        shade = QColor(colour)
        shade.setAlpha(40)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(shade)
        painter.drawPolygon(QPolygonF([*upper, *lower]))
        painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [scale.point(x, y) for x, y in series.points]
    painter.setPen(_pen(number))
    painter.drawPolyline(QPolygonF(points))
    if len(points) <= 60:
        painter.setBrush(colour)
        for point in points:
            painter.drawEllipse(point, 2.5, 2.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _day(x: float) -> str:
    return date.fromordinal(max(1, round(x))).isoformat()
