"""A series -> stacks: what can be scrolled, and measured in 3D where there is geometry.

A stack holds frames of one size, one kind of pixel and one orientation, each position once.
What cannot be one stack is split: localisers, orientations, time points, echoes.

Source: PS3.3 C.7.6.2 (image plane), C.7.6.16 (multi-frame functional groups).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise

from omni_med.dicom.geometry import SAME_POSITION_MM, StackGeometry, along, geometry
from omni_med.dicom.grouping import group
from omni_med.domain.study import ImagePlane, Instance, Series

__all__ = ["SliceRef", "Stack", "StackGeometry", "build_stacks", "group"]

_ONE_BY_ONE = frozenset({"CR", "DX", "MG", "IO", "PX", "RG", "XC", "OP", "ES", "GM", "SM", "RF"})
"""Modalities whose images are separate pictures, not slices."""


@dataclass(frozen=True, slots=True)
class SliceRef:
    """One frame's place in a stack.

    Attributes:
        sop_instance_uid: Which object.
        frame: Which of its frames, 0-based.
        instance: The object's header.
        plane: Where it lies, or None.
    """

    sop_instance_uid: str
    frame: int
    instance: Instance = field(repr=False)
    plane: ImagePlane | None = None


@dataclass(frozen=True, slots=True)
class Stack:
    """Frames that belong together, in order.

    Attributes:
        key: Stable within its series.
        series_uid: Which series.
        modality: Of the series.
        slices: In the order of their position along the normal (feet to head for axial, right
            to left for sagittal, as the orientation says), or of instance number and frame.
        geometry: Where they lie as a volume; None for cines and pictures (each slice may still
            have its own ``plane``).
        warnings: In words: uneven spacing, gantry tilt, left-out slices.
        label: For the series strip.
    """

    key: str
    series_uid: str
    modality: str
    slices: tuple[SliceRef, ...] = field(repr=False)
    geometry: StackGeometry | None = None
    warnings: tuple[str, ...] = ()
    label: str = field(default="", repr=False)

    @property
    def shape(self) -> tuple[int, int, int]:
        """Slices, rows, columns."""
        first = self.slices[0].instance
        return len(self.slices), first.rows, first.columns


def build_stacks(series: Series) -> tuple[Stack, ...]:
    """Return the stacks of a series, the largest first where sizes differ in kind."""
    slices = list(_slices(series))
    parts: list[list[SliceRef]] = []
    for bucket in _split(slices, _kind):
        if bucket[0].plane is None:
            parts.extend(_without_geometry(series, bucket))
        else:
            parts.extend(_by_position(bucket))
    return tuple(_stack(series, index, part, len(parts)) for index, part in enumerate(parts))


def _slices(series: Series) -> Iterable[SliceRef]:
    for instance in series.instances:
        if not instance.has_pixels:
            continue
        for frame in range(instance.frames):
            plane = None
            if len(instance.planes) == instance.frames:
                plane = instance.planes[frame]
            yield SliceRef(instance.sop_instance_uid, frame, instance, plane)


def _kind(item: SliceRef) -> Hashable:
    """What two slices of one stack must share."""
    instance, plane = item.instance, item.plane
    orientation: Hashable = None
    if plane is not None:
        orientation = (
            tuple(round(cosine, 2) for cosine in plane.orientation),
            tuple(round(spacing, 3) for spacing in plane.pixel_spacing),
        )
    colour = instance.samples_per_pixel, instance.photometric.startswith("PALETTE")
    return (
        instance.rows,
        instance.columns,
        colour,
        instance.pixel_kind,
        instance.signed,
        instance.bits_allocated,
        orientation,
    )


def _split(slices: Iterable[SliceRef], key: Callable[[SliceRef], Hashable]) -> list[list[SliceRef]]:
    parts: dict[Hashable, list[SliceRef]] = defaultdict(list)
    for item in slices:
        parts[key(item)].append(item)
    return list(parts.values())


def _without_geometry(series: Series, bucket: list[SliceRef]) -> list[list[SliceRef]]:
    """Cines and separate pictures: an object with frames is a stack, so is each projection."""
    parts = _split(bucket, lambda item: item.sop_instance_uid)
    singles = [part for part in parts if len(part) == 1]
    cines = [part for part in parts if len(part) > 1]
    if series.modality in _ONE_BY_ONE:
        return singles + cines
    joined = [[item for part in singles for item in part]] if singles else []
    return joined + cines


def _by_position(bucket: list[SliceRef]) -> list[list[SliceRef]]:
    """Sort by position; where positions repeat, split by what tells the volumes apart."""
    if not _repeats(bucket):
        return [_sorted(bucket)]
    if len({_place(item) for item in bucket}) == 1:
        return [bucket]  # one slice over time: a cine
    for key in _splitters(bucket):
        parts = _split(bucket, key)
        if len(parts) > 1 and not any(_repeats(part) for part in parts):
            return [_sorted(part) for part in parts]
    return _by_occurrence(bucket)


def _splitters(bucket: list[SliceRef]) -> list[Callable[[SliceRef], Hashable]]:
    """Return ways to split, the most meaningful first."""
    width = max(len(item.instance.temporal_key) for item in bucket)
    multi = any(item.instance.frames > 1 for item in bucket)
    result: list[Callable[[SliceRef], Hashable]] = []
    if multi:
        result.append(lambda item: item.sop_instance_uid)
    result.append(lambda item: item.instance.image_type)
    result.extend(partial(_component, index) for index in range(width))
    result.append(lambda item: item.instance.temporal_key)
    result.append(lambda item: (item.instance.image_type, item.instance.temporal_key))
    return result


def _component(index: int, item: SliceRef) -> str:
    key = item.instance.temporal_key
    return key[index] if index < len(key) else ""


def _place(item: SliceRef) -> int:
    return round(along(item.plane) / SAME_POSITION_MM) if item.plane is not None else 0


def _repeats(bucket: list[SliceRef]) -> bool:
    places = sorted(_place(item) for item in bucket)
    return any(after - before <= 1 for before, after in pairwise(places))


def _by_occurrence(bucket: list[SliceRef]) -> list[list[SliceRef]]:
    """Split by how often a position came before, in instance order."""
    seen: Counter[int] = Counter()
    parts: dict[int, list[SliceRef]] = defaultdict(list)
    for item in bucket:
        parts[seen[_place(item)]].append(item)
        seen[_place(item)] += 1
    return [_sorted(part) for part in parts.values()]


def _sorted(part: list[SliceRef]) -> list[SliceRef]:
    return sorted(part, key=_place)


def _stack(series: Series, index: int, part: list[SliceRef], total: int) -> Stack:
    planes = [item.plane for item in part if item.plane is not None]
    found = geometry(planes) if planes and not _repeats(part) else None
    label = series.description or series.modality
    if total > 1:
        label = f"{label} ({index + 1}/{total})"
    return Stack(
        key=f"{series.series_uid}#{index}",
        series_uid=series.series_uid,
        modality=series.modality,
        slices=tuple(part),
        geometry=found,
        warnings=_warnings(found),
        label=label,
    )


def _warnings(found: StackGeometry | None) -> tuple[str, ...]:
    if found is None:
        return ()
    result: list[str] = []
    if found.uneven:
        gaps = [b - a for a, b in pairwise(found.positions)]
        result.append(
            f"Slices are not equally far apart ({min(gaps):.2f} to {max(gaps):.2f} mm): "
            "distances across slices are approximate."
        )
    if found.tilt_degrees:
        result.append(f"Gantry tilt {found.tilt_degrees:.1f} degrees.")
    return tuple(result)
