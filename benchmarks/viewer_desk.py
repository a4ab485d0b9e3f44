"""The desk that ``viewer.py`` measures: the real window, in a process of its own.

Run as ``python viewer_desk.py HOME TEACHING CT_STUDY FILM_STUDY ...``; the pass phrase comes on
standard input, the figures go as one JSON object to standard output. Without SimpleITK and the
writer of pydicom, so that the memory is the program's. Frames are painted one by one (``repaint``
right after the event of wheel or mouse), without a GPU, and every view's size is asserted.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from PyQt6.QtCore import QPoint, QPointF, QRectF, Qt
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QWidget
from viewer_gaps import busy_training, inferring, loading, quiet, rest, sampling

from omni_med.dicom import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.workspace import Workspace
from ui.desktop import theme
from ui.desktop.main_window import MainWindow
from ui.desktop.models.stack import ImageStack, Window
from ui.desktop.models.viewport import ViewportModel
from ui.desktop.viewport.render import grey_table
from ui.desktop.viewport.widget import Viewport

FRAMES, RUNS = 100, 5
PLAIN, NONE = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.NoButton
LEFT = Qt.MouseButton.LeftButton
Step = Callable[[int], None]


def mouse(widget: QWidget, kind: QMouseEvent.Type, at: QPoint) -> None:
    """Send one event of the mouse."""
    button = NONE if kind is QMouseEvent.Type.MouseMove else LEFT
    held = NONE if kind is QMouseEvent.Type.MouseButtonRelease else LEFT
    place = QPointF(at)
    QApplication.sendEvent(
        widget, QMouseEvent(kind, place, widget.mapToGlobal(place), button, held, PLAIN)
    )


def wheel(widget: QWidget, notches: int) -> None:
    """Turn the wheel over a widget's middle."""
    at, phase = QPointF(widget.rect().center()), Qt.ScrollPhase.NoScrollPhase
    turned = QPoint(0, -120 * notches)
    event = QWheelEvent(at, widget.mapToGlobal(at), QPoint(), turned, NONE, PLAIN, phase, False)
    QApplication.sendEvent(widget, event)


class Plain(QWidget):
    """The peer: numpy looks grey up, Qt draws the image smoothly to the widget's size."""

    def __init__(self, stack: ImageStack) -> None:
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.stack, self.index = stack, 0
        self.set_window(stack.window)

    def set_window(self, window: Window) -> None:
        """Use another window."""
        stack = self.stack
        self.table = grey_table(stack.values.dtype, stack.slope, stack.intercept, window)

    def paintEvent(self, _event: QPaintEvent | None) -> None:  # noqa: N802 - Qt's name
        """Window, then draw."""
        grey = self.table[self.stack.values[self.index].view(np.uint16)]
        rows, columns = grey.shape
        image = QImage(grey.data, columns, rows, columns, QImage.Format.Format_Grayscale8)
        side = min(self.width(), self.height())
        painter = QPainter(self)
        painter.fillRect(self.rect(), Qt.GlobalColor.black)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        left, top = (self.width() - side) / 2, (self.height() - side) / 2
        painter.drawImage(QRectF(left, top, side, side), image)
        painter.end()


def rate(step: Step) -> float:
    """Return the frames a second of ``FRAMES`` steps."""
    start = time.perf_counter()
    for number in range(FRAMES):
        step(number)
    return FRAMES / (time.perf_counter() - start)


def in_turns(ours: Step, theirs: Step) -> tuple[float, float]:
    """Return the median rates of both, run in turns after one run to warm up."""
    rate(ours), rate(theirs)
    pairs = [(rate(ours), rate(theirs)) for _ in range(RUNS)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def sized(widget: QWidget, width: int, height: int) -> None:
    """Show a widget of exactly this size, in device pixels.

    Raises:
        RuntimeError: If it is not given that size.
    """
    widget.resize(width, height)
    widget.show()
    QApplication.processEvents()
    if (widget.width(), widget.height(), widget.devicePixelRatioF()) != (width, height, 1.0):
        raise RuntimeError(f"the view is {widget.width()} x {widget.height()}")


def view_rates(stack: ImageStack, width: int, height: int) -> dict[str, tuple[float, float]]:
    """Return the frames a second of scrolling and windowing, and the peer's."""
    ours, peer = Viewport(ViewportModel()), Plain(stack)
    for widget in (ours, peer):
        sized(widget, width, height)
    ours.model.show(stack)
    ours.repaint()

    def scroll(number: int) -> None:
        before = ours.model.index
        wheel(ours, 1 if number < FRAMES // 2 else -1)
        if ours.model.index == before:
            raise RuntimeError("it did not scroll")
        ours.repaint()

    def scroll_peer(number: int) -> None:
        peer.index = number
        peer.repaint()

    found = {"scroll": in_turns(scroll, scroll_peer)}
    middle = ours.rect().center()

    def window(number: int) -> None:
        before = ours.model.shown_window
        mouse(ours, QMouseEvent.Type.MouseMove, middle + QPoint(number % 50 + 1, number % 7 + 1))
        if ours.model.shown_window == before:
            raise RuntimeError("it was not windowed")
        ours.repaint()

    def window_peer(number: int) -> None:
        peer.set_window(Window(40.0 + number % 7, 400.0 + number % 50))
        peer.repaint()

    rest(0.2)  # what was scrolled is drawn exactly
    painted = ours.frames_painted
    mouse(ours, QMouseEvent.Type.MouseButtonPress, middle)
    found["window"] = in_turns(window, window_peer)
    mouse(ours, QMouseEvent.Type.MouseButtonRelease, middle)
    if ours.frames_painted < painted + (RUNS + 1) * FRAMES:
        raise RuntimeError("frames were left out")
    ours.release()
    for widget in (ours, peer):
        widget.close()
    return found


def crosshair_rate(window: MainWindow) -> tuple[float, list[tuple[int, int]]]:
    """Return the frames a second of a crosshair over three planes, and the views' sizes."""
    window.resize(2300, 1200)
    window.reading.arrange("mpr")
    rest(0.3)
    views = window.reading.grid.viewports[:3]
    sizes = [(view.width(), view.height()) for view in views]
    if min(sizes[0]) < 800 or min(min(size) for size in sizes) < 400:
        raise RuntimeError(f"the views are too small to count: {sizes}")
    middle = views[0].rect().center()

    def aim(number: int) -> None:
        before = [view.model.index for view in views[1:]]
        sign = 1 if number % 2 else -1
        mouse(views[0], QMouseEvent.Type.MouseMove, middle + sign * QPoint(9 + number, 5 + number))
        if [view.model.index for view in views[1:]] == before:
            raise RuntimeError("the planes did not follow")
        for view in views:
            view.repaint()

    mouse(views[0], QMouseEvent.Type.MouseButtonPress, middle)
    rate(aim)
    found = statistics.median(rate(aim) for _ in range(RUNS))
    mouse(views[0], QMouseEvent.Type.MouseButtonRelease, middle)
    return found, sizes


def resident() -> float:
    """Return the memory of this process in MB (10^6 bytes), shared libraries and all."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the system does not say")


def measure(window: MainWindow, ct: str, films: list[str], teaching: Path) -> dict[str, Any]:
    """Measure it all at one desk."""
    idle = quiet(2.0)
    found: dict[str, Any] = {"idle": idle, "load": loading(window, ct, RUNS)}
    stack = window.model.stack
    if stack is None or not stack.loaded.all():
        raise RuntimeError("slices are missing")
    found |= {"pixels": stack.values.nbytes / 1e6, "memory": resident()}
    found["crosshair"], found["crosshair_sizes"] = crosshair_rate(window)
    found |= sampling(window, RUNS)
    found["rates"] = {
        "1000": view_rates(stack, 1000, 1000),
        "4k": view_rates(stack, 3840, 2160),
    }
    found["infer"] = inferring(window, films)
    with busy_training(teaching) as still_teaching:
        found["train"] = [*loading(window, ct, 3)]
        crosshair_rate(window)
        taught = sampling(window, 2)
        found["train"] += [*taught["turn"], *taught["slab"]]
        found["train"] += inferring(window, films[:2])
        if not still_teaching():
            raise RuntimeError("the training ended before it was measured beside")
    return found


def main() -> int:
    """Open the desk, measure, print."""
    home, teaching, ct, *films = sys.argv[1:]
    application = QApplication([])
    theme.apply(application)
    words = sys.stdin.readline().strip()
    with (
        Workspace.open(Path(home), passphrase=words) as workspace,
        DecodePool() as pool,
        InferenceProcess("compact") as inference,
    ):
        pool.warm()
        window = MainWindow(workspace, pool, inference)
        window.resize(1920, 1080)
        window.show()
        window.warm_up()
        rest(2.0)
        found = measure(window, ct, films, Path(teaching))
        window.close()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
