"""Our half of ``ohif.py``: the real window, from a folder of plain files.

Run as ``python ohif_desk.py HOME FOLDER WIDTHxHEIGHT``; the figures go as one JSON object to
standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PyQt6.QtCore import QPoint, Qt, QTimer
from PyQt6.QtGui import QMouseEvent
from PyQt6.QtWidgets import QApplication
from viewer_desk import mouse, wheel
from viewer_gaps import rest

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom import DecodePool
from omni_med.inference.process import InferenceProcess
from omni_med.workspace import Workspace
from ui.desktop import theme
from ui.desktop.main_window import MainWindow

SECONDS, EVERY_MS, LIMIT = 5.0, 16, 60.0


def children(process: int) -> set[int]:
    """Return the processes that a process started and that still run."""
    found = (path.read_text() for path in Path(f"/proc/{process}").glob("task/*/children"))
    return {int(child) for text in found for child in text.split()}


def proportional(process: int) -> float:
    """Return the proportional set size of a process and its children in MB (2^20)."""
    lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    own = sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
    return own + sum(map(proportional, children(process)))


def until(seen: Callable[[], bool]) -> None:
    """Let the event loop run until something is seen.

    Raises:
        TimeoutError: If it is not.
    """
    end = time.perf_counter() + LIMIT
    while not seen():
        if time.perf_counter() > end:
            raise TimeoutError
        rest(0.002)


def frames(window: MainWindow, send: Callable[[int], None], *, every_ms: int = 0) -> float:
    """Return the frames a second that are painted of steps that are sent, one of a step at most.

    Args:
        window: Of which the active view is looked at.
        send: Sends one step, of a number that counts up from 1.
        every_ms: How far the steps are apart; 0 sends the next when the last is painted.
    """
    view, sent, seen = window.reading.viewport, 0, -1

    def tick() -> None:
        nonlocal sent, seen
        if not every_ms and view.frames_painted == seen:
            return
        sent, seen = sent + 1, view.frames_painted
        send(sent)

    timer = QTimer()
    timer.setTimerType(Qt.TimerType.PreciseTimer)
    timer.timeout.connect(tick)
    before, start = view.frames_painted, time.perf_counter()
    timer.start(every_ms)
    rest(SECONDS)
    timer.stop()
    painted = min(view.frames_painted - before, sent)
    return painted / (time.perf_counter() - start)


def scrolled(window: MainWindow, *, every_ms: int) -> float:
    """Return the frames a second of scrolling to and fro, each of another image.

    Raises:
        RuntimeError: If a step did not change the image.
    """
    view, model = window.reading.viewport, window.model
    last = model.stack.count - 1 if model.stack is not None else 0
    down = True

    def step(_number: int) -> None:
        nonlocal down
        before = model.index
        down = before < last if down else before == 0
        wheel(view, 1 if down else -1)
        if model.index == before:
            raise RuntimeError("it did not scroll")

    model.move_to(0)
    return frames(window, step, every_ms=every_ms)


def windowed(window: MainWindow, *, every_ms: int) -> float:
    """Return the frames a second of a drag of the window, each through another one.

    Raises:
        RuntimeError: If a step did not change the window.
    """
    view = window.reading.viewport
    middle = view.rect().center()

    def step(number: int) -> None:
        before = window.model.shown_window
        mouse(view, QMouseEvent.Type.MouseMove, middle + QPoint(number % 200, number % 60))
        if window.model.shown_window == before:
            raise RuntimeError("it was not windowed")

    mouse(view, QMouseEvent.Type.MouseButtonPress, middle)
    found = frames(window, step, every_ms=every_ms)
    mouse(view, QMouseEvent.Type.MouseButtonRelease, middle)
    return found


def measure(window: MainWindow, folder: Path, size: tuple[int, int]) -> dict[str, Any]:
    """Open, scroll, window; look at the memory."""
    view = window.reading.viewport
    view.setFixedSize(*size)
    painted, start = view.frames_painted, time.perf_counter()
    window.worklist.open_wanted.emit([folder])
    until(lambda: view.frames_painted > painted and window.model.pixels() is not None)
    first = time.perf_counter() - start
    until(lambda: bool(window.study_uid) and window.model.share_loaded == 1.0)
    whole = time.perf_counter() - start
    rest(2.0)
    return {
        "view": f"{view.width()}x{view.height()}",
        "first_image_s": first,
        "all_sealed_s": whole,
        "scroll_fps": scrolled(window, every_ms=0),
        "scroll_fed_fps": scrolled(window, every_ms=EVERY_MS),
        "window_level_fps": windowed(window, every_ms=0),
        "window_level_fed_fps": windowed(window, every_ms=EVERY_MS),
    }


def main() -> int:
    """Open the desk, measure, print."""
    home, folder, view = sys.argv[1:]
    width, _, height = view.partition("x")
    application = QApplication([])
    theme.apply(application)
    words = "a pass phrase for measuring"
    with (
        Workspace.create(Path(home), user="bench", passphrase=words, kdf=MINIMUM_COST) as workspace,
        DecodePool() as pool,
    ):
        pool.warm()
        others = children(os.getpid())
        with InferenceProcess("compact") as inference:
            window = MainWindow(workspace, pool, inference)
            window.resize(1800, 1200)
            window.show()
            window.warm_up()
            rest(2.0)
            found = measure(window, Path(folder), (int(width), int(height)))
            found["model_mb"] = sum(map(proportional, children(os.getpid()) - others))
            found["memory_mb"] = proportional(os.getpid()) - found["model_mb"]
            window.close()
    print(json.dumps(found))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
