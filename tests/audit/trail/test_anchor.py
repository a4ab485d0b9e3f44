"""Attacks by one who holds pass phrase and signing key: found with the anchor, missed without."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from audit.catalogue.catalog import CheckpointRow, TrailRow
from audit.errors import TamperedError, VaultError
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event, TrailEntry
from audit.trail.anchor import AnchorFile, anchor
from audit.trail.checkpoint import Checkpoint
from audit.trail.merkle import Frontier
from audit.vault import Vault
from audit.verify import Check


def work(vault: Vault, count: int, name: str = "test") -> None:
    for number in range(count):
        with vault.act(Event(name, f"s{number}")):
            pass


def anchors_check(vault: Vault, file: Path) -> Check:
    report = vault.verify(anchors=AnchorFile.read(file))
    return next(item for item in report.checks if item.name == "anchors")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "stick" / "anchors"


@pytest.fixture
def vault(tmp_path: Path, passphrase: str) -> Vault:
    (tmp_path / "stick").mkdir()
    return Vault.create(tmp_path / "home", user="ada", passphrase=passphrase, kdf=MINIMUM_COST)


def rebuild(vault: Vault, leaves: list[bytes]) -> None:
    """Replace the trail and sign it anew, as one with the root key can."""
    parts = vault.parts
    with parts.catalog.write() as session:
        session.query(CheckpointRow).delete()
        session.query(TrailRow).delete()
        frontier = Frontier()
        for leaf in leaves:
            entry = TrailEntry.from_leaf(leaf)
            session.add(TrailRow(sequence=frontier.size, subject=entry.subject, leaf=leaf))
            frontier.append(leaf)
        session.flush()
        note = parts.signer.sign(Checkpoint(parts.signer.name, frontier.size, frontier.root()))
        session.add(CheckpointRow(size=frontier.size, note=note, frontier=frontier.to_bytes()))
        session.commit()


FIRST = 5  # entry of work: those before it are held by the security rows as well


def leaves(vault: Vault) -> list[bytes]:
    return [entry.to_leaf() for entry in vault.trail()]


def numbered(found: list[bytes]) -> list[bytes]:
    """Give the entries the numbers of their places."""
    out = []
    for place, leaf in enumerate(found):
        document = json.loads(leaf) | {"sequence": place}
        text = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        out.append(text.encode())
    return out


def cut_tail(vault: Vault) -> None:
    rebuild(vault, leaves(vault)[:-3])


def edit(vault: Vault) -> None:
    found = leaves(vault)
    found[FIRST] = found[FIRST].replace(b'"ada"', b'"eve"')
    rebuild(vault, found)


def delete_one(vault: Vault) -> None:
    found = leaves(vault)
    rebuild(vault, numbered(found[:FIRST] + found[FIRST + 1 :]))


def insert_one(vault: Vault) -> None:
    found = leaves(vault)
    rebuild(vault, numbered([*found[:FIRST], found[FIRST], *found[FIRST:]]))


def reorder(vault: Vault) -> None:
    found = leaves(vault)
    found[FIRST], found[FIRST + 1] = found[FIRST + 1], found[FIRST]
    rebuild(vault, numbered(found))


def replace_all(vault: Vault) -> None:
    found = leaves(vault)
    rebuild(vault, numbered(found[:FIRST] + found[FIRST : FIRST + 1] * 12))


@pytest.mark.parametrize("attack", [cut_tail, edit, delete_one, insert_one, reorder, replace_all])
def test_attacks_with_the_stolen_key_are_found_with_the_anchor_and_missed_without(
    vault: Vault, file: Path, attack: Callable[[Vault], None]
) -> None:
    work(vault, 6)
    assert anchor(vault, file).count == 1
    assert anchors_check(vault, file).ok
    attack(vault)
    assert vault.verify().ok, "the control: without the anchor nothing is found"
    found = anchors_check(vault, file)
    assert not found.ok
    assert found.detail
    work(vault, 12)  # the bent trail goes on and outgrows the anchor
    assert vault.verify().ok
    assert not anchors_check(vault, file).ok


def test_an_old_copy_of_the_folder_put_in_place_is_found(
    vault: Vault, file: Path, passphrase: str
) -> None:
    work(vault, 3)
    vault.close()
    shutil.copytree(vault.home, vault.home.with_name("old"))
    with Vault.open(vault.home, passphrase=passphrase) as again:
        work(again, 3)
        anchor(again, file)
    shutil.rmtree(vault.home)
    shutil.copytree(vault.home.with_name("old"), vault.home)
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert again.verify().ok, "the control"
        assert "cut, or an old copy" in anchors_check(again, file).detail
        work(again, 20)
        assert "goes on from the anchor" not in again.verify().first_break
        assert "does not go on" in anchors_check(again, file).detail
        before = file.read_bytes()
        with pytest.raises(TamperedError, match="does not go on"):
            anchor(again, file)
        assert file.read_bytes() == before, "nothing is appended to anchors that do not fit"
        assert again.trail()[-1].outcome == "failure"


def test_an_exchanged_key_and_another_workspace_are_found(
    vault: Vault, file: Path, tmp_path: Path, passphrase: str
) -> None:
    work(vault, 2)
    anchor(vault, file)
    with Vault.create(
        tmp_path / "other", user="ada", passphrase=passphrase, kdf=MINIMUM_COST
    ) as other:
        work(other, 9)
        assert other.verify().ok
        assert "another workspace" in anchors_check(other, file).detail
        name = vault.parts.signer.name
        own = other.parts.signer.name
        file.write_text(file.read_text().replace(name, own))  # same name, another key
        assert "not signed by this workspace's key" in anchors_check(other, file).detail


def test_altered_and_unordered_anchors_are_found(vault: Vault, file: Path) -> None:
    anchor(vault, file)
    work(vault, 2)
    anchor(vault, file)
    one, two = AnchorFile.read(file).notes
    file.write_text(f"{two}\n{one}\n")
    assert "older than the one before" in anchors_check(vault, file).detail
    origin, size, *rest = one.split("\n")
    file.write_text("\n".join([origin, str(int(size) - 1), *rest]) + "\n")
    assert not anchors_check(vault, file).ok
    file.write_text("")
    assert "no checkpoint" in anchors_check(vault, file).detail
    file.write_bytes(b"\xff\n\n\xfe\n\n")
    with pytest.raises(TamperedError, match="no text"):
        AnchorFile.read(file)


def test_an_anchoring_that_was_cut_is_made_good_by_the_next(vault: Vault, file: Path) -> None:
    anchor(vault, file)
    work(vault, 1)
    anchor(vault, file)
    whole = file.read_bytes()
    first = len(AnchorFile.read(file).notes[0].encode()) + 1
    for length in range(first + 1, len(whole)):
        file.write_bytes(whole[:length])
        held = AnchorFile.read(file)
        assert (len(held.notes), held.length, held.cut) == (1, first, True)
    found = anchors_check(vault, file)
    assert found.ok
    assert "interrupted" in found.detail
    assert anchor(vault, file).count == 2
    assert anchors_check(vault, file).ok
    assert not AnchorFile.read(file).cut


@pytest.mark.parametrize(
    "words", [b"dear colleague\n", b"PK\x03\x04\n\nrest", b"a\n\nb", b"\xff\xfe"]
)
def test_somebody_elses_file_is_not_written_over(vault: Vault, file: Path, words: bytes) -> None:
    file.write_bytes(words)
    with pytest.raises(VaultError, match="no anchor"):
        anchor(vault, file)
    assert file.read_bytes() == words


def test_words_behind_the_anchors_are_not_cut_off(vault: Vault, file: Path) -> None:
    anchor(vault, file)
    with file.open("ab") as stream:
        stream.write(b"kept by the archive, 3 May\n")
    held = file.read_bytes()
    with pytest.raises(VaultError, match="no anchor"):
        anchor(vault, file)
    assert file.read_bytes() == held


def test_zeros_of_a_lost_power_are_made_good(vault: Vault, file: Path) -> None:
    anchor(vault, file)
    with file.open("ab") as stream:
        stream.write(bytes(100))
    assert anchor(vault, file).count == 2
    assert not AnchorFile.read(file).cut


def test_every_anchor_grows_the_file_and_is_covered_by_itself(vault: Vault, file: Path) -> None:
    for number in range(1, 4):
        anchored = anchor(vault, file)
        assert anchored.count == number
        assert anchored.size == len(vault.trail())
        assert vault.trail()[-1].action == "trail.anchor"
    assert file.stat().st_mode & 0o077 == 0


def test_an_anchor_inside_the_workspace_is_refused(vault: Vault) -> None:
    with pytest.raises(VaultError, match="protects nothing"):
        anchor(vault, vault.home / "anchors")


def test_a_medium_that_is_gone_is_a_failure_on_the_trail(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        anchor(vault, tmp_path / "pulled" / "anchors")
    last = vault.trail()[-1]
    assert (last.action, last.outcome) == ("trail.anchor", "failure")


@pytest.mark.parametrize(
    ("step", "noticed"), [(-3600, True), (-1.5, True), (-0.5, False), (5, False)]
)
def test_a_clock_that_goes_backwards_is_noticed_and_stops_nothing(
    tmp_path: Path, step: float, noticed: bool
) -> None:
    now = [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]
    with Vault.create(
        tmp_path / "clock", user="ada", passphrase="p", kdf=MINIMUM_COST, clock=lambda: now[0]
    ) as vault:
        work(vault, 2)
        now[0] += timedelta(seconds=step)
        work(vault, 2)
        backwards = [entry for entry in vault.trail() if entry.action == "clock.backwards"]
        assert [entry.detail["seconds"] for entry in backwards] == ([-step] if noticed else [])
        report = vault.verify()
        assert report.ok
        check = next(item for item in report.checks if item.name == "clock")
        assert (check.ok, check.warning) == (True, noticed)
