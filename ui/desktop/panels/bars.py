"""A labelled bar for a probability, with what it is judged by as ticks."""

from __future__ import annotations

from PyQt6.QtCore import QRectF, QSize, Qt
from PyQt6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen
from PyQt6.QtWidgets import QSizePolicy, QWidget

from ui.desktop import theme
from ui.desktop.panels.finding.wording import percent


class ProbabilityBar(QWidget):
    """One row: label, bar from 0 to 1, value. No value shows as a dash and no bar."""

    def __init__(
        self,
        label: str,
        value: float | None,
        *,
        ticks: tuple[float, ...] = (),
        colour: str = theme.ACCENT,
        strong: bool = False,
        label_share: float = 0.4,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._label, self._value, self._ticks = label, value, ticks
        self._colour, self._strong, self._label_share = colour, strong, label_share
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(f"{label}: {percent(value)}")
        self.setToolTip(f"{label}: {percent(value)}")

    def sizeHint(self) -> QSize:
        """One line of text high."""
        return QSize(200, round(QFontMetricsF(self.font()).height() * 1.35))

    def minimumSizeHint(self) -> QSize:
        """Shrink in width only."""
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw label, bar, ticks and value."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setBold(self._strong)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        height, width = float(self.height()), float(self.width())
        label_width, value_width = width * self._label_share, height * 2.6
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.TEXT))
        painter.drawText(
            QRectF(0, 0, label_width - 8, height),
            middle | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(self._label, Qt.TextElideMode.ElideRight, label_width - 8),
        )
        painter.drawText(
            QRectF(width - value_width, 0, value_width, height),
            middle | Qt.AlignmentFlag.AlignRight,
            percent(self._value),
        )
        bar = QRectF(label_width, height / 2 - 4, width - label_width - value_width - 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(theme.BORDER))
        painter.drawRoundedRect(bar, 3, 3)
        if self._value:
            filled = QRectF(bar)
            filled.setWidth(max(bar.width() * self._value, 3.0))
            painter.setBrush(QColor(self._colour))
            painter.drawRoundedRect(filled, 3, 3)
        for tick in self._ticks:
            x = bar.left() + bar.width() * tick
            painter.setPen(QPen(QColor(theme.TEXT), 1.5))
            painter.drawLine(round(x), round(bar.top() - 3), round(x), round(bar.bottom() + 3))
