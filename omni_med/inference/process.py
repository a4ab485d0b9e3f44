"""The inference process: a spawned child that holds the model, and no key.

The parent sends what a model may see over a pipe and gets analyses back, each under the id of its
request. A child that dies fails the request it was at with ``InferenceDiedError`` and is started
again for those behind it; a parent that dies takes the child with it. The child is not niced:
a person waits for it.
"""

from __future__ import annotations

import itertools
import multiprocessing
import threading
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from multiprocessing.connection import Connection
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self

from omni_med.domain import Analysis, SiteCalibration
from omni_med.domain.shadow import Silence
from omni_med.errors import CancelledError, InferenceDiedError, ModelError
from omni_med.inference.cache import MemoryCache, without_pixels
from omni_med.inference.child import Answered, Failed, Ready, Request, Silent, serve
from omni_med.inference.prepare import Prepared
from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import ModelCard, Weights
from omni_med.models.registry import DEFAULT_MODEL

_MOST_STARTS = 3  # in a row without an answer between them
_GRACE = 5.0  # seconds that a child gets to leave by itself


class AnalysisFuture(Future[Analysis]):
    """An analysis to come.

    Attributes:
        request_id: Counts up: a viewer drops answers of requests older than its latest.
        features: What was encoded for it, by key: for the workspace's cache.
        silent: What heads in shadow said, which comes after the analysis.
    """

    request_id: int = 0
    features: tuple[tuple[str, bytes], ...] = ()

    def __init__(self) -> None:
        super().__init__()
        self.silent: Future[Silence] = Future()


@dataclass(frozen=True, slots=True)
class _Waiting:
    request: Request
    future: AnalysisFuture


class InferenceProcess:
    """One model in a process of its own. Thread-safe.

    Attributes:
        model_id: Name in the registry.
    """

    def __init__(
        self, model_id: str = DEFAULT_MODEL, *, options: Mapping[str, Any] | None = None
    ) -> None:
        self.model_id = model_id
        self._options = dict(options or {})
        self._lock = threading.Lock()
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self._ids = itertools.count(1)
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._outbox: SimpleQueue[Request | int | None] = SimpleQueue()
        self._card: Future[ModelCard] = Future()
        self._features = MemoryCache()
        self._silent: dict[int, Future[Silence]] = {}
        self._starts = 0
        self._closed = False

    def __enter__(self) -> Self:
        """Start the child."""
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the child."""
        self.close()

    @property
    def pid(self) -> int | None:
        """Process id of the child; None where none runs."""
        process = self._process
        return process.pid if process is not None and process.is_alive() else None

    def start(self) -> None:
        """Start the child where none runs; the model loads there meanwhile."""
        with self._lock:
            if self._process is None and not self._closed:
                self._spawn()

    def card(self, timeout: float | None = 60.0) -> ModelCard:
        """Return the card once the model is loaded.

        Raises:
            ModelError: If it could not be loaded.
            TimeoutError: If loading takes longer.
        """
        self.start()
        return self._card.result(timeout)

    def submit(
        self,
        prepared: Prepared,
        *,
        study_uid: str = "",
        weights: Weights | None = None,
        mode: str = "parallel",
        calibration: SiteCalibration | None = None,
        shadows: Sequence[Head] = (),
    ) -> AnalysisFuture:
        """Ask for an analysis; the future fails with a ``ModelError`` where there is none.

        A site's ``calibration`` of other weights than the child's is passed over. What heads in
        ``shadows`` say comes later, in the future's ``silent``.

        Raises:
            ModelError: If this object is closed.
        """
        future = AnalysisFuture()
        future.set_running_or_notify_cancel()  # only ``cancel`` here may end it early
        with self._lock:
            if self._closed:
                raise ModelError("The inference process was closed.")
            future.request_id = next(self._ids)
            known = self._without_pixels(prepared)
            request = Request(
                future.request_id, known, study_uid, weights, mode, calibration, tuple(shadows)
            )
            if shadows:
                self._silent[future.request_id] = future.silent
            self._waiting[future.request_id] = _Waiting(request, future)
            if self._process is None:
                self._starts = 0
                self._spawn()  # sends what waits, once the model is loaded
            elif self._card.done():
                self._send(request)
        return future

    def _without_pixels(self, prepared: Prepared) -> Prepared:
        """Leave out pixels whose features this model gave before. The lock is held."""
        if not self._card.done() or self._card.exception() is not None:
            return prepared
        return without_pixels(prepared, self._card.result(), self._features)

    def cancel(self, request_id: int) -> None:
        """Drop a request: it fails with ``CancelledError``, its answer is thrown away."""
        with self._lock:
            waiting = self._waiting.pop(request_id, None)
            if waiting is not None:
                self._send(request_id)
        if waiting is not None:
            waiting.future.set_exception(CancelledError())

    def close(self) -> None:
        """End the child; what still waits fails with ``CancelledError``."""
        with self._lock:
            self._closed = True
            process = self._process
            self._process = self._connection = None  # the listening thread closes the pipe
            dropped = list(self._waiting.values())
            self._waiting.clear()
        for waiting in dropped:
            waiting.future.set_exception(CancelledError())
        if process is not None:
            process.terminate()  # it keeps nothing; closing a pipe that is being read wakes nobody
            process.join(_GRACE)
            if process.is_alive():
                process.kill()
                process.join()

    def _spawn(self) -> None:
        """Start a child and a thread that listens to it. The lock is held."""
        self._starts += 1
        self._card = self._card if not self._card.done() else Future()
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(
            target=serve,
            args=(theirs, self.model_id, self._options),
            name="omni-med inference",
            daemon=True,
        )
        process.start()
        theirs.close()
        self._process, self._connection = process, ours
        self._outbox = SimpleQueue()
        threading.Thread(
            target=self._listen, args=(ours, self._outbox), name="inference answers", daemon=True
        ).start()

    def _send(self, message: Request | int) -> None:
        """Leave a message to the delivering thread: a child that hangs must not hold the caller."""
        self._outbox.put(message)

    def _listen(self, connection: Connection, outbox: SimpleQueue[Request | int | None]) -> None:
        """Take answers until the child is gone; only then nobody uses the pipe any more."""
        sender = threading.Thread(
            target=_deliver, args=(connection, outbox), name="inference requests", daemon=True
        )
        sender.start()
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                break
            self._take(message)
        outbox.put(None)
        sender.join()
        connection.close()
        self._ended(connection)

    def _take(self, message: Ready | Failed | Answered | Silent) -> None:
        if isinstance(message, Ready):
            with self._lock:
                self._card.set_result(message.card)
                for waiting in self._waiting.values():
                    self._send(waiting.request)
            return
        if isinstance(message, Failed) and message.request_id is None:
            self._refuse(message)
            return
        if isinstance(message, Silent):
            self._hear(message)
            return
        with self._lock:
            self._starts = 0
            waiting_for = self._waiting.pop(message.request_id or 0, None)
            if isinstance(message, Failed):
                self._silent.pop(message.request_id or 0, None)
            if isinstance(message, Answered):
                for key, data in message.features:
                    self._features.cache(key, data)
        if waiting_for is None:
            return  # cancelled meanwhile: stale
        if isinstance(message, Failed):
            waiting_for.future.set_exception(message.error())
        else:
            waiting_for.future.features = message.features
            waiting_for.future.set_result(message.analysis)

    def _hear(self, message: Silent) -> None:
        """Hand on what heads in shadow said."""
        with self._lock:
            waiting = self._silent.pop(message.request_id, None)
        if waiting is not None:
            waiting.set_result(message.silence)

    def _refuse(self, failure: Failed) -> None:
        """The model cannot be loaded: nothing that waits will be answered."""
        with self._lock:
            self._starts = _MOST_STARTS
            dropped = list(self._waiting.values())
            self._waiting.clear()
            self._card.set_exception(failure.error())
        for waiting in dropped:
            waiting.future.set_exception(failure.error())

    def _ended(self, connection: Connection) -> None:
        """The child is gone: fail the request it was at, start again for the others."""
        with self._lock:
            if self._closed or connection is not self._connection:
                return
            if self._process is not None:
                self._process.join()
            self._process = self._connection = None
            self._silent.clear()
            again = self._starts < _MOST_STARTS
            first = next(iter(self._waiting), None)
            lost = [first] if again and first is not None else list(self._waiting)
            failed = [self._waiting.pop(number) for number in lost if number is not None]
            if again:
                self._spawn()
            elif not self._card.done():
                self._card.set_exception(InferenceDiedError("The model's process ended."))
        for waiting in failed:
            waiting.future.set_exception(
                InferenceDiedError("The model's process ended before it answered.")
            )


def _deliver(connection: Connection, outbox: SimpleQueue[Request | int | None]) -> None:
    """Send what is left in the outbox until None comes or nobody listens any more."""
    while True:
        message = outbox.get()
        if message is None:
            return
        try:
            connection.send(message)
        except OSError:  # the child is gone: the listening thread deals with it
            return
