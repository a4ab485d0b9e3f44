"""A table of texts that the pages of the administration share."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import QSortFilterProxyModel, Qt
from PyQt6.QtGui import QStandardItem, QStandardItemModel
from PyQt6.QtWidgets import QAbstractItemView, QHeaderView, QTableView


class TextTable(QTableView):
    """Rows of texts: sortable, filtered by words, read-only."""

    def __init__(self, titles: Sequence[str], name: str) -> None:
        super().__init__()
        self._titles = list(titles)
        self._rows = QStandardItemModel(self)
        self.proxy = QSortFilterProxyModel(self)
        self.proxy.setSourceModel(self._rows)
        self.proxy.setFilterKeyColumn(-1)
        self.proxy.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setModel(self.proxy)
        self.setSortingEnabled(True)
        self.sortByColumn(-1, Qt.SortOrder.AscendingOrder)  # as given, until a title is clicked
        self.setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setWordWrap(True)
        header = self.verticalHeader()
        if header is not None:
            header.hide()

    def fill(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these rows instead of the ones before."""
        self._rows.clear()
        self._rows.setHorizontalHeaderLabels(self._titles)
        for row in rows:
            self._rows.appendRow([QStandardItem(text) for text in row])
        header = self.horizontalHeader()
        if header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
            header.setStretchLastSection(True)
        self.resizeColumnsToContents()

    def chosen(self) -> str:
        """Return the first text of the chosen row; empty where none is."""
        selection = self.selectionModel()
        rows = selection.selectedRows(0) if selection is not None else []
        return str(rows[0].data()) if rows else ""

    def texts(self) -> list[list[str]]:
        """Return what is shown, filtered and sorted."""
        return [
            [
                str(self.proxy.index(row, column).data())
                for column in range(self.proxy.columnCount())
            ]
            for row in range(self.proxy.rowCount())
        ]
