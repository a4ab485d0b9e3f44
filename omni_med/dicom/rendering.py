"""What display needs to know of an object, taken from its header once.

Source: PS3.3 C.7.6.3 (image pixel), C.7.9 (palette), C.11.1 (modality LUT), C.11.2 (VOI LUT),
C.11.6 (presentation LUT), C.7.6.16.2.9-10 (per-frame rescale and VOI).
"""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Lut:
    """One lookup table.

    Attributes:
        first: Input value that maps to the first entry; below it, the first entry holds.
        bits: Bits of an entry.
        data: The entries, base64 of little-endian unsigned 16 bit.
        explanation: As the header names it.

    Source: PS3.3 C.11.1.1, C.7.6.3.1.5.
    """

    first: int
    bits: int
    data: str = field(repr=False)
    explanation: str = ""

    @classmethod
    def of(cls, entries: NDArray[np.uint16], first: int, bits: int, explanation: str = "") -> Lut:
        """Build one from its entries, shape (n,), n >= 1."""
        packed = np.ascontiguousarray(entries, dtype="<u2").tobytes()
        return cls(first, bits, base64.b64encode(packed).decode("ascii"), explanation)

    def entries(self) -> NDArray[np.uint16]:
        """Return the entries, uint16, shape (n,)."""
        return np.frombuffer(base64.b64decode(self.data), dtype="<u2").astype(np.uint16, copy=False)


@dataclass(frozen=True, slots=True)
class Window:
    """A VOI window in modality units (HU for CT)."""

    center: float
    width: float
    explanation: str = ""


@dataclass(frozen=True, slots=True)
class FrameRendering:
    """What may differ from frame to frame: rescale and windows."""

    slope: float = 1.0
    intercept: float = 0.0
    windows: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True)
class Rendering:
    """How stored values become what is seen.

    Attributes:
        modality: Modality (0008,0060).
        photometric: Photometric Interpretation as in the file; decoded YBR frames are RGB.
        samples_per_pixel: 1 or 3.
        bits_stored: Bits a sample means.
        signed: True where stored values are two's complement.
        pixel_kind: ``"integer"``, ``"float"`` or ``"double"``.
        units: Rescale Type (0028,1054) or Units (0054,1001): ``"HU"``, ``"OD"``, ``"BQML"`` ...
        modality_lut: Replaces slope and intercept where present.
        voi_function: ``"LINEAR"``, ``"LINEAR_EXACT"`` or ``"SIGMOID"``.
        voi_luts: VOI LUTs, the default first; they come before windows where no window is given.
        inverse: True where the darkest value is shown brightest: MONOCHROME1, or Presentation
            LUT Shape INVERSE.
        palette: Red, green and blue LUT of PALETTE COLOR; else empty.
        padding: Stored values from-to that are no image (Pixel Padding Value), or None.
        lossy: True where the pixels went through lossy compression at least once.
        frames: One for all frames, or one a frame.
    """

    modality: str = ""
    photometric: str = ""
    samples_per_pixel: int = 1
    bits_stored: int = 0
    signed: bool = False
    pixel_kind: str = "integer"
    units: str = ""
    modality_lut: Lut | None = None
    voi_function: str = "LINEAR"
    voi_luts: tuple[Lut, ...] = ()
    inverse: bool = False
    palette: tuple[Lut, ...] = ()
    padding: tuple[int, int] | None = None
    lossy: bool = False
    frames: tuple[FrameRendering, ...] = (FrameRendering(),)

    def frame(self, index: int) -> FrameRendering:
        """Return what holds for one frame, 0-based."""
        if len(self.frames) == 1:
            return self.frames[0]
        return self.frames[index] if 0 <= index < len(self.frames) else FrameRendering()

    @property
    def colour(self) -> bool:
        """True where a frame is seen in colour."""
        return self.samples_per_pixel > 1 or bool(self.palette)
