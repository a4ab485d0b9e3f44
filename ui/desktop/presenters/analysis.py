"""The analysis of the open case: asked for, re-weighted, shown, decided on."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import Analysis, Case, Decision, Verdict
from omni_med.errors import CancelledError, ModelError
from omni_med.inference.prepare import Prepared, prepare
from omni_med.inference.run import image_loader
from omni_med.models.protocols import ModelCard, Weights
from ui.desktop.panels.edit import EditDialog, ProvenanceDialog
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.inference.process import AnalysisFuture, InferenceProcess
    from omni_med.workspace import Workspace

_POLL = 0.05  # seconds between two looks whether the answer is still wanted
_SOON = 3.0  # seconds that a stored answer waits for the card
_LOADING = 300.0  # seconds that a model may take to load


@dataclass(frozen=True, slots=True)
class _Answer:
    analysis: Analysis
    card: ModelCard | None
    decisions: dict[str, Decision] = field(default_factory=dict)
    prepared: Prepared | None = None
    saved: bool = True


class AnalysisPresenter(QObject):
    """Brings analyses from the inference process to the findings panel, and words back."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    shown = pyqtSignal(object)
    stored = pyqtSignal(object)
    finished = pyqtSignal()

    def __init__(
        self,
        page: ReadingPage,
        workspace: Workspace,
        jobs: Jobs,
        pool: DecodePool,
        inference: InferenceProcess,
        *,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        super().__init__(page)
        self._page, self._workspace, self._jobs = page, workspace, jobs
        self._writes = Jobs(self, threads=1)  # in the order in which they were said
        self._writes.failed.connect(self.failed)
        self._kept: set[str] = set()  # touched by the writing thread only
        self._pool, self._inference, self._clock = pool, inference, clock
        self._case: Case | None = None
        self._prepared: Prepared | None = None
        self._answer: _Answer | None = None
        page.analyse_wanted.connect(self.analyse)
        page.findings.weights_changed.connect(self.weigh)
        page.findings.decided.connect(self._on_decided)
        page.findings.provenance_wanted.connect(self._show_provenance)

    def open(self, case: Case | None) -> None:
        """Begin with another case; answers still to come for the one before are dropped."""
        for channel in ("analysis", "stored analysis"):
            self._jobs.cancel(channel)
        self._case, self._prepared, self._answer = case, None, None
        self._page.findings.set_busy(busy=False)
        if case is not None:
            self._show_stored(case.study.study_uid)

    def _show_stored(self, study_uid: str) -> None:
        def work(task: Task) -> _Answer | None:
            analyses = self._workspace.analyses(study_uid)
            if not analyses:
                return None
            return _Answer(
                analyses[0], self._card_soon(task), self._latest(analyses[0].analysis_id)
            )

        self._jobs.start("stored analysis", work, self._show_unless_newer, failed=self._fail)

    def _card_soon(self, task: Task) -> ModelCard | None:
        """Return the card of the model in the process; None where it is not there soon."""
        try:
            return self._card(task, _SOON)
        except (ModelError, TimeoutError):
            return None  # a stored answer is shown without one

    def _card(self, task: Task, patience: float) -> ModelCard:
        """Return the card once the model is loaded; stop waiting when nobody wants it."""
        deadline = time.monotonic() + patience
        while True:
            try:
                return self._inference.card(_POLL)
            except TimeoutError:
                if task.cancelled():
                    raise CancelledError from None
                if time.monotonic() > deadline:
                    raise

    def _show_unless_newer(self, answer: _Answer | None) -> None:
        if answer is not None and self._answer is None:
            self._show(answer)

    def analyse(self) -> None:
        """Let the model read the case and keep the answer."""
        self._ask(None, save=True)

    def weigh(self, weights: Weights) -> None:
        """Answer again with other weights; kept only once a reader decides on it."""
        self._ask(weights, save=False)

    def _ask(self, weights: Weights | None, *, save: bool) -> None:
        case, known = self._case, self._prepared
        if case is None:
            return

        def work(task: Task) -> _Answer:
            card = self._card(task, _LOADING)
            loader = image_loader(self._workspace, self._pool)
            prepared = known or prepare(case, loader, card)
            if task.cancelled():
                raise CancelledError
            future = self._inference.submit(
                prepared, study_uid=case.study.study_uid, weights=weights
            )
            analysis = self._wait(future, task)
            if save:
                self._workspace.save_analysis(analysis)
            return _Answer(analysis, card, {}, prepared, saved=save)

        self._page.findings.set_busy(busy=True)
        self._jobs.start("analysis", work, self._show, failed=self._fail)

    def _wait(self, future: AnalysisFuture, task: Task) -> Analysis:
        while True:
            try:
                return future.result(_POLL)
            except TimeoutError:
                if task.cancelled():
                    self._inference.cancel(future.request_id)
                    raise CancelledError from None

    def _show(self, answer: _Answer) -> None:
        self._answer = answer
        if answer.prepared is not None:
            self._prepared = answer.prepared
        findings = self._page.findings
        findings.set_busy(busy=False)
        note = (
            ""
            if answer.saved
            else self.tr("A trial with your weights: kept once you decide on it.")
        )
        card = answer.card
        if card is not None and card.id != answer.analysis.model.id:
            card = None  # another model than the one that answered
        findings.show_analysis(answer.analysis, card, answer.decisions, note=note)
        self.shown.emit(answer.analysis)
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        self._page.findings.set_busy(busy=False)
        words = render(error)
        if words is not None:
            self._page.findings.say(f"{words.message} {words.hint}".strip())
        self.failed.emit(error)
        self.finished.emit()

    # The reader's word

    def _on_decided(self, finding: str, verdict: Verdict) -> None:
        if verdict is Verdict.EDIT:
            dialog = EditDialog(finding, self._page)
            dialog.edited.connect(
                lambda name, words, reason: self.decide(
                    name, Verdict.EDIT, edited=words, reason=reason
                )
            )
            dialog.open()
        else:
            self.decide(finding, verdict)

    def decide(self, finding: str, verdict: Verdict, *, edited: str = "", reason: str = "") -> None:
        """Store the reader's word; an analysis that was not kept yet is kept first."""
        answer = self._answer
        if answer is None:
            return
        decision = Decision(
            decision_id=uuid4().hex,
            analysis_id=answer.analysis.analysis_id,
            finding=finding,
            verdict=verdict,
            reader=self._workspace.user,
            decided=self._clock(),
            ai_shown=self._page.findings.isVisible(),
            reason=reason,
            edited=edited,
        )

        def work(_task: Task) -> _Answer:
            if not answer.saved and decision.analysis_id not in self._kept:
                self._workspace.save_analysis(answer.analysis)
                self._kept.add(decision.analysis_id)
            self._workspace.decide(decision)
            latest = self._latest(answer.analysis.analysis_id)
            return _Answer(answer.analysis, answer.card, latest, answer.prepared)

        def done(kept: _Answer) -> None:
            if self._answer is answer:
                self._show(kept)
            self.stored.emit(decision)

        self._writes.start(decision.decision_id, work, done, failed=self._fail)

    def close(self) -> None:
        """Wait until what the reader said is stored; drop the rest."""
        self._writes.drain()

    def _latest(self, analysis_id: str) -> dict[str, Decision]:
        """Return the last word on each finding. Runs on a worker thread."""
        decisions = self._workspace.decisions(analysis_id)
        return {item.finding: item for item in sorted(decisions, key=lambda item: item.decided)}

    def _show_provenance(self) -> None:
        if self._answer is not None:
            ProvenanceDialog(self._answer.analysis, self._page).open()
