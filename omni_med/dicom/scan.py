"""Find DICOM files: folders, files, ZIPs and media directories; each source once.

Source: PS3.10 section 8 (DICOM file service).
"""

from __future__ import annotations

import json
import os
from collections import deque
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from omni_med.dicom.parsed import ParsedFile
from omni_med.errors import CancelledError, DicomError, MediaDirectoryError
from omni_med.progress import Cancelled, Progress, never, no_progress

_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


class Parses(Protocol):
    """The part of the decode pool that is needed here."""

    @property
    def size(self) -> int:
        """How many files may be parsed at once."""

    def parse(self, data: Path | bytes) -> ParsedFile:
        """Read one file's header."""

    def list_archive(self, path: Path) -> bytes:
        """List a ZIP."""

    def read_member(self, path: Path, member: int) -> bytes:
        """Read a member of a ZIP."""

    def directory(self, path: Path) -> bytes:
        """List a DICOMDIR."""


@dataclass(frozen=True, slots=True)
class ScannedFile:
    """A file that was read.

    Attributes:
        source: Where it came from, for people: a path, or ``archive.zip!member``.
        parsed: Its header.
        read: Returns its bytes.
    """

    source: str = field(repr=False)
    parsed: ParsedFile
    read: Callable[[], bytes] = field(repr=False)


@dataclass(frozen=True, slots=True)
class UnreadableFile:
    """A file that was not, and why."""

    source: str = field(repr=False)
    error: DicomError


Scanned = ScannedFile | UnreadableFile


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Something that may be a DICOM file; ``refusal`` where it was refused unread."""

    source: str
    load: Callable[[], Path | bytes] | None
    refusal: DicomError | None = None


def scan(
    paths: Sequence[Path],
    *,
    pool: Parses,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Generator[Scanned, None, None]:
    """Yield every file under ``paths``, read or with the reason why not.

    Folders are searched in sorted order, links to folders not followed. A DICOMDIR yields the
    files it lists; a damaged one, or one inside a searched folder, gives way to the folder.
    ZIPs are read in memory and never unpacked to disk. The same file named twice comes once.

    Raises:
        CancelledError: If ``cancelled`` said so.
    """
    waiting: deque[Future[Scanned | None]] = deque()
    found = done = 0
    with ThreadPoolExecutor(pool.size, thread_name_prefix="scan") as threads:
        try:
            for candidate in _candidates(paths, pool):
                if cancelled():
                    raise CancelledError
                waiting.append(threads.submit(_parse, candidate, pool))
                found += 1
                while waiting and (len(waiting) > 4 * pool.size or waiting[0].done()):
                    result = waiting.popleft().result()
                    done += 1
                    progress(done, found)
                    if result is not None:
                        yield result
            while waiting:
                if cancelled():
                    raise CancelledError
                result = waiting.popleft().result()
                done += 1
                progress(done, found)
                if result is not None:
                    yield result
        finally:
            for future in waiting:
                future.cancel()


def _parse(candidate: _Candidate, pool: Parses) -> Scanned | None:
    """Read one candidate; None for a media directory, which is no image."""
    if candidate.load is None:
        return UnreadableFile(candidate.source, candidate.refusal or DicomError("Not read."))
    try:
        data = candidate.load()
        parsed = pool.parse(data)
    except MediaDirectoryError:
        return None
    except DicomError as error:
        return UnreadableFile(candidate.source, error)
    except OSError:
        return UnreadableFile(candidate.source, DicomError("The file cannot be read."))
    return ScannedFile(candidate.source, parsed, _reader(candidate.load))


def _reader(load: Callable[[], Path | bytes]) -> Callable[[], bytes]:
    def read() -> bytes:
        data = load()
        return data.read_bytes() if isinstance(data, Path) else data

    return read


def _candidates(paths: Sequence[Path], pool: Parses) -> Iterator[_Candidate]:
    seen: set[str] = set()
    for path in paths:
        for file in _files(path, pool):
            if isinstance(file, _Candidate):
                yield file
                continue
            key = os.path.realpath(file)
            if key in seen:
                continue
            seen.add(key)
            if _is_zip(file):
                yield from _members(file, pool)
            else:
                yield _Candidate(str(file), lambda file=file: file)  # type: ignore[misc]


def _files(path: Path, pool: Parses) -> Iterator[Path | _Candidate]:
    if path.is_dir():
        yield from _walk(path)
    elif not path.exists():
        error = DicomError("There is no such file or folder.", hint="Check the path.")
        yield _Candidate(str(path), None, error)
    elif not path.is_file():
        yield _Candidate(str(path), None, DicomError("This is neither a file nor a folder."))
    elif path.name.upper().startswith("DICOMDIR"):
        yield from _listed(path, pool)
    else:
        yield path


def _walk(folder: Path) -> Iterator[Path | _Candidate]:
    unreadable: list[str] = []
    walk = os.walk(folder, onerror=lambda error: unreadable.append(str(error.filename)))
    for parent, folders, files in walk:
        folders.sort()
        for name in sorted(files):
            file = Path(parent, name)
            if file.is_file() or not os.path.lexists(file):  # gone since: whoever reads it says so
                yield file
    for name in unreadable:
        error = DicomError("The folder may not be read.", hint="Check who may read it.")
        yield _Candidate(name, None, error)


def _listed(directory: Path, pool: Parses) -> Iterator[Path | _Candidate]:
    """Yield the files a DICOMDIR lists; the whole folder where it cannot be used."""
    folder = directory.parent
    try:
        listed = json.loads(pool.directory(directory))
    except DicomError:
        yield from _walk(folder)
        return
    files = [_inside(folder, components) for components in listed]
    present = [file for file in files if file is not None and file.is_file()]
    if not present:
        yield from _walk(folder)
        return
    for components, file in zip(listed, files, strict=True):
        if file is None or not file.is_file():
            error = DicomError("The DICOMDIR lists this file, but it is not there.")
            yield _Candidate(f"{directory}!{'/'.join(components)}", None, error)
        else:
            yield file


def _inside(folder: Path, components: list[str]) -> Path | None:
    """Return the file a directory record names, None where it points out of the folder.

    Names are matched without case, as media written elsewhere need it.
    """
    current = folder
    for component in components:
        if component in ("", ".", "..") or "/" in component or "\\" in component:
            return None
        exact = current / component
        if not exact.exists() and current.is_dir():
            same = [entry for entry in current.iterdir() if entry.name.upper() == component.upper()]
            exact = same[0] if same else exact
        current = exact
    return current if current.resolve().is_relative_to(folder.resolve()) else None


def _is_zip(file: Path) -> bool:
    try:
        with file.open("rb") as stream:
            mark = stream.read(4)
    except OSError:
        return False
    return mark in _ZIP_MARKS or file.suffix.lower() == ".zip"


def _members(file: Path, pool: Parses) -> Iterator[_Candidate]:
    try:
        listed = json.loads(pool.list_archive(file))
    except DicomError as error:
        yield _Candidate(str(file), None, error)
        return
    for index, name, refusal in listed:
        source = f"{file}!{name}"
        if refusal:
            yield _Candidate(source, None, DicomError(refusal))
        else:
            yield _Candidate(source, lambda index=index: pool.read_member(file, index))  # type: ignore[misc]
