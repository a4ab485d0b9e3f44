"""Proofs that an entry stands on the trail, for somebody who holds a checkpoint and nothing else.

Source: RFC 6962, section 2.1.1 (audit paths); RFC 9162, section 2.1.3.2 (how one is checked).
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from audit.catalogue.catalog import CheckpointRow, TrailRow
from audit.errors import TamperedError, VaultError
from audit.trail.anchor import AnchorFile
from audit.trail.checkpoint import Verifier
from audit.trail.leaves import leaf_hashes
from audit.trail.merkle import Tree, leaf_hash, node_hash

if TYPE_CHECKING:
    from audit.vault import Vault


@dataclass(frozen=True, slots=True)
class Proof:
    """One entry, the way from it to the root, and the signed checkpoint of that root.

    Attributes:
        leaf: The entry as it was hashed.
        index: Its place.
        path: Hashes of the subtrees beside the way up, lowest first.
        note: The signed checkpoint.
        verifier: The key that signed it, as signed-note writes it.
    """

    leaf: bytes = field(repr=False)
    index: int
    path: tuple[bytes, ...] = field(repr=False)
    note: str = field(repr=False)
    verifier: str

    def to_plain(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return {
            "entry": json.loads(self.leaf),
            "leaf": base64.b64encode(self.leaf).decode(),
            "index": self.index,
            "path": [base64.b64encode(item).decode() for item in self.path],
            "checkpoint": self.note,
            "verifier": self.verifier,
        }

    @classmethod
    def from_plain(cls, plain: dict[str, Any]) -> Proof:
        """Read what ``to_plain`` wrote.

        Raises:
            TamperedError: If it cannot be read.
        """
        try:
            return cls(
                leaf=base64.b64decode(plain["leaf"], validate=True),
                index=int(plain["index"]),
                path=tuple(base64.b64decode(item, validate=True) for item in plain["path"]),
                note=str(plain["checkpoint"]),
                verifier=str(plain["verifier"]),
            )
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise TamperedError("The proof cannot be read.") from None

    def check(self, verifier: Verifier) -> int:
        """Check the proof against a public key that is trusted; return the tree's size.

        Raises:
            TamperedError: If the entry does not stand on the trail that the key signed.
        """
        checkpoint = verifier.open(self.note)
        root = _root(self.leaf, self.index, checkpoint.size, self.path)
        if root != checkpoint.root:
            raise TamperedError("The entry does not stand on the trail that was signed.")
        return checkpoint.size


def prove(vault: Vault, sequence: int, held: AnchorFile | None = None) -> Proof:
    """Return the proof for one entry under the newest checkpoint, here or among anchors.

    Raises:
        VaultError: If there is no such entry, or no anchor covers it.
        TamperedError: If an anchor is not of this vault.
    """
    verifier = vault.parts.signer.verifier()
    with vault.look() as session:
        newest = session.scalars(
            select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
        ).one()
        tree = Tree.of_hashes(leaf_hashes(session))
        row = session.get(TrailRow, sequence)
    note = newest.note if held is None else held.notes[-1] if held.notes else ""
    size = verifier.open(note).size if note else 0
    if not 0 <= sequence < size or size > tree.size:
        raise VaultError(
            f"{min(size, tree.size)} entries are covered, numbered from 0.",
            hint="Give one of them, or anchor the trail again.",
        )
    if row is None:
        raise VaultError(
            f"Entry {sequence} was purged.", hint="Take it from an export made before the purge."
        )
    path = _path(tree, sequence, 0, size)
    return Proof(row.leaf, sequence, tuple(path), note, verifier.to_text())


def _path(tree: Tree, index: int, start: int, stop: int) -> list[bytes]:
    """Return PATH of RFC 6962, section 2.1.1, over the leaves from start to stop."""
    if stop - start == 1:
        return []
    middle = start + (1 << ((stop - start - 1).bit_length() - 1))
    if index < middle:
        return [*_path(tree, index, start, middle), tree.subtree(middle, stop)]
    return [*_path(tree, index, middle, stop), tree.subtree(start, middle)]


def _root(leaf: bytes, index: int, size: int, path: tuple[bytes, ...]) -> bytes:
    """Return the root that a path leads to; empty where the path has another length."""
    if not 0 <= index < size:
        return b""
    at, last, found = index, size - 1, leaf_hash(leaf)
    for node in path:
        if not last:
            return b""
        if at & 1 or at == last:
            found = node_hash(node, found)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            found = node_hash(found, node)
        at, last = at >> 1, last >> 1
    return b"" if last else found
