"""The reading page: strip, viewport, and what is known of the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QKeySequence, QShortcut
from PyQt6.QtWidgets import QHBoxLayout, QSplitter, QTabBar, QTabWidget, QVBoxLayout, QWidget

from omni_med.domain import Case, Conflict, Verdict
from ui.desktop import keymap
from ui.desktop.models.commands import CommandStack
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.space.reslice import PLANES, CannotResliceError, check, reslice
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.banner import Banner, corners
from ui.desktop.panels.common import keep_focus
from ui.desktop.panels.findings import FindingsPanel
from ui.desktop.panels.help import HelpOverlay
from ui.desktop.panels.measured import MeasuredPanel
from ui.desktop.panels.metadata import MetadataPanel
from ui.desktop.panels.record import RecordPanel
from ui.desktop.panels.strip import SeriesStrip
from ui.desktop.panels.toolbar import ToolBar
from ui.desktop.viewport.grid import LAYOUTS, ViewGrid
from ui.desktop.viewport.widget import Viewport

_PANEL_WIDTH = 400
_IN_VIEW_ONLY = frozenset({"previous", "next", "back10", "on10", "first", "last", "analyse"})


class ReadingPage(QWidget):
    """Composes the reading page and binds its keys; emits what the page itself cannot do."""

    back_wanted = pyqtSignal()
    analyse_wanted = pyqtSignal()
    remarked = pyqtSignal(str)
    arranged = pyqtSignal()

    def __init__(self, model: ViewportModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.original: tuple[ImageStack, int] | None = None
        self.commands = CommandStack()
        self.toolbox = Toolbox()
        self.measurements = Measurements(self.commands)
        self.grid = ViewGrid(model, self.toolbox, self.measurements)
        self.tools = ToolBar(self.toolbox)
        self.measured = MeasuredPanel(self.measurements)
        self.banner = Banner()
        self.strip = SeriesStrip()
        self.findings = FindingsPanel()
        self.record = RecordPanel()
        self.metadata = MetadataPanel()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setMinimumWidth(340)
        self.tabs.addTab(self.findings, self.tr("Findings"))
        self.tabs.addTab(self.record, self.tr("Record"))
        self.tabs.addTab(self.metadata, self.tr("Header"))
        self.tabs.addTab(self.measured, self.tr("Measured"))
        self._lay_out()
        self.help = HelpOverlay(self)
        self._connect()
        self._bind_keys()

    @property
    def viewport(self) -> Viewport:
        """The active viewport."""
        return self.grid.viewport

    @property
    def model(self) -> ViewportModel:
        """The active viewport's model."""
        return self.grid.model

    def _lay_out(self) -> None:
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(self.grid)
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
        layout.addWidget(self.tools)
        layout.addLayout(middle, 1)
        # The keyboard stays with the image: other widgets get it by Tab or where one types.
        keep_focus(self.strip, self.tabs, self.findings)
        for widget in self.tabs.findChildren(QTabBar):
            keep_focus(widget)

    def _connect(self) -> None:
        self.banner.back_wanted.connect(self.back_wanted)
        self.banner.help_wanted.connect(self.help.open)
        self.help.closed.connect(self._focus)
        self.tools.wanted.connect(self._act)
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
            in_view = key.action in _IN_VIEW_ONLY
            act = self._unless_helping(actions[key.action])
            for sequence in key.keys:
                if in_view and sequence != "F5":
                    for viewport in self.grid.viewports:
                        self._bind(sequence, viewport, act, context.WidgetShortcut)
                else:
                    self._bind(sequence, self, act, context.WidgetWithChildrenShortcut)
        self.tools.show_layout("layout1")
        self._show_links()
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
            "previous": lambda: self.model.step(-1),
            "next": lambda: self.model.step(1),
            "back10": lambda: self.model.step(-10),
            "on10": lambda: self.model.step(10),
            "first": lambda: self.model.move_to(0),
            "last": lambda: self.model.move_to(1 << 30),
            "cine": lambda: self.viewport.play(on=not self.viewport.is_playing),
            "series_before": lambda: self._series(-1),
            "series_after": lambda: self._series(1),
            **{f"preset{n}": lambda n=n: self._preset(n) for n in range(6)},  # type: ignore[misc]
            "invert": self._on(ViewportModel.invert),
            "fit": self._on(ViewportModel.fit),
            "one": self._on(ViewportModel.one_to_one),
            "zoom_in": lambda: self.model.zoom_by(1.25),
            "zoom_out": lambda: self.model.zoom_by(0.8),
            "rotate_right": lambda: self.model.rotate(90),
            "rotate_left": lambda: self.model.rotate(-90),
            "flip": self._on(ViewportModel.flip),
            "flip_vertical": lambda: self.model.flip(vertical=True),
            "smooth": lambda: self.model.set_smooth(not self.model.smooth),
            "annotations": self._annotate,
            "reset": self._on(ViewportModel.reset),
            **{tool.value: lambda tool=tool: self.take(tool) for tool in Tool},  # type: ignore[misc]
            "remove": lambda: self.remove(self.measurements.selected),
            "undo": self._undo,
            "redo": self._redo,
            **{name: lambda name=name: self.arrange(name) for name in LAYOUTS},  # type: ignore[misc]
            "next_view": self.grid.next,
            "link": self._link,
            "lines": self._lines,
            "analyse": self.analyse_wanted.emit,
            "heat": self.findings.heat.toggle.toggle,
            "accept": lambda: self._decide(Verdict.ACCEPT),
            "reject": lambda: self._decide(Verdict.REJECT),
            "edit": lambda: self._decide(Verdict.EDIT),
            "back": self._back,
            "help": self.help.open,
        }

    def _on(self, act: Callable[[ViewportModel], None]) -> Callable[[], None]:
        """Return what does something to the viewport that is active then."""
        return lambda: act(self.model)

    def _focus(self) -> None:
        self.viewport.setFocus()

    def _act(self, name: str) -> None:
        """Do what a button of the tool bar asks for; the keyboard stays with the image."""
        self._table[name]()
        self._show_links()
        self.tools.show_layout(self.grid.layout_name)
        self.viewport.setFocus()

    # Tools and measurements

    def take(self, tool: Tool) -> None:
        """Take a tool into the hand."""
        self.toolbox.take(tool)
        self.toolbox.notify("tool")  # the button shows it, pressed or not
        if tool.measures is not None and self.grid.layout_name == "mpr":
            self.remarked.emit(self.tr("Measurements are made on the original images, not here"))
        elif tool.measures is not None and self.model.stack and not self.measurements.ready:
            self.remarked.emit(self.tr("The measurements kept are not read: none can be made"))
        elif tool is Tool.CROSSHAIR and self.grid.count == 1:
            self.remarked.emit(self.tr("The crosshair needs several views: Alt+2, Alt+4 or V"))

    def _back(self) -> None:
        """Put the tool down first; with none in hand, leave the study."""
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

    def arrange(self, name: str) -> None:
        """Lay the views out; ``mpr`` shows the active volume in three planes."""
        original = self.original
        if name == "mpr":
            if self.grid.layout_name != "mpr":
                self._show_planes()
        elif name != self.grid.layout_name:
            self.original = None
            self.grid.arrange(name)
            if original is not None:
                self.grid.activate(0)
                self.grid.models[0].show(*original)
                if self.toolbox.tool is Tool.CROSSHAIR:
                    self.toolbox.take(Tool.WINDOW)
            self.arranged.emit()
        self.tools.show_layout(self.grid.layout_name)

    def _show_planes(self) -> None:
        stack, model = self.model.stack, self.model
        if stack is None:
            return
        try:
            check(stack)
        except CannotResliceError as refusal:
            self.remarked.emit(self._why_not(refusal.reason))
            return
        original, window, inverted = (stack, model.index), model.window, model.inverted
        names = (self.tr("axial"), self.tr("coronal"), self.tr("sagittal"))
        planes = [
            replace(reslice(stack, plane), label=f"{stack.label}: {name}")
            for plane, name in zip(PLANES, names, strict=True)
        ]
        self.grid.arrange("mpr")
        self.original = original
        for shown, plane in zip(self.grid.models, planes, strict=False):
            shown.show(plane, plane.count // 2)
            shown.inverted = inverted
        self.grid.models[0].set_window(window)
        self.grid.activate(0)
        self.toolbox.take(Tool.CROSSHAIR)

    def _why_not(self, reason: str) -> str:
        return {
            "none": self.tr("This series is no volume: it has no planes to be cut in"),
            "colour": self.tr("Colour images are not cut in other planes"),
            "tilt": self.tr(
                "The gantry was tilted: other planes would be sheared, so none is shown"
            ),
            "uneven": self.tr(
                "The slices are unequally far apart: other planes would be wrong, so none is shown"
            ),
            "oblique": self.tr("The series lies too obliquely for axial, coronal and sagittal"),
            "loading": self.tr("The images are still loading: try again when all are there"),
            "gaps": self.tr("Images of this series are missing: other planes would be wrong"),
        }[reason]

    def _link(self) -> None:
        self.grid.linker.set_linked(linked=not self.grid.linker.linked)
        self._show_links()

    def _lines(self) -> None:
        self.grid.linker.set_lines(shown=not self.grid.linker.lines_shown)
        self._show_links()

    def _show_links(self) -> None:
        linker = self.grid.linker
        self.tools.show_links(linked=linker.linked, lines=linker.lines_shown)

    def _annotate(self) -> None:
        shown = not self.model.annotated
        for model in self.grid.models:
            model.set_annotated(shown)

    def _show_active(self) -> None:
        stack = self.model.stack
        key = stack.key.partition("/")[0] if stack is not None else ""
        self.strip.mark(key)

    def show_case(self, case: Case | None) -> None:
        """Show another case, without images yet; None empties the page."""
        self.banner.show_study(case.study if case is not None else None)
        self.record.show_notes(case.notes if case is not None else ())
        self.metadata.show_header(())
        self.findings.clear()
        self.tabs.setCurrentWidget(self.findings)
        self.tabs.setTabText(1, self._record_title(case))
        self.original = None
        self.grid.arrange("layout1")
        self.tools.show_layout("layout1")
        self.toolbox.take(Tool.WINDOW)
        for model in self.grid.models:
            model.show(None)
        if case is not None:
            self.grid.set_corners(corners(case.study))
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
        for model in self.grid.models:
            model.set_heat(
                self.findings.current_heat_map(),
                shown=heat.toggle.isChecked(),
                opacity=heat.opacity.value() / 100,
            )

    def _show_evidence(self) -> None:
        self.record.show_evidence(self.findings.analysis, self.findings.current)
