"""Small files of a reader's settings on this computer: written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path


def settings_file(name: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return where a file of settings lies.

    Source: XDG Base Directory Specification 0.8.
    """
    folder = environment.get("XDG_CONFIG_HOME")
    return (Path(folder) if folder else Path.home() / ".config") / "omni-med" / name


def keep(path: Path, data: bytes) -> bool:
    """Write a file in one step; False where it could not be written, and the old one stays."""
    temporary = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except OSError:
        if temporary:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()
        return False
    return True
