"""Everything that ``audit`` raises on purpose.

    VaultError
    ├── VaultNotFoundError       no vault in this folder
    ├── VaultExistsError         there is one already
    ├── ReadOnlyError            nothing can be written where the vault lies
    ├── WrongPassphraseError     the pass phrase does not open the user's key slot
    ├── WeakPassphraseError      the pass phrase is refused
    ├── LockedOutError           too many refused log-ins of this user
    ├── SecondFactorError        the second factor is missing or wrong
    ├── RoleError                roles that exclude each other, or too few administrators
    ├── ForbiddenError           the user's roles do not allow it
    ├── SessionLockedError       the session is locked until its user unlocks it
    ├── RetentionError           the trail is to be kept longer
    ├── UnknownUserError         no key slot of this name, or several and none named
    ├── UnsupportedFormatError   written by a newer program
    ├── MissingObjectError       no sealed object of this id
    ├── TamperedError            something stored is not what was stored
    ├── StorageFullError         no room on the disk; nothing was lost
    └── LockedError              another process holds the vault too long

A message says what happened; the hint says what to do. Neither holds keys or contents.
"""

from __future__ import annotations


class VaultError(Exception):
    """Base of all errors of this package: a message and a hint, both for the user."""

    hint: str = ""

    def __init__(self, message: str, *, hint: str = "") -> None:
        """Keep the message; ``hint`` overrides the class's own."""
        super().__init__(message)
        if hint:
            self.hint = hint


class VaultNotFoundError(VaultError):
    """There is no vault in this folder."""

    hint = "Make one with `omni-med init`, or name another folder with --home."


class VaultExistsError(VaultError):
    """There is a vault in this folder already."""

    hint = "Use it, or name another folder with --home."


class ReadOnlyError(VaultError):
    """Nothing can be written where the vault lies, so nothing could go on its trail."""

    hint = (
        "Copy the folder to a disk that can be written to, or let its backup be restored there: "
        "`omni-med restore DIR --to HOME`."
    )


class WrongPassphraseError(VaultError):
    """The pass phrase does not open the user's key slot."""

    hint = "Check the keyboard layout and the user name."

    def __init__(self, message: str = "Wrong pass phrase.") -> None:
        super().__init__(message)


class WeakPassphraseError(VaultError):
    """The pass phrase is refused."""

    hint = "Choose a longer one; several words are easiest to remember."


class LockedOutError(WrongPassphraseError):
    """Too many log-ins of this user were refused; further ones are not even tried for a while."""

    hint = "Wait, or let the recovery sheet open it: `omni-med keys recover`."


class SecondFactorError(WrongPassphraseError):
    """The second factor is missing, wrong, or was used before."""

    hint = "Type the six digits of the authenticator, or one of the recovery codes."


class RoleError(VaultError):
    """Roles that exclude each other, that do not exist, or that somebody must keep."""

    hint = "List users and roles with `omni-med users list`."


class ForbiddenError(VaultError):
    """The user's roles, or a label of the study, do not allow this; the try is on the trail."""

    hint = "Ask the security administrator for the role that this needs."


class RetentionError(VaultError):
    """The trail, or a part of it, is to be kept longer."""

    hint = "The policy says how long: `omni-med users policy --retention DAYS`, never below 180."


class SessionLockedError(VaultError):
    """The session is locked."""

    hint = "Unlock it with the pass phrase."


class UnknownUserError(VaultError):
    """No key slot has this name, or there are several and none was named."""

    hint = "Name the user with --user."


class UnsupportedFormatError(VaultError):
    """Stored by a program newer than this one, or under a suite that it does not know."""

    hint = "Update OmniMed."


class MissingObjectError(VaultError):
    """No sealed object has this id."""

    hint = "Run `omni-med audit verify`."


class TamperedError(VaultError):
    """Something stored is not what was stored: altered, cut, exchanged or damaged."""

    hint = "Run `omni-med audit verify`, and restore what it names from a backup."


class StorageFullError(VaultError):
    """The disk or the quota is full; what was acknowledged before is safe."""

    hint = "Make room on the disk and repeat the last action."

    def __init__(self) -> None:
        super().__init__("The disk is full: the last action was not kept, everything before it is.")


class LockedError(VaultError):
    """Another process holds the vault's write lock too long."""

    hint = "Wait for the other OmniMed process to finish and repeat the action."

    def __init__(
        self, message: str = "The workspace is busy in another process.", *, hint: str = ""
    ) -> None:
        super().__init__(message, hint=hint)
