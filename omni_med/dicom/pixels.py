"""Stored values -> modality values -> what is seen. Pure functions.

Source: PS3.3 C.7.6.3 (image pixel), C.7.9 (palette), C.11.1 (modality LUT), C.11.2 (VOI LUT).
"""

from __future__ import annotations

from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.native import read_native
from omni_med.dicom.rendering import Lut, Rendering
from omni_med.domain.study import Instance
from omni_med.errors import UnsupportedPixelsError

_BLOCK = 1 << 17  # values that are windowed at a time

Pixels = NDArray[Any]
FloatPixels = NDArray[np.float32]


class Decodes(Protocol):
    """The part of the decode pool that is needed here."""

    @property
    def size(self) -> int:
        """How many jobs may run at once."""

    def decode(self, data: Any, instance: Instance, frames: Any = None) -> Pixels:
        """Decode frames."""


def modality_values(stored: Pixels, rendering: Rendering, *, frame: int = 0) -> Pixels:
    """Return values in the modality's unit (HU for CT).

    Args:
        stored: Stored values, any shape.
        rendering: Of the object.
        frame: 0-based; matters where frames have their own rescale.

    Returns:
        The same shape: float32, or the stored integers unchanged where slope 1 and intercept 0
        make no difference.

    Source: PS3.3 C.11.1.1.2.
    """
    if rendering.modality_lut is not None and stored.dtype.kind in "iu":
        return apply_lut(stored, rendering.modality_lut).astype(np.float32)
    found = rendering.frame(frame)
    if found.slope == 1.0 and found.intercept == 0.0:
        return stored
    return (stored * np.float32(found.slope) + np.float32(found.intercept)).astype(np.float32)


def apply_lut(values: Pixels, lut: Lut) -> NDArray[np.uint16]:
    """Look values up; below the first entry the first holds, above the last the last.

    Source: PS3.3 C.11.1.1.
    """
    entries = lut.entries()
    index = np.clip(values.astype(np.int64) - lut.first, 0, entries.size - 1)
    return entries[index]


def window(values: Pixels, center: float, width: float, function: str = "LINEAR") -> FloatPixels:
    """Return values windowed to 0-1, float32, same shape.

    Args:
        values: Modality values.
        center: Window centre in their unit.
        width: Window width, above 0. LINEAR below 1, which the standard forbids and PET and dose
            headers write all the same, is read as LINEAR_EXACT.
        function: ``"LINEAR"``, ``"LINEAR_EXACT"`` or ``"SIGMOID"``.

    Source: PS3.3 C.11.2.1.2 and C.11.2.1.3.
    """
    result: FloatPixels = np.empty(values.shape, np.float32)
    step = max(1, _BLOCK // max(1, values[:1].size)) if values.ndim else 1
    if values.ndim < 2 or step >= len(values):
        _window_into(result, values, center, width, function)
    else:  # what fits into the cache at a time
        for start in range(0, len(values), step):
            rows = slice(start, start + step)
            _window_into(result[rows], values[rows], center, width, function)
    return result


def _window_into(
    x: FloatPixels, values: Pixels, center: float, width: float, function: str
) -> None:
    """Write windowed values over ``x``."""
    x[...] = values
    if function == "SIGMOID":
        exponent = np.clip(-4.0 * (x - center) / max(width, 1e-6), -80.0, 80.0)
        x[...] = 1.0 / (1.0 + np.exp(exponent))
        return
    if function == "LINEAR" and width == 1:
        x[...] = x > center - 0.5
        return
    linear = function == "LINEAR" and width > 1
    x -= np.float32(center - 0.5 if linear else center)
    x /= np.float32(width - 1 if linear else max(width, 1e-6))
    x += np.float32(0.5)
    np.clip(x, 0.0, 1.0, out=x)


def default_window(values: Pixels, rendering: Rendering, *, frame: int = 0) -> tuple[float, float]:
    """Return (centre, width) in modality units: the header's first, else from the values.

    Without a window in the header: the 0.5th to 99.5th percentile of what is no padding; the
    whole range where that is flat; 0 to 1 for one-bit masks.

    Args:
        values: Modality values of one image or a part of a volume.
        rendering: Of the object.
        frame: 0-based.
    """
    stated = rendering.frame(frame).windows
    if stated:
        return stated[0].center, stated[0].width
    if rendering.bits_stored == 1:
        return _between(0.0, 1.0, rendering)
    flat = values.reshape(-1)
    flat = flat[:: max(1, flat.size // 200_000)]
    if flat.dtype.kind == "f":
        flat = flat[np.isfinite(flat)]
    flat = _without_padding(flat, rendering, frame)
    if flat.size == 0:
        return _between(0.0, 1.0, rendering)
    low, high = (float(value) for value in np.percentile(flat, (0.5, 99.5)))
    if high <= low:
        low, high = float(flat.min()), float(flat.max())
    if high <= low:  # one value everywhere: zero is black, anything else gray
        low, high = (low - 1, low + 1) if low else (0.0, 1.0)
    return _between(low, high, rendering)


def _between(low: float, high: float, rendering: Rendering) -> tuple[float, float]:
    """Return the window that maps ``low`` to black and ``high`` to white, by its function.

    Source: PS3.3 C.11.2.1.2.1: LINEAR is half a unit off centre and one unit wider.
    """
    if rendering.voi_function == "LINEAR":
        return (low + high) / 2 + 0.5, high - low + 1
    return (low + high) / 2, high - low


def _without_padding(values: Pixels, rendering: Rendering, frame: int) -> Pixels:
    if rendering.padding is None or rendering.modality_lut is not None:
        return values
    found = rendering.frame(frame)
    low, high = sorted(found.slope * edge + found.intercept for edge in rendering.padding)
    kept = values[(values < low) | (values > high)]
    return kept if kept.size else values


def presentation(stored: Pixels, rendering: Rendering, *, frame: int = 0) -> Pixels:
    """Return one frame as it is to be seen, with the header's own VOI.

    Args:
        stored: Stored values (rows, columns) or RGB (rows, columns, 3).
        rendering: Of the object.
        frame: 0-based.

    Returns:
        float32 (rows, columns) from 0 (black) to 1 (white), MONOCHROME1 inverted; or uint8 RGB
        (rows, columns, 3) for colour and palette images.
    """
    if rendering.colour or rendering.photometric == "PALETTE COLOR":
        return rgb(stored, rendering)
    values = modality_values(stored, rendering, frame=frame)
    stated = rendering.frame(frame).windows
    result: FloatPixels
    if rendering.voi_luts and not stated and values.dtype.kind in "iuf":
        lut = rendering.voi_luts[0]
        top = max(1, 2**lut.bits - 1)
        looked_up = apply_lut(np.rint(np.nan_to_num(values)), lut).astype(np.float32)
        result = np.clip(looked_up / np.float32(top), 0, 1)
    else:
        center, width = default_window(values, rendering, frame=frame)
        result = window(values, center, width, rendering.voi_function)
    if rendering.inverse:
        np.subtract(1, result, out=result)
    if values.dtype.kind == "f":  # what is no number is no image: black, never a NaN to a model
        np.nan_to_num(result, copy=False, nan=0.0)
    return result


def rgb(stored: Pixels, rendering: Rendering) -> NDArray[np.uint8]:
    """Return a colour or palette frame as uint8 RGB (rows, columns, 3).

    Deeper samples are scaled by their bits stored.

    Raises:
        UnsupportedPixelsError: If it is a palette image without a usable palette.

    Source: PS3.3 C.7.6.3.1.5 and C.7.9.
    """
    if rendering.photometric == "PALETTE COLOR" and not rendering.palette:
        raise UnsupportedPixelsError("The image's colour table is missing or damaged.")
    if rendering.palette:
        planes = [_eight_bits(apply_lut(stored, lut), lut.bits) for lut in rendering.palette]
        return np.stack(planes, axis=-1)
    if stored.dtype == np.uint8:
        return stored
    return _eight_bits(stored, rendering.bits_stored)


def _eight_bits(values: Pixels, bits: int) -> NDArray[np.uint8]:
    if bits > 8 and values.size and int(values.max()) > 255:
        return (values >> (bits - 8)).astype(np.uint8)
    return values.astype(np.uint8)


def luminance(image: NDArray[np.uint8]) -> FloatPixels:
    """Return RGB as gray 0-1, float32 (rows, columns), by ITU-R BT.601 weights."""
    weights = np.array([0.299, 0.587, 0.114], np.float32) / np.float32(255)
    return np.asarray(image.astype(np.float32) @ weights, np.float32)


def read_image(
    data: bytes | memoryview, instance: Instance, rendering: Rendering, pool: Decodes,
    frame: int = 0,
) -> FloatPixels:  # fmt: skip
    """Return one frame as a model reads it: float32 (rows, columns), 0 black to 1 white.

    Polarity is that of MONOCHROME2 (bone white on films); colour becomes luminance.

    Args:
        data: The whole file.
        instance: Its header.
        rendering: Its rendering.
        pool: Decodes compressed frames.
        frame: 0-based.

    Raises:
        DicomError: If the frame cannot be decoded.
    """
    if not instance.has_pixels or not 0 <= frame < instance.frames:
        raise UnsupportedPixelsError("The object holds no such image.")
    if instance.pixel_offset is not None:
        stored = read_native(data, instance, frame)
    else:
        stored = pool.decode(data, instance, [frame])[0]
    seen = presentation(stored, rendering, frame=frame)
    return luminance(seen) if seen.ndim == 3 else seen
