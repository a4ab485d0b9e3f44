"""The worklist as a Qt table model over a tuple of rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor, QFont

from ui.desktop import theme
from ui.desktop.models.names import display_name

if TYPE_CHECKING:
    from omni_med.workspace import StudyRow

_NO_PARENT = QModelIndex()


translate = QCoreApplication.translate


def triage_words(triage: str) -> tuple[str, str]:
    """Return sign with words, and colour, of a triage verdict."""
    return {
        "critical": (translate("Worklist", "▲ critical"), theme.CRITICAL),
        "routine": (translate("Worklist", "● routine"), theme.TEXT),  # says nothing of health
        "unsure": (translate("Worklist", "◆ unsure"), theme.UNSURE),
        "not-assessed": (translate("Worklist", "– not assessed"), theme.MUTED),
    }.get(triage, ("", theme.MUTED))


def ai_words(row: StudyRow) -> str:
    """Return whether the model has read a study, and a reader has decided on it."""
    if row.triage == "not-assessed":
        return translate("Worklist", "not assessed")
    if row.status == "decided":
        return translate("Worklist", "decided on")
    return translate("Worklist", "done") if row.analysed else translate("Worklist", "not read")


def moment(when: datetime | None) -> str:
    """Return date and time for a cell."""
    return when.strftime("%Y-%m-%d %H:%M") if when is not None else ""


def sex_age(row: StudyRow) -> str:
    """Return sex and age, as far as they are known."""
    age = f"{row.age:.0f}" if row.age is not None else ""
    return " ".join(part for part in (row.sex, age) if part)


_COLUMNS: tuple[Callable[[Any], str], ...] = (
    lambda row: triage_words(row.triage)[0],
    lambda row: "STAT" if row.priority == "STAT" else "",
    lambda row: display_name(row.patient) or translate("Worklist", "(no name)"),
    lambda row: row.patient_id,
    sex_age,
    lambda row: row.accession,
    lambda row: ", ".join(row.modalities),
    lambda row: row.description,
    lambda row: moment(row.started),
    lambda row: str(row.instances),
    ai_words,
)
WIDTHS = (136, 60, 190, 112, 92, 116, 84, 200, 142, 76, 116)
"""Pixels of each column at the start."""

EXAMINATION, IMAGES = 7, 9
"""The column that takes what is left, and the one with numbers."""


def worklist_order(row: StudyRow) -> tuple[int, int, datetime]:
    """Return the sort key: critical findings, then STAT, then who waits longest."""
    since = (row.started or row.imported).replace(tzinfo=None)
    return (row.triage != "critical", row.priority != "STAT", since)


class WorklistTable(QAbstractTableModel):
    """Studies, one a row, in the order in which they want to be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[StudyRow, ...] = ()

    def show_rows(self, rows: tuple[StudyRow, ...]) -> None:
        """Show other studies."""
        self.beginResetModel()
        self._rows = tuple(sorted(rows, key=worklist_order))
        self.endResetModel()

    def study(self, row: int) -> StudyRow:
        """Return the study of a table row."""
        return self._rows[row]

    def find(self, study_uid: str) -> int | None:
        """Return the table row of a study, or None."""
        for number, row in enumerate(self._rows):
            if row.study_uid == study_uid:
                return number
        return None

    def rowCount(self, parent: QModelIndex = _NO_PARENT) -> int:
        """Number of studies."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: QModelIndex = _NO_PARENT) -> int:
        """Number of columns."""
        return 0 if parent.isValid() else len(_COLUMNS)

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell."""
        if not index.isValid():
            return None
        row, column = self._rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if role in {roles.DisplayRole, roles.ToolTipRole, roles.AccessibleTextRole}:
            return _COLUMNS[column](row)
        return _look(row, column, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole and section == IMAGES:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.DisplayRole:
            return titles()[section]
        return None


def _look(row: StudyRow, column: int, role: int) -> Any:
    """Return colour, font or alignment of a cell; None for Qt's own."""
    roles = Qt.ItemDataRole
    if role == roles.ForegroundRole and column == 0:
        return QColor(triage_words(row.triage)[1])
    if role == roles.ForegroundRole and column == 1:
        return QColor(theme.CRITICAL)
    if role == roles.FontRole and column in {0, 1, 2}:
        font = QFont(theme.ui_font())
        font.setWeight(QFont.Weight.DemiBold)
        return font
    if role == roles.TextAlignmentRole and column == IMAGES:
        return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    return None


def titles() -> tuple[str, ...]:
    """Return the columns' titles in the language of the interface."""
    return (
        translate("Worklist", "Triage"),
        translate("Worklist", "STAT"),
        translate("Worklist", "Patient"),
        translate("Worklist", "Patient ID"),
        translate("Worklist", "Sex, age"),
        translate("Worklist", "Accession"),
        translate("Worklist", "Modality"),
        translate("Worklist", "Examination"),
        translate("Worklist", "Date"),
        translate("Worklist", "Images"),
        translate("Worklist", "Model"),
    )
