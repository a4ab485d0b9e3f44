"""A taught head beside what it must beat: its figures with their intervals, and its report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QPushButton,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)

from ui.desktop import theme
from ui.desktop.panels.common import label
from ui.desktop.panels.teaching.forest import Forest, lines_of
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from omni_med.models.heads.bundle import HeadCard


class ComparisonPage(QWidget):
    """One head's report."""

    failed = pyqtSignal(Exception)

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.open = QPushButton(self.tr("Open a head's folder …"))
        self.open.clicked.connect(self._open)
        self.title = label("", "heading")
        row.addWidget(self.open)
        row.addWidget(self.title, 1)
        layout.addLayout(row)
        self.verdict = label("")
        layout.addWidget(self.verdict)
        self.forest = Forest(self.tr("AUROC out of fold, with 95 % intervals over patients"))
        layout.addWidget(self.forest)
        self.report = QTextBrowser()
        self.report.setAccessibleName(self.tr("Report"))
        self.report.setOpenLinks(False)
        layout.addWidget(self.report, 1)

    def load(self, folder: Path) -> None:
        """Read a head's card off the GUI thread."""
        from omni_med.models.heads.bundle import read_card  # noqa: PLC0415

        self._jobs.start(
            "card",
            lambda _task: read_card(folder),
            lambda card: self._show(card, folder),
            failed=self.failed.emit,
        )

    def _open(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("A head's folder"))
        if name:
            self.load(Path(name))

    def _show(self, card: HeadCard, folder: Path) -> None:
        names = {
            "head": self.tr("this head"),
            "prior": self.tr("the model without it"),
            "probe": self.tr("linear probe"),
            "means": self.tr("nearest class means"),
            "full": self.tr("the same parts taught whole"),
            "image_only": self.tr("film alone"),
            "text_only": self.tr("record alone"),
            "lungs_blacked_out": self.tr("lungs blacked out"),
        }
        self.title.setText(f"{card.answer.name} · {card.title}")
        offered = self.tr("Offered: it is shown to be better than everything it is compared with.")
        self.verdict.setText(offered if card.offered else self.tr("Not offered."))
        self.verdict.setStyleSheet(f"color: {theme.GOOD if card.offered else theme.WARNING};")
        lines = lines_of(card.figures)
        self.forest.show_lines([(names.get(line.name, line.name), line) for line in lines])
        self.report.setSearchPaths([str(folder)])  # its picture of missed cases lies there
        self.report.setMarkdown(card.text or card.reason)
