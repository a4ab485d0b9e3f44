"""Several viewports side by side; one of them is active and takes the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QWidget

from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.space.linking import Linker
from ui.desktop.models.tools import Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.widget import Viewport

MOST = 4
"""Views across and down, at most."""

Places = tuple[tuple[int, int, int, int], ...]


def _regular(rows: int, columns: int) -> Places:
    return tuple((row, column, 1, 1) for row in range(rows) for column in range(columns))


LAYOUTS: dict[str, Places] = {
    "layout1": _regular(1, 1),
    "layout2": _regular(1, 2),
    "layout3": _regular(1, 3),
    "layout4": _regular(2, 2),
    "layout6": _regular(2, 3),
    "layout9": _regular(3, 3),
    "layout16": _regular(4, 4),
    "mpr": ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)),
}
"""Row, column, rows and columns of each viewport, by name of the layout."""


def layout_named(rows: int, columns: int) -> str:
    """Return the name of the layout of so many rows and columns, 1 to 4 each."""
    wanted = _regular(rows, columns)
    return next((name for name, places in LAYOUTS.items() if places == wanted), f"{rows}x{columns}")


def places_of(name: str) -> Places:
    """Return where the viewports of a layout lie.

    Raises:
        KeyError: If there is no layout of that name.
    """
    if name in LAYOUTS:
        return LAYOUTS[name]
    rows, _, columns = name.partition("x")
    known = {str(number) for number in range(1, MOST + 1)}
    if rows not in known or columns not in known:
        raise KeyError(name)
    return _regular(int(rows), int(columns))


class ViewGrid(QWidget):
    """At most four by four viewports. Emits which became active, and what was dropped where."""

    activated = pyqtSignal(int)
    probed = pyqtSignal(str)
    dropped = pyqtSignal(int, str)
    files_dropped = pyqtSignal(list)
    rearranged = pyqtSignal()

    def __init__(
        self,
        first: ViewportModel,
        toolbox: Toolbox,
        measurements: Measurements,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.models = (first, *(ViewportModel() for _ in range(MOST * MOST - 1)))
        self.linker = Linker(self.models)
        self.viewports = tuple(
            Viewport(model, self, toolbox=toolbox, measurements=measurements)
            for model in self.models
        )
        self.active = 0
        self.layout_name = ""
        self.count = 1
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2)
        for number, viewport in enumerate(self.viewports):
            viewport.set_links(self.linker, number)
            viewport.activated.connect(lambda number=number: self.activate(number))
            viewport.probed.connect(self.probed)
            viewport.files_dropped.connect(self.files_dropped)
            viewport.dropped.connect(lambda key, number=number: self.dropped.emit(number, key))
        self._unwatch: Callable[[], None] = self.linker.watch(self._redraw)
        self.arrange("layout1")

    @property
    def viewport(self) -> Viewport:
        """The active viewport."""
        return self.viewports[self.active]

    @property
    def model(self) -> ViewportModel:
        """The active viewport's model."""
        return self.models[self.active]

    def arrange(self, name: str) -> None:
        """Lay the viewports out; what is no longer seen is emptied."""
        places = places_of(name)
        self.layout_name, self.count = name, len(places)
        self.linker.visible = self.count
        self.linker.one_window = name == "mpr"
        for number, viewport in enumerate(self.viewports):
            self._grid.removeWidget(viewport)
            if number < self.count:
                self._grid.addWidget(viewport, *places[number])
            else:
                viewport.play(on=False)
                if self.models[number].stack is not None:
                    self.models[number].show(None)
            if viewport.isHidden() is (number < self.count):
                viewport.setVisible(number < self.count)
        for column in range(MOST):
            used = any(place[1] <= column < place[1] + place[3] for place in places)
            self._grid.setColumnStretch(column, 1 if used else 0)
            used = any(place[0] <= column < place[0] + place[2] for place in places)
            self._grid.setRowStretch(column, 1 if used else 0)
        if self.active >= self.count:
            self.activate(0)
        self._dress()
        self.rearranged.emit()

    def activate(self, number: int) -> None:
        """Make one viewport the active one."""
        number = number if number < self.count else 0
        if number != self.active:
            self.active = number
            self._dress()
            self.activated.emit(number)
        self.viewport.setFocus()

    def next(self) -> None:
        """Go to the next viewport."""
        self.activate((self.active + 1) % self.count)

    def set_corners(self, texts: CornerTexts) -> None:
        """Set what the corners of all viewports say of patient and study."""
        for viewport in self.viewports:
            viewport.set_corners(texts)

    def set_hidden(self, items: frozenset[str]) -> None:
        """Say what all viewports leave out of their texts."""
        for viewport in self.viewports:
            viewport.set_hidden(items)

    def release(self) -> None:
        """Stop watching; the widget is going away."""
        self._unwatch()
        for viewport in self.viewports:
            viewport.release()

    def _dress(self) -> None:
        for number, viewport in enumerate(self.viewports):
            viewport.set_framed(self.count > 1 and number == self.active)

    def _redraw(self, _what: str) -> None:
        if self.count > 1:
            for viewport in self.viewports[: self.count]:
                viewport.update()
