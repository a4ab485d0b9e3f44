"""The door: each public operation is checked before it runs."""

from __future__ import annotations

import functools
import inspect
import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final, TypeVar

from audit.errors import ForbiddenError, SessionLockedError, UnknownUserError
from audit.identity import accounts, confirm
from audit.identity.accounts import Account
from audit.trail import Event
from omni_med.workspace.people.permissions import FIRST, UNLABELLED, WHILE_LOCKED, may

if TYPE_CHECKING:
    from audit.vault import Vault
    from omni_med.workspace.keeping import Keeping

_FRESH: Final = 5.0
"""Seconds until rights are read anew: a user who is disabled is out of open sessions as well."""
_Class = TypeVar("_Class", bound=type)


class Door:
    """What one session may do."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._account = vault.account
        self._read = time.monotonic()
        self._here = threading.local()
        self.locked = False

    @property
    def inside(self) -> bool:
        """Whether this thread is inside an operation that was let in."""
        return bool(getattr(self._here, "inside", False))

    def call(self, operation: Callable[[], Any]) -> Any:
        """Run an operation that was let in; what it calls is not asked again."""
        self._here.inside = True
        try:
            return operation()
        finally:
            self._here.inside = False

    def account(self) -> Account:
        """Return the user's account as it is now, at most some seconds old.

        Raises:
            ForbiddenError: If the user was disabled meanwhile.
        """
        if time.monotonic() - self._read > _FRESH:
            try:
                with self._vault.look() as session:
                    self._account = accounts.read_account(
                        self._vault.rows, session, self._vault.user
                    )
            except UnknownUserError:
                raise ForbiddenError("This user was removed.") from None
            self._read = time.monotonic()
        if not self._account.enabled:
            raise ForbiddenError("This user was disabled.")
        return self._account

    def admit(self, name: str) -> None:
        """Let an operation in, or not; a refusal goes on the trail.

        Raises:
            SessionLockedError: If the session is locked.
            ForbiddenError: If the user's roles do not allow it, or a duty comes first.
        """
        if self.locked and name not in WHILE_LOCKED:
            raise SessionLockedError("The session is locked.")
        if name == "close":
            return
        roles = self.account().roles
        if not may(roles, name):
            event = Event("access.denied", detail={"operation": name}, outcome="failure")
            with self._vault.act(event):
                pass
            raise ForbiddenError(f"This is not for {' or '.join(sorted(roles))} ({name}).")
        if self._vault.pending and name not in FIRST:
            self._first()

    def _first(self) -> None:
        if "passphrase" in self._vault.pending:
            raise ForbiddenError(
                "A pass phrase of your own comes first.", hint="Run `omni-med keys passphrase`."
            )
        raise ForbiddenError(
            "Administrators need a second factor: that comes first.",
            hint="Run `omni-med users totp`.",
        )

    def unlock(self, passphrase: str) -> None:
        """Unlock the session.

        Raises:
            WrongPassphraseError: If the pass phrase is not the user's.
            LockedOutError: If too many were refused.
        """
        confirm.confirm(self._vault, passphrase, Event("session.unlock"))
        self.locked = False


def guarded(cls: _Class) -> _Class:
    """Put the door before every public method of a workspace's class."""
    for name, member in inspect.getmembers(cls, inspect.isfunction):
        if not name.startswith("_"):
            setattr(cls, name, _checked(name, member))
    return cls


def _checked(name: str, member: Callable[..., Any]) -> Callable[..., Any]:
    parameters = list(inspect.signature(member).parameters)
    of_study = parameters[1:2] == ["study_uid"] and name not in UNLABELLED

    @functools.wraps(member)
    def call(self: Keeping, *args: Any, **kwargs: Any) -> Any:
        door = self._door
        if door.inside:
            return member(self, *args, **kwargs)
        door.admit(name)
        if of_study:
            self._access.clear(args[0] if args else kwargs["study_uid"])
        return door.call(lambda: member(self, *args, **kwargs))

    return call
