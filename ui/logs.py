"""The engineers' log: what failed and where, never what it was about.

An unexpected exception's message may quote a header or a note, so only its type and the frames
it passed through are written. The audit trail is another thing: see ``omni-med audit show``.
"""

from __future__ import annotations

import os
import secrets
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

LOG_NAME = "omni-med.log"
LARGEST = 1 << 20  # bytes; then the log starts over, keeping one predecessor


def record_unexpected(error: BaseException, folder: Path) -> tuple[str, Path | None]:
    """Append type and frames of an exception to the log.

    Returns:
        The id under which it stands there, and the file; no file where none could be written.
    """
    incident = secrets.token_hex(4)
    lines = [f"{datetime.now(UTC).isoformat(timespec='seconds')} incident {incident}"]
    lines += [f"    {line}" for line in _describe(error)]
    try:
        return incident, _append(folder, "\n".join(lines) + "\n")
    except OSError:  # no room or no right: the incident is still reported on the terminal
        return incident, None


def _describe(error: BaseException) -> Iterator[str]:
    """Yield type and frames of an exception and of those it came from, the first cause last."""
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        for frame in traceback.extract_tb(current.__traceback__):
            yield f"  {frame.filename}:{frame.lineno} in {frame.name}"
        current = current.__cause__ or current.__context__


def _append(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    target = folder / LOG_NAME
    if target.exists() and target.stat().st_size > LARGEST:
        target.replace(folder / f"{LOG_NAME}.1")
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(descriptor, "a", encoding="utf-8") as stream:
        stream.write(text)
    return target
