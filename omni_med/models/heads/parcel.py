"""A head in one file, signed, on its way between hospitals.

A ZIP of exactly four stored entries: card, numbers (safetensors), report, and a signed note that
names the SHA-256 and the size of the other three and the key that signed. Nothing in it is code,
and no entry is ever written under its own name: what is not on the list is refused. Pictures of
missed cases stay where the head was taught.

Source: C2SP signed-note v1 (the signature), Ed25519 (RFC 8032).
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass, field
from typing import Final

from audit.errors import TamperedError
from audit.trail.checkpoint import Signer, Verifier
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedRecordError, HeadBundleError, ModelUnavailableError
from omni_med.models.heads.bundle import (
    CARD,
    MOST_BYTES,
    NAME,
    NUMBERS,
    REPORT,
    HeadCard,
    load_head,
)

SUFFIX: Final = ".omhead"
NOTE: Final = "signature.txt"
FIRST_LINE: Final = "omni-med head bundle v1"
_MOST: Final = {CARD: 2 << 20, NUMBERS: MOST_BYTES, REPORT: 1 << 20, NOTE: 4096}
_MOST_FILE: Final = sum(_MOST.values()) + 4096
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the same head gives the same file


@dataclass(frozen=True, slots=True, eq=False)
class Parcel:
    """What a bundle holds, checked against the key that it names.

    Attributes:
        card: Of the head.
        numbers: Bytes of its safetensors file.
        report: Markdown.
        signer: Whose signature it bears; whether they are trusted is another question.
    """

    card: HeadCard
    numbers: bytes = field(repr=False)
    report: str = field(repr=False)
    signer: Verifier


def pack(card: HeadCard, numbers: bytes, signer: Signer) -> bytes:
    """Return a head as one signed file.

    Raises:
        HeadBundleError: If it is larger than a bundle may be.
    """
    contents = {CARD: to_json(card), NUMBERS: numbers, REPORT: card.text.encode()}
    lines = [f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}"
             for name, data in contents.items()]  # fmt: skip
    body = "\n".join([FIRST_LINE, *lines, signer.verifier().to_text()]) + "\n"
    contents[NOTE] = signer.sign_text(body).encode()
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_STORED) as file:
        for name, data in contents.items():
            if len(data) > _MOST[name]:
                raise HeadBundleError(f"The head's {name} is too large for a bundle.", hint="")
            file.writestr(zipfile.ZipInfo(name, _EPOCH), data)
    return stream.getvalue()


def unpack(data: bytes) -> Parcel:
    """Check a bundle and return what it holds.

    Raises:
        HeadBundleError: If it is no bundle, is damaged or cut, holds anything else, is too large,
            or is not what its signer signed.
    """
    if len(data) > _MOST_FILE:
        raise HeadBundleError("The file is larger than a head's bundle can be.")
    contents = _contents(data)
    signer = _check_signed(contents)
    try:
        card = from_json(HeadCard, contents[CARD])
        load_head(card, contents[NUMBERS])
        report = contents[REPORT].decode("utf-8")
    except (DamagedRecordError, ModelUnavailableError, UnicodeDecodeError):
        raise HeadBundleError("The bundle's card or numbers cannot be read.") from None
    if not NAME.fullmatch(card.name):
        raise HeadBundleError("The bundle's card names no head.")
    return Parcel(card, contents[NUMBERS], report, signer)


def too_large(size: int) -> bool:
    """Say of a file's size whether it is no bundle's, before it is read."""
    return size > _MOST_FILE


def _contents(data: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            _check_entries(file.infolist())
            return {entry.filename: file.read(entry) for entry in file.infolist()}
    except HeadBundleError:
        raise
    except Exception:  # noqa: BLE001 - zipfile raises many kinds on damaged files
        raise HeadBundleError("The file is no head's bundle, or it is cut or damaged.") from None


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    if sorted(entry.filename for entry in entries) != sorted(_MOST):
        raise HeadBundleError(
            "The file is no head's bundle: it holds something else than card, numbers, report "
            "and signature."
        )
    for entry in entries:
        if entry.compress_type != zipfile.ZIP_STORED or entry.file_size > _MOST[entry.filename]:
            raise HeadBundleError("The bundle holds an entry that is packed or too large.")


def _check_signed(contents: dict[str, bytes]) -> Verifier:
    """Return who signed exactly these contents."""
    try:
        note = contents[NOTE].decode("utf-8")
        first, *lines = note.partition("\n\n")[0].split("\n")
        signer = Verifier.from_text(lines[-1])
        signer.open_text(note)
    except (UnicodeDecodeError, IndexError):
        raise HeadBundleError("The bundle bears no signature.") from None
    except TamperedError:
        raise HeadBundleError("The bundle's signature is missing, damaged or forged.") from None
    stated = sorted(lines[:-1])
    found = sorted(
        f"{hashlib.sha256(data).hexdigest()} {len(data)} {name}"
        for name, data in contents.items()
        if name != NOTE
    )
    if first != FIRST_LINE or stated != found:
        raise HeadBundleError("The bundle was changed after it was signed.")
    return signer
