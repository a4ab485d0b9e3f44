"""The desk that ``viewer.py`` measures: the real window, in a process of its own.

Run as ``python viewer_desk.py HOME CT_STUDY FILM_STUDY ...``; the pass phrase comes on standard
input, the figures go as one JSON object to standard output. Without SimpleITK and pydicom's
writer, so that the memory is the program's. Frames are painted one by one (``repaint`` right
after the event of wheel or mouse), without a GPU, and every view's size is asserted.
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
from PyQt6.QtCore import QEventLoop, QPoint, QPointF, QRectF, Qt, QTimer
from PyQt6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QWheelEvent
from PyQt6.QtWidgets import QApplication, QWidget

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


class Heartbeat:
    """A timer of the GUI thread; where it comes late, nothing else could be done either."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._last = time.perf_counter()
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(1)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.longest = max(self.longest, now - self._last)
        self._last = now

    def stop(self) -> float:
        """Stop, and return the longest gap in ms."""
        self._beat()
        self._timer.stop()
        return self.longest * 1000.0


def until(signal: Any, start: Callable[[], object], limit: float = 120.0) -> None:
    """Start something and let the event loop run until a signal comes.

    Raises:
        TimeoutError: If it does not come.
    """
    loop, came = QEventLoop(), []
    signal.connect(lambda *_: (came.append(1), loop.quit()))
    QTimer.singleShot(int(limit * 1000), loop.quit)
    start()
    if not came:
        loop.exec()
    if not came:
        raise TimeoutError


def rest(seconds: float) -> None:
    """Let the event loop run."""
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


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


def sampled_gaps(window: MainWindow) -> tuple[float, float]:
    """Return the longest step in ms of turning three planes, and of a thick slab in them.

    Turned planes are sampled on the GUI thread while they are painted: each step is a gap.
    """
    views, viewing = window.reading.grid.viewports[:3], window.reading.viewing

    def step(act: Callable[[], object]) -> float:
        start = time.perf_counter()
        act()
        for view in views:
            view.repaint()
        return (time.perf_counter() - start) * 1000.0

    turned = max(step(lambda: viewing.turn(5.0)) for _ in range(RUNS))
    return turned, step(viewing.table()["slab"])


def resident() -> float:
    """Return the memory of this process in MB (10^6 bytes), shared libraries and all."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024 / 1e6
    raise RuntimeError("the system does not say")


def measure(window: MainWindow, ct: str, films: list[str]) -> dict[str, Any]:
    """Measure it all at one desk."""
    heart = Heartbeat()
    rest(2.0)
    idle = heart.stop()
    loads, infers = [], []
    for _ in range(RUNS):
        window.show_worklist()
        rest(0.5)
        heart = Heartbeat()
        until(window.reading_presenter.settled, lambda: window.open_study(ct))
        rest(0.3)
        loads.append(heart.stop())
    stack = window.model.stack
    if stack is None or not stack.loaded.all():
        raise RuntimeError("slices are missing")
    pixels = stack.values.nbytes / 1e6
    memory = resident()
    crosshair, sizes = crosshair_rate(window)
    turned, slab = sampled_gaps(window)
    rates = {
        "1000": view_rates(stack, 1000, 1000),
        "4k": view_rates(stack, 3840, 2160),
    }
    for film in films:
        until(window.reading_presenter.settled, lambda film=film: window.open_study(film))
        rest(0.5)
        heart = Heartbeat()
        until(window.analysis_presenter.shown, window.reading.analyse_wanted.emit)
        rest(0.3)
        infers.append(heart.stop())
    return {
        "idle": idle, "load": loads, "infer": infers, "memory": memory, "pixels": pixels,
        "crosshair": crosshair, "crosshair_sizes": sizes, "rates": rates,
        "turn": [turned], "slab": [slab],
    }  # fmt: skip


def main() -> int:
    """Open the desk, measure, print."""
    home, ct, *films = sys.argv[1:]
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
        found = measure(window, ct, films)
        window.close()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
