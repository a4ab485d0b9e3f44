"""Who reads the case: the window's model, another one, or a bundle that outlines; and how far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PyQt6.QtCore import QCoreApplication, QTimer, pyqtSignal
from PyQt6.QtGui import QAction
from PyQt6.QtWidgets import QHBoxLayout, QMenu, QProgressBar, QPushButton, QToolButton, QWidget

from ui.desktop.panels.common import keep_focus

translate = QCoreApplication.translate

_PATIENCE_MS = 800  # an answer that comes sooner needs no bar

MODES = ("parallel", "cascade")


@dataclass(frozen=True, slots=True)
class Offer:
    """A model that can be chosen.

    Attributes:
        model: Its name.
        outlines: Whether it outlines what it finds in a volume.
        lacking: What this machine lacks for it, in words; empty where it can run.
    """

    model: str
    outlines: bool = False
    lacking: str = ""


def reader_words(model: str, mode: str) -> str:
    """Return who reads, and how."""
    return _mode_words(mode).format(model)


def _mode_words(mode: str) -> str:
    return {
        "parallel": translate("OtherReaders", "{0}: image and record together"),
        "cascade": translate("OtherReaders", "{0}: image first, its findings as words (cascade)"),
    }[mode]


class OtherReaders(QToolButton):
    """A menu of models: a click on one lets it read."""

    chosen = pyqtSignal(str, str)
    outline_wanted = pyqtSignal(str)
    server_wanted = pyqtSignal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setText("▾")
        self.setObjectName("more")
        self.setToolTip(self.tr("Let another model read, or outline in the open series"))
        self.setAccessibleName(self.tr("Other models"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._servers: tuple[tuple[str, str], ...] = ()
        self._offers: tuple[Sequence[Offer], str, str] = ((), "", "")
        self.choices = QMenu(self)
        self.choices.setToolTipsVisible(True)
        self.setMenu(self.choices)

    def offer(self, offers: Sequence[Offer], model: str, mode: str) -> None:
        """Offer models; the one that reads now is ticked."""
        self._offers = (offers, model, mode)
        self.choices.clear()
        for item in offers:
            if not item.outlines:
                for how in MODES:
                    self._add_reader(item, how, ticked=(item.model, how) == (model, mode))
        outlining = [item for item in offers if item.outlines]
        if outlining:
            self.choices.addSeparator()
        for item in outlining:
            words = self.tr("Outline in the open series: {0}").format(item.model)
            action = self._add(words, item)
            action.triggered.connect(
                lambda _checked, name=item.model: self.outline_wanted.emit(name)
            )

        if self._servers:
            self.choices.addSeparator()
        for name, place in self._servers:
            action = QAction(self.tr("Send to the server {0} …").format(place), self.choices)
            action.setToolTip(self.tr("It is asked once, after you have said so"))
            action.triggered.connect(lambda _checked, name=name: self.server_wanted.emit(name))
            self.choices.addAction(action)

    def offer_servers(self, servers: tuple[tuple[str, str], ...]) -> None:
        """Offer servers below the models, as (name, where it is and what model)."""
        self._servers = servers
        self.offer(*self._offers)

    def _add_reader(self, item: Offer, how: str, *, ticked: bool) -> None:
        action = self._add(reader_words(item.model, how), item)
        action.setCheckable(True)
        action.setChecked(ticked)
        action.triggered.connect(
            lambda _checked, name=item.model, mode=how: self.chosen.emit(name, mode)
        )

    def _add(self, words: str, item: Offer) -> QAction:
        action = QAction(words, self.choices)
        action.setEnabled(not item.lacking)
        if item.lacking:
            action.setToolTip(self.tr("It cannot run here; missing: {0}").format(item.lacking))
        self.choices.addAction(action)
        return action


class Underway(QWidget):
    """How far something is that takes long, and a button that stops it."""

    stop_wanted = pyqtSignal()

    def __init__(self) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.stop = QPushButton(self.tr("Stop"))
        self.stop.clicked.connect(self.stop_wanted)
        keep_focus(self.stop)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PATIENCE_MS)
        self._soon.timeout.connect(self.show)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that something is under way, once it takes long."""
        self.bar.setRange(0, 0)
        self.bar.setFormat(words)
        self._soon.start()

    def progress(self, done: int, total: int, words: str) -> None:
        """Show how far it is."""
        self.bar.setFormat(words)
        self.bar.setRange(0, max(total, 1))
        self.bar.setValue(done)

    def end(self) -> None:
        """Take it away."""
        self._soon.stop()
        self.hide()
