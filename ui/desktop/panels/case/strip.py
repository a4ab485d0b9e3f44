"""The series of the study, with thumbnails."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QEvent, QMimeData, QRect, QSize, Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QImage, QPainter, QPixmap
from PyQt6.QtWidgets import QListView, QListWidget, QListWidgetItem, QWidget

from ui.desktop import theme
from ui.desktop.viewport.pixels import qimage
from ui.desktop.viewport.series_drag import series_mime

_SIDE = 112
_KEY = Qt.ItemDataRole.UserRole
_ENTRY, _PICTURE = _KEY + 1, _KEY + 2


@dataclass(frozen=True, slots=True)
class StripEntry:
    """One stack in the strip.

    Attributes:
        key: Of the stack.
        title: Modality and description.
        detail: Number of images; why it cannot be shown, where it cannot.
        showable: False for what holds nothing to look at.
        sign: Written where there is no picture: the modality.
    """

    key: str
    title: str
    detail: str
    showable: bool = True
    sign: str = ""


class SeriesStrip(QListWidget):
    """A column of thumbnails; emits the key of the chosen stack."""

    chosen = pyqtSignal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Series"))
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setFlow(QListView.Flow.TopToBottom)
        self.setWrapping(False)
        self.setMovement(QListView.Movement.Static)
        self.setDragEnabled(True)
        self.setDragDropMode(QListView.DragDropMode.DragOnly)
        self.setWordWrap(True)
        self.setSpacing(4)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self._measure()
        self.currentItemChanged.connect(self._changed)
        self.itemDoubleClicked.connect(lambda item: self.chosen.emit(item.data(_KEY)))

    def _measure(self) -> None:
        """Make room for thumbnails that are as large as the text asks for."""
        side = theme.scaled(_SIDE)
        self.setIconSize(QSize(side, side))
        self.setFixedWidth(side + 44)

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure anew for another size of text."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._measure()
            for row in range(self.count()):
                item = self.item(row)
                if item is not None:
                    self._fit(item)

    def show_entries(self, entries: tuple[StripEntry, ...]) -> None:
        """Show the stacks of another study; none is chosen."""
        self.blockSignals(True)
        self.clear()
        for entry in entries:
            self.addItem(self._made(entry))
        self.blockSignals(False)

    def replace_entry(self, key: str, entries: tuple[StripEntry, ...]) -> None:
        """Show other entries in the place of one."""
        row = next((row for row in range(self.count()) if self._key(row) == key), self.count())
        self.blockSignals(True)
        if row < self.count():
            self.takeItem(row)
        for number, entry in enumerate(entries):
            self.insertItem(row + number, self._made(entry))
        self.blockSignals(False)

    def _key(self, row: int) -> str:
        item = self.item(row)
        return str(item.data(_KEY)) if item is not None else ""

    def _made(self, entry: StripEntry) -> QListWidgetItem:
        item = QListWidgetItem()
        item.setData(_KEY, entry.key)
        item.setData(_ENTRY, entry)
        item.setData(_PICTURE, _no_picture(entry.sign))
        item.setToolTip(f"{entry.title}\n{entry.detail}")
        item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._fit(item)
        if not entry.showable:
            item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
        return item

    def _fit(self, item: QListWidgetItem) -> None:
        """Give an entry the picture, the words and the room that the size of the text asks for."""
        entry, side = item.data(_ENTRY), self.iconSize().width()
        lines, middle = self.fontMetrics().height(), Qt.TextElideMode.ElideMiddle
        shown = self.fontMetrics().elidedText(entry.title, middle, round(1.75 * side))
        item.setIcon(_icon(item.data(_PICTURE), side))
        item.setText(f"{shown}\n{entry.detail}")
        needed = self.fontMetrics().boundingRect(
            QRect(0, 0, side, 10 * lines), Qt.TextFlag.TextWordWrap, item.text()
        )
        item.setSizeHint(QSize(side + 22, side + needed.height() + 18))

    def choose(self, key: str) -> None:
        """Choose a stack as if it had been clicked."""
        item = self._item(key)
        if item is not None:
            self.setCurrentItem(item)

    def set_thumbnail(self, key: str, pixels: NDArray[np.uint8]) -> None:
        """Show (rows, columns) grey or (rows, columns, 3) RGB as a stack's thumbnail."""
        item = self._item(key)
        if item is not None:
            item.setData(_PICTURE, _pixmap(pixels))
            self._fit(item)

    def mark(self, key: str) -> None:
        """Show which stack the active viewport holds, without choosing it."""
        self.blockSignals(True)
        item = self._item(key)
        self.setCurrentItem(item)
        self.blockSignals(False)

    def mimeData(self, items: Iterable[QListWidgetItem]) -> QMimeData:
        """Return what is dragged: the key of a stack."""
        return series_mime(next((item.data(_KEY) for item in items), ""))

    def _item(self, key: str) -> QListWidgetItem | None:
        for row in range(self.count()):
            item = self.item(row)
            if item is not None and item.data(_KEY) == key:
                return item
        return None

    def _changed(self, item: QListWidgetItem | None, _before: Any) -> None:
        if item is not None:
            self.chosen.emit(item.data(_KEY))


def _no_picture(sign: str = "") -> QPixmap:
    pixmap = QPixmap(_SIDE, _SIDE)
    pixmap.fill(QColor("black"))
    if sign:
        painter = QPainter(pixmap)
        painter.setFont(theme.ui_font(18.0 if len(sign) < 5 else 12.0))
        painter.setPen(QColor(theme.MUTED))
        painter.drawText(pixmap.rect(), Qt.AlignmentFlag.AlignCenter, sign)
        painter.end()
    return pixmap


def _icon(picture: QPixmap, side: int) -> QIcon:
    """Return an icon of this side that Qt does not tint when it is selected."""
    smooth = Qt.TransformationMode.SmoothTransformation
    pixmap = picture.scaledToWidth(side, smooth) if side > picture.width() else picture
    icon = QIcon(pixmap)
    for mode in (QIcon.Mode.Selected, QIcon.Mode.Disabled):
        icon.addPixmap(pixmap, mode)
    return icon


def _pixmap(pixels: NDArray[np.uint8]) -> QPixmap:
    """Centre an image on a black square, so that no thumbnail is squeezed."""
    square = np.zeros((_SIDE, _SIDE, 3), np.uint8)
    rgb = pixels if pixels.ndim == 3 else np.repeat(pixels[..., None], 3, axis=2)
    rows, columns = min(rgb.shape[0], _SIDE), min(rgb.shape[1], _SIDE)
    top, left = (_SIDE - rows) // 2, (_SIDE - columns) // 2
    square[top : top + rows, left : left + columns] = rgb[:rows, :columns]
    image = qimage(square, QImage.Format.Format_RGB888)
    return QPixmap.fromImage(image.copy())
