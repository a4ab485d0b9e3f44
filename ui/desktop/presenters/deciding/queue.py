"""The model's queue: studies that it reads in the background, one after the other."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.errors import CancelledError
from omni_med.inference.prepare import prepare
from omni_med.inference.run import image_loader
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.domain import Analysis
    from omni_med.inference.process import AnalysisFuture, InferenceProcess
    from omni_med.workspace import Workspace

_POLL = 0.05
_LOADING = 300.0


class AiState(StrEnum):
    """Where a study is in the queue."""

    QUEUED = "queued"
    READING = "reading"
    FAILED = "failed"


class AnalysisQueue(QObject):
    """Reads studies in the order given; what fails is said, and the rest goes on."""

    changed = pyqtSignal()
    read = pyqtSignal(str)

    def __init__(
        self, workspace: Workspace, pool: DecodePool, inference: InferenceProcess, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._workspace, self._pool, self._inference = workspace, pool, inference
        self._jobs = Jobs(self, threads=1)
        self._waiting: deque[str] = deque()
        self._now = ""
        self._failed: set[str] = set()

    def add(self, study_uids: Iterable[str]) -> None:
        """Put studies at the end; one that waits already stays where it is."""
        for uid in study_uids:
            if uid != self._now and uid not in self._waiting:
                self._failed.discard(uid)
                self._waiting.append(uid)
        self._next()
        self.changed.emit()

    @property
    def states(self) -> dict[str, AiState]:
        """Where each study is that waits, is being read, or failed."""
        found = dict.fromkeys(self._failed, AiState.FAILED)
        found |= dict.fromkeys(self._waiting, AiState.QUEUED)
        if self._now:
            found[self._now] = AiState.READING
        return found

    def _next(self) -> None:
        if self._now or not self._waiting:
            return
        self._now = uid = self._waiting.popleft()
        self._jobs.start("queue", lambda task: self._read(uid, task), self._done, failed=self._fail)

    def _read(self, study_uid: str, task: Task) -> str:
        """Read one study. Runs on a worker thread."""
        try:
            card = self._inference.card(_LOADING)
            case = self._workspace.open_case(study_uid)
            prepared = prepare(case, image_loader(self._workspace, self._pool), card)
            future = self._inference.submit(
                prepared, study_uid=study_uid, calibration=self._workspace.calibration(card.id)
            )
            self._workspace.save_analysis(self._wait(future, task))
        except CancelledError:
            raise
        except Exception as error:
            detail = {"error": type(error).__name__}
            self._workspace.record_failure("model.run", study_uid, detail)
            raise
        return study_uid

    def _wait(self, future: AnalysisFuture, task: Task) -> Analysis:
        while True:
            try:
                return future.result(_POLL)
            except TimeoutError:
                if task.cancelled():
                    self._inference.cancel(future.request_id)
                    raise CancelledError from None

    def _done(self, study_uid: str) -> None:
        self._now = ""
        self.read.emit(study_uid)
        self._next()
        self.changed.emit()

    def _fail(self, _error: Exception) -> None:
        self._failed.add(self._now)
        self._now = ""
        self._next()
        self.changed.emit()

    def close(self) -> None:
        """Stop; what was not read yet stays unread."""
        self._waiting.clear()
        self._jobs.close()
