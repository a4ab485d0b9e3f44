"""Two answers to one case side by side, and the reader's words beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PyQt6.QtCore import QCoreApplication, QSignalBlocker, pyqtSignal
from PyQt6.QtGui import QColor
from PyQt6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import Analysis, Decision, Finding, Status, Verdict
from ui.desktop import theme
from ui.desktop.panels.common import label
from ui.desktop.panels.finding import wording

translate = QCoreApplication.translate

Row = tuple[str, str, str, bool]
"""What, left, right, whether they differ in what matters."""


class CompareDialog(QDialog):
    """Shows two analyses; emits which one is wanted on a side. It stays open beside the images."""

    wanted = pyqtSignal(int, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Compare answers"))
        theme.roomy(self, 760, 560)
        self.setModal(False)
        layout = QVBoxLayout(self)
        choice = QHBoxLayout()
        self.choices = (QComboBox(), QComboBox())
        names = (self.tr("Left answer"), self.tr("Right answer"))
        for side, (box, name) in enumerate(zip(self.choices, names, strict=True)):
            box.setAccessibleName(name)
            box.activated.connect(lambda _index, at=side: self._tell(at))
            choice.addWidget(box, 1)
        layout.addLayout(choice)
        self.remark = label("", "muted")
        layout.addWidget(self.remark)
        self.table = QTableWidget(0, 3)
        self.table.setAccessibleName(self.tr("Comparison"))
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setShowGrid(False)
        self.table.setWordWrap(True)
        self.table.setHorizontalHeaderLabels(("", self.tr("Left"), self.tr("Right")))
        header, side_header = self.table.horizontalHeader(), self.table.verticalHeader()
        if header is not None and side_header is not None:
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
            side_header.hide()
        layout.addWidget(self.table, 1)

    def offer(self, options: Sequence[tuple[str, str]], chosen: tuple[str, str]) -> None:
        """Offer answers as (key, words); those chosen are marked on their side."""
        for box, key in zip(self.choices, chosen, strict=True):
            with QSignalBlocker(box):
                box.clear()
                for name, words in options:
                    box.addItem(words, name)
                box.setCurrentIndex(max(box.findData(key), 0))

    def _tell(self, side: int) -> None:
        self.wanted.emit(side, str(self.choices[side].currentData()))

    def say(self, text: str) -> None:
        """Show one line over the table; an empty one hides it."""
        self.remark.setText(text)
        self.remark.setVisible(bool(text))

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show the comparison; rows that differ are marked by a sign and colour."""
        self.table.setRowCount(len(rows))
        for number, (what, left, right, differs) in enumerate(rows):
            texts = (f"≠  {what}" if differs else what, left, right)
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if differs:
                    item.setForeground(QColor(theme.WARNING))
                self.table.setItem(number, column, item)
        self.table.resizeRowsToContents()


def option(analysis: Analysis) -> str:
    """Return how an analysis is called in a list: model, way, time."""
    when = analysis.created.astimezone().strftime("%Y-%m-%d %H:%M:%S")
    return f"{wording.model_name(analysis)} · {wording.mode(analysis.provenance.mode)} · {when}"


def comparison(
    left: Analysis | None,
    right: Analysis | None,
    decisions: Mapping[str, Decision],
) -> tuple[Row, ...]:
    """Return two analyses row by row: every finding, what each was made of, the reader's words."""
    pair = (left, right)
    names = list(dict.fromkeys(f.name for one in pair if one is not None for f in one.findings))
    rows: list[Row] = []
    for name in names:
        first, second = (_finding(one, name) for one in pair)
        title = wording.titled(wording.shown(name))
        rows.append(
            (title, _verdict(first), _verdict(second), _status(first) is not _status(second))
        )
        for words, value in (
            (translate("Compare", "   image and record"), "probability"),
            (translate("Compare", "   image only"), "image_only"),
            (translate("Compare", "   record only"), "text_only"),
        ):
            texts = [wording.percent(getattr(f, value) if f else None) for f in (first, second)]
            rows.append((words, texts[0], texts[1], False))
        if name in decisions:
            word = said(decisions[name])
            rows.append((translate("Compare", "   the reader"), word, word, False))
    rows += [
        (title, _of(left, value), _of(right, value), False)
        for title, value in (
            (translate("Compare", "Model"), "model"),
            (translate("Compare", "Way"), "mode"),
            (translate("Compare", "Weights"), "weights"),
            (translate("Compare", "Questions"), "conflicts"),
            (translate("Compare", "Unlike the training films"), "ood"),
        )
    ]
    return tuple(rows)


def said(decision: Decision) -> str:
    """Return a reader's word in one line."""
    words = {
        Verdict.ACCEPT: translate("Compare", "accepted"),
        Verdict.REJECT: translate("Compare", "rejected"),
        Verdict.EDIT: translate("Compare", "changed"),
        Verdict.ADD: translate("Compare", "added"),
    }
    line = f"{decision.reader}: {words[decision.verdict]}"
    return f"{line}, {decision.edited}" if decision.edited else line


def _finding(analysis: Analysis | None, name: str) -> Finding | None:
    found = analysis.findings if analysis is not None else ()
    return next((item for item in found if item.name == name), None)


def _status(finding: Finding | None) -> Status | None:
    return finding.status if finding is not None else None


def _verdict(finding: Finding | None) -> str:
    if finding is None:
        return "–"
    return f"{wording.symbol(finding.status)} {wording.status_word(finding.status)}"


def _of(analysis: Analysis | None, value: str) -> str:
    if analysis is None:
        return "–"
    if value == "model":
        return wording.model_name(analysis)
    if value == "mode":
        return wording.mode(analysis.provenance.mode)
    if value == "weights":
        return " · ".join(
            f"{wording.modality_name(item.modality)} {wording.percent(item.weight)}"
            for item in analysis.modalities
        )
    if value == "conflicts":
        return str(len(analysis.conflicts))
    return wording.percent(analysis.ood)
