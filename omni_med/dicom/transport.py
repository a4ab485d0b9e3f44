"""How a job goes to a worker and its answer comes back.

Messages are JSON in one packet of a socket pair; bytes travel in unnamed memory (memfd) whose
descriptor goes along. Nothing is pickled, since a worker that parsed a hostile file is not to be
trusted, and no shared memory has a name, since a named one survives a kill in clear.
"""

from __future__ import annotations

import fcntl
import json
import mmap
import os
import socket
from typing import Any

from omni_med.errors import DicomError

MAX_MESSAGE = 128 * 1024
_SEALS = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW  # the size stays what the parent checked


def send(channel: socket.socket, message: dict[str, Any], fd: int | None = None) -> None:
    """Send one message, with a descriptor where given (it stays open here).

    Raises:
        OSError: If the other side is gone.
    """
    packet = json.dumps(message).encode()
    if len(packet) > MAX_MESSAGE:
        raise ValueError("message too long")
    socket.send_fds(channel, [packet], [] if fd is None else [fd])


def receive(channel: socket.socket) -> tuple[dict[str, Any], int | None]:
    """Receive one message and the descriptor that came along, which the caller owns.

    Raises:
        EOFError: If the other side closed.
        ValueError: If it is no message.
    """
    packet, fds, _flags, _address = socket.recv_fds(channel, MAX_MESSAGE, 2)
    fd = fds[0] if fds else None
    for extra in fds[1:]:
        os.close(extra)
    if not packet:
        if fd is not None:
            os.close(fd)
        raise EOFError
    message = json.loads(packet)
    if not isinstance(message, dict):
        raise ValueError("no message")  # noqa: TRY004 - a foreign message, not a wrong argument
    return message, fd


def memory_of(data: bytes | bytearray | memoryview) -> int:
    """Put bytes into unnamed memory and return its descriptor."""
    fd = os.memfd_create("omni-med", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    view = memoryview(data).cast("B")
    while len(view):
        view = view[os.write(fd, view) :]
    return fd


def new_memory(size: int) -> tuple[int, mmap.mmap]:
    """Return unnamed memory of ``size`` bytes (at least 1), as descriptor and map."""
    fd = os.memfd_create("omni-med", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(fd, max(size, 1))
    return fd, mmap.mmap(fd, max(size, 1))


def map_memory(fd: int, size: int) -> mmap.mmap:
    """Seal the size of a worker's memory, check it, and map it privately; closes ``fd``.

    Raises:
        DicomError: If it is smaller than announced.
    """
    try:
        fcntl.fcntl(fd, fcntl.F_ADD_SEALS, _SEALS)
        if os.fstat(fd).st_size < max(size, 1):
            raise DicomError("The decoder returned less than it announced.")
        return mmap.mmap(
            fd, max(size, 1), flags=mmap.MAP_PRIVATE, prot=mmap.PROT_READ | mmap.PROT_WRITE
        )
    finally:
        os.close(fd)
