"""Changing who opens a vault, and how: pass phrases and recovery codes.

The root key stays what it is: a new pass phrase is a new wrap of it. So an old copy of the file of
key slots, as in a backup, still opens with the old pass phrase.

A recovery code is 160 random bits in base32 with a check sum, for a sheet of paper in a safe. It
has a key slot of its own, beside the user's.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from audit.errors import WrongPassphraseError
from audit.identity import KeySlots, recovery_name
from audit.keys import KdfCost
from audit.trail import Event

if TYPE_CHECKING:
    from audit.vault import Vault

_CODE_BYTES: Final = 20
_SUM_BYTES: Final = 5
_GROUP: Final = 4
_MISREAD: Final = str.maketrans("018", "OIB")


@dataclass(frozen=True, slots=True)
class RecoverySheet:
    """What stands on the sheet; the code is nowhere else.

    Attributes:
        user: Whose access it recovers.
        vault_id: Of which vault.
        made: When.
        code: The code, in groups of four.
    """

    user: str
    vault_id: str
    made: datetime
    code: str = field(repr=False)


def change_passphrase(vault: Vault, passphrase: str, cost: KdfCost) -> None:
    """Give the vault's user a new pass phrase; the old one opens nothing any more.

    Raises:
        WeakPassphraseError: If it is empty.
        StorageFullError: If there is no room; the old one stays.
    """
    parts = vault.parts
    slot = parts.root.seal(vault.user, passphrase, cost)

    def put(slots: KeySlots) -> KeySlots:
        kept = tuple(slot if item.user == vault.user else item for item in slots.slots)
        return replace(slots, slots=kept)

    _change(vault, Event("keys.passphrase", vault.user), put)


def make_recovery(vault: Vault, cost: KdfCost) -> RecoverySheet:
    """Make a recovery code for the vault's user; an earlier one opens nothing any more.

    Raises:
        StorageFullError: If there is no room; an earlier code stays.
    """
    parts = vault.parts
    secret = os.urandom(_CODE_BYTES)
    code = base64.b32encode(secret + _sum(secret)).decode()
    slot = parts.root.seal(recovery_name(vault.user), code, cost)

    def put(slots: KeySlots) -> KeySlots:
        others = tuple(item for item in slots.recovery if item.user != slot.user)
        return replace(slots, recovery=(*others, slot))

    _change(vault, Event("keys.recovery", vault.user), put)
    groups = (code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    return RecoverySheet(vault.user, parts.vault_id, parts.clock(), "-".join(groups))


def _change(vault: Vault, event: Event, put: Callable[[KeySlots], KeySlots]) -> None:
    """Write the entry, then the file, under the lock that all writers of it take."""
    with vault.act(event):
        pass
    try:
        with vault.parts.catalog.write():
            put(KeySlots.read(vault.parts.folder)).write(vault.parts.folder)
    except BaseException as error:
        vault.record_failure(event, error)
        raise


def read_code(text: str) -> str:
    """Return a recovery code as its slot knows it, however it was typed.

    Raises:
        WrongPassphraseError: If it is none, or mistyped.
    """
    code = "".join(text.upper().split()).replace("-", "").translate(_MISREAD)
    try:
        data = base64.b32decode(code)
    except binascii.Error:
        data = b""
    if len(data) != _CODE_BYTES + _SUM_BYTES or data[_CODE_BYTES:] != _sum(data[:_CODE_BYTES]):
        raise WrongPassphraseError("This is no recovery code, or it is mistyped.")
    return code


def _sum(secret: bytes) -> bytes:
    return hashlib.sha256(b"omni-med/recovery/v1" + secret).digest()[:_SUM_BYTES]
