"""One worker of the decode pool: a process that parses foreign bytes and nothing else.

It is started with an almost empty environment, one socket and no keys; it has limits on memory,
CPU time, open files and core dumps, and a filter on what it may ask of the kernel; it answers each
job with a result or one typed error, and a job that kills it costs nobody else anything.
"""

from __future__ import annotations

import errno
import mmap
import os
import resource
import signal
import socket
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pydicom.config

from omni_med import errors
from omni_med.dicom import archive, media
from omni_med.dicom.decode import Pixels, decode_into
from omni_med.dicom.header import element_bytes
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.native import frame_bytes, frame_shape, stored_dtype
from omni_med.dicom.parsed import ParsedDocument
from omni_med.dicom.process import STOPPED
from omni_med.dicom.read import parse
from omni_med.dicom.sandbox import confine
from omni_med.dicom.transport import memory_of, new_memory, receive, send
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.study import Instance

Answer = tuple[dict[str, Any], int | None]


def main() -> None:
    """Serve jobs from the socket whose number is the last argument, until it closes."""
    channel = socket.socket(fileno=int(sys.argv[-1]))
    _prepare()
    baseline = _address_space()
    confine()
    send(channel, {"ready": os.getpid()})
    while True:
        try:
            job, fd = receive(channel)
        except EOFError:
            return
        limits = _limits(job["limits"])
        answer, result = _answer(job, fd, limits, baseline)
        try:
            send(channel, answer, result)
        except OSError:
            return
        finally:
            if result is not None:
                os.close(result)


@cache
def _limits(text: str) -> DecodeLimits:
    return from_json(DecodeLimits, text.encode())


def _prepare() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the parent's to handle
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold patient data
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
    warnings.simplefilter("ignore")
    pydicom.config.settings.reading_validation_mode = pydicom.config.IGNORE


def _address_space() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * mmap.PAGESIZE


def _limit(limits: DecodeLimits, extra: int) -> None:
    """Bound this job's memory and CPU time; ``extra`` is what mapping its input takes."""
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    allowed = extra + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_AS, (allowed, hard))
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu_seconds
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, hard))


def _answer(job: dict[str, Any], fd: int | None, limits: DecodeLimits, baseline: int) -> Answer:
    try:
        return _serve(job, fd, limits, baseline)
    except errors.DicomError as error:
        return _refusal(type(error).__name__, str(error), error.hint), None
    except BaseException as error:  # noqa: BLE001 - Rust panics derive from BaseException
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            error = MemoryError()
        for kinds, name, message, hint in _REFUSALS:
            if isinstance(error, kinds):
                return _refusal(name, message, hint), None
        return _refusal("DamagedFileError", STOPPED, ""), None


_REFUSALS: tuple[tuple[tuple[type[BaseException], ...], str, str, str], ...] = (
    (
        (MemoryError, OverflowError),
        "TooLargeError",
        "The file needs more memory than is allowed.",
        "",
    ),
    (
        (RecursionError,),
        "DamagedFileError",
        "The header nests sequences too deep to be genuine.",
        "",
    ),
    ((FileNotFoundError,), "DicomError", "The file is gone.", "Check the path."),
    ((PermissionError,), "DicomError", "The file may not be read.", "Check who may read it."),
)


def _refusal(kind: str, message: str, hint: str) -> dict[str, Any]:
    return {"error": kind, "message": message[:500], "hint": hint[:500]}


def _serve(job: dict[str, Any], fd: int | None, limits: DecodeLimits, baseline: int) -> Answer:
    handle = os.open(job["path"], os.O_RDONLY | os.O_CLOEXEC) if fd is None else fd
    try:
        size = os.fstat(handle).st_size
        if size == 0:
            raise errors.NotDicomError("The file is empty.")
        _limit(limits, baseline + size)
        verb = _VERBS[job["verb"]]
        with mmap.mmap(handle, size, prot=mmap.PROT_READ) as view:
            return verb(job, _Input(view, handle, size), limits)
    finally:
        os.close(handle)


@dataclass(frozen=True, slots=True)
class _Input:
    """The foreign file: as memory, and as an open descriptor."""

    view: mmap.mmap
    handle: int
    size: int


def _parse(_job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    found = parse(file.view, file.size, limits)
    document = to_json(ParsedDocument(found.study, found.series, found.instance, found.rendering))
    return {"lengths": [len(document), len(found.header)]}, memory_of(document + found.header)


def _decode(job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    instance = from_json(Instance, job["instance"].encode())
    frames = [int(frame) for frame in job["frames"]]
    length = frame_bytes(instance)
    dtype, shape = stored_dtype(instance), frame_shape(instance)
    if length > limits.frame_bytes:
        raise errors.TooLargeError("The image is larger than can be read.")
    result, memory = new_memory(length * len(frames))
    out = np.frombuffer(memory, dtype, length * len(frames) // dtype.itemsize)
    out = out.reshape(len(frames), *shape)

    def store(place: int, values: Pixels) -> None:
        out[place] = values

    try:
        decode_into(file.view, file.size, instance, frames, store, limits=limits)
    except BaseException:
        os.close(result)
        raise
    return {"dtype": dtype.str, "shape": [len(frames), *shape]}, result


def _list_archive(_job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    with os.fdopen(os.dup(file.handle), "rb") as stream:
        return {}, memory_of(archive.list_members(stream, limits))


def _read_member(job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    with os.fdopen(os.dup(file.handle), "rb") as stream:
        data = archive.read_member(stream, int(job["member"]), limits)
    return {"length": len(data)}, memory_of(data)


def _directory(_job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    return {}, memory_of(media.listed_files(file.view, file.size, limits))


def _element(job: dict[str, Any], file: _Input, limits: DecodeLimits) -> Answer:
    data = element_bytes(file.view, file.size, job["element"], limits)
    return {"length": len(data)}, memory_of(data)


_VERBS: dict[str, Callable[[dict[str, Any], _Input, DecodeLimits], Answer]] = {
    "parse": _parse,
    "decode": _decode,
    "list-archive": _list_archive,
    "read-member": _read_member,
    "directory": _directory,
    "element": _element,
}

if __name__ == "__main__":
    main()
