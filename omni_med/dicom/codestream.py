"""What a compressed frame says of itself, read before a decoder allocates anything.

A few hundred bytes can claim gigabytes; a frame is decoded only if its own header agrees with
the DICOM header.

Source: ITU-T T.81 B.2.2 (JPEG frame header), T.87 C.2.2 (JPEG-LS), T.800 A.5.1 (SIZ).
"""

from __future__ import annotations

from dataclasses import dataclass

from omni_med.errors import DamagedFileError

_STANDALONE = {0x01, *range(0xD0, 0xD9)}
_FRAME_MARKERS = {*range(0xC0, 0xD0), 0xF7} - {0xC4, 0xC8, 0xCC}


@dataclass(frozen=True, slots=True)
class Codestream:
    """A frame's own header.

    Attributes:
        rows: Height in pixels.
        columns: Width in pixels.
        components: Samples a pixel.
        precision: Bits a sample.
        signed: True where samples are signed (JPEG 2000 only).
        process: JPEG's SOF marker: 0xC0 baseline, 0xC1 extended, 0xC3 lossless, 0xF7 JPEG-LS;
            0 for JPEG 2000.
        component_ids: JPEG's component identifiers.
        jfif: True where a JFIF marker says that colour is YCbCr.
    """

    rows: int
    columns: int
    components: int
    precision: int
    signed: bool = False
    process: int = 0
    component_ids: tuple[int, ...] = ()
    jfif: bool = False

    @property
    def named_rgb(self) -> bool:
        """True where the components are called R, G, B."""
        return bytes(self.component_ids).upper() == b"RGB"


def require_end(data: bytes) -> None:
    """Refuse a cut frame, which decoders would fill with gray and call whole.

    The end marker (EOI of JPEG and JPEG-LS, EOC of JPEG 2000) cannot occur inside coded data,
    where a byte FF is always followed by a stuffed one.

    Source: ITU-T T.81 B.1.1.5, T.87 C.1, T.800 A.4.4.

    Raises:
        DamagedFileError: If there is none after the first scan or tile began.
    """
    starts = [data.find(mark) for mark in (b"\xff\xda", b"\xff\x93")]
    start = min((found for found in starts if found >= 0), default=-1)
    if start < 0 or data.find(b"\xff\xd9", start) < 0:
        raise DamagedFileError("A compressed image is cut: its end is missing.")


def jpeg(data: bytes) -> Codestream:
    """Read the header of a JPEG or JPEG-LS frame.

    Raises:
        DamagedFileError: If there is no frame header.
    """
    if data[:2] != b"\xff\xd8":
        raise DamagedFileError("A frame is not the JPEG it should be.")
    position, jfif = 2, False
    while position + 4 <= len(data):
        if data[position] != 0xFF:
            break
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
            continue
        if marker in _STANDALONE:
            position += 2
            continue
        length = int.from_bytes(data[position + 2 : position + 4], "big")
        body = data[position + 4 : position + 2 + length]
        if marker == 0xE0 and body[:4] == b"JFIF":
            jfif = True
        if marker in _FRAME_MARKERS:
            return _frame_header(marker, body, jfif=jfif)
        if marker == 0xDA or length < 2:
            break
        position += 2 + length
    raise DamagedFileError("A compressed frame has no header.")


def _frame_header(marker: int, body: bytes, *, jfif: bool) -> Codestream:
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        raise DamagedFileError("A compressed frame has a cut header.")
    count = body[5]
    return Codestream(
        rows=int.from_bytes(body[1:3], "big"),
        columns=int.from_bytes(body[3:5], "big"),
        components=count,
        precision=body[0],
        process=marker,
        component_ids=tuple(body[6 + 3 * index] for index in range(count)),
        jfif=jfif,
    )


def jpeg2000(data: bytes) -> Codestream:
    """Read the header of a JPEG 2000 or HTJ2K frame, with or without a JP2 wrapper.

    Raises:
        DamagedFileError: If there is no SIZ marker where it must stand.
    """
    start = data.find(b"\xff\x4f\xff\x51", 0, 4096)
    if start < 0 or start + 45 > len(data):
        raise DamagedFileError("A frame is not the JPEG 2000 it should be.")
    siz = data[start + 4 :]
    width, height, left, top = (int.from_bytes(siz[4 + 4 * i : 8 + 4 * i], "big") for i in range(4))
    components = int.from_bytes(siz[36:38], "big")
    depth = siz[38]
    return Codestream(
        rows=height - top,
        columns=width - left,
        components=components,
        precision=(depth & 0x7F) + 1,
        signed=bool(depth & 0x80),
    )
