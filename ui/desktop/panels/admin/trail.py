"""The trail on the desktop: who did what, when; filtered, verified, exported; and by patient."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QHBoxLayout,
    QInputDialog,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from omni_med.workspace import Workspace
from ui.desktop import theme
from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from audit.trail import TrailEntry
    from audit.trail.anchor import Anchored
    from audit.verify import VerifyReport
    from omni_med.workspace.watching import PatientReport

NEWEST: Final = 5_000
"""Entries that are shown at most: the newest."""


class _Entries(QWidget):
    """A table of entries with a filter above it."""

    def __init__(self) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        row = QHBoxLayout()
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(self.tr("Filter: any word of a line"))
        self.filter.setAccessibleName(self.tr("Filter"))
        self.filter.setClearButtonEnabled(True)
        self.failures = QCheckBox(self.tr("Failures only"))
        row.addWidget(self.filter, 1)
        row.addWidget(self.failures)
        layout.addLayout(row)
        titles = (
            self.tr("Number"), self.tr("Time (UTC)"), self.tr("User"), self.tr("Action"),
            self.tr("Outcome"), self.tr("Subject"), self.tr("Detail"),
        )  # fmt: skip
        self.table = TextTable(titles, self.tr("Entries of the trail"))
        layout.addWidget(self.table, 1)
        self._entries: Sequence[TrailEntry] = ()
        self.filter.textChanged.connect(self.table.proxy.setFilterFixedString)
        self.failures.toggled.connect(self._refill)

    def show_entries(self, entries: Sequence[TrailEntry]) -> None:
        """Show these, newest first."""
        self._entries = entries
        self._refill()

    def _refill(self) -> None:
        wanted = [
            entry
            for entry in reversed(self._entries)
            if not self.failures.isChecked() or entry.outcome == "failure"
        ]
        self.table.fill([_row(entry) for entry in wanted])


def _row(entry: TrailEntry) -> tuple[str, ...]:
    detail = " ".join(f"{key}={value}" for key, value in entry.detail.items())
    time = entry.time.strftime("%Y-%m-%d %H:%M:%S")
    number = f"{entry.sequence:07d}"  # sorts as it counts
    return (number, time, entry.user, entry.action, entry.outcome, entry.subject, detail)


class TrailPage(QWidget):
    """The newest entries, verification, anchors and exports."""

    failed = pyqtSignal(Exception)

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        layout = QVBoxLayout(self)
        self.entries = _Entries()
        layout.addWidget(self.entries, 1)
        self.answer = label("")
        layout.addWidget(self.answer)
        row = QHBoxLayout()
        self.verify = QPushButton(self.tr("Verify"))
        self.verify.clicked.connect(lambda: self._verify(None))
        against = QPushButton(self.tr("Verify against anchors …"))
        against.clicked.connect(self._verify_against)
        anchor = QPushButton(self.tr("Anchor to a file …"))
        anchor.clicked.connect(self._anchor)
        self.witness = QPushButton(self.tr("Witness …"))
        self.witness.clicked.connect(lambda: self._with_witness(self._have_kept))
        self.vouch = QPushButton(self.tr("Verify against a witness …"))
        self.vouch.clicked.connect(lambda: self._with_witness(self._verify_with))
        export = QPushButton(self.tr("Export …"))
        export.clicked.connect(self._export)
        for button in (self.verify, against, self.vouch, anchor, self.witness, export):
            row.addWidget(button)
        row.addStretch(1)
        layout.addLayout(row)
        self.refresh()

    def refresh(self) -> None:
        """Read the newest entries."""
        self._jobs.start(
            "trail",
            lambda _task: self._workspace.trail(limit=NEWEST),
            self.entries.show_entries,
            failed=self.failed.emit,
        )

    def _verify(self, anchors: Path | None) -> None:
        self.verify.setEnabled(False)
        self._say(self.tr("Verifying …"), bad=False)
        self._jobs.start(
            "verify",
            lambda task: self._workspace.verify(task.progress, anchors=anchors),
            self._verified,
            failed=self._not_verified,
        )

    def _verify_against(self) -> None:
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Anchors"))
        if name:
            self._verify(Path(name))

    def _verified(self, report: VerifyReport) -> None:
        self.verify.setEnabled(True)
        if report.ok:
            details = "; ".join(f"{item.name}: {item.detail}" for item in report.checks)
            self._say(self.tr("Everything holds. {0}").format(details), bad=False)
        else:
            text = self.tr("NOT verified; the first break: {0}")
            self._say(text.format(report.first_break), bad=True)
        self.refresh()

    def _not_verified(self, error: Exception) -> None:
        self.verify.setEnabled(True)
        self._say("", bad=False)
        self.failed.emit(error)

    def _say(self, text: str, *, bad: bool) -> None:
        self.answer.setStyleSheet(f"color: {theme.CRITICAL if bad else theme.GOOD};")
        self.answer.setText(text)

    def _anchor(self) -> None:
        options = QFileDialog.Option.DontConfirmOverwrite
        name, _ = QFileDialog.getSaveFileName(self, self.tr("Anchor to a file"), options=options)
        if name:
            self._jobs.start(
                "anchor",
                lambda _task: self._workspace.anchor(Path(name)),
                lambda done: self._say(
                    self.tr("Anchored: {0} entries.").format(done.size), bad=False
                ),
                failed=self.failed.emit,
            )

    def _with_witness(self, then: Callable[[Path, str], None]) -> None:
        """Ask which other workspace is the witness, and for the pass phrase of its user."""
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder of the other workspace"))
        if not name:
            return
        words, given = QInputDialog.getText(
            self,
            self.tr("Witness"),
            self.tr("Pass phrase of the other workspace:"),
            QLineEdit.EchoMode.Password,
        )
        if given:
            then(Path(name), words)

    def _have_kept(self, home: Path, words: str) -> None:
        def work(_task: Task) -> Anchored:
            with Workspace.open(home, passphrase=words) as other:
                return self._workspace.anchor_with(other)

        self._jobs.start("witness", work, self._kept, failed=self.failed.emit)

    def _kept(self, done: Anchored) -> None:
        text = self.tr("Witnessed: {0} entries; it keeps {1} checkpoints of this trail.")
        self._say(text.format(done.size, done.count), bad=False)
        self.refresh()

    def _verify_with(self, home: Path, words: str) -> None:
        self.verify.setEnabled(False)
        self._say(self.tr("Verifying …"), bad=False)

        def work(task: Task) -> VerifyReport:
            with Workspace.open(home, passphrase=words) as other:
                return self._workspace.verify(task.progress, witness=other)

        self._jobs.start("verify", work, self._verified, failed=self._not_verified)

    def _export(self) -> None:
        kinds = "DICOM (*.xml);;FHIR (*.json)"
        name, kind = QFileDialog.getSaveFileName(self, self.tr("Export"), "trail.xml", kinds)
        if name:
            form = "fhir" if kind.startswith("FHIR") else "dicom"
            self._jobs.start(
                "export",
                lambda _task: self._workspace.export_trail(Path(name), form),
                lambda count: self._say(self.tr("{0} entries written.").format(count), bad=False),
                failed=self.failed.emit,
            )


class PatientPage(QWidget):
    """Who saw one patient's data."""

    failed = pyqtSignal(Exception)

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        layout = QVBoxLayout(self)
        row = QHBoxLayout()
        self.patient = QLineEdit()
        self.patient.setPlaceholderText(self.tr("Patient ID"))
        self.patient.setAccessibleName(self.tr("Patient ID"))
        self.go = QPushButton(self.tr("Who saw it?"))
        self.go.clicked.connect(self._ask)
        self.patient.returnPressed.connect(self._ask)
        row.addWidget(self.patient, 1)
        row.addWidget(self.go)
        layout.addLayout(row)
        self.people = label("")
        layout.addWidget(self.people)
        self.entries = _Entries()
        layout.addWidget(self.entries, 1)

    def _ask(self) -> None:
        patient = self.patient.text().strip()
        self.people.setText("")
        self.entries.show_entries(())
        if patient:
            self._jobs.start(
                "patient",
                lambda _task: self._workspace.patient_report(patient),
                self._show,
                failed=self.failed.emit,
            )

    def _show(self, report: PatientReport) -> None:
        lines = [
            self.tr("{0}: {1} entries, {2} to {3}").format(
                user, count, f"{first.time:%Y-%m-%d %H:%M}", f"{last.time:%Y-%m-%d %H:%M}"
            )
            for user, count, first, last in report.people
        ]
        head = self.tr("{0} studies, {1} entries").format(report.studies, len(report.entries))
        self.people.setText("\n".join([head, *lines]))
        self.entries.show_entries(report.entries)
