"""The gate: measured, signed off by a second person, in force, in silence, between hospitals."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QGridLayout,
    QInputDialog,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from omni_med.workspace.people.permissions import may
from ui.desktop.panels.admin.table import TextTable
from ui.desktop.panels.common import label
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.models.heads.bundle import HeadCard
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet
    from omni_med.workspace.teaching.gate import LockedEvaluation
    from omni_med.workspace.teaching.power import GateRule
    from omni_med.workspace.teaching.promoting import HeadRow
    from omni_med.workspace.teaching.shadowing import ShadowReport

    Measured = tuple[HeadCard, LockedEvaluation, GateRule]


class GatePage(QWidget):
    """Heads that came to the gate, and each step with them that the user's roles allow."""

    failed = pyqtSignal(Exception)

    def __init__(self, workspace: Workspace, jobs: Jobs) -> None:
        super().__init__()
        self._workspace, self._jobs = workspace, jobs
        self._roles = workspace.me().roles
        self._rows: tuple[HeadRow, ...] = ()
        layout = QVBoxLayout(self)
        titles = (
            self.tr("Head"), self.tr("Version"), self.tr("Stage"), self.tr("AUROC, locked set"),
            self.tr("Evaluated by"), self.tr("Signed by"), self.tr("Promoted"), self.tr("Signer"),
        )  # fmt: skip
        self.table = TextTable(titles, self.tr("Heads"))
        layout.addWidget(self.table, 2)
        layout.addLayout(self._steps())
        self.locked = QComboBox()
        self.locked.setAccessibleName(self.tr("The locked set"))
        self.locked.addItem(self.tr("A manifest …"), None)
        if may(self._roles, "evaluated_head"):
            row = QFormLayout()
            row.addRow(self.tr("The locked set"), self.locked)
            layout.addLayout(row)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        self.progress.hide()
        layout.addWidget(self.progress)
        self.answer = label("")
        layout.addWidget(self.answer)
        columns = (
            self.tr("Answered"), self.tr("Study"), self.tr("In silence"), self.tr("Shown"),
        )  # fmt: skip
        self.differences = TextTable(columns, self.tr("Differences"))
        self.differences.hide()
        layout.addWidget(self.differences, 1)
        self.refresh()

    def _steps(self) -> QGridLayout:
        """Return the buttons of the steps that the user may take."""
        grid = QGridLayout()
        self.buttons: dict[str, QPushButton] = {}
        steps: tuple[tuple[str, str, Callable[[], object]], ...] = (
            ("evaluated_head", self.tr("Evaluate a folder …"), self._evaluate_folder),
            ("candidate", self.tr("Evaluate this head …"), self._evaluate_chosen),
            ("sign_off_head", self.tr("Sign off …"), self._sign),
            ("promote_head", self.tr("Promote"), self._promote),
            ("rollback_head", self.tr("Roll back …"), self._roll_back),
            ("start_shadow", self.tr("Answer in silence"), self._begin_silence),
            ("stop_shadow", self.tr("End silence"), self._end_silence),
            ("shadow_report", self.tr("What it said"), self._report),
            ("export_head", self.tr("Export …"), self._export),
            ("import_head", self.tr("Import …"), self._import),
        )
        allowed = [item for item in steps if may(self._roles, item[0])]
        for number, (name, text, step) in enumerate(allowed):
            button = QPushButton(text)
            button.clicked.connect(step)
            self.buttons[name] = button
            grid.addWidget(button, number // 5, number % 5)
        return grid

    def refresh(self) -> None:
        """Read the heads anew."""
        self._jobs.start(
            "heads", lambda _task: self._workspace.heads(), self._show, failed=self.failed.emit
        )
        if may(self._roles, "datasets"):
            self._jobs.start(
                "locked sets", lambda _task: self._workspace.datasets(), self._offer_sets,
                failed=self.failed.emit,
            )  # fmt: skip

    def _offer_sets(self, found: tuple[StudySet, ...]) -> None:
        """Offer the data sets of the workspace, locked ones first; the choice stays."""
        chosen = self.locked.currentText()
        while self.locked.count() > 1:
            self.locked.removeItem(1)
        for item in sorted(found, key=lambda item: not item.locked):
            text = self.tr("{0}: {1}, {2} studies, {3} with it").format(
                item.title, item.query.finding, len(item.members), item.positives
            )
            self.locked.addItem(text, item)
        self.locked.setCurrentIndex(max(0, self.locked.findText(chosen)))

    def _show(self, rows: tuple[HeadRow, ...]) -> None:
        self._rows = rows
        words = {
            "candidate": self.tr("candidate"),
            "evaluated": self.tr("evaluated"),
            "signed": self.tr("signed off"),
            "in-force": self.tr("IN FORCE"),
            "retired": self.tr("retired"),
        }
        silent = self.tr("answers in silence")
        self.table.fill(
            [
                (
                    row.name,
                    row.version,
                    words[row.stage.value] + (f", {silent}" if row.shadow else ""),
                    _figure(row),
                    row.evaluated_by,
                    row.signed_by,
                    row.promoted[:10],
                    row.signer,
                )
                for row in rows
            ]
        )
        if rows:
            self.table.selectRow(0)

    # Steps

    def _evaluate_folder(self) -> None:
        from omni_med.models.heads.bundle import NUMBERS, read_head  # noqa: PLC0415

        name = QFileDialog.getExistingDirectory(self, self.tr("A head's folder"))
        if name:
            folder = Path(name)
            self._evaluate(lambda: (read_head(folder).card, (folder / NUMBERS).read_bytes()))

    def _evaluate_chosen(self) -> None:
        head = self.table.chosen()
        if head:
            self._evaluate(lambda: self._workspace.candidate(head))

    def _evaluate(self, meant: Callable[[], Any]) -> None:
        chosen: StudySet | None = self.locked.currentData()
        if chosen is not None:
            self.evaluate(meant, chosen)
            return
        kinds = self.tr("Manifests (*.csv *.parquet)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("The locked set"), "", kinds)
        if name:
            self.evaluate(meant, Path(name))

    def evaluate(self, meant: Callable[[], Any], source: Path | StudySet) -> None:
        """Measure a head on a locked set, in a process of its own.

        Args:
            meant: Gives its card and the bytes of its numbers.
            source: The locked set: a manifest, or a data set of the workspace.
        """
        workspace = self._workspace

        def work(task: Task) -> Measured:
            from finetune.heads.apart import measure_apart  # noqa: PLC0415
            from finetune.heads.locked import open_locked  # noqa: PLC0415

            card, numbers = meant()
            with open_locked(workspace, card, source) as cases:

                def look(card: HeadCard, digest: str, marks: tuple[str, ...]) -> int:
                    looks: int = workspace.look_at_locked(card, digest, marks, cases.name)
                    return looks

                card, found = measure_apart(
                    card,
                    numbers,
                    cases,
                    look,
                    progress=task.progress,
                    cancelled=task.cancelled,
                )
            workspace.evaluated_head(card, numbers, found)
            return card, found, workspace.gate_rule()

        self.progress.setRange(0, 0)
        self.progress.show()
        self._jobs.start(
            "evaluate", work, self._evaluated, failed=self._broken, progress=self._progressed
        )

    def _progressed(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _broken(self, error: Exception) -> None:
        self.progress.hide()
        self.failed.emit(error)
        self.refresh()

    def _evaluated(self, measured: Measured) -> None:
        card, found, rule = measured
        self.progress.hide()
        passed = self.tr("It passed; a second person may sign it off.")
        text = self.tr("AUROC {0} ({1} to {2}), {3} patients with the finding. {4}")
        figures = [f"{value:.3f}" for value in (found.auroc, found.low, found.high)]
        verdict = passed if found.passed else self.tr("It did not pass.")
        if found.passed and not card.offered:
            verdict = self.tr("It was not offered, and cannot be promoted.")
        if not rule.is_met(found.patients, found.without):
            few = self.tr("Too few patients to tell: {0} with the finding and as many without it.")
            verdict = few.format(rule.patients)
        self.answer.setText(text.format(*figures, found.patients, verdict))
        self.refresh()

    def _sign(self) -> None:
        head = self.table.chosen()
        if not head:
            return
        note, given = QInputDialog.getMultiLineText(
            self, self.tr("Sign off {0}").format(head), self.tr("What did you look at?")
        )
        if given:
            done = self.tr("{0} is signed off.").format(head)
            self._do(lambda: self._workspace.sign_off_head(head, note), done)

    def _promote(self) -> None:
        head = self.table.chosen()
        if head:
            done = self.tr("{0} is in force; windows that are opened from now on read with it.")
            self._do(lambda: self._workspace.promote_head(head), done.format(head))

    def _roll_back(self) -> None:
        head = self.table.chosen()
        if not head:
            return
        reason, given = QInputDialog.getMultiLineText(
            self, self.tr("Roll back {0}").format(head), self.tr("Why?")
        )
        if given:
            done = self.tr("{0} was rolled back.").format(head)
            self._do(lambda: self._workspace.rollback_head(head, reason), done)

    def _begin_silence(self) -> None:
        head = self.table.chosen()
        if head:
            done = self.tr("{0} answers in silence; no reader sees it.").format(head)
            self._do(lambda: self._workspace.start_shadow(head), done)

    def _end_silence(self) -> None:
        head = self.table.chosen()
        if head:
            done = self.tr("{0} answers no more in silence.").format(head)
            self._do(lambda: self._workspace.stop_shadow(head), done)

    def _report(self) -> None:
        head = self.table.chosen()
        if head:
            self._jobs.start(
                "shadow",
                lambda _task: self._workspace.shadow_report(head),
                self._show_report,
                failed=self.failed.emit,
            )

    def _show_report(self, found: ShadowReport) -> None:
        text = self.tr("{0} cases answered, {1} wait for a reader; {2} of {3} as shown.")
        counts = (found.answered, found.waiting, found.agreed, found.compared)
        self.answer.setText(text.format(*counts))
        self.differences.fill(
            [
                (
                    item.answered.strftime("%Y-%m-%d %H:%M"),
                    item.study_uid,
                    f"{item.status.value} {item.probability:.2f}",
                    ""
                    if item.shown_status is None
                    else f"{item.shown_status.value} {item.shown_probability:.2f}",
                )
                for item in found.differences
            ]
        )
        self.differences.show()

    def _export(self) -> None:
        head = self.table.chosen()
        if not head:
            return
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export"), f"{head}.omhead", self.tr("Heads (*.omhead)")
        )
        if name:
            done = self.tr("Written, signed with this workspace's key.")
            self._do(lambda: self._workspace.export_head(head, Path(name)), done)

    def _import(self) -> None:
        kinds = self.tr("Heads (*.omhead)")
        name, _ = QFileDialog.getOpenFileName(self, self.tr("Import"), "", kinds)
        if name:
            done = self.tr("It is here as a candidate: evaluate it on a locked set.")
            self._do(lambda: self._workspace.import_head(Path(name)), done)

    def _do(self, step: Callable[[], object], words: str) -> None:
        """Take a step off the GUI thread, say so, and read the heads anew."""

        def done(_result: object) -> None:
            self.answer.setText(words)
            self.refresh()

        self._jobs.start("step", lambda _task: step(), done, failed=self.failed.emit)


def _figure(row: HeadRow) -> str:
    if row.auroc is None or row.low is None or row.high is None:
        return ""
    return f"{row.auroc:.3f} ({row.low:.2f} – {row.high:.2f})"
