"""The second factor on the command line: a code is asked for, and its proof kept for a while.

The proof is a random token in a file that only its user can read, in the run-time folder of the
login session (XDG Base Directory Specification 0.8), which is gone after a restart. It is worth
nothing without the pass phrase, and ends after ten minutes without a command, or twelve hours.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from ui.errors import PassphraseError
from ui.settings import CODE_VARIABLE, Settings

if TYPE_CHECKING:
    from audit.identity import Proof
    from omni_med.workspace import Workspace


def open_with_proof(current: Settings, opened: Callable[[Proof], Workspace]) -> Workspace:
    """Open a workspace with what proves the second factor; ask for a code where one is needed.

    Args:
        current: The settings.
        opened: Opens it.

    Raises:
        SecondFactorError: If the code is not accepted, or nobody is there to ask.
        PassphraseError: If the code's file cannot be read.
    """
    from audit.errors import LockedOutError, SecondFactorError
    from audit.identity import Proof

    place = _place(current)
    token = _read(place)
    code = _code_of(current.code_file) if current.code_file is not None else ""
    try:
        workspace = opened(Proof(token=token, code="" if token else code))
    except LockedOutError:
        raise
    except SecondFactorError as error:
        code = (code if token else "") or _ask()
        if not code:
            if current.code_file is None and not sys.stdin.isatty():
                error.hint = (
                    f"Run it on a terminal, or name a file that holds the code in {CODE_VARIABLE}."
                )
            raise
        workspace = opened(Proof(code=code))
    if workspace.token:
        _keep(place, workspace.token)
    return workspace


def _ask() -> str:
    if not sys.stdin.isatty():
        return ""
    try:
        return str(getpass("Second factor (six digits, or a recovery code): ", stream=sys.stderr))
    except EOFError:
        return ""


def _code_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8").strip()[:100]
    except (OSError, UnicodeDecodeError):
        raise PassphraseError(
            f"The file with the second factor cannot be read: {path}",
            hint=f"Check {CODE_VARIABLE}; it names a file with one line of text.",
        ) from None


def _place(current: Settings) -> Path | None:
    """Return where the token is kept: of this workspace and this user; None where there is none."""
    import hashlib

    folder = os.environ.get("XDG_RUNTIME_DIR")
    if not folder:
        return None
    name = f"{current.home.resolve()}\0{current.user or ''}".encode()
    return Path(folder) / "omni-med" / hashlib.sha256(name).hexdigest()[:24]


def _read(place: Path | None) -> str:
    if place is None:
        return ""
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW)
    except OSError:
        return ""
    with os.fdopen(descriptor) as stream:
        state = os.fstat(stream.fileno())
        if state.st_uid != os.getuid() or state.st_mode & 0o077:
            return ""
        return stream.read(100).strip()


def _keep(place: Path | None, token: str) -> None:
    """Keep the token; a folder that takes nothing only means that one is asked again."""
    if place is None or _read(place) == token:
        return
    try:
        place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        descriptor = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o600)
        with os.fdopen(descriptor, "w") as stream:
            stream.write(token)
    except OSError:
        return
