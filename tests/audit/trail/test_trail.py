from __future__ import annotations

import base64
import hashlib
import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from audit.catalogue.catalog import CheckpointRow
from audit.errors import TamperedError
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event, TrailEntry
from audit.trail import check as trail_check
from audit.trail.checkpoint import Checkpoint, Signer, Verifier
from audit.trail.merkle import EMPTY_ROOT, Frontier, leaf_hash, node_hash
from audit.vault import Vault

# The eight leaves and roots of the RFC's reference implementation (certificate-transparency,
# merkletree tests).
LEAVES = [
    bytes.fromhex(text)
    for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]  # fmt: skip
ROOTS = (
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)


def test_roots_are_those_of_the_reference_implementation() -> None:
    tree = Frontier()
    assert tree.root() == EMPTY_ROOT
    for leaf, root in zip(LEAVES, ROOTS, strict=True):
        tree.append(leaf)
        assert tree.root().hex() == root


def recursive_root(leaves: list[bytes]) -> bytes:
    """The definition of RFC 6962, section 2.1, word for word."""
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaf_hash(leaves[0])
    split = 1
    while split * 2 < len(leaves):
        split *= 2
    return node_hash(recursive_root(leaves[:split]), recursive_root(leaves[split:]))


@given(st.lists(st.binary(max_size=8), max_size=70))
def test_frontier_agrees_with_the_definition_and_goes_on_after_storage(leaves: list[bytes]) -> None:
    tree = Frontier()
    for leaf in leaves:
        tree = Frontier.from_bytes(tree.size, tree.to_bytes())
        tree.append(leaf)
    assert tree.root() == recursive_root(leaves)


def test_a_frontier_that_does_not_fit_its_size_is_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        Frontier.from_bytes(3, bytes(32))


def test_notes_are_c2sp_checkpoints() -> None:
    signer = Signer("example.org/log", bytes(range(32)))
    note = signer.sign(Checkpoint("example.org/log", 7, bytes(32)))
    origin, size, root, blank, signature, end = note.split("\n")
    assert (origin, size, blank, end) == ("example.org/log", "7", "", "")
    assert base64.b64decode(root) == bytes(32)
    dash, name, blob = signature.split(" ")
    assert (dash, name) == ("\N{EM DASH}", "example.org/log")
    assert len(base64.b64decode(blob)) == 4 + 64
    verifier = Verifier.from_text(signer.verifier().to_text())
    assert verifier.open(note) == Checkpoint("example.org/log", 7, bytes(32))


def test_other_notes_are_refused() -> None:
    signer = Signer("log", bytes(32))
    verifier = signer.verifier()
    note = signer.sign(Checkpoint("log", 7, bytes(32)))
    other = Signer("log", bytes([1] * 32)).sign(Checkpoint("log", 7, bytes(32)))
    elsewhere = signer.sign(Checkpoint("another", 7, bytes(32)))
    for wrong in (note.replace("\n7\n", "\n8\n"), other, elsewhere, "log\n7\n", "", note[:-8]):
        with pytest.raises(TamperedError):
            verifier.open(wrong)
    with pytest.raises(TamperedError, match="id"):
        Verifier.from_text(verifier.to_text().replace("+", "+0", 1).replace("+0", "+f", 1))


def test_leaves_are_canonical_and_come_back() -> None:
    time = datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    entry = TrailEntry(3, time, "李", "study.open", "1.2.3", {"b": 1, "a": "x"}, "success")
    leaf = entry.to_leaf()
    assert (
        leaf
        == json.dumps(
            json.loads(leaf), ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ).encode()
    )
    assert TrailEntry.from_leaf(leaf) == entry


@given(
    st.text(),
    st.text(),
    st.dictionaries(st.text(), st.text() | st.integers() | st.booleans() | st.floats(-1e9, 1e9)),
    st.datetimes(timezones=st.timezones()),
)
def test_leaves_are_what_a_json_encoder_writes(
    user: str, subject: str, detail: dict[str, str | int | bool | float], time: datetime
) -> None:
    entry = TrailEntry(3, time, user, "study.open", subject, detail, "failure")
    document = {
        "action": "study.open", "detail": detail, "outcome": "failure", "sequence": 3,
        "subject": subject, "time": time.astimezone(UTC).isoformat(timespec="microseconds"),
        "user": user, "v": 1,
    }  # fmt: skip
    words = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert entry.to_leaf() == words.encode()


def test_repr_of_an_entry_keeps_subjects_to_itself() -> None:
    time = datetime(2026, 1, 2, tzinfo=UTC)
    text = repr(TrailEntry(0, time, "ada", "study.open", "1.2.3", {"q": "Doe"}, "success"))
    assert "1.2.3" not in text
    assert "Doe" not in text


def test_times_come_from_the_clock(tmp_path: Path) -> None:
    now = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    ticks = iter(range(100))
    with Vault.create(
        tmp_path, user="ada", passphrase="a b c", kdf=MINIMUM_COST,
        clock=lambda: now + timedelta(seconds=next(ticks)),
    ) as vault:  # fmt: skip
        with vault.act(Event("one")):
            pass
        seconds = [(entry.time - now).total_seconds() for entry in vault.trail()]
    assert seconds == [0.0, 1.0, 1.0, 1.0, 1.0, 2.0], "one reading of the clock a commit"


def test_trail_is_filtered_and_limited(vault: Vault) -> None:
    for number in range(5):
        with vault.act(Event("test", f"s{number % 2}", {"n": number})):
            pass
    assert [entry.detail["n"] for entry in vault.trail(subject="s1")] == [1, 3]
    assert [entry.detail["n"] for entry in vault.trail(limit=2)] == [3, 4]
    assert [entry.action for entry in vault.trail()][:2] == ["vault.create", "vault.open"]


# Attacks by one who holds the key of the catalogue, but acts outside the program.

Attack = Callable[[Vault, "Sql"], None]
Sql = Callable[[str], object]


def edit(_vault: Vault, sql: Sql) -> None:
    sql(
        "UPDATE vault_trail SET leaf = CAST(replace(leaf, 'ada', 'eve') AS BLOB) WHERE sequence = 3"
    )


def edit_type(_vault: Vault, sql: Sql) -> None:
    sql("UPDATE vault_trail SET leaf = CAST(leaf AS TEXT) WHERE sequence = 3")


def delete_entry(_vault: Vault, sql: Sql) -> None:
    sql("PRAGMA foreign_keys=OFF")
    sql("DELETE FROM vault_trail WHERE sequence = 3")


def swap(_vault: Vault, sql: Sql) -> None:
    sql("CREATE TEMP TABLE t AS SELECT * FROM vault_trail WHERE sequence IN (3, 4)")
    sql("UPDATE vault_trail SET leaf = (SELECT leaf FROM t WHERE sequence = 4) WHERE sequence = 3")
    sql("UPDATE vault_trail SET leaf = (SELECT leaf FROM t WHERE sequence = 3) WHERE sequence = 4")


def hide_subject(_vault: Vault, sql: Sql) -> None:
    sql("UPDATE vault_trail SET subject = 'nobody' WHERE sequence = 3")


def cut_entries_only(_vault: Vault, sql: Sql) -> None:
    sql("PRAGMA foreign_keys=OFF")
    sql("DELETE FROM vault_trail WHERE sequence > 3")


def unsigned_tail(_vault: Vault, sql: Sql) -> None:
    sql("DELETE FROM vault_checkpoint WHERE size = (SELECT max(size) FROM vault_checkpoint)")


def foreign_checkpoint(vault: Vault, sql: Sql) -> None:
    note = Signer(vault._signer.name, os.urandom(32)).sign(
        Checkpoint(vault._signer.name, 7, bytes(32))
    )
    sql(f"UPDATE vault_checkpoint SET note = '{note}' WHERE size = 7")


def wrapped_key(_vault: Vault, sql: Sql) -> None:
    sql("UPDATE vault_object SET wrapped = zeroblob(60)")


def object_renamed(_vault: Vault, sql: Sql) -> None:
    sql("UPDATE vault_object SET kind = 'note'")


def row_lost(_vault: Vault, sql: Sql) -> None:
    sql(f"INSERT INTO vault_object VALUES ('{'ab' * 32}', 'note', 's', 1, 1, zeroblob(60), 1)")


@pytest.mark.parametrize(
    "attack",
    [
        edit, edit_type, delete_entry, swap, hide_subject, cut_entries_only, unsigned_tail,
        foreign_checkpoint, wrapped_key, object_renamed, row_lost,
    ],
)  # fmt: skip
def test_attacks_on_rows_are_noticed(vault: Vault, attack: Attack) -> None:
    for number in range(4):
        with vault.act(Event("test", f"s{number}")) as tx:
            tx.put("instance", "s", os.urandom(1000))
    assert vault.verify().ok
    raw = vault._catalog._connect()
    attack(vault, raw.execute)
    raw.close()
    vault._opener._known.clear()
    report = vault.verify()
    assert not report.ok
    assert report.first_break


def test_attacks_on_files_are_noticed_and_named(vault: Vault) -> None:
    with vault.act(Event("test")) as tx:
        one = tx.put("instance", "s", os.urandom(70_000))
        two = tx.put("instance", "s", os.urandom(70_000))
    paths = [vault.home / "vault/objects" / item[:2] / item for item in (one, two)]
    good = [path.read_bytes() for path in paths]
    flipped = bytearray(good[0])
    flipped[40_000] ^= 1
    for first, second in ((flipped, good[1]), (good[1], good[1]), (good[0][:-1], good[1])):
        paths[0].write_bytes(first)
        paths[1].write_bytes(second)
        report = vault.verify()
        assert not report.ok
        assert one[:12] in report.first_break
    paths[0].unlink()
    paths[1].write_bytes(good[1])
    assert "files are gone" in vault.verify().first_break
    paths[0].write_bytes(good[0])
    assert vault.verify().ok


def test_an_exchanged_public_key_is_noticed(vault: Vault, passphrase: str) -> None:
    slots = vault.home / "vault/keyslots.json"
    document = json.loads(slots.read_text())
    name = document["verifier"].split("+")[0]
    document["verifier"] = Signer(name, os.urandom(32)).verifier().to_text()
    vault.close()
    slots.write_text(json.dumps(document))
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert "public key" in again.verify().first_break


def test_a_flipped_byte_anywhere_in_the_catalogue_is_noticed(vault: Vault, passphrase: str) -> None:
    for number in range(20):
        with vault.act(Event("test", f"s{number}", {"text": "x" * 500})):
            pass
    vault.close()
    catalog = vault.home / "vault/catalog.db"
    good = catalog.read_bytes()
    for spot in range(50, len(good), len(good) // 12):
        bad = bytearray(good)
        bad[spot] ^= 0x10
        catalog.write_bytes(bad)
        try:
            with Vault.open(vault.home, passphrase=passphrase) as again:
                assert not again.verify().ok, spot
        except TamperedError:
            pass
        for side in ("catalog.db-wal", "catalog.db-shm"):
            (vault.home / "vault" / side).unlink(missing_ok=True)


def test_entries_with_unusual_subjects_are_checked_too(vault: Vault) -> None:
    for subject in ('a"b', "back\\slash", "李", "line\nfeed", '","time":"', ""):
        with vault.act(Event("test", subject, {"sequence": 3, "subject": "x"})):
            pass
    assert vault.verify().ok
    raw = vault._catalog._connect()
    for place in range(len(vault.trail()) - 6, len(vault.trail())):
        old = raw.execute("SELECT subject FROM vault_trail WHERE sequence=?", (place,)).fetchone()
        raw.execute("UPDATE vault_trail SET subject = subject || 'x' WHERE sequence=?", (place,))
        assert "moved" in vault.verify().first_break
        raw.execute("UPDATE vault_trail SET subject = ? WHERE sequence=?", (old[0], place))
    raw.close()
    assert vault.verify().ok


@pytest.mark.parametrize("parallel", [False, True])
def test_every_checkpoints_signature_is_checked(
    vault: Vault, monkeypatch: pytest.MonkeyPatch, parallel: bool
) -> None:
    """The root may be the right one, and the signature another's."""
    monkeypatch.setattr(trail_check, "PARALLEL", 1 if parallel else 10_000)
    monkeypatch.setattr(trail_check, "_SHARE", 4)
    for number in range(20):
        with vault.act(Event("test", f"s{number}")):
            pass
    assert vault.verify().ok
    with vault.look() as session:
        notes = session.execute(select(CheckpointRow.size, CheckpointRow.note)).all()
    signer = Signer(vault._signer.name, os.urandom(32))
    raw = vault._catalog._connect()
    for size, note in (notes[3], notes[-1]):
        forged = signer.sign(vault._signer.verifier().open(note))
        raw.execute("UPDATE vault_checkpoint SET note = ? WHERE size = ?", (forged, size))
        assert "not signed by this vault" in vault.verify().first_break
        raw.execute("UPDATE vault_checkpoint SET note = ? WHERE size = ?", (note, size))
    raw.close()
    assert vault.verify().ok
