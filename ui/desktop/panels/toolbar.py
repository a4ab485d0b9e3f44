"""The tool bar of the reading page: tools, undo, layouts."""

from __future__ import annotations

from PyQt6.QtCore import QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from ui.desktop import keymap
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.panels.icons import icon

_GROUPS = (
    tuple(tool.value for tool in (Tool.WINDOW, Tool.PAN, Tool.ZOOM, Tool.CROSSHAIR)),
    ("length", "angle", "rectangle", "ellipse", "probe"),
    ("undo", "redo"),
    ("layout1", "layout2", "layout4", "mpr"),
    ("link", "lines"),
)
_TOOLS = frozenset(tool.value for tool in Tool)
_KEPT = frozenset({"layout1", "layout2", "layout4", "mpr", "link", "lines"})


class ToolBar(QFrame):
    """A row of quiet buttons. Emits the names of the actions of the key table."""

    wanted = pyqtSignal(str)

    def __init__(self, toolbox: Toolbox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self._toolbox = toolbox
        self.buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(2)
        texts = {key.action: (key.text, key.keys) for key in keymap.key_table()}
        for number, group in enumerate(_GROUPS):
            if number:
                layout.addSpacing(14)
            for name in group:
                text, keys = texts[name]
                layout.addWidget(self._button(name, text, keys))
        layout.addStretch(1)
        toolbox.watch(lambda _what: self._show_tool())
        self._show_tool()

    def _button(self, name: str, text: str, keys: tuple[str, ...]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({keys[0]})")
        button.setCheckable(name in _TOOLS or name in _KEPT)
        button.clicked.connect(lambda: self.wanted.emit(name))
        self.buttons[name] = button
        return button

    def _show_tool(self) -> None:
        for tool in Tool:
            self.buttons[tool.value].setChecked(tool is self._toolbox.tool)

    def show_layout(self, name: str) -> None:
        """Mark the layout in use: ``layout1``, ``layout2``, ``layout4`` or ``mpr``."""
        for other in ("layout1", "layout2", "layout4", "mpr"):
            self.buttons[other].setChecked(other == name)
        for several in ("link", "lines", "crosshair"):
            self.buttons[several].setEnabled(name != "layout1")

    def show_links(self, *, linked: bool, lines: bool) -> None:
        """Mark whether viewports follow each other and draw reference lines."""
        self.buttons["link"].setChecked(linked)
        self.buttons["lines"].setChecked(lines)

    def show_history(self, *, undo: bool, redo: bool) -> None:
        """Say whether there is something to take back and to do again."""
        self.buttons["undo"].setEnabled(undo)
        self.buttons["redo"].setEnabled(redo)
