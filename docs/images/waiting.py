"""What the scripts that take pictures of the desktop share: waiting for a signal."""  # noqa: INP001 - beside scripts, not a package

from __future__ import annotations

from collections.abc import Callable

from PyQt6.QtCore import QEventLoop, QTimer, pyqtBoundSignal

PATIENCE_MS = 200_000


def awaited(signal: pyqtBoundSignal, act: Callable[[], object]) -> None:
    """Do something and wait for its signal."""
    loop = QEventLoop()

    def end(*_answer: object) -> None:
        loop.quit()

    signal.connect(end)
    QTimer.singleShot(PATIENCE_MS, loop.quit)
    act()
    loop.exec()
    signal.disconnect(end)
