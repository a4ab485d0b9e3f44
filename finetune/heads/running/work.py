"""The folder in which a head is made: one process at a time, kept when stopped, gone at the end."""

from __future__ import annotations

import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from finetune.errors import HeadError
from omni_med.models.heads.bundle import CARD


def write_whole(file: Path, data: bytes) -> None:
    """Write a file whole or not at all.

    Raises:
        OSError: If it cannot be written; what was there before stays.
    """
    part = file.with_name(f"{file.name}.part")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def work_folder(out: Path, name: str, key: str) -> Path:
    """Return the folder for one head of one data set, model and recipe, for its owner alone."""
    folder = out / f".{name}-{hashlib.sha256(key.encode()).hexdigest()[:12]}"
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    return folder


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold the folder while a head is made in it.

    Raises:
        HeadError: If another process holds it.
    """
    with (folder / "lock").open("w") as stream:
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise HeadError(
                "This very head is being taught by another process.",
                hint="Wait for it, or stop it; what it has done so far is kept.",
            ) from None
        yield


def place(made: Path, folder: Path) -> None:
    """Put a finished head where it belongs, its card last: numbers without theirs are no head."""
    folder.mkdir(parents=True, exist_ok=True)
    files = sorted(made.iterdir(), key=lambda file: file.name == CARD)
    for file in files:
        file.replace(folder / file.name)


def clear(folder: Path) -> None:
    """Take the folder away at the end."""
    shutil.rmtree(folder)
