"""The grey of a presentation state: modality, VOI and presentation LUT, from stored to P-values.

Source: PS3.4 N.2.1 (the pipeline), PS3.3 C.11.1 (modality LUT), C.11.8 (softcopy VOI LUT), C.11.6
(softcopy presentation LUT).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import (
    Fetch,
    Header,
    Path,
    binary,
    items,
    number,
    numbers,
    text,
)
from omni_med.dicom.pixels import apply_lut, window
from omni_med.dicom.rendering import Lut, Window

_DESCRIPTOR, _EXPLANATION, _DATA = "00283002", "00283003", "00283006"
_MODALITY, _SOFTCOPY, _VOI, _PRESENTATION = "00283000", "00283110", "00283010", "20500010"
_LONGEST = 65536


@dataclass(frozen=True, slots=True)
class Voi:
    """How some images are windowed: a window, or a LUT in its place.

    Attributes:
        sources: SOP Instance UIDs and 0-based frames of the images, as the state names them;
            empty for all.
        window: None where there is a LUT.
        function: Of the window: ``"LINEAR"``, ``"LINEAR_EXACT"`` or ``"SIGMOID"``.
        lut: None where there is a window.
    """

    sources: dict[str, frozenset[int]] = field(repr=False)
    window: Window | None = None
    function: str = "LINEAR"
    lut: Lut | None = None


@dataclass(frozen=True, slots=True)
class Softcopy:
    """The grey pipeline of a presentation state.

    Attributes:
        slope: Rescale slope; 1 where the state brings none, whatever the image says.
        intercept: Rescale intercept; 0 likewise.
        modality: Modality LUT in place of the two.
        voi: One for each set of images.
        presentation: Presentation LUT; None for a shape.
        inverse: The shape is INVERSE.
    """

    slope: float = 1.0
    intercept: float = 0.0
    modality: Lut | None = None
    voi: tuple[Voi, ...] = ()
    presentation: Lut | None = None
    inverse: bool = False

    @property
    def has_tables(self) -> bool:
        """True where a lookup table takes part in it."""
        return (
            self.modality is not None
            or self.presentation is not None
            or any(voi.lut is not None for voi in self.voi)
        )

    def voi_of(self, sop_instance_uid: str, frame: int) -> Voi | None:
        """Return how an image is windowed; None where the state does not say."""
        for voi in self.voi:
            frames = voi.sources.get(sop_instance_uid)
            if not voi.sources or (frames is not None and (not frames or frame in frames)):
                return voi
        return None

    def grey(
        self, stored: NDArray[Any], voi: Voi | None, bits: int, *, signed: bool
    ) -> NDArray[np.uint8]:
        """Return P-values scaled to 0 to 255, uint8, same shape.

        Args:
            stored: Stored values, of a whole-numbered type.
            voi: How they are windowed; None shows the whole range that the modality LUT gives.
            bits: Bits Stored of the image: what its values can be at most.
            signed: True where they are two's complement.
        """
        values, ends = self._modality(stored, bits, signed=signed)
        share = _windowed(values, voi, ends)
        if self.presentation is not None:
            # The output of the step before is scaled to the input of this one (C.11.6.1).
            entries = self.presentation.entries()
            found = entries[(share * np.float32(entries.size - 1)).astype(np.intp)]
            share = found.astype(np.float32) / np.float32(max(2**self.presentation.bits - 1, 1))
        elif self.inverse:
            share = 1.0 - share
        return np.asarray(np.rint(np.clip(share, 0.0, 1.0) * 255.0), np.uint8)

    def _modality(
        self, stored: NDArray[Any], bits: int, *, signed: bool
    ) -> tuple[NDArray[np.float32], tuple[float, float]]:
        """Return modality values, and between which two they can lie."""
        if self.modality is not None:
            top = float(2**self.modality.bits - 1)
            return apply_lut(stored, self.modality).astype(np.float32), (0.0, top)
        low = -(2 ** (bits - 1)) if signed else 0
        ends = sorted(self.slope * end + self.intercept for end in (low, low + 2**bits - 1))
        values = stored.astype(np.float32) * np.float32(self.slope) + np.float32(self.intercept)
        return values, (ends[0], ends[1])


def _windowed(
    values: NDArray[np.float32], voi: Voi | None, ends: tuple[float, float]
) -> NDArray[np.float32]:
    """Return values windowed to 0 to 1, float32."""
    if voi is not None and voi.lut is not None:
        top = np.float32(max(2**voi.lut.bits - 1, 1))
        found = apply_lut(np.rint(values).astype(np.int64), voi.lut)
        return np.asarray(found.astype(np.float32) / top)
    if voi is not None and voi.window is not None:
        return window(values, voi.window.center, voi.window.width, voi.function)
    low, high = ends
    return np.asarray(np.clip((values - low) / max(high - low, 1e-9), 0.0, 1.0), np.float32)


def softcopy(header: Header, fetch: Fetch, *, signed: bool) -> Softcopy:
    """Read the grey pipeline of a presentation state.

    A table that cannot be read counts as not there.

    Args:
        header: Of the presentation state.
        fetch: Reads its long binary values.
        signed: True where the images' stored values are two's complement: so is the first value
            that a modality LUT maps.
    """
    slope, intercept = number(header, "00281053"), number(header, "00281052")
    modality = _lut(header, (_MODALITY, 0), fetch, signed=signed)
    negative = modality is None and (signed or (intercept or 0.0) < 0.0)
    found: list[Voi] = []
    for place, item in enumerate(items(header, _SOFTCOPY)):
        lut = _lut(header, (_SOFTCOPY, place, _VOI, 0), fetch, signed=negative)
        center, width = number(item, "00281050"), number(item, "00281051")
        shown = None
        if lut is None and center is not None and width is not None and width > 0:
            shown = Window(center, width, text(item, "00281055"))
        if lut is not None or shown is not None:
            function = text(item, "00281056") or "LINEAR"
            found.append(Voi(_sources(item), shown, function, lut))
    return Softcopy(
        slope=slope or 1.0,
        intercept=intercept or 0.0,
        modality=modality,
        voi=tuple(found),
        presentation=_lut(header, (_PRESENTATION, 0), fetch, signed=False),
        inverse=text(header, "20500020") == "INVERSE",
    )


def _sources(item: Header) -> dict[str, frozenset[int]]:
    return {
        text(image, "00081155"): frozenset(int(n) - 1 for n in numbers(image, "00081160"))
        for image in items(item, "00081140")
    }


def _lut(header: Header, path: Path, fetch: Fetch, *, signed: bool) -> Lut | None:
    """Read one lookup table; None where there is none that can be used.

    Source: PS3.3 C.11.1.1.1: 0 entries mean 65536; the data are words, or bytes where 8 bits are
    enough and there are no more bytes than entries.
    """
    item = header
    for tag, place in zip(path[::2], path[1::2], strict=True):
        found = items(item, str(tag))
        if not isinstance(place, int) or place >= len(found):
            return None
        item = found[place]
    descriptor = numbers(item, _DESCRIPTOR)
    if len(descriptor) != 3:
        return None
    count, first, bits = (int(value) for value in descriptor)
    count = count or _LONGEST
    first -= 65536 if signed and first > 32767 else 0
    entries = _entries(header, item, (*path, _DATA), fetch, count)
    if entries is None or not 1 <= bits <= 16 or count < 0:
        return None
    return Lut.of(entries & np.uint16(2**bits - 1), first, bits, text(item, _EXPLANATION))


def _entries(
    header: Header, item: Header, path: Path, fetch: Fetch, count: int
) -> NDArray[np.uint16] | None:
    words = numbers(item, _DATA)
    if words:
        found = np.array(words).astype(np.int64).astype(np.uint16)
    else:
        data = binary(header, path, fetch)
        small = len(data) < 2 * count
        kind = np.dtype(np.uint8 if small else "<u2")
        whole = data[: len(data) // kind.itemsize * kind.itemsize]
        found = np.frombuffer(whole, kind).astype(np.uint16)
    return found[:count] if found.size >= count else None
