r"""HL7 version 2 messages as segments and fields: any separators, escapes undone, any framing.

Source: HL7 v2.5.1, chapter 2: message construction (2.5), delimiters (2.5.4), escape sequences in
text (2.7); batch headers FHS and BHS (2.10.3); Minimal Lower Layer Protocol (SB, EB, CR).
"""

from __future__ import annotations

import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from omni_med.emr.text import decode_text
from omni_med.errors import UnreadableRecordError

_HEAD = re.compile(rb"(?:FHS|BHS|MSH)([^\w\s])[^\w\s]{3,5}\1")
_MARKED = re.compile(r"MSH([^\w\s])[^\w\s]{3,5}(?:\1|$)")
_NO_MESSAGE, _NO_HEAD = "The HL7 file holds no message.", "It has no segment MSH."
_FRAME = b"\x0b\x1c\r\n\t \xef\xbb\xbf"
_SEGMENT = re.compile(r"[A-Z][A-Z0-9]{2}")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# HL7 table 0211; what is not named here is told by the bytes, as any other record.
_CHARSETS = {
    "8859/1": "latin-1", "8859/2": "iso8859-2", "8859/15": "iso8859-15", "UNICODE UTF-8": "utf-8",
    "GB 18030-2000": "gb18030", "BIG-5": "big5",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Marks:
    """What separates fields, components, repetitions and subcomponents; the escape character."""

    field: str
    component: str
    repetition: str
    escape: str
    subcomponent: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One segment; ``fields[n]`` is its field n, of ``MSH`` too."""

    name: str
    fields: tuple[str, ...] = field(repr=False)
    marks: Marks = field(repr=False)
    charset: str

    def raw(self, number: int) -> str:
        """Return a field as it stands; empty where there is none, or where it says null."""
        value = self.fields[number] if number < len(self.fields) else ""
        return "" if value == '""' else value

    def repeated(self, number: int) -> list[str]:
        """Return the repetitions of a field, escapes in place."""
        return [one for one in self.raw(number).split(self.marks.repetition) if one]

    def part(self, value: str, number: int) -> str:
        """Return component ``number`` (from 1) of a field's repetition, its first subcomponent."""
        parts = value.split(self.marks.component)
        found = parts[number - 1] if number <= len(parts) else ""
        return self.plain(found.split(self.marks.subcomponent)[0]).strip()

    def first(self, number: int, component: int = 1) -> str:
        """Return a component of a field's first repetition."""
        return self.part(next(iter(self.repeated(number)), ""), component)

    def plain(self, value: str) -> str:
        """Return a value with its escape sequences undone."""
        mark = re.escape(self.marks.escape)
        text = re.sub(rf"{mark}([^{mark}\r\n]*){mark}", lambda m: self._meant(m[1]), value)
        return _UNSEEN.sub(" ", text)

    def _meant(self, sequence: str) -> str:
        own = {
            "F": self.marks.field, "S": self.marks.component, "T": self.marks.subcomponent,
            "R": self.marks.repetition, "E": self.marks.escape, "P": "#",
        }  # fmt: skip
        if sequence in own:
            return own[sequence]
        if sequence[:1] == "X":
            try:
                data = binascii.unhexlify(sequence[1:])
            except (binascii.Error, ValueError):
                return " "
            return data.decode(self.charset, "replace").replace("\r", "\n")
        if sequence[:3] in {".br", ".sp", ".ce"}:
            return "\n"
        return "" if sequence in {"H", "N"} else " "


def is_hl7(data: bytes) -> bool:
    """True where bytes begin as a message or a batch of messages, framed or not."""
    return _HEAD.match(data.lstrip(_FRAME)[:16]) is not None


def messages(data: bytes) -> Iterator[list[Segment]]:
    """Yield the segments of each message.

    A line that is no segment goes on with the text before it: some systems break their lines so.

    Raises:
        UnreadableRecordError: If the bytes are no text, or hold no message.
    """
    body = data.replace(b"\x0b", b"\r").replace(b"\x1c", b"\r").strip(_FRAME)
    charset = _charset(body)
    lines = re.split(r"\r\n|\r|\n", _text(body, charset))
    found: list[list[Segment]] = []
    marks: Marks | None = None
    for line in _whole(lines):
        if line.startswith("MSH"):
            marks = _marks(line)
            found.append([])
        if marks is None or line[:3] in {"FHS", "BHS", "BTS", "FTS"}:
            continue
        fields = line.split(marks.field)
        if line.startswith("MSH"):
            fields = [fields[0], marks.field, *fields[1:]]
        found[-1].append(Segment(fields[0], tuple(fields), marks, charset))
    if not found:
        raise UnreadableRecordError(_NO_MESSAGE, hint=_NO_HEAD)
    yield from found


def _whole(lines: list[str]) -> Iterator[str]:
    """Yield the segments' lines, each with what goes on in the lines below it."""
    whole, mark = "", ""
    for line in lines:
        if line[:3] in {"MSH", "FHS", "BHS"}:
            mark = line[3:4]
        if _SEGMENT.match(line) and line[3:4] in {mark, ""}:
            if whole:
                yield whole
            whole = line
        elif whole and line.strip():
            whole += "\n" + line
    if whole:
        yield whole


def _marks(line: str) -> Marks:
    """Return the separators that a head states.

    Raises:
        UnreadableRecordError: If it states none: what follows it could be anybody's.
    """
    if not _MARKED.match(line):
        raise UnreadableRecordError(_NO_MESSAGE, hint=_NO_HEAD)
    given = line[4:].split(line[3], 1)[0]
    return Marks(line[3], *tuple(given[:4].ljust(4, "\0")))


def _charset(body: bytes) -> str:
    """Return the character set that the first message names, where it is one that is known."""
    start = body.find(b"MSH")
    line = re.split(rb"[\r\n]", body[max(start, 0) :], maxsplit=1)[0]
    fields = line.split(line[3:4]) if len(line) > 3 else []
    named = re.split(rb"[~\^]", fields[17])[0] if len(fields) > 17 else b""
    return _CHARSETS.get(named.decode("ascii", "replace").strip().upper(), "utf-8")


def _text(body: bytes, charset: str) -> str:
    if charset == "utf-8":
        return decode_text(body)
    try:
        return body.decode(charset)
    except UnicodeDecodeError:
        return decode_text(body)
