"""Where each frame lies in the patient.

Source: PS3.3 C.7.6.2 (image plane), C.7.6.16.2 (functional groups), C.8.8.3.2 (RT dose grid),
C.8.4.15 (NM detectors are left out: their geometry needs the gantry).
"""

from __future__ import annotations

import math

from pydicom.dataset import Dataset

from omni_med.dicom import values
from omni_med.dicom.geometry import Orientation, normal
from omni_med.domain.study import ImagePlane


def planes(dataset: Dataset, frames: int) -> tuple[ImagePlane, ...]:
    """Return the planes of an image: none, one for all frames, or one a frame."""
    if values.items(dataset, "PerFrameFunctionalGroupsSequence"):
        return _functional(dataset, frames)
    single = _plane(dataset, dataset, dataset)
    if single is None:
        return ()
    offsets = values.numbers(dataset, "GridFrameOffsetVector")
    if frames > 1 and len(offsets) == frames:
        return tuple(_shifted(single, offset - offsets[0]) for offset in offsets)
    return (single,)


def _functional(dataset: Dataset, frames: int) -> tuple[ImagePlane, ...]:
    shared = next(iter(values.items(dataset, "SharedFunctionalGroupsSequence")), Dataset())
    result: list[ImagePlane] = []
    for group in values.items(dataset, "PerFrameFunctionalGroupsSequence")[:frames]:
        plane = _plane(
            macro(group, shared, "PlanePositionSequence"),
            macro(group, shared, "PlaneOrientationSequence"),
            macro(group, shared, "PixelMeasuresSequence"),
        )
        if plane is None:
            return ()
        result.append(plane)
    return tuple(result) if len(result) == frames else ()


def macro(group: Dataset, shared: Dataset, keyword: str) -> Dataset:
    """Return a functional group macro of one frame, else the shared one, else an empty item."""
    for source in (group, shared):
        found = values.items(source, keyword)
        if found:
            return found[0]
    return Dataset()


def _plane(position: Dataset, orientation: Dataset, measures: Dataset) -> ImagePlane | None:
    where = values.numbers(position, "ImagePositionPatient")
    cosines = orthonormal(values.numbers(orientation, "ImageOrientationPatient"))
    spacing = values.numbers(measures, "PixelSpacing")
    if len(where) != 3 or cosines is None:
        return None
    if len(spacing) != 2 or min(spacing) <= 0:
        return None
    thickness = values.number(measures, "SliceThickness")
    return ImagePlane(
        (where[0], where[1], where[2]),
        cosines,
        (spacing[0], spacing[1]),
        thickness if thickness and thickness > 0 else None,
    )


def orthonormal(cosines: tuple[float, ...]) -> Orientation | None:
    """Return six direction cosines if they are two perpendicular unit vectors, within rounding.

    Headers round to few digits: up to 1 % is taken and normalised; beyond it there is no
    geometry rather than a wrong one.
    """
    if len(cosines) != 6:
        return None
    row, column = cosines[:3], cosines[3:]
    lengths = (math.hypot(*row), math.hypot(*column))
    if any(abs(length - 1) > 0.01 for length in lengths):
        return None
    if abs(sum(a * b for a, b in zip(row, column, strict=True))) > 0.01:
        return None
    a, b, c = (value / lengths[0] for value in row)
    d, e, f = (value / lengths[1] for value in column)
    return a, b, c, d, e, f


def _shifted(plane: ImagePlane, offset: float) -> ImagePlane:
    direction = normal(plane.orientation)
    x, y, z = (p + offset * n for p, n in zip(plane.position, direction, strict=True))
    return ImagePlane((x, y, z), plane.orientation, plane.pixel_spacing, plane.slice_thickness)
