"""Teaching as it goes on: a lowered process of its own, its curves, and a way to stop it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PyQt6.QtCore import QProcess, QTimer, pyqtSignal
from PyQt6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from omni_med.models.heads.bundle import NAME
from ui.desktop.models.teaching.live import LiveReader, LiveState
from ui.desktop.models.teaching.series import Series
from ui.desktop.panels.common import label
from ui.desktop.panels.teaching.chart import Chart
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.workspace import Workspace
    from omni_med.workspace.collecting.sets import StudySet

EVERY_MS: Final = 500
NICENESS: Final = 10
_GRACE_MS: Final = 5000
_MOST_WORDS: Final = 4000  # characters of what the process said
_SHOWN: Final = 6  # curves: the newest


def command(options: list[str]) -> tuple[str, list[str]]:
    """Return program and arguments of ``omni-med finetune fit``, lowered where the system can."""
    own = [sys.executable, "-P", "-m", "ui.cli.main", "finetune", "fit", *options]
    nice = shutil.which("nice")
    whole = [nice, "-n", str(NICENESS), *own] if nice else own
    return whole[0], whole[1:]


class TrainingPage(QWidget):
    """Start, follow, stop."""

    failed = pyqtSignal(Exception)
    taught = pyqtSignal(Path)

    def __init__(self, jobs: Jobs, workspace: Workspace | None = None) -> None:
        super().__init__()
        self._jobs, self._workspace = jobs, workspace
        self._options: list[str] = []
        self._set: StudySet | None = None
        self._apart = False
        self._process: QProcess | None = None
        self._reader: LiveReader | None = None
        self._said = ""
        self._stopped = self._reading = False
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)
        layout = QVBoxLayout(self)
        self.data = label(self.tr("Choose a data set first."), "muted")
        layout.addWidget(self.data)
        layout.addLayout(self._form())
        layout.addLayout(self._buttons())
        self.state = label("")
        layout.addWidget(self.state)
        self.loss = Chart(self.tr("Loss"))
        self.held = Chart(self.tr("AUROC on patients held back"), unit=True)
        split = QSplitter()
        split.addWidget(self.loss)
        split.addWidget(self.held)
        layout.addWidget(split, 1)

    def _form(self) -> QFormLayout:
        form = QFormLayout()
        self.name, self.finding = QLineEdit(), QLineEdit()
        self.name.setPlaceholderText(self.tr("lower-case letters, digits and hyphens"))
        self.finding.setPlaceholderText(self.tr("as a radiologist would write it"))
        self.folder = QPushButton(self.tr("Choose a folder …"))
        self.folder.clicked.connect(self._choose)
        self._out: Path | None = None
        self.compare = QComboBox()
        self.compare.addItem(self.tr("quickly"), "quick")
        self.compare.addItem(self.tr("thoroughly"), "full")
        for text, field in (
            (self.tr("Name of the head"), self.name),
            (self.tr("Finding"), self.finding),
            (self.tr("Folder for head and report"), self.folder),
            (self.tr("Compare"), self.compare),
        ):
            field.setAccessibleName(text)
            form.addRow(text, field)
        self.name.textChanged.connect(self._enable)
        return form

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        self.start = QPushButton(self.tr("Teach"))
        self.start.setObjectName("primary")
        self.start.clicked.connect(self._start)
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(self._stop)
        self.progress = QProgressBar()
        self.progress.setAccessibleName(self.tr("Progress"))
        row.addWidget(self.start)
        row.addWidget(self.stop)
        row.addWidget(self.progress, 1)
        self._enable()
        return row

    @property
    def running(self) -> bool:
        """Whether a head is being taught."""
        return self._process is not None or self._apart

    def take_stored(self, found: StudySet) -> None:
        """Take a data set of the workspace: its films are read here, and taught on in a child."""
        self._options, self._set = [], found
        shown = f"{found.title}, {found.query.finding}"
        self.data.setText(self.tr("Data set: {0}").format(shown))
        if not self.finding.text():
            self.finding.setText(found.query.finding)
        self._enable()

    def take(self, options: list[str]) -> None:
        """Take the manifest that was chosen."""
        self._options, self._set = options, None
        shown = f"{Path(options[0]).name}, {options[2]}"
        self.data.setText(self.tr("Data set: {0}").format(shown))
        self._enable()

    def set_out(self, folder: Path) -> None:
        """Say where head and report go."""
        self._out = folder
        self.folder.setText(folder.name)
        self._enable()

    def close_page(self) -> None:
        """Stop what runs; done again, it goes on where it was."""
        self._stop()
        if self._process is not None and not self._process.waitForFinished(_GRACE_MS):
            self._process.kill()
            self._process.waitForFinished(_GRACE_MS)

    def _choose(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("Folder for head and report"))
        if name:
            self.set_out(Path(name))

    def _enable(self) -> None:
        ready = bool(self._options or self._set) and self._out is not None
        ready = ready and NAME.fullmatch(self.name.text()) is not None
        self.start.setEnabled(ready and not self.running)
        self.stop.setEnabled(self.running)

    def _start(self) -> None:
        if self._out is None or self.running:
            return
        name, out = self.name.text(), self._out
        (out / f"{name}.live.jsonl").unlink(missing_ok=True)
        self._reader, self._said, self._stopped = LiveReader(out / f"{name}.live.jsonl"), "", False
        self.state.setText(self.tr("Starting …"))
        self.progress.setRange(0, 0)
        self._timer.start()
        if self._set is not None and self._workspace is not None:
            self._start_apart(self._workspace, self._set)
            return
        given = [*self._options, "--head", name, "--out", str(out)]
        given += ["--compare", self.compare.currentData()]
        if self.finding.text().strip():
            given += ["--finding", self.finding.text().strip()]
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.MergedChannels)
        if os.name == "posix":  # a session of its own can give way to the window's
            process.setUnixProcessParameters(QProcess.UnixProcessFlag.CreateNewSession)
        process.readyReadStandardOutput.connect(self._hear)
        process.finished.connect(self._ended)
        process.errorOccurred.connect(self._broken)
        self._process = process
        program, arguments = command(given)
        process.start(program, arguments)
        self._enable()

    def _start_apart(self, workspace: Workspace, found: StudySet) -> None:
        """Teach on signed cases: the workspace is open here, and nothing of it goes to disk."""
        name, out = self.name.text(), self._out or Path()
        compare, finding = self.compare.currentData(), self.finding.text().strip()

        def work(task: Task) -> Path:
            from finetune.datasets.stored import WorkspaceFilms, read_stored  # noqa: PLC0415
            from finetune.heads.apart import Teaching, teach_apart  # noqa: PLC0415
            from omni_med.dicom.pool import DecodePool  # noqa: PLC0415
            from omni_med.models import registry  # noqa: PLC0415

            card = registry.get(registry.DEFAULT_MODEL).card()
            with DecodePool(workers=1) as pool:
                films = WorkspaceFilms(workspace, pool, card)
                teaching = Teaching(name, out, compare, finding)
                dataset = read_stored(found, films)
                return teach_apart(dataset, films, teaching, cancelled=task.cancelled)

        self._apart = True
        self._jobs.start("teach", work, lambda _folder: self._ended(0), failed=self._refused)
        self._enable()

    def _refused(self, error: Exception) -> None:
        self._ended(1)
        self.failed.emit(error)

    def _stop(self) -> None:
        if self._apart:
            self._stopped = True
            self._jobs.cancel("teach")
            self._ended(1)
        if self._process is not None:
            self._stopped = True
            self._process.terminate()
            self.state.setText(self.tr("Stopping …"))

    def _hear(self) -> None:
        if self._process is not None:
            said = bytes(self._process.readAllStandardOutput().data()).decode("utf-8", "replace")
            self._said = (self._said + said)[-_MOST_WORDS:]

    def _broken(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._ended(1)

    def _look(self) -> None:
        """Read on, unless a slow disk still holds the look before."""
        reader = self._reader
        if reader is not None and not self._reading:
            self._reading = True
            self._jobs.start("live", lambda _task: reader.read(), self._seen, failed=self._unseen)

    def _seen(self, live: LiveState) -> None:
        self._reading = False
        self._show(live)

    def _unseen(self, _error: Exception) -> None:
        self._reading = False

    def _show(self, live: LiveState) -> None:
        words = {
            "looking": self.tr("Looking for leaks"),
            "encoding": self.tr("Encoding the cases"),
            "comparing": self.tr("Comparing"),
            "teaching": self.tr("Teaching the head"),
        }
        if live.stage in words and self.running and not self._stopped:
            left = "" if live.left is None else self.tr("about {0} s left").format(round(live.left))
            self.state.setText(f"{words[live.stage]}  {left}".strip())
            self.progress.setRange(0, live.total)
            self.progress.setValue(live.done)
        self.loss.show_series(_series(live.loss))
        self.held.show_series(_series(live.held))

    def _ended(self, code: int) -> None:
        self._hear()
        process, self._process, self._apart = self._process, None, False
        self._timer.stop()
        if process is not None:
            process.deleteLater()
        live = self._reader.read() if self._reader is not None else LiveState()
        self._show(live)
        self.progress.setRange(0, 1)
        self.progress.setValue(int(code == 0))
        self.state.setText(self._outcome(code, live))
        self._enable()
        if code == 0 and self._out is not None:
            self.taught.emit(Path(live.folder) if live.folder else self._out / self.name.text())

    def _outcome(self, code: int, live: LiveState) -> str:
        if self._stopped:
            return self.tr("Stopped; started again, it goes on where it was.")
        if code == 0:
            offered = self.tr("The head is offered: it is shown to be better.")
            not_yet = self.tr("Not yet: the report says what is missing.")
            return offered if live.offered else not_yet
        lines = [line for line in self._said.splitlines() if line.strip()]
        return live.message or (lines[-1] if lines else self.tr("The teaching ended early."))


def _series(curves: dict[str, list[tuple[float, float]]]) -> list[Series]:
    newest = list(curves.items())[-_SHOWN:]
    return [Series(name, tuple(points)) for name, points in reversed(newest)]
