"""Questions to a server about the open study, on a thread of their own: the window never waits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale, QObject, pyqtSignal

from omni_med.domain import Case
from omni_med.domain.codec import to_json
from omni_med.models.language.drafting import Drafted
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.deciding.asking import AskPanel
from ui.desktop.presenters.deciding.readers import check_unaided
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.models.language.server.model import ServerModel, Spent
    from omni_med.workspace import Workspace

Offered = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer and what it took."""

    drafted: Drafted
    spent: Spent


class AskPresenter(QObject):
    """Asks servers, never the inference process: it is network alone, and imports no torch."""

    failed = pyqtSignal(object)
    offered = pyqtSignal(bool)
    found = pyqtSignal(tuple)
    taken = pyqtSignal(object)

    def __init__(self, panel: AskPanel, workspace: Workspace, pool: DecodePool) -> None:
        super().__init__(panel)
        self._panel, self._workspace, self._pool = panel, workspace, pool
        self._jobs = Jobs(self, threads=1)
        self._jobs.failed.connect(self.failed)
        self._case: Case | None = None
        self._answered: Answered | None = None
        panel.asked.connect(self.ask)
        panel.draft_wanted.connect(self.draft)
        panel.stop_wanted.connect(self.stop)
        panel.take_wanted.connect(self._take)

    def open(self, case: Case | None) -> None:
        """Begin with another case; what was asked of the one before is stopped."""
        self._jobs.cancel("ask")
        self._case, self._answered = case, None
        self._panel.clear()
        self._panel.question.clear()
        if case is not None:
            self._jobs.start("servers", self._servers, self._on_servers, failed=self._none)

    def _servers(self, _task: Task) -> Offered:
        return tuple(
            (item.entry.name, f"{item.entry.host} ({item.entry.model})")
            for item in self._workspace.servers()
            if item.allowed
        )

    def _on_servers(self, found: Offered) -> None:
        if found:
            self._panel.offer(found)
        self.found.emit(found)
        self.offered.emit(bool(found))

    def _none(self, _error: Exception) -> None:
        """Who may not ask servers is offered none."""
        self.found.emit(())
        self.offered.emit(False)

    @property
    def language(self) -> str:
        """Language of the prompts: that of the interface."""
        return "zh" if QLocale().language() is QLocale.Language.Chinese else "en"

    def ask(self, server: str, question: str) -> None:
        """Ask a question."""
        language = self.language

        def answer(model: ServerModel, task: Task, uid: str) -> Drafted:
            from omni_med.inference.language import ask_study, gather  # noqa: PLC0415 - few ask

            gathered = gather(self._workspace, uid, model, pool=self._pool)
            return ask_study(
                model,
                gathered,
                question,
                language=language,
                told=task.tell,
                cancelled=task.cancelled,
            )

        self._begin(server, answer)

    def draft(self, server: str) -> None:
        """Let a server draft findings and impression."""
        language = self.language

        def answer(model: ServerModel, task: Task, uid: str) -> Drafted:
            from omni_med.inference.language import draft_study, gather  # noqa: PLC0415 - few ask

            gathered = gather(self._workspace, uid, model, pool=self._pool)
            return draft_study(
                model, gathered, language=language, told=task.tell, cancelled=task.cancelled
            )

        self._begin(server, answer)

    def _begin(self, server: str, answer: Callable[[ServerModel, Task, str], Drafted]) -> None:
        case = self._case
        if case is None:
            return
        uid, language = case.study.study_uid, self.language
        self._answered = None
        pieces: list[str] = []

        def work(task: Task) -> Answered:
            from omni_med.inference.language import remote_model  # noqa: PLC0415 - few ask

            check_unaided(self._workspace, uid)
            model = remote_model(self._workspace, server, uid, language=language).open()
            try:
                drafted = answer(model, task, uid)
            finally:
                model.close()
            if drafted.analysis_id:
                self._workspace.note_shown(drafted.analysis_id)  # its findings are told in it
            return Answered(drafted, model.spent)

        def told(piece: object) -> None:
            pieces.append(str(piece))
            self._panel.show_coming("".join(pieces))

        self._panel.begin()
        self._jobs.start("ask", work, self._on_answer, failed=self._on_failure, told=told)

    def _on_answer(self, answered: Answered) -> None:
        case = self._case
        if case is None:
            return
        self._answered = answered
        spent = answered.spent
        cost = self.tr("Tokens: {0} sent, {1} received; cost {2}.").format(
            spent.tokens_in, spent.tokens_out, f"{spent.cost:g}"
        )
        texts = {note.note_id: note.text for note in case.notes}
        self._panel.show_drafted(answered.drafted, texts, cost)

    def _on_failure(self, error: Exception) -> None:
        rendered = render(error)
        if rendered is None:
            self._panel.clear()
            self.failed.emit(error)
            return
        self._panel.fail(told_error(rendered))

    def stop(self) -> None:
        """Stop waiting for an answer."""
        self._jobs.cancel("ask")
        self._panel.clear()

    def _take(self) -> None:
        """Hand the draft over, and keep what each of its sentences stands on."""
        if self._answered is None:
            return
        drafted = self._answered.drafted

        def work(_task: Task) -> None:
            self._workspace.keep_draft(drafted.study_uid, "drafted", to_json(drafted))

        self._jobs.start("drafted", work, lambda _none: self.taken.emit(drafted))

    def close(self) -> None:
        """Stop, and leave no thread behind."""
        self._jobs.close()
