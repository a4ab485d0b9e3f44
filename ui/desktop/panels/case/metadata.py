"""The header of the image on the screen, searchable."""

from __future__ import annotations

from typing import Any

from PyQt6.QtCore import QAbstractTableModel, QModelIndex, Qt
from PyQt6.QtWidgets import QHeaderView, QLineEdit, QTableView, QVBoxLayout, QWidget

from ui.desktop.models.header import TagRow
from ui.desktop.panels.common import label

_NO_PARENT = QModelIndex()


class TagTable(QAbstractTableModel):
    """A tuple of tag rows, filtered by words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[TagRow, ...] = ()
        self._rows: tuple[TagRow, ...] = ()
        self._words = ""

    def show_rows(self, rows: tuple[TagRow, ...]) -> None:
        """Show another header."""
        self._all = rows
        self.filter(self._words)

    def filter(self, words: str) -> None:
        """Keep rows that hold every word."""
        self._words = words
        wanted = words.lower().split()
        self.beginResetModel()
        self._rows = tuple(row for row in self._all if all(row.holds(word) for word in wanted))
        self.endResetModel()

    def rowCount(self, parent: QModelIndex = _NO_PARENT) -> int:
        """Return how many rows are left."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = _NO_PARENT) -> int:
        """Tag, name, value."""
        return 0 if parent.isValid() else 3

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{row.tag} {row.vr}\n{row.value}"
        if role == Qt.ItemDataRole.DisplayRole:
            return (row.tag, row.name, row.value)[index.column()]
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the columns' titles."""
        if role != Qt.ItemDataRole.DisplayRole or orientation != Qt.Orientation.Horizontal:
            return None
        return (self.tr("Tag"), self.tr("Name"), self.tr("Value"))[section]


class MetadataPanel(QWidget):
    """A table of header tags with a search box."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 10)
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search tag, name or value"))
        self.search.setAccessibleName(self.tr("Search the header"))
        self.search.setClearButtonEnabled(True)
        layout.addWidget(self.search)
        self.table = TagTable(self)
        self.view = QTableView()
        self.view.setModel(self.table)
        self.view.setAccessibleName(self.tr("Header of this image"))
        self.view.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
        self.view.setShowGrid(False)
        self.view.setAlternatingRowColors(True)
        self.view.setWordWrap(False)
        _sized(self.view)
        layout.addWidget(self.view, 1)
        self.count = label("", "muted")
        layout.addWidget(self.count)
        self.search.textChanged.connect(self._filter)

    def show_header(self, rows: tuple[TagRow, ...]) -> None:
        """Show another header; the search stays."""
        self.table.show_rows(rows)
        self._counted()

    def _filter(self, words: str) -> None:
        self.table.filter(words)
        self._counted()

    def _counted(self) -> None:
        self.count.setText(self.tr("{0} data elements").format(self.table.rowCount()))


def _sized(view: QTableView) -> None:
    vertical, horizontal = view.verticalHeader(), view.horizontalHeader()
    if vertical is not None:
        vertical.hide()
        vertical.setDefaultSectionSize(round(view.fontMetrics().height() * 1.5))
    if horizontal is not None:
        horizontal.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        horizontal.setStretchLastSection(True)
        view.setColumnWidth(0, 96)
        view.setColumnWidth(1, 150)
