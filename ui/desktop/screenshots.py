"""Pictures of the real window over a real workspace, made without a display."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PyQt6.QtCore import QEventLoop, QTimer, pyqtBoundSignal
from PyQt6.QtWidgets import QApplication, QWidget

from omni_med.dicom.pool import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.models.registry import DEFAULT_MODEL
from ui.desktop import theme
from ui.desktop.main_window import MainWindow

if TYPE_CHECKING:
    from omni_med.workspace import Workspace

More = Callable[[MainWindow, Callable[[str], None]], None]
_PATIENCE_MS = 180_000


def screenshots(
    workspace: Workspace,
    out: Path,
    *,
    studies: Sequence[str] = (),
    model: str = DEFAULT_MODEL,
    pool: DecodePool | None = None,
    size: tuple[int, int] = (1440, 900),
    more: More | None = None,
) -> tuple[Path, ...]:
    """Write PNGs of worklist and reading page, through the real widgets and a real analysis.

    Args:
        workspace: Open, with the studies in it. Analyses made here are kept in it.
        out: Folder for the pictures; made where it is missing.
        studies: UIDs of the studies to open; by default all of the worklist, at most four.
        model: Name of the model in the registry.
        pool: Of the caller; one is made where there is none.
        size: Width and height of the window.
        more: Called with the window and what takes a further picture, once each study is shown.

    Returns:
        The files: the worklist first, then for each study its reading page, with heat map and
        with record where there is something to see in them.

    Raises:
        TimeoutError: If the window did not get there in three minutes.
    """
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["omni-med"])
    if isinstance(application, QApplication):
        theme.apply(application)
    out.mkdir(parents=True, exist_ok=True)
    own = DecodePool() if pool is None else None
    try:
        with InferenceProcess(model) as inference:
            window = MainWindow(workspace, pool or own or DecodePool(), inference)
            try:
                return _Camera(window, out, size, more).tour(workspace, studies)
            finally:
                window.close()
                window.deleteLater()
    finally:
        if own is not None:
            own.close()


class _Camera:
    """Drives a window and takes its picture."""

    def __init__(
        self, window: MainWindow, out: Path, size: tuple[int, int], more: More | None
    ) -> None:
        self._window, self._out, self._more = window, out, more
        self._taken: list[Path] = []
        window.resize(*size)
        window.show()

    def tour(self, workspace: Workspace, studies: Sequence[str]) -> tuple[Path, ...]:
        window = self._window
        chosen = tuple(studies) or tuple(row.study_uid for row in workspace.studies())[:4]
        for number, study_uid in enumerate(chosen, start=1):
            self._read(study_uid, f"reading-{number}")
        window.show_worklist()
        self._until(window.worklist_presenter.refreshed)
        self._take("worklist")
        return tuple(sorted(self._taken, key=lambda path: path.name != "worklist.png"))

    def _read(self, study_uid: str, name: str) -> None:
        window = self._window
        page = window.reading
        self._until(window.reading_presenter.settled, lambda: window.open_study(study_uid))
        self._until(window.analysis_presenter.finished, page.analyse_wanted.emit)
        self._take(name)
        analysis = page.findings.analysis
        if analysis is not None and page.findings.current_heat_map() is not None:
            page.findings.heat.toggle.setChecked(True)
            self._take(f"{name}-heat-map")
            page.findings.heat.off()
        if page.record.has_notes:
            page.tabs.setCurrentWidget(page.record)
            self._take(f"{name}-record")
            page.tabs.setCurrentWidget(page.findings)
        if self._more is not None:
            self._more(window, lambda what: self._take(f"{name}-{what}"))

    def _take(self, name: str) -> None:
        window: QWidget = self._window
        for _ in range(3):  # layouts settle in turns
            QApplication.processEvents()
        path = self._out / f"{name}.png"
        window.grab().save(str(path))
        self._taken.append(path)

    def _until(self, signal: pyqtBoundSignal, act: Callable[[], object] = lambda: None) -> None:
        """Do something and wait for a signal, at most three minutes."""
        loop, timer = QEventLoop(), QTimer()
        timer.setSingleShot(True)
        late: list[bool] = []

        def give_up() -> None:
            late.append(True)
            loop.quit()

        timer.timeout.connect(give_up)

        def quit_loop(*_answer: object) -> None:
            loop.quit()

        signal.connect(quit_loop)
        timer.start(_PATIENCE_MS)
        try:
            act()
            loop.exec()
        finally:
            signal.disconnect(quit_loop)
            timer.stop()
        if late:
            raise TimeoutError("The window did not answer in time.")
