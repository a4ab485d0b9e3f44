"""Overlay planes and shutters of a stack's own files. Without Qt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import Fetch, Header
from omni_med.dicom.objects.overlay import Overlay, embedded, overlays, plane
from omni_med.dicom.objects.shutter import Shutter, bitmap_group, shutter
from ui.desktop.models.layers.graphics import Colour, Drawing, Layer, Mask, Source
from ui.desktop.models.stack import ImageStack

_INKS: tuple[Colour, ...] = ((255, 230, 110), (120, 220, 255), (255, 150, 150), (150, 240, 150))
Cells = Callable[[str, int], NDArray[Any] | None]
"""SOP instance and frame to pixel cells (rows, columns) as they stand in the file."""


def has_planes(header: Header) -> bool:
    """True where an object has an overlay or a shutter."""
    return bool(overlays(header)) or "00181600" in header


def file_graphics(
    stack: ImageStack,
    headers: Mapping[str, Header],
    fetch: Callable[[str], Fetch],
    cells: Cells,
) -> tuple[tuple[Layer, ...], dict[int, Shutter]]:
    """Return the overlays of a stack's files as layers, and their shutters by slice.

    Args:
        stack: Whose images.
        headers: By SOP instance UID, of those that have any.
        fetch: Reads binary values of an instance.
        cells: Reads pixel cells, for overlays in unused bits.
    """
    drawings: dict[str, dict[int, Drawing]] = {}
    labels: dict[str, str] = {}
    shutters: dict[int, Shutter] = {}
    for index, place in enumerate(stack.places):
        uid = place.sop_instance_uid
        header = headers.get(uid)
        if header is None:
            continue
        covering = bitmap_group(header)
        bitmap: NDArray[np.bool_] | None = None
        for overlay in overlays(header):
            if overlay.bit is None:
                bits = plane(overlay, header, fetch(uid), place.frame)
            else:
                stored = cells(uid, place.frame)
                bits = embedded(overlay, stored) if stored is not None else None
            if bits is None:
                continue
            if overlay.group == covering:
                bitmap = _whole(bits, overlay, stack)
                continue
            strength = bits.astype(np.uint8) * np.uint8(255)
            mask = Mask(strength, overlay.origin[1] - 1.0, overlay.origin[0] - 1.0)
            drawings.setdefault(overlay.group, {})[index] = Drawing(masks=(mask,))
            labels.setdefault(overlay.group, overlay.label)
        found = shutter(header, bitmap)
        if found is not None:
            shutters[index] = found
    layers = tuple(
        Layer(
            key=f"overlay {group}",
            name=labels[group] or group,
            source=Source.OVERLAY,
            colour=_INKS[number % len(_INKS)],
            drawings=drawn,
            opacity=1.0,
        )
        for number, (group, drawn) in enumerate(sorted(drawings.items()))
    )
    return layers, shutters


def _whole(bits: NDArray[np.bool_], overlay: Overlay, stack: ImageStack) -> NDArray[np.bool_]:
    """Return an overlay on the grid of the image."""
    found = np.zeros((stack.rows, stack.columns), bool)
    top, left = overlay.origin[0] - 1, overlay.origin[1] - 1
    first_row, first_column = max(top, 0), max(left, 0)
    last_row = min(top + overlay.rows, stack.rows)
    last_column = min(left + overlay.columns, stack.columns)
    if first_row < last_row and first_column < last_column:
        found[first_row:last_row, first_column:last_column] = bits[
            first_row - top : last_row - top, first_column - left : last_column - left
        ]
    return found
