"""What the header claims of its pixels, checked before anything is allocated.

Source: PS3.3 C.7.6.3.1, PS3.5 8.1.1.
"""

from __future__ import annotations

from pydicom.dataset import Dataset

from omni_med.dicom import values
from omni_med.dicom.dataset import NATIVE, OpenedFile
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.native import frame_bytes, native_length
from omni_med.domain.study import Instance
from omni_med.errors import DamagedFileError, TooLargeError, UnsupportedPixelsError

_FLOAT_BITS = {"float": 32, "double": 64}


def frame_count(opened: OpenedFile) -> int:
    """Return the number of frames; 0 where the object holds no pixels.

    Raises:
        DamagedFileError: If Number of Frames is no positive whole number although there are
            pixels.
    """
    if opened.pixels is None:
        return 0
    if not values.integer(opened.dataset, "Rows") or not values.integer(opened.dataset, "Columns"):
        raise DamagedFileError("There is pixel data, but no image height or width.")
    stated = values.text(opened.dataset, "NumberOfFrames")
    if not stated:
        return 1
    count = values.integer(opened.dataset, "NumberOfFrames")
    if count is None or count < 0:
        raise DamagedFileError("The number of frames is no number.")
    return max(count, 1)


def decoded_bits(dataset: Dataset, kind: str) -> tuple[int, int, bool]:
    """Return (bits allocated, bits stored, signed)."""
    if kind in _FLOAT_BITS:
        return _FLOAT_BITS[kind], _FLOAT_BITS[kind], True
    allocated = values.integer(dataset, "BitsAllocated") or 0
    stored = values.integer(dataset, "BitsStored") or allocated
    return allocated, stored, values.integer(dataset, "PixelRepresentation") == 1


def check_claims(instance: Instance, opened: OpenedFile, limits: DecodeLimits) -> None:
    """Refuse what cannot be, and what is more than the limits allow.

    Raises:
        UnsupportedPixelsError: If bits or samples are none of DICOM's.
        TooLargeError: If the claim is beyond ``limits``.
        DamagedFileError: If native pixel data is shorter than claimed.
    """
    if not instance.has_pixels or opened.pixels is None:
        return
    if instance.bits_allocated not in (1, 8, 16, 32, 64) or (
        instance.bits_allocated == 64 and instance.pixel_kind == "integer"
    ):
        raise UnsupportedPixelsError(f"Pixels of {instance.bits_allocated} bits are not supported.")
    if not 1 <= instance.bits_stored <= instance.bits_allocated:
        raise DamagedFileError("The header's bits per pixel contradict each other.")
    if instance.samples_per_pixel not in (1, 3):
        raise UnsupportedPixelsError(
            f"Pixels of {instance.samples_per_pixel} samples are not supported."
        )
    size = frame_bytes(instance)
    if size > limits.frame_bytes or size * instance.frames > limits.pixel_bytes:
        raise TooLargeError(
            f"The header claims {instance.frames} frames of {instance.columns} x {instance.rows} "
            "pixels, more than can be read."
        )
    if opened.transfer_syntax in NATIVE:
        _check_native_length(instance, opened.pixels.length)


def _check_native_length(instance: Instance, length: int | None) -> None:
    needed = native_length(instance)
    if length is None:
        raise DamagedFileError("The pixel data is compressed, but the header says it is not.")
    if length == 0:
        raise DamagedFileError("The pixel data is empty.")
    if length < needed:
        raise DamagedFileError(
            f"The pixel data is too short: {length} of {needed} bytes are there."
        )
