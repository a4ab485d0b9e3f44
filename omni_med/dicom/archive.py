"""ZIP archives from outside, read inside a worker and never written to disk.

A member is read into memory within a bound; its name is only shown, never used as a path.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import BinaryIO

from omni_med.dicom.limits import DecodeLimits
from omni_med.errors import DamagedFileError, TooLargeError, UnsupportedPixelsError

_RATIO = 2000  # deflate reaches 1032 at most; LZMA on empty images comes near it
_SMALL = 64 * 1024 * 1024


def list_members(file: BinaryIO, limits: DecodeLimits) -> bytes:
    """Return the members as JSON: a list of [index, name, refusal]; refusal empty where fine.

    Raises:
        DamagedFileError: If the archive is cut or damaged.
        TooLargeError: If it holds more members or bytes than the limits allow.
    """
    listed: list[list[object]] = []
    total = 0
    with _open(file) as archive:
        members = archive.infolist()
        if len(members) > limits.archive_members:
            raise TooLargeError(f"The ZIP holds more than {limits.archive_members} files.")
        for index, member in enumerate(members):
            if member.is_dir():
                continue
            total += member.file_size
            listed.append([index, member.filename, _refusal(member, limits)])
    if total > limits.archive_bytes:
        raise TooLargeError("The ZIP unpacks to more than can be read.")
    return json.dumps(listed).encode()


def _refusal(member: zipfile.ZipInfo, limits: DecodeLimits) -> str:
    path = PurePosixPath(member.filename.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts or ":" in path.parts[0]:
        return "The ZIP names a file outside itself; it was not read."
    if member.flag_bits & 1:
        return "The ZIP is protected by a password; unpack it first."
    if member.file_size > limits.pixel_bytes or (
        member.file_size > _SMALL and member.file_size > _RATIO * max(1, member.compress_size)
    ):
        return "The ZIP holds a file that unpacks to an impossible size; it was not read."
    return ""


def read_member(file: BinaryIO, index: int, limits: DecodeLimits) -> bytes:
    """Return one member's bytes, checked against its CRC.

    Raises:
        DamagedFileError: If it is cut or damaged.
        TooLargeError: If it grows beyond what the archive says of it, or the limits.
    """
    with _open(file) as archive:
        member = archive.infolist()[index]
        bound = min(member.file_size, limits.memory_bytes // 3)
        try:
            with archive.open(member) as stream:
                data = stream.read(bound + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError):
            raise DamagedFileError("A file in the ZIP is damaged.") from None
        except (NotImplementedError, RuntimeError):
            raise UnsupportedPixelsError(
                "A file in the ZIP is packed or protected in a way that cannot be read.",
                hint="Unpack the ZIP first and import the folder.",
            ) from None
    if len(data) > bound:
        raise TooLargeError("A file in the ZIP is larger than can be read.")
    return data


def _open(file: BinaryIO) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError):
        raise DamagedFileError(
            "The ZIP is cut or damaged.", hint="Copy or download the ZIP again."
        ) from None
