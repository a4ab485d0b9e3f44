"""A second vault as witness: what the watched one loses or rewrites is found, missed without."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete

from audit.catalogue.catalog import CheckpointRow, TrailRow
from audit.errors import TamperedError, VaultError
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event, TrailEntry
from audit.trail.anchor import Anchored, AnchorFile
from audit.trail.autoanchor import AutoAnchor, to_file
from audit.trail.checkpoint import Checkpoint
from audit.trail.merkle import Frontier
from audit.trail.witness import (
    KEPT,
    anchor_with,
    bear_witness,
    check_witness,
    checkpoints_of,
    name_of,
)
from audit.vault import Vault


def work(vault: Vault, count: int) -> None:
    for number in range(count):
        with vault.act(Event("test", f"s{number}")):
            pass


@pytest.fixture
def watched(tmp_path: Path, passphrase: str) -> Iterator[Vault]:
    with Vault.create(
        tmp_path / "watched", user="ada", passphrase=passphrase, kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def witness(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(
        tmp_path / "witness", user="eve", passphrase="other words than hers", kdf=MINIMUM_COST
    ) as made:
        yield made


def rewrite(vault: Vault, leaves: list[bytes]) -> None:
    """Replace the trail and sign it anew, as one with the root key can."""
    parts = vault.parts
    with parts.catalog.write() as session:
        session.execute(delete(CheckpointRow))
        session.execute(delete(TrailRow))
        tree = Frontier()
        for leaf in leaves:
            subject = TrailEntry.from_leaf(leaf).subject
            session.add(TrailRow(sequence=tree.size, subject=subject, leaf=leaf))
            tree.append(leaf)
        session.flush()
        note = parts.signer.sign(Checkpoint(parts.signer.name, tree.size, tree.root()))
        session.add(CheckpointRow(size=tree.size, note=note, frontier=tree.to_bytes()))
        session.commit()


def leaves(vault: Vault) -> list[bytes]:
    return [entry.to_leaf() for entry in vault.trail()]


def cut_tail(vault: Vault) -> None:
    rewrite(vault, leaves(vault)[:-2])


def edit(vault: Vault) -> None:
    found = leaves(vault)
    found[2] = found[2].replace(b'"ada"', b'"eve"')
    rewrite(vault, found)


@pytest.mark.parametrize("attack", [cut_tail, edit])
def test_a_cut_tail_and_a_rewritten_history_are_found_with_the_witness_and_missed_without(
    watched: Vault, witness: Vault, attack: Callable[[Vault], None]
) -> None:
    work(watched, 6)
    assert bear_witness(witness, watched).count == 1
    assert "1 anchored checkpoints" in check_witness(witness, watched)
    attack(watched)
    assert watched.verify().ok, "the control: without the witness nothing is found"
    with pytest.raises(TamperedError, match=r"was cut|does not go on"):
        check_witness(witness, watched)
    work(watched, 9)  # the bent trail outgrows what the witness saw
    assert watched.verify().ok
    with pytest.raises(TamperedError, match="does not go on"):
        check_witness(witness, watched)
    with pytest.raises(TamperedError, match="does not go on"):
        bear_witness(witness, watched)
    last = witness.trail()[-1]
    assert (last.action, last.subject, last.outcome) == (KEPT, name_of(watched), "failure")
    assert len(checkpoints_of(witness, watched).notes) == 1, "a bent trail is not witnessed"


def test_an_old_copy_put_in_place_is_found(
    watched: Vault, witness: Vault, passphrase: str, tmp_path: Path
) -> None:
    watched.close()
    shutil.copytree(watched.home, tmp_path / "old")
    with Vault.open(watched.home, passphrase=passphrase) as again:
        work(again, 5)
        bear_witness(witness, again)
    with Vault.open(tmp_path / "old", passphrase=passphrase) as old:
        assert old.verify().ok, "the control"
        with pytest.raises(TamperedError, match="cut, or an old copy"):
            check_witness(witness, old)


def test_what_the_witness_keeps_is_an_entry_of_its_own_sealed_trail(
    watched: Vault, witness: Vault
) -> None:
    work(watched, 2)
    first = bear_witness(witness, watched)
    assert bear_witness(witness, watched) == first, "nothing new, nothing kept"
    work(watched, 2)
    assert bear_witness(witness, watched).count == 2
    assert witness.verify().ok
    (one, two) = [entry for entry in witness.trail() if entry.action == KEPT]
    assert (one.subject, one.user) == (name_of(watched), "eve")
    assert two.detail["entries"] == first.size + 2
    notes = checkpoints_of(witness, watched).notes
    verifier = watched.parts.signer.verifier()
    assert [verifier.open(note).size for note in notes] == [first.size, first.size + 2]
    assert str(one.detail["root"]).encode() not in b"".join(
        path.read_bytes() for path in witness.home.rglob("*") if path.is_file()
    ), "the witness keeps it sealed"


def test_a_bent_witness_vouches_for_nothing(watched: Vault, witness: Vault) -> None:
    work(watched, 2)
    bear_witness(witness, watched)
    with witness.parts.catalog.write() as session:
        row = session.get_one(TrailRow, 0)
        row.leaf = row.leaf.replace(b'"eve"', b'"bob"')
        session.commit()
    with pytest.raises(TamperedError, match="witness's own trail is bent"):
        check_witness(witness, watched)
    with pytest.raises(TamperedError, match="witness's own trail is bent"):
        bear_witness(witness, watched)


def test_none_is_its_own_witness_and_a_stranger_is_not_vouched_for(
    watched: Vault, witness: Vault, tmp_path: Path, passphrase: str
) -> None:
    with pytest.raises(VaultError, match="its own witness"):
        bear_witness(watched, watched)
    bear_witness(witness, watched)
    with (
        Vault.create(
            tmp_path / "new", user="ada", passphrase=passphrase, kdf=MINIMUM_COST
        ) as stranger,
        pytest.raises(TamperedError, match="never saw this workspace"),
    ):
        check_witness(witness, stranger)


def test_a_file_and_a_witness_at_once_do_not_call_each_other(
    watched: Vault, witness: Vault, tmp_path: Path
) -> None:
    file, vault = tmp_path / "stick", watched

    def keep() -> Anchored:
        return anchor_with(vault, name_of(witness), lambda held: bear_witness(witness, held))

    with to_file(vault, file, 0.02, pytest.fail), AutoAnchor(vault, keep, 0.02, pytest.fail) as own:
        deadline = time.monotonic() + 20
        while not own.count and time.monotonic() < deadline:
            time.sleep(0.02)
        time.sleep(0.3)
        before = len(vault.trail())
        time.sleep(0.5)
        assert len(vault.trail()) == before, "two anchorings are no reason for a third"
        with vault.act(Event("study.open", "1.2.9")):
            pass
    assert "covered" in check_witness(witness, vault)
    assert vault.verify(anchors=AnchorFile.read(file)).ok
