"""Making a vault: its folder is there whole, or not at all."""

from __future__ import annotations

import os
import secrets
import shutil
from datetime import datetime
from pathlib import Path
from typing import Final

from audit import trail
from audit.catalogue.catalog import Catalog, MetaRow
from audit.catalogue.schema import SCHEMA
from audit.errors import VaultExistsError
from audit.identity import KeySlots, first_slot, new_root
from audit.sealing.keys import KdfCost, RootKey
from audit.sealing.objects import ObjectStore, disk, sync_all
from audit.trail import Event
from audit.trail.checkpoint import Signer

FOLDER: Final = "vault"
CATALOG: Final = "catalog.db"


def trail_signer(root: RootKey, vault_id: str) -> Signer:
    """Return what signs the checkpoints of a vault's trail."""
    return Signer(f"omni-med.vault/{vault_id}", root.derive("trail", "sign", "1"))


def found(
    home: Path, *, user: str, passphrase: str, kdf: KdfCost, now: datetime
) -> tuple[KeySlots, RootKey]:
    """Make the folder of a vault; return its key slots and the root key.

    Raises:
        VaultExistsError: If there is one.
        WeakPassphraseError: If the pass phrase is empty.
        UnknownUserError: If the user name cannot be used.
        StorageFullError: If there is no room.
    """
    if (home / FOLDER).exists():
        raise VaultExistsError("There is a workspace in this folder already.")
    vault_id = secrets.token_hex(16)
    slot, root = first_slot(
        new_root(), vault_id=vault_id, user=user, passphrase=passphrase, cost=kdf
    )
    signer = trail_signer(root, vault_id)
    with disk():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = home / f".{FOLDER}-{secrets.token_hex(4)}"
        new.mkdir(mode=0o700)
        try:
            slots = KeySlots(vault_id, signer.verifier().to_text(), (slot,))
            _fill(new, slots, root, signer, now=now)
            new.rename(home / FOLDER)
        except BaseException:
            shutil.rmtree(new, ignore_errors=True)
            if (home / FOLDER).exists():
                raise VaultExistsError("There is a workspace in this folder already.") from None
            raise
        sync_all([home])
    return slots, root


def _fill(folder: Path, slots: KeySlots, root: RootKey, signer: Signer, *, now: datetime) -> None:
    """Write a new vault's files."""
    slots.write(folder)
    ObjectStore.create(folder)
    # SQLite would make the file readable for all.
    os.close(os.open(folder / CATALOG, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    catalog = Catalog(folder / CATALOG, root.derive("catalog", "1"))
    try:
        catalog.create()
        with catalog.write() as session:
            session.add(MetaRow(key="schema", value=str(SCHEMA)))
            session.add(MetaRow(key="vault_id", value=slots.vault_id))
            trail.append(session, signer, [Event("vault.create")], user=slots.users[0], now=now)
            session.commit()
    finally:
        catalog.close()
    sync_all([folder])
