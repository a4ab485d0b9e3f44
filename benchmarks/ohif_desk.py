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

from PyQt6.QtCore import QPoint, QTimer
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


def frames(window: MainWindow, send: Callable[[int], None]) -> float:
    """Return the frames a second that are painted while an event comes every 16 ms."""
    view, sent = window.reading.viewport, 0

    def tick() -> None:
        nonlocal sent
        sent += 1
        send(sent)

    timer = QTimer()
    timer.timeout.connect(tick)
    before, start = view.frames_painted, time.perf_counter()
    timer.start(EVERY_MS)
    rest(SECONDS)
    timer.stop()
    return (view.frames_painted - before) / (time.perf_counter() - start)


def measure(window: MainWindow, folder: Path, size: tuple[int, int]) -> dict[str, Any]:
    """Open, scroll, window; look at the memory.

    Raises:
        RuntimeError: If it does not scroll.
    """
    view = window.reading.viewport
    view.setFixedSize(*size)
    painted, start = view.frames_painted, time.perf_counter()
    window.worklist.open_wanted.emit([folder])
    until(lambda: view.frames_painted > painted and window.model.pixels() is not None)
    first = time.perf_counter() - start
    until(lambda: bool(window.study_uid) and window.model.share_loaded == 1.0)
    whole = time.perf_counter() - start
    rest(2.0)
    window.model.move_to(0)
    scroll = frames(window, lambda _number: wheel(view, 1))
    if window.model.index < SECONDS * 1000 / EVERY_MS / 2:
        raise RuntimeError("it did not scroll")
    middle = view.rect().center()
    mouse(view, QMouseEvent.Type.MouseButtonPress, middle)
    move = QMouseEvent.Type.MouseMove
    levels = frames(window, lambda n: mouse(view, move, middle + QPoint(n % 200, n % 60)))
    mouse(view, QMouseEvent.Type.MouseButtonRelease, middle)
    return {
        "view": f"{view.width()}x{view.height()}",
        "first_image_s": first,
        "all_sealed_s": whole,
        "scroll_fps": scroll,
        "window_level_fps": levels,
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
