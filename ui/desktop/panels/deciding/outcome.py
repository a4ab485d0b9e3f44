"""What a finding turned out to be: pathology, follow-up, another examination."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.panels.common import paragraph
from ui.desktop.panels.finding import wording


class OutcomeDialog(QDialog):
    """Asks which finding, whether it was there, and how that is known. No default."""

    told = pyqtSignal(str, bool, str)

    def __init__(self, findings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Outcome"))
        self.setMinimumWidth(theme.scaled(460))
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addWidget(
            paragraph(self.tr("Counted against first impressions and last words."), "muted")
        )
        form = QFormLayout()
        self.finding = QComboBox()
        self.finding.setAccessibleName(self.tr("Finding"))
        for name in findings:
            self.finding.addItem(wording.titled(wording.shown(name)), name)
        self.source = QLineEdit()
        self.source.setAccessibleName(self.tr("Source"))
        self.source.setPlaceholderText(self.tr("pathology, follow-up, CT …"))
        row = QHBoxLayout()
        self.group = QButtonGroup(self)
        self.buttons = {True: QPushButton(self.tr("Was there")), False: QPushButton()}
        self.buttons[False].setText(self.tr("Was not there"))
        for button in self.buttons.values():
            button.setCheckable(True)
            button.setAutoDefault(False)
            self.group.addButton(button)
            row.addWidget(button)
        form.addRow(self.tr("Finding"), self.finding)
        form.addRow("", row)
        form.addRow(self.tr("Source"), self.source)
        layout.addLayout(form)
        buttons = QDialogButtonBox.StandardButton
        box = QDialogButtonBox(buttons.Ok | buttons.Cancel)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout.addWidget(box)

    def accept(self) -> None:
        """Tell it, where all three are said."""
        name, source = self.finding.currentData(), self.source.text().strip()
        if name and source and self.group.checkedButton() is not None:
            self.told.emit(str(name), self.buttons[True].isChecked(), source)
            super().accept()
