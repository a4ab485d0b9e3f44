"""A registered bundle on the open series: masks over the images, volumes as findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Case
from omni_med.errors import ModelError
from omni_med.inference.outlining import outline_apart
from omni_med.inference.volumes import Segmented, keep_outlined, prepare_volume
from omni_med.models.bundles.registered import RegisteredBundle
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.deciding.readers import check_unaided
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept, and the study that holds it now."""

    case: Case
    segmented: Segmented


class OutlinePresenter(QObject):
    """Outlines in a process of its own, one series at a time; what is stopped leaves nothing."""

    failed = pyqtSignal(object)
    outlined = pyqtSignal(object)
    ended = pyqtSignal()

    def __init__(self, page: ReadingPage, workspace: Workspace, pool: DecodePool) -> None:
        super().__init__(page)
        self._page, self._workspace, self._pool = page, workspace, pool
        self._jobs = Jobs(self, threads=1)
        self._case: Case | None = None
        self.busy = False
        page.findings.others.outline_wanted.connect(self.start)
        page.findings.underway.stop_wanted.connect(self.stop)

    def open(self, case: Case | None) -> None:
        """Begin with another case; what is outlined in the one before is stopped."""
        self.stop()
        self._case = case

    def start(self, model: str) -> None:
        """Outline in the series of the active view, or the largest where none is shown."""
        case, stack = self._case, self._page.model.stack
        if case is None:
            return
        own = {item.series_uid for item in case.study.series}
        shown = stack.key.partition("#")[0] if stack is not None else ""
        series = shown if shown in own else ""
        uid = case.study.study_uid
        self.busy = True
        self._page.findings.underway.begin(self.tr("Loading {0} …").format(model))
        self._jobs.start(
            "outline",
            lambda task: self._work(task, uid, series, model),
            self._on_kept,
            failed=self._on_failed,
            progress=self._on_progress,
        )

    def _work(self, task: Task, study_uid: str, series_uid: str, model: str) -> Kept:
        check_unaided(self._workspace, study_uid)
        source = self._workspace.registered_model(model)
        if not isinstance(source, RegisteredBundle):
            raise ModelError("This model outlines nothing.")
        prepared = prepare_volume(
            self._workspace,
            study_uid,
            modalities=source.card.dicom_modalities,
            pool=self._pool,
            series_uid=series_uid,
            cancelled=task.cancelled,
        )
        found = outline_apart(source, prepared, progress=task.progress, cancelled=task.cancelled)
        timings = {"segment": found.milliseconds}
        kept = keep_outlined(self._workspace, prepared, found, pool=self._pool, timings_ms=timings)
        return Kept(self._workspace.open_case(study_uid), kept)

    def _on_progress(self, done: int, total: int) -> None:
        words = self.tr("Outlining: {0} of {1}").format(done, total)
        self._page.findings.underway.progress(done, total, words)

    def _on_kept(self, kept: Kept) -> None:
        self._end()
        self.outlined.emit(kept)

    def _on_failed(self, error: Exception) -> None:
        self._end()
        words = render(error)
        if words is not None:
            self._page.findings.say(told_error(words))
        self.failed.emit(error)

    def stop(self) -> None:
        """Stop; nothing is kept."""
        if self.busy:
            self._jobs.cancel("outline")
            self._end()

    def _end(self) -> None:
        self.busy = False
        self._page.findings.underway.end()
        self.ended.emit()

    def close(self) -> None:
        """Stop, and leave no thread and no process behind."""
        self.stop()
        self._jobs.close()
