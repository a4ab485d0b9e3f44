"""A server that reads the open study: asked for each time, on a thread, kept like any answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PyQt6.QtCore import QLocale, QObject, pyqtSignal

from omni_med.domain import Case
from ui.desktop.i18n.told import told_error
from ui.desktop.panels.deciding.consent import SendDialog
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.deciding.readers import check_unaided
from ui.desktop.worker import Jobs, Task
from ui.errors import render

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.models.language.server.model import Spent
    from omni_med.workspace import Workspace


class ServingPresenter(QObject):
    """Sends a study only after the reader said so, and says what that took.

    The model behind the server stands at the same guard as questions to it: what leaves is
    pseudonymised and written down there. Nothing is loaded; this is network alone.
    """

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    answered = pyqtSignal()

    def __init__(self, page: ReadingPage, workspace: Workspace, pool: DecodePool) -> None:
        super().__init__(page)
        self._page, self._workspace, self._pool = page, workspace, pool
        self._jobs = Jobs(self, threads=1)
        self._case: Case | None = None
        self._places: dict[str, str] = {}
        self._busy = False
        self.dialog: SendDialog | None = None
        page.findings.others.server_wanted.connect(self.ask)
        page.findings.underway.stop_wanted.connect(self.stop)

    def offer(self, servers: tuple[tuple[str, str], ...]) -> None:
        """Offer the servers that are allowed, as (name, where it is and what model)."""
        self._places = dict(servers)
        self._page.findings.others.offer_servers(servers)

    def open(self, case: Case | None) -> None:
        """Begin with another case; a server that reads the one before is left."""
        self.stop()
        self._case = case

    def ask(self, server: str) -> None:
        """Ask whether the study may go there."""
        if self._case is None or server not in self._places:
            return
        self.dialog = SendDialog(self._places[server], self._page)
        self.dialog.accepted.connect(lambda: self.send(server))
        self.dialog.open()

    def send(self, server: str) -> None:
        """Let a server read the open study; its answer is kept."""
        case = self._case
        if case is None:
            return
        uid = case.study.study_uid
        self._busy = True
        self._page.findings.underway.begin(self.tr("{0} reads …").format(self._places[server]))
        self._jobs.start(
            "server", lambda task: self._work(task, server, uid), self._done, failed=self._refused
        )

    def _work(self, task: Task, server: str, study_uid: str) -> Spent:
        from omni_med.inference.language import remote_model  # noqa: PLC0415 - few ask
        from omni_med.inference.run import analyze_study  # noqa: PLC0415 - as above
        from omni_med.models.language.backend import LanguageBackend  # noqa: PLC0415
        from omni_med.models.language.findings import card_of  # noqa: PLC0415

        check_unaided(self._workspace, study_uid)
        chinese = QLocale().language() is QLocale.Language.Chinese
        language = "zh" if chinese else "en"
        source = remote_model(self._workspace, server, study_uid, language=language)
        model = source.open()
        model.cancelled = task.cancelled
        try:
            analyze_study(
                self._workspace,
                study_uid,
                backend=LanguageBackend(model, card_of(source), language=language),
                pool=self._pool,
                cancelled=task.cancelled,
            )
        finally:
            model.close()
        return model.spent

    def _done(self, spent: Spent) -> None:
        self._end()
        self.answered.emit()
        words = self.tr("The server has answered. Tokens: {0} sent, {1} received; cost {2}.")
        self.remarked.emit(words.format(spent.tokens_in, spent.tokens_out, f"{spent.cost:g}"))

    def _refused(self, error: Exception) -> None:
        self._end()
        words = render(error)
        if words is not None:
            self._page.findings.say(told_error(words))
        self.failed.emit(error)

    def stop(self) -> None:
        """Stop waiting; nothing of it is kept, what was sent stays on the trail."""
        if self._busy:
            self._jobs.cancel("server")
            self._end()

    def _end(self) -> None:
        self._busy = False
        self._page.findings.underway.end()

    def close(self) -> None:
        """Stop, and leave no thread behind."""
        self.stop()
        self._jobs.close()
