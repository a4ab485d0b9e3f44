"""The list of measurements of the study; a click goes to the image."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.panels.common import keep_focus, label
from ui.desktop.viewport.marks import kind_name

_ID = Qt.ItemDataRole.UserRole


class MeasuredPanel(QWidget):
    """Shows all readers' measurements; the user's own can be removed."""

    jump_wanted = pyqtSignal(str)
    remove_wanted = pyqtSignal(str)
    counted = pyqtSignal(int)

    def __init__(self, measurements: Measurements, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._measurements = measurements
        self.view = QListWidget()
        self.view.setAccessibleName(self.tr("Measurements"))
        self.view.setWordWrap(True)
        self.view.setSpacing(3)
        self.view.itemClicked.connect(lambda item: self.jump_wanted.emit(item.data(_ID)))
        self.view.itemActivated.connect(lambda item: self.jump_wanted.emit(item.data(_ID)))
        self.empty = label(
            self.tr(
                "Nothing measured yet. L measures a length, Shift+L an angle, T and O a region, "
                "P a value. Handles can be dragged; Ctrl+Z takes back."
            ),
            "muted",
        )
        self.remove = QPushButton(self.tr("Remove (Del)"))
        self.remove.clicked.connect(self._remove)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.remove)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.addWidget(self.empty)
        layout.addWidget(self.view, 1)
        layout.addLayout(row)
        keep_focus(self.view, self.remove)
        self._unwatch = measurements.watch(self._changed)
        self._fill()

    def release(self) -> None:
        """Stop watching; the widget is going away."""
        self._unwatch()

    def _changed(self, what: str) -> None:
        if what in {"list", "loaded"}:
            self._fill()
        self._choose()

    def _fill(self) -> None:
        items = self._measurements.items
        self.view.clear()
        for item in items:
            made = item.made.astimezone().strftime("%Y-%m-%d %H:%M")
            who = f"{item.author} · {made}"
            row = QListWidgetItem(f"{kind_name(item.kind)}   {item.reading}\n{who}")
            row.setData(_ID, item.measurement_id)
            self.view.addItem(row)
        self.empty.setVisible(not items)
        self.view.setVisible(bool(items))
        self.counted.emit(len(items))

    def _choose(self) -> None:
        selected = self._measurements.get(self._measurements.selected)
        own = selected is not None and selected.author == self._measurements.user
        self.remove.setEnabled(own)
        for number in range(self.view.count()):
            row = self.view.item(number)
            if row is not None and row.data(_ID) == self._measurements.selected:
                self.view.setCurrentItem(row)
                return
        self.view.setCurrentRow(-1)

    def _remove(self) -> None:
        self.remove_wanted.emit(self._measurements.selected)
