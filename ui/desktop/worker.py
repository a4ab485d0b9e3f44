"""Work off the GUI thread: one generic worker, request ids, stale answers dropped."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from PyQt6.QtCore import QObject, QRunnable, QThreadPool, pyqtSignal, pyqtSlot

from omni_med.errors import CancelledError

_TICK = 0.03  # seconds between two progress signals
_BEHIND = 6  # niceness of worker threads


class _Relay(QObject):
    answered = pyqtSignal(int, object, object)
    progressed = pyqtSignal(int, int, int)
    told = pyqtSignal(int, object)


class Task:
    """What work on a worker thread may say while it runs. Must not touch a widget."""

    def __init__(self, request: int, stop: threading.Event, relay: _Relay) -> None:
        self._request, self._stop, self._relay = request, stop, relay
        self._last = 0.0

    def progress(self, done: int, total: int) -> None:
        """Say how far the work is; at most every 30 ms, and at the end."""
        now = time.monotonic()
        if done >= total or now - self._last >= _TICK:
            self._last = now
            self._relay.progressed.emit(self._request, done, total)

    def cancelled(self) -> bool:
        """True once nobody wants the answer any more."""
        return self._stop.is_set()

    def tell(self, item: object) -> None:
        """Hand over a part of the answer before the rest."""
        self._relay.told.emit(self._request, item)


Work = Callable[[Task], Any]


@dataclass(slots=True, eq=False)
class _Request:
    id: int
    channel: str
    done: Callable[[Any], None]
    failed: Callable[[Exception], None] | None
    progress: Callable[[int, int], None] | None
    told: Callable[[Any], None] | None
    stop: threading.Event = field(default_factory=threading.Event)


def step_back() -> None:
    """Let the GUI thread go first where it and this thread want the same processor.

    Linux keeps a niceness for each thread (Qt's priorities do nothing there); threads that this
    one starts take it over. Elsewhere nothing changes.
    """
    if sys.platform == "linux":
        own = threading.get_native_id()
        with suppress(OSError):
            if os.getpriority(os.PRIO_PROCESS, own) < _BEHIND:
                os.setpriority(os.PRIO_PROCESS, own, _BEHIND)


class _Runnable(QRunnable):
    def __init__(self, request: int, work: Work, stop: threading.Event, relay: _Relay) -> None:
        super().__init__()
        self._request, self._work, self._relay = request, work, relay
        self._task = Task(request, stop, relay)

    def run(self) -> None:
        result: Any = None
        error: Exception | None = None
        step_back()
        try:
            if not self._task.cancelled():
                result = self._work(self._task)
            else:
                error = CancelledError()
        except Exception as caught:  # noqa: BLE001 - whatever happens is shown, the window lives
            error = caught
        self._relay.answered.emit(self._request, result, error)


class Jobs(QObject):
    """Runs work on a thread pool and brings answers back to the GUI thread.

    Requests of one channel replace each other: a new one cancels the one before, whose answer,
    should it still come, is dropped.
    """

    busy = pyqtSignal(int)
    failed = pyqtSignal(object)

    def __init__(self, parent: QObject | None = None, *, threads: int = 4) -> None:
        super().__init__(parent)
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(threads)
        self._ids = count(1)
        self._requests: dict[int, _Request] = {}
        self._newest: dict[str, int] = {}
        self._closed = False
        self._relay = _Relay()
        # Emitted on worker threads, so Qt queues them for the thread that this object lives in.
        self._relay.answered.connect(self._on_answer)
        self._relay.progressed.connect(self._on_progress)
        self._relay.told.connect(self._on_told)

    def start(
        self,
        channel: str,
        work: Work,
        done: Callable[[Any], None],
        *,
        failed: Callable[[Exception], None] | None = None,
        progress: Callable[[int, int], None] | None = None,
        told: Callable[[Any], None] | None = None,
    ) -> int:
        """Run ``work`` on a worker thread; return the request's id (0 once closed).

        The callbacks are called on the GUI thread, and only while this is the newest request of
        its channel. Without ``failed`` errors go to the signal of that name.
        """
        if self._closed:
            return 0
        self.cancel(channel)
        request = _Request(next(self._ids), channel, done, failed, progress, told)
        self._requests[request.id] = request
        self._newest[channel] = request.id
        self._pool.start(_Runnable(request.id, work, request.stop, self._relay))
        self.busy.emit(len(self._requests))
        return request.id

    def cancel(self, channel: str) -> None:
        """Ask the newest request of a channel to stop and drop its answer."""
        newest = self._newest.pop(channel, None)
        request = self._requests.get(newest) if newest is not None else None
        if request is not None:
            request.stop.set()

    def close(self) -> None:
        """Cancel everything and wait until the threads are done; nothing can start after."""
        self._closed = True
        for channel in tuple(self._newest):
            self.cancel(channel)
        self._pool.clear()
        self._pool.waitForDone()
        self._requests.clear()

    def wait(self) -> None:
        """Wait until what was started so far has run; callable from any thread."""
        self._pool.waitForDone()

    def drain(self) -> None:
        """Let everything that was started finish, and start nothing after."""
        self._closed = True
        self._pool.waitForDone()
        self._requests.clear()

    @property
    def idle(self) -> bool:
        """True while no request is under way."""
        return not self._requests

    def _current(self, request_id: int) -> _Request | None:
        request = self._requests.get(request_id)
        if request is None or self._newest.get(request.channel) != request_id:
            return None
        return request

    @pyqtSlot(int, object, object)
    def _on_answer(self, request_id: int, result: Any, error: Exception | None) -> None:
        if self._closed:
            return
        request = self._current(request_id)
        self._requests.pop(request_id, None)
        self.busy.emit(len(self._requests))
        if request is None:
            return
        del self._newest[request.channel]
        if error is None:
            request.done(result)
        elif isinstance(error, CancelledError):
            return
        elif request.failed is not None:
            request.failed(error)
        else:
            self.failed.emit(error)

    @pyqtSlot(int, int, int)
    def _on_progress(self, request_id: int, done: int, total: int) -> None:
        request = self._current(request_id)
        if request is not None and request.progress is not None and not self._closed:
            request.progress(done, total)

    @pyqtSlot(int, object)
    def _on_told(self, request_id: int, item: Any) -> None:
        request = self._current(request_id)
        if request is not None and request.told is not None and not self._closed:
            request.told(item)
