"""Holding the study that is open: others see who reads it, and neither decide nor report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PyQt6.QtCore import QObject, QTimer, pyqtSignal
from PyQt6.QtWidgets import QInputDialog, QLineEdit

from omni_med.domain import Case, Hold, ReadingState
from omni_med.errors import StudyHeldError
from ui.desktop.panels.case.banner import Banner
from ui.desktop.worker import Jobs, Task

if TYPE_CHECKING:
    from omni_med.workspace import Workspace

_RENEW_MS = 5 * 60_000


@dataclass(frozen=True, slots=True)
class _Taken:
    hold: Hold | None
    other: Hold | None
    state: ReadingState


class HoldPresenter(QObject):
    """Takes a study when it is opened, renews the hold, gives it back when it is left."""

    failed = pyqtSignal(object)
    taken = pyqtSignal()

    def __init__(self, banner: Banner, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._banner, self._workspace = banner, workspace
        self._writes = Jobs(self, threads=1)
        self._study = ""
        self.is_mine = False
        self._renew = QTimer(self)
        self._renew.setInterval(_RENEW_MS)
        self._renew.timeout.connect(lambda: self._take(self._study))
        banner.take_over_wanted.connect(self.ask_to_take)

    def open(self, case: Case | None) -> None:
        """Give the study before back and take another."""
        self._renew.stop()
        self._banner.show_hold("", may_take=False)
        self._give_back()
        self._study = case.study.study_uid if case is not None else ""
        if self._study:
            self._take(self._study)
            self._renew.start()

    def _give_back(self) -> None:
        study_uid, mine = self._study, self.is_mine
        self.is_mine = False
        if study_uid and mine:

            def work(_task: Task) -> None:
                self._workspace.release(study_uid)

            self._writes.start(f"release {study_uid}", work, lambda _none: None)

    def _take(self, study_uid: str, over: str = "") -> None:
        def work(_task: Task) -> _Taken:
            state = self._workspace.reading_state(study_uid)
            try:
                return _Taken(self._workspace.take(study_uid, over=over), None, state)
            except StudyHeldError:
                return _Taken(None, self._workspace.holder(study_uid), state)

        def done(found: _Taken) -> None:
            if study_uid == self._study:
                self._show(found)

        self._writes.start(f"take {study_uid}", work, done, failed=self.failed.emit)

    def _show(self, found: _Taken) -> None:
        self.is_mine = found.hold is not None
        if found.other is not None:
            since = found.other.since.astimezone().strftime("%H:%M")
            words = self.tr("{0} reads this study since {1}: you can look, not decide").format(
                found.other.reader, since
            )
            self._banner.show_hold(words, may_take=True)
        elif found.state is ReadingState.SECOND_READ:
            words = self.tr("Second read: the first is shown after you have signed")
            self._banner.show_hold(words, may_take=False)
        else:
            self._banner.show_hold("", may_take=False)
        self.taken.emit()

    def ask_to_take(self) -> None:
        """Ask for the reason to take a study that another reader holds."""
        words, sure = QInputDialog.getText(
            self._banner,
            self.tr("Take the study over"),
            self.tr("Why? The reason goes on the trail."),
            QLineEdit.EchoMode.Normal,
        )
        if sure and words.strip():
            self.take_over(words.strip())

    def take_over(self, reason: str) -> None:
        """Take the open study although another reader holds it."""
        if self._study:
            self._take(self._study, reason)

    def close(self) -> None:
        """Give the study back, and wait for it."""
        self._renew.stop()
        self._give_back()
        self._study = ""
        self._writes.drain()
