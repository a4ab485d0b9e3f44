"""Two answers side by side: kept ones, and ones asked for now (cascade, another model)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Analysis, Case, Decision
from omni_med.errors import CancelledError
from omni_med.inference.prepare import prepare
from omni_med.inference.process import InferenceProcess
from omni_med.inference.run import image_loader
from omni_med.models import registry
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.deciding.compare import CompareDialog, comparison, option
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.models.protocols import ModelSource
    from omni_med.workspace import Workspace

_POLL = 0.05
_LOADING = 300.0
_ASK = "ask:"
_MODES = ("parallel", "cascade")


@dataclass(frozen=True, slots=True)
class _Kept:
    analyses: tuple[Analysis, ...]
    decisions: dict[str, Decision] = field(default_factory=dict)
    models: dict[str, ModelSource] = field(default_factory=dict)


class ComparePresenter(QObject):
    """Fills the comparison, and asks for the answers that are not there yet."""

    failed = pyqtSignal(object)
    shown = pyqtSignal()

    def __init__(
        self,
        page: ReadingPage,
        workspace: Workspace,
        jobs: Jobs,
        pool: DecodePool,
        inference: InferenceProcess,
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs = page, workspace, jobs
        self._pool, self._inference = pool, inference
        self._case: Case | None = None
        self._kept = _Kept(())
        self._sides = ["", ""]
        self._trials: list[Analysis] = []
        self.dialog: CompareDialog | None = None
        page.findings.compare_wanted.connect(self.open)

    def study(self, case: Case | None) -> None:
        """Begin with another case; a comparison of the one before closes."""
        self._jobs.cancel("compare")
        self._case, self._kept, self._sides = case, _Kept(()), ["", ""]
        self._trials.clear()
        if self.dialog is not None:
            self.dialog.close()

    def open(self) -> None:
        """Show the comparison: what is on the screen to the left, the answer before to the right.

        While the answer waits for a first impression there is nothing to compare.
        """
        shown = self._page.findings.analysis
        if self._case is None or shown is None:
            return
        if self.dialog is None:
            self.dialog = CompareDialog(self._page)
            self.dialog.wanted.connect(self._on_wanted)
        self._sides = [shown.analysis_id, ""]
        self.dialog.show()
        self._load(shown)

    def _load(self, also: Analysis | None = None) -> None:
        case = self._case
        if case is None:
            return
        trials = (*self._trials, *((also,) if also is not None else ()))

        def work(_task: Task) -> _Kept:
            analyses = self._workspace.analyses(case.study.study_uid)
            words = [d for item in analyses for d in self._workspace.decisions(item.analysis_id)]
            latest = {item.finding: item for item in sorted(words, key=lambda item: item.decided)}
            known = {item.analysis_id for item in analyses}
            tried = [item for item in trials if item.analysis_id not in known]
            return _Kept((*tried, *analyses), latest, _answering(self._workspace))

        self._jobs.start("compare", work, self._on_kept, failed=self.failed.emit)

    def _on_kept(self, kept: _Kept) -> None:
        self._kept = kept
        if not self._sides[1]:
            others = [i.analysis_id for i in kept.analyses if i.analysis_id != self._sides[0]]
            self._sides[1] = others[0] if others else ""
        self._show()

    def _options(self) -> list[tuple[str, str]]:
        kept = [(item.analysis_id, option(item)) for item in self._kept.analyses]
        asks = []
        for model in dict.fromkeys((self._inference.model_id, *_available(), *self._kept.models)):
            for mode in _MODES:
                words = {
                    "parallel": self.tr("Read now: {0}, image and record together"),
                    "cascade": self.tr("Read now: {0}, image first (cascade)"),
                }[mode]
                asks.append((f"{_ASK}{model}:{mode}", words.format(model)))
        return [("", self.tr("(choose)")), *kept, *asks]

    def _show(self) -> None:
        if self.dialog is None:
            return
        self.dialog.offer(self._options(), (self._sides[0], self._sides[1]))
        found = {item.analysis_id: item for item in self._kept.analyses}
        left, right = (found.get(side) for side in self._sides)
        self.dialog.say(
            "" if left and right else self.tr("Choose what to compare with in the list above.")
        )
        self.dialog.show_rows(comparison(left, right, self._kept.decisions))
        self.shown.emit()

    def _on_wanted(self, side: int, key: str) -> None:
        if not key.startswith(_ASK):
            self._sides[side] = key
            self._show()
            return
        model, _, mode = key.removeprefix(_ASK).rpartition(":")
        self._ask(side, model, mode)

    def _ask(self, side: int, model: str, mode: str) -> None:
        case = self._case
        if case is None or self.dialog is None:
            return
        self.dialog.say(self.tr("Reading …"))

        def work(task: Task) -> Analysis:
            if model == self._inference.model_id:
                analysis = self._read(case, self._inference, mode, task)
            else:
                source = self._kept.models.get(model)
                options = {"source": source} if source is not None else {}
                with InferenceProcess(model, options=options) as other:
                    analysis = self._read(case, other, mode, task)
            return analysis

        def done(analysis: Analysis) -> None:
            # A comparison changes nothing: what was read for it is not kept.
            self._sides[side] = analysis.analysis_id
            self._trials.append(analysis)
            self._load()

        self._jobs.start("compare", work, done, failed=self._on_failed)

    def _read(self, case: Case, process: InferenceProcess, mode: str, task: Task) -> Analysis:
        card = process.card(_LOADING)
        prepared = prepare(case, image_loader(self._workspace, self._pool), card)
        future = process.submit(
            prepared,
            study_uid=case.study.study_uid,
            mode=mode,
            calibration=self._workspace.calibration(card.id),
        )
        while True:
            try:
                return future.result(_POLL)
            except TimeoutError:
                if task.cancelled():
                    process.cancel(future.request_id)
                    raise CancelledError from None

    def _on_failed(self, error: Exception) -> None:
        words = render(error)
        if self.dialog is not None and words is not None:
            self.dialog.say(told_error(words))
        self.failed.emit(error)


def _available() -> tuple[str, ...]:
    """Return the models that can be named; whether one runs is found out when it is asked."""
    return tuple(factory.id for factory in registry.backends())


def _answering(workspace: Workspace) -> dict[str, ModelSource]:
    """Return the models that were added here and answer about films, by name."""
    return {
        item.id: item
        for item in workspace.registered_models()
        if not getattr(item, "segments", False)
    }
