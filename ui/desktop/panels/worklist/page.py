"""The worklist page: search, table, import by button or by dropping folders on it."""

from __future__ import annotations

from pathlib import Path

from PyQt6.QtCore import QEvent, QModelIndex, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QKeyEvent,
    QKeySequence,
    QResizeEvent,
    QShortcut,
)
from PyQt6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import ReadingState
from ui.desktop.panels.common import label
from ui.desktop.panels.worklist.table import (
    EXAMINATION,
    REASON,
    WIDTHS,
    Cells,
    Shown,
    WorklistTable,
    filters,
    fits,
)

_SETTLE_MS = 180
_ROOMY = 190  # digits across: from there columns may be twice as wide
_PADDING = 16


class _Table(QTableView):
    """A list of studies: Enter opens, Home and End go to its ends."""

    opened = pyqtSignal(QModelIndex)

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        """Open on Enter, go to an end on Home and End; the rest is Qt's."""
        key = event.key() if event is not None else None
        model = self.model()
        if key in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex())
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and model is not None:
            # Qt's own go to the row's first and last column: nothing moves in a list of rows.
            self.selectRow(0 if key == Qt.Key.Key_Home else model.rowCount() - 1)
        else:
            super().keyPressEvent(event)


class WorklistPage(QWidget):
    """Shows studies; emits which one to open, what to search and what to import."""

    study_opened = pyqtSignal(str)
    searched = pyqtSignal(str)
    import_wanted = pyqtSignal(list)
    open_wanted = pyqtSignal(list)
    import_stopped = pyqtSignal()
    reading_wanted = pyqtSignal(list)
    settings_wanted = pyqtSignal()
    tour_wanted = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAcceptDrops(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(18, 14, 18, 10)
        layout.setSpacing(10)
        layout.addLayout(self._top())
        layout.addLayout(self._second())
        layout.addLayout(self._import_row())
        self.table = WorklistTable(self)
        self.view = self._table_view()
        layout.addWidget(self.view, 1)
        self.empty = label("", "muted")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(self.empty)
        self._rows: tuple[Shown, ...] = ()
        self._query = ""
        self.reader = ""
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.searched.emit(self.search.text().strip()))
        self.search.textChanged.connect(lambda _text: self._settle.start())
        slash = QShortcut(QKeySequence("/"), self)
        slash.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        slash.activated.connect(self.search.setFocus)

    def _top(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(self.tr("Worklist"), "title", wrap=False))
        row.addSpacing(20)
        self.search = QLineEdit()
        self.search.setPlaceholderText(
            self.tr("Search name, id, accession or any header value  ( / )")
        )
        self.search.setAccessibleName(self.tr("Search the worklist"))
        self.search.setClearButtonEnabled(True)
        self.search.returnPressed.connect(self._to_table)
        row.addWidget(self.search, 1)
        self.open_folder = QPushButton(self.tr("Open folder …"))
        self.open_folder.setToolTip(
            self.tr("Import a folder and read its first study at once (Ctrl+O)")
        )
        self.open_folder.setShortcut(QKeySequence.StandardKey.Open)
        self.open_folder.clicked.connect(self._choose_to_open)
        self.add_folder = QPushButton(self.tr("Import folder …"))
        self.add_folder.setToolTip(self.tr("Or drop folders, files or a ZIP on this page"))
        self.add_folder.clicked.connect(self._choose_folder)
        self.add_files = QPushButton(self.tr("Import files …"))
        self.add_files.setToolTip(self.tr("DICOM files, a ZIP or a DICOMDIR"))
        self.add_files.clicked.connect(self._choose_files)
        row.addWidget(self.open_folder)
        row.addWidget(self.add_folder)
        row.addWidget(self.add_files)
        return row

    def _second(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.filter = QComboBox()
        self.filter.setAccessibleName(self.tr("Show only"))
        for key, words in filters():
            self.filter.addItem(words, key)
        self.filter.currentIndexChanged.connect(lambda _index: self._show())
        self.read_all = QPushButton(self.tr("Let the model read all new"))
        self.read_all.setToolTip(self.tr("One after the other, in the background"))
        self.read_all.clicked.connect(self._read_all)
        self.settings = QPushButton(self.tr("Settings"))
        self.settings.setToolTip(self.tr("Language, keys, and what holds for all readers (Ctrl+,)"))
        self.settings.clicked.connect(self.settings_wanted)
        self.tour = QPushButton(self.tr("First steps"))
        self.tour.clicked.connect(self.tour_wanted)
        row.addWidget(self.filter)
        row.addWidget(self.read_all)
        row.addStretch(1)
        row.addWidget(self.tour)
        row.addWidget(self.settings)
        return row

    def _read_all(self) -> None:
        """Ask for the studies in view that the model has not read."""
        unread = [
            self.table.study(number).study_uid
            for number in range(self.table.rowCount())
            if not self.table.study(number).analysed
        ]
        if unread:
            self.reading_wanted.emit(unread)

    def _import_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Import"))
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(self.import_stopped)
        row.addWidget(self.progress, 1)
        row.addWidget(self.stop)
        self.progress.hide()
        self.stop.hide()
        return row

    def _table_view(self) -> _Table:
        view = _Table()
        view.setModel(self.table)
        view.setItemDelegate(Cells(view))
        view.setAccessibleName(self.tr("Studies"))
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setShowGrid(False)
        view.setAlternatingRowColors(True)
        view.setWordWrap(True)  # where the triage takes two lines, a reason may too
        view.setTabKeyNavigation(False)
        view.opened.connect(self._open)
        view.doubleClicked.connect(self._open)
        vertical, horizontal = view.verticalHeader(), view.horizontalHeader()
        if vertical is not None and horizontal is not None:
            vertical.hide()
            horizontal.setHighlightSections(False)
            horizontal.setDefaultAlignment(
                Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            )
            horizontal.setSectionResizeMode(EXAMINATION, QHeaderView.ResizeMode.Stretch)
            horizontal.setSectionResizeMode(REASON, QHeaderView.ResizeMode.Stretch)
        return view

    def show_rows(self, rows: tuple[Shown, ...], query: str) -> None:
        """Show studies; the selected one stays selected where it is still there."""
        self._rows, self._query = rows, query
        self._show()

    def _show(self) -> None:
        selected, query = self.selected(), self._query
        line = self.view.fontMetrics().height()
        vertical = self.view.verticalHeader()
        if vertical is not None:
            vertical.setDefaultSectionSize(round(line * 1.9))
        wanted = str(self.filter.currentData() or "")
        rows = tuple(row for row in self._rows if fits(row, wanted))
        self.read_all.setEnabled(any(not row.row.analysed and not row.queue for row in rows))
        self.table.show_rows(rows)
        for number in self.table.two_lines():
            self.view.setRowHeight(number, round(line * 2.9))
        self._widen()
        row = self.table.find(selected) if selected else None
        if self.table.rowCount():
            self.view.selectRow(row or 0)
        if rows:
            many = self.tr("{0} studies").format(len(rows))
            self.empty.setText(many if len(rows) > 1 else self.tr("1 study"))
        elif self._rows:
            self.empty.setText(self.tr("No study here: {0}").format(self.filter.currentText()))
        elif query:
            self.empty.setText(self.tr("Nothing found. Every header value is searched."))
        else:
            self.empty.setText(
                self.tr("No studies yet. Drop a folder of DICOM files here to begin.")
            )

    def _widen(self) -> None:
        """Let columns take what their words need, up to a limit; reason and examination the rest.

        With room to spare the limits are wider.
        """
        letter = self.view.fontMetrics().horizontalAdvance("0")
        roomy = self.width() > _ROOMY * letter
        for column, letters in enumerate(WIDTHS):
            if column not in {EXAMINATION, REASON}:
                self.view.resizeColumnToContents(column)
                most = (2 if roomy else 1) * letters * letter + _PADDING
                self.view.setColumnWidth(column, min(self.view.columnWidth(column), most))

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Share the new width out."""
        super().resizeEvent(event)
        self._widen()

    def changeEvent(self, event: QEvent | None) -> None:
        """Give rows and columns the room that another size of text asks for."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._show()

    def selected(self) -> str:
        """Return the UID of the selected study, or nothing."""
        index = self.view.currentIndex()
        return self.table.study(index.row()).study_uid if index.isValid() else ""

    def order(self) -> tuple[str, ...]:
        """Return the UIDs of the studies in view, as they want to be read."""
        return tuple(self.table.study(row).study_uid for row in range(self.table.rowCount()))

    def next_after(self, study_uid: str, order: tuple[str, ...]) -> str:
        """Return the study that is read after another: not signed, held by nobody.

        Args:
            study_uid: The one that is read now.
            order: The list as it stood when that was opened; it leads, because what was signed
                meanwhile moved to the end.

        Returns:
            A UID; empty where no study waits.
        """
        rows = [self.table.study(row) for row in range(self.table.rowCount())]
        waiting = [
            row.study_uid
            for row in rows
            if row.state is not ReadingState.SIGNED
            and row.study_uid != study_uid
            and (not row.holder or row.holder == self.reader)
        ]
        after = order[order.index(study_uid) + 1 :] if study_uid in order else ()
        return next((uid for uid in after if uid in waiting), next(iter(waiting), ""))

    def show_progress(self, done: int, total: int) -> None:
        """Show how far an import is."""
        self.progress.setRange(0, total)
        self.progress.setValue(done)
        self.progress.setFormat(self.tr("Importing: {0} of {1}").format(done, total))
        self.progress.show()
        self.stop.show()

    def end_progress(self) -> None:
        """Take the progress bar away."""
        self.progress.hide()
        self.stop.hide()

    def _open(self, index: QModelIndex) -> None:
        self.study_opened.emit(self.table.study(index.row()).study_uid)

    def _to_table(self) -> None:
        self.view.setFocus()

    def _choose_folder(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Import a folder"))
        if folder:
            self.import_wanted.emit([Path(folder)])

    def _choose_to_open(self) -> None:
        folder = QFileDialog.getExistingDirectory(self, self.tr("Open a folder"))
        if folder:
            self.open_wanted.emit([Path(folder)])

    def _choose_files(self) -> None:
        files, _kind = QFileDialog.getOpenFileNames(self, self.tr("Import files"))
        if files:
            self.import_wanted.emit([Path(name) for name in files])

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Accept local files and folders."""
        data = event.mimeData() if event is not None else None
        if event is not None and data is not None and any(u.isLocalFile() for u in data.urls()):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Import what was dropped."""
        data = event.mimeData() if event is not None else None
        if data is not None:
            paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
            if paths:
                self.import_wanted.emit(paths)
