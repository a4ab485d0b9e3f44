"""Proofs of single entries, and anchors that make themselves."""

from __future__ import annotations

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from audit.errors import TamperedError, VaultError
from audit.trail import Event
from audit.trail.anchor import AnchorFile, anchor
from audit.trail.autoanchor import to_file
from audit.trail.checkpoint import Checkpoint, Signer
from audit.trail.inclusion import Proof, _path, _root, prove
from audit.trail.merkle import Tree
from audit.vault import Vault

LEAVES = [str(number).encode() for number in range(70)]


@given(st.integers(1, 70), st.data())
def test_every_leaf_leads_to_the_root_and_no_other_does(size: int, data: st.DataObject) -> None:
    tree = Tree(LEAVES[:size])
    index = data.draw(st.integers(0, size - 1))
    path = tuple(_path(tree, index, 0, size))
    assert _root(LEAVES[index], index, size, path) == tree.root()
    assert _root(b"another", index, size, path) != tree.root()
    other = data.draw(st.integers(0, size - 1).filter(lambda item: item != index or size == 1))
    if size > 1:
        assert _root(LEAVES[index], other, size, path) != tree.root()
        assert _root(LEAVES[index], index, size, path[:-1]) != tree.root()
    assert _root(LEAVES[index], index, size, (*path, bytes(32))) != tree.root()


def test_an_auditor_needs_nothing_but_the_key(vault: Vault) -> None:
    for number in range(9):
        with vault.act(Event("study.open", f"1.2.{number}")):
            pass
    verifier = vault.parts.signer.verifier()
    for sequence in range(len(vault.trail())):
        proof = Proof.from_plain(prove(vault, sequence).to_plain())
        assert proof.check(verifier) == len(vault.trail())
    bent = replace(proof, leaf=proof.leaf.replace(b"study.open", b"study.shut"))
    for wrong in (bent, replace(proof, index=0), replace(proof, path=proof.path[:-1])):
        with pytest.raises(TamperedError, match="does not stand"):
            wrong.check(verifier)
    forged = Signer(verifier.name, bytes(32)).sign(Checkpoint(verifier.name, 14, bytes(32)))
    with pytest.raises(TamperedError):
        replace(proof, note=forged).check(verifier)
    for none in (-1, 99):
        with pytest.raises(VaultError, match="entries"):
            prove(vault, none)
    with pytest.raises(TamperedError, match="cannot be read"):
        Proof.from_plain({"leaf": "!"})


def test_a_proof_for_an_anchor_fits_it(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.anchors"
    size = anchor(vault, file).size
    with vault.act(Event("study.open", "1.2.3")):
        pass
    held = AnchorFile.read(file)
    proof = prove(vault, 2, held)
    assert proof.note == held.notes[-1]
    assert proof.check(vault.parts.signer.verifier()) == size
    with pytest.raises(VaultError, match="covered"):
        prove(vault, size, held)
    with pytest.raises(VaultError, match="covered"):
        prove(vault, 0, AnchorFile((), 0, cut=False))


def test_the_trail_is_anchored_while_it_grows_and_only_then(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.anchors"
    with to_file(vault, file, 0.01, pytest.fail) as anchors:
        wait_for(lambda: anchors.count == 1)
        threading.Event().wait(0.2)
        assert anchors.count == 1, "its own entry is no reason to anchor again"
        with vault.act(Event("study.open", "1.2.3")):
            pass
        wait_for(lambda: anchors.count == 2)
    with vault.act(Event("study.open", "1.2.4")):
        pass
    assert vault.verify(anchors=AnchorFile.read(file)).ok
    with pytest.raises(VaultError, match="inside"):
        to_file(vault, vault.home / "inside", 1, pytest.fail)


def test_what_was_done_last_is_anchored_at_the_end(vault: Vault, tmp_path: Path) -> None:
    file = tmp_path.parent / f"{tmp_path.name}.anchors"
    with to_file(vault, file, 3600, pytest.fail) as anchors:
        wait_for(lambda: anchors.count == 1)
        with vault.act(Event("study.open", "1.2.3")):
            pass
    assert len(AnchorFile.read(file).notes) == 2


def test_a_medium_that_is_away_is_said_once_and_taken_again(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path.parent / f"{tmp_path.name}.usb"
    told: list[Exception] = []
    with to_file(vault, folder / "anchors", 0.01, told.append) as anchors:
        wait_for(lambda: anchors.failing)
        threading.Event().wait(0.2)
        assert len(told) == 1
        failures = [entry for entry in vault.trail() if entry.outcome == "failure"]
        assert [entry.action for entry in failures] == ["trail.anchor"]
        folder.mkdir()
        wait_for(lambda: anchors.count == 1)
        assert not anchors.failing


def wait_for(holds: object) -> None:
    for _ in range(1000):
        if holds():  # type: ignore[operator]
            return
        threading.Event().wait(0.02)
    pytest.fail("it never came")
