"""Segmentations: which frame belongs to which segment, and what the segments are.

Source: PS3.3 C.8.20 (segmentation), C.7.6.16.2.6 (derivation image); colours: PS3.3 C.10.7.1.1,
ISO 15076-1 annex D (CIELab to the profile connection space).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from omni_med.dicom.objects.element import (
    Header,
    first,
    integer,
    items,
    meaning,
    number,
    numbers,
    text,
    values,
)

_INKS = ((255, 99, 97), (88, 180, 255), (120, 220, 120), (255, 196, 82), (205, 150, 255))


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment: its number, what it is, and its colour."""

    number: int
    label: str
    colour: tuple[int, int, int]
    property: str = ""
    algorithm: str = ""


@dataclass(frozen=True, slots=True)
class SegmentFrame:
    """One frame of a segmentation.

    Attributes:
        frame: 0-based.
        segment: Its segment; 0 in a label map, whose values are the segments' numbers.
        sources: SOP instances that it was made of.
        source_frames: Frames of them, 0-based; empty where not stated.
    """

    frame: int
    segment: int
    sources: tuple[str, ...] = ()
    source_frames: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Segmentation:
    """What a segmentation object holds.

    Attributes:
        kind: ``"BINARY"``, ``"FRACTIONAL"`` or ``"LABELMAP"``.
        most: Stored value that means the whole of a pixel, in a fractional one.
        segments: By their order in the file.
        frames: One entry a frame.
        frame_of_reference: In which the planes lie.
    """

    kind: str
    most: int
    segments: tuple[Segment, ...]
    frames: tuple[SegmentFrame, ...] = field(repr=False)
    frame_of_reference: str = ""


def segmentation(header: Header) -> Segmentation | None:
    """Read a segmentation object; None where the header is none, or names no segment."""
    segments = tuple(_segment(item, place) for place, item in enumerate(items(header, "00620002")))
    kind = text(header, "00620001")
    if not segments or not kind:
        return None
    shared = first(header, "52009229")
    groups = items(header, "52009230")
    frames = tuple(
        _frame(place, group, shared, labels=kind == "LABELMAP")
        for place, group in enumerate(groups)
    )
    most = integer(header, "0062000E") or 255
    return Segmentation(kind, max(most, 1), segments, frames, text(header, "00200052"))


def _segment(item: Header, place: int) -> Segment:
    found = integer(item, "00620004")
    if found is None:  # a label map's background, or a file that forgot
        listed = values(item, "00620004")
        found = 0 if listed else place + 1
    what = meaning(item, "0062000F")
    return Segment(
        number=found,
        label=text(item, "00620005") or what or f"{found}",
        colour=_colour(item) or _INKS[place % len(_INKS)],
        property=what,
        algorithm=text(item, "00620008"),
    )


def _frame(place: int, group: Header, shared: Header, *, labels: bool) -> SegmentFrame:
    identification = first(group, "0062000A") or first(shared, "0062000A")
    derivation = first(group, "00089124") or first(shared, "00089124")
    sources = items(derivation, "00082112")
    frames = (integer(source, "00081160") for source in sources)
    return SegmentFrame(
        frame=place,
        segment=0 if labels else (integer(identification, "0062000B") or 0),
        sources=tuple(text(source, "00081155") for source in sources),
        source_frames=tuple(frame - 1 for frame in frames if frame is not None and frame > 0),
    )


def _colour(item: Header) -> tuple[int, int, int] | None:
    """Return Recommended Display CIELab Value as sRGB; None where absent."""
    encoded = numbers(item, "0062000D")
    if len(encoded) != 3:
        return None
    lightness = encoded[0] / 65535.0 * 100.0
    a, b = (value / 65535.0 * 255.0 - 128.0 for value in encoded[1:])
    return lab_to_rgb(lightness, a, b)


def lab_to_rgb(lightness: float, a: float, b: float) -> tuple[int, int, int]:
    """Return CIELab (D50) as sRGB of 8 bits.

    Source: CIE 15:2004 8.2.1; IEC 61966-2-1; D50 to D65 by Bradford.
    """
    y = (lightness + 16.0) / 116.0
    x, z = y + a / 500.0, y - b / 200.0
    white = (0.96422, 1.0, 0.82521)
    linear = [
        (value**3 if value > 6 / 29 else 3 * (6 / 29) ** 2 * (value - 4 / 29)) * of
        for value, of in zip((x, y, z), white, strict=True)
    ]
    matrix = (
        (3.1338561, -1.6168667, -0.4906146),
        (-0.9787684, 1.9161415, 0.0334540),
        (0.0719453, -0.2289914, 1.4052427),
    )
    channels = []
    for row in matrix:
        value = min(max(sum(m * v for m, v in zip(row, linear, strict=True)), 0.0), 1.0)
        value = 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055
        channels.append(round(255.0 * value))
    return channels[0], channels[1], channels[2]


def is_segmentation(header: Header) -> bool:
    """True where a header is that of a segmentation."""
    return text(header, "00080060") == "SEG" and number(header, "00280010") is not None
