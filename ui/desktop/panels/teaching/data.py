"""The data set of a head: a manifest, its columns, and what is found in it before it is taught."""

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

from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from finetune.datasets.dataset import Dataset
    from omni_med.batch.manifest import Manifest

MOST_VALUES = 200  # of a label column that are offered


class DataPage(QWidget):
    """Choose a manifest and say which cases have the finding."""

    failed = pyqtSignal(Exception)
    chosen = pyqtSignal(list)  # what `finetune fit` is given: the manifest and its options

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._path: Path | None = None
        self._manifest: Manifest | None = None
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.open = QPushButton(self.tr("Open manifest …"))
        self.open.clicked.connect(self._open)
        self.name = label(self.tr("CSV or Parquet, one line a case."), "muted")
        row.addWidget(self.open)
        row.addWidget(self.name, 1)
        layout.addLayout(row)
        form = QFormLayout()
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
        layout.addLayout(form)
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

    def _use(self) -> None:
        self.chosen.emit(self.options())
