"""A second vault as witness: it keeps another's signed checkpoints on its own trail.

A checkpoint lies in the witness's sealed catalogue as an entry of its trail, so who bends the
watched vault must bend the witness as well, whose keys and whose anchors are other people's. Before
it takes one, the watched trail must go on from all that it took before.

Source: C2SP tlog-witness (a witness signs only what is consistent with what it saw last); RFC 6962,
section 2.1.2.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from audit.catalogue.catalog import CheckpointRow
from audit.errors import TamperedError, VaultError
from audit.trail import Event, TrailEntry
from audit.trail.anchor import Anchored, AnchorFile, check_anchors
from audit.trail.check import ClockSteps, check_trail

if TYPE_CHECKING:
    from audit.vault import Vault

KEPT: Final = "witness.keep"
"""The action under which a checkpoint stands on the witness's trail."""


def name_of(vault: Vault) -> str:
    """Return what a vault is called on others' trails."""
    return f"workspace {vault.parts.vault_id}"


def bear_witness(witness: Vault, vault: Vault, *, checked: bool = False) -> Anchored:
    """Put the newest checkpoint of a vault on the witness's trail.

    That it was tried and refused goes on the witness's trail too.

    Args:
        witness: Keeps it.
        vault: Whose checkpoint it is.
        checked: Whether the witness's own trail was checked just before: it takes a while.

    Raises:
        VaultError: If both are the same vault, or copies of one.
        TamperedError: If the vault's trail does not go on from what the witness saw before, or the
            witness's own trail is bent.
    """
    if witness.parts.vault_id == vault.parts.vault_id:
        raise VaultError(
            "A workspace cannot be its own witness, nor can a copy of it.",
            hint="Name another one, which somebody else looks after.",
        )
    try:
        held = checkpoints_of(witness, vault, checked=checked)
        verifier = vault.parts.signer.verifier()
        if held.notes:
            check_anchors(vault.parts.catalog, verifier, held)
        with vault.look() as session:
            newest = session.scalars(
                select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
            ).one()
        size = verifier.open(newest.note).size
        if held.notes and verifier.open(held.notes[-1]).size == size:
            return Anchored(size, len(held.notes))
        with witness.act(Event(KEPT, name_of(vault), {"entries": size, **_split(newest.note)})):
            pass
    except BaseException as error:
        witness.record_failure(Event(KEPT, name_of(vault)), error)
        raise
    return Anchored(size, len(held.notes) + 1)


def check_witness(witness: Vault, vault: Vault) -> str:
    """Prove that a vault's trail goes on from all that the witness saw; return what was counted.

    Raises:
        TamperedError: With the first break, in words; also where the witness never saw this vault,
            or its own trail is bent.
    """
    held = checkpoints_of(witness, vault)
    if not held.notes:
        raise TamperedError(
            "The witness never saw this workspace: it is another one, or was never witnessed."
        )
    return check_anchors(vault.parts.catalog, vault.parts.signer.verifier(), held)


def anchor_with(vault: Vault, name: str, keep: Callable[[Vault], Anchored]) -> Anchored:
    """Have another vault keep the newest checkpoint; that it is done goes on the trail first.

    Args:
        vault: Whose checkpoint it is.
        name: Of the witness, for the trail.
        keep: What the witness does with it.
    """
    event = Event("trail.anchor", detail={"to": name})
    with vault.act(event):
        pass
    try:
        return keep(vault)
    except BaseException as error:
        vault.record_failure(event, error)
        raise


def checkpoints_of(witness: Vault, vault: Vault, *, checked: bool = False) -> AnchorFile:
    """Return the checkpoints of a vault that the witness keeps, the smallest first.

    Raises:
        TamperedError: If the witness's own trail is bent.
    """
    parts = witness.parts
    try:
        if not checked:
            check_trail(parts.catalog, parts.signer.verifier(), ClockSteps())
    except TamperedError as error:
        raise TamperedError(f"The witness's own trail is bent. {error}") from None
    origin = vault.parts.signer.name
    kept = [
        entry
        for entry in witness.trail(subject=name_of(vault))
        if entry.action == KEPT and entry.outcome == "success"
    ]
    kept.sort(key=lambda entry: int(entry.detail["entries"]))  # two may have come at once
    return AnchorFile(tuple(_join(origin, entry) for entry in kept), 0, cut=False)


def _split(note: str) -> dict[str, str]:
    """Return root and signature of a note, which fit on the lines of a trail."""
    body, _, signatures = note.partition("\n\n")
    return {"root": body.split("\n")[2], "signature": signatures.strip()}


def _join(origin: str, entry: TrailEntry) -> str:
    """Return the note that an entry of the witness's trail states."""
    detail = entry.detail
    return f"{origin}\n{detail['entries']}\n{detail['root']}\n\n{detail['signature']}\n"
