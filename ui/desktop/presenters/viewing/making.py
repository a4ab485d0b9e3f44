"""Exact pictures made off the GUI thread: sampled planes, thick slabs, colours of fusion."""

from __future__ import annotations

from dataclasses import dataclass

from PyQt6.QtCore import QObject, QTimer, pyqtSignal

from omni_med.errors import CancelledError
from ui.desktop.models.made import Arrived, Make, Pixels
from ui.desktop.worker import Jobs, Task

_STILL_MS = 20  # an image that passes by within this is only drawn coarsely


@dataclass(slots=True, eq=False)
class _Wish:
    key: object
    make: Make
    arrived: Arrived
    started: bool = False


class PictureMaker(QObject):
    """Makes the newest wish of each owner on one thread; what nobody wants any more is dropped.

    One thread: the pictures are pure computing, and each further one would take turns with the
    GUI thread for the interpreter.
    """

    failed = pyqtSignal(object)
    made = pyqtSignal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = Jobs(self, threads=1)
        self._wishes: dict[int, _Wish] = {}
        self._still = QTimer(self)
        self._still.setSingleShot(True)
        self._still.setInterval(_STILL_MS)
        self._still.timeout.connect(self._begin)

    def want(self, owner: object, key: object, make: Make, arrived: Arrived) -> None:
        """Make a picture soon; an earlier wish of this owner is dropped."""
        before = self._wishes.get(id(owner))
        if before is not None and before.key == key:
            return
        if before is not None and before.started:
            self._jobs.cancel(f"picture {id(owner)}")
        self._wishes[id(owner)] = _Wish(key, make, arrived)
        self._still.start()

    @property
    def idle(self) -> bool:
        """True while nothing is wished for."""
        return not self._wishes

    def _begin(self) -> None:
        for owner, wish in tuple(self._wishes.items()):
            if not wish.started:
                wish.started = True
                self._start(owner, wish)

    def _start(self, owner: int, wish: _Wish) -> None:
        def work(task: Task) -> Pixels | None:
            return wish.make(task.cancelled)

        def done(pixels: Pixels | None) -> None:
            self._wishes.pop(owner, None)
            wish.arrived(wish.key, pixels)
            self.made.emit()

        self._jobs.start(f"picture {owner}", work, done, failed=self._on_failed)

    def _on_failed(self, error: Exception) -> None:
        """Tell of what went wrong; the picture stays coarse."""
        if not isinstance(error, CancelledError):
            self.failed.emit(error)

    def close(self) -> None:
        """Drop every wish and wait until the thread is done."""
        self._still.stop()
        self._wishes.clear()
        self._jobs.close()
