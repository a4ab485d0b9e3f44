"""The list of what lies over the images: each layer on or off, presentation states, strength."""

from __future__ import annotations

from collections.abc import Sequence

from PyQt6.QtCore import Qt, pyqtSignal
from PyQt6.QtGui import QColor, QIcon, QPixmap
from PyQt6.QtWidgets import (
    QComboBox,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from omni_med.dicom.objects.presentation import PresentationState
from ui.desktop.models.layers.graphics import Colour, Layer, Source
from ui.desktop.panels.common import keep_focus, label

_KEY = Qt.ItemDataRole.UserRole
_SWATCH = 14


class LayersPanel(QWidget):
    """Shows the layers of the active view's stack and changes them in place."""

    toggled = pyqtSignal(str)
    state_chosen = pyqtSignal(str)
    fusion_chosen = pyqtSignal(str)
    fusion_strengthened = pyqtSignal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layers: dict[str, Layer] = {}
        self.empty = label(
            self.tr(
                "Nothing lies over these images: no overlay, shutter, presentation state, contour "
                "or segment."
            ),
            "muted",
        )
        self.states_label = label(self.tr("Presentation state"), "heading")
        self.states = QComboBox()
        self.states.setAccessibleName(self.tr("Presentation state"))
        self.states.activated.connect(
            lambda _row: self.state_chosen.emit(self.states.currentData() or "")
        )
        self.view = QListWidget()
        self.view.setAccessibleName(self.tr("Layers over the images"))
        self.view.setWordWrap(True)
        self.view.itemChanged.connect(self._changed)
        self.strength_label = label(self.tr("Strength of segments"), "heading")
        self.strength = QSlider(Qt.Orientation.Horizontal)
        self.strength.setRange(5, 100)
        self.strength.setValue(40)
        self.strength.setAccessibleName(self.tr("Strength of segments"))
        self.strength.valueChanged.connect(self._strengthen)
        self.fusion_label = label(self.tr("In colour over these images"), "heading")
        self.fusion = QComboBox()
        self.fusion.setAccessibleName(self.tr("Series in colour over these images"))
        self.fusion.activated.connect(
            lambda _row: self.fusion_chosen.emit(self.fusion.currentData() or "")
        )
        self.fusion_strength = QSlider(Qt.Orientation.Horizontal)
        self.fusion_strength.setRange(0, 100)
        self.fusion_strength.setValue(50)
        self.fusion_strength.setAccessibleName(self.tr("Strength of the colour"))
        self.fusion_strength.valueChanged.connect(
            lambda percent: self.fusion_strengthened.emit(percent / 100)
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        for widget in (self.empty, self.states_label, self.states):
            layout.addWidget(widget)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.strength_label)
        layout.addWidget(self.strength)
        layout.addWidget(self.fusion_label)
        layout.addWidget(self.fusion)
        layout.addWidget(self.fusion_strength)
        layout.addStretch(0)
        keep_focus(self.view, self.states, self.strength, self.fusion, self.fusion_strength)
        self.show_layers((), (), "")
        self.show_fusion((), "")

    def show_fusion(self, offered: Sequence[tuple[str, str]], chosen: str) -> None:
        """Show which series can lie in colour over the active one, and which does.

        Args:
            offered: Keys of stacks and their names.
            chosen: Key of the one in use; empty for none.
        """
        self.fusion.clear()
        self.fusion.addItem(self.tr("None"), "")
        for key, name in offered:
            self.fusion.addItem(name, key)
        self.fusion.setCurrentIndex(max(self.fusion.findData(chosen), 0))
        for widget in (self.fusion_label, self.fusion):
            widget.setVisible(bool(offered))
        self.fusion_strength.setVisible(bool(chosen))

    def show_layers(
        self, layers: Sequence[Layer], states: Sequence[PresentationState], chosen: str
    ) -> None:
        """Show another stack's layers, its presentation states, and which of them is in use."""
        self._layers = {layer.key: layer for layer in layers}
        self.view.blockSignals(True)
        self.view.clear()
        for layer in layers:
            item = QListWidgetItem(_swatch(layer.colour), f"{layer.name}\n{self._what(layer)}")
            item.setData(_KEY, layer.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            state = Qt.CheckState.Checked if layer.visible else Qt.CheckState.Unchecked
            item.setCheckState(state)
            self.view.addItem(item)
        self.view.blockSignals(False)
        self.states.clear()
        self.states.addItem(self.tr("As the file says"), "")
        for number, one in enumerate(states, start=1):
            self.states.addItem(one.label or self.tr("State {0}").format(number), one.uid)
        self.states.setCurrentIndex(max(self.states.findData(chosen), 0))
        self.states.setVisible(bool(states))
        self.states_label.setVisible(bool(states))
        masks = any(layer.source is Source.SEGMENT for layer in layers)
        self.strength.setVisible(masks)
        self.strength_label.setVisible(masks)
        self.view.setVisible(bool(layers))
        self.empty.setVisible(not layers and not states)

    def _what(self, layer: Layer) -> str:
        what = {
            Source.OVERLAY: self.tr("overlay of the file"),
            Source.PRESENTATION: self.tr("presentation state"),
            Source.CONTOURS: self.tr("contour (RT structure set)"),
            Source.SEGMENT: self.tr("segment"),
        }[layer.source]
        if len(layer.drawings) == 1:
            return self.tr("{0} · on one image").format(what)
        return self.tr("{0} · on {1} images").format(what, len(layer.drawings))

    def _changed(self, item: QListWidgetItem) -> None:
        layer = self._layers.get(item.data(_KEY))
        if layer is not None:
            layer.visible = item.checkState() is Qt.CheckState.Checked
            self.toggled.emit(layer.key)

    def _strengthen(self, percent: int) -> None:
        for layer in self._layers.values():
            if layer.source is Source.SEGMENT:
                layer.opacity = percent / 100
        self.toggled.emit("")


def _swatch(colour: Colour) -> QIcon:
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(QColor(*colour))
    return QIcon(pixmap)
