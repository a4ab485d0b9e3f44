"""The dials of the modality weights, and the heat map's switch and strength."""

from __future__ import annotations

from PyQt6.QtCore import QEvent, QSignalBlocker, Qt, QTimer, pyqtSignal
from PyQt6.QtWidgets import QCheckBox, QGridLayout, QLabel, QSlider, QWidget

from omni_med.domain import ModalityContribution
from omni_med.models.protocols import Weights
from ui.desktop.panels.common import keep_focus, label
from ui.desktop.panels.finding import wording

_SETTLE_MS = 150


class WeightDials(QWidget):
    """Two sliders, 0 to 100 %. Emits once the hand rests."""

    weights_changed = pyqtSignal(Weights)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(4)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(_SETTLE_MS)
        self._settle.timeout.connect(lambda: self.weights_changed.emit(self.weights()))
        self.sliders: dict[str, QSlider] = {}
        self._values: dict[str, QLabel] = {}
        self._notes: dict[str, QLabel] = {}
        for row, modality in enumerate(("image", "text")):
            self._add(grid, row * 2, modality)
        grid.setColumnStretch(1, 1)
        self._measure()

    def _measure(self) -> None:
        """Give all values the room of the longest: the sliders must not move with them."""
        for value in self._values.values():
            value.setMinimumWidth(value.fontMetrics().horizontalAdvance("100 % "))

    def changeEvent(self, event: QEvent | None) -> None:
        """Measure anew for another size of text."""
        super().changeEvent(event)
        if event is not None and event.type() == QEvent.Type.FontChange:
            self._measure()

    def _add(self, grid: QGridLayout, row: int, modality: str) -> None:
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setRange(0, 100)
        slider.setValue(100)
        slider.setPageStep(10)
        keep_focus(slider)
        slider.setAccessibleName(
            self.tr("Weight of the {0}").format(wording.modality_name(modality).lower())
        )
        slider.setToolTip(self.tr("0 % hides it from the model entirely"))
        slider.valueChanged.connect(lambda _value: self._moved())
        value = label("100 %", wrap=False)
        value.setAlignment(Qt.AlignmentFlag.AlignRight)
        note = label("", "muted")
        grid.addWidget(label(wording.modality_name(modality), wrap=False), row, 0)
        grid.addWidget(slider, row, 1)
        grid.addWidget(value, row, 2)
        grid.addWidget(note, row + 1, 0, 1, 3)
        self.sliders[modality], self._values[modality] = slider, value
        self._notes[modality] = note

    def _moved(self) -> None:
        for modality, slider in self.sliders.items():
            self._values[modality].setText(f"{slider.value()} %")
        self._settle.start()

    def weights(self) -> Weights:
        """Return what the sliders say."""
        return Weights(self.sliders["image"].value() / 100, self.sliders["text"].value() / 100)

    @property
    def is_moving(self) -> bool:
        """True while a change has not been told yet, or a hand is on a slider."""
        return self._settle.isActive() or any(s.isSliderDown() for s in self.sliders.values())

    def show_contributions(self, items: tuple[ModalityContribution, ...]) -> None:
        """Show the weights that an analysis was made with, and what its inputs were worth."""
        for item in items:
            if item.modality not in self.sliders:
                continue
            self._notes[item.modality].setText(wording.contribution(item))
            self.sliders[item.modality].setEnabled(item.quality is not None)
            if not self.is_moving:
                with QSignalBlocker(self.sliders[item.modality]):
                    self.sliders[item.modality].setValue(round(item.weight * 100))
                self._values[item.modality].setText(f"{round(item.weight * 100)} %")


class HeatControls(QWidget):
    """Heat map on or off, off at first, and how strong."""

    changed = pyqtSignal(bool, float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        self.toggle = QCheckBox(self.tr("Heat map (M)"))
        self.toggle.setAccessibleDescription(self.tr("Influence, not lesion border"))
        self.opacity = QSlider(Qt.Orientation.Horizontal)
        self.opacity.setRange(5, 90)
        self.opacity.setValue(45)
        self.opacity.setAccessibleName(self.tr("Opacity of the heat map"))
        self.opacity.setToolTip(self.tr("Opacity"))
        keep_focus(self.toggle, self.opacity)
        grid.addWidget(self.toggle, 0, 0)
        grid.addWidget(self.opacity, 0, 1)
        grid.addWidget(
            label(self.tr("Influence, not lesion border. Amber: for, blue: against."), "muted"),
            1,
            0,
            1,
            2,
        )
        grid.setColumnStretch(1, 1)
        self.toggle.toggled.connect(lambda _on: self._tell())
        self.opacity.valueChanged.connect(lambda _value: self._tell())

    def _tell(self) -> None:
        self.changed.emit(self.toggle.isChecked(), self.opacity.value() / 100)

    def off(self) -> None:
        """Switch off: a new case starts without a heat map."""
        self.toggle.setChecked(False)
