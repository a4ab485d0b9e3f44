"""Settings, first steps and outcomes: shown when asked for, kept when changed."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, pyqtSignal
from PyQt6.QtWidgets import QApplication, QWidget

from omni_med.domain import Case, Outcome, SitePolicy
from ui.desktop import theme
from ui.desktop.comfort import Comfort, ComfortStore, percent, stepped
from ui.desktop.panels.deciding.outcome import OutcomeDialog
from ui.desktop.panels.deciding.settings import SettingsDialog
from ui.desktop.panels.deciding.tour import Tour
from ui.desktop.panels.finding.findings import FindingsPanel
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.inference.process import InferenceProcess
    from omni_med.workspace import Workspace

_POLL = 0.1  # seconds between two looks whether the dialog is still there
_LOADING = 300.0  # seconds that a model may take to load


class SettingPresenter(QObject):
    """Brings the settings of this computer and of the site to their dialog, and back."""

    failed = pyqtSignal(object)
    remarked = pyqtSignal(str)
    again = pyqtSignal()
    shown = pyqtSignal()
    stored = pyqtSignal()

    def __init__(
        self,
        over: QWidget,
        workspace: Workspace,
        jobs: Jobs,
        inference: InferenceProcess,
        store: ComfortStore,
    ) -> None:
        super().__init__(over)
        self._over, self._workspace, self._jobs = over, workspace, jobs
        self._inference, self.store = inference, store
        self._writes = Jobs(self, threads=1)
        self._writes.failed.connect(self.failed)
        self.dialog: SettingsDialog | None = None
        self.tour = Tour(over)
        self.tour.ended.connect(self._on_tour)

    def open(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(self.store.now, self._over)
        dialog.comfort_changed.connect(self.keep)
        dialog.policy_changed.connect(self._keep_policy)
        dialog.count_wanted.connect(self._count)
        self.dialog = dialog

        def done(policy: SitePolicy) -> None:
            dialog.show_policy(policy, ())
            self._jobs.start("card", self._findings, told, failed=lambda _error: told(()))

        def told(findings: tuple[str, ...]) -> None:
            dialog.add_findings(findings)
            self.shown.emit()

        self._jobs.start(
            "settings", lambda _task: self._workspace.site_policy(), done, failed=self.failed.emit
        )
        dialog.open()

    def _findings(self, task: Task) -> tuple[str, ...]:
        """Return what the model judges, once it is loaded. Runs on a worker thread."""
        deadline = time.monotonic() + _LOADING
        while not task.cancelled() and time.monotonic() < deadline:
            with contextlib.suppress(TimeoutError):
                card = self._inference.card(_POLL)
                return tuple(item.name for item in card.assessed if not item.differential)
        return ()

    def keep(self, comfort: Comfort) -> None:
        """Keep the settings of this computer; the window is made anew where that takes it."""
        before = self.store.now
        if not self.store.change(comfort):
            self.remarked.emit(self.tr("The settings hold now, but could not be kept"))
        if comfort.points != before.points:
            self._write_in(comfort.points)
        if comfort != replace(before, points=comfort.points):
            self.again.emit()

    def step_text(self, step: int) -> None:
        """Write everything larger (1), smaller (-1) or as at first (0), from now on."""
        points = stepped(self.store.now.points, step)
        self.keep(replace(self.store.now, points=points))
        self.remarked.emit(self.tr("Size of the text: {0} %").format(percent(points)))

    @staticmethod
    def _write_in(points: float) -> None:
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.set_text_size(application, points)

    def _keep_policy(self, policy: SitePolicy) -> None:
        def work(_task: Task) -> None:
            self._workspace.set_site_policy(policy)

        self._writes.start("policy", work, lambda _none: self.stored.emit())

    def _count(self) -> None:
        dialog = self.dialog
        if dialog is not None:
            self._jobs.start(
                "count",
                lambda _task: self._workspace.reading_changes(),
                dialog.show_changes,
                failed=self.failed.emit,
            )

    # First steps

    def first_time(self) -> None:
        """Show the first steps to who has not seen them."""
        if not self.store.now.tour_seen:
            self.tour.open()

    def _on_tour(self) -> None:
        if not self.store.now.tour_seen:
            self.store.change(replace(self.store.now, tour_seen=True))

    # Outcomes

    def ask_outcome(
        self,
        case: Case | None,
        panel: FindingsPanel,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """Ask what a finding of the open study turned out to be."""
        analysis = panel.analysis
        if case is None or analysis is None:
            return
        dialog = OutcomeDialog([item.name for item in analysis.findings], panel)
        uid, reader = case.study.study_uid, self._workspace.user

        def told(finding: str, present: bool, source: str) -> None:
            outcome = Outcome(uid, finding, present, source, reader, clock())

            def work(_task: Task) -> None:
                self._workspace.set_outcome(outcome)

            self._writes.start(f"outcome {finding}", work, lambda _none: self.stored.emit())

        dialog.told.connect(told)
        dialog.open()

    def close(self) -> None:
        """Wait until what was set is kept."""
        self._writes.drain()
