"""A foreign file opened as a pydicom data set, up to and without its pixel data.

Runs in a worker of the pool only. The file meta information is read here, not by pydicom, so
that a deflated data set is inflated within a bound, a file without preamble is taken only when
it verifiably is one, and an early end of file is an error instead of a shorter header.

Source: PS3.10 section 7 (file format), PS3.5 section 7 and annex A (encodings).
"""

from __future__ import annotations

import contextlib
import re
import struct
import warnings
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import BinaryIO, Protocol, cast

from pydicom.dataset import Dataset
from pydicom.filereader import read_dataset
from pydicom.uid import UID

from omni_med.dicom.limits import DecodeLimits
from omni_med.errors import DamagedFileError, NotDicomError, TooLargeError

IMPLICIT = "1.2.840.10008.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
BIG_ENDIAN = "1.2.840.10008.1.2.2"
GE_PRIVATE = "1.2.840.113619.5.2"
"""GE's implicit little endian header with big endian pixels (retired, still on old media)."""

NATIVE = frozenset({IMPLICIT, EXPLICIT, DEFLATED, BIG_ENDIAN, GE_PRIVATE})
"""Transfer syntaxes whose pixels are not encapsulated."""

_PIXEL_TAGS = {0x7FE00008: "float", 0x7FE00009: "double", 0x7FE00010: "integer"}
_LONG_VRS = {b"OB", b"OD", b"OF", b"OL", b"OV", b"OW", b"SQ", b"UC", b"UN", b"UR", b"UT"}
_LONG_VRS |= {b"SV", b"UV"}
_SHORT_VRS = {b"AE", b"AS", b"AT", b"CS", b"DA", b"DS", b"DT", b"FD", b"FL", b"IS", b"LO"}
_SHORT_VRS |= {b"LT", b"PN", b"SH", b"SL", b"SS", b"ST", b"TM", b"UI", b"UL", b"US"}
_UID = re.compile(r"^[0-2](\.(0|[1-9][0-9]*))+$")


class Source(Protocol):
    """What a data set is read from: a memory map or an in-memory file."""

    def read(self, size: int = -1, /) -> bytes:
        """Read at most ``size`` bytes."""

    def seek(self, offset: int, /) -> object:
        """Move to ``offset``."""

    def tell(self) -> int:
        """Return the position."""


@dataclass(frozen=True, slots=True)
class PixelElement:
    """Where the pixel data lies.

    Attributes:
        kind: ``"integer"``, ``"float"`` or ``"double"``.
        vr: Value representation, ``"OW"`` where implicit.
        offset: Offset of its value in ``OpenedFile.source``, in bytes.
        length: Its length in bytes; None where undefined (encapsulated).
    """

    kind: str
    vr: str
    offset: int
    length: int | None


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A data set and where its pixels are.

    Attributes:
        dataset: All elements before the pixel data.
        meta: Elements of group 0002, raw, by tag.
        transfer_syntax: As declared, or as found where nothing is declared.
        pixels: The pixel data element, or None.
        source: What ``pixels`` points into: the file, or its inflated copy.
        source_size: Length of ``source`` in bytes.
        file_size: Length of the file in bytes.
    """

    dataset: Dataset
    meta: dict[int, bytes]
    transfer_syntax: str
    pixels: PixelElement | None
    source: Source
    source_size: int
    file_size: int

    @property
    def in_file(self) -> bool:
        """True where offsets in ``source`` are offsets in the file."""
        return self.source_size == self.file_size and self.transfer_syntax != DEFLATED


def open_dataset(file: Source, size: int, limits: DecodeLimits) -> OpenedFile:
    """Open a file of ``size`` bytes, positioned anywhere.

    Raises:
        NotDicomError: If it is no DICOM data set.
        DamagedFileError: If it ends early or its parts contradict each other.
        TooLargeError: If the header or the inflated data set is beyond ``limits``.
    """
    file.seek(0)
    head = file.read(min(size, 1 << 16))
    marked, start = _start(head)
    meta, position = _read_meta(head, start)
    declared = meta.get(0x00020010, b"").rstrip(b"\0 ").decode("ascii", "replace")
    source: Source = file
    size_in = size
    if declared == DEFLATED:
        file.seek(position)
        inflated = _inflate(file, limits)
        source, size_in, position = inflated, len(inflated.getbuffer()), 0
    syntax = declared or _guess(head[position : position + 6])
    dataset, pixels = _read_body(source, position, size_in, syntax, limits)
    if not marked:
        _require_dicom(dataset)
    return OpenedFile(dataset, meta, syntax, pixels, source, size_in, size)


def _start(head: bytes) -> tuple[bool, int]:
    """Return whether the DICM mark is there, and where the file meta information starts.

    Raises:
        NotDicomError: If the first bytes are neither the mark nor a plausible first element.
    """
    plausible = _plausible(head[:6])
    if head[128:132] == b"DICM" and (head[132:134] == b"\x02\0" or not plausible):
        return True, 132
    if head[:4] == b"DICM":
        return True, 4
    if plausible:
        return False, 0
    raise NotDicomError("This is no DICOM file.")


def _plausible(first: bytes) -> bool:
    """Return True where a data set may start with these six bytes."""
    if len(first) < 6:
        return False
    little, big = struct.unpack("<H", first[:2])[0], struct.unpack(">H", first[:2])[0]
    return little in (0x0002, 0x0008) or (big in (0x0002, 0x0008) and first[4:6].isalpha())


def _read_meta(head: bytes, start: int) -> tuple[dict[int, bytes], int]:
    """Read group 0002, always explicit little endian; return it and where the data set starts.

    Source: PS3.10 section 7.1.

    Raises:
        DamagedFileError: If an element reaches beyond the file.
    """
    meta: dict[int, bytes] = {}
    position = start
    while position + 8 <= len(head):
        group, element, vr = struct.unpack("<HH2s", head[position : position + 6])
        if group != 0x0002:
            break
        if vr in _LONG_VRS:
            header, length = 12, int.from_bytes(head[position + 8 : position + 12], "little")
        elif vr in _SHORT_VRS:
            header, length = 8, int.from_bytes(head[position + 6 : position + 8], "little")
        else:
            header, length = 8, int.from_bytes(head[position + 4 : position + 8], "little")
        value_end = position + header + length
        if value_end > len(head):
            raise DamagedFileError("The file ends inside its own file meta information.")
        meta[group << 16 | element] = head[position + header : value_end]
        position = value_end
    return meta, position


def _guess(first: bytes) -> str:
    """Tell the encoding from the first element where no transfer syntax is declared.

    Source: PS3.10 7.1 demands one; the rule here is the one readers agree on: letters where a
    VR stands mean explicit, a group that makes sense only swapped means big endian.
    """
    if len(first) < 6:
        return IMPLICIT
    if first[4:6] not in _LONG_VRS | _SHORT_VRS:
        return IMPLICIT
    return BIG_ENDIAN if struct.unpack("<H", first[:2])[0] >= 0x0400 else EXPLICIT


def _inflate(file: Source, limits: DecodeLimits) -> BytesIO:
    """Inflate the rest of the file within the limit.

    Source: PS3.5 A.5.

    Raises:
        TooLargeError: If it grows beyond the limit.
        DamagedFileError: If it is no deflate stream, or is cut.
    """
    return BytesIO(inflate(file.read(), limits.inflated_bytes))


def inflate(data: bytes, limit: int) -> bytes:
    """Inflate a raw deflate stream (RFC 1951) to at most ``limit`` bytes.

    Raises:
        TooLargeError: If it grows beyond ``limit``.
        DamagedFileError: If it is no deflate stream, or is cut.
    """
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        result = inflater.decompress(data, limit + 1)
    except zlib.error:
        raise DamagedFileError("The compressed part of the file is damaged.") from None
    if len(result) > limit:
        raise TooLargeError(f"The file unpacks to more than {limit // 2**20} MiB.")
    if not inflater.eof:
        raise DamagedFileError("The compressed part of the file is cut.")
    return result


def _read_body(
    source: Source, position: int, size: int, syntax: str, limits: DecodeLimits
) -> tuple[Dataset, PixelElement | None]:
    source.seek(position)
    little = syntax != BIG_ENDIAN
    stopped: list[int] = []
    ends = [position]

    def at_pixels(tag: int, _vr: str | None, length: int) -> bool:
        ends.append(size if length == 0xFFFFFFFF else source.tell() + length)
        if tag in _PIXEL_TAGS:
            stopped.append(tag)
        elif source.tell() - position > limits.header_bytes:
            raise TooLargeError("The header is too large to be read.")
        return tag in _PIXEL_TAGS

    implicit = syntax in (IMPLICIT, GE_PRIVATE)
    with damage_is_an_error():
        dataset = read_dataset(
            cast("BinaryIO", source),
            implicit,
            little,
            stop_when=at_pixels,
            parent_encoding="latin_1",
        )
    if not stopped:
        _require_whole(dataset, source, size, ends[-1])
        return dataset, None
    implicit = bool(dataset.original_encoding[0])
    return dataset, _pixel_element(source, size, implicit=implicit, little=little)


@contextlib.contextmanager
def damage_is_an_error() -> Iterator[None]:
    """Turn what pydicom raises or only warns of on a damaged file into ``DamagedFileError``.

    Raises:
        DamagedFileError: On an early end, or anything pydicom could not parse.
    """
    try:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            yield
    except RecursionError:
        raise DamagedFileError("The header nests sequences too deep to be genuine.") from None
    except (EOFError, OSError, ValueError, KeyError, IndexError, TypeError, struct.error) as error:
        raise DamagedFileError("The header is damaged.") from error
    except (AttributeError, NotImplementedError, LookupError, AssertionError) as error:
        raise DamagedFileError("The header is damaged.") from error
    if any("end of file" in str(item.message).lower() for item in caught):
        raise DamagedFileError("The file ends in the middle of its header.")


def _require_whole(dataset: Dataset, source: Source, size: int, end: int) -> None:
    """Refuse a header that does not end where the file does.

    Args:
        dataset: The header, read to its end.
        source: Positioned after it.
        size: Length of ``source``.
        end: Where the last element says that it ends.

    Raises:
        DamagedFileError: If its last element claims more bytes than there are, or something
            other than padding follows.
    """
    if not len(dataset):
        raise DamagedFileError("The file ends before its header.")
    if end > size:
        raise DamagedFileError("The file ends in the middle of its header.")
    if size - source.tell() >= 8:
        raise DamagedFileError("The header ends before the file does: its parts do not fit.")
    source.seek(end)
    if source.read(size - end).strip(b"\0"):
        raise DamagedFileError("The file ends in the middle of its header.")


def _pixel_element(source: Source, size: int, *, implicit: bool, little: bool) -> PixelElement:
    order = "<" if little else ">"
    raw = source.read(12)
    if len(raw) < 8:
        raise DamagedFileError("The file ends before its pixel data.")
    group, element = struct.unpack(order + "HH", raw[:4])
    kind = _PIXEL_TAGS.get(group << 16 | element)
    if kind is None:
        raise DamagedFileError("The header is damaged just before the pixel data.")
    offset = source.tell() - len(raw)
    if raw[4:6] in _LONG_VRS and not implicit and len(raw) == 12:
        vr, length = raw[4:6].decode("ascii"), struct.unpack(order + "L", raw[8:12])[0]
        offset += 12
    else:
        vr, length = "OW", struct.unpack(order + "L", raw[4:8])[0]
        offset += 8
    if length == 0xFFFFFFFF:
        return PixelElement(kind, vr, offset, None)
    if offset + length > size:
        raise DamagedFileError(
            f"The pixel data is cut: {max(0, size - offset)} of {length} bytes are there."
        )
    return PixelElement(kind, vr, offset, length)


def _require_dicom(dataset: Dataset) -> None:
    """Refuse an unmarked file unless its data set says what it is.

    Raises:
        NotDicomError: If it holds no valid SOP Class UID, or only unknown tags.
    """
    sop_class = str(dataset.get("SOPClassUID", ""))
    if _UID.match(sop_class) and UID(sop_class).name != sop_class and len(dataset) >= 5:
        return
    raise NotDicomError("This is no DICOM file: it has no DICOM mark and no known SOP class.")
