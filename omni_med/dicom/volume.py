"""A stack's pixels in one array, loaded nearest slice first."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.filling import ReadInto, fill_volume
from omni_med.dicom.native import frame_shape, native_place, read_native, stored_dtype
from omni_med.dicom.pixels import Decodes, modality_values
from omni_med.dicom.rendering import Rendering
from omni_med.dicom.stacks import SliceRef, Stack
from omni_med.errors import CancelledError, DicomError
from omni_med.progress import Cancelled, Progress, never, no_progress

Pixels = NDArray[Any]
Read = Callable[[str], bytes | memoryview]


def _ignore(_index: int) -> None:
    """Tell nobody."""


@dataclass(slots=True)
class Volume:
    """The pixels of one stack.

    Attributes:
        stack: What was loaded.
        values: (slices, rows, columns[, 3]): stored integers with one ``slope`` and
            ``intercept`` for all, or float32 in modality units where slices differ (PET).
        slope: Modality value = stored value * slope + intercept.
        intercept: As above.
        loaded: (slices,) bool: True where a slice is there.
        failures: Why a slice is not there, by index; such a slice holds zeros and must be shown
            as a gap.
    """

    stack: Stack
    values: Pixels = field(repr=False)
    slope: float = 1.0
    intercept: float = 0.0
    loaded: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(0, bool), repr=False)
    failures: dict[int, str] = field(default_factory=dict)

    def fail(self, index: int, error: Exception) -> None:
        """Note why a slice is not there.

        The words of errors that carry a hint are for users (a seal that does not fit, a damaged
        frame); others may hold a path.
        """
        if not self.loaded[index]:
            written_for_users = hasattr(error, "hint")
            self.failures[index] = str(error) if written_for_users else "The file cannot be read."


def load_volume(
    stack: Stack,
    read: Read,
    *,
    pool: Decodes,
    read_into: ReadInto | None = None,
    renderings: Mapping[str, Rendering] | None = None,
    start: int = 0,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
    on_slice: Callable[[int], None] = _ignore,
    on_volume: Callable[[Volume], None] = lambda _volume: None,
) -> Volume:
    """Load a stack into one preallocated array, the slices nearest to ``start`` first.

    Native slices are read in-process by offset, with ``read_into`` straight into their place;
    compressed ones go through ``pool``. A damaged slice becomes a gap with its reason; the others
    are loaded all the same.

    Args:
        stack: What to load.
        read: Returns the bytes of the file of a SOP instance UID.
        pool: Decodes compressed frames.
        read_into: Fills a buffer with the file of a SOP instance UID from an offset, or raises and
            leaves zeros. Without it, native slices come by ``read``.
        renderings: By SOP instance UID, for slope and intercept; without them values stay
            stored values with slope 1 and intercept 0.
        start: Index of the slice wanted first.
        progress: Told (slices done, slices) after each.
        cancelled: Asked before each.
        on_slice: Told the index of each slice that is there.
        on_volume: Given the volume before the first slice, so that it can be shown growing.

    Raises:
        CancelledError: If ``cancelled`` said so; slices loaded by then stay in the volume.
    """
    volume = _allocate(stack, renderings or {})
    on_volume(volume)
    loader = _Loader(volume, read, read_into, renderings or {})
    order = sorted(range(len(stack.slices)), key=lambda index: (abs(index - start), index))
    done = 0
    for batch, present in loader.load(order, pool, cancelled):
        for index in present:
            on_slice(index)
        done += len(batch)
        progress(done, len(order))
    return volume


def _allocate(stack: Stack, renderings: Mapping[str, Rendering]) -> Volume:
    first = stack.slices[0]
    shape = (len(stack.slices), *frame_shape(first.instance))
    loaded = np.zeros(len(stack.slices), bool)
    rescales = {_rescale(item, renderings) for item in stack.slices}
    if len(rescales) > 1 or None in rescales:
        return Volume(stack, np.zeros(shape, np.float32), loaded=loaded)
    slope, intercept = next(iter(rescales)) or (1.0, 0.0)
    values = np.zeros(shape, stored_dtype(first.instance))
    return Volume(stack, values, slope, intercept, loaded)


def _rescale(item: SliceRef, renderings: Mapping[str, Rendering]) -> tuple[float, float] | None:
    """Return a slice's slope and intercept; None where a modality LUT replaces them."""
    rendering = renderings.get(item.sop_instance_uid)
    if rendering is None:
        return 1.0, 0.0
    if rendering.modality_lut is not None:
        return None
    found = rendering.frame(item.frame)
    return found.slope, found.intercept


def _batches(stack: Stack, order: list[int]) -> list[list[int]]:
    """Group neighbouring indices of one compressed multi-frame object, so it is read once."""
    batches: list[list[int]] = []
    waiting: dict[str, list[int]] = defaultdict(list)
    for index in order:
        item = stack.slices[index]
        if item.instance.frames == 1:
            batches.append([index])
            continue
        batch = waiting[item.sop_instance_uid]
        if not batch or len(batch) >= (1 if len(batches) < 1 else 16):
            batch = waiting[item.sop_instance_uid] = []
            batches.append(batch)
        batch.append(index)
    return batches


class _Loader:
    """Puts slices into a volume."""

    def __init__(
        self,
        volume: Volume,
        read: Read,
        read_into: ReadInto | None,
        renderings: Mapping[str, Rendering],
    ) -> None:
        self._volume = volume
        self._read = read
        self._read_into = read_into
        self._renderings = renderings
        rescales = {_rescale(item, renderings) for item in volume.stack.slices}
        self._own_rescale = len(rescales) > 1 or None in rescales
        self._last: tuple[str, bytes | memoryview] = ("", b"")

    def load(
        self, order: list[int], pool: Decodes, cancelled: Cancelled
    ) -> Iterator[tuple[list[int], list[int]]]:
        """Load slices in order; yield groups of them, each with the indices that are there now."""
        places = {} if self._read_into is None or self._own_rescale else self._places(order)
        if places and self._read_into is not None:
            yield from fill_volume(self._volume, places, self._read_into, cancelled)
        rest = [index for index in order if index not in places]
        if rest:
            yield from self._load_batches(_batches(self._volume.stack, rest), pool, cancelled)

    def _places(self, order: list[int]) -> dict[int, int]:
        """Return where in their files those slices lie whose bytes are the volume's values."""
        values, found = self._volume.values, {}
        for index in order:
            item = self._volume.stack.slices[index]
            like = (stored_dtype(item.instance), frame_shape(item.instance))
            place = native_place(item.instance, item.frame)
            if place is not None and like == (values.dtype, values.shape[1:]):
                found[index] = place
        return found

    def _load_batches(
        self, batches: list[list[int]], pool: Decodes, cancelled: Cancelled
    ) -> Iterator[tuple[list[int], list[int]]]:
        """Load batches in order; yield each with the indices of it that are there now.

        Files are read in the caller's thread, native slices stored at once; compressed ones are
        decoded by all workers of the pool, a few batches ahead.
        """
        ahead = 2 * pool.size
        waiting: deque[tuple[list[int], Future[Pixels]]] = deque()
        with ThreadPoolExecutor(pool.size, thread_name_prefix="decode") as threads:
            try:
                for batch in batches:
                    if cancelled():
                        raise CancelledError
                    job = self._start(batch, threads, pool)
                    if not isinstance(job, Future):
                        yield batch, job
                        continue
                    waiting.append((batch, job))
                    while waiting and (len(waiting) > ahead or waiting[0][1].done()):
                        yield self._finish(*waiting.popleft(), pool)
                while waiting:
                    if cancelled():
                        raise CancelledError
                    yield self._finish(*waiting.popleft(), pool)
            finally:
                for _batch, future in waiting:
                    future.cancel()

    def _start(
        self, batch: list[int], threads: ThreadPoolExecutor, pool: Decodes
    ) -> Future[Pixels] | list[int]:
        """Store a native batch and return its indices, or start to decode a compressed one."""
        slices = self._volume.stack.slices
        first = slices[batch[0]].instance
        try:
            data = self._bytes(slices[batch[0]])
        except CancelledError:
            raise
        except Exception as error:  # noqa: BLE001 - whoever reads has errors of its own: a gap
            return self._failed(batch, error)
        frames = [slices[index].frame for index in batch]
        if first.pixel_offset is None:
            return threads.submit(pool.decode, data, first, frames)
        try:
            for index, frame in zip(batch, frames, strict=True):
                self._store(index, read_native(data, first, frame))
        except DicomError as error:
            return self._failed(batch, error)
        return batch

    def _finish(
        self, batch: list[int], job: Future[Pixels], pool: Decodes
    ) -> tuple[list[int], list[int]]:
        """Store a decoded batch; where it failed, try its frames one by one."""
        try:
            frames = job.result()
        except DicomError as error:
            if len(batch) == 1:
                return batch, self._failed(batch, error)
            return batch, [index for index in batch if self._alone(index, pool)]
        for index, frame in zip(batch, frames, strict=True):
            self._store(index, frame)
        return batch, batch

    def _alone(self, index: int, pool: Decodes) -> bool:
        item = self._volume.stack.slices[index]
        try:
            self._store(index, pool.decode(self._bytes(item), item.instance, [item.frame])[0])
        except DicomError as error:
            self._failed([index], error)
            return False
        return True

    def _failed(self, batch: list[int], error: Exception) -> list[int]:
        """Note why the slices of a batch are not there; return those that are."""
        for index in batch:
            self._volume.fail(index, error)
        return [index for index in batch if self._volume.loaded[index]]

    def _bytes(self, item: SliceRef) -> bytes | memoryview:
        if item.instance.frames == 1:
            return self._read(item.sop_instance_uid)
        if self._last[0] != item.sop_instance_uid:
            self._last = (item.sop_instance_uid, self._read(item.sop_instance_uid))
        return self._last[1]

    def _store(self, index: int, frame: Pixels) -> None:
        volume = self._volume
        item = volume.stack.slices[index]
        rendering = self._renderings.get(item.sop_instance_uid)
        if self._own_rescale and rendering is not None:
            frame = modality_values(frame, rendering, frame=item.frame)
        volume.values[index] = frame
        volume.loaded[index] = True
