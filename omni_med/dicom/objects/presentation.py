"""Grayscale softcopy presentation states: how somebody meant an image to be seen.

Source: PS3.3 A.33.1, C.10.4 (displayed area), C.10.5 (graphic annotation), C.10.6 (spatial
transformation), C.10.7 (graphic layer), C.11.8 (softcopy VOI LUT), C.11.6 (presentation LUT).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from omni_med.dicom.objects.element import (
    Header,
    integer,
    items,
    number,
    numbers,
    text,
    texts,
)
from omni_med.dicom.objects.segmentation import lab_to_rgb
from omni_med.dicom.objects.shutter import Point, Shutter, shutter
from omni_med.dicom.rendering import Window

_USUAL = (255, 220, 120)
_ROUND = 64
Images = dict[str, frozenset[int]]
"""Frames, 0-based, by SOP Instance UID; no frames means all of them. Empty means every image."""


@dataclass(frozen=True, slots=True)
class Graphic:
    """Lines of an annotation, in image coordinates: pixel i covers i to i + 1."""

    points: tuple[Point, ...]
    closed: bool
    filled: bool


@dataclass(frozen=True, slots=True)
class TextObject:
    """A text of an annotation; its upper left corner, and what it points at."""

    text: str = field(repr=False)
    at: Point
    anchor: Point | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """Graphics and texts of one layer over some images."""

    images: Images = field(repr=False)
    layer: str
    colour: tuple[int, int, int]
    graphics: tuple[Graphic, ...] = ()
    texts: tuple[TextObject, ...] = ()


@dataclass(frozen=True, slots=True)
class Area:
    """The part of an image that is to be shown.

    Attributes:
        images: Of which.
        box: Left, top, right, bottom in image coordinates.
        mode: ``"SCALE TO FIT"``, ``"TRUE SIZE"`` or ``"MAGNIFY"``.
        magnification: Display pixels an image pixel, for ``"MAGNIFY"``.
    """

    images: Images = field(repr=False)
    box: tuple[float, float, float, float]
    mode: str
    magnification: float | None = None


@dataclass(frozen=True, slots=True)
class PresentationState:
    """A presentation state.

    Attributes:
        uid: Its SOP Instance UID.
        label: Content Label (0070,0080), with the description where there is one.
        images: What it is about.
        windows: Windows, each with the images that it is for.
        functions: VOI LUT functions of the windows.
        areas: Displayed areas.
        rotation: Degrees clockwise, before the flip.
        flipped: Left and right exchanged, after the rotation.
        inverse: Presentation LUT Shape is INVERSE.
        annotations: What is drawn, lowest layer first.
        shutter: What is covered; None for nothing.
    """

    uid: str
    label: str
    images: Images = field(repr=False)
    windows: tuple[tuple[Images, Window], ...] = field(default=(), repr=False)
    functions: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    rotation: int = 0
    flipped: bool = False
    inverse: bool = False
    annotations: tuple[Annotation, ...] = field(default=(), repr=False)
    shutter: Shutter | None = None

    def applies_to(self, sop_instance_uid: str, frame: int) -> bool:
        """True where the state is about a frame."""
        return about(self.images, sop_instance_uid, frame)


def about(images: Images, sop_instance_uid: str, frame: int) -> bool:
    """True where a frame is among some images."""
    if not images:
        return True
    frames = images.get(sop_instance_uid)
    return frames is not None and (not frames or frame in frames)


def presentation_state(header: Header) -> PresentationState | None:
    """Read a presentation state; None where the header is none."""
    images: Images = {}
    for series in items(header, "00081115"):
        images.update(_images(series))
    if text(header, "00080060") != "PR" or not images:
        return None
    rotation = (integer(header, "00700042") or 0) % 360
    flipped = text(header, "00700041") == "Y"
    areas = _areas(header)
    windows, functions = _windows(header)
    name, more = text(header, "00700080"), text(header, "00700081")
    return PresentationState(
        uid=text(header, "00080018"),
        label=f"{name}: {more}" if name and more else name or more,
        images=images,
        windows=windows,
        functions=functions,
        areas=areas,
        rotation=rotation if rotation % 90 == 0 else 0,
        flipped=flipped,
        inverse=text(header, "20500020") == "INVERSE",
        annotations=_annotations(header, areas, rotation, flipped=flipped),
        shutter=shutter(header),
    )


def _images(item: Header) -> Images:
    found: Images = {}
    for image in items(item, "00081140"):
        frames = frozenset(int(frame) - 1 for frame in numbers(image, "00081160"))
        found[text(image, "00081155")] = frames
    return found


def _windows(header: Header) -> tuple[tuple[tuple[Images, Window], ...], tuple[str, ...]]:
    found: list[tuple[Images, Window]] = []
    functions: list[str] = []
    for item in items(header, "00283110"):
        center, width = number(item, "00281050"), number(item, "00281051")
        if center is not None and width is not None and width > 0:
            found.append((_images(item), Window(center, width, text(item, "00281055"))))
            functions.append(text(item, "00281056") or "LINEAR")
    return tuple(found), tuple(functions)


def _areas(header: Header) -> tuple[Area, ...]:
    found = []
    for item in items(header, "0070005A"):
        first, last = numbers(item, "00700052"), numbers(item, "00700053")
        if len(first) == 2 and len(last) == 2:
            left, right = sorted((first[0], last[0]))
            top, bottom = sorted((first[1], last[1]))
            box = (left - 1, top - 1, right, bottom)  # pixels are counted from 1, both ends count
            mode = text(item, "00700100") or "SCALE TO FIT"
            found.append(Area(_images(item), box, mode, number(item, "00700103")))
    return tuple(found)


def _annotations(
    header: Header, areas: tuple[Area, ...], rotation: int, *, flipped: bool
) -> tuple[Annotation, ...]:
    layers = {text(item, "00700002"): item for item in items(header, "00700060")}
    found: list[Annotation] = []
    for item in items(header, "00700001"):
        images, name = _images(item), text(item, "00700002")
        fitting = [area for area in areas if not area.images or set(area.images) & set(images)]
        box = (fitting or areas)[0].box if areas else None
        place = _Place(box, rotation, flipped)
        texts_found = (_text(one, place) for one in items(item, "00700008"))
        graphics = (_graphic(one, place) for one in items(item, "00700009"))
        found.append(
            Annotation(
                images,
                name,
                _colour(layers.get(name, {})),
                tuple(one for one in graphics if one is not None),
                tuple(one for one in texts_found if one is not None),
            )
        )
    orders = {name: number(item, "00700062") or 0.0 for name, item in layers.items()}
    return tuple(sorted(found, key=lambda annotation: orders.get(annotation.layer, 0.0)))


def _colour(layer: Header) -> tuple[int, int, int]:
    encoded = numbers(layer, "00700401")
    if len(encoded) == 3:
        lightness = encoded[0] / 65535.0 * 100.0
        return lab_to_rgb(lightness, *(value / 65535.0 * 255.0 - 128.0 for value in encoded[1:]))
    return _USUAL


@dataclass(frozen=True, slots=True)
class _Place:
    """Brings annotation coordinates to image coordinates.

    DISPLAY units are shares of the displayed area as it is seen, after rotation and flip.
    """

    box: tuple[float, float, float, float] | None
    rotation: int
    flipped: bool

    def image(self, point: Point, units: str) -> Point | None:
        if units in ("PIXEL", "MATRIX", ""):
            return point
        if self.box is None:
            return None
        x, y = point
        if self.flipped:
            x = 1.0 - x
        for _ in range(self.rotation // 90 % 4):  # undo a quarter turn clockwise
            x, y = y, 1.0 - x
        left, top, right, bottom = self.box
        return left + x * (right - left), top + y * (bottom - top)


def _graphic(item: Header, place: _Place) -> Graphic | None:
    units, kind = text(item, "00700005"), text(item, "00700023")
    flat = numbers(item, "00700022")
    points: list[Point] = []
    for pair in zip(flat[::2], flat[1::2], strict=False):
        at = place.image(pair, units)
        if at is None:
            return None
        points.append(at)
    filled = text(item, "00700024") == "Y"
    if kind == "CIRCLE" and len(points) == 2:
        return Graphic(_circle(points), closed=True, filled=filled)
    if kind == "ELLIPSE" and len(points) == 4:
        return Graphic(_ellipse(points), closed=True, filled=filled)
    if not points:
        return None
    closed = len(points) > 2 and points[0] == points[-1]
    return Graphic(tuple(points), closed=closed, filled=filled)


def _circle(points: list[Point]) -> tuple[Point, ...]:
    (x, y), edge = points
    radius = math.dist((x, y), edge)
    turns = [2 * math.pi * step / _ROUND for step in range(_ROUND)]
    return tuple((x + radius * math.cos(turn), y + radius * math.sin(turn)) for turn in turns)


def _ellipse(points: list[Point]) -> tuple[Point, ...]:
    """Return the outline of an ellipse given by the ends of its long and its short axis."""
    first, second, third, fourth = points
    x, y = (first[0] + second[0]) / 2, (first[1] + second[1]) / 2
    long_axis = ((second[0] - first[0]) / 2, (second[1] - first[1]) / 2)
    short = ((fourth[0] - third[0]) / 2, (fourth[1] - third[1]) / 2)
    turns = [2 * math.pi * step / _ROUND for step in range(_ROUND)]
    return tuple(
        (
            x + long_axis[0] * math.cos(turn) + short[0] * math.sin(turn),
            y + long_axis[1] * math.cos(turn) + short[1] * math.sin(turn),
        )
        for turn in turns
    )


def _text(item: Header, place: _Place) -> TextObject | None:
    words = "\n".join(texts(item, "00700006")).replace("\r\n", "\n").strip()
    corner, anchor = numbers(item, "00700010"), numbers(item, "00700014")
    pointed = None
    if len(anchor) == 2:
        pointed = place.image((anchor[0], anchor[1]), text(item, "00700004"))
    at = pointed
    if len(corner) == 2:
        at = place.image((corner[0], corner[1]), text(item, "00700003"))
    if not words or at is None:
        return None
    shown = text(item, "00700015") == "Y" and len(corner) == 2
    return TextObject(words, at, pointed if shown else None)
