"""A file's frames -> arrays, inside a worker.

Source: PS3.5 A.4 (encapsulation), 8.1-8.2.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from pydicom.encaps import generate_frames

from omni_med.dicom import values as header
from omni_med.dicom.codecs import decode_frame
from omni_med.dicom.dataset import (
    BIG_ENDIAN,
    GE_PRIVATE,
    NATIVE,
    OpenedFile,
    Source,
    damage_is_an_error,
    open_dataset,
)
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.native import native_frame
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError

Pixels = NDArray[Any]
Store = Callable[[int, Pixels], None]


def decode_into(
    file: Source, size: int, instance: Instance, frames: Sequence[int], store: Store, *,
    limits: DecodeLimits,
) -> None:  # fmt: skip
    """Decode ``frames`` (0-based) and hand each with its place in the sequence to ``store``.

    Raises:
        DamagedFileError: If a frame is missing, damaged or contradicts the header.
        UnsupportedPixelsError: If there is no decoder.
    """
    opened = open_dataset(file, size, limits)
    if opened.pixels is None:
        raise DamagedFileError("The file holds no image.")
    if opened.transfer_syntax in NATIVE:
        _native(opened, instance, frames, store)
    else:
        _encapsulated(opened, instance, frames, store)


def _native(opened: OpenedFile, instance: Instance, frames: Sequence[int], store: Store) -> None:
    pixels = opened.pixels
    if pixels is None or pixels.length is None:
        raise DamagedFileError("The pixel data is compressed, but the header says it is not.")
    opened.source.seek(pixels.offset)
    data = opened.source.read(pixels.length)
    big = opened.transfer_syntax in (BIG_ENDIAN, GE_PRIVATE)
    if big and instance.bits_allocated == 8 and pixels.vr == "OW":
        swapped = np.frombuffer(data[: len(data) // 2 * 2], "<u2").byteswap()
        data, big = swapped.tobytes(), False
    for place, frame in enumerate(frames):
        store(place, native_frame(data, 0, instance, frame, big_endian=big))


def _encapsulated(
    opened: OpenedFile, instance: Instance, frames: Sequence[int], store: Store
) -> None:
    wanted: dict[int, list[int]] = {}
    for place, frame in enumerate(frames):
        wanted.setdefault(frame, []).append(place)
    last = max(wanted, default=-1)
    for index, data in enumerate(_frames(opened, instance)):
        for place in wanted.pop(index, ()):
            store(place, decode_frame(data, instance))
        if index >= last:
            break
    if wanted:
        raise DamagedFileError(
            f"The file holds fewer images than its header says ({instance.frames})."
        )


def _frames(opened: OpenedFile, instance: Instance) -> Iterator[bytes]:
    """Yield each frame's fragments, joined, by offset table where there is one."""
    if opened.pixels is None:
        return
    opened.source.seek(opened.pixels.offset)
    offsets = header.text(opened.dataset, "ExtendedOffsetTable")
    extended = None
    if offsets:
        extended = (
            bytes(opened.dataset.ExtendedOffsetTable),
            bytes(opened.dataset.get("ExtendedOffsetTableLengths", b"")),
        )
    with damage_is_an_error():
        yield from generate_frames(
            cast("BinaryIO", opened.source),
            number_of_frames=instance.frames,
            extended_offsets=extended,
        )
