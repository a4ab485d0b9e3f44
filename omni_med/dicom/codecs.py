"""One compressed frame -> its stored values.

Runs in a worker of the pool. Decoders are imagecodecs', which release the GIL; each frame's own
header is compared with the DICOM header first, and the result's shape after.

Source: PS3.5 8.2 and annexes A.4, G (RLE).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
from numpy.typing import NDArray

from omni_med.dicom import codestream
from omni_med.dicom.codestream import Codestream
from omni_med.dicom.dataset import inflate
from omni_med.dicom.native import finish, frame_shape, native_frame, stored_dtype, ybr_to_rgb
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError, DicomError, UnsupportedPixelsError

Pixels = NDArray[Any]
FrameDecoder = Callable[[bytes, Instance], Pixels]

_YBR = ("YBR_FULL", "YBR_FULL_422")


def decode_frame(data: bytes, instance: Instance) -> Pixels:
    """Decode one frame.

    Args:
        data: The frame's fragments, joined.
        instance: The object's header.

    Returns:
        Stored values (rows, columns), or RGB (rows, columns, 3), of ``stored_dtype``.

    Raises:
        UnsupportedPixelsError: If there is no decoder for the transfer syntax.
        DamagedFileError: If the frame is damaged or contradicts the header.
    """
    decoder = _DECODERS.get(instance.transfer_syntax_uid)
    if decoder is None:
        syntax = re.sub(r"[^0-9.]", "?", instance.transfer_syntax_uid)[:64]
        raise UnsupportedPixelsError(f"No decoder for this compression (transfer syntax {syntax}).")
    try:
        values = decoder(data, instance)
    except (DicomError, MemoryError):
        raise
    except Exception as error:
        raise DamagedFileError("A compressed image is damaged and cannot be decoded.") from error
    if values.shape != frame_shape(instance):
        raise DamagedFileError("A compressed image does not have the size its header says.")
    return values.astype(stored_dtype(instance), copy=False)


def _require(stream: Codestream, instance: Instance) -> None:
    if (stream.rows, stream.columns) != (instance.rows, instance.columns):
        raise DamagedFileError(
            f"The image is {stream.columns} x {stream.rows} pixels inside, but its header says "
            f"{instance.columns} x {instance.rows}."
        )
    if stream.components != instance.samples_per_pixel:
        raise DamagedFileError("The image's colours do not fit its header.")
    if stream.precision > instance.bits_allocated:
        raise DamagedFileError("The image has more bits per pixel than its header says.")


def _to_rgb(values: Pixels, instance: Instance, stream: Codestream) -> Pixels:
    """Convert decoded YCbCr to RGB where the frame is YCbCr.

    What the frame says of itself (component names, a JFIF marker) comes before the DICOM header,
    which is often wrong.
    """
    if instance.samples_per_pixel != 3 or stream.named_rgb:
        return values
    ybr = instance.photometric in _YBR or (stream.jfif and "YBR" not in instance.photometric)
    return ybr_to_rgb(values) if ybr else values


def _jpeg(data: bytes, instance: Instance) -> Pixels:
    """JPEG baseline and extended, 8 and 12 bit (processes 1, 2 and 4)."""
    stream = codestream.jpeg(data)
    _require(stream, instance)
    if stream.process == 0xC3:
        return _jpeg_lossless(data, instance)
    if stream.process not in (0xC0, 0xC1, 0xC2):
        raise UnsupportedPixelsError("This kind of JPEG compression has no decoder.")
    codestream.require_end(data)
    space = "GRAYSCALE" if stream.components == 1 else "YCBCR"
    values = imagecodecs.jpeg8_decode(data, colorspace=space, outcolorspace=space)
    return _sign(_to_rgb(values, instance, stream), instance, instance.bits_stored)


def _jpeg_lossless(data: bytes, instance: Instance) -> Pixels:
    """JPEG lossless, process 14, any selection value."""
    stream = codestream.jpeg(data)
    _require(stream, instance)
    if stream.process != 0xC3:
        return _jpeg(data, instance)
    codestream.require_end(data)
    values = imagecodecs.ljpeg_decode(data)
    return _sign(_to_rgb(values, instance, stream), instance, instance.bits_stored)


def _jpegls(data: bytes, instance: Instance) -> Pixels:
    stream = codestream.jpeg(data)
    _require(stream, instance)
    if stream.process != 0xF7:
        raise DamagedFileError("A frame is not the JPEG-LS it should be.")
    codestream.require_end(data)
    values = imagecodecs.jpegls_decode(data)
    if values.ndim == 3 and values.shape[0] == 3 and values.shape[-1] != 3:
        values = values.transpose(1, 2, 0)
    return _sign(_to_rgb(values, instance, stream), instance, stream.precision)


def _jpeg2000(data: bytes, instance: Instance) -> Pixels:
    """JPEG 2000 and HTJ2K; multi-component transforms come back as RGB.

    HTJ2K too goes through OpenJPEG: imagecodecs' own OpenJPH binding returns a half-filled image
    for a cut frame, and lets overshoots of lossy frames wrap around.
    """
    stream = codestream.jpeg2000(data)
    _require(stream, instance)
    codestream.require_end(data)
    values = imagecodecs.jpeg2k_decode(data, numthreads=1)
    return _as_stored(values, instance, stream)


def _as_stored(values: Pixels, instance: Instance, stream: Codestream) -> Pixels:
    if stream.signed != instance.signed:
        container = values.dtype.itemsize * 8
        kind = "i" if instance.signed else "u"
        values = values.view(np.dtype(f"{kind}{values.dtype.itemsize}"))
        shift = container - stream.precision
        values = np.right_shift(np.left_shift(values, shift), shift)
    return _to_rgb(values, instance, stream)


def _sign(values: Pixels, instance: Instance, precision: int) -> Pixels:
    """Read ``precision`` bits as two's complement where the header says signed."""
    if not instance.signed:
        return values
    signed = values.view(np.dtype(f"i{values.dtype.itemsize}"))
    shift = values.dtype.itemsize * 8 - precision
    return np.right_shift(np.left_shift(signed, shift), shift) if shift > 0 else signed


def _rle(data: bytes, instance: Instance) -> Pixels:
    """RLE lossless; one segment a byte plane, most significant first (PS3.5 annex G)."""
    if len(data) < 64:
        raise DamagedFileError("A compressed image is cut.")
    bits = instance.bits_allocated
    planes = instance.samples_per_pixel * max(1, bits // 8)
    count, *offsets = struct.unpack("<16L", data[:64])
    if count != planes:
        raise DamagedFileError("The image's RLE segments do not fit its header.")
    pixels = instance.rows * instance.columns
    size = -(-pixels // 8) if bits == 1 else pixels
    ends = [*offsets[1:count], len(data)]
    decoded = np.empty((planes, size), np.uint8)
    for plane, (start, end) in enumerate(zip(offsets[:count], ends, strict=True)):
        if not 64 <= start <= end <= len(data):
            raise DamagedFileError("The image's RLE segments reach beyond its end.")
        decoded[plane] = _segment(data[start:end], size)
    if bits == 1:
        single = np.unpackbits(decoded[0], bitorder="little")[:pixels]
        return single.reshape(frame_shape(instance))
    width = bits // 8
    joined = decoded.reshape(instance.samples_per_pixel, width, pixels)[:, ::-1].transpose(2, 0, 1)
    values = np.ascontiguousarray(joined).view(stored_dtype(instance))
    return finish(values.reshape(frame_shape(instance)), instance)


def _segment(data: bytes, size: int) -> Pixels:
    """Decode PackBits to exactly ``size`` bytes; what follows is padding.

    Raises:
        DamagedFileError: If it holds fewer.
    """
    out = imagecodecs.packbits_decode(data)
    if len(out) < size:
        raise DamagedFileError("A compressed image is cut.")
    return np.frombuffer(out, np.uint8, size)


def _deflated_frame(data: bytes, instance: Instance) -> Pixels:
    """Deflated image frame compression (PS3.5 A.4.13)."""
    pixels = instance.rows * instance.columns * instance.samples_per_pixel
    size = -(-pixels * instance.bits_allocated // 8)
    raw = inflate(data, size + 1)
    if len(raw) < size:
        raise DamagedFileError("A compressed image is cut.")
    return native_frame(raw, 0, instance, 0)


_DECODERS: dict[str, FrameDecoder] = {
    "1.2.840.10008.1.2.5": _rle,
    "1.2.840.10008.1.2.8.1": _deflated_frame,
    "1.2.840.10008.1.2.4.50": _jpeg,
    "1.2.840.10008.1.2.4.51": _jpeg,
    "1.2.840.10008.1.2.4.57": _jpeg_lossless,
    "1.2.840.10008.1.2.4.70": _jpeg_lossless,
    "1.2.840.10008.1.2.4.80": _jpegls,
    "1.2.840.10008.1.2.4.81": _jpegls,
    "1.2.840.10008.1.2.4.90": _jpeg2000,
    "1.2.840.10008.1.2.4.91": _jpeg2000,
    "1.2.840.10008.1.2.4.201": _jpeg2000,
    "1.2.840.10008.1.2.4.202": _jpeg2000,
    "1.2.840.10008.1.2.4.203": _jpeg2000,
}
"""Progressive and spectral-selection JPEG (.53, .55) is retired; 12-bit ones have no decoder."""
