"""Who is there confirms with the pass phrase, for an action that needs it again (sign-off)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.errors import WrongPassphraseError
from audit.identity import KeySlots
from audit.trail import Event

if TYPE_CHECKING:
    from audit.vault import Vault


def confirm(vault: Vault, passphrase: str, event: Event) -> None:
    """Check that the pass phrase opens the key slot of who opened the vault.

    Args:
        vault: Open.
        passphrase: What was typed.
        event: What it is for: a refusal goes on the trail as its failure.

    Raises:
        WrongPassphraseError: If it does not.
        TamperedError: If the key slots cannot be read.
    """
    slots = KeySlots.read(vault.parts.folder)
    try:
        slots.slot(vault.user).open(vault_id=slots.vault_id, passphrase=passphrase)
    except WrongPassphraseError as error:
        vault.record_failure(event, error)
        raise
