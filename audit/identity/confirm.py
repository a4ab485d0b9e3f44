"""Who is there confirms with the pass phrase, for an action that needs it again (sign-off)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from audit.errors import WrongPassphraseError
from audit.identity import KeySlots, login, refusals
from audit.identity.refusals import Refusal
from audit.trail import Event

if TYPE_CHECKING:
    from audit.vault import Vault


def confirm(vault: Vault, passphrase: str, event: Event) -> None:
    """Check that the pass phrase opens the key slot of who opened the vault.

    Refusals count like those of log-ins: five in a row lock the name for half an hour.

    Args:
        vault: Open.
        passphrase: What was typed.
        event: What it is for: a refusal goes on the trail as its failure.

    Raises:
        WrongPassphraseError: If it does not.
        LockedOutError: If too many were refused.
        TamperedError: If the key slots cannot be read.
    """
    folder, now = vault.parts.folder, vault.parts.clock()
    slots = KeySlots.read(folder)
    try:
        refusals.check(folder, vault.user, now)
        slots.slot(vault.user).open(vault_id=slots.vault_id, passphrase=passphrase)
    except WrongPassphraseError as error:
        if type(error) is WrongPassphraseError:
            refusals.note(folder, Refusal(now.isoformat(), vault.user, "passphrase"))
        vault.record_failure(event, error)
        raise
    if refusals.counts(folder, vault.user):
        login.drain(vault, now)
