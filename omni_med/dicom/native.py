"""Uncompressed frames straight out of a file's bytes, by offset.

Pure functions on buffers. They run in-process for files whose header was checked at import, and
in a worker for inflated or big endian ones.

Source: PS3.5 8.1-8.2 and D.2; PS3.3 C.7.6.3.1.2 (YBR), C.7.6.3.1.3 (planar configuration).
"""

from __future__ import annotations

from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError

Pixels = NDArray[Any]
Buffer = bytes | bytearray | memoryview


def stored_dtype(instance: Instance) -> np.dtype[Any]:
    """Return the little-endian dtype of one stored sample; uint8 for 1-bit pixels."""
    if instance.pixel_kind == "float":
        return np.dtype("<f4")
    if instance.pixel_kind == "double":
        return np.dtype("<f8")
    if instance.bits_allocated == 1:
        return np.dtype("u1")
    return np.dtype(f"<{'i' if instance.signed else 'u'}{instance.bits_allocated // 8}")


def frame_shape(instance: Instance) -> tuple[int, ...]:
    """Return (rows, columns) or (rows, columns, 3)."""
    shape = (instance.rows, instance.columns)
    return shape if instance.samples_per_pixel == 1 else (*shape, instance.samples_per_pixel)


def frame_bytes(instance: Instance) -> int:
    """Return the length of one decoded frame in bytes, as the pool returns it."""
    sample = 1 if instance.bits_allocated == 1 else ceil(instance.bits_allocated / 8)
    return instance.rows * instance.columns * instance.samples_per_pixel * sample


def native_length(instance: Instance) -> int:
    """Return how many bytes native pixel data must have, its last padding byte left out."""
    pixels = instance.rows * instance.columns * instance.frames
    if instance.photometric == "YBR_FULL_422" and instance.samples_per_pixel == 3:
        return pixels * 2 * instance.bits_allocated // 8
    return ceil(pixels * instance.samples_per_pixel * instance.bits_allocated / 8)


def read_native(data: Buffer, instance: Instance, frame: int = 0) -> Pixels:
    """Return one native frame of a whole file's bytes.

    Args:
        data: The file.
        instance: Its header; ``pixel_offset`` is set.
        frame: 0-based.

    Returns:
        Stored values, (rows, columns) or RGB (rows, columns, 3). May be a read-only view on
        ``data``.

    Raises:
        DamagedFileError: If the file is shorter than its header said.
        ValueError: If the instance is not native.
    """
    if instance.pixel_offset is None:
        raise ValueError("not a native object")
    return native_frame(data, instance.pixel_offset, instance, frame)


def native_frame(
    data: Buffer, offset: int, instance: Instance, frame: int, *, big_endian: bool = False
) -> Pixels:
    """Return one native frame whose pixel data starts at ``offset``; see ``read_native``."""
    if instance.bits_allocated == 1:
        return _one_bit(data, offset, instance, frame)
    dtype = stored_dtype(instance)
    if big_endian:
        dtype = dtype.newbyteorder(">")
    samples = instance.rows * instance.columns * instance.samples_per_pixel
    subsampled = instance.photometric == "YBR_FULL_422" and instance.samples_per_pixel == 3
    if subsampled:
        samples = instance.rows * instance.columns * 2
    start = offset + frame * samples * dtype.itemsize
    values = _view(data, start, samples, dtype)
    if big_endian:
        values = values.astype(dtype.newbyteorder("<"))
    if subsampled:
        values = _expand_422(values)
    elif instance.samples_per_pixel == 3 and instance.planar_configuration == 1:
        values = values.reshape(3, instance.rows, instance.columns).transpose(1, 2, 0)
    return finish(values.reshape(frame_shape(instance)), instance)


def native_place(instance: Instance, frame: int) -> int | None:
    """Return the offset in the file where a frame lies as it is stored in an array of its values.

    None where its bytes must be rearranged first: 1-bit pixels, YBR, samples plane by plane.
    Bits that are not stored are still to be cleared (``stored_bits``).
    """
    colour = instance.samples_per_pixel == 3
    if instance.pixel_offset is None or instance.bits_allocated == 1:
        return None
    if colour and (instance.photometric != "RGB" or instance.planar_configuration == 1):
        return None
    return instance.pixel_offset + frame * frame_bytes(instance)


def stored_bits(values: Pixels, instance: Instance, out: Pixels | None = None) -> Pixels:
    """Clear the bits that are not stored, in ``out`` if given; signed values keep their sign.

    Source: PS3.5 8.1.1 (unused bits are undefined).
    """
    if instance.pixel_kind == "integer" and instance.bits_stored < instance.bits_allocated > 1:
        shift = instance.bits_allocated - instance.bits_stored
        if instance.signed:
            values = np.right_shift(np.left_shift(values, shift, out=out), shift, out=out)
        else:
            mask = values.dtype.type((1 << instance.bits_stored) - 1)
            values = np.bitwise_and(values, mask, out=out)
    return values


def finish(values: Pixels, instance: Instance) -> Pixels:
    """Clear the bits that are not stored, and turn YBR into RGB.

    Source: PS3.5 8.1.1 (unused bits are undefined); PS3.3 C.7.6.3.1.2.
    """
    values = stored_bits(values, instance)
    if instance.samples_per_pixel == 3 and instance.photometric in ("YBR_FULL", "YBR_FULL_422"):
        values = ybr_to_rgb(values)
    return values


def ybr_to_rgb(values: Pixels) -> Pixels:
    """Convert full-range YCbCr to RGB; shape (..., 3), unsigned, same dtype.

    Source: PS3.3 C.7.6.3.1.2 (YBR_FULL), inverted and rounded as ITU-T T.871 section 7.
    """
    work = np.dtype(np.float32 if values.dtype.itemsize == 1 else np.float64)
    top = float(np.iinfo(values.dtype).max)
    middle = (top + 1) / 2
    matrix = np.array(
        [[1.0, 1.0, 1.0], [0.0, -0.114 * 1.772 / 0.587, 1.772], [1.402, -0.299 * 1.402 / 0.587, 0]],
        work,
    )
    result: Pixels = values.astype(work)
    result -= np.array([0, middle, middle], work)
    np.matmul(result, matrix, out=result)
    result += 0.5
    np.floor(result, out=result)
    np.clip(result, 0, top, out=result)
    return result.astype(values.dtype)


def _view(data: Buffer, start: int, count: int, dtype: np.dtype[Any]) -> Pixels:
    if start + count * dtype.itemsize > len(data):
        raise DamagedFileError("The file is shorter than its header says.")
    return np.frombuffer(data, dtype, count, start)


def _one_bit(data: Buffer, offset: int, instance: Instance, frame: int) -> Pixels:
    """Unpack bits, least significant first; frames are not padded to bytes (PS3.5 8.1.1)."""
    count = instance.rows * instance.columns * instance.samples_per_pixel
    first = frame * count
    start, skip = offset + first // 8, first % 8
    packed = _view(data, start, ceil((skip + count) / 8), np.dtype("u1"))
    bits = np.unpackbits(packed, bitorder="little")[skip : skip + count]
    return bits.reshape(frame_shape(instance))


def _expand_422(values: Pixels) -> Pixels:
    """Expand Y1 Y2 B R into Y1 B R, Y2 B R; 1-D in and out (PS3.3 C.7.6.3.1.2)."""
    if values.size % 4:
        raise DamagedFileError("The colour image has an odd number of pixels and cannot be read.")
    pairs = values.reshape(-1, 4)
    result = np.empty((pairs.shape[0], 2, 3), values.dtype)
    result[:, :, 0] = pairs[:, :2]
    result[:, :, 1:] = pairs[:, None, 2:]
    return result.reshape(-1)
