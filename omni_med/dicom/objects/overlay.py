"""Overlay planes (groups 6000 to 601E).

Source: PS3.3 C.9.2 (overlay plane), PS3.5 8.1.2 (overlays in unused bits of the pixel data, as
older files have them).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import Fetch, Header, binary, integer, numbers, text, texts

_GROUPS = tuple(f"{group:04X}" for group in range(0x6000, 0x6020, 2))


@dataclass(frozen=True, slots=True)
class Overlay:
    """One overlay of an object.

    Attributes:
        group: ``"6000"`` ...
        rows: Height of the plane.
        columns: Width of the plane.
        origin: Row and column of its first pixel in the image, 1-based; may lie outside.
        frames: Number of its planes.
        first_frame: Frame of the image that the first plane belongs to, 1-based.
        label: Overlay Label or Description; may be empty.
        region: True where it marks a region of interest instead of graphics.
        bit: Bit of the pixel data that holds it; None where it has data of its own.
    """

    group: str
    rows: int
    columns: int
    origin: tuple[int, int] = (1, 1)
    frames: int = 1
    first_frame: int = 1
    label: str = ""
    region: bool = False
    bit: int | None = None


def overlays(header: Header) -> tuple[Overlay, ...]:
    """Return the overlays of an object; those without a size are left out."""
    found = []
    for group in _GROUPS:
        rows, columns = integer(header, group + "0010"), integer(header, group + "0011")
        if not rows or not columns or rows < 0 or columns < 0:
            continue
        origin = [int(value) for value in numbers(header, group + "0050")]
        own = group + "3000" in header
        allocated = integer(header, group + "0100") or 1
        if not own and allocated <= 1:
            continue
        found.append(
            Overlay(
                group=group,
                rows=rows,
                columns=columns,
                origin=(origin[0], origin[1]) if len(origin) == 2 else (1, 1),
                frames=max(integer(header, group + "0015") or 1, 1),
                first_frame=max(integer(header, group + "0051") or 1, 1),
                label=text(header, group + "1500") or text(header, group + "0022"),
                region=texts(header, group + "0040")[:1] == ("R",),
                bit=None if own else integer(header, group + "0102"),
            )
        )
    return tuple(found)


def plane(
    overlay: Overlay, header: Header, fetch: Fetch, frame: int = 0
) -> NDArray[np.bool_] | None:
    """Return an overlay over one frame of its image, bool (rows, columns) of the overlay.

    Args:
        overlay: One with data of its own.
        header: Of the object.
        fetch: Reads its data.
        frame: Of the image, 0-based.

    Returns:
        None where it has no plane for that frame, or its data is cut.
    """
    number = frame - (overlay.first_frame - 1)
    if overlay.frames == 1 and overlay.first_frame == 1:
        number = 0  # one plane without a frame is for all of them
    if overlay.bit is not None or not 0 <= number < overlay.frames:
        return None
    data = np.frombuffer(binary(header, (overlay.group + "3000",), fetch), np.uint8)
    size = overlay.rows * overlay.columns
    if 8 * data.size < size * (number + 1):
        return None
    start = size * number
    bits = np.unpackbits(data[start // 8 : (start + size) // 8 + 1], bitorder="little")
    return bits[start % 8 : start % 8 + size].reshape(overlay.rows, overlay.columns).astype(bool)


def embedded(overlay: Overlay, stored: NDArray[np.unsignedinteger]) -> NDArray[np.bool_] | None:
    """Return an overlay that lies in a bit of the pixel data.

    Args:
        overlay: One with a bit.
        stored: (rows, columns) pixel cells as they stand in the file, nothing masked away.
    """
    if overlay.bit is None or not 0 <= overlay.bit < 8 * stored.dtype.itemsize:
        return None
    if stored.shape != (overlay.rows, overlay.columns):
        return None
    return np.asarray((stored >> overlay.bit) & 1, bool)
