"""Data sets of the workspace: which there are, and one more out of the signed cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs

if TYPE_CHECKING:
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet

USUAL_SHARE = 30  # % of the patients that are kept back for the gate
MOST_SHARE = 60


@dataclass(frozen=True, slots=True)
class Asked:
    """What the dialog was filled in with."""

    name: str
    finding: str
    unnamed_absent: bool
    contaminated: bool
    lock: float


class CollectDialog(QDialog):
    """Asks which signed cases a data set takes, and how many patients the gate keeps."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Collect signed cases"))
        layout, form = QVBoxLayout(self), QFormLayout()
        self.name, self.finding = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(self.tr("lower-case letters, digits and hyphens"))
        self.finding.setPlaceholderText(self.tr("as readers name it"))
        self.unnamed = QCheckBox(
            self.tr("A reader who named other findings and not this one says it is not there")
        )
        self.contaminated = QCheckBox(
            self.tr("Also labels that were given after the model's answer was shown")
        )
        self.lock = QSpinBox()
        self.lock.setRange(0, MOST_SHARE)
        self.lock.setSuffix(" %")
        self.lock.setValue(USUAL_SHARE)
        for text, field in (
            (self.tr("Name"), self.name),
            (self.tr("Finding"), self.finding),
            (self.tr("Patients kept back for the gate"), self.lock),
        ):
            field.setAccessibleName(text)
            form.addRow(text, field)
        layout.addLayout(form)
        layout.addWidget(self.unnamed)
        layout.addWidget(self.contaminated)
        words = self.tr(
            "Labels come from signed cases: pathology or microbiology, else readers who had not "
            "seen the model's answer."
        )
        layout.addWidget(label(words, "muted"))
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout.addWidget(buttons)

    def asked(self) -> Asked:
        """Return what was filled in."""
        return Asked(
            self.name.text().strip(),
            self.finding.text().strip(),
            self.unnamed.isChecked(),
            self.contaminated.isChecked(),
            self.lock.value() / 100,
        )


class StoredSets(QWidget):
    """A box of the workspace's data sets, and a button that collects another."""

    failed = pyqtSignal(Exception)
    chosen = pyqtSignal(object)  # a StudySet, or None

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.box = QComboBox()
        self.box.setAccessibleName(self.tr("Data set of the workspace"))
        self.box.addItem(self.tr("No data set of the workspace"), None)
        self.collect = QPushButton(self.tr("Collect signed cases …"))
        self.collect.clicked.connect(self._ask)
        row.addWidget(self.box, 1)
        row.addWidget(self.collect)
        self.box.currentIndexChanged.connect(self._tell)
        self.refresh()

    def refresh(self, then: str = "") -> None:
        """Read the data sets anew; choose the one with this title."""

        def show(found: tuple[StudySet, ...]) -> None:
            self._fill(found, then)

        self._jobs.start(
            "data sets", lambda _task: self._workspace.datasets(), show, failed=self.failed.emit
        )

    def take_none(self) -> None:
        """Choose none of them: a manifest was opened."""
        self.box.setCurrentIndex(0)

    def gather(self, asked: Asked) -> None:
        """Collect signed cases off the GUI thread, and choose what comes of it."""
        from omni_med.workspace.collecting.sets import Query  # noqa: PLC0415

        query = Query(asked.finding, asked.contaminated, asked.unnamed_absent)
        self.collect.setEnabled(False)

        def done(made: StudySet) -> None:
            self.collect.setEnabled(True)
            self.refresh(made.title)

        def broken(error: Exception) -> None:
            self.collect.setEnabled(True)
            self.failed.emit(error)

        self._jobs.start(
            "collect",
            lambda _task: self._workspace.create_dataset(asked.name, query, asked.lock),
            done,
            failed=broken,
        )

    def _ask(self) -> None:
        dialog = CollectDialog(self)
        if dialog.exec() == QDialog.DialogCode.Accepted:
            self.gather(dialog.asked())

    def _fill(self, found: tuple[StudySet, ...], then: str) -> None:
        self.box.blockSignals(True)
        while self.box.count() > 1:
            self.box.removeItem(1)
        for item in found:
            if not item.locked:
                text = self.tr("{0}: {1}, {2} studies, {3} with it").format(
                    item.title, item.query.finding, len(item.members), item.positives
                )
                self.box.addItem(text, item)
        titles = ["", *(item.title for item in found if not item.locked)]
        self.box.setCurrentIndex(titles.index(then) if then in titles else 0)
        self.box.blockSignals(False)
        if then:
            self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.box.currentData())
