"""Structured reports as lines to read.

Source: PS3.3 C.17.3 (SR document content), PS3.16 for the meanings of codes.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from omni_med.dicom.objects.element import (
    Header,
    first,
    integer,
    items,
    meaning,
    numbers,
    text,
    texts,
)

_DEEPEST = 40


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One content item.

    Attributes:
        depth: How deep it stands, 0 for the document's own items.
        name: Concept name; empty where the item has none.
        value: What it says; empty for a heading.
        heading: True for a container.
        image: SOP Instance UID and frame (0-based, or None) of the image it refers to, or None.
    """

    depth: int
    name: str = field(repr=False)
    value: str = field(repr=False)
    heading: bool = False
    image: tuple[str, int | None] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A structured report.

    Attributes:
        title: What kind of document.
        status: Completion and verification flag, as written.
        author: Who verified it, or observed; may be empty.
        lines: Its content, in order.
    """

    title: str
    status: str
    author: str = field(repr=False)
    lines: tuple[ReportLine, ...] = field(repr=False)


def report(header: Header) -> Report | None:
    """Read a structured report; None where the header is none."""
    if not items(header, "0040A730") and text(header, "0040A040") != "CONTAINER":
        return None
    verifier = first(header, "0040A073")
    flags = (text(header, "0040A491"), text(header, "0040A493"))
    return Report(
        title=meaning(header, "0040A043") or text(header, "0008103E"),
        status=" · ".join(flag for flag in flags if flag),
        author=_person(text(verifier, "0040A075")),
        lines=tuple(_walk(header, 0)),
    )


def _walk(item: Header, depth: int) -> Iterator[ReportLine]:
    if depth > _DEEPEST:
        return
    for child in items(item, "0040A730"):
        kind = text(child, "0040A040")
        name = meaning(child, "0040A043")
        yield ReportLine(depth, name, _value(child, kind), kind == "CONTAINER", _image(child, kind))
        yield from _walk(child, depth + 1)


def _value(item: Header, kind: str) -> str:
    if kind == "NUM":
        return _number(item)
    if kind == "CODE":
        return meaning(item, "0040A168")
    if kind in ("SCOORD", "SCOORD3D"):
        points = len(numbers(item, "00700022")) // (2 if kind == "SCOORD" else 3)
        return f"{text(item, '00700023')} ({points})"
    if kind in ("IMAGE", "COMPOSITE", "WAVEFORM"):
        reference = first(item, "00081199")
        frames = ", ".join(f"{frame:.0f}" for frame in numbers(reference, "00081160"))
        uid = text(reference, "00081155")
        return f"{uid} [{frames}]" if frames else uid
    simple = {
        "TEXT": "0040A160",
        "PNAME": "0040A123",
        "DATE": "0040A121",
        "TIME": "0040A122",
        "DATETIME": "0040A120",
        "UIDREF": "0040A124",
    }
    tag = simple.get(kind)
    if tag is None:
        return ""
    found = "\n".join(texts(item, tag)).strip()
    return _person(found) if kind == "PNAME" else _moment(found, kind)


def _number(item: Header) -> str:
    measured = first(item, "0040A300")
    found = texts(measured, "0040A30A")
    if not found:
        return meaning(item, "0040A301")
    unit = text(first(measured, "004008EA"), "00080100")
    value = numbers(measured, "0040A30A")
    shown = f"{value[0]:.6g}" if value else found[0]
    return f"{shown} {unit}" if unit not in ("", "1") else shown


def _person(name: str) -> str:
    return " ".join(part for part in name.split("^") if part)


def _moment(found: str, kind: str) -> str:
    """Return a date or time as people write it, where it is one."""
    forms = {"DATE": ("%Y%m%d", "%Y-%m-%d"), "TIME": ("%H%M%S", "%H:%M:%S")}
    forms["DATETIME"] = ("%Y%m%d%H%M%S", "%Y-%m-%d %H:%M:%S")
    if kind not in forms:
        return found
    read, write = forms[kind]
    try:
        return datetime.strptime(found.partition(".")[0], read).strftime(write)  # noqa: DTZ007
    except ValueError:
        return found


def _image(item: Header, kind: str) -> tuple[str, int | None] | None:
    if kind != "IMAGE":
        return None
    reference = first(item, "00081199")
    uid, frame = text(reference, "00081155"), integer(reference, "00081160")
    return (uid, frame - 1 if frame else None) if uid else None
