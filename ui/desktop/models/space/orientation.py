"""Which side of the patient each border of the view shows.

Source: DICOM PS3.3 C.7.6.1.1.1 (Patient Orientation) and C.7.6.2.1.1 (image orientation).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from omni_med.domain import ImagePlane

_AXES = (("L", "R"), ("P", "A"), ("H", "F"))  # positive, negative direction of x, y, z in LPS
_OPPOSITE = {"L": "R", "R": "L", "P": "A", "A": "P", "H": "F", "F": "H"}
_NEGLIGIBLE = 0.17  # sine of 10 degrees: below it a letter would only clutter


@dataclass(frozen=True, slots=True)
class Borders:
    """Letters at the four borders of the view; empty where not known."""

    left: str = ""
    top: str = ""
    right: str = ""
    bottom: str = ""


def letters(direction: Sequence[float]) -> str:
    """Return the letters of a direction in the LPS system, the strongest first (``"L"``, ``"PH"``).

    Components under the sine of 10 degrees are left out.
    """
    ranked = sorted(range(3), key=lambda axis: -abs(direction[axis]))
    return "".join(
        _AXES[axis][0 if direction[axis] > 0 else 1]
        for axis in ranked
        if abs(direction[axis]) > _NEGLIGIBLE
    )


def opposite(text: str) -> str:
    """Return the letters of the opposite direction; what is no letter of a side is left out."""
    return "".join(_OPPOSITE[letter] for letter in text if letter in _OPPOSITE)


def directions(
    plane: ImagePlane | None, patient_orientation: Sequence[str] = ()
) -> tuple[str, str]:
    """Return the letters that rows and columns of an image run towards.

    Args:
        plane: Where the frame lies, where known.
        patient_orientation: Values of Patient Orientation (0020,0020), used without a plane.

    Returns:
        Letters of the right border and of the lower border of the unturned image; both empty
        where the file does not say.
    """
    if plane is not None:
        return letters(plane.orientation[:3]), letters(plane.orientation[3:])
    if len(patient_orientation) == 2 and all(patient_orientation):
        right, bottom = (opposite(opposite(item.upper())) for item in patient_orientation)
        return right, bottom
    return "", ""


def borders(right: str, bottom: str, *, rotation: int = 0, flipped: bool = False) -> Borders:
    """Return the letters at the borders of a view.

    Args:
        right: Letters of the right border of the unturned image.
        bottom: Letters of its lower border.
        rotation: Degrees clockwise: 0, 90, 180 or 270; applied after the flip.
        flipped: True where left and right are exchanged.
    """
    around = [opposite(right), opposite(bottom), right, bottom]  # left, top, right, bottom
    if flipped:
        around[0], around[2] = around[2], around[0]
    for _ in range(rotation // 90 % 4):
        around = [around[3], around[0], around[1], around[2]]
    return Borders(*around)
