"""The Merkle tree of the trail.

Source: RFC 6962, section 2.1 (hashes of leaves and nodes, shape of the tree, consistency proofs);
RFC 9162, section 2.1.4.2 (how a consistency proof is checked).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Sequence
from typing import Final

HASH: Final = 32
_sha256: Final = hashlib.sha256
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

    def extend(self, leaves: Iterable[bytes]) -> None:
        """Add entries, level by level: three times faster than one by one."""
        self.extend_hashes([_sha256(b"\x00" + leaf).digest() for leaf in leaves])

    def extend_hashes(self, hashes: Iterable[bytes]) -> None:
        """Add entries of which the leaves' hashes are known, as ``extend``."""
        level = list(hashes)
        size, kept = self.size, []  # the new edge, smallest subtree first
        self.size += len(level)
        while level:
            if size & 1:
                level.insert(0, self._edge.pop())
            if len(level) & 1:
                kept.append(level.pop())
            pairs = iter(level)
            level = [
                _sha256(b"\x01" + left + right).digest()
                for left, right in zip(pairs, pairs, strict=True)
            ]
            size >>= 1
        self._edge += reversed(kept)

    def root(self) -> bytes:
        """Return the root hash of the tree, 32 bytes."""
        if not self._edge:
            return EMPTY_ROOT
        root = self._edge[-1]
        for subtree in reversed(self._edge[:-1]):
            root = node_hash(subtree, root)
        return root


class Tree:
    """All complete subtrees of a list of entries: gives every root and proof, 64 bytes an entry.

    Attributes:
        size: Leaves in the tree.
    """

    __slots__ = ("_levels", "size")

    def __init__(self, leaves: Iterable[bytes] = ()) -> None:
        """Start from these entries."""
        self.size = 0
        self._levels: list[bytearray] = []  # level k: the roots of 2^k leaves each, in order
        for leaf in leaves:
            self.append(leaf)

    @classmethod
    def of_hashes(cls, hashes: Iterable[bytes]) -> Tree:
        """Return the tree over leaves of which the hashes are known."""
        tree = cls()
        for item in hashes:
            tree._append_hash(item)
        return tree

    def append(self, leaf: bytes) -> None:
        """Add an entry."""
        self._append_hash(leaf_hash(leaf))

    def _append_hash(self, carry: bytes) -> None:
        index = self.size
        for level in self._levels:
            level.extend(carry)
            if not index & 1:
                break
            carry = node_hash(bytes(level[-2 * HASH : -HASH]), carry)
            index >>= 1
        else:
            self._levels.append(bytearray(carry))
        self.size += 1

    def root(self, size: int | None = None) -> bytes:
        """Return the root hash over all leaves, or over the first ``size``.

        Raises:
            ValueError: If there are not so many.
        """
        size = self.size if size is None else size
        if not 0 <= size <= self.size:
            raise ValueError(f"the tree has {self.size} leaves, not {size}")
        return self.subtree(0, size) if size else EMPTY_ROOT

    def consistency(self, first: int, second: int | None = None) -> tuple[bytes, ...]:
        """Return the proof that the tree of ``second`` leaves goes on from that of ``first``.

        Raises:
            ValueError: Unless 1 <= first <= second <= size.
        """
        second = self.size if second is None else second
        if not 1 <= first <= second <= self.size:
            raise ValueError(f"no proof from {first} to {second} leaves of {self.size}")
        return tuple(self._subproof(first, 0, second, whole=True))

    def _subproof(self, first: int, start: int, stop: int, *, whole: bool) -> list[bytes]:
        """Return SUBPROOF of RFC 6962, section 2.1.2, over the leaves from start to stop."""
        count = stop - start
        if first == count:
            return [] if whole else [self.subtree(start, stop)]
        split = _split(count)
        middle = start + split
        if first <= split:
            proof = self._subproof(first, start, middle, whole=whole)
            return [*proof, self.subtree(middle, stop)]
        proof = self._subproof(first - split, middle, stop, whole=False)
        return [*proof, self.subtree(start, middle)]

    def subtree(self, start: int, stop: int) -> bytes:
        """Return the root over the leaves from start to stop: a subtree of this tree."""
        count = stop - start
        if not count & (count - 1):  # complete, and aligned by how it was reached
            level = count.bit_length() - 1
            at = (start >> level) * HASH
            return bytes(self._levels[level][at : at + HASH])
        middle = start + _split(count)
        return node_hash(self.subtree(start, middle), self.subtree(middle, stop))


def _split(count: int) -> int:
    """Return the largest power of two below ``count``, which is at least 2."""
    return 1 << ((count - 1).bit_length() - 1)


def is_consistent(
    first: int, second: int, first_root: bytes, second_root: bytes, proof: Sequence[bytes]
) -> bool:
    """Say whether a proof shows that the tree of ``second`` leaves goes on from ``first``."""
    if not 1 <= first <= second:
        return False
    if first == second:
        return not proof and hmac.compare_digest(first_root, second_root)
    path = list(proof)
    if not first & (first - 1):
        path.insert(0, first_root)
    if not path:
        return False
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = path[0]
    for node in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            old, new = node_hash(node, old), node_hash(node, new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, node)
        at, last = at >> 1, last >> 1
    return (
        not last and hmac.compare_digest(old, first_root) and hmac.compare_digest(new, second_root)
    )
