"""The worklist's presenter: searches, imports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from ui.desktop.panels.worklist.page import WorklistPage
from ui.desktop.panels.worklist.table import shown_to
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import ImportReport, StudyRow, Workspace
    from ui.desktop.presenters.deciding.queue import AnalysisQueue


class WorklistPresenter(QObject):
    """Fills the worklist, from worker threads."""

    failed = pyqtSignal(object)
    imported = pyqtSignal(object)
    refreshed = pyqtSignal()

    def __init__(
        self, page: WorklistPage, workspace: Workspace, jobs: Jobs, pool: DecodePool
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs, self._pool = page, workspace, jobs, pool
        self.queue: AnalysisQueue | None = None
        self._found: tuple[tuple[StudyRow, ...], bool, str] = ((), False, "")
        page.searched.connect(self.refresh)
        page.import_wanted.connect(self.import_paths)
        page.import_stopped.connect(self._stop)

    def refresh(self, query: str | None = None) -> None:
        """Show what fits the search box, or ``query``."""
        words = self._page.search.text().strip() if query is None else query

        def work(_task: Task) -> tuple[tuple[StudyRow, ...], bool]:
            return self._workspace.studies(words), self._workspace.site_policy().unaided_first

        def done(found: tuple[tuple[StudyRow, ...], bool]) -> None:
            self._found = (*found, words)
            self.show()
            self.refreshed.emit()

        self._jobs.start("worklist", work, done, failed=self.failed.emit)

    def show(self) -> None:
        """Show what was found last, with where each study is in the model's queue."""
        rows, unaided, words = self._found
        queue = {uid: state.value for uid, state in self.queue.states.items()} if self.queue else {}
        self._page.show_rows(tuple(shown_to(row, queue, unaided=unaided) for row in rows), words)

    def serve(self, queue: AnalysisQueue) -> None:
        """Show from now on where each study is in the model's queue."""
        self.queue = queue
        queue.changed.connect(self.show)
        queue.read.connect(lambda _uid: self.refresh())

    def import_paths(self, paths: list[Path]) -> None:
        """Import folders, files or ZIPs; the window stays alive."""

        def work(task: Task) -> ImportReport:
            return self._workspace.import_paths(
                paths, pool=self._pool, progress=task.progress, cancelled=task.cancelled
            )

        self._page.show_progress(0, 0)
        self._jobs.start(
            "import",
            work,
            self._on_imported,
            failed=self._on_failed,
            progress=self._page.show_progress,
        )

    def _on_imported(self, report: ImportReport) -> None:
        self._page.end_progress()
        self.imported.emit(report)
        self.refresh()

    def _on_failed(self, error: Exception) -> None:
        self._page.end_progress()
        self.failed.emit(error)
        self.refresh()

    def _stop(self) -> None:
        self._jobs.cancel("import")
        self._page.end_progress()
        self.refresh()
