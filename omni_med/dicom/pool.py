"""The decode pool: persistent processes that parse everything foreign.

The pool's owner keeps the keys and the workspace; its workers see one file at a time.
"""

from __future__ import annotations

import contextlib
import os
import queue
import socket
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from omni_med import errors
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.native import frame_bytes, frame_shape, read_native, stored_dtype
from omni_med.dicom.parsed import ParsedDocument, ParsedFile
from omni_med.dicom.process import Worker
from omni_med.dicom.transport import map_memory, memory_of
from omni_med.domain.codec import from_json, to_json
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError, DicomError

Source = bytes | bytearray | memoryview | Path


@dataclass(frozen=True, slots=True)
class _Given:
    """A foreign file as a worker gets it: by path, or as unnamed memory."""

    path: Path | None
    fd: int | None


@contextlib.contextmanager
def _given(data: Source) -> Iterator[_Given]:
    if isinstance(data, Path):
        yield _Given(data, None)
        return
    fd = memory_of(data)
    try:
        yield _Given(None, fd)
    finally:
        os.close(fd)


class DecodePool:
    """Workers for foreign bytes; a context manager, safe to use from several threads.

    Workers start on first use, or with ``warm``. A worker that dies or is killed at its time
    limit gives one typed error and is replaced at once.

    Args:
        workers: How many; by default one a core, four at most.
        limits: What one job may cost.
    """

    def __init__(self, workers: int | None = None, limits: DecodeLimits | None = None) -> None:
        self.limits = limits or DecodeLimits()
        self.size = workers or min(4, os.cpu_count() or 1)
        self._limits_json = to_json(self.limits).decode()
        self._idle: queue.LifoQueue[Worker] = queue.LifoQueue()
        self._lock = threading.Lock()
        self._all: set[Worker] = set()
        self._closed = False

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_exc: object) -> None:
        """Stop the workers."""
        self.close()

    def warm(self) -> None:
        """Start all workers now, without waiting for them."""
        with self._lock:
            while len(self._all) < self.size and not self._closed:
                self._idle.put(self._start())

    def confined(self) -> tuple[int, int]:
        """Return how many workers run under a seccomp filter, and how many there are."""
        with self._lock:
            return sum(worker.is_confined() for worker in self._all), len(self._all)

    def close(self) -> None:
        """Stop all workers. Jobs that still run fail with ``DicomError``."""
        with self._lock:
            self._closed = True
            workers, self._all = self._all, set()
        for worker in workers:
            worker.stop()

    def parse(self, data: Source) -> ParsedFile:
        """Read one file's header.

        Raises:
            DicomError: One of its kinds; the pool stays usable.
        """
        with _given(data) as given:
            answer, memory = self._run({"verb": "parse"}, given)
        try:
            document, header = (int(length) for length in answer["lengths"])
        except (KeyError, TypeError, ValueError):
            os.close(memory)
            raise DicomError("The decoder gave no answer.") from None
        with map_memory(memory, document + header) as view:
            try:
                parsed = from_json(ParsedDocument, view[:document])
            except errors.DamagedRecordError:
                raise DamagedFileError("The header is damaged.") from None
            return ParsedFile(
                parsed.study,
                parsed.series,
                parsed.instance,
                view[document : document + header],
                parsed.rendering,
            )

    def decode(
        self, data: Source, instance: Instance, frames: Sequence[int] | None = None
    ) -> NDArray[Any]:
        """Decode frames of one file.

        Args:
            data: The whole file.
            instance: Its header, as ``parse`` gave it.
            frames: 0-based, in the order wanted; all by default.

        Returns:
            Stored values, (frames, rows, columns), or RGB (frames, rows, columns, 3): YBR
            becomes RGB, palette indices stay indices, 1-bit pixels are uint8.

        Raises:
            DicomError: One of its kinds; the pool stays usable.
        """
        wanted = list(range(instance.frames)) if frames is None else list(frames)
        self._check(instance, wanted)
        if instance.pixel_offset is not None and not isinstance(data, Path):
            native = [read_native(data, instance, frame) for frame in wanted]
            return np.stack(native)
        per_job = min(4096, max(1, self.limits.job_bytes // max(1, frame_bytes(instance))))
        chunks = [wanted[start : start + per_job] for start in range(0, len(wanted), per_job)]
        with _given(data) as given:
            if len(chunks) == 1:
                return self._decode_chunk(given, instance, chunks[0])
            out = np.empty((len(wanted), *frame_shape(instance)), stored_dtype(instance))
            with ThreadPoolExecutor(self.size) as threads:
                parts = threads.map(lambda part: self._decode_chunk(given, instance, part), chunks)
                for index, part in enumerate(parts):
                    out[index * per_job : index * per_job + len(part)] = part
            return out

    def _check(self, instance: Instance, wanted: list[int]) -> None:
        if not instance.has_pixels:
            raise errors.UnsupportedPixelsError("The object holds no image.")
        if any(not 0 <= frame < instance.frames for frame in wanted) or not wanted:
            raise ValueError("no such frame")
        if frame_bytes(instance) * len(wanted) > self.limits.pixel_bytes:
            raise errors.TooLargeError("The image is larger than can be read.")

    def _decode_chunk(self, given: _Given, instance: Instance, frames: list[int]) -> NDArray[Any]:
        job = {"verb": "decode", "instance": _instance_json(instance), "frames": frames}
        _answer, memory = self._run(job, given)
        dtype, shape = stored_dtype(instance), (len(frames), *frame_shape(instance))
        count = int(np.prod(shape))
        view = map_memory(memory, count * dtype.itemsize)
        return np.frombuffer(view, dtype, count).reshape(shape)

    def element(self, data: Source, path: Sequence[str | int]) -> bytes:
        """Return a binary value of a file's header, little endian; empty where it is not there.

        Args:
            data: The whole file.
            path: Tag, item, tag ...: ``("54000100", 0, "54001010")``.

        Raises:
            DicomError: One of its kinds; the pool stays usable.
        """
        with _given(data) as given:
            answer, memory = self._run({"verb": "element", "element": list(path)}, given)
        length = int(answer.get("length", 0))
        if length == 0:
            os.close(memory)
            return b""
        with map_memory(memory, length) as view:
            return bytes(view[:length])

    def list_archive(self, path: Path) -> bytes:
        """Return a ZIP's members as ``archive.list_members`` writes them."""
        return self._bytes({"verb": "list-archive"}, path)

    def read_member(self, path: Path, member: int) -> bytes:
        """Return the bytes of one member of a ZIP."""
        return self._bytes({"verb": "read-member", "member": member}, path)

    def directory(self, path: Path) -> bytes:
        """Return a DICOMDIR's file ids as ``media.listed_files`` writes them."""
        return self._bytes({"verb": "directory"}, path)

    def _bytes(self, job: dict[str, Any], path: Path) -> bytes:
        answer, memory = self._run(job, _Given(path, None))
        length = int(answer.get("length", os.fstat(memory).st_size))
        if length == 0:
            os.close(memory)
            return b""
        with map_memory(memory, length) as view:
            return view[:length]

    def _run(self, job: dict[str, Any], given: _Given) -> tuple[dict[str, Any], int]:
        """Run one job; return its answer and the memory that came along."""
        message = {**job, "limits": self._limits_json}
        if given.path is not None:
            message["path"] = os.fspath(given.path.absolute())
        with self._worker() as worker:
            answer, memory = worker.ask(message, given.fd, self.limits.timeout_seconds)
        if "error" in answer:
            if memory is not None:
                os.close(memory)
            raise _error(answer)
        if memory is None:
            raise DicomError("The decoder gave no answer.")
        return answer, memory

    @contextlib.contextmanager
    def _worker(self) -> Iterator[Worker]:
        worker = self._take()
        try:
            yield worker
        finally:
            if worker.alive:
                self._idle.put(worker)
            else:
                self._replace(worker)

    def _take(self) -> Worker:
        with self._lock:
            if self._closed:
                raise DicomError("The decoder was closed.")
            if self._idle.empty() and len(self._all) < self.size:
                return self._start()
        while True:
            try:
                worker = self._idle.get(timeout=1.0)
            except queue.Empty:
                if self._closed:
                    raise DicomError("The decoder was closed.") from None
                continue
            if worker.healthy():
                return worker
            self._replace(worker)  # it died while idle: no file is to blame

    def _replace(self, worker: Worker) -> None:
        worker.stop()
        with self._lock:
            self._all.discard(worker)
            if not self._closed:
                self._idle.put(self._start())

    def _start(self) -> Worker:
        worker = Worker(socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET))
        self._all.add(worker)
        return worker


def _instance_json(instance: Instance) -> str:
    """Return an instance without its planes, which decoding does not need."""
    return to_json(replace(instance, planes=())).decode()


def _error(answer: dict[str, Any]) -> DicomError:
    kind = getattr(errors, str(answer["error"]), DicomError)
    if not (isinstance(kind, type) and issubclass(kind, DicomError)):
        kind = DicomError
    return kind(str(answer["message"]), hint=str(answer.get("hint", "")))
