"""A second window of views, for another screen. Series are dragged there from the strip."""

from __future__ import annotations

from dataclasses import replace

from PyQt6.QtCore import QByteArray, Qt, pyqtSignal
from PyQt6.QtGui import QCloseEvent, QGuiApplication, QHideEvent, QKeySequence, QShortcut
from PyQt6.QtWidgets import QVBoxLayout, QWidget

from omni_med.domain import Case
from ui.desktop import keymap
from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.panels.case.banner import corner_texts
from ui.desktop.panels.common import label
from ui.desktop.panels.toolbar import ToolBar
from ui.desktop.panels.viewing.actions import Viewing
from ui.desktop.preferences import PreferenceStore
from ui.desktop.viewport.grid import ViewGrid, places_of


class SecondWindow(QWidget):
    """Views of its own over the same study: its layout, planes and windows are its own.

    Tools and measurements are those of the first window. Closing it only puts it away. Its layout
    and its place are kept for the next study and the next program; left open, it opens again.
    """

    wanted = pyqtSignal(int, str)
    remarked = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(
        self, toolbox: Toolbox, measurements: Measurements, preferences: PreferenceStore
    ) -> None:
        super().__init__()
        self._preferences, self._ending, self._began = preferences, False, False
        self.setWindowTitle(self.tr("OmniMed: second window"))
        self.grid = ViewGrid(ViewportModel(), toolbox, measurements)
        self.tools = ToolBar(toolbox)
        self.viewing = Viewing(self.grid, self.tools, toolbox, self)
        self.words = label("", "muted", wrap=False)
        self._actions = self.viewing.table()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.tools)
        layout.addWidget(self.grid, 1)
        layout.addWidget(self.words)
        for name, button in self.tools.buttons.items():
            button.setVisible(name in self._actions or name in {tool.value for tool in Tool})
        self.tools.wanted.connect(self._act)
        self.viewing.remarked.connect(self._say)
        self.grid.probed.connect(self.words.setText)
        self.grid.dropped.connect(self.wanted)
        self.grid.rearranged.connect(self._keep_layout)
        self._toolbox = toolbox
        self._bind_keys()
        self.viewing.show_state()

    def _bind_keys(self) -> None:
        for key in keymap.key_table():
            act = self._actions.get(key.action)
            if act is None:
                continue
            for sequence in key.keys:
                shortcut = QShortcut(QKeySequence(sequence), self)
                shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
                shortcut.activated.connect(act)

    def _act(self, name: str) -> None:
        if name in self._actions:
            self._actions[name]()
        else:
            self._toolbox.take(Tool(name))
        self.viewing.show_state()
        self.grid.viewport.setFocus()

    def _say(self, words: str) -> None:
        self.words.setText(words)
        self.remarked.emit(words)

    def show_case(self, case: Case | None) -> None:
        """Empty the views for another case, in the layout that was left; None for no case."""
        self.viewing.original = None
        self.grid.arrange(self._layout())
        for model in self.grid.models:
            if model.stack is not None:
                model.show(None)
        self.grid.set_corners(corner_texts(case.study) if case is not None else CornerTexts())
        self.words.clear()
        self.viewing.show_state()
        if case is not None and not self._began:
            self._began = True
            if self._preferences.now.beside.shown and not self.isVisible():
                self.open(take_over=False)

    def arrange(self, name: str) -> None:
        """Show a layout, as the keys do."""
        self.viewing.arrange(name)

    def open(self, *, take_over: bool = True) -> None:
        """Show it where it was left; else on the screen that the first window is not on.

        Args:
            take_over: Give it the keyboard too.
        """
        self._began = True
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, not take_over)
        if not self._where_it_was():
            self._on_another_screen()
        self._keep(shown=True)
        if take_over:
            self.raise_()
            self.activateWindow()
            self.grid.viewport.setFocus()

    def _where_it_was(self) -> bool:
        kept = self._preferences.now.beside.geometry
        found = bool(kept) and self.restoreGeometry(QByteArray.fromHex(kept.encode()))
        if found:
            self.show()
        return found

    def _on_another_screen(self) -> None:
        screens = QGuiApplication.screens()
        here = QGuiApplication.screenAt(self.pos()) or QGuiApplication.primaryScreen()
        others = [screen for screen in screens if screen is not here]
        if others:
            self.setGeometry(others[0].availableGeometry())
            self.showMaximized()
        else:
            self.resize(900, 700)
            self.show()

    # What is kept

    def _layout(self) -> str:
        """Return the layout that was left; one view where that is none."""
        kept = self._preferences.now.beside.layout
        try:
            places_of(kept)
        except KeyError:
            return "layout1"
        return "layout1" if kept == "mpr" else kept

    def _keep_layout(self) -> None:
        """Keep a layout of views; three planes are those of one volume."""
        name = self.grid.layout_name
        if name not in {"mpr", self._preferences.now.beside.layout}:
            now = self._preferences.now
            self._preferences.change(replace(now, beside=replace(now.beside, layout=name)))

    def _keep(self, *, shown: bool) -> None:
        now = self._preferences.now
        place = self.saveGeometry().toHex().data().decode()
        beside = replace(now.beside, shown=shown, geometry=place)
        if beside != now.beside:
            self._preferences.change(replace(now, beside=beside))

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Put the window away; what it showed is let go."""
        if self.isVisible():
            self._keep(shown=self._ending)
        self.show_case(None)
        super().closeEvent(event)
        self.closed.emit()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop what moves."""
        for viewport in self.grid.viewports:
            viewport.play(on=False)
        super().hideEvent(event)

    def release(self) -> None:
        """Stop watching; the program ends. Whether it was open is kept."""
        self._ending = True
        self.grid.release()
        self.close()
