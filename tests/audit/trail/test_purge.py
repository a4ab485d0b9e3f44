"""What is purged of the trail, what stays, and that nobody can hide an entry as purged."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from audit.backup import backup, restore
from audit.catalogue.catalog import CheckpointRow, MetaRow, PurgedRow, TrailRow
from audit.errors import RetentionError, TamperedError, VaultError
from audit.identity import accounts
from audit.sealing import rotate
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event, TrailEntry
from audit.trail.anchor import AnchorFile, anchor, check_anchors
from audit.trail.inclusion import prove
from audit.trail.leaves import PURGE, leaf_hashes
from audit.trail.merkle import Tree, leaf_hash
from audit.trail.purge import purge
from audit.trail.syslog import SENT
from audit.trail.witness import bear_witness, check_witness
from audit.vault import Vault

CANARY = "the word that must go"


@dataclass
class Time:
    now: datetime = datetime(2020, 1, 1, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def go(self, days: float) -> None:
        self.now += timedelta(days=days)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def vault(tmp_path: Path, passphrase: str, time: Time) -> Iterator[Vault]:
    """Return a vault with ten entries, one a day, that say the canary."""
    home = tmp_path / "home"
    with Vault.create(
        home, user="ada", passphrase=passphrase, kdf=MINIMUM_COST, clock=time
    ) as made:
        for day in range(10):
            time.go(1)
            record(made, "study.open", day)
        yield made


def record(vault: Vault, action: str, day: int) -> None:
    with vault.act(Event(action, f"s{day}", {"why": CANARY})):
        pass


def policy(vault: Vault, days: int) -> None:
    with vault.act(Event("policy.change")) as tx:
        document = {"minimum": 8, "strength": 1, "days": 0, "retention": days}
        tx.event = vault.rows.write(tx.session, *accounts.POLICY, document, tx.event)


def held(vault: Vault) -> list[TrailEntry]:
    return [entry for entry in vault.trail() if CANARY in str(entry.detail)]


def trail_check(vault: Vault) -> tuple[bool, str]:
    (check,) = [item for item in vault.verify().checks if item.name == "trail"]
    return check.ok, check.detail


def test_what_is_old_goes_and_all_that_vouched_for_it_holds(
    tmp_path: Path, vault: Vault, time: Time, passphrase: str
) -> None:
    rotate.rotate(vault)
    stick = tmp_path / "stick"
    anchor(vault, stick)
    known = prove(vault, 6)
    other = Vault.create(tmp_path / "other", user="eve", passphrase=passphrase, kdf=MINIMUM_COST)
    bear_witness(other, vault)
    time.go(7 * 366)
    record(vault, "study.open", 99)
    before = len(vault.trail())
    done = purge(vault)
    assert done.entries > 10
    assert done.days == 6 * 366
    assert done.scrubbed
    assert [entry.subject for entry in held(vault)] == ["s99"]
    assert len(vault.trail()) == before - done.entries + 1
    last = vault.trail()[-1]
    assert (last.action, last.detail["entries"], last.detail["below"]) == (
        PURGE,
        done.entries,
        done.below,
    )
    report = vault.verify(anchors=AnchorFile.read(stick))
    assert report.ok, report.first_break
    assert f"{done.entries} of them purged" in trail_check(vault)[1]
    assert "covered" in check_witness(other, vault)
    verifier = vault.parts.signer.verifier()
    assert known.check(verifier) > 6, "a proof made before still shows that the entry stood here"
    with pytest.raises(VaultError, match="was purged"):
        prove(vault, 6)
    assert prove(vault, last.sequence).check(verifier) == last.sequence + 1
    with vault.look() as session:
        assert session.scalars(select(CheckpointRow.size)).first() == done.below
    anchor(vault, stick)
    bear_witness(other, vault)
    other.close()
    vault.close()
    with Vault.open(tmp_path / "home", passphrase=passphrase, clock=time) as again:
        backup(again, tmp_path / "backup")
    restore(tmp_path / "backup", tmp_path / "back", user=None, passphrase=passphrase)
    with Vault.open(tmp_path / "back", passphrase=passphrase, clock=time) as back:
        assert back.verify(anchors=AnchorFile.read(stick)).ok


def test_a_second_purge_goes_on_from_the_first(vault: Vault, time: Time) -> None:
    policy(vault, 180)
    record(vault, "study.open", 40)
    time.go(185)
    first = purge(vault)
    record(vault, "study.open", 50)
    assert purge(vault).entries == 0
    time.go(200)
    record(vault, "study.open", 51)
    second = purge(vault)
    assert second.below > first.below
    assert [entry.subject for entry in held(vault)] == ["s51"]
    kept = {entry.sequence for entry in vault.trail()}
    assert first.below - 1 not in kept
    assert second.below - 1 in kept
    assert vault.verify().ok
    assert [entry.action for entry in vault.trail()].count(PURGE) == 3


@pytest.mark.parametrize(("retention", "days"), [(400, 399), (180, 179), (180, 0)])
def test_it_is_refused_before_its_time_and_that_is_on_the_trail(
    vault: Vault, time: Time, retention: int, days: int
) -> None:
    policy(vault, retention)
    time.go(5000)
    with pytest.raises(RetentionError, match=f"{retention} days"):
        purge(vault, days)
    assert len(held(vault)) == 10
    last = vault.trail()[-1]
    assert (last.action, last.outcome, last.detail["days"]) == (PURGE, "failure", days)
    assert purge(vault, max(retention, 180)).entries, "the control: so old it may go"


def test_young_entries_stay_and_so_does_what_a_collector_lacks(vault: Vault, time: Time) -> None:
    policy(vault, 180)
    assert purge(vault).entries == 0
    time.go(175.25)  # five of the ten are old enough
    assert purge(vault).entries
    assert len(held(vault)) == 6, "the one at the edge stays, to show how old the others were"
    with vault.parts.catalog.write() as session:
        session.merge(MetaRow(key=SENT, value="12"))
        session.commit()
    time.go(1000)
    assert purge(vault).below == 12
    assert min(entry.sequence for entry in held(vault)) == 11
    with vault.parts.catalog.write() as session:
        session.delete(session.get_one(MetaRow, SENT))
        session.commit()
    assert purge(vault).below > 12, "the control: it was the collector that kept them"


def hide(vault: Vault, sequence: int) -> None:
    """Put a hash in the place of an entry, as one with the keys can; the tree stays the same."""
    with vault.parts.catalog.write() as session:
        row = session.get_one(TrailRow, sequence)
        root = Tree.of_hashes(leaf_hashes(session)).root()
        session.add(PurgedRow(sequence=sequence, hash=leaf_hash(row.leaf)))
        session.delete(row)
        session.flush()
        rows = session.execute(select(TrailRow.sequence, TrailRow.leaf)).all()
        hashes = {number: leaf_hash(leaf) for number, leaf in rows}
        hashes |= {item.sequence: item.hash for item in session.scalars(select(PurgedRow))}
        assert Tree.of_hashes(hashes[number] for number in sorted(hashes)).root() == root
        session.commit()


@pytest.mark.parametrize("claim", ["no purge", "too young", "few days", "failed"])
def test_an_entry_that_is_hidden_as_purged_is_found(vault: Vault, time: Time, claim: str) -> None:
    time.go(10 if claim != "few days" else 200)
    if claim != "no purge":
        detail = {"days": 100 if claim == "few days" else 180, "below": 9}
        event = Event(PURGE, "", detail, "failure" if claim == "failed" else "success")
        with vault.act(event):
            pass
    hide(vault, 7)
    ok, words = trail_check(vault)
    assert not ok
    assert {
        "no purge": "no purge on the trail",
        "too young": "none younger",
        "few days": "none younger",
        "failed": "no purge on the trail",
    }[claim] in words
    with vault.look() as session, pytest.raises(TamperedError):
        list(leaf_hashes(session))


@pytest.mark.parametrize("bend", ["edge", "hash", "beyond", "row"])
def test_a_purged_trail_that_is_bent_is_found(vault: Vault, time: Time, bend: str) -> None:
    policy(vault, 180)
    time.go(1000)
    record(vault, "study.open", 77)
    done = purge(vault)
    with vault.parts.catalog.write() as session:
        rows = list(session.scalars(select(PurgedRow).order_by(PurgedRow.sequence)))
        if bend == "edge":
            edge = session.get_one(TrailRow, done.below - 1)
            session.add(PurgedRow(sequence=edge.sequence, hash=leaf_hash(edge.leaf)))
            session.delete(edge)
        elif bend == "hash":
            rows[3].hash = bytes(32)
        elif bend == "beyond":
            young = session.get_one(TrailRow, done.below)
            session.add(PurgedRow(sequence=young.sequence, hash=leaf_hash(young.leaf)))
            session.delete(young)
        else:
            session.delete(rows[3])
        session.commit()
    assert not trail_check(vault)[0]


def test_anchors_find_a_bent_hash(tmp_path: Path, vault: Vault, time: Time) -> None:
    anchor(vault, tmp_path / "stick")
    policy(vault, 180)
    time.go(1000)
    purge(vault)
    notes = AnchorFile.read(tmp_path / "stick")
    verifier = vault.parts.signer.verifier()
    assert "covered" in check_anchors(vault.parts.catalog, verifier, notes)
    with vault.parts.catalog.write() as session:
        session.scalars(select(PurgedRow)).first().hash = bytes(32)  # type: ignore[union-attr]
        session.commit()
    with pytest.raises(TamperedError):
        check_anchors(vault.parts.catalog, verifier, notes)
