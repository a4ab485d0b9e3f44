"""Native slices straight into a volume."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from omni_med.dicom.native import stored_bits
from omni_med.errors import CancelledError, DamagedFileError
from omni_med.progress import Cancelled

if TYPE_CHECKING:
    from omni_med.dicom.volume import Volume

ReadInto = Callable[[str, int, memoryview], int]
"""Fills a buffer with the file of a SOP instance UID from an offset; returns the bytes it put."""


def fill_volume(
    volume: Volume, places: Mapping[int, int], read_into: ReadInto, cancelled: Cancelled
) -> Iterator[tuple[list[int], list[int]]]:
    """Fill slices in place, one after the other in the caller's thread.

    A second thread makes it slower: a chunk is deciphered in five microseconds, and whoever lets go
    of the interpreter for as long as that waits longer until it is had again.

    Args:
        volume: What to fill.
        places: Offset in its file by index of a slice, in the order wanted.
        read_into: Where it raises, the slice is a gap.
        cancelled: Asked before each slice.

    Yields:
        An index, and the same once more if that slice is there now.

    Raises:
        CancelledError: If ``cancelled`` said so.
    """
    for index, place in places.items():
        if cancelled():
            raise CancelledError
        there = _fill(volume, index, place, read_into)
        yield [index], [index] if there else []


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
