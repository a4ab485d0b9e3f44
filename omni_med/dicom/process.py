"""The pool's side of one worker process."""

from __future__ import annotations

import os
import select
import socket
import subprocess
import sys
import time
from typing import Any

from omni_med.dicom.sandbox import is_confined
from omni_med.dicom.transport import receive, send
from omni_med.errors import DamagedFileError, DecodeTimeoutError

STOPPED = "The file is damaged in a way that stopped the reader."
_START_SECONDS = 60.0
# A fifth of a worker's start was looking for cycles among modules, and the HTTP client that pydicom
# loads where it is installed, to fetch files which a worker never asks for.
_START = (
    'import gc, sys; gc.disable(); sys.modules["requests"] = None; '
    "from omni_med.dicom.worker import main; gc.enable(); main()"
)
_KEEP = ("PATH", "LANG", "LC_ALL", "LD_LIBRARY_PATH", "PYTHONPATH", "VIRTUAL_ENV", "SYSTEMROOT")


class Worker:
    """One process and the socket to it. Used by one thread at a time."""

    def __init__(self, pair: tuple[socket.socket, socket.socket]) -> None:
        self._channel, theirs = pair
        self._ready = False
        self.alive = True
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-c", _START, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env=_environment(),
            )

    def ask(
        self, job: dict[str, Any], fd: int | None, timeout: float
    ) -> tuple[dict[str, Any], int | None]:
        """Send a job and wait for its answer.

        Raises:
            DecodeTimeoutError: If it takes longer than ``timeout`` seconds; the worker is dead.
            DamagedFileError: If the job killed the worker.
        """
        answered = False
        try:
            if not self._ready:
                self._wait(_START_SECONDS)
                receive(self._channel)
                self._ready = True
            send(self._channel, job, fd)
            self._wait(timeout)
            answer = receive(self._channel)
            answered = True
        except TimeoutError:
            raise DecodeTimeoutError(
                f"Reading took longer than {timeout:g} seconds and was stopped."
            ) from None
        except (EOFError, OSError, ValueError):
            raise DamagedFileError(
                "The file is damaged in a way that stopped the reader."
            ) from None
        finally:
            if not answered:  # interrupted too: a late answer must never meet the next job
                self._kill()
        return answer

    def healthy(self) -> bool:
        """Return False where the process ended while nobody used it."""
        return self.alive and self._process.poll() is None

    def is_confined(self) -> bool:
        """Say whether the kernel filters what the process asks of it."""
        return is_confined(self._process.pid)

    def _wait(self, seconds: float) -> None:
        deadline = time.monotonic() + seconds
        poller = select.poll()
        poller.register(self._channel, select.POLLIN)
        while not poller.poll(max(0.0, deadline - time.monotonic()) * 1000):
            if time.monotonic() >= deadline:
                raise TimeoutError

    def _kill(self) -> None:
        self.alive = False
        self._process.kill()

    def stop(self) -> None:
        """End the process and reap it."""
        self.alive = False
        self._channel.close()
        self._process.kill()
        self._process.wait()


def _environment() -> dict[str, str]:
    """Return what a worker needs to start: no pass phrase file, no home, no settings."""
    kept = {name: os.environ[name] for name in _KEEP if name in os.environ}
    return {**kept, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
