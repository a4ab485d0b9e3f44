"""The worklist as a Qt table model over a tuple of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, QObject, Qt
from PyQt6.QtGui import QColor, QFont, QGuiApplication
from PyQt6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from omni_med.domain import ReadingState
from ui.desktop import theme
from ui.desktop.models.names import display_name, fitted, name_parts
from ui.desktop.panels.finding import wording

if TYPE_CHECKING:
    from omni_med.workspace import StudyRow

_NO_PARENT = QModelIndex()
_LINE = "\u2028"  # a new line, in Qt's texts
_AROUND = 18  # pixels of a cell beside its words
_PREFIX = re.compile(
    r"^(?:Reason for (?:the )?(?:study|request|(?:requested )?procedure)|Requested procedure"
    r"|检查目的)[:：]\s*",
    re.IGNORECASE,
)


translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class Shown:
    """One study as this reader may see it.

    Attributes:
        row: The study.
        triage: What the model made of it; empty where the reader is to read unaided first and has
            not, unless it is critical.
        queue: ``"queued"``, ``"reading"``, ``"failed"``, or empty.
        hidden: Whether the model's part is kept from the reader.
        now: The time, in UTC.
    """

    row: StudyRow
    triage: str
    queue: str = ""
    hidden: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


def shown_to(
    row: StudyRow, queue: Mapping[str, str], *, unaided: bool, now: datetime | None = None
) -> Shown:
    """Return a study as a reader may see it; ``unaided`` where the site reads unaided first."""
    hidden = unaided and not row.own
    triage = row.triage if not hidden or row.triage == "critical" else ""
    return Shown(row, triage, queue.get(row.study_uid, ""), hidden, now or datetime.now(UTC))


def triage_words(triage: str) -> tuple[str, str]:
    """Return sign with words, and colour, of a triage verdict."""
    return {
        "critical": (translate("Worklist", "▲ critical"), theme.CRITICAL),
        "routine": (translate("Worklist", "● routine"), theme.TEXT),  # says nothing of health
        "unsure": (translate("Worklist", "◆ unsure"), theme.UNSURE),
        "not-assessed": (translate("Worklist", "– not assessed"), theme.MUTED),
    }.get(triage, ("", theme.MUTED))


def priority_words(shown: Shown) -> str:
    """Return the triage verdict, and what is present beneath it: routine is not "nothing"."""
    words = triage_words(shown.triage)[0]
    if not words or not shown.row.present:
        return words
    named = ", ".join(wording.shown(name) for name in shown.row.present.split(", "))
    return translate("Worklist", "{0} · present:\n{1}").format(words, named)


def state_words(row: StudyRow) -> str:
    """Return where a study stands, and who works on it."""
    words = {
        ReadingState.NEW: translate("Worklist", "new"),
        ReadingState.IN_READING: translate("Worklist", "in reading"),
        ReadingState.SECOND_READ: translate("Worklist", "second read"),
        ReadingState.SIGNED: translate("Worklist", "signed"),
    }[row.state]
    return f"{words}: {row.holder}" if row.holder else words


def ai_words(shown: Shown) -> str:
    """Return whether the model has read a study, and a reader has decided on it."""
    waiting = {
        "queued": translate("Worklist", "queued"),
        "reading": translate("Worklist", "reading …"),
        "failed": translate("Worklist", "failed"),
    }.get(shown.queue)
    row = shown.row
    if waiting:
        return waiting
    if shown.hidden and row.analysed:
        return translate("Worklist", "after you")
    if row.triage == "not-assessed":
        return translate("Worklist", "not assessed")
    if row.status == "decided":
        return translate("Worklist", "decided on")
    return translate("Worklist", "done") if row.analysed else translate("Worklist", "not read")


def waiting_words(shown: Shown) -> str:
    """Return how long a study waits for its report; nothing once it is signed."""
    if shown.row.state is ReadingState.SIGNED:
        return ""
    minutes = max(int((shown.now - _since(shown.row)).total_seconds() // 60), 0)
    if minutes < 60:
        return translate("Worklist", "{0} min").format(minutes)
    if minutes < 48 * 60:
        return translate("Worklist", "{0} h").format(minutes // 60)
    return translate("Worklist", "{0} d").format(minutes // (24 * 60))


def _since(row: StudyRow) -> datetime:
    """Return since when a study waits; a time without a zone is that of this place."""
    since = row.started or row.imported
    return since.astimezone(UTC)


def moment(when: datetime | None, now: datetime | None = None) -> str:
    """Return date and time for a cell; without the year where it is that of ``now``."""
    if when is None:
        return ""
    this_year = now is not None and when.year == now.year
    return when.strftime("%m-%d %H:%M" if this_year else "%Y-%m-%d %H:%M")


def sex_age(row: StudyRow) -> str:
    """Return sex and age, as far as they are known."""
    age = f"{row.age:.0f}" if row.age is not None else ""
    return " ".join(part for part in (row.sex, age) if part)


def examination(row: StudyRow) -> str:
    """Return modality and description, and how many images there are if more than one."""
    images = str(row.instances) if row.instances > 1 else ""
    return " · ".join(part for part in ("/".join(row.modalities), row.description, images) if part)


def reason(row: StudyRow) -> str:
    """Return the request's text in one line, without the words that every request begins with."""
    return _PREFIX.sub("", " ".join(row.reason.split()))


_COLUMNS: tuple[Callable[[Shown], str], ...] = (
    priority_words,
    lambda shown: translate("Worklist", "STAT") if shown.row.priority == "STAT" else "",
    lambda shown: display_name(shown.row.patient) or translate("Worklist", "(no name)"),
    lambda shown: shown.row.patient_id,
    lambda shown: sex_age(shown.row),
    lambda shown: shown.row.accession,
    lambda shown: examination(shown.row),
    lambda shown: reason(shown.row),
    lambda shown: moment(shown.row.started, shown.now),
    waiting_words,
    lambda shown: state_words(shown.row),
    ai_words,
)
WIDTHS = (25, 6, 19, 11, 10, 13, 18, 18, 17, 9, 11, 14)
"""Letters that each column takes at most where there is no room to spare."""

PATIENT, EXAMINATION, REASON = 2, 6, 7
"""Whose names may be cut; the columns that take what is left."""
PARTS = Qt.ItemDataRole.UserRole
"""The role of a patient's name, script by script."""


def worklist_order(shown: Shown) -> tuple[bool, bool, bool, datetime]:
    """Return the sort key: unsigned, critical findings, then STAT, then who waits longest.

    Nothing of the model enters but critical findings.
    """
    row = shown.row
    return (
        row.state is ReadingState.SIGNED,
        shown.triage != "critical",
        row.priority != "STAT",
        _since(row),
    )


class WorklistTable(QAbstractTableModel):
    """Studies, one a row, in the order in which they want to be read."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[Shown, ...] = ()

    def show_rows(self, rows: tuple[Shown, ...]) -> None:
        """Show other studies."""
        self.beginResetModel()
        self._rows = tuple(sorted(rows, key=worklist_order))
        self.endResetModel()

    def study(self, row: int) -> StudyRow:
        """Return the study of a table row."""
        return self._rows[row].row

    def find(self, study_uid: str) -> int | None:
        """Return the table row of a study, or None."""
        for number, shown in enumerate(self._rows):
            if shown.row.study_uid == study_uid:
                return number
        return None

    def two_lines(self) -> tuple[int, ...]:
        """Return the table rows whose triage takes two lines."""
        shown = enumerate(self._rows)
        return tuple(number for number, one in shown if "\n" in priority_words(one))

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
        shown, column = self._rows[index.row()], index.column()
        roles = Qt.ItemDataRole
        if role == roles.DisplayRole:
            return _COLUMNS[column](shown)
        if role == PARTS:
            return name_parts(shown.row.patient) if column == PATIENT else ()
        if role in {roles.ToolTipRole, roles.AccessibleTextRole}:
            return _COLUMNS[column](shown).replace("\n", " ")
        return _look(shown, column, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Return the columns' titles."""
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return titles()[section]
        return None


class Cells(QStyledItemDelegate):
    """Draws cells that are cut at a letter, not at a word; of two scripts the longer gives way."""

    def initStyleOption(self, option: QStyleOptionViewItem | None, index: QModelIndex) -> None:
        """Wrap only where there is room for a second line; cut a name that is too long."""
        super().initStyleOption(option, index)
        if option is None or option.rect.width() <= 0:
            return
        metrics, right = option.fontMetrics, Qt.TextElideMode.ElideRight
        parts = index.data(PARTS) if index.column() == PATIENT else ()
        if option.rect.height() >= 2 * metrics.height():
            if metrics.horizontalAdvance(" ".join(parts)) > option.rect.width() - _AROUND:
                option.text = _LINE.join(parts)  # each script on a line of its own
            return
        option.features &= ~QStyleOptionViewItem.ViewItemFeature.WrapText
        if not parts:
            return
        option.text = fitted(
            parts,
            option.rect.width() - _AROUND,
            lambda text, room: metrics.elidedText(text, right, round(room)),
        )


def _look(shown: Shown, column: int, role: int) -> Any:
    """Return colour or font of a cell; None for Qt's own."""
    roles = Qt.ItemDataRole
    if role == roles.ForegroundRole and column == 0:
        return QColor(triage_words(shown.triage)[1])
    if role == roles.ForegroundRole and column == 1:
        return QColor(theme.CRITICAL)
    if role == roles.ForegroundRole and shown.queue == "failed" and column == len(_COLUMNS) - 1:
        return QColor(theme.WARNING)
    if role == roles.FontRole and column in {0, 1, 2}:
        font = QFont(QGuiApplication.font())
        font.setWeight(QFont.Weight.DemiBold)
        return font
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
        translate("Worklist", "Examination"),
        translate("Worklist", "Reason"),
        translate("Worklist", "Date"),
        translate("Worklist", "Waiting"),
        translate("Worklist", "Status"),
        translate("Worklist", "Model"),
    )


def filters() -> tuple[tuple[str, str], ...]:
    """Return what the list can be narrowed to, as (key, words)."""
    return (
        ("", translate("Worklist", "All studies")),
        ("open", translate("Worklist", "Not signed")),
        ("new", translate("Worklist", "New")),
        ("in reading", translate("Worklist", "In reading")),
        ("second read", translate("Worklist", "Second read")),
        ("signed", translate("Worklist", "Signed")),
        ("unsure", translate("Worklist", "Model unsure")),
        ("not-assessed", translate("Worklist", "Out of the model's scope")),
    )


def fits(shown: Shown, wanted: str) -> bool:
    """Say whether a study belongs to a filter; what the reader may not see does not."""
    if wanted == "open":
        return shown.row.state is not ReadingState.SIGNED
    if wanted in {"unsure", "not-assessed"}:
        return shown.triage == wanted
    return not wanted or shown.row.state.value == wanted
