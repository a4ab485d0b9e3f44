"""What the scripts that take pictures of the desktop share: waiting for a signal."""  # noqa: INP001 - beside scripts, not a package

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEventLoop, QTimer, pyqtBoundSignal

PATIENCE_MS = 600_000


def awaited(signal: pyqtBoundSignal, act: Callable[[], object]) -> None:
    """Do something and wait for its signal.

    Raises:
        TimeoutError: If it does not come: no picture is taken of what is not there yet.
    """
    loop = QEventLoop()
    came: list[bool] = []

    def end(*_answer: object) -> None:
        came.append(True)
        loop.quit()

    signal.connect(end)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    act()
    if not came:
        loop.exec()
    signal.disconnect(end)
    if not came:
        raise TimeoutError("the window did not get there")
