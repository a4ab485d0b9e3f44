"""The viewport: one custom-painted widget over a viewport model."""

from __future__ import annotations

import numpy as np
from PyQt6.QtCore import QElapsedTimer, QPoint, QPointF, QRectF, QSize, Qt, QTimer, pyqtSignal
from PyQt6.QtGui import (
    QColor,
    QDragEnterEvent,
    QDropEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PyQt6.QtWidgets import QSizePolicy, QWidget

from omni_med.domain.measurement import Point
from ui.desktop import theme
from ui.desktop.i18n.told import told
from ui.desktop.models.commands import CommandStack
from ui.desktop.models.corners import CornerTexts
from ui.desktop.models.geometry import Geometry
from ui.desktop.models.measuring.measurements import Measurements
from ui.desktop.models.space.linking import Linker
from ui.desktop.models.stack import ImageStack
from ui.desktop.models.tools import Tool, Toolbox
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.annotations import AnnotationPainter, ruler, state_texts
from ui.desktop.viewport.hand import Hand
from ui.desktop.viewport.marks import MarkPainter, kind_name
from ui.desktop.viewport.overlays import Box, paint_words
from ui.desktop.viewport.scene import Scene
from ui.desktop.viewport.series_drag import files_of, series_of
from ui.desktop.viewport.text_line import TextLine

_NOTCH = 120  # eighths of a degree of one wheel notch
_REST_MS = 90  # after so long without scrolling the image is drawn exactly
_ZOOM_PER_PIXEL = 1.008
_VIEW_INKS = tuple(QColor(ink) for ink in ("#ff8f80", "#7fd6ff", "#b8f080", "#e0b0ff"))
"""Colours of the reference lines, by the viewport that they stand for, in turn."""
_HELD = {Qt.MouseButton.MiddleButton: Tool.PAN, Qt.MouseButton.RightButton: Tool.ZOOM}
"""What the other buttons do with any tool; the left one does what the tool in hand does."""


class Viewport(QWidget):
    """Shows one stack. Left drag windows, middle drag pans, right drag zooms, wheel scrolls."""

    probed = pyqtSignal(str)
    activated = pyqtSignal()
    dropped = pyqtSignal(str)
    files_dropped = pyqtSignal(list)

    def __init__(
        self,
        model: ViewportModel,
        parent: QWidget | None = None,
        *,
        toolbox: Toolbox | None = None,
        measurements: Measurements | None = None,
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.toolbox = toolbox or Toolbox()
        self.measurements = measurements or Measurements(CommandStack())
        self.hand = Hand(
            model,
            self.toolbox,
            self.measurements,
            name=kind_name,
            at_detector=self.tr("at detector"),
            ask=self._ask_text,
        )
        self._scene = Scene(model)
        self.corners = CornerTexts()
        self._hidden: frozenset[str] = frozenset()
        self._lens: QPointF | None = None
        self._drag: tuple[Qt.MouseButton, QPoint, QPoint] | None = None
        self._wheel = 0
        self._cine = QTimer(self)
        self._cine.setTimerType(Qt.TimerType.PreciseTimer)
        self._cine.timeout.connect(self._play_on)
        self._clock = QElapsedTimer()
        self._played = 0
        self._rest = QTimer(self)  # while it runs, images are passing by
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.update)
        self.frames_painted = 0
        self._framed = False
        self._links: tuple[Linker, int] | None = None
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Image"))
        self._unwatches = (
            model.watch(self._changed),
            self.toolbox.watch(self._tool_changed),
            self.measurements.watch(lambda _what: self.update()),
        )

    def sizeHint(self) -> QSize:
        """Prefer a large square."""
        return QSize(720, 720)

    def minimumSizeHint(self) -> QSize:
        """Stay useful when the window is small."""
        return QSize(120, 100)

    def set_corners(self, texts: CornerTexts) -> None:
        """Set what the corners say of patient and study."""
        self.corners = texts
        self.update()

    def set_hidden(self, items: frozenset[str]) -> None:
        """Say which items of the corners, and which of ruler, bar and letters, are not wanted."""
        self._hidden = items
        self.update()

    def set_framed(self, framed: bool) -> None:
        """Draw a border around the view, or do not: it is the active one of several."""
        self._framed = framed
        self.update()

    def set_links(self, linker: Linker, number: int) -> None:
        """Say which of several viewports this is, for reference lines and crosshair."""
        self._links = (linker, number)

    def toggle_mark(self, sop_instance_uid: str, frame: int, box: Box) -> None:
        """Draw a dashed box (left, top, right, bottom in image pixels), or remove this very one."""
        marked = (sop_instance_uid, frame, box)
        overlays = self._scene.overlays
        overlays.box = None if overlays.box == marked else marked
        self.update()

    @property
    def is_playing(self) -> bool:
        """True while cine runs."""
        return self._cine.isActive()

    def play(self, *, on: bool) -> None:
        """Start or stop cine at the reader's rate, the recorded one, or 10 images a second."""
        stack = self.model.stack
        if on and stack is not None and stack.count > 1:
            self._played = 0
            self._clock.start()
            self._cine.start(max(int(1000.0 / self.model.frame_rate), 10))
        else:
            self._cine.stop()
        self.update()

    def _play_on(self) -> None:
        """Show the image whose time has come; leave images out rather than fall behind."""
        stack = self.model.stack
        if stack is None:
            return
        due = int(self._clock.elapsed() * self.model.frame_rate / 1000.0)
        if due > self._played:
            self.model.move_to((self.model.index + due - self._played) % stack.count)
            self._played = due

    def release(self) -> None:
        """Stop watching the model; the widget is going away."""
        self._cine.stop()
        self._rest.stop()
        for unwatch in self._unwatches:
            unwatch()

    def _tool_changed(self, _what: str) -> None:
        self.hand.cancel()
        self._dress(QPoint(-1, -1))
        self.update()

    def _changed(self, what: str) -> None:
        if what in {"stack", "index"}:
            self.hand.cancel()
        if what == "index" or (what == "geometry" and self._drag is not None):
            self._rest.start()
        if what == "stack":
            self._cine.stop()
            self._scene.overlays.box = None
        if what == "rate" and self.is_playing:
            self.play(on=True)
        if what in {"stack", "image", "picture"}:
            self._scene.forget()
        if what in {"stack", "index", "window", "geometry"}:
            self.setAccessibleDescription(self._spoken())
        self.update()

    def _spoken(self) -> str:
        return ", ".join(text for text in state_texts(self.model).values() if text)

    # Painting

    def resizeEvent(self, event: QResizeEvent | None) -> None:
        """Tell the model the view's size in device pixels."""
        super().resizeEvent(event)
        ratio = self.devicePixelRatioF()
        self.model.resize(round(self.width() * ratio), round(self.height() * ratio))

    def paintEvent(self, _event: QPaintEvent | None) -> None:
        """Draw the image and what lies over it, then texts."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        geometry, stack = self.model.geometry(), self.model.stack
        ratio = self.devicePixelRatioF()
        if geometry is not None and stack is not None:
            self._scene.paint(painter, geometry, ratio, quick=self._rest.isActive())
        texts = AnnotationPainter(painter, self.width(), self.height())
        if stack is None:
            several = self._links is not None and self._links[0].visible > 1
            hint = self.tr("Drag a series here") if several else self.tr("No image selected")
            texts.message((hint,), QColor(theme.MUTED))
        else:
            self._paint_texts(texts, stack, geometry)
        if self._lens is not None and geometry is not None:
            self._scene.lens(painter, geometry, self._lens, ratio)
        if self._framed:
            painter.setPen(QPen(QColor(theme.ACCENT), 2.0))
            painter.drawRect(QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0))
        painter.end()
        self.frames_painted += 1

    def _paint_texts(
        self, texts: AnnotationPainter, stack: ImageStack, geometry: Geometry | None
    ) -> None:
        index, hidden = self.model.index, self._hidden
        if index in stack.failures and not stack.loaded[index]:
            texts.message((self.tr("This image cannot be shown"), told(stack.failures[index])))
        elif not stack.loaded[index]:
            texts.message((self.tr("Loading …"),))
        if self.model.annotated:
            own = state_texts(self.model, playing=self.is_playing)
            texts.corners(self.corners.also(dict(stack.about)).also(own), hidden)
            scale = ruler(stack, geometry) if geometry is not None else None
            if scale is not None and "ruler" not in hidden:
                texts.ruler(scale, self.devicePixelRatioF())
            if not stack.is_colour and not self.model.uses_table and "bar" not in hidden:
                texts.bar(self.model.shown_window, inverse=stack.inverse != self.model.inverted)
        if geometry is not None:
            self._paint_marks(texts, geometry)
        if "letters" not in hidden:
            texts.letters(self.model.borders())
        texts.footnotes(self._notes(stack))
        share = self.model.share_loaded
        if share < 1.0:
            texts.progress(share)

    def _notes(self, stack: ImageStack) -> list[str]:
        """Return what has to be known of what is seen, whatever texts are hidden."""
        notes = []
        if stack.about:
            notes.append(self.tr("Earlier study: {0}").format(stack.about.get("date", "")))
        if not self.model.is_exact:
            notes.append(self.tr("Coarse: the exact image is being made"))
        if self.model.visible_heat_map() is not None:
            notes.append(self.tr("Heat map: influence, not lesion border"))
        return notes

    def _paint_marks(self, texts: AnnotationPainter, geometry: Geometry) -> None:
        ratio = self.devicePixelRatioF()
        size = (float(self.width()), float(self.height()))
        paint_words(texts, self.model, ratio, size)
        if not self.model.annotated and self.toolbox.tool.measures is None:
            return
        marks = MarkPainter(texts.painter, geometry, ratio, size)
        if self._links is not None:
            linker, number = self._links
            for line in linker.lines(number):
                ink = _VIEW_INKS[line.view % len(_VIEW_INKS)]
                marks.reference(line.first, line.second, ink)
        marks.draw(self.hand.marks(), texts)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent | None) -> None:
        """Take hold of a measurement, or begin what the tool in hand does."""
        if event is None:
            return
        self.activated.emit()
        at, ratio = event.position(), self.devicePixelRatioF()
        if event.button() == Qt.MouseButton.LeftButton and self.hand.press(
            at.x() * ratio, at.y() * ratio, ratio
        ):
            self.update()
            return
        self._drag = (event.button(), at.toPoint(), at.toPoint())
        if event.button() != Qt.MouseButton.LeftButton:
            return
        if self.toolbox.tool is Tool.CROSSHAIR:
            self._aim(at.toPoint())
        elif self.toolbox.tool is Tool.MAGNIFIER:
            self._look_through(at)

    def _ask_text(self, at: Point) -> None:
        """Let the reader write where he clicked; Enter keeps it, Esc drops it."""
        geometry, ratio = self.model.geometry(), self.devicePixelRatioF()
        if geometry is None:
            return
        x, y = (value / ratio for value in geometry.to_view(*at))
        line = TextLine(self, QPoint(round(x), round(y)))
        line.entered.connect(lambda words: self.hand.write(at, words))

    def _look_through(self, at: QPointF | None) -> None:
        """Hold the magnifying glass over a point; None puts it away."""
        self._lens = at
        self.update()

    def _aim(self, at: QPoint) -> None:
        """Bring the other viewports to a point of this one."""
        geometry, ratio = self.model.geometry(), self.devicePixelRatioF()
        if geometry is not None and self._links is not None:
            linker, number = self._links
            point = geometry.to_image((at.x() + 0.5) * ratio, (at.y() + 0.5) * ratio)
            linker.go_to(number, point)

    def mouseMoveEvent(self, event: QMouseEvent | None) -> None:
        """Go on with what a press began; probe otherwise."""
        if event is None:
            return
        at, ratio = event.position().toPoint(), self.devicePixelRatioF()
        if self.hand.move(event.position().x() * ratio, event.position().y() * ratio):
            self.update()
        elif self._drag is None:
            self.probed.emit(self.probe(at))
            self._dress(at)
        else:
            self._go_on(at)

    def _go_on(self, at: QPoint) -> None:
        """Window, pan or zoom by a further step of a drag."""
        if self._drag is None:
            return
        button, start, last = self._drag
        moved, ratio = at - last, self.devicePixelRatioF()
        held = _HELD.get(button) or self.toolbox.tool
        if held is Tool.PAN:
            self.model.pan_by(moved.x() * ratio, moved.y() * ratio)
        elif held is Tool.ZOOM:
            anchor = (start.x() * ratio, start.y() * ratio)
            self.model.zoom_by(_ZOOM_PER_PIXEL ** (-moved.y()), anchor)
        elif held is Tool.CROSSHAIR:
            self._aim(at)
        elif held is Tool.MAGNIFIER:
            self._look_through(QPointF(at))
        elif button == Qt.MouseButton.LeftButton and held.measures is None:
            self.model.drag_window(moved.x(), moved.y())
        self._drag = (button, start, at)

    def _dress(self, at: QPoint) -> None:
        """Show by the pointer what a press would do."""
        ratio = self.devicePixelRatioF()
        if self.hand.hovers((at.x() + 0.5) * ratio, (at.y() + 0.5) * ratio, ratio):
            self.setCursor(Qt.CursorShape.SizeAllCursor)
        elif self.toolbox.tool.measures is not None or self.toolbox.tool is Tool.CROSSHAIR:
            self.setCursor(Qt.CursorShape.CrossCursor)
        else:
            self.unsetCursor()

    def mouseReleaseEvent(self, event: QMouseEvent | None) -> None:
        """End a drag."""
        left = event is not None and event.button() == Qt.MouseButton.LeftButton
        if left and self.hand.release(self.devicePixelRatioF()):
            self.update()
        if self._lens is not None:
            self._look_through(None)
        self._drag = None

    def mouseDoubleClickEvent(self, event: QMouseEvent | None) -> None:
        """Fit the image to the view; with a tool that measures it is a second click."""
        if event is None:
            return
        if event.button() == Qt.MouseButton.LeftButton and self.toolbox.tool.measures is None:
            self.model.fit()
        else:
            self.mousePressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent | None) -> None:
        """Take a series of the strip, and files."""
        if event is not None and (series_of(event.mimeData()) or files_of(event.mimeData())):
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent | None) -> None:
        """Say which series or which files were dropped here."""
        if event is None:
            return
        key, files = series_of(event.mimeData()), files_of(event.mimeData())
        if key:
            event.acceptProposedAction()
            self.activated.emit()
            self.dropped.emit(key)
        elif files:
            event.acceptProposedAction()
            self.files_dropped.emit(files)

    def wheelEvent(self, event: QWheelEvent | None) -> None:
        """Scroll through the stack; with Ctrl, zoom under the pointer."""
        if event is None:
            return
        self._wheel += event.angleDelta().y()
        notches, self._wheel = int(self._wheel / _NOTCH), int(np.fmod(self._wheel, _NOTCH))
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            ratio = self.devicePixelRatioF()
            at = event.position()
            self.model.zoom_by(1.15**notches, (at.x() * ratio, at.y() * ratio))
        else:
            self.model.step(-notches)
        event.accept()

    def probe(self, at: QPoint) -> str:
        """Return pixel and value under a point; empty outside the image and where it is coarse."""
        geometry, stack = self.model.geometry(), self.model.stack
        if geometry is None or stack is None:
            return ""
        ratio = self.devicePixelRatioF()
        x, y = geometry.to_image((at.x() + 0.5) * ratio, (at.y() + 0.5) * ratio)
        pixels = self.model.pixels()
        inside = 0 <= x < stack.columns and 0 <= y < stack.rows
        if pixels is None or not inside or not self.model.is_exact:
            return ""
        value = pixels[int(y), int(x)]
        if stack.is_colour:
            return f"{int(x)}, {int(y)}: RGB {int(value[0])} {int(value[1])} {int(value[2])}"
        shown = float(value) * stack.slope + stack.intercept
        return f"{int(x)}, {int(y)}: {shown:.5g} {stack.unit}".rstrip()
