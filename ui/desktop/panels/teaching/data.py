"""The data set of a head, manifest or workspace, and what is found in it before it is taught."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.desktop.i18n.told import told
from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.panels.teaching.collect import StoredSets
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from finetune.datasets.dataset import Dataset
    from omni_med.batch.manifest import Manifest
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet

MOST_VALUES = 200  # of a label column that are offered


class DataPage(QWidget):
    """Choose signed cases of the workspace, or a manifest and which of its cases have it."""

    failed = pyqtSignal(Exception)
    chosen = pyqtSignal(list)  # what `finetune fit` is given: the manifest and its options
    stored = pyqtSignal(object)  # a data set of the workspace

    def __init__(self, jobs: Jobs, workspace: Workspace | None = None) -> None:
        super().__init__()
        self._jobs = jobs
        self._set: StudySet | None = None
        self._path: Path | None = None
        self._manifest: Manifest | None = None
        layout = QVBoxLayout(self)
        self.sets = None if workspace is None else StoredSets(workspace, jobs)
        if self.sets is not None:
            self.sets.failed.connect(self.failed)
            self.sets.chosen.connect(self._take)
            layout.addWidget(self.sets)
        self.columns = QWidget()
        row = QHBoxLayout()
        self.open = QPushButton(self.tr("Open manifest …"))
        self.open.clicked.connect(self._open)
        self.name = label(self.tr("CSV or Parquet, one line a case."), "muted")
        row.addWidget(self.open)
        row.addWidget(self.name, 1)
        layout.addLayout(row)
        form = QFormLayout(self.columns)
        form.setContentsMargins(0, 0, 0, 0)
        self.images, self.note, self.group = QComboBox(), QComboBox(), QComboBox()
        self.column, self.value = QComboBox(), QComboBox()
        for text, box in (
            (self.tr("Images"), self.images),
            (self.tr("Record"), self.note),
            (self.tr("Patient"), self.group),
            (self.tr("Label"), self.column),
            (self.tr("Has the finding where it is"), self.value),
        ):
            box.setAccessibleName(text)
            form.addRow(text, box)
        self.value.setEditable(True)
        layout.addWidget(self.columns)
        self.column.currentTextChanged.connect(self._offer_values)
        buttons = QHBoxLayout()
        self.check = QPushButton(self.tr("Check"))
        self.check.setEnabled(False)
        self.check.clicked.connect(self._check)
        self.use = QPushButton(self.tr("Teach on this"))
        self.use.setObjectName("primary")
        self.use.setEnabled(False)
        self.use.clicked.connect(self._use)
        buttons.addWidget(self.check)
        buttons.addWidget(self.use)
        buttons.addStretch(1)
        layout.addLayout(buttons)
        self.answer = label("")
        layout.addWidget(self.answer)
        titles = (self.tr("Cases"), self.tr("What"))
        self.table = TextTable(titles, self.tr("What was found"))
        layout.addWidget(self.table, 1)

    def load(self, path: Path) -> None:
        """Read a manifest off the GUI thread."""
        from omni_med.batch.manifest import read_manifest  # noqa: PLC0415

        if self.sets is not None:
            self.sets.take_none()
        self._path = path
        self._jobs.start(
            "manifest", lambda _task: read_manifest(path), self._show, failed=self.failed.emit
        )

    def options(self) -> list[str]:
        """Return what ``omni-med finetune fit`` is given."""
        return [
            str(self._path),
            "--label", f"{self.column.currentText()}={self.value.currentText().strip()}",
            "--image-column", self.images.currentText(),
            "--text-column", self.note.currentText(),
            "--group-column", self.group.currentText(),
        ]  # fmt: skip

    def _open(self) -> None:
        kinds = self.tr("Manifests (*.csv *.parquet)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Open manifest"), "", kinds)
        if name:
            self.load(Path(name))

    def _show(self, manifest: Manifest) -> None:
        self._manifest = manifest
        self.name.setText(self.tr("{0} lines").format(len(manifest.rows)))
        for box, wanted in (
            (self.images, ("images", "file", "image", "path")),
            (self.note, ("note", "clinical_notes_masked", "text", "record")),
            (self.group, ("patient_key", "group_id", "patient")),
            (self.column, ("finding", "label")),
        ):
            box.clear()
            box.addItems(manifest.columns)
            fitting = next((name for name in wanted if name in manifest.columns), None)
            if fitting is not None:
                box.setCurrentText(fitting)
        self.check.setEnabled(True)
        self.use.setEnabled(False)
        self.table.fill([])
        self.answer.setText("")

    def _offer_values(self, column: str) -> None:
        self.value.clear()
        if self._manifest is not None and column in self._manifest.columns:
            counted = Counter(row[column].strip() for row in self._manifest.rows)
            values = [value for value, _ in counted.most_common(MOST_VALUES) if value]
            self.value.addItems(sorted(values))

    def _check(self) -> None:
        from finetune.datasets.dataset import (  # noqa: PLC0415
            DatasetColumns,
            Label,
            read_dataset,
        )

        path = self._path
        if path is None:
            return
        wanted = Label(self.column.currentText(), self.value.currentText().strip())
        columns = DatasetColumns(
            self.images.currentText(), self.note.currentText(), self.group.currentText()
        )
        self.use.setEnabled(False)
        self._jobs.start(
            "manifest",
            lambda _task: read_dataset(path, wanted, columns),
            self._checked,
            failed=self.failed.emit,
        )

    def _checked(self, found: Dataset) -> None:
        rows = [
            (str(found.found), self.tr("lines found")),
            (str(len(found.samples)), self.tr("cases used")),
            (str(found.positives), self.tr("with the finding")),
            (str(len(found.samples) - found.positives), self.tr("without it")),
        ]
        rows += [
            (str(count), self.tr("left out: {0}").format(why))
            for why, count in found.excluded.items()
        ]
        rows += [("", self.tr("Warning: {0}").format(words)) for words in found.warnings]
        self.table.fill(rows)
        self.answer.setText(
            self.tr(
                "Leaks (same patient, repeated films, words of the label) are looked for first."
            )
        )
        self.use.setEnabled(True)

    def _take(self, found: StudySet | None) -> None:
        """Show a data set of the workspace; a manifest's columns are hidden meanwhile."""
        self._set = found
        self.columns.setVisible(found is None)
        self.check.setEnabled(found is None and self._manifest is not None)
        self.use.setEnabled(found is not None)
        self.answer.setText("")
        self.table.fill([])
        if found is None:
            return
        absent = len(found.members) - found.positives
        labels = Counter(member.basis.value for member in found.members)
        rows = [
            (str(found.found), self.tr("studies found")),
            (str(len(found.members)), self.tr("cases used")),
            (str(found.positives), self.tr("with the finding")),
            (str(absent), self.tr("without it")),
            (str(found.adjudicated), self.tr("readers disagreed, the laboratory decided")),
        ]
        rows += [
            (str(count), self.tr("label: {0}").format(told(why))) for why, count in labels.items()
        ]
        rows += [
            (str(count), self.tr("left out: {0}").format(told(why)))
            for why, count in found.left_out.items()
        ]
        self.table.fill(rows)
        self.answer.setText(
            self.tr("Version {0}, collected {1} by {2}; sealed, each study's part on the trail.")
            .format(found.version, found.made.strftime("%Y-%m-%d"), found.made_by)
        )  # fmt: skip

    def _use(self) -> None:
        if self._set is not None:
            self.stored.emit(self._set)
        else:
            self.chosen.emit(self.options())
