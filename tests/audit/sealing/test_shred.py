"""After shredding no wrapped key is left in the database's files, read below SQL."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlalchemy import select

from audit.backup import backup, restore
from audit.catalogue.catalog import MetaRow, ObjectRow, TombstoneRow
from audit.errors import MissingObjectError
from audit.sealing.keys import MINIMUM_COST
from audit.sealing.shred import SCRUB, Shredded, shred
from audit.trail import Event
from audit.vault import Vault

PASSPHRASE = "a horse and a stapler"
PAGE, RESERVE, IV, FRAME = 4096, 80, 16, 24
GONE, KEPT = "1.2.3.gone", "1.2.3.kept"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "home", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST)


def nothing(_session: object, _gone: Callable[[str], bool]) -> frozenset[str]:
    return frozenset()


def put(vault: Vault, scope: str, count: int) -> dict[str, bytes]:
    held = {}
    with vault.act(Event("test.put", scope)) as tx:
        for _ in range(count):
            data = os.urandom(40)
            held[tx.put("instance", scope, data)] = data
    return held


def destroy(vault: Vault, scope: str = GONE) -> Shredded:
    return shred(vault, scope, Event("study.shred", vault.pseudonym("study", scope)), nothing)


def wrapped(vault: Vault, scope: str) -> list[bytes]:
    with vault.look() as session:
        return list(session.scalars(select(ObjectRow.wrapped).where(ObjectRow.scope == scope)))


def decrypt(page: bytes, key: bytes, *, first: bool) -> bytes:
    """Decrypt a page of SQLCipher 4: AES-256-CBC, the vector in the reserve at the page's end."""
    start = 16 if first else 0
    vector = page[PAGE - RESERVE : PAGE - RESERVE + IV]
    cipher = Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor()
    return cipher.update(page[start : PAGE - RESERVE]) + cipher.finalize()


def plain_pages(folder: Path, key: bytes) -> bytes:
    """Return the plaintext of every page in the database and its write-ahead log."""
    data = (folder / "catalog.db").read_bytes()
    pages = [decrypt(data[at : at + PAGE], key, first=at == 0) for at in range(0, len(data), PAGE)]
    log = folder / "catalog.db-wal"
    frames = log.read_bytes()[32:] if log.exists() else b""
    for at in range(0, len(frames) - FRAME - PAGE + 1, FRAME + PAGE):
        number = int.from_bytes(frames[at : at + 4], "big")
        page = frames[at + FRAME : at + FRAME + PAGE]
        pages.append(decrypt(page, key, first=number == 1))
    return b"".join(pages)


def test_no_wrapped_key_is_left_and_a_kept_one_is_found(vault: Vault) -> None:
    put(vault, KEPT, 50)
    put(vault, GONE, 500)
    put(vault, KEPT, 50)
    put(vault, GONE, 500)
    kept, gone = wrapped(vault, KEPT), wrapped(vault, GONE)
    assert (len(kept), len(gone)) == (100, 1000)
    key = vault.parts.root.derive("catalog", "1")
    before = plain_pages(vault.home / "vault", key)
    assert b"CREATE TABLE vault_object" in before
    assert all(item in before for item in [*kept, *gone]), "the control: the scan finds keys"
    done = destroy(vault)
    assert (done.objects, done.scrubbed) == (1000, True)
    after = plain_pages(vault.home / "vault", key)
    assert all(item in after for item in kept), "the control: kept keys are found"
    assert [item for item in gone if item in after] == []
    vault.close()
    closed = plain_pages(vault.home / "vault", key)
    assert [item for item in gone if item in closed] == []
    assert all(item in closed for item in kept)


@pytest.mark.slow
def test_no_key_is_left_in_the_unused_parts_of_pages(tmp_path: Path) -> None:
    """Emptying the log alone left a few in a thousand, in one run of four."""
    left = 0
    for number in range(8):
        with Vault.create(
            tmp_path / str(number), user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST
        ) as vault:
            for scope in (KEPT, GONE, KEPT, GONE):
                put(vault, scope, 500 if scope == GONE else 50)
            gone = wrapped(vault, GONE)
            destroy(vault)
            pages = plain_pages(vault.home / "vault", vault.parts.root.derive("catalog", "1"))
            assert all(item in pages for item in wrapped(vault, KEPT)), "the control"
            left += sum(item in pages for item in gone)
    assert left == 0


def test_deleting_alone_would_leave_keys_in_the_log(vault: Vault) -> None:
    """Why the log is emptied: without it the keys stand there."""
    put(vault, GONE, 100)
    gone = wrapped(vault, GONE)
    with vault.act(Event("test")) as tx:
        for object_id in tx.session.scalars(select(ObjectRow.object_id)).all():
            tx.erase(object_id)
    found = plain_pages(vault.home / "vault", vault.parts.root.derive("catalog", "1"))
    assert [item for item in gone if item in found]


def test_contents_and_files_are_gone_and_the_rest_is_whole(vault: Vault) -> None:
    kept, gone = put(vault, KEPT, 3), put(vault, GONE, 3)
    for name in gone:
        vault.read(name)
    destroy(vault)
    for name in gone:
        with pytest.raises(MissingObjectError):
            vault.read(name)
        assert not vault.parts.objects.path(name).exists()
    assert all(vault.read(name) == data for name, data in kept.items())
    assert vault.verify().ok
    entry = vault.trail()[-1]
    assert (entry.action, entry.detail["objects"]) == ("study.shred", 3)
    assert GONE not in str(entry.to_leaf())


def test_a_copy_of_the_folder_made_before_still_opens(vault: Vault, tmp_path: Path) -> None:
    """The control: what shredding does not reach, as the user guide says."""
    gone = put(vault, GONE, 1)
    vault.close()
    shutil.copytree(vault.home, tmp_path / "copy")
    with Vault.open(vault.home, passphrase=PASSPHRASE) as again:
        destroy(again)
    with Vault.open(tmp_path / "copy", passphrase=PASSPHRASE) as copy:
        assert all(copy.read(name) == data for name, data in gone.items())


def test_a_failure_in_the_owner_s_part_undoes_all(vault: Vault) -> None:
    gone = put(vault, GONE, 2)

    def fail(_session: object, _gone: Callable[[str], bool]) -> frozenset[str]:
        raise KeyError("stop")

    with pytest.raises(KeyError):
        shred(vault, GONE, Event("study.shred"), fail)
    assert all(vault.read(name) == data for name, data in gone.items())
    with vault.look() as session:
        assert session.scalars(select(TombstoneRow)).all() == []


def test_a_shredding_killed_before_the_log_is_emptied_is_finished_at_the_next_opening(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(vault, GONE, 50)
    gone = wrapped(vault, GONE)
    key = vault.parts.root.derive("catalog", "1")
    with monkeypatch.context() as patch:
        patch.setattr("audit.sealing.shred.scrub", lambda _catalog: False)
        assert not destroy(vault).scrubbed
    assert [item for item in gone if item in plain_pages(vault.home / "vault", key)]
    with Vault.open(vault.home, passphrase=PASSPHRASE) as again:
        assert [item for item in gone if item in plain_pages(vault.home / "vault", key)] == []
        with again.look() as session:
            assert session.get(MetaRow, SCRUB) is None


def test_a_reader_of_an_old_state_delays_the_emptying_and_it_is_said(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.catalogue.catalog.BUSY_SECONDS", 0.2)
    put(vault, GONE, 5)
    raw = vault.parts.catalog._connect()
    raw.execute("BEGIN")
    raw.execute("SELECT count(*) FROM vault_object").fetchone()
    assert not destroy(vault).scrubbed
    raw.execute("ROLLBACK")
    raw.close()
    vault.close()
    with Vault.open(vault.home, passphrase=PASSPHRASE) as again, again.look() as session:
        assert session.get(MetaRow, SCRUB) is None


def test_a_restore_does_not_bring_back_what_the_folder_knows_to_be_shredded(
    vault: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    kept, gone = put(vault, KEPT, 2), put(vault, GONE, 3)
    keys = wrapped(vault, GONE)
    first = backup(vault, folder)
    destroy(vault)
    with restored(folder, tmp_path / "stale", first.snapshot) as stale:
        assert all(stale.read(name) == data for name, data in gone.items()), (
            "the control: a folder of backups that nobody brought up to date does not know"
        )
    second = backup(vault, folder)
    assert second.shredded == 3
    for name in gone:
        assert list((folder / "objects" / name[:2]).glob(f"{name}-*")) == []
    root_key = vault.parts.root.derive("catalog", "1")
    for snapshot in (first.snapshot, second.snapshot):
        pages = plain_pages(folder / "snapshots" / snapshot, root_key)
        assert [item for item in keys if item in pages] == []
        with restored(folder, tmp_path / snapshot, snapshot) as again:
            assert again.verify().ok
            assert all(again.read(name) == data for name, data in kept.items())
            for name in gone:
                with pytest.raises(MissingObjectError):
                    again.read(name)
    assert backup(vault, folder).shredded == 0


def test_a_restore_knows_what_the_workspace_beside_it_knows(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    kept, gone = put(vault, KEPT, 1), put(vault, GONE, 2)
    backup(vault, folder)
    destroy(vault)
    with vault.look() as session:
        stones = [(row.name, row.time) for row in session.scalars(select(TombstoneRow))]
    report = restore(folder, tmp_path / "new", user=None, passphrase=PASSPHRASE, stones=stones)
    assert (report.shredded, report.objects, report.missing) == (2, 1, ())
    with Vault.open(tmp_path / "new", passphrase=PASSPHRASE) as again:
        assert all(again.read(name) == data for name, data in kept.items())
        for name in gone:
            assert not again.parts.objects.path(name).exists()
        assert again.verify().ok


def test_the_same_study_imported_again_later_is_a_new_one(vault: Vault, tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    with vault.act(Event("test")) as tx:
        name = tx.put("instance", GONE, b"film")
    first = backup(vault, folder)
    destroy(vault)
    with vault.act(Event("test")) as tx:
        assert tx.put("instance", GONE, b"film") == name
    second = backup(vault, folder)
    assert second.shredded == 1
    with restored(folder, tmp_path / "new", second.snapshot) as again:
        assert again.read(name) == b"film"
        assert again.verify().ok
    with (
        restored(folder, tmp_path / "then", first.snapshot) as then,
        pytest.raises(MissingObjectError),
    ):
        then.read(name)
    destroy(vault)
    assert backup(vault, folder).shredded == 1
    with (
        restored(folder, tmp_path / "last", second.snapshot) as last,
        pytest.raises(MissingObjectError),
    ):
        last.read(name)


def test_a_damaged_snapshot_is_named_and_a_killed_purge_is_mended(
    vault: Vault, tmp_path: Path
) -> None:
    folder = tmp_path / "backups"
    put(vault, GONE, 1)
    first, second = (backup(vault, folder).snapshot for _ in range(2))
    snapshots = folder / "snapshots"
    (snapshots / second).rename(snapshots / f".old-{second}")  # killed between two renames
    shutil.copytree(snapshots / first, snapshots / f".old-{first}")
    (snapshots / ".purging").mkdir()
    (snapshots / first / "manifest.sig").write_text("")
    destroy(vault)
    report = backup(vault, folder)
    assert report.damaged == (first,)
    assert report.shredded == 1
    assert {path.name[0] for path in snapshots.iterdir()} == {"0"}
    assert len(list(snapshots.iterdir())) == 3


def restored(folder: Path, home: Path, snapshot: str) -> Vault:
    restore(folder, home, user=None, passphrase=PASSPHRASE, snapshot=snapshot)
    return Vault.open(home, passphrase=PASSPHRASE)
