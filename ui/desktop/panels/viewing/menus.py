"""The menus of the tool bar: windows, layouts, texts."""

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QCoreApplication, QRectF, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QAction, QColor, QMouseEvent, QPainter, QPaintEvent
from PyQt6.QtWidgets import QMenu, QWidget, QWidgetAction

from ui.desktop import theme
from ui.desktop.models.corners import ITEMS
from ui.desktop.models.presets import offered
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.annotations import brief, window_name
from ui.desktop.viewport.grid import MOST, layout_named

_CELL = 26
translate = QCoreApplication.translate


def item_name(item: str) -> str:
    """Return the name of an item of the corners in the language of the interface."""
    return {
        "name": translate("Texts", "Patient's name"),
        "id": translate("Texts", "Patient ID, sex, age"),
        "born": translate("Texts", "Date of birth"),
        "study": translate("Texts", "Study"),
        "date": translate("Texts", "Date and time"),
        "accession": translate("Texts", "Accession number"),
        "series": translate("Texts", "Series"),
        "image": translate("Texts", "Image number"),
        "position": translate("Texts", "Position of the slice"),
        "thickness": translate("Texts", "Thickness"),
        "window": translate("Texts", "Window"),
        "zoom": translate("Texts", "Zoom"),
        "turns": translate("Texts", "Turns and flips"),
        "rate": translate("Texts", "Rate of cine"),
        "ruler": translate("Texts", "Ruler"),
        "bar": translate("Texts", "Grey bar"),
        "letters": translate("Texts", "Sides of the patient"),
    }[item]


class LayoutPicker(QWidget):
    """Four by four squares; pointing at one shows the layout, a click takes it."""

    picked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Rows and columns of views"))
        self._over = (0, 0)

    def sizeHint(self) -> QSize:
        """Four squares by four."""
        return QSize(MOST * _CELL + 12, MOST * _CELL + 12)

    def minimumSizeHint(self) -> QSize:
        """The same."""
        return self.sizeHint()

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw the squares, those of the layout filled."""
        painter = QPainter(self)
        for row in range(MOST):
            for column in range(MOST):
                taken = row < self._over[0] and column < self._over[1]
                box = QRectF(6 + column * _CELL, 6 + row * _CELL, _CELL - 4, _CELL - 4)
                painter.fillRect(box, QColor(theme.SELECTION if taken else theme.RAISED))
                painter.setPen(QColor(theme.ACCENT if taken else theme.BORDER))
                painter.drawRect(box)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Show what a click would take."""
        if event is not None:
            self._over = self._at(event)
            self.update()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Take a layout."""
        if event is not None and event.button() == Qt.MouseButton.LeftButton:
            self.picked.emit(layout_named(*self._at(event)))

    @staticmethod
    def _at(event: QMouseEvent) -> tuple[int, int]:
        at = event.position()
        row, column = int((at.y() - 6) // _CELL) + 1, int((at.x() - 6) // _CELL) + 1
        return min(max(row, 1), MOST), min(max(column, 1), MOST)


class LayoutMenu(QMenu):
    """The squares of ``LayoutPicker`` as a menu."""

    picked = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.picker = LayoutPicker()
        self.picker.picked.connect(self._take)
        action = QWidgetAction(self)
        action.setDefaultWidget(self.picker)
        self.addAction(action)

    def _take(self, name: str) -> None:
        self.close()
        self.picked.emit(name)


class TextsMenu(QMenu):
    """Which items the corners show; stays open while one chooses."""

    changed = pyqtSignal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.items: dict[str, QAction] = {}
        for item in ITEMS:
            action = QAction(item_name(item), self)
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(self._tell)
            self.addAction(action)
            self.items[item] = action

    def show_hidden(self, hidden: frozenset[str]) -> None:
        """Mark what is shown."""
        for item, action in self.items.items():
            action.blockSignals(True)
            action.setChecked(item not in hidden)
            action.blockSignals(False)

    def _tell(self) -> None:
        unchecked = (item for item, action in self.items.items() if not action.isChecked())
        self.changed.emit(frozenset(unchecked))

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """Toggle without closing."""
        action = self.activeAction()
        if event is not None and action is not None and action.isCheckable():
            action.trigger()
            return
        super().mouseReleaseEvent(event)


class WindowMenu(QMenu):
    """Windows and VOI LUTs of the active view, made when it opens."""

    def __init__(self, model: Callable[[], ViewportModel], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = model
        self.aboutToShow.connect(self.fill)

    def fill(self) -> None:
        """List what there is to choose from."""
        self.clear()
        model = self._model()
        stack = model.stack
        if stack is None or stack.is_colour:
            action = self.addAction(self.tr("Nothing to choose for this series"))
            if action is not None:
                action.setEnabled(False)
            return
        for window in offered(stack):
            name = window_name(window.label) or self.tr("Window")
            text = f"{name}   W {brief(window.width)}  L {brief(window.center)}"
            self._add(text, lambda window=window: model.set_window(window))  # type: ignore[misc]
        for number, table in enumerate(stack.tables):
            text = self.tr("VOI LUT: {0}").format(table.label or number + 1)
            self._add(text, lambda number=number: model.choose_table(number))  # type: ignore[misc]
        self.addSeparator()
        self._add(self.tr("Auto: what the view shows"), model.fit_window)
        self._add(self.tr("Whole range of the image"), lambda: model.fit_window(whole=True))
        self._add(self.tr("Invert"), model.invert)

    def _add(self, text: str, act: Callable[[], object]) -> None:
        action = self.addAction(text)
        if action is not None:
            action.triggered.connect(lambda _checked: act())


class ProtocolMenu(QMenu):
    """Hanging protocols that fit the study; saving and removing."""

    chosen = pyqtSignal(str)
    saved = pyqtSignal()
    removed = pyqtSignal(str)

    def fill(self, names: list[str], own: set[str], *, ready: bool) -> None:
        """List what fits, the best first.

        Args:
            names: Of protocols.
            own: Those that were saved and can be removed.
            ready: False while no study is open.
        """
        self.clear()
        for name in names:
            self._add(self, name, lambda name=name: self.chosen.emit(name))  # type: ignore[misc]
        self.addSeparator()
        self._add(self, self.tr("Save what I see"), self.saved.emit, enabled=ready)
        removable = [name for name in names if name in own]
        if removable:
            menu = self.addMenu(self.tr("Remove"))
            for name in removable:
                self._add(menu, name, lambda name=name: self.removed.emit(name))  # type: ignore[misc]

    @staticmethod
    def _add(
        menu: QMenu | None, text: str, act: Callable[[], object], *, enabled: bool = True
    ) -> None:
        action = menu.addAction(text) if menu is not None else None
        if action is not None:
            action.setEnabled(enabled)
            action.triggered.connect(lambda _checked: act())
