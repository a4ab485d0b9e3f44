from __future__ import annotations

import errno
import json
import os
import stat
import subprocess
import sys
import threading
import traceback
from pathlib import Path

import pytest
from sqlalchemy import Column, Integer, MetaData, String, Table, func, insert, select

from audit.catalogue import catalog
from audit.catalogue.catalog import ObjectRow
from audit.errors import (
    LockedError,
    MissingObjectError,
    ReadOnlyError,
    StorageFullError,
    TamperedError,
    UnknownUserError,
    VaultExistsError,
    VaultNotFoundError,
    WeakPassphraseError,
    WrongPassphraseError,
)
from audit.sealing import objects
from audit.sealing.keys import MINIMUM_COST, KdfCost
from audit.sealing.rotate import rotate
from audit.sealing.shred import shred
from audit.trail import Event
from audit.vault import Vault, users

METADATA = MetaData()
THINGS = Table("things", METADATA, Column("id", Integer, primary_key=True), Column("name", String))


def put(vault: Vault, data: bytes, scope: str = "study") -> str:
    with vault.act(Event("test.put", scope)) as tx:
        return tx.put("instance", scope, data)


def count(vault: Vault) -> int:
    with vault.look() as session:
        return session.scalar(select(func.count()).select_from(ObjectRow)) or 0


def test_what_is_kept_is_there_after_a_restart(vault: Vault, passphrase: str) -> None:
    data = os.urandom(200_000)
    object_id = put(vault, data)
    vault.close()
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert again.user == "ada"
        assert again.read(object_id) == data
        with again.open_object(object_id) as reader:
            assert (reader.size, reader.read(70_000, 10)) == (200_000, data[70_000:70_010])
        assert again.verify().ok


def test_wrong_pass_phrase_is_one_error_and_on_the_trail_later(
    vault: Vault, passphrase: str
) -> None:
    vault.close()
    for _ in range(2):
        with pytest.raises(WrongPassphraseError, match=r"^Wrong pass phrase\.$"):
            Vault.open(vault.home, passphrase="guess")
    with Vault.open(vault.home, passphrase=passphrase) as again:
        failures = [entry for entry in again.trail() if entry.outcome == "failure"]
        assert [entry.detail["as"] for entry in failures] == ["ada", "ada"]
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert len([entry for entry in again.trail() if entry.outcome == "failure"]) == 2


def test_pass_phrases_are_compared_as_composed_characters(tmp_path: Path) -> None:
    Vault.create(tmp_path, user="ada", passphrase="caf\u00e9 noir", kdf=MINIMUM_COST).close()
    Vault.open(tmp_path, passphrase="cafe\u0301 noir").close()


def test_typed_errors_at_the_door(tmp_path: Path, vault: Vault, passphrase: str) -> None:
    with pytest.raises(VaultNotFoundError):
        Vault.open(tmp_path / "nowhere", passphrase=passphrase)
    with pytest.raises(VaultExistsError):
        Vault.create(tmp_path, user="eve", passphrase=passphrase, kdf=MINIMUM_COST)
    with pytest.raises(UnknownUserError):
        Vault.open(tmp_path, user="eve", passphrase=passphrase)
    with pytest.raises(UnknownUserError):
        Vault.create(tmp_path / "b", user="../eve", passphrase=passphrase, kdf=MINIMUM_COST)
    with pytest.raises(WeakPassphraseError):
        Vault.create(tmp_path / "b", user="eve", passphrase="  ", kdf=MINIMUM_COST)
    assert not (tmp_path / "b" / "vault").exists()
    assert users(tmp_path) == ("ada",)


@pytest.mark.parametrize("cost", [(19_455, 2, 1), (19_456, 1, 1), (19_456, 2, 0), (2**23, 2, 1)])
def test_cheap_or_absurd_costs_are_refused(cost: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="Argon2id"):
        KdfCost(*cost)


def test_only_the_owner_may_read_the_files(vault: Vault) -> None:
    put(vault, b"film")
    for path in (vault.home / "vault").rglob("*"):
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_an_action_that_raises_keeps_nothing_but_its_failure(vault: Vault) -> None:
    vault.create_tables(METADATA)

    def fail() -> None:
        with vault.act(Event("test.fail", "s")) as tx:
            tx.put("note", "s", b"words")
            tx.session.execute(insert(THINGS).values(id=1, name="x"))
            raise KeyError("stop")

    with pytest.raises(KeyError):
        fail()
    with vault.look() as session:
        assert session.execute(select(THINGS)).all() == []
    assert count(vault) == 0
    last = vault.trail()[-1]
    assert (last.action, last.outcome, last.detail["error"]) == ("test.fail", "failure", "KeyError")
    assert [path for path in (vault.home / "vault/objects").rglob("*") if path.is_file()] == []


def test_rows_objects_and_entry_are_one_commit(vault: Vault) -> None:
    vault.create_tables(METADATA)
    with vault.act(Event("test.do", "s", {"a": 1})) as tx:
        object_id = tx.put("note", "s", b"words")
        tx.session.execute(insert(THINGS).values(id=1, name=object_id))
        tx.describe(b="two")
    with vault.look() as session:
        assert session.execute(select(THINGS.c.name)).scalar_one() == object_id
    entry = vault.trail(subject="s")[-1]
    assert (entry.user, entry.action, dict(entry.detail)) == (
        "ada",
        "test.do",
        {"a": 1, "b": "two"},
    )


def test_same_bytes_are_kept_once_in_a_scope_and_apart_between_scopes(vault: Vault) -> None:
    one, again, other = (
        put(vault, b"film", "s1"),
        put(vault, b"film", "s1"),
        put(vault, b"film", "s2"),
    )
    assert one == again == vault.object_id("instance", "s1", b"film")
    assert other != one
    assert count(vault) == 2
    for left in (1, 0):
        with vault.act(Event("test.drop")) as tx:
            tx.drop(one)
        if left:
            assert vault.read(one) == b"film"
    with pytest.raises(MissingObjectError):
        vault.read(one)
    assert not list((vault.home / "vault/objects").rglob(one))
    assert vault.read(other) == b"film"
    assert vault.verify().ok


def test_full_disk_is_one_error_and_loses_nothing(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = put(vault, b"kept")

    def full(_descriptor: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(objects.os, "write", full)
        with pytest.raises(StorageFullError, match="disk is full"):
            put(vault, b"lost")
    assert vault.read(kept) == b"kept"
    assert count(vault) == 1
    put(vault, b"room again")
    assert vault.verify().ok


def test_full_database_is_the_same_error(vault: Vault) -> None:
    vault.create_tables(METADATA)

    def fill() -> None:
        with vault.act(Event("test.full")) as tx:
            connection = tx.session.connection()
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
            tx.session.execute(insert(THINGS).values(id=1, name="Doe^Jane " * 100_000))

    with pytest.raises(StorageFullError) as caught:
        fill()
    assert "Doe" not in "".join(traceback.format_exception(caught.value))
    assert vault.verify().ok


def test_a_vault_that_stays_busy_is_one_error(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(catalog, "BUSY_SECONDS", 0.1)
    with Vault.create(tmp_path, user="ada", passphrase=passphrase, kdf=MINIMUM_COST) as vault:
        other = vault._catalog._connect()
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LockedError, match="busy"):
            put(vault, b"film")
        other.execute("ROLLBACK")
        other.close()
        assert vault.read(put(vault, b"film")) == b"film"


def test_sqlcipher_keeps_off_the_terminal(vault: Vault, passphrase: str) -> None:
    vault.close()
    path = vault.home / "vault/catalog.db"
    data = bytearray(path.read_bytes())
    data[100] ^= 1
    path.write_bytes(data)
    code = (
        "import sys; from pathlib import Path; from audit.vault import Vault\n"
        "from audit.errors import TamperedError\n"
        "try: Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2])\n"
        "except TamperedError as error: print('typed:', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(vault.home), passphrase],
        capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip
    assert done.stdout == "typed: The catalogue is damaged or was altered.\n"
    assert done.stderr == ""


def test_a_missing_catalogue_is_never_replaced_by_an_empty_one(
    vault: Vault, passphrase: str
) -> None:
    vault.close()
    (vault.home / "vault/catalog.db").unlink()
    with pytest.raises(TamperedError, match="missing"):
        Vault.open(vault.home, passphrase=passphrase)
    assert not (vault.home / "vault/catalog.db").exists()


def test_files_without_rows_are_swept_after_a_kill_and_not_before(
    vault: Vault, passphrase: str
) -> None:
    orphan = vault.home / "vault/objects/ab" / ("ab" * 32)
    orphan.parent.mkdir()
    orphan.write_bytes(b"left")
    Vault.open(vault.home, passphrase=passphrase).close()
    assert orphan.exists(), "nobody was killed: the file may be another's, about to be committed"
    (vault.home / "vault/staging/dead").mkdir()
    kept = put(vault, b"film")
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert not orphan.exists()
        assert again.read(kept) == b"film"
        assert [
            entry.detail["orphans"] for entry in again.trail() if entry.action == "vault.sweep"
        ] == [1]
    assert put(vault, b"the living one still writes")


def test_threads_share_a_vault(vault: Vault) -> None:
    def work(number: int) -> None:
        for index in range(5):
            object_id = put(vault, f"{number}-{index}".encode())
            assert vault.read(object_id)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert count(vault) == 20
    assert vault.verify().ok


def test_nested_writes_are_a_programming_error(vault: Vault) -> None:

    def nest() -> None:
        with vault.act(Event("outer")) as outer:
            _ = outer.session
            with vault.act(Event("inner")) as inner:
                _ = inner.session

    with pytest.raises(RuntimeError, match="within"):
        nest()


def test_pseudonyms_are_stable_keyed_and_unambiguous(vault: Vault, tmp_path: Path) -> None:
    name = vault.pseudonym("issuer", "id")
    assert name == vault.pseudonym("issuer", "id")
    assert name != vault.pseudonym("issueri", "d")
    with Vault.create(tmp_path / "b", user="ada", passphrase="x y z", kdf=MINIMUM_COST) as other:
        assert other.pseudonym("issuer", "id") != name


def test_a_vault_of_the_first_version_opens_and_does_what_is_new(
    vault: Vault, passphrase: str
) -> None:
    object_id = put(vault, b"film")
    with vault.parts.catalog.write() as session:
        session.connection().exec_driver_sql("DROP TABLE vault_tombstone")
        session.commit()
    vault.close()
    slots = vault.home / "vault/keyslots.json"
    document = json.loads(slots.read_text())
    del document["recovery"]
    slots.write_text(json.dumps(document))
    with Vault.open(vault.home, passphrase=passphrase) as again:
        assert again.read(object_id) == b"film"
        assert rotate(again).version == 2
        event = Event("study.shred")
        assert shred(again, "study", event, lambda _session, _gone: ()).objects == 1
        assert again.verify().ok


def test_a_medium_that_cannot_be_written_to_is_said_in_one_line(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Vault.create(tmp_path, user="ada", passphrase=passphrase, kdf=MINIMUM_COST).close()
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    with monkeypatch.context() as patch:
        patch.setattr("audit.vault.os.access", lambda *_: False)  # root may write everywhere
        with pytest.raises(ReadOnlyError, match="read-only medium") as caught:
            Vault.open(tmp_path, passphrase="guess")
    assert "restore" in caught.value.hint
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before
    Vault.open(tmp_path, passphrase=passphrase).close()
