"""What is drawn over the pixels in image coordinates: layers, heat map, marked box, shutter."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QPolygonF

from omni_med.dicom.objects.shutter import Shutter
from omni_med.domain import HeatMap
from ui.desktop import theme
from ui.desktop.models.layers.graphics import Colour, Drawing, Layer, Mask, Shape
from ui.desktop.models.space.fusion import Fusion
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.annotations import AnnotationPainter
from ui.desktop.viewport.heat import heat_image
from ui.desktop.viewport.pixels import qimage

Box = tuple[int, int, int, int]
_KEPT = 64  # coloured masks
_DOT = 3.0  # device pixels from the middle of a dot to its end


class Overlays:
    """Paints over the image that a model shows; the painter's transform is image to view."""

    def __init__(self) -> None:
        self._heat: tuple[HeatMap, QImage, NDArray[np.uint8]] | None = None
        self._masks: dict[tuple[int, Colour], tuple[Mask, QImage, NDArray[np.uint8]]] = {}
        self._polygons: dict[int, tuple[Shape, QPolygonF]] = {}
        self.box: tuple[str, int, Box] | None = None

    def paint(self, painter: QPainter, model: ViewportModel, *, quick: bool = False) -> None:
        """Draw masks, heat map, shutter, shapes, then the marked box.

        Args:
            painter: Its transform is image to view.
            model: What is shown.
            quick: The image is only passing by: outlines get no dark edge.
        """
        stack = model.stack
        if stack is None:
            return
        if model.fusion is not None:
            _paint_fusion(painter, model.fusion, stack, model.index)
        drawings = model.drawings()
        for layer, drawing in drawings:
            self._paint_masks(painter, layer, drawing)
        heat_map = model.visible_heat_map()
        if heat_map is not None:
            self._paint_heat(painter, stack, heat_map, model.heat_opacity)
        shutter = model.shutter()
        if shutter is not None:
            self._paint_shutter(painter, shutter, stack)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=not quick)
        for layer, drawing in drawings:
            for shape in drawing.shapes:
                self._paint_shape(painter, shape, layer.colour, quick=quick)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        place = stack.places[model.index]
        if self.box is not None and self.box[:2] == (place.sop_instance_uid, place.frame):
            _paint_box(painter, self.box[2])

    def _paint_masks(self, painter: QPainter, layer: Layer, drawing: Drawing) -> None:
        painter.setOpacity(layer.opacity)
        turn = painter.transform()
        reduced = abs(turn.m11()) + abs(turn.m12()) < 1.0  # thin lines must not fall through
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=reduced)
        for mask in drawing.masks:
            key = (id(mask), layer.colour)
            if key not in self._masks:
                if len(self._masks) >= _KEPT:
                    self._masks.clear()
                coloured = np.empty((*mask.strength.shape, 4), np.uint8)
                coloured[..., :3] = layer.colour
                coloured[..., 3] = mask.strength
                image = qimage(coloured, QImage.Format.Format_RGBA8888)
                self._masks[key] = (mask, image, coloured)
            high, wide = mask.strength.shape
            painter.drawImage(QRectF(mask.left, mask.top, wide, high), self._masks[key][1])
        painter.setOpacity(1.0)

    def _polygon(self, shape: Shape) -> QPolygonF:
        """Return a shape's points for Qt, kept."""
        kept = self._polygons.get(id(shape))
        if kept is None:
            if len(self._polygons) >= _KEPT:
                self._polygons.clear()
            kept = (shape, QPolygonF([QPointF(*point) for point in shape.points]))
            self._polygons[id(shape)] = kept
        return kept[1]

    def _paint_shape(self, painter: QPainter, shape: Shape, colour: Colour, *, quick: bool) -> None:
        ink = QColor(*colour)
        painter.setBrush(ink if shape.filled else Qt.BrushStyle.NoBrush)
        points = self._polygon(shape)
        edge = () if quick else (_pen(QColor(0, 0, 0, 160), 3.0),)
        for pen in (*edge, _pen(ink, 1.4)):
            painter.setPen(pen)
            if len(shape.points) == 1:
                turn = painter.transform()
                reach = _DOT / max(abs(turn.m11()) + abs(turn.m12()), 0.01)
                painter.drawEllipse(points[0], reach, reach)
            elif shape.closed:
                painter.drawPolygon(points)
            else:
                painter.drawPolyline(points)
        painter.setBrush(Qt.BrushStyle.NoBrush)

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

    def _paint_shutter(self, painter: QPainter, shutter: Shutter, stack: ImageStack) -> None:
        whole = QPainterPath()
        whole.addRect(QRectF(0, 0, stack.columns, stack.rows))
        seen = QPainterPath(whole)
        for part in _parts(shutter):
            seen = seen.intersected(part)
        grey = QColor(shutter.grey, shutter.grey, shutter.grey)
        painter.fillPath(whole.subtracted(seen), grey)
        if shutter.bitmap is not None:
            mask = Mask(shutter.bitmap.astype(np.uint8) * np.uint8(255))
            layer_colour = (shutter.grey,) * 3
            coloured = np.empty((*mask.strength.shape, 4), np.uint8)
            coloured[..., :3] = layer_colour
            coloured[..., 3] = mask.strength
            high, wide = mask.strength.shape
            image = qimage(coloured, QImage.Format.Format_RGBA8888)
            painter.drawImage(QRectF(0, 0, wide, high), image)


def _paint_fusion(painter: QPainter, fusion: Fusion, stack: ImageStack, index: int) -> None:
    colours = fusion.image(stack, index)
    if colours is None:
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(fusion.opacity)
    whole = QRectF(0, 0, stack.columns, stack.rows)
    painter.drawImage(whole, qimage(colours, QImage.Format.Format_RGBA8888))
    painter.setOpacity(1.0)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)


def _parts(shutter: Shutter) -> list[QPainterPath]:
    found: list[QPainterPath] = []
    if shutter.rectangle is not None:
        left, top, right, bottom = shutter.rectangle
        path = QPainterPath()
        path.addRect(QRectF(left, top, right - left, bottom - top))
        found.append(path)
    if shutter.circle is not None:
        across, down, radius = shutter.circle
        path = QPainterPath()
        path.addEllipse(QPointF(across, down), radius, radius)
        found.append(path)
    if len(shutter.polygon) >= 3:
        path = QPainterPath()
        path.addPolygon(QPolygonF([QPointF(*point) for point in shutter.polygon]))
        path.closeSubpath()
        found.append(path)
    return found


def _pen(colour: QColor, width: float) -> QPen:
    pen = QPen(colour, width)
    pen.setCosmetic(True)
    return pen


def _paint_box(painter: QPainter, box: Box) -> None:
    left, top, right, bottom = box
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 200), 3.0), (QColor(theme.WARNING), 1.5)):
        pen = _pen(colour, width)
        pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawRect(QRectF(left, top, right - left, bottom - top))


def paint_words(
    texts: AnnotationPainter, model: ViewportModel, ratio: float, size: tuple[float, float]
) -> None:
    """Write the texts of the layers where they belong, moved inside the view where they leave it.

    Args:
        texts: Writes.
        model: Its layers and geometry.
        ratio: Device pixels of one of the painter's.
        size: Width and height of the view in the painter's pixels.
    """
    geometry = model.geometry()
    if geometry is None:
        return
    for layer, drawing in model.drawings():
        for words in drawing.words:
            if words.of_view:
                x, y = words.at[0] * size[0], words.at[1] * size[1]
            else:
                x, y = (value / ratio for value in geometry.to_view(*words.at))
            lines = words.text.splitlines()
            y = min(max(y, 0.0), max(size[1] - len(lines) * texts.line_height, 0.0))
            for number, line in enumerate(lines):
                place = y + (number + 0.8) * texts.line_height
                left = min(max(x, 4.0), max(size[0] - 4.0 - texts.width_of(line), 4.0))
                texts.text(left, place, line, QColor(*layer.colour))
