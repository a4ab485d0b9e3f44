"""When Python's garbage collector runs, so that the screen does not wait for it."""

from __future__ import annotations

import gc
from collections.abc import Callable

from PyQt6.QtCore import QObject, QTimer

_EVERY_MS = 250
_LIMITS = (700, 10, 10)  # young objects, then collections of the generation below: small pieces
_OLD_ANYWAY = 40  # collections of the middle generation, after which the old one waits no longer


class Collector(QObject):
    """Collects on the GUI thread, in small pieces; all of it only while nothing is under way.

    Left to itself Python collects whenever some thread has made enough objects, and every other
    thread waits: over the 150,000 objects of a program that has just started that takes 60 ms,
    most often in the middle of loading a study. Those objects are left out for good, what is
    young is looked through four times a second, and what has grown old when the reader waits for
    nothing. Objects of Qt are let go on their own thread besides.
    """

    def __init__(self, idle: Callable[[], bool], parent: QObject | None = None) -> None:
        """Make it; nothing changes before ``start``.

        Args:
            idle: True while nobody waits for anything.
            parent: Owner.
        """
        super().__init__(parent)
        self._idle = idle
        self._started = self._left = False
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)

    def start(self) -> None:
        """Take the collector over. What there is by now is never looked through again."""
        if self._started:
            return
        self._started = True
        gc.disable()
        gc.freeze()
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        if not self._started:
            return
        self._started = False
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    def tidy(self) -> None:
        """Look through everything as soon as nothing is under way: a study was left."""
        self._left = True

    def collect(self) -> int:
        """Collect what is due.

        Returns:
            The oldest generation that was looked through (0 to 2), or -1.
        """
        young, middle, old = gc.get_count()
        idle = self._idle()
        if self._left and idle:
            self._left, due = False, 2
        elif young <= _LIMITS[0]:
            return -1
        elif middle <= _LIMITS[1]:
            due = 0
        else:
            due = 2 if old > (_LIMITS[2] if idle else _OLD_ANYWAY) else 1
        gc.collect(due)
        return due
