"""An older catalogue is brought up: copied first, in one transaction, killable anywhere."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from sqlalchemy import select
from sqlalchemy.engine import Connection

from audit.backup import backup, restore
from audit.catalogue import catalog as catalogs
from audit.catalogue import schema
from audit.catalogue.catalog import Catalog, CheckpointRow, MetaRow
from audit.catalogue.schema import SCHEMA
from audit.errors import LockedError, StorageFullError
from audit.sealing import rotate, shred
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event
from audit.vault import Vault

# As the first version of the program made it (sqlite_master of its catalogues).
SCHEMA_1 = """
CREATE TABLE old (
    size INTEGER NOT NULL,
    note VARCHAR NOT NULL,
    frontier BLOB NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (size),
    FOREIGN KEY(last) REFERENCES vault_trail (sequence)
)
"""


def make_old(vault: Vault) -> None:
    """Turn a catalogue into one of schema 1, and close the vault."""
    with vault.parts.catalog.write() as session:
        connection = session.connection()
        for statement in (
            SCHEMA_1,
            "INSERT INTO old SELECT size, note, frontier, size - 1 FROM vault_checkpoint",
            "DROP TABLE vault_checkpoint",
            "ALTER TABLE old RENAME TO vault_checkpoint",
            "DROP TABLE vault_purged",
            "UPDATE vault_meta SET value = '1' WHERE key = 'schema'",
        ):
            connection.exec_driver_sql(statement)
        session.commit()
    vault.close()


def layout(catalog: Catalog) -> dict[str, list[tuple[object, ...]]]:
    """Return every table's columns and foreign keys."""
    with catalog.read() as session:
        run = session.connection().exec_driver_sql
        names = run("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name").scalars()
        return {
            name: [
                *(tuple(row)[1:] for row in run(f"PRAGMA table_info({name})")),
                *(tuple(row) for row in run(f"PRAGMA foreign_key_list({name})")),
            ]
            for name in names.all()
        }


def state(vault: Vault) -> str:
    with vault.look() as session:
        return session.get_one(MetaRow, "schema").value


@pytest.fixture
def old(tmp_path: Path, passphrase: str) -> tuple[Path, str]:
    """Return a workspace of schema 1 with an object in it, and the object's id."""
    vault = Vault.create(tmp_path / "home", user="ada", passphrase=passphrase, kdf=MINIMUM_COST)
    with vault.act(Event("study.import", "s1")) as tx:
        object_id = tx.put("instance", "s1", b"a film")
    make_old(vault)
    return tmp_path / "home", object_id


def copies(home: Path) -> list[str]:
    return sorted(path.name for path in (home / "vault").glob("catalog.*") if "-" in path.stem)


def test_an_older_catalogue_is_copied_brought_up_and_written_down(
    tmp_path: Path, old: tuple[Path, str], passphrase: str
) -> None:
    home, object_id = old
    before = (home / "vault" / "catalog.db").stat().st_mode
    with Vault.open(home, passphrase=passphrase) as vault:
        done = vault.migrated
        assert done is not None
        assert (done.before, done.after) == (1, SCHEMA)
        assert done.copy == home / "vault" / "catalog.schema-1.db"
        assert done.copy.stat().st_mode == before
        entry = vault.trail()[-2]
        assert entry.action == "catalogue.migrate"
        assert dict(entry.detail) == {"from": 1, "to": SCHEMA, "copy": "catalog.schema-1.db"}
        assert state(vault) == str(SCHEMA)
        assert vault.read(object_id) == b"a film"
        assert vault.verify().ok
        with Vault.create(
            tmp_path / "new", user="ada", passphrase=passphrase, kdf=MINIMUM_COST
        ) as new:
            assert layout(vault.parts.catalog) == layout(new.parts.catalog)
        kept = Catalog(done.copy, vault.parts.root.derive("catalog", "1"))
        with kept.read() as session:
            assert session.get_one(MetaRow, "schema").value == "1"
        assert "last" in {str(row[0]) for row in layout(kept)["vault_checkpoint"]}
        kept.close()
    with Vault.open(home, passphrase=passphrase) as again:
        assert again.migrated is None
        assert [entry.action for entry in again.trail()].count("catalogue.migrate") == 1


def die(*_: object) -> NoReturn:
    os._exit(9)


def kill_in_copy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(catalogs, "sync_all", die)


def kill_after_copy(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(schema, "_upgrade", die)


def kill_midway(patch: pytest.MonkeyPatch) -> None:
    plain = Connection.execute

    def execute(self: Connection, statement: object, *rest: object, **more: object) -> object:
        result = plain(self, statement, *rest, **more)  # type: ignore[call-overload]
        if "DROP TABLE vault_checkpoint" in str(statement):
            die()
        return result

    patch.setattr(Connection, "execute", execute)


def kill_before_commit(patch: pytest.MonkeyPatch) -> None:
    plain = schema._upgrade

    def upgrade(connection: Connection) -> None:
        plain(connection)
        die()

    patch.setattr(schema, "_upgrade", upgrade)


@pytest.mark.parametrize("kill", [kill_in_copy, kill_after_copy, kill_midway, kill_before_commit])
def test_a_migration_that_is_killed_has_not_begun(
    old: tuple[Path, str], passphrase: str, kill: Callable[[pytest.MonkeyPatch], None]
) -> None:
    home, object_id = old
    child = os.fork()
    if not child:
        with pytest.MonkeyPatch.context() as patch:
            kill(patch)
            Vault.open(home, passphrase=passphrase)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with Vault.open(home, passphrase=passphrase) as vault:
        assert vault.migrated is not None, "the killed one changed nothing"
        assert vault.migrated.before == 1
        assert vault.read(object_id) == b"a film"
        assert vault.verify().ok
        assert copies(home) == ["catalog.schema-1.db"]


def test_it_waits_for_nobody_who_may_write_the_old_way(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    vault = Vault.create(home, user="ada", passphrase=passphrase, kdf=MINIMUM_COST)
    monkeypatch.setattr(vault, "close", lambda: None)
    make_old(vault)  # and stays open, as an older program's desktop would
    with pytest.raises(LockedError, match="from schema 1 to") as caught:
        Vault.open(home, passphrase=passphrase)
    assert "Close" in caught.value.hint
    assert not copies(home)
    monkeypatch.undo()
    vault.close()
    Vault.open(home, passphrase=passphrase).close()


def test_without_room_for_the_copy_nothing_is_changed(
    old: tuple[Path, str], passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, _ = old

    def full(*_: object) -> NoReturn:
        raise StorageFullError

    with monkeypatch.context() as patch:
        patch.setattr(catalogs, "sync_all", full)
        with pytest.raises(StorageFullError):
            Vault.open(home, passphrase=passphrase)
    assert not copies(home)
    with Vault.open(home, passphrase=passphrase) as vault:
        assert vault.migrated is not None


@pytest.mark.parametrize("ends", ["shred", "rotate"])
def test_the_copy_goes_with_what_it_would_keep(
    old: tuple[Path, str], passphrase: str, ends: str
) -> None:
    home, _ = old
    with Vault.open(home, passphrase=passphrase) as vault:
        assert copies(home)
        if ends == "shred":
            assert shred.shred(vault, "s1", Event("study.shred"), lambda *_: ()).scrubbed
        else:
            rotate.rotate(vault)
        assert not copies(home)


def test_a_backup_of_an_older_workspace_is_restored_as_the_newest(
    tmp_path: Path, passphrase: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    vault = Vault.create(tmp_path / "home", user="ada", passphrase=passphrase, kdf=MINIMUM_COST)
    with monkeypatch.context() as patch:
        patch.setattr(vault, "close", lambda: None)
        make_old(vault)
    stick = tmp_path / "stick"
    with pytest.MonkeyPatch.context() as patch:
        # As the program of then wrote, whose checkpoints named an entry.
        patch.setattr(
            "audit.trail.entry._INSERT_CHECKPOINT",
            "INSERT INTO vault_checkpoint (last, size, note, frontier) VALUES (0, ?, ?, ?)",
        )
        backup(vault, stick)
    vault.close()
    restore(stick, tmp_path / "again", user=None, passphrase=passphrase)
    with Vault.open(tmp_path / "again", passphrase=passphrase) as again:
        assert state(again) == str(SCHEMA)
        assert again.verify().ok
        with again.look() as session:
            assert session.scalars(select(CheckpointRow)).all()
