"""RT structure sets: regions outlined slice by slice.

Source: PS3.3 C.8.8.5 (structure set), C.8.8.6 (ROI contour).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import Header, first, integer, items, numbers, text

_USUAL = (255, 196, 82)
_CLOSED = frozenset({"CLOSED_PLANAR", "CLOSEDPLANAR_XOR", "INTERPOLATED_PLANAR"})


@dataclass(frozen=True, slots=True, eq=False)
class Contour:
    """One outline.

    Attributes:
        points: float64 (n, 3), mm in the patient's LPS system.
        closed: True where the last point joins the first.
        sop_instance_uid: Image that it was drawn on; empty where not stated.
    """

    points: NDArray[np.float64] = field(repr=False)
    closed: bool
    sop_instance_uid: str = ""


@dataclass(frozen=True, slots=True)
class Region:
    """One region of interest.

    Attributes:
        number: ROI Number (3006,0022).
        name: ROI Name (3006,0026).
        colour: ROI Display Color (3006,002A), red, green, blue.
        frame_of_reference: In which its points lie.
        contours: Its outlines.
    """

    number: int
    name: str
    colour: tuple[int, int, int]
    frame_of_reference: str
    contours: tuple[Contour, ...] = field(repr=False)


def regions(header: Header) -> tuple[Region, ...]:
    """Return the regions of a structure set; those without a usable contour are left out."""
    known = {integer(item, "30060022"): item for item in items(header, "30060020")}
    usual = text(first(header, "30060010"), "00200052")
    found: list[Region] = []
    for item in items(header, "30060039"):
        number = integer(item, "30060084")
        about = known.get(number, {})
        contours = tuple(_contours(item))
        if number is None or not contours:
            continue
        found.append(
            Region(
                number,
                text(about, "30060026") or f"ROI {number}",
                _colour(item),
                text(about, "30060024") or usual,
                contours,
            )
        )
    return tuple(found)


def _colour(item: Header) -> tuple[int, int, int]:
    found = [min(max(int(value), 0), 255) for value in numbers(item, "3006002A")]
    return (found[0], found[1], found[2]) if len(found) == 3 else _USUAL


def _contours(item: Header) -> list[Contour]:
    found = []
    for contour in items(item, "30060040"):
        flat = numbers(contour, "30060050")
        if not flat or len(flat) % 3:
            continue
        kind = text(contour, "30060042")
        image = first(contour, "30060016")
        points = np.array(flat, np.float64).reshape(-1, 3)
        found.append(Contour(points, kind in _CLOSED, text(image, "00081155")))
    return found
