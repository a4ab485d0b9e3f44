"""Who may open a vault: the file of key slots, one slot a user."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from audit.errors import TamperedError, UnknownUserError, UnsupportedFormatError
from audit.sealing.keys import KEY_BYTES, KdfCost, KeySlot, RootKey
from audit.sealing.objects import replace_durably

FILE: Final = "keyslots.json"
FORMAT: Final = 1
_USER = re.compile(r"[^\W_][\w.@-]{0,63}")


@dataclass(frozen=True, slots=True)
class KeySlots:
    """The users of one vault, each with the root key wrapped for them.

    Attributes:
        vault_id: Random, 128 bits, hexadecimal; part of every key's derivation.
        verifier: The trail's public key, as signed-note writes it.
        slots: One a user.
        recovery: Slots that a recovery code opens, at most one a user.
    """

    vault_id: str
    verifier: str
    slots: tuple[KeySlot, ...] = field(repr=False)
    recovery: tuple[KeySlot, ...] = field(repr=False, default=())

    @property
    def users(self) -> tuple[str, ...]:
        """The names, in the order they were added."""
        return tuple(slot.user for slot in self.slots)

    def slot(self, user: str | None) -> KeySlot:
        """Return a user's slot, by default the only one.

        Raises:
            UnknownUserError: If there is no such user, or several and none was named.
        """
        if user is None:
            if len(self.slots) != 1:
                raise UnknownUserError("This workspace has several users.")
            return self.slots[0]
        for slot in self.slots:
            if slot.user == user:
                return slot
        raise UnknownUserError("This workspace has no user of that name.")

    def recovery_slot(self, user: str | None) -> KeySlot:
        """Return the slot that a user's recovery code opens, by default the only user's.

        Raises:
            UnknownUserError: If there is no such user, or no code was made.
        """
        name = recovery_name(self.slot(user).user)
        for slot in self.recovery:
            if slot.user == name:
                return slot
        raise UnknownUserError(
            "No recovery code was made for this user.", hint="Only the pass phrase opens it."
        )

    def to_plain(self) -> dict[str, Any]:
        """Return them as JSON values."""
        return {
            "format": FORMAT,
            "vault_id": self.vault_id,
            "verifier": self.verifier,
            "slots": [slot.to_plain() for slot in self.slots],
            "recovery": [slot.to_plain() for slot in self.recovery],
        }

    def write(self, folder: Path) -> None:
        """Write the file of key slots, in one step."""
        text = json.dumps(self.to_plain(), indent=1, ensure_ascii=False)
        replace_durably(folder / FILE, text.encode())

    @classmethod
    def read(cls, folder: Path) -> KeySlots:
        """Read the file of key slots.

        Raises:
            TamperedError: If it is missing or cannot be read.
            UnsupportedFormatError: If a newer program wrote it.
        """
        try:
            return cls.from_plain(json.loads((folder / FILE).read_bytes()))
        except (OSError, ValueError):
            raise TamperedError("The file of key slots is missing or damaged.") from None

    @classmethod
    def from_plain(cls, document: Mapping[str, Any]) -> KeySlots:
        """Read what ``to_plain`` wrote.

        Raises:
            TamperedError: If a field is missing or out of its bounds.
            UnsupportedFormatError: If a newer program wrote it.
        """
        try:
            if document["format"] != FORMAT:
                raise UnsupportedFormatError("The key slots were written by a newer program.")
            return cls(
                vault_id=str(document["vault_id"]),
                verifier=str(document["verifier"]),
                slots=tuple(KeySlot.from_plain(slot) for slot in document["slots"]),
                recovery=tuple(KeySlot.from_plain(slot) for slot in document.get("recovery", [])),
            )
        except (KeyError, TypeError, AttributeError):
            raise TamperedError("The file of key slots is missing or damaged.") from None


def check_user_name(user: str) -> str:
    """Return a user name that may be used.

    Raises:
        UnknownUserError: If it holds anything but letters, digits and ``. _ @ -``.
    """
    if not _USER.fullmatch(user):
        raise UnknownUserError(
            "A user name is 1 to 64 letters, digits or . _ @ - and begins with a letter or digit.",
            hint="Choose another name.",
        )
    return user


def recovery_name(user: str) -> str:
    """Return the name of a user's recovery slot; no user can have it."""
    return f"{user}/recovery"


def new_root() -> bytes:
    """Return a new root key."""
    return os.urandom(KEY_BYTES)


def first_slot(
    root: bytes, *, vault_id: str, user: str, passphrase: str, cost: KdfCost
) -> tuple[KeySlot, RootKey]:
    """Return the slot of a vault's first user, and the root key in use.

    Raises:
        UnknownUserError: If the name cannot be used.
        WeakPassphraseError: If the pass phrase is empty.
    """
    slot = KeySlot.seal(
        root, vault_id=vault_id, user=check_user_name(user), passphrase=passphrase, cost=cost
    )
    return slot, RootKey(root, vault_id)
