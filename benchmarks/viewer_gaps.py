"""How long the desk's GUI thread is busy with one thing: loading, cutting, inferring, training.

A timer of the GUI thread beats every millisecond; where it comes late, nothing else could be done
either. It measures nothing by itself.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from PyQt6.QtCore import QEventLoop, Qt, QTimer

from ui.desktop.main_window import MainWindow

MEAN_SLAB = 20.0  # mm


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


def quiet(seconds: float) -> float:
    """Return the longest gap in ms while nothing is done."""
    heart = Heartbeat()
    rest(seconds)
    return heart.stop()


def loading(window: MainWindow, study: str, runs: int) -> list[float]:
    """Return the longest gap in ms of each load of a study."""
    gaps = []
    for _ in range(runs):
        window.show_worklist()
        rest(0.5)
        heart = Heartbeat()
        until(window.reading_presenter.settled, lambda: window.open_study(study))
        rest(0.3)
        gaps.append(heart.stop())
    return gaps


def inferring(window: MainWindow, studies: list[str]) -> list[float]:
    """Return the longest gap in ms while each study is read by the model."""
    gaps = []
    for study in studies:
        until(window.reading_presenter.settled, lambda study=study: window.open_study(study))
        rest(0.5)
        heart = Heartbeat()
        until(window.analysis_presenter.shown, window.reading.analyse_wanted.emit)
        rest(0.3)
        gaps.append(heart.stop())
    return gaps


def sampling(window: MainWindow, runs: int) -> dict[str, list[float]]:
    """Return the gaps of turning three planes that are shown, and of a thick slab in them.

    ``turn`` and ``slab`` are the longest gaps in ms from the key until the exact images are
    there; ``turn_exact`` and ``slab_exact`` are how many ms that takes.
    """
    viewing = window.reading.viewing
    models = window.reading.grid.models[:3]
    found: dict[str, list[float]] = {}

    def step(name: str, act: Callable[[], object]) -> None:
        heart, start = Heartbeat(), time.perf_counter()
        act()
        rest(0.05)
        while not (window.maker.idle and all(model.is_exact for model in models)):
            rest(0.005)
        found.setdefault(f"{name}_exact", []).append((time.perf_counter() - start) * 1000.0)
        found.setdefault(name, []).append(heart.stop())

    for _ in range(runs):
        step("turn", lambda: viewing.turn(5.0))
    step("slab", viewing.table()["slab"])
    return found


@contextmanager
def busy_training(folder: Path) -> Iterator[Callable[[], bool]]:
    """Teach a head in a process of its own, as from another terminal; yield whether it still does.

    Raises:
        RuntimeError: If it ends before it has begun.
    """
    manifest = folder / "cases.csv"
    command = ["finetune", "fit", str(manifest), "--head", "bench", "--label", "disease=yes"]
    command += ["--compare", "full"]  # longer than what is measured beside it
    environment = os.environ | {"OMNI_MED_HOME": str(folder / "no-workspace")}
    code = "import sys; from ui.cli.main import main; sys.exit(main())"
    with (folder / "training.log").open("w") as log:
        teaching = subprocess.Popen(
            [sys.executable, "-c", code, *command, "--out", str(folder / "head")],
            stdout=log,
            stderr=log,
            env=environment,
            start_new_session=True,
        )
    try:
        rest(12.0)  # it starts, reads its cases and begins to teach
        if teaching.poll() is not None:
            raise RuntimeError((folder / "training.log").read_text()[-2000:])
        yield lambda: teaching.poll() is None
    finally:
        teaching.send_signal(signal.SIGTERM)
        teaching.wait()
