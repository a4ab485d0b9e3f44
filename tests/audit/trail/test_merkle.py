"""Roots and consistency proofs, against the definitions and the RFC's reference vectors."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.trail.merkle import EMPTY_ROOT, Frontier, Tree, is_consistent, leaf_hash, node_hash

LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip

# (from, to, proof): the reference implementation's (certificate-transparency, merkletree tests).
PROOFS = [
    (1, 1, []),
    (
        1,
        8,
        [
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        [
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        [
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
]


def definition(leaves: list[bytes]) -> bytes:
    """RFC 6962, section 2.1, word for word."""
    if not leaves:
        return EMPTY_ROOT
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(definition(leaves[:split]), definition(leaves[split:]))


@pytest.mark.parametrize(("first", "second", "proof"), PROOFS)
def test_proofs_are_those_of_the_reference_implementation(
    first: int, second: int, proof: list[str]
) -> None:
    tree = Tree(LEAVES)
    assert [item.hex() for item in tree.consistency(first, second)] == proof
    hashes = [bytes.fromhex(item) for item in proof]
    assert is_consistent(first, second, tree.root(first), tree.root(second), hashes)


@given(st.lists(st.binary(max_size=6), max_size=70))
def test_every_root_agrees_with_the_definition_and_the_frontier(leaves: list[bytes]) -> None:
    tree, frontier = Tree(leaves), Frontier()
    assert tree.root(0) == EMPTY_ROOT
    for size, leaf in enumerate(leaves, 1):
        frontier.append(leaf)
        assert tree.root(size) == definition(leaves[:size]) == frontier.root()


def test_every_proof_up_to_40_leaves_holds_and_no_altered_one() -> None:
    tree = Tree(bytes([number]) for number in range(40))
    for second in range(1, 41):
        for first in range(1, second + 1):
            proof = list(tree.consistency(first, second))
            old, new = tree.root(first), tree.root(second)
            assert is_consistent(first, second, old, new, proof)
            for at in range(len(proof)):
                bent = [*proof[:at], bytes(32), *proof[at + 1 :]]
                assert not is_consistent(first, second, old, new, bent)
            assert not is_consistent(first, second, old, new, [*proof, bytes(32)])
            assert not is_consistent(first, second, bytes(32), new, proof)
            assert not is_consistent(first, second, old, bytes(32), proof)
            if proof:
                assert not is_consistent(first, second, old, new, proof[:-1])
                assert not is_consistent(first, second, old, new, [])


@given(st.lists(st.lists(st.binary(max_size=4), max_size=20), max_size=8))
def test_extending_is_appending_one_by_one(batches: list[list[bytes]]) -> None:
    fast, slow = Frontier(), Frontier()
    for batch in batches:
        fast.extend(batch)
        for leaf in batch:
            slow.append(leaf)
        assert (fast.size, fast.to_bytes(), fast.root()) == (
            slow.size, slow.to_bytes(), slow.root(),
        )  # fmt: skip


@given(st.integers(2, 60), st.data())
def test_a_tree_with_one_entry_altered_is_not_consistent(size: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(1, size))
    altered = data.draw(st.integers(0, first - 1))
    leaves = [bytes([number]) for number in range(size)]
    old = Tree(leaves).root(first)
    leaves[altered] = b"other"
    bent = Tree(leaves)
    assert not is_consistent(first, size, old, bent.root(), bent.consistency(first))


def test_impossible_sizes_are_refused() -> None:
    tree = Tree(LEAVES)
    for first, second in ((0, 8), (5, 4), (1, 9), (-1, 3)):
        with pytest.raises(ValueError, match="leaves"):
            tree.consistency(first, second)
        assert not is_consistent(first, second, EMPTY_ROOT, EMPTY_ROOT, []) or first > 0
    with pytest.raises(ValueError, match="leaves"):
        tree.root(9)
    assert not is_consistent(0, 8, EMPTY_ROOT, tree.root(), [])
