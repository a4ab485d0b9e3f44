"""Whether the files of the workspace are still to be had: a drive or a network may go away."""

from __future__ import annotations

import errno
from pathlib import Path

from audit.errors import VaultError

_OUT_OF_REACH = frozenset(
    {
        errno.ENOENT,
        errno.EIO,
        errno.ENODEV,
        errno.ENXIO,
        errno.ESTALE,
        errno.ENOTCONN,
        errno.ETIMEDOUT,
        errno.EHOSTDOWN,
        errno.EHOSTUNREACH,
    }
)
"""What the system says of files on a drive or a network that is gone."""
_OF_CATALOGUE = ("SQLITE_CANTOPEN", "SQLITE_IOERR")


def is_lost(error: Exception, home: Path) -> bool:
    """True where an error says that the workspace's own files are out of reach.

    The folder is not looked at: of a network that hangs the window would wait for an answer.
    """
    if isinstance(error, VaultError):
        return any(code in str(error) for code in _OF_CATALOGUE)
    if not isinstance(error, OSError) or error.errno not in _OUT_OF_REACH:
        return False
    return str(error.filename or "").startswith(str(home))
