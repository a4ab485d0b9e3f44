"""Several viewports side by side; one of them is active and takes the keyboard."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import pyqtSignal
from PyQt6.QtWidgets import QGridLayout, QWidget

from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.space.linking import Linker
from ui.desktop.models.tools import Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.annotations import Corners
from ui.desktop.viewport.widget import Viewport

LAYOUTS: dict[str, tuple[tuple[int, int, int, int], ...]] = {
    "layout1": ((0, 0, 1, 1),),
    "layout2": ((0, 0, 1, 1), (0, 1, 1, 1)),
    "layout4": ((0, 0, 1, 1), (0, 1, 1, 1), (1, 0, 1, 1), (1, 1, 1, 1)),
    "mpr": ((0, 0, 2, 1), (0, 1, 1, 1), (1, 1, 1, 1)),
}
"""Row, column, rows and columns of each viewport, by name of the layout."""


class ViewGrid(QWidget):
    """At most two by two viewports. Emits which became active, and what was dropped where."""

    activated = pyqtSignal(int)
    probed = pyqtSignal(str)
    dropped = pyqtSignal(int, str)
    rearranged = pyqtSignal()

    def __init__(
        self,
        first: ViewportModel,
        toolbox: Toolbox,
        measurements: Measurements,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.models = (first, *(ViewportModel() for _ in range(3)))
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
        places = LAYOUTS[name]
        self.layout_name, self.count = name, len(places)
        self.linker.visible = self.count
        self.linker.one_window = name == "mpr"
        for number, viewport in enumerate(self.viewports):
            self._grid.removeWidget(viewport)
            if number < self.count:
                self._grid.addWidget(viewport, *places[number])
            else:
                self.models[number].show(None)
            viewport.setVisible(number < self.count)
        for column in (0, 1):
            used = any(place[1] == column for place in places)
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

    def set_corners(self, corners: Corners) -> None:
        """Set the texts of the upper corners of all viewports."""
        for viewport in self.viewports:
            viewport.set_corners(corners)

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
