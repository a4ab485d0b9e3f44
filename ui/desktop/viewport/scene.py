"""What a viewport shows of its model: pixels, then what lies over them in image coordinates."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PyQt6.QtCore import QPointF, QRectF, Qt
from PyQt6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen, QTransform

from ui.desktop import theme
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport import render
from ui.desktop.viewport.overlays import Overlays
from ui.desktop.viewport.pixels import qimage

_LENS = 2.5  # times larger than in the view
_LENS_REACH = 110.0  # device-independent pixels


class Scene:
    """Draws the current image of a model. Keeps what resampling and windowing cost."""

    def __init__(self, model: ViewportModel) -> None:
        self._model = model
        self._table: tuple[object, NDArray[np.uint8]] | None = None
        self._held: list[NDArray[np.uint8]] = []  # the memory of images that are being drawn
        self.resampler = render.Resampler()
        self.lens_resampler = render.Resampler()
        self.overlays = Overlays()

    def forget(self) -> None:
        """Drop what is kept of the pixels: they changed."""
        self.resampler.forget()
        self.lens_resampler.forget()

    def paint(self, painter: QPainter, geometry: Geometry, ratio: float, *, quick: bool) -> None:
        """Draw pixels and overlays; ``ratio`` device pixels are one of the painter's."""
        self._held.clear()
        self._draw(painter, geometry, ratio, self.resampler, quick=quick)

    def lens(self, painter: QPainter, geometry: Geometry, at: QPointF, ratio: float) -> None:
        """Draw a magnifying glass around a point of the view, in device-independent pixels."""
        side = round(2 * _LENS_REACH * ratio)
        x, y = geometry.to_image(at.x() * ratio, at.y() * ratio)
        zoomed = Geometry(
            (side, side),
            geometry.image,
            geometry.zoom * _LENS,
            geometry.aspect,
            (0.0, 0.0),
            geometry.rotation,
            geometry.flipped,
        )
        off = zoomed.to_view(x, y)
        pan = (side / 2 - off[0], side / 2 - off[1])
        zoomed = Geometry(
            zoomed.view,
            zoomed.image,
            zoomed.zoom,
            zoomed.aspect,
            pan,
            zoomed.rotation,
            zoomed.flipped,
        )
        circle = QPainterPath()
        circle.addEllipse(at, _LENS_REACH, _LENS_REACH)
        painter.save()
        painter.setClipPath(circle)
        painter.translate(at.x() - _LENS_REACH, at.y() - _LENS_REACH)
        whole = QRectF(0, 0, 2 * _LENS_REACH, 2 * _LENS_REACH)
        painter.fillRect(whole, Qt.GlobalColor.black)
        self._draw(painter, zoomed, ratio, self.lens_resampler, quick=False)
        painter.restore()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.ACCENT), 2.0))
        painter.drawPath(circle)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)

    def _draw(
        self,
        painter: QPainter,
        geometry: Geometry,
        ratio: float,
        resampler: render.Resampler,
        *,
        quick: bool,
    ) -> None:
        model, stack = self._model, self._model.stack
        pixels = model.pixels()
        if stack is None or pixels is None:
            return
        patch = resampler.patch(pixels, model.image_key, geometry, smooth=model.smooth, quick=quick)
        if patch is None:
            return
        image = self._qimage(stack, patch.values)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        painter.drawImage(patch.left, patch.top, image)
        painter.setTransform(QTransform(*geometry.matrix()), combine=True)
        self.overlays.paint(painter, model, quick=quick)
        painter.restore()

    def _qimage(self, stack: ImageStack, values: NDArray[Any]) -> QImage:
        shaded = np.ascontiguousarray(self._shaded(stack, values))
        self._held.append(shaded)
        kind = QImage.Format.Format_RGB32 if stack.is_colour else QImage.Format.Format_Grayscale8
        return qimage(shaded, kind)

    def _shaded(self, stack: ImageStack, values: NDArray[Any]) -> NDArray[np.uint8]:
        inverse = stack.inverse != self._model.inverted
        if stack.is_colour:
            colour = values.astype(np.uint8, copy=False)
            colour = 255 - colour if self._model.inverted else colour
            return np.asarray(cv2.cvtColor(colour, cv2.COLOR_RGB2BGRA), np.uint8)  # RGB32
        if values.dtype in (np.uint8, np.uint16, np.int16):
            return render.shade(values, self._grey_table(stack, values.dtype, inverse=inverse))
        return render.shade_float(
            values, stack.slope, stack.intercept, self._model.shown_window, inverse=inverse
        )

    def _grey_table(
        self, stack: ImageStack, dtype: np.dtype[Any], *, inverse: bool
    ) -> NDArray[np.uint8]:
        of_file, window = self._model.shown_table, self._model.shown_window
        key = (id(stack), dtype, window, inverse, id(of_file) if of_file is not None else 0)
        if self._table is None or self._table[0] != key:
            if of_file is not None:
                table = 255 - of_file if inverse else of_file
            else:
                table = render.grey_table(
                    dtype, stack.slope, stack.intercept, window, inverse=inverse
                )
            self._table = (key, table)
        return self._table[1]
