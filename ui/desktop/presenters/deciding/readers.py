"""Which model reads the case, and how: the window's own, or another in a process beside it."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject

from audit.errors import VaultError
from omni_med.errors import CancelledError, OmniMedError
from omni_med.inference.process import InferenceProcess
from omni_med.models.registry import DEFAULT_MODEL, backends
from ui.desktop.panels.finding.readers import Offer
from ui.desktop.panels.reading import ReadingPage
from ui.desktop.presenters.heads import options_with_heads
from ui.errors import UiError

if TYPE_CHECKING:
    from omni_med.domain import Analysis
    from omni_med.inference.process import AnalysisFuture
    from omni_med.models.protocols import ModelCard
    from omni_med.workspace import Workspace
    from ui.desktop.worker import Jobs, Task

_POLL = 0.05  # seconds between two looks whether the answer is still wanted


class Reader:
    """The model that was chosen. Thread-safe; at most one process stands beside the window's.

    Attributes:
        model: Its name.
        mode: ``"parallel"`` or ``"cascade"``.
    """

    def __init__(self, workspace: Workspace, inference: InferenceProcess) -> None:
        self._workspace, self._main = workspace, inference
        self._lock = threading.Lock()
        self._beside: InferenceProcess | None = None
        self._closed = False
        self.model, self.mode = inference.model_id, "parallel"

    @property
    def own(self) -> str:
        """Name of the window's own model."""
        return self._main.model_id

    @property
    def is_own(self) -> bool:
        """True where the window's own model reads image and record together."""
        return (self.model, self.mode) == (self.own, "parallel")

    def choose(self, model: str, mode: str) -> None:
        """Let a model read from now on."""
        self.model, self.mode = model, mode

    def process(self) -> InferenceProcess:
        """Return the process of the model that reads; a large one before it is ended.

        Runs on a worker thread.

        Raises:
            UnknownModelError: If it was taken out of use meanwhile.
            CancelledError: If the window is being closed.
        """
        model = self.model
        with self._lock:
            if self._closed:
                raise CancelledError
            if model == self._main.model_id:
                return self._main
            if self._beside is not None and self._beside.model_id == model:
                return self._beside
            if self._beside is not None:
                self._beside.close()  # two of them may not fit into memory
            options = (
                options_with_heads(self._workspace, model, None)
                if model in {factory.id for factory in backends()}
                else {"source": self._workspace.registered_model(model)}
            )
            self._beside = InferenceProcess(model, options=options)
            return self._beside

    def close(self) -> None:
        """End the process beside the window's."""
        with self._lock:
            self._closed = True
            if self._beside is not None:
                self._beside.close()


class ReaderMenu(QObject):
    """Fills the menu of models with what is registered, off the GUI thread."""

    def __init__(self, page: ReadingPage, workspace: Workspace, jobs: Jobs, reader: Reader) -> None:
        super().__init__(page)
        self._menu, self._workspace, self._jobs = page.findings.others, workspace, jobs
        self._reader = reader
        self._offers: tuple[Offer, ...] = ()
        self._menu.choices.aboutToShow.connect(self._show)

    def open(self) -> None:
        """Look again which models there are: another study was opened."""
        own = self._reader.own
        self._jobs.start("readers", lambda _task: offers(self._workspace, own), self._on_offers)

    def _on_offers(self, found: tuple[Offer, ...]) -> None:
        self._offers = found
        self._show()

    def _show(self) -> None:
        self._menu.offer(self._offers, self._reader.model, self._reader.mode)


def card_of(process: InferenceProcess, task: Task, patience: float) -> ModelCard:
    """Return the card once the model is loaded; stop waiting when nobody wants it.

    Raises:
        ModelError: If the model cannot be loaded.
        TimeoutError: If it takes longer than ``patience`` seconds.
        CancelledError: If nobody wants it any more.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return process.card(_POLL)
        except TimeoutError:
            if task.cancelled():
                raise CancelledError from None
            if time.monotonic() > deadline:
                raise


def answer_of(process: InferenceProcess, future: AnalysisFuture, task: Task) -> Analysis:
    """Wait for an answer; drop the question when nobody wants it any more.

    Raises:
        ModelError: If there is none.
        CancelledError: If nobody wants it any more.
    """
    while True:
        try:
            return future.result(_POLL)
        except TimeoutError:
            if task.cancelled():
                process.cancel(future.request_id)
                raise CancelledError from None


def offers(workspace: Workspace, own: str) -> tuple[Offer, ...]:
    """Return the models that may read here, the window's own first. Runs on a worker thread."""
    found = [Offer(own)]
    if own != DEFAULT_MODEL:
        found.append(Offer(DEFAULT_MODEL))
    try:
        added = workspace.registered_models()
    except (OmniMedError, VaultError):  # who may not see them is offered none
        return tuple(found)
    found += [
        Offer(item.id, bool(getattr(item, "segments", False)), ", ".join(item.missing()))
        for item in added
        if item.id != own
    ]
    return tuple(found)


def check_unaided(workspace: Workspace, study_uid: str) -> None:
    """Keep to the site's policy: a first impression is made before any model is heard.

    Raises:
        UiError: If the reader's own is still missing.
    """
    if not workspace.site_policy().unaided_first:
        return
    me = workspace.user
    if all(item.reader != me for item in workspace.impressions(study_uid)):
        raise UiError(
            "Your first impression comes first: it is kept unaided.",
            hint="Keep it on the page of findings, then ask.",
        )
