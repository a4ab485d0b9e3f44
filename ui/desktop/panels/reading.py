"""The reading page: strip, viewport, and what is known of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import QEvent, Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QSplitter,
    QStackedWidget,
    QTabBar,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from omni_med.domain import Case, Conflict, Study, Verdict
from ui.desktop import keymap
from ui.desktop.models.commands import CommandStack
from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.case.banner import Banner, corner_texts
from ui.desktop.panels.case.measured import MeasuredPanel
from ui.desktop.panels.case.metadata import MetadataPanel
from ui.desktop.panels.case.record import RecordPanel
from ui.desktop.panels.case.strip import SeriesStrip
from ui.desktop.panels.common import keep_focus
from ui.desktop.panels.finding.findings import FindingsPanel
from ui.desktop.panels.help import HelpOverlay
from ui.desktop.panels.toolbar import ToolBar
from ui.desktop.panels.viewing.actions import Viewing
from ui.desktop.panels.viewing.document import DocumentView
from ui.desktop.panels.viewing.layers import LayersPanel
from ui.desktop.panels.viewing.menus import LayoutMenu, ProtocolMenu, TextsMenu, WindowMenu
from ui.desktop.preferences import PreferenceStore
from ui.desktop.viewport.grid import ViewGrid
from ui.desktop.viewport.widget import Viewport

_PANEL_LETTERS, _LEAST_LETTERS = 55, 43
"""Digits that the panels are wide at first, and at least: a larger font gets wider ones."""
_AT_DESK = ("report", "key_image", "copy_report", "sign", "next_study")
_REASONS = ("reason1", "reason2", "reason3", "reason4")
_IN_VIEW_ONLY = frozenset({"previous", "next", "back10", "on10", "first", "last", "analyse"})


class ReadingPage(QWidget):
    """Composes the reading page and binds its keys; emits what the page itself cannot do."""

    back_wanted = pyqtSignal()
    analyse_wanted = pyqtSignal()
    remarked = pyqtSignal(str)
    arranged = pyqtSignal()
    import_wanted = pyqtSignal(list)
    prior_wanted = pyqtSignal()
    second_wanted = pyqtSignal()
    wanted = pyqtSignal(str)

    def __init__(
        self,
        model: ViewportModel,
        parent: QWidget | None = None,
        *,
        preferences: PreferenceStore | None = None,
    ) -> None:
        super().__init__(parent)
        self.preferences = preferences or PreferenceStore()
        self.commands = CommandStack()
        self.toolbox = Toolbox()
        self.measurements = Measurements(self.commands)
        self.grid = ViewGrid(model, self.toolbox, self.measurements)
        self.tools = ToolBar(self.toolbox)
        self.viewing = Viewing(self.grid, self.tools, self.toolbox, self)
        self.measured = MeasuredPanel(self.measurements)
        self.banner = Banner()
        self.strip = SeriesStrip()
        self.findings = FindingsPanel()
        self.record = RecordPanel()
        self.metadata = MetadataPanel()
        self.layers = LayersPanel()
        self.document = DocumentView()
        self.middle = QStackedWidget()
        self.middle.addWidget(self.grid)
        self.middle.addWidget(self.document)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.addTab(self.findings, self.tr("Findings"))
        self.tabs.addTab(self.record, self.tr("Record"))
        self.tabs.addTab(self.metadata, self.tr("Header"))
        self.tabs.addTab(self.measured, self.tr("Measured"))
        self.tabs.addTab(self.layers, self.tr("Layers"))
        self._pages: dict[str, QWidget] = {
            "page_findings": self.findings,
            "page_record": self.record,
            "page_header": self.metadata,
            "page_measured": self.measured,
            "page_layers": self.layers,
        }
        self._lay_out()
        self.help = HelpOverlay(self)
        self._add_menus()
        self._connect()
        self._bind_keys()

    def _add_menus(self) -> None:
        windows = WindowMenu(lambda: self.model, self)
        layouts = LayoutMenu(self)
        self.texts = TextsMenu(self)
        self.protocols = ProtocolMenu(self)
        layouts.picked.connect(self.arrange)
        self.texts.changed.connect(self._hide_texts)
        hidden = frozenset(self.preferences.now.hidden)
        self.texts.show_hidden(hidden)
        self.grid.set_hidden(hidden)
        self.tools.add_menu("windows", self.tr("Windows and VOI LUTs"), windows)
        self.tools.add_menu("layouts", self.tr("Rows and columns of views"), layouts)
        self.tools.add_menu("protocols", self.tr("Hanging protocols"), self.protocols)
        self.tools.add_menu("texts", self.tr("Texts in the corners"), self.texts)

    @property
    def viewport(self) -> Viewport:
        """The active viewport."""
        return self.grid.viewport

    @property
    def model(self) -> ViewportModel:
        """The active viewport's model."""
        return self.grid.model

    def _lay_out(self) -> None:
        self._splitter = splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.middle)
        splitter.addWidget(self.tabs)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 0)
        splitter.setChildrenCollapsible(False)
        self._share_width()
        middle = QHBoxLayout()
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.strip)
        middle.addWidget(splitter, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.tools)
        layout.addLayout(middle, 1)
        # The keyboard stays with the image: other widgets get it by Tab or where one types.
        keep_focus(self.strip, self.tabs, self.findings)
        for widget in self.tabs.findChildren(QTabBar):
            keep_focus(widget)

    def _share_width(self) -> None:
        """Make the panels as wide as their text asks for; the images have the rest."""
        letter = self.fontMetrics().horizontalAdvance("0")
        self.tabs.setMinimumWidth(_LEAST_LETTERS * letter)
        wanted = _PANEL_LETTERS * letter
        self._splitter.setSizes([max(self._splitter.width() - wanted, 2 * wanted), wanted])

    def changeEvent(self, event: QEvent | None) -> None:
        """Share the width anew for another size of text."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._share_width()

    def _connect(self) -> None:
        self.banner.back_wanted.connect(self.back_wanted)
        self.banner.help_wanted.connect(self.help.open)
        self.help.closed.connect(self._focus)
        self.tools.wanted.connect(self._act)
        self.viewing.remarked.connect(self.remarked)
        self.viewing.arranged.connect(self.arranged)
        self.grid.files_dropped.connect(self.import_wanted)
        self.grid.activated.connect(lambda _view: self._show_active())
        self.measured.counted.connect(self._show_count)
        self.measured.remove_wanted.connect(self.remove)
        self.commands.watch(lambda _what: self._show_history())
        self.findings.analyse_wanted.connect(self.analyse_wanted)
        self.findings.heat_changed.connect(self._show_heat)
        self.findings.heat_changed.connect(self._show_evidence)
        self.findings.conflict_chosen.connect(self.show_conflict)

    def _bind_keys(self) -> None:
        self._table = actions = self._actions()
        context = Qt.ShortcutContext
        for key in keymap.key_table():
            if key.action in keymap.EVERYWHERE:
                continue
            in_view = key.action in _IN_VIEW_ONLY
            act = self._unless_helping(actions[key.action])
            for sequence in key.keys:
                if sequence == "Space" or (in_view and sequence != "F5"):
                    for viewport in self.grid.viewports:
                        self._bind(sequence, viewport, act, context.WidgetShortcut)
                else:
                    self._bind(sequence, self, act, context.WidgetWithChildrenShortcut)
        self.viewing.show_state()
        self._show_history()

    @staticmethod
    def _bind(
        sequence: str, widget: QWidget, act: Callable[[], None], context: Qt.ShortcutContext
    ) -> None:
        shortcut = QShortcut(QKeySequence(sequence), widget)
        shortcut.setContext(context)
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
        return {
            **self.viewing.table(),
            "series_before": lambda: self._series(-1),
            "series_after": lambda: self._series(1),
            **{tool.value: lambda tool=tool: self.take(tool) for tool in Tool},  # type: ignore[misc]
            "copy_next": self._copy_next,
            "prior": self.prior_wanted.emit,
            "second": self.second_wanted.emit,
            "save_hanging": self.protocols.saved.emit,
            "remove": lambda: self.remove(self.measurements.selected),
            "undo": self._undo,
            "redo": self._redo,
            "analyse": self.analyse_wanted.emit,
            "heat": self.findings.heat.toggle.toggle,
            "accept": lambda: self._decide(Verdict.ACCEPT),
            "reject": lambda: self._decide(Verdict.REJECT),
            "edit": lambda: self._decide(Verdict.EDIT),
            **{name: lambda name=name: self.findings.give_reason(name) for name in _REASONS},  # type: ignore[misc]
            "add": self.findings.add_wanted.emit,
            "next_finding": self.findings.next_finding,
            "compare": self.findings.compare_wanted.emit,
            **{name: lambda name=name: self.wanted.emit(name) for name in _AT_DESK},  # type: ignore[misc]
            **{name: lambda name=name: self.turn_to(self._pages[name]) for name in self._pages},  # type: ignore[misc]
            "back": self._back,
            "help": self.help.open,
        }

    def _focus(self) -> None:
        self.viewport.setFocus()

    def _act(self, name: str) -> None:
        """Do what a button of the tool bar asks for; the keyboard stays with the image."""
        self._table[name]()
        self.viewing.show_state()
        self.viewport.setFocus()

    # Tools and measurements

    def take(self, tool: Tool) -> None:
        """Take a tool into the hand."""
        self.toolbox.take(tool)
        self.toolbox.notify("tool")  # the button shows it, pressed or not
        if tool.measures is not None and self.grid.layout_name == "mpr":
            self.remarked.emit(self.tr("Measurements are made on the original images, not here"))
        elif tool.measures is not None and self.model.stack and self.model.stack.about:
            self.remarked.emit(self.tr("This is an earlier study: it is measured when it is open"))
        elif tool.measures is not None and self.model.stack and not self.measurements.ready:
            self.remarked.emit(self.tr("The measurements kept are not read: none can be made"))
        elif tool is Tool.CROSSHAIR and self.grid.count == 1:
            self.remarked.emit(self.tr("The crosshair needs several views: Alt+2, Alt+4 or V"))

    def turn_to(self, panel: QWidget) -> None:
        """Show a page beside the images and give it the keyboard: arrows scroll it."""
        self.tabs.setCurrentWidget(panel)
        takes = [panel, *panel.findChildren(QWidget)]
        none = Qt.FocusPolicy.NoFocus
        for widget in takes:
            if widget.focusPolicy() != none and widget.isEnabled() and widget.isVisibleTo(self):
                widget.setFocus(Qt.FocusReason.ShortcutFocusReason)
                return

    def _back(self) -> None:
        """Give the keyboard back to the image, then put the tool down, then leave the study."""
        if self.tabs.isAncestorOf(QApplication.focusWidget()):
            self.viewport.setFocus()
            return
        cancelled = [viewport.hand.cancel() for viewport in self.grid.viewports]
        if any(cancelled) or self.toolbox.tool.measures is not None:
            self.toolbox.take(Tool.WINDOW)
            self.grid.update()
        else:
            self.back_wanted.emit()

    def remove(self, measurement_id: str) -> None:
        """Remove a measurement of one's own."""
        if not self.measurements.remove(measurement_id):
            self.remarked.emit(self.tr("Choose a measurement of your own to remove it"))

    def _copy_next(self) -> None:
        """Put the chosen measurement on the next image too, and go there."""
        chosen = self.measurements.get(self.measurements.selected)
        stack, index = self.model.stack, self.model.index
        if chosen is None or stack is None or index + 1 >= stack.count:
            self.remarked.emit(self.tr("Choose a measurement; the last image has no next one"))
            return
        self.model.move_to(index + 1)
        if self.viewport.hand.copy(chosen) is None:
            self.remarked.emit(self.tr("Measurements are made on the original images, not here"))

    def _undo(self) -> None:
        command = self.commands.undo()
        words = self.tr("Nothing to undo") if command is None else self.tr("Undone: {0}")
        self.remarked.emit(words.format(command.name if command is not None else ""))

    def _redo(self) -> None:
        command = self.commands.redo()
        words = self.tr("Nothing to redo") if command is None else self.tr("Redone: {0}")
        self.remarked.emit(words.format(command.name if command is not None else ""))

    def _show_history(self) -> None:
        self.tools.show_history(undo=self.commands.can_undo, redo=self.commands.can_redo)

    def _show_count(self, count: int) -> None:
        words = self.tr("Measured ({0})").format(count) if count else self.tr("Measured")
        self.tabs.setTabText(self.tabs.indexOf(self.measured), words)

    # Views

    @property
    def original(self) -> tuple[ImageStack, int] | None:
        """The stack and the image that three planes were made of."""
        return self.viewing.original

    def arrange(self, name: str) -> None:
        """Lay the views out; ``mpr`` shows the active volume in three planes."""
        self.viewing.arrange(name)

    def _hide_texts(self, items: frozenset[str]) -> None:
        """Leave items out of the corners, from now on."""
        self.grid.set_hidden(items)
        self.preferences.change(replace(self.preferences.now, hidden=tuple(sorted(items))))

    def show_images(self) -> None:
        """Show the views."""
        self.middle.setCurrentWidget(self.grid)

    def show_document(self) -> None:
        """Show an object that is no image in the place of the views."""
        self.grid.viewport.play(on=False)
        self.middle.setCurrentWidget(self.document)

    def _show_active(self) -> None:
        stack = self.model.stack
        key = stack.key.partition("/")[0] if stack is not None else ""
        self.strip.mark(key)

    def show_case(self, case: Case | None) -> None:
        """Show another case, without images yet; None empties the page."""
        self.show_patient(case.study if case is not None else None)
        self.record.show_notes(case.notes if case is not None else ())
        self.metadata.show_header(())
        self.findings.clear()
        self.tabs.setCurrentWidget(self.findings)
        self.tabs.setTabText(1, self._record_title(case))
        self.viewing.original = None
        self.grid.arrange("layout1")
        self.viewing.show_state()
        self.toolbox.take(Tool.WINDOW)
        for model in self.grid.models:
            model.show(None)
        self.viewport.setFocus()

    def show_patient(self, study: Study | None) -> None:
        """Say whose images are on the screen; None names nobody."""
        self.banner.show_study(study)
        self.grid.set_corners(corner_texts(study) if study is not None else CornerTexts())

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

    def _decide(self, verdict: Verdict) -> None:
        if self.findings.analysis is None:
            self.remarked.emit(self.tr("Nothing to decide on yet: press Space to analyse"))
        elif not self.findings.isVisible():
            self.tabs.setCurrentWidget(self.findings)  # nobody decides on what he cannot see
        else:
            self.findings.decide_current(verdict)

    def _show_heat(self) -> None:
        heat = self.findings.heat
        for model in self.grid.models:
            model.set_heat(
                self.findings.current_heat_map(),
                shown=heat.toggle.isChecked(),
                opacity=heat.opacity.value() / 100,
            )

    def _show_evidence(self) -> None:
        self.record.show_evidence(self.findings.analysis, self.findings.current)
