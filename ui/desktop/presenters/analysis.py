"""The analysis of the open case: asked for, re-weighted, shown, decided on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from uuid import uuid4

from PyQt6.QtCore import QObject, pyqtSignal

from omni_med.domain import (
    Analysis,
    Answer,
    Case,
    Decision,
    Holds,
    Impression,
    SitePolicy,
    Verdict,
)
from omni_med.errors import CancelledError, ModelError
from omni_med.inference.prepare import Prepared, prepare
from omni_med.inference.run import image_loader
from omni_med.models.protocols import ModelCard, Weights
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.finding.edit import AddDialog, EditDialog, ProvenanceDialog
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.deciding.readers import Reader, answer_of, card_of
from ui.desktop.presenters.heads import calibrated, keep_silence
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.inference.process import InferenceProcess
    from omni_med.workspace import Workspace

_SOON = 3.0  # seconds that a stored answer waits for the card
DRAFT = "impression"
"""Kind of draft that an unfinished first impression is kept as."""

_LOADING = 300.0  # seconds that a model may take to load


@dataclass(frozen=True, slots=True)
class _Answer:
    analysis: Analysis
    card: ModelCard | None
    decisions: dict[str, Decision] = field(default_factory=dict)
    prepared: Prepared | None = None
    saved: bool = True
    policy: SitePolicy = field(default_factory=SitePolicy)
    calibrated: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Opened:
    """What is known of a study when it is opened."""

    answer: _Answer | None
    hidden: bool
    names: tuple[str, ...]
    draft: bytes = field(repr=False)


class AnalysisPresenter(QObject):
    """Brings analyses from the inference process to the findings panel, and words back."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    shown = pyqtSignal(object)
    stored = pyqtSignal(object)
    revealed = pyqtSignal()
    asked = pyqtSignal()
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
        self._hidden = False
        page.analyse_wanted.connect(self.analyse)
        self.reader = Reader(workspace, inference)
        page.findings.others.chosen.connect(self.choose)
        page.findings.underway.stop_wanted.connect(self.stop)
        page.findings.weights_changed.connect(self.weigh)
        page.findings.decided.connect(self._on_decided)
        page.findings.answered.connect(self.answer)
        page.findings.provenance_wanted.connect(self._show_provenance)
        page.findings.add_wanted.connect(self._ask_addition)
        page.findings.impression.kept.connect(self.keep_impression)
        page.findings.impression.changed.connect(self._keep_draft)

    def open(self, case: Case | None) -> None:
        """Begin with another case; answers still to come for the one before are dropped."""
        for channel in ("analysis", "stored analysis"):
            self._jobs.cancel(channel)
        if self._hidden:
            self._page.findings.impression.tell()  # what was said is kept, finished or not
        self._hidden = False
        self._page.findings.impression.reset()
        self._case, self._prepared, self._answer = case, None, None
        self._page.findings.set_busy(busy=False)
        if case is not None:
            self._show_stored(case.study.study_uid)

    def _show_stored(self, study_uid: str) -> None:
        def work(task: Task) -> _Opened:
            self._writes.wait()
            policy, hidden = self._rules(study_uid)
            draft = self._workspace.draft(study_uid, DRAFT) if hidden else b""
            analyses = self._workspace.analyses(study_uid)
            card = self._card_soon(task) if hidden or analyses else None
            if not analyses:
                return _Opened(None, hidden, _asked(card), draft)
            latest = self._latest(analyses[0].analysis_id)
            set_here = calibrated(self._workspace, analyses[0])
            answer = _Answer(analyses[0], card, latest, policy=policy, calibrated=set_here)
            return _Opened(answer, hidden, _asked(card), draft)

        self._jobs.start("stored analysis", work, self._on_opened, failed=self._fail)

    def _rules(self, study_uid: str) -> tuple[SitePolicy, bool]:
        """Return the site's policy, and whether the answer waits. Runs on a worker thread."""
        policy = self._workspace.site_policy()
        me = self._workspace.user
        own = any(item.reader == me for item in self._workspace.impressions(study_uid))
        return policy, policy.unaided_first and not own

    def _card_soon(self, task: Task) -> ModelCard | None:
        """Return the card of the model in the process; None where it is not there soon."""
        try:
            return card_of(self._inference, task, _SOON)
        except (ModelError, TimeoutError):
            return None  # a stored answer is shown without one

    def _on_opened(self, opened: _Opened) -> None:
        newer = self._answer
        self._hidden = opened.hidden
        if newer is None:
            self._answer = opened.answer
        if opened.hidden:
            self._page.findings.ask_impression(opened.names, ready=self._answer is not None)
            self._page.findings.impression.restore(opened.draft)
            self.asked.emit()
        elif opened.answer is not None and newer is None:
            self._show(opened.answer)
            if opened.answer.card is None:
                self._wait_for_card(opened.answer)

    def _wait_for_card(self, answer: _Answer) -> None:
        """Show a kept answer again once the model that loads has told its card."""

        def done(card: ModelCard) -> None:
            if self._answer is answer and not self._hidden:
                self._show(replace(answer, card=card))

        self._jobs.start(
            "stored analysis",
            lambda task: card_of(self._inference, task, _LOADING),
            done,
            failed=lambda _error: None,  # the answer stands without one
        )

    def analyse(self) -> None:
        """Let the model read the case and keep the answer."""
        self._ask(None, save=True)

    def choose(self, model: str, mode: str) -> None:
        """Let another model read from now on, or the same in another way; it begins at once."""
        if model != self.reader.model:
            self._prepared = None  # made ready for the card of another
        self.reader.choose(model, mode)
        self._page.findings.show_reader(model, mode, own=self.reader.is_own)
        self.analyse()

    def stop(self) -> None:
        """Stop waiting for an answer; nothing of it is kept."""
        self._jobs.cancel("analysis")
        self._page.findings.set_busy(busy=False)

    def take(self) -> None:
        """Show the newest answer of the open study: something else has kept one."""
        if self._case is not None:
            self._answer = None
            self._show_stored(self._case.study.study_uid)

    def weigh(self, weights: Weights) -> None:
        """Answer again with other weights; kept only once a reader decides on it."""
        self._ask(weights, save=False)

    def _ask(self, weights: Weights | None, *, save: bool) -> None:
        case, known = self._case, self._prepared
        reader, mode = self.reader, self.reader.mode
        if case is None:
            return

        def work(task: Task) -> _Opened:
            process = reader.process()
            card = card_of(process, task, _LOADING)
            loader = image_loader(self._workspace, self._pool)
            prepared = known or prepare(case, loader, card)
            if task.cancelled():
                raise CancelledError
            own = save and process is self._inference  # heads in shadow stand on that model
            future = process.submit(
                prepared,
                study_uid=case.study.study_uid,
                weights=weights,
                mode=mode,
                calibration=self._workspace.calibration(card.id),
                shadows=self._workspace.shadow_heads() if own else (),
            )
            analysis = answer_of(process, future, task)
            if save:
                self._workspace.save_analysis(analysis)
                keep_silence(self._workspace, analysis.study_uid, future.silent)
                for key, data in future.features:  # read again, this film needs no pixels
                    self._workspace.cache(key, data)
            policy, hidden = self._rules(case.study.study_uid)
            answer = _Answer(
                analysis,
                card,
                prepared=prepared,
                saved=save,
                policy=policy,
                calibrated=calibrated(self._workspace, analysis),
            )
            return _Opened(answer, hidden, _asked(card), b"")

        self._page.findings.set_busy(busy=True)
        self._jobs.start("analysis", work, self._on_answer, failed=self._fail)

    def _on_answer(self, opened: _Opened) -> None:
        answer = opened.answer
        if answer is None or not opened.hidden:
            self._hidden = False
            if answer is not None:
                self._show(answer)
            return
        self._answer, self._prepared = answer, answer.prepared
        self._hidden = True
        findings = self._page.findings
        findings.set_busy(busy=False)
        findings.ask_impression(opened.names, ready=True)
        self.finished.emit()

    def _show(self, answer: _Answer) -> None:
        self._answer = answer
        if answer.prepared is not None:
            self._prepared = answer.prepared
        findings = self._page.findings
        findings.set_busy(busy=False)
        note, card = "", answer.card
        model = answer.analysis.model
        if card is not None and (card.id, card.version) != (model.id, model.version):
            if card.id == model.id:
                note = self.tr("Answer of version {0}; {1} reads here now: Space lets it read.")
                note = note.format(model.version, card.version)
            card = None  # another model, or another version, than the one that answered
        if not answer.saved:
            note = self.tr("A trial with your weights: kept once you decide on it.")
        findings.show_analysis(
            answer.analysis,
            card,
            answer.decisions,
            note=note,
            policy=answer.policy,
            calibrated=answer.calibrated,
        )
        if answer.saved:
            self._note_shown(answer.analysis.analysis_id)
        self.shown.emit(answer.analysis)
        self.finished.emit()

    def _fail(self, error: Exception) -> None:
        self._page.findings.set_busy(busy=False)
        words = render(error)
        if words is not None:
            self._page.findings.say(told_error(words))
        self.failed.emit(error)
        self.finished.emit()

    def _note_shown(self, analysis_id: str) -> None:
        def work(_task: Task) -> None:
            self._workspace.note_shown(analysis_id)

        self._writes.start(f"shown {analysis_id}", work, lambda _none: None)

    # The first impression

    def keep_impression(self, answers: Mapping[str, Answer], text: str) -> None:
        """Keep the reader's first impression, then show the model's answer."""
        case = self._case
        if case is None or not self._hidden:
            return
        uid, reader, made = case.study.study_uid, self._workspace.user, self._clock()

        def work(_task: Task) -> None:
            seen = self._workspace.was_shown(uid)
            impression = Impression(uid, reader, made, dict(answers), text, ai_shown=seen)
            self._workspace.keep_impression(impression)
            self._workspace.keep_draft(uid, DRAFT, b"")

        def done(_none: object) -> None:
            if self._case is case:
                self._reveal()

        self._writes.start(f"impression {uid}", work, done, failed=self._fail)

    def _reveal(self) -> None:
        self._hidden = False
        self._page.findings.clear()
        if self._answer is not None:
            self._show(self._answer)
        self.revealed.emit()

    def _keep_draft(self, draft: bytes) -> None:
        """Keep an unfinished impression: it survives a crash."""
        case = self._case
        if case is None or not self._hidden:
            return

        def work(_task: Task) -> None:
            self._workspace.keep_draft(case.study.study_uid, DRAFT, draft)

        self._writes.start(f"draft {case.study.study_uid}", work, lambda _none: None)

    # The reader's word

    def _ask_addition(self) -> None:
        if self._answer is None or self._hidden:
            self.remarked.emit(
                self.tr("Write it into the report (Ctrl+R): there is no answer to add it to yet")
            )
            return
        dialog = AddDialog(self._page)
        dialog.added.connect(lambda words, reason: self.decide(words, Verdict.ADD, reason=reason))
        dialog.open()

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

    def answer(self, question: str, holds: Holds) -> None:
        """Store the reader's answer to a question between film and record."""
        self.decide(question, Verdict.ANSWER, holds=holds)

    def decide(
        self,
        finding: str,
        verdict: Verdict,
        *,
        edited: str = "",
        reason: str = "",
        holds: Holds | None = None,
    ) -> None:
        """Store the reader's word; an analysis that was not kept yet is kept first."""
        answer = self._answer
        if answer is None or self._hidden:
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
            holds=holds,
        )

        def work(_task: Task) -> _Answer:
            if not answer.saved and decision.analysis_id not in self._kept:
                self._workspace.save_analysis(answer.analysis)
                self._kept.add(decision.analysis_id)
            self._workspace.decide(decision)
            latest = self._latest(answer.analysis.analysis_id)
            return replace(answer, decisions=latest, saved=True)

        def done(kept: _Answer) -> None:
            if self._answer is answer:
                self._show(kept)
            self.stored.emit(decision)

        self._writes.start(decision.decision_id, work, done, failed=self._fail)

    def close(self) -> None:
        """Keep what is unfinished, wait until what the reader said is stored; drop the rest."""
        if self._hidden:
            self._page.findings.impression.tell()
        self._writes.drain()
        self.reader.close()

    def _latest(self, analysis_id: str) -> dict[str, Decision]:
        """Return the last word on each finding. Runs on a worker thread."""
        decisions = self._workspace.decisions(analysis_id)
        return {item.finding: item for item in sorted(decisions, key=lambda item: item.decided)}

    def _show_provenance(self) -> None:
        if self._answer is not None and not self._hidden:
            ProvenanceDialog(self._answer.analysis, self._page, self._answer.card).open()


def _asked(card: ModelCard | None) -> tuple[str, ...]:
    """Return what a first impression says something of: all that the model answers, no kinds."""
    if card is None:
        return ()
    return tuple(item.name for item in card.assessed if not item.differential)
