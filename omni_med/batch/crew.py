"""Worker processes that each take one case at a time; a death costs one case a second try."""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from types import TracebackType
from typing import Self

from omni_med.batch.plan import BatchCase
from omni_med.batch.table import Row, failed_row
from omni_med.batch.worker import Job, serve
from omni_med.errors import ModelUnavailableError
from omni_med.inference.child import Failed
from omni_med.models.protocols import ModelCard
from omni_med.progress import Cancelled

_AHEAD = 2  # cases a worker holds: it never waits for the next
_POLL = 0.2  # seconds between looks at ``cancelled``
_TRIES = 2
_GRACE = 5.0


@dataclass(slots=True, eq=False)
class _Worker:
    process: BaseProcess
    connection: Connection
    ready: bool = False
    held: deque[BatchCase] = field(default_factory=deque)


class Crew:
    """Workers of one batch; a context manager.

    Args:
        job: What all cases share.
        size: How many workers.
    """

    def __init__(self, job: Job, size: int) -> None:
        self._job = job
        self._size = size
        self._workers: list[_Worker] = []
        self._deaths: dict[int, int] = {}
        self._startless = 0
        self.card: ModelCard | None = None

    def __enter__(self) -> Self:
        """Start the workers; their models load meanwhile."""
        self._workers = [self._start() for _ in range(self._size)]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the workers; after an error at once."""
        for worker in self._workers:
            worker.connection.close()
        for worker in self._workers:
            if error is None:
                worker.process.join(_GRACE)
            if worker.process.is_alive():
                worker.process.kill()
            worker.process.join()
        self._workers = []

    def work(
        self, cases: Sequence[BatchCase], cancelled: Cancelled
    ) -> Iterator[tuple[BatchCase, tuple[Row, ...]] | None]:
        """Yield each case with its rows as it is done, and None now and then between.

        Stops early where ``cancelled`` says so; what was yielded is done.

        Raises:
            ModelError: If the model cannot be loaded.
        """
        todo = deque(cases)
        left = len(todo)
        while left and not cancelled():
            for worker in self._workers:
                self._feed(worker, todo)
            done = [item for worker in self._ready() for item in self._take(worker, todo)]
            left -= len(done)
            yield from done
            yield None

    def _start(self) -> _Worker:
        context = multiprocessing.get_context("spawn")
        ours, theirs = context.Pipe()
        process = context.Process(target=serve, args=(theirs, self._job), name="omni-med batch")
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _feed(self, worker: _Worker, todo: deque[BatchCase]) -> None:
        while worker.ready and todo and len(worker.held) < _AHEAD:
            worker.held.append(todo.popleft())
            try:
                worker.connection.send(worker.held[-1])
            except OSError:  # it died; noticed where its answers are read
                return

    def _ready(self) -> list[_Worker]:
        by_connection = {worker.connection: worker for worker in self._workers}
        return [by_connection[item] for item in wait(list(by_connection), _POLL)]  # type: ignore[index]

    def _take(
        self, worker: _Worker, todo: deque[BatchCase]
    ) -> list[tuple[BatchCase, tuple[Row, ...]]]:
        try:
            message: Failed | ModelCard | tuple[Row, ...] = worker.connection.recv()
        except (EOFError, OSError):
            return self._bury(worker, todo)
        if isinstance(message, Failed):
            raise message.error()
        if isinstance(message, ModelCard):
            worker.ready, self.card = True, message
            return []
        return [(worker.held.popleft(), message)]

    def _bury(
        self, worker: _Worker, todo: deque[BatchCase]
    ) -> list[tuple[BatchCase, tuple[Row, ...]]]:
        """Replace a dead worker; the case it was at gets one more try, the other its turn."""
        worker.connection.close()
        worker.process.join()
        if not worker.ready:
            self._startless += 1
            if self._startless > self._size:
                raise ModelUnavailableError(
                    "The model's process ends while it loads.",
                    hint="Use fewer workers; the machine may lack memory.",
                )
        self._workers[self._workers.index(worker)] = self._start()
        lost: list[tuple[BatchCase, tuple[Row, ...]]] = []
        todo.extendleft(reversed(list(worker.held)[1:]))
        for case in list(worker.held)[:1]:
            self._deaths[case.index] = self._deaths.get(case.index, 0) + 1
            if self._deaths[case.index] < _TRIES:
                todo.appendleft(case)
            else:
                message = "The process that read this case ended each time."
                lost.append((case, failed_row(case, "worker-died", message)))
        return lost
