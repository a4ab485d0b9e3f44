"""Signing what leaves a vault: one Ed25519 key a purpose, derived from the root key.

A key signs for one purpose only, so that a signature on one kind of statement can never be taken
for one on another, or for a checkpoint of the trail.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from audit.trail.checkpoint import Signer, Verifier

if TYPE_CHECKING:
    from audit.vault import Vault


def signer_of(vault: Vault, purpose: str) -> Signer:
    """Return what signs a vault's statements of one purpose.

    Args:
        vault: Open.
        purpose: Such as ``"head-bundle"``; part of the key and of its name.
    """
    parts = vault.parts
    seed = parts.root.derive("statement", purpose, "sign", "1")
    return Signer(f"omni-med.{purpose}/{parts.vault_id}", seed)


def fingerprint(verifier: Verifier) -> str:
    """Return what two people compare aloud: SHA-256 over name and key, in groups of four digits."""
    digest = hashlib.sha256(verifier.to_text().encode()).hexdigest()[:32].upper()
    return " ".join(digest[place : place + 4] for place in range(0, 32, 4))
