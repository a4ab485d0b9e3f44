"""Exit codes, the command line's own errors, and the one place that turns an error into words.

UiError
├── PassphraseError      no pass phrase could be had
├── NoDisplayError       there is no screen to open a window on
├── AmbiguousStudyError  a short name fits several studies
└── NotVerifiedError     the workspace is not what was stored
"""

from __future__ import annotations

import errno
from dataclasses import dataclass
from enum import IntEnum

from audit.errors import TamperedError, VaultError, WrongPassphraseError
from omni_med.errors import CancelledError, OmniMedError


class ExitCode(IntEnum):
    """What ``omni-med`` returns to the shell; listed in ``docs/user-guide/command-line.md``."""

    OK = 0
    FAILED = 1
    """Nothing was done, and one line says why."""
    USAGE = 2
    """The command was not understood."""
    WRONG_PASSPHRASE = 3
    """The pass phrase does not open the workspace."""
    NOT_VERIFIED = 4
    """What is stored is not what was stored: altered, cut or damaged."""
    PARTIAL = 5
    """Some cases failed, the others are done."""
    DRIFTED = 6
    """A limit of drift is passed; what to do is said."""
    UNEXPECTED = 70
    """An error of the program itself; its id and the log's place are printed."""
    STOPPED = 130
    """Stopped by the user (Ctrl+C)."""


class UiError(Exception):
    """Base of the user interface's own errors: a message and a hint."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message; ``hint`` overrides the class's own."""
        super().__init__(message)
        if hint:
            self.hint = hint


class PassphraseError(UiError):
    """No pass phrase could be had."""

    hint = "Run it on a terminal, or name a file that holds it in OMNI_MED_PASSPHRASE_FILE."


class NoDisplayError(UiError):
    """There is no screen to open a window on."""

    hint = "Run it in a graphical session, or use `omni-med show` and `omni-med analyze`."


class AmbiguousStudyError(UiError):
    """A short name fits several studies."""

    hint = "Give the whole Study Instance UID; `omni-med studies` lists them."


class NotVerifiedError(UiError):
    """The workspace is not what was stored."""

    hint = "Keep the folder as it is, and restore what is named from a backup."


@dataclass(frozen=True, slots=True)
class Rendered:
    """An error in words: one line, a line on what to do (may be empty), and the exit code."""

    message: str
    hint: str
    code: ExitCode


def render(error: BaseException) -> Rendered | None:
    """Return an error that is expected in words; None for one that is a fault of the program."""
    if isinstance(error, CancelledError | KeyboardInterrupt):
        return Rendered("Stopped.", "What was finished before is kept.", ExitCode.STOPPED)
    if isinstance(error, OmniMedError | VaultError | UiError):
        return Rendered(str(error), error.hint, _code_of(error))
    if isinstance(error, MemoryError):
        return Rendered(
            "There is not enough memory for this.",
            "Close other programs, or work on fewer images at once (--workers 1).",
            ExitCode.FAILED,
        )
    if isinstance(error, OSError) and error.errno is not None:
        return _render_os(error)
    return None


def _code_of(error: Exception) -> ExitCode:
    if isinstance(error, WrongPassphraseError):
        return ExitCode.WRONG_PASSPHRASE
    if isinstance(error, TamperedError | NotVerifiedError):
        return ExitCode.NOT_VERIFIED
    return ExitCode.FAILED


_DISK_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}

_OS_HINTS = {
    errno.ENOENT: "Check the path.",
    errno.EACCES: "Check who may read and write there.",
    errno.EPERM: "Check who may read and write there.",
    errno.EEXIST: "Choose another name, or move what is there.",
    errno.ENOTDIR: "A part of this path is a file: choose another folder.",
    errno.EISDIR: "This is a folder: name a file.",
    errno.ENAMETOOLONG: "Choose a shorter name.",
    errno.EROFS: "Choose a folder that may be written to, with --home or --out.",
    errno.EIO: "The disk or the medium reports errors; copy it and try the copy.",
    errno.EMFILE: "Raise the limit of open files (ulimit -n).",
}


def _render_os(error: OSError) -> Rendered:
    if error.errno in _DISK_FULL:
        return Rendered(
            "The disk is full: the last action was not kept, everything before it is.",
            "Make room on the disk and repeat the last action.",
            ExitCode.FAILED,
        )
    place = f": {error.filename}" if error.filename is not None else ""
    hint = _OS_HINTS.get(error.errno or 0, "")
    return Rendered(f"{error.strerror}{place}", hint, ExitCode.FAILED)
