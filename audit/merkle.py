"""The Merkle tree of the trail.

Source: RFC 6962, section 2.1 (hashes of leaves and nodes, shape of the tree).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import Final

HASH: Final = 32
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()


def leaf_hash(leaf: bytes) -> bytes:
    """Hash an entry."""
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash two subtrees."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """The roots of the full subtrees along the right edge: enough to append and to get the root.

    Attributes:
        size: Leaves in the tree.
    """

    __slots__ = ("_edge", "size")

    def __init__(self, size: int = 0, edge: Iterable[bytes] = ()) -> None:
        """Start from an empty tree, or from a stored one.

        Raises:
            ValueError: If the number of subtrees does not fit the size.
        """
        self.size = size
        self._edge = list(edge)  # largest subtree first
        if len(self._edge) != size.bit_count() or any(len(item) != HASH for item in self._edge):
            raise ValueError("frontier and size do not fit")

    @classmethod
    def from_bytes(cls, size: int, data: bytes) -> Frontier:
        """Read what ``to_bytes`` wrote.

        Raises:
            ValueError: If the number of subtrees does not fit the size.
        """
        return cls(size, [data[at : at + HASH] for at in range(0, len(data), HASH)])

    def to_bytes(self) -> bytes:
        """Return the subtree roots, largest first, 32 bytes each."""
        return b"".join(self._edge)

    def append(self, leaf: bytes) -> None:
        """Add an entry."""
        carry, size = leaf_hash(leaf), self.size
        while size & 1:
            carry = node_hash(self._edge.pop(), carry)
            size >>= 1
        self._edge.append(carry)
        self.size += 1

    def root(self) -> bytes:
        """Return the root hash of the tree, 32 bytes."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for subtree in reversed(self._edge[:-1]):
            root = node_hash(subtree, root)
        return root
