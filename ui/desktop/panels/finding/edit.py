"""What a finding is instead, and why: the dialog behind E."""

from __future__ import annotations

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import Analysis
from omni_med.models.protocols import ModelCard
from ui.desktop import theme
from ui.desktop.panels.common import label
from ui.desktop.panels.finding import wording


class EditDialog(QDialog):
    """Asks what a finding is changed to."""

    edited = pyqtSignal(str, str, str)

    def __init__(self, finding: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._finding = finding
        self.setWindowTitle(self.tr("Change the finding"))
        self.setMinimumWidth(theme.scaled(460))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(label(finding, "verdict"))
        form = QFormLayout()
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("What it is instead"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("may be empty"))
        form.addRow(self.tr("What it is instead"), self.text)
        form.addRow(self.tr("Reason"), self.reason)
        layout.addLayout(form)
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
        self._ok = box.button(buttons.Ok)
        self.text.textChanged.connect(lambda _text: self._check())
        self._check()

    def _check(self) -> None:
        if self._ok is not None:
            self._ok.setEnabled(bool(self.text.text().strip()))

    def accept(self) -> None:
        """Tell the words; an empty text changes nothing."""
        words = self.text.text().strip()
        if words:
            self.edited.emit(self._finding, words, self.reason.text().strip())
            super().accept()


class AddDialog(QDialog):
    """Asks what the model did not name."""

    added = pyqtSignal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Add a finding"))
        self.setMinimumWidth(theme.scaled(460))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        form = QFormLayout()
        self.text = QLineEdit()
        self.text.setAccessibleName(self.tr("Finding"))
        self.reason = QLineEdit()
        self.reason.setAccessibleName(self.tr("Reason"))
        self.reason.setPlaceholderText(self.tr("may be empty"))
        form.addRow(self.tr("Finding"), self.text)
        form.addRow(self.tr("Reason"), self.reason)
        layout.addLayout(form)
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)

    def accept(self) -> None:
        """Tell the words; an empty text adds nothing."""
        words = self.text.text().strip()
        if words:
            self.added.emit(words, self.reason.text().strip())
            super().accept()


class ProvenanceDialog(QDialog):
    """Everything that went into an answer, as a table."""

    def __init__(
        self, analysis: Analysis, parent: QWidget | None = None, card: ModelCard | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Provenance"))
        theme.roomy(self, 680, 520)
        layout = QVBoxLayout(self)
        rows = wording.provenance(analysis, card)
        table = QTableWidget(len(rows), 2)
        table.setAccessibleName(self.tr("Provenance"))
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        for number, row in enumerate(rows):
            for column, text in enumerate(row):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                table.setItem(number, column, item)
        header, side = table.horizontalHeader(), table.verticalHeader()
        if header is not None and side is not None:
            header.hide()
            header.setStretchLastSection(True)
            side.hide()
        table.setColumnWidth(0, 210)
        table.setShowGrid(False)
        table.setAlternatingRowColors(True)
        layout.addWidget(table)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        layout.addWidget(box)
