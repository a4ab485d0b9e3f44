"""What is drawn over the pixels in image coordinates: heat map, marked box."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPen

from omni_med.domain import HeatMap
from ui.desktop import theme
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.heat import heat_image
from ui.desktop.viewport.pixels import qimage

Box = tuple[int, int, int, int]


class Overlays:
    """Paints over the image that a model shows; the painter's transform is image to view."""

    def __init__(self) -> None:
        self._heat: tuple[HeatMap, QImage, NDArray[np.uint8]] | None = None
        self.box: tuple[str, int, Box] | None = None

    def paint(self, painter: QPainter, model: ViewportModel) -> None:
        """Draw the heat map, if it is switched on, then the marked box."""
        stack = model.stack
        if stack is None:
            return
        heat_map = model.visible_heat_map()
        if heat_map is not None:
            self._paint_heat(painter, stack, heat_map, model.heat_opacity)
        place = stack.places[model.index]
        if self.box is not None and self.box[:2] == (place.sop_instance_uid, place.frame):
            _paint_box(painter, self.box[2])

    def _paint_heat(
        self, painter: QPainter, stack: ImageStack, heat_map: HeatMap, opacity: float
    ) -> None:
        if self._heat is None or self._heat[0] is not heat_map:
            colours = heat_image(heat_map)
            image = qimage(colours, QImage.Format.Format_RGBA8888)
            self._heat = (heat_map, image, colours)
        left, top, right, bottom = heat_map.extent
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setOpacity(opacity)
        painter.setClipRect(QRectF(0, 0, stack.columns, stack.rows))
        painter.drawImage(QRectF(left, top, right - left, bottom - top), self._heat[1])
        painter.setClipping(False)
        painter.setOpacity(1.0)


def _paint_box(painter: QPainter, box: Box) -> None:
    left, top, right, bottom = box
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 3.0), (QColor(theme.WARNING), 1.5)):
        pen = QPen(colour, width, Qt.PenStyle.DashLine)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.drawRect(QRectF(left, top, right - left, bottom - top))
