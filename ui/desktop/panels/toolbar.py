"""The tool bar of the reading page: tools, undo, layouts, menus, slabs."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSize, Qt, pyqtSignal
from PyQt6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QMenu, QSpinBox, QToolButton, QWidget

from ui.desktop import keymap, theme
from ui.desktop.models.space.slab import Projection, Slab
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.panels.icons import icon

_GROUPS = (
    ("window", "pan", "zoom", "magnifier", "crosshair"),
    ("length", "angle", "cobb", "ratio", "rectangle", "ellipse", "freehand", "probe"),
    ("arrow", "text"),
    ("undo", "redo"),
    ("cine",),
    ("layout1", "layout2", "layout4", "mpr"),
    ("link", "lines"),
)
_TOOLS = frozenset(tool.value for tool in Tool)
_LAYOUTS = ("layout1", "layout2", "layout4", "mpr")
_KEPT = frozenset({*_LAYOUTS, "link", "lines"})
_ICON = 20  # pixels
_THICK, _THINNEST, _THICKEST = 10, 1, 300  # mm


class ToolBar(QFrame):
    """A row of quiet buttons. Emits the names of the actions of the key table."""

    wanted = pyqtSignal(str)
    slab_wanted = pyqtSignal(object, float)

    def __init__(self, toolbox: Toolbox, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("tools")
        self._toolbox = toolbox
        self.buttons: dict[str, QToolButton] = {}
        self._row = layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 3, 8, 3)
        layout.setSpacing(1)
        texts = {key.action: (key.text, key.keys) for key in keymap.key_table()}
        for number, group in enumerate(_GROUPS):
            if number:
                layout.addSpacing(10)
            for name in group:
                text, keys = texts[name]
                layout.addWidget(self._button(name, text, keys))
        layout.addSpacing(10)
        self._add_slab()
        layout.addStretch(1)
        toolbox.watch(lambda _what: self._show_tool())
        self._show_tool()

    def changeEvent(self, event: QEvent | None) -> None:
        """Draw larger icons beside larger text."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            for button in self.buttons.values():
                button.setIconSize(_icon_size())

    def _button(self, name: str, text: str, keys: tuple[str, ...]) -> QToolButton:
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(_icon_size())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        button.setToolTip(f"{text} ({keys[0]})")
        button.setCheckable(name in _TOOLS or name in _KEPT)
        button.clicked.connect(lambda: self.wanted.emit(name))
        self.buttons[name] = button
        return button

    def add_menu(self, name: str, text: str, menu: QMenu) -> QToolButton:
        """Add a button that opens a menu, left of the slabs."""
        button = QToolButton()
        button.setIcon(icon(name))
        button.setIconSize(_icon_size())
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(text)
        button.setToolTip(self.tr("{0} (menu)").format(text))
        button.setMenu(menu)
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.buttons[name] = button
        self._row.insertWidget(self._row.indexOf(self.slab_kind), button)
        return button

    def _add_slab(self) -> None:
        self.slab_kind = QComboBox()
        self.slab_kind.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.slab_kind.setAccessibleName(self.tr("Thick slab"))
        self.slab_kind.setToolTip(self.tr("Thick slab (B)"))
        names = (self.tr("Single"), self.tr("MIP"), self.tr("MinIP"), self.tr("Mean"))
        for name, kind in zip(names, (None, *Projection), strict=True):
            self.slab_kind.addItem(name, kind)
        self.slab_mm = QSpinBox()
        self.slab_mm.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.slab_mm.setRange(_THINNEST, _THICKEST)
        self.slab_mm.setValue(_THICK)
        self.slab_mm.setSuffix(" mm")
        self.slab_mm.setAccessibleName(self.tr("Thickness of the slab"))
        self.slab_mm.setEnabled(False)
        self.slab_kind.activated.connect(lambda _index: self._tell_slab())
        self.slab_mm.valueChanged.connect(lambda _value: self._tell_slab())
        self._row.addWidget(self.slab_kind)
        self._row.addWidget(self.slab_mm)

    @property
    def millimetres(self) -> float:
        """Thickness of slabs."""
        return float(self.slab_mm.value())

    def _tell_slab(self) -> None:
        self.slab_wanted.emit(self.slab_kind.currentData(), self.millimetres)

    def show_slab(self, slab: Slab | None) -> None:
        """Show how thick the active view's images are seen."""
        kind = slab.projection if slab is not None else None
        self.slab_kind.setCurrentIndex(self.slab_kind.findData(kind))
        self.slab_mm.setEnabled(slab is not None)

    def _show_tool(self) -> None:
        for tool in Tool:
            self.buttons[tool.value].setChecked(tool is self._toolbox.tool)

    def show_layout(self, name: str) -> None:
        """Mark the layout in use, where it has a button."""
        for other in _LAYOUTS:
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


def _icon_size() -> QSize:
    side = theme.scaled(_ICON)
    return QSize(side, side)
