"""Native slices straight into a volume, by several threads."""

from __future__ import annotations

import contextlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from omni_med.dicom.native import stored_bits
from omni_med.errors import CancelledError, DamagedFileError
from omni_med.progress import Cancelled

if TYPE_CHECKING:
    from omni_med.dicom.volume import Volume

ReadInto = Callable[[str, int, memoryview], int]
"""Fills a buffer with the file of a SOP instance UID from an offset; returns the bytes it put."""


def fill_volume(
    volume: Volume,
    places: Mapping[int, int],
    read_into: ReadInto,
    threads: int,
    cancelled: Cancelled,
) -> Iterator[tuple[list[int], list[int]]]:
    """Fill slices in place: the first at once, the others side by side.

    The caller's thread takes its share of the slices, and tells of what the others have filled.
    Reading and deciphering let go of the interpreter, so that both cores are used.

    Args:
        volume: What to fill.
        places: Offset in its file by index of a slice, in the order wanted.
        read_into: Asked by all threads; where it raises, the slice is a gap.
        threads: How many, the caller's among them.
        cancelled: Asked before each slice of the caller's thread.

    Yields:
        An index, and the same once more if that slice is there now.

    Raises:
        CancelledError: If ``cancelled`` said so; nothing is filled any more then.
    """
    todo = deque(places.items())
    filled: deque[tuple[list[int], list[int]]] = deque()

    def fill_one() -> None:
        with contextlib.suppress(IndexError):  # another thread took the last
            index, place = todo.popleft()
            there = _fill(volume, index, place, read_into)
            filled.append(([index], [index] if there else []))

    def help_out() -> None:
        while todo:
            fill_one()

    with ThreadPoolExecutor(max(1, threads - 1), thread_name_prefix="fill") as helpers:
        helping: list[Future[None]] = []
        try:
            while todo:
                if cancelled():
                    raise CancelledError
                fill_one()
                while filled:
                    yield filled.popleft()
                if not helping:
                    helping = [helpers.submit(help_out) for _ in range(threads - 1)]
            for job in helping:
                job.result()
            yield from filled
        finally:
            todo.clear()


def _check(whole: bool) -> None:
    if not whole:
        raise DamagedFileError("The file is shorter than its header says.")


def _fill(volume: Volume, index: int, place: int, read_into: ReadInto) -> bool:
    """Fill one slice; return whether it is there."""
    item, values = volume.stack.slices[index], volume.values[index]
    try:
        count = read_into(item.sop_instance_uid, place, memoryview(values).cast("B"))
        _check(count == values.nbytes)
    except CancelledError:
        raise
    except Exception as error:  # noqa: BLE001 - whoever reads has errors of its own: a gap
        values[...] = 0
        volume.fail(index, error)
        return False
    stored_bits(values, item.instance, out=values)
    volume.loaded[index] = True
    return True
