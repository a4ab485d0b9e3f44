"""Ultrasound regions: what a pixel measures in each part of the picture.

Source: PS3.3 C.8.5.5 (US region calibration).
"""

from __future__ import annotations

from dataclasses import dataclass

from omni_med.dicom.objects.element import Header, integer, items, number

_UNITS = {3: "cm", 4: "s", 5: "Hz", 7: "cm/s", 8: "cm²", 9: "cm²/s", 12: "°"}
_TISSUE = 1  # Region Spatial Format: 2D


@dataclass(frozen=True, slots=True)
class UltrasoundRegion:
    """A rectangle of the picture with its own scale.

    Attributes:
        left: First column, 0-based.
        top: First row.
        right: Last column, which belongs to it.
        bottom: Last row.
        across: What one column measures, in ``unit_across``; negative where it falls.
        down: The same of one row.
        unit_across: ``"cm"``, ``"s"``, ``"cm/s"`` ...; empty where there is none.
        unit_down: The same.
        flat: True for a two-dimensional picture of tissue, whose distances mean something.
    """

    left: int
    top: int
    right: int
    bottom: int
    across: float
    down: float
    unit_across: str
    unit_down: str
    flat: bool = False

    def holds(self, x: float, y: float) -> bool:
        """True where an image coordinate lies in it (pixel i covers i to i + 1)."""
        return self.left <= x <= self.right + 1 and self.top <= y <= self.bottom + 1

    @property
    def millimetres(self) -> tuple[float, float] | None:
        """Distance of rows and of columns in mm; None where it is no distance."""
        if self.unit_across != "cm" or self.unit_down != "cm" or not self.across or not self.down:
            return None
        return abs(self.down) * 10.0, abs(self.across) * 10.0


def ultrasound_regions(header: Header) -> tuple[UltrasoundRegion, ...]:
    """Return the regions of an ultrasound image; those that are not whole are left out."""
    found: list[UltrasoundRegion] = []
    for item in items(header, "00186011"):
        box = [integer(item, tag) for tag in ("00186018", "0018601A", "0018601C", "0018601E")]
        left, top, right, bottom = box
        across, down = number(item, "0018602C"), number(item, "0018602E")
        if left is None or top is None or right is None or bottom is None:
            continue
        if across is None or down is None or left > right or top > bottom:
            continue
        found.append(
            UltrasoundRegion(
                left,
                top,
                right,
                bottom,
                across,
                down,
                _UNITS.get(integer(item, "00186024") or 0, ""),
                _UNITS.get(integer(item, "00186026") or 0, ""),
                integer(item, "00186012") == _TISSUE,
            )
        )
    return tuple(found)
