"""A second window of views, for another screen. Series are dragged there from the strip."""

from __future__ import annotations

from PyQt6.QtCore import Qt, pyqtSignal
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
from ui.desktop.viewport.grid import ViewGrid


class SecondWindow(QWidget):
    """Views of its own over the same study: its layout, planes and windows are its own.

    Tools and measurements are those of the first window. Closing it only puts it away.
    """

    wanted = pyqtSignal(int, str)
    remarked = pyqtSignal(str)
    closed = pyqtSignal()

    def __init__(self, toolbox: Toolbox, measurements: Measurements) -> None:
        super().__init__()
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
        """Empty the views for another case; None for no case."""
        self.viewing.original = None
        self.grid.arrange("layout1")
        for model in self.grid.models:
            if model.stack is not None:
                model.show(None)
        self.grid.set_corners(corner_texts(case.study) if case is not None else CornerTexts())
        self.words.clear()
        self.viewing.show_state()

    def open(self) -> None:
        """Show on the screen that the first window is not on, where there is one."""
        screens = QGuiApplication.screens()
        here = QGuiApplication.screenAt(self.pos()) or QGuiApplication.primaryScreen()
        others = [screen for screen in screens if screen is not here]
        if others:
            self.setGeometry(others[0].availableGeometry())
            self.showMaximized()
        else:
            self.resize(900, 700)
            self.show()
        self.raise_()
        self.activateWindow()
        self.grid.viewport.setFocus()

    def closeEvent(self, event: QCloseEvent | None) -> None:
        """Put the window away; what it showed is let go."""
        self.show_case(None)
        super().closeEvent(event)
        self.closed.emit()

    def hideEvent(self, event: QHideEvent | None) -> None:
        """Stop what moves."""
        for viewport in self.grid.viewports:
            viewport.play(on=False)
        super().hideEvent(event)

    def release(self) -> None:
        """Stop watching; the program ends."""
        self.grid.release()
        self.close()
