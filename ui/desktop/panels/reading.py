"""The reading page: strip, viewport, and what is known of the case."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QSplitter, QTabBar, QTabWidget, QVBoxLayout, QWidget

from omni_med.domain import Case, Conflict, Verdict
from ui.desktop import keymap
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.banner import Banner, corners
from ui.desktop.panels.common import keep_focus
from ui.desktop.panels.findings import FindingsPanel
from ui.desktop.panels.help import HelpOverlay
from ui.desktop.panels.metadata import MetadataPanel
from ui.desktop.panels.record import RecordPanel
from ui.desktop.panels.strip import SeriesStrip
from ui.desktop.viewport.widget import Viewport

_PANEL_WIDTH = 400
_IN_VIEW_ONLY = frozenset({"previous", "next", "back10", "on10", "first", "last", "analyse"})


class ReadingPage(QWidget):
    """Composes the reading page and binds its keys; emits what the page itself cannot do."""

    back_wanted = pyqtSignal()
    analyse_wanted = pyqtSignal()
    remarked = pyqtSignal(str)

    def __init__(self, model: ViewportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.banner = Banner()
        self.strip = SeriesStrip()
        self.viewport = Viewport(model)
        self.findings = FindingsPanel()
        self.record = RecordPanel()
        self.metadata = MetadataPanel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumWidth(340)
        self.tabs.addTab(self.findings, self.tr("Findings"))
        self.tabs.addTab(self.record, self.tr("Record"))
        self.tabs.addTab(self.metadata, self.tr("Header"))
        self._lay_out()
        self.help = HelpOverlay(self)
        self._connect()
        self._bind_keys()

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.viewport)
        splitter.addWidget(self.tabs)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setSizes([1200, _PANEL_WIDTH])
        splitter.setChildrenCollapsible(False)
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.strip)
        middle.addWidget(splitter, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addLayout(middle, 1)
        # The keyboard stays with the image: other widgets get it by Tab or where one types.
        keep_focus(self.strip, self.tabs, self.findings)
        for widget in self.tabs.findChildren(QTabBar):
            keep_focus(widget)

    def _connect(self) -> None:
        self.banner.back_wanted.connect(self.back_wanted)
        self.banner.help_wanted.connect(self.help.open)
        self.help.closed.connect(self.viewport.setFocus)
        self.findings.analyse_wanted.connect(self.analyse_wanted)
        self.findings.heat_changed.connect(self._show_heat)
        self.findings.heat_changed.connect(self._show_evidence)
        self.findings.conflict_chosen.connect(self.show_conflict)

    def _bind_keys(self) -> None:
        actions = self._actions()
        for key in keymap.key_table():
            in_view = key.action in _IN_VIEW_ONLY
            for sequence in key.keys:
                in_view_now = in_view and sequence != "F5"
                shortcut = QShortcut(QKeySequence(sequence), self.viewport if in_view_now else self)
                context = Qt.ShortcutContext
                shortcut.setContext(
                    context.WidgetShortcut if in_view_now else context.WidgetWithChildrenShortcut
                )
                act = self._unless_helping(actions[key.action])
                shortcut.activated.connect(act)
                shortcut.activatedAmbiguously.connect(act)

    def _unless_helping(self, act: Callable[[], object]) -> Callable[[], None]:
        def unless_helping() -> None:
            if self.help.isVisible():
                self.help.dismiss()
            else:
                act()

        return unless_helping

    def _actions(self) -> dict[str, Callable[[], object]]:
        model = self.model
        return {
            "previous": lambda: model.step(-1),
            "next": lambda: model.step(1),
            "back10": lambda: model.step(-10),
            "on10": lambda: model.step(10),
            "first": lambda: model.move_to(0),
            "last": lambda: model.move_to(1 << 30),
            "cine": lambda: self.viewport.play(on=not self.viewport.is_playing),
            "series_before": lambda: self._series(-1),
            "series_after": lambda: self._series(1),
            **{f"preset{n}": lambda n=n: self._preset(n) for n in range(6)},  # type: ignore[misc]
            "invert": model.invert,
            "fit": model.fit,
            "one": model.one_to_one,
            "zoom_in": lambda: model.zoom_by(1.25),
            "zoom_out": lambda: model.zoom_by(0.8),
            "rotate_right": lambda: model.rotate(90),
            "rotate_left": lambda: model.rotate(-90),
            "flip": model.flip,
            "flip_vertical": lambda: model.flip(vertical=True),
            "smooth": lambda: model.set_smooth(not model.smooth),
            "annotations": lambda: model.set_annotated(not model.annotated),
            "reset": model.reset,
            "analyse": self.analyse_wanted.emit,
            "heat": self.findings.heat.toggle.toggle,
            "accept": lambda: self._decide(Verdict.ACCEPT),
            "reject": lambda: self._decide(Verdict.REJECT),
            "edit": lambda: self._decide(Verdict.EDIT),
            "back": self.back_wanted.emit,
            "help": self.help.open,
        }

    def show_case(self, case: Case | None) -> None:
        """Show another case, without images yet; None empties the page."""
        self.banner.show_study(case.study if case is not None else None)
        self.record.show_notes(case.notes if case is not None else ())
        self.metadata.show_header(())
        self.findings.clear()
        self.tabs.setCurrentWidget(self.findings)
        self.tabs.setTabText(1, self._record_title(case))
        self.model.show(None)
        if case is not None:
            self.viewport.set_corners(corners(case.study))
        self.viewport.setFocus()

    def _record_title(self, case: Case | None) -> str:
        count = len(case.notes) if case is not None else 0
        return self.tr("Record ({0})").format(count) if count else self.tr("Record")

    def show_conflict(self, conflict: Conflict) -> None:
        """Show both sides of a question: the sentence, and the region in the image.

        Asked a second time, the mark in the image goes away.
        """
        if conflict.note_id:
            self.tabs.setCurrentWidget(self.record)
            self.record.show_conflict(conflict)
        stack = self.model.stack
        if conflict.region is not None and stack is not None:
            place = stack.places[self.model.index]
            self.viewport.toggle_mark(place.sop_instance_uid, place.frame, conflict.region)

    def _series(self, step: int) -> None:
        row = self.strip.currentRow() + step
        if 0 <= row < self.strip.count():
            self.strip.setCurrentRow(row)

    def _preset(self, digit: int) -> None:
        if not self.model.choose_preset(digit) and self.model.stack is not None:
            self.remarked.emit(self.tr("No window under {0} for this series").format(digit))

    def _decide(self, verdict: Verdict) -> None:
        if self.findings.analysis is None:
            self.remarked.emit(self.tr("Nothing to decide on yet: press Space to analyse"))
        elif not self.findings.isVisible():
            self.tabs.setCurrentWidget(self.findings)  # nobody decides on what he cannot see
        else:
            self.findings.decide_current(verdict)

    def _show_heat(self) -> None:
        heat = self.findings.heat
        self.model.set_heat(
            self.findings.current_heat_map(),
            shown=heat.toggle.isChecked(),
            opacity=heat.opacity.value() / 100,
        )

    def _show_evidence(self) -> None:
        self.record.show_evidence(self.findings.analysis, self.findings.current)
