"""A volume through a bundle in a process of its own: whoever waits keeps a free interpreter.

The child holds no key: it gets the voxels and the headers of their images over a pipe, and gives
back masks as a DICOM object. It ends with its parent, and with a cancel at once.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy.typing import NDArray

from omni_med.errors import CancelledError, InferenceDiedError
from omni_med.inference.child import Failed, failure_of
from omni_med.inference.volumes import Outlined, PreparedVolume, outline
from omni_med.progress import Cancelled, Progress, never, no_progress

if TYPE_CHECKING:
    from omni_med.models.bundles.registered import RegisteredBundle

_POLL: Final = 0.05  # seconds between two looks whether the answer is still wanted
_GRACE: Final = 5.0  # seconds that the child gets to leave
_NICE: Final = 5  # the reader reads on meanwhile
_NO_VOXELS: Final[NDArray[Any]] = np.zeros((0, 0, 0), np.int16)


@dataclass(frozen=True, slots=True)
class _Loaded:
    """The network is there."""


@dataclass(frozen=True, slots=True)
class _Windows:
    """How far it is."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class _Coming:
    """A volume without its voxels and headers, which follow one by one."""

    prepared: PreparedVolume
    shape: tuple[int, ...]
    dtype: str
    headers: int = field(default=0)


def outline_apart(
    source: RegisteredBundle,
    prepared: PreparedVolume,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Outlined:
    """Run a bundle over a volume in a process of its own, and wait for it.

    Args:
        source: The bundle.
        prepared: The volume.
        progress: Told (windows done, windows).
        cancelled: Asked every 50 ms; the process is ended then.

    Raises:
        ModelError: If the bundle cannot be loaded, fails on this volume, or its process ends.
        CancelledError: If asked to stop.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(
        target=_serve, args=(theirs, source), name="omni-med outlining", daemon=True
    )
    process.start()
    theirs.close()
    try:
        _hear(ours, progress, cancelled)  # the network is loaded: from here on somebody listens
        _send(ours, prepared, cancelled)
        outlined = _hear(ours, progress, cancelled)
    except (EOFError, OSError):
        raise InferenceDiedError("The model's process ended before it answered.") from None
    finally:
        process.terminate()
        process.join(_GRACE)
        if process.is_alive():
            process.kill()
            process.join()
        ours.close()
    if outlined is None:
        raise InferenceDiedError("The model's process ended before it answered.")
    return outlined


def _hear(connection: Connection, progress: Progress, cancelled: Cancelled) -> Outlined | None:
    """Wait for the network (None) or for the answer."""
    while True:
        if cancelled():
            raise CancelledError
        if not connection.poll(_POLL):
            continue
        message = connection.recv()
        if isinstance(message, Failed):
            raise message.error()
        if isinstance(message, _Windows):
            progress(message.done, message.total)
        elif isinstance(message, _Loaded):
            return None
        elif isinstance(message, Outlined):
            return message


def _send(connection: Connection, prepared: PreparedVolume, cancelled: Cancelled) -> None:
    """Send a volume in pieces: one piece of a gigabyte would hold the interpreter."""
    values = np.ascontiguousarray(prepared.values)
    bare = replace(prepared, values=_NO_VOXELS, headers=())
    connection.send(_Coming(bare, values.shape, values.dtype.str, len(prepared.headers)))
    for header in prepared.headers:
        connection.send(header)
    for plane in values:
        if cancelled():
            raise CancelledError
        connection.send_bytes(memoryview(plane).cast("B"))


def _receive(connection: Connection) -> PreparedVolume:
    coming: _Coming = connection.recv()
    headers: tuple[Mapping[str, Any], ...] = tuple(connection.recv() for _ in range(coming.headers))
    values = np.empty(coming.shape, np.dtype(coming.dtype))
    for plane in values:
        connection.recv_bytes_into(memoryview(plane).cast("B"))
    return replace(coming.prepared, values=values, headers=headers)


def _serve(connection: Connection, source: RegisteredBundle) -> None:
    """Load the bundle, take one volume, answer."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides when its child ends
    with contextlib.suppress(OSError):
        os.nice(_NICE)
    try:
        bundle = source.open()
        connection.send(_Loaded())
        prepared = _receive(connection)
        threading.Thread(target=_end_with, args=(connection,), daemon=True).start()

        def progress(done: int, total: int) -> None:
            connection.send(_Windows(done, total))

        answer: Outlined | Failed = outline(bundle, prepared, source.id, progress=progress)
    except (EOFError, BrokenPipeError):
        return  # the parent is gone
    except Exception as error:  # noqa: BLE001 - whatever a foreign network raises is told
        answer = failure_of(None, error)
    with contextlib.suppress(OSError):
        connection.send(answer)


def _end_with(connection: Connection) -> None:
    """End this process, busy or not, when the parent is gone."""
    with contextlib.suppress(EOFError, OSError):
        connection.recv()
    os._exit(0)
