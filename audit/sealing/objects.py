"""Files of sealed objects: written once, named by object id.

A writer stages its files in a folder of its own, flushes them to the disk, and moves them to their
names only under the catalogue's write lock, just before the rows are committed. So two processes
never write one name, and a file without a row is what a killed process left behind.

    objects/ab/ab12...      sealed objects
    staging/<random>/       one per open vault; `lock` in it is held (flock) while the owner lives
"""

from __future__ import annotations

import errno
import fcntl
import os
import secrets
import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from audit.errors import StorageFullError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def disk() -> Iterator[None]:
    """Turn a full disk into the one error that says so.

    Raises:
        StorageFullError: If the system says that disk or quota is full.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise StorageFullError from error
        raise


def sync_all(paths: Sequence[Path]) -> None:
    """Make files or folders durable, side by side: the disk does many flushes in one.

    Raises:
        StorageFullError: If the disk has no room for what was written.
    """
    with disk():
        if len(paths) < 3:
            for path in paths:
                _sync(path)
        else:
            with ThreadPoolExecutor(min(8, len(paths)), thread_name_prefix="flush") as threads:
                list(threads.map(_sync, paths))


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_new(path: Path, data: bytes | bytearray) -> None:
    """Write a new file, readable by its owner only, not flushed yet; a failed one is removed.

    Raises:
        StorageFullError: If there is no room.
    """
    write_pieces(path, [data])


def write_pieces(path: Path, pieces: Iterable[bytes | bytearray | memoryview]) -> None:
    """Write a new file piece by piece, as ``write_new``.

    Raises:
        StorageFullError: If there is no room.
    """
    with disk():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            for piece in pieces:
                view = memoryview(piece)
                while view:
                    view = view[os.write(descriptor, view) :]
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        finally:
            os.close(descriptor)


def replace_durably(path: Path, data: bytes) -> None:
    """Replace a file in one step: the old one or the new one is there, never half of one."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    write_new(temporary, data)
    sync_all([temporary])
    temporary.replace(path)
    sync_all([path.parent])


@dataclass(frozen=True, slots=True)
class Staged:
    """A sealed file that has no name yet."""

    object_id: str
    path: Path


class ObjectStore:
    """The folder of sealed objects, and this process's staging folder in it."""

    def __init__(self, folder: Path) -> None:
        """Use ``folder``; ``begin`` must follow, under the catalogue's write lock."""
        self._objects = folder / "objects"
        self._staging = folder / "staging"
        self._own: Path | None = None
        self._lock = -1

    @staticmethod
    def create(folder: Path) -> None:
        """Make the folders of an empty store."""
        for name in ("objects", "staging"):
            (folder / name).mkdir(mode=0o700)

    def path(self, object_id: str) -> Path:
        """Return where an object lies."""
        return self._objects / object_id[:2] / object_id

    def in_use(self) -> bool:
        """Say whether another living process works here; asked under the catalogue's write lock."""
        return any(
            folder != self._own and not _is_dead(folder) for folder in self._staging.iterdir()
        )

    def begin(self) -> tuple[Path, ...]:
        """Make this process's staging folder; return those that dead processes left.

        To be called under the catalogue's write lock. What is returned must be passed to
        ``sweep`` under the same lock.
        """
        dead = tuple(folder for folder in self._staging.iterdir() if _is_dead(folder))
        with disk():
            self._own = self._staging / secrets.token_hex(8)
            self._own.mkdir(mode=0o700)
            self._lock = os.open(self._own / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._lock, fcntl.LOCK_EX)
        return dead

    def stage(self, object_id: str, sealed: Iterable[bytes | memoryview]) -> Staged:
        """Write a sealed file, in pieces, to the staging folder; ``flush`` must follow.

        Raises:
            StorageFullError: If there is no room.
        """
        if self._own is None:
            raise RuntimeError("the store is closed")
        path = self._own / secrets.token_hex(8)
        write_pieces(path, sealed)
        return Staged(object_id, path)

    def flush(self, staged: Iterable[Staged]) -> None:
        """Make staged files durable.

        Raises:
            StorageFullError: If there is no room.
        """
        sync_all([item.path for item in staged])

    def discard(self, staged: Iterable[Staged]) -> None:
        """Remove staged files."""
        for item in staged:
            item.path.unlink(missing_ok=True)

    def publish(self, staged: Collection[Staged]) -> list[Path]:
        """Move staged files to their names. To be called under the write lock.

        Returns:
            The folders that must be flushed (``sync_all``) before the commit.

        Raises:
            StorageFullError: If there is no room for a folder.
        """
        folders: set[Path] = set()
        with disk():
            for item in staged:
                target = self.path(item.object_id)
                if target.parent not in folders and not target.parent.is_dir():
                    target.parent.mkdir(mode=0o700)
                    folders.add(self._objects)
                item.path.replace(target)
                folders.add(target.parent)
        return list(folders)

    def remove(self, object_ids: Iterable[str]) -> None:
        """Remove the files of objects whose rows are gone. A missing one is no error."""
        for object_id in object_ids:
            self.path(object_id).unlink(missing_ok=True)

    def names(self) -> set[str]:
        """Return the ids of all object files."""
        return {
            file.name
            for shard in self._objects.iterdir()
            if shard.is_dir()
            for file in shard.iterdir()
        }

    def sweep(self, dead: Iterable[Path], known: Collection[str]) -> int:
        """Remove what dead processes left: files without a row, then their staging folders.

        Args:
            dead: What ``begin`` returned.
            known: Ids of all objects in the catalogue.

        Returns:
            How many object files were removed.
        """
        orphans = self.names().difference(known)
        self.remove(orphans)
        for folder in dead:
            shutil.rmtree(folder, ignore_errors=True)
        return len(orphans)

    def close(self) -> None:
        """Remove the staging folder. Closing twice is allowed."""
        if self._own is not None:
            shutil.rmtree(self._own, ignore_errors=True)
            self._own = None
            os.close(self._lock)


def _is_dead(folder: Path) -> bool:
    """Say whether the process that staged here has ended."""
    try:
        descriptor = os.open(folder / "lock", os.O_RDWR | os.O_CLOEXEC)
    except OSError:
        return True  # killed between making the folder and its lock, which needs the write lock
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return True
