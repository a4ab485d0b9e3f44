"""Fusion: a second series in colour over the active one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.dicom.stacks import Stack
from omni_med.domain import Case
from ui.desktop.models.space.fusion import Fusion
from ui.desktop.models.space.sampler import CannotSampleError
from ui.desktop.models.stack import ImageStack
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.viewing.loader import load_stack
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace

_LEAST = 2  # images of a volume


class FusingPresenter(QObject):
    """Offers the series that share the active one's frame of reference, and loads the chosen."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    fused = pyqtSignal(str)

    def __init__(
        self, page: ReadingPage, workspace: Workspace, jobs: Jobs, pool: DecodePool
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs, self._pool = page, workspace, jobs, pool
        self._spaces: dict[str, str] = {}
        self._stacks: dict[str, Stack] = {}
        page.layers.fusion_chosen.connect(self.choose)
        page.layers.fusion_strengthened.connect(self._strengthen)
        page.grid.activated.connect(lambda _view: self.offer())

    def open(self, case: Case | None, stacks: dict[str, Stack]) -> None:
        """Know the stacks of another case from now on."""
        self._jobs.cancel("fusion")
        series = case.study.series if case is not None else ()
        self._spaces = {one.series_uid: one.frame_of_reference_uid for one in series}
        self._stacks = stacks
        self.offer()

    def offer(self) -> None:
        """Offer what can lie over the active stack."""
        model = self._page.model
        stack = model.stack
        space = stack.frame_of_reference if stack is not None else ""
        found = [
            (key, other.label or other.modality)
            for key, other in self._stacks.items()
            if stack is not None
            and key != stack.key
            and space
            and self._spaces.get(other.series_uid) == space
            and other.geometry is not None
            and len(other.slices) >= _LEAST
            and other.modality != "SEG"
        ]
        chosen = model.fusion.above.key if model.fusion is not None else ""
        self._page.layers.show_fusion(found, chosen)

    def choose(self, key: str) -> None:
        """Lay a series over the active one; an empty key takes it away."""
        model = self._page.model
        below, above = model.stack, self._stacks.get(key)
        self._jobs.cancel("fusion")
        if below is None or above is None:
            model.set_fusion(None)
            self.offer()
            return

        def work(task: Task) -> ImageStack | None:
            middle = len(above.slices) // 2
            return load_stack(self._workspace, self._pool, above, task, start=middle)

        def done(loaded: ImageStack | None) -> None:
            if model.stack is not below or loaded is None:
                return
            try:
                strength = self._page.layers.fusion_strength.value() / 100
                model.set_fusion(Fusion(below, loaded, strength))
            except CannotSampleError:
                self.remarked.emit(self.tr("These two series cannot be laid over each other"))
            self.offer()
            self.fused.emit(key)

        self._jobs.start("fusion", work, done, failed=self.failed.emit)

    def _strengthen(self, opacity: float) -> None:
        fusion = self._page.model.fusion
        if fusion is not None:
            fusion.opacity = opacity
            self._page.model.notify("graphics")
