"""Changing who opens a vault, and how: pass phrases and recovery codes.

The root key stays what it is: a new pass phrase is a new wrap of it. The file of key slots is what
a pass phrase is tried on; the same stands in a sealed row of the catalogue, so that an old file put
in place is noticed, refused and replaced. An old copy of the whole folder, as in a backup, still
opens with the old pass phrase.

A recovery code is 160 random bits in base32 with a check sum, for a sheet of paper in a safe. It
has a key slot of its own, beside the user's.
"""

from __future__ import annotations

import base64
import binascii
import contextlib
import hashlib
import os
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Final

from sqlalchemy.orm import Session

from audit.errors import TamperedError, VaultError, WrongPassphraseError
from audit.identity.keyslots import KeySlots, recovery_name
from audit.sealing.keys import KdfCost
from audit.trail import Event

if TYPE_CHECKING:
    from audit.catalogue.transaction import Transaction
    from audit.vault import Vault

ROW: Final = ("slots", "keyslots")
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

    def put(tx: Transaction, kept: KeySlots) -> KeySlots:
        plain = vault.rows.read(tx.session, "account", vault.user)
        if plain is not None:
            changed = {**plain, "changed": parts.clock().timestamp(), "must_change": False}
            event = Event("user.passphrase")
            tx.also(vault.rows.write(tx.session, "account", vault.user, changed, event))
        new = tuple(slot if item.user == vault.user else item for item in kept.slots)
        return replace(kept, slots=new)

    rewrite(vault, Event("keys.passphrase", vault.user), put)


def make_recovery(vault: Vault, cost: KdfCost) -> RecoverySheet:
    """Make a recovery code for the vault's user; an earlier one opens nothing any more.

    Raises:
        StorageFullError: If there is no room; an earlier code stays.
    """
    parts = vault.parts
    secret = os.urandom(_CODE_BYTES)
    code = base64.b32encode(secret + _sum(secret)).decode()
    slot = parts.root.seal(recovery_name(vault.user), code, cost)

    def put(_tx: Transaction, kept: KeySlots) -> KeySlots:
        others = tuple(item for item in kept.recovery if item.user != slot.user)
        return replace(kept, recovery=(*others, slot))

    rewrite(vault, Event("keys.recovery", vault.user), put)
    groups = (code[at : at + _GROUP] for at in range(0, len(code), _GROUP))
    return RecoverySheet(vault.user, parts.vault_id, parts.clock(), "-".join(groups))


def read(vault: Vault, session: Session) -> KeySlots:
    """Return the key slots as they are sealed in the catalogue: what the file must say.

    Raises:
        TamperedError: If the row is not the newest that the trail knows.
    """
    document = vault.rows.read(session, *ROW)
    if document is None:
        raise TamperedError("The catalogue knows no key slots.")
    return KeySlots.from_plain(document)


def rewrite(vault: Vault, event: Event, put: Callable[[Transaction, KeySlots], KeySlots]) -> None:
    """Change the key slots: sealed row, trail and file, under the lock of all writers.

    The row is the truth; a kill between file and commit is put right by the next log-in.

    Raises:
        StorageFullError: If there is no room; everything stays as it was.
    """
    folder, touched = vault.parts.folder, False
    try:
        with vault.act(event) as tx:
            kept = put(tx, read(vault, tx.session))
            written = Event("keyslots.write", detail={"slots": len(kept.slots)})
            tx.also(vault.rows.write(tx.session, *ROW, kept.to_plain(), written))
            touched = True
            kept.write(folder)
    except BaseException:
        if touched:
            with contextlib.suppress(VaultError, OSError), vault.parts.catalog.write() as session:
                read(vault, session).write(folder)
        raise


def opens(vault: Vault, passphrase: str) -> bool:
    """Say whether a pass phrase opens the slot of the vault's user."""
    slot = KeySlots.read(vault.parts.folder).slot(vault.user)
    return vault.parts.root.opens(slot, passphrase)


def recovery_names(user: str) -> frozenset[str]:
    """Return the names of the slots that open beside a user's own."""
    return frozenset({recovery_name(user)})


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
