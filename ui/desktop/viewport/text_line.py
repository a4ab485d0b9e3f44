"""A line to write in, over the image."""

from __future__ import annotations

from PyQt6.QtCore import QPoint, Qt, pyqtSignal
from PyQt6.QtGui import QFocusEvent, QKeyEvent
from PyQt6.QtWidgets import QLineEdit, QWidget

_WIDTH = 220
_LONGEST = 200


class TextLine(QLineEdit):
    """Emits what was written at Enter and when it is left; Esc drops it. Deletes itself."""

    entered = pyqtSignal(str)

    def __init__(self, parent: QWidget, at: QPoint) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Text on the image"))
        self.setMaxLength(_LONGEST)
        left = min(max(at.x(), 0), max(parent.width() - _WIDTH, 0))
        self.setGeometry(left, at.y(), min(_WIDTH, parent.width()), self.sizeHint().height())
        self._done = False
        self.show()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Keep or drop."""
        key = event.key() if event is not None else 0
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(self.text())
        elif key == Qt.Key.Key_Escape:
            self._end("")
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent | None) -> None:
        """Keep what was written when something else is clicked."""
        super().focusOutEvent(event)
        self._end(self.text())

    def _end(self, words: str) -> None:
        if self._done:
            return
        self._done = True
        parent = self.parentWidget()
        if words.strip():
            self.entered.emit(words)
        self.hide()
        if parent is not None:
            parent.setFocus()
        self.deleteLater()
