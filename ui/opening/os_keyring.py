"""The operating system's keyring, where a user may keep the pass phrase; an option.

Needs the package ``keyring`` (``pip install "omni-med[keyring]"``). Backends that keep nothing, or
keep it in a file anybody can read, are refused, and so is a chain of backends in which one of them
would take what the others do not: a pass phrase in plain text is worse than one that is typed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from ui.errors import UiError

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

SERVICE: Final = "omni-med"
_REFUSED: Final = ("keyring.backends.fail", "keyring.backends.null", "keyrings.alt")
_RECOMMENDED: Final = 1.0
"""Priority below which keyring's own documentation calls a backend insecure."""


class KeyringError(UiError):
    """The system's keyring cannot be used, or is none that may be trusted."""

    hint = "Type the pass phrase, or name a file with OMNI_MED_PASSPHRASE_FILE."


def keep(home: Path, user: str, passphrase: str) -> None:
    """Keep a user's pass phrase of the workspace in ``home``.

    Raises:
        KeyringError: If there is no keyring that may be trusted, or it refuses.
        TamperedError: If the workspace's key slots cannot be read.
    """
    found = backend()
    from keyring.errors import KeyringError as Failure

    try:
        found.set_password(SERVICE, _name(home, user), passphrase)
        again = found.get_password(SERVICE, _name(home, user))
    except (Failure, RuntimeError, OSError):
        raise KeyringError("The system's keyring refused; it may be locked.") from None
    if again != passphrase:
        raise KeyringError("The system's keyring did not keep the pass phrase.")


def forget(home: Path, user: str | None) -> None:
    """Take the pass phrase of a user, by default the only one, out of the keyring.

    Raises:
        KeyringError: If there is no keyring that may be trusted, or it refuses.
        UnknownUserError: If there are several users and none was named.
        VaultNotFoundError: If there is no workspace.
    """
    from audit.errors import UnknownUserError
    from audit.vault import users

    found = backend()
    from keyring.errors import KeyringError as Failure

    named = (user,) if user else users(home)
    if len(named) != 1:
        raise UnknownUserError("There are several users.")
    name = _name(home, named[0])
    try:
        if found.get_password(SERVICE, name) is not None:
            found.delete_password(SERVICE, name)
    except (Failure, RuntimeError, OSError):
        raise KeyringError("The system's keyring refused; it may be locked.") from None


def kept(home: Path, user: str | None) -> str | None:
    """Return what is kept for a user, by default the only one; None where nothing can be had."""
    from audit.errors import VaultError
    from audit.vault import users

    with contextlib.suppress(VaultError, KeyringError):
        named = (user,) if user else users(home)
        if len(named) == 1:
            return _get(backend(), _name(home, named[0]))
    return None


def _get(found: KeyringBackend, name: str) -> str | None:
    from keyring.errors import KeyringError as Failure

    try:
        return found.get_password(SERVICE, name) or None
    except (Failure, RuntimeError, OSError):  # locked, or its service is gone: ask instead
        return None


def backend() -> KeyringBackend:
    """Return the system's keyring.

    Raises:
        KeyringError: If there is none, or none that may be trusted.
    """
    try:
        import keyring
    except ImportError:
        raise KeyringError(
            "The package keyring is not installed.", hint='pip install "omni-med[keyring]"'
        ) from None
    try:
        found = keyring.get_keyring()
    except (ImportError, AttributeError, TypeError, RuntimeError):  # a wrong setting of the user's
        raise KeyringError("The keyring that is set up cannot be loaded.") from None
    problem = why_not(found)
    if problem:
        raise KeyringError(f"The keyring {name_of(found)} is refused: {problem}.")
    return found


def name_of(found: KeyringBackend) -> str:
    """Return a backend's name, for people."""
    return f"{type(found).__module__}.{type(found).__qualname__}"


def why_not(found: KeyringBackend) -> str:
    """Return why a backend is not trusted; empty where it is."""
    if any(base.__module__.startswith(_REFUSED) for base in type(found).__mro__):
        return "it keeps nothing, or keeps it in plain text"
    if "plain" in type(found).__qualname__.lower():
        return "it keeps pass phrases in plain text"
    members = getattr(found, "backends", None)
    return _not_recommended(found) if members is None else _falls(members)


def _falls(members: Sequence[KeyringBackend]) -> str:
    """Return why a chain is not trusted: each of its members may be the one that takes it."""
    for member in members:
        problem = why_not(member)
        if problem:
            return f"it would fall to {name_of(member)}, and {problem}"
    return "" if members else "it is a chain of nothing"


def _not_recommended(found: KeyringBackend) -> str:
    try:
        priority = float(found.priority)
    except (RuntimeError, TypeError, ValueError):
        return "it does not work here"
    return "" if priority >= _RECOMMENDED else "its makers do not recommend it"


def _name(home: Path, user: str) -> str:
    from audit.vault import vault_id_of

    return f"{vault_id_of(home)}/{user}"
