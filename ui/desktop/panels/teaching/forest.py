"""What a head was compared with, each with its interval: one line each, drawn by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QPointF
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme

_ROW, _TOP, _GAP = 26.0, 28.0, 12.0


@dataclass(frozen=True, slots=True)
class Line:
    """A figure with its interval, all within 0 to 1."""

    name: str
    value: float
    low: float
    high: float


def lines_of(figures: Mapping[str, float]) -> tuple[Line, ...]:
    """Return the AUROCs of a head's card, the head first, then from the best."""
    found = []
    for key, value in figures.items():
        head, _, rest = key.partition(", ")
        low, high = figures.get(f"{key}, low"), figures.get(f"{key}, high")
        if head == "AUROC" and "," not in rest and low is not None and high is not None:
            found.append(Line(rest, value, low, high))
    return tuple(sorted(found, key=lambda line: (line.name != "head", -line.value)))


class Forest(QWidget):
    """Draws lines from 0.3, or less where something is worse, to 1."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self._lines: tuple[tuple[str, Line], ...] = ()
        self._title = title
        self.setAccessibleName(title)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(int(_TOP + _ROW))

    def show_lines(self, lines: Sequence[tuple[str, Line]]) -> None:
        """Draw these, each with its name in the reader's language."""
        self._lines = tuple(lines)
        self.setFixedHeight(int(_TOP + _ROW * max(1, len(self._lines)) + 6))
        said = [f"{name}: {x.value:.2f} ({x.low:.2f}, {x.high:.2f})" for name, x in self._lines]
        self.setAccessibleDescription("; ".join(said))
        self.update()

    def paintEvent(self, event: QPaintEvent | None) -> None:
        """Draw it."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(theme.BACKGROUND))
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(QPointF(8.0, 18.0), self._title)
        if not self._lines:
            return
        metrics = QFontMetricsF(self.font())
        width = max(metrics.horizontalAdvance(name) for name, _ in self._lines)
        left, right = 12 + width + _GAP, self.width() - 150.0
        start = min(0.3, *(line.low for _, line in self._lines), 1.0)

        def x(value: float) -> float:
            return left + (value - start) / (1 - start) * (right - left)

        bottom = _TOP + _ROW * len(self._lines)
        painter.setPen(QPen(QColor(theme.BORDER), 1))
        for at in (0.5, 1.0):
            painter.drawLine(QPointF(x(at), _TOP), QPointF(x(at), bottom))
        for number, (name, line) in enumerate(self._lines):
            y = _TOP + _ROW * (number + 0.5)
            colour = QColor(theme.ACCENT if line.name == "head" else theme.MUTED)
            painter.setPen(QColor(theme.TEXT))
            painter.drawText(QPointF(12.0, y + metrics.ascent() / 2 - 1), name)
            said = f"{line.value:.3f} ({line.low:.2f} – {line.high:.2f})"
            painter.drawText(QPointF(right + _GAP, y + metrics.ascent() / 2 - 1), said)
            painter.setPen(QPen(colour, 2))
            painter.drawLine(QPointF(x(line.low), y), QPointF(x(line.high), y))
            painter.setBrush(colour)
            painter.drawEllipse(QPointF(x(line.value), y), 4.0, 4.0)
