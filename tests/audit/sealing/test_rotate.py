from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import select, update

from audit.catalogue.catalog import MetaRow, ObjectRow
from audit.errors import TamperedError, VaultError
from audit.sealing import rotate as rotation
from audit.sealing.rotate import Versions, rotate, versions
from audit.trail import Event
from audit.vault import Vault


def put(vault: Vault, count: int) -> dict[str, bytes]:
    held = {}
    with vault.act(Event("test.put", "s")) as tx:
        for _ in range(count):
            data = os.urandom(30)
            held[tx.put("note" if len(held) % 2 else "instance", "s", data)] = data
    return held


def rows(vault: Vault) -> dict[str, tuple[int, bytes]]:
    with vault.look() as session:
        query = select(ObjectRow.object_id, ObjectRow.key_version, ObjectRow.wrapped)
        return {name: (version, wrapped) for name, version, wrapped in session.execute(query)}


def state(vault: Vault) -> Versions:
    with vault.look() as session:
        return versions(session)


def keys_check(vault: Vault) -> tuple[bool, bool, str]:
    check = next(item for item in vault.verify().checks if item.name == "keys")
    return check.ok, check.warning, check.detail


def test_every_key_is_wrapped_anew_and_every_object_still_opens(vault: Vault) -> None:
    held = put(vault, 7)
    before = rows(vault)
    done = rotate(vault, batch=3)
    assert (done.version, done.objects, done.resumed) == (2, 7, False)
    after = rows(vault)
    assert {version for version, _ in after.values()} == {2}
    assert not {wrapped for _, wrapped in before.values()} & {
        wrapped for _, wrapped in after.values()
    }
    held |= put(vault, 2)
    assert {version for version, _ in rows(vault).values()} == {2}
    assert all(vault.read(name) == data for name, data in held.items())
    assert state(vault) == Versions(2, 2)
    assert keys_check(vault)[:2] == (True, False)
    assert rotate(vault).version == 3
    report = vault.verify()
    assert report.ok, report.first_break
    steps = [entry.detail["step"] for entry in vault.trail() if entry.action == "keys.rotate"]
    assert steps == ["begin", "end", "begin", "end"]


def test_names_of_objects_stay(vault: Vault) -> None:
    with vault.act(Event("t")) as tx:
        name = tx.put("instance", "s", b"film")
    rotate(vault)
    with vault.act(Event("t")) as tx:
        assert tx.put("instance", "s", b"film") == name


def test_another_process_with_the_old_version_goes_on_working(
    vault: Vault, passphrase: str
) -> None:
    held = put(vault, 2)
    with Vault.open(vault.home, passphrase=passphrase) as other:
        name = next(iter(held))
        assert other.read(name) == held[name]
        with other.act(Event("t")) as tx:  # seals before the rotation, commits after it
            late = tx.put("note", "s", b"late")
            rotate(vault)
        held[late] = b"late"
        with other.act(Event("t")) as tx:
            held[tx.put("note", "s", b"later")] = b"later"
        assert all(other.read(name) == data for name, data in held.items())
    assert {version for version, _ in rows(vault).values()} == {2}
    assert all(vault.read(name) == data for name, data in held.items())
    assert vault.verify().ok


def test_an_old_row_put_back_is_refused_and_noticed(vault: Vault, passphrase: str) -> None:
    held = put(vault, 2)
    name = next(iter(held))
    version, wrapped = rows(vault)[name]
    put_back = (
        update(ObjectRow)
        .where(ObjectRow.object_id == name)
        .values(key_version=version, wrapped=wrapped)
    )
    with vault.parts.catalog.write() as session:
        session.execute(put_back)
        session.commit()
    assert vault.read(name) == held[name], "the control: before the rotation it opens"
    assert vault.verify().ok
    rotate(vault)
    with vault.parts.catalog.write() as session:
        session.execute(put_back)
        session.commit()
    for opened in (vault, Vault.open(vault.home, passphrase=passphrase)):
        with pytest.raises(TamperedError, match="retired"):
            opened.read(name)
        with pytest.raises(TamperedError, match="retired"):
            opened.read_into(name, 0, bytearray(4))
        ok, _, detail = keys_check(opened)
        assert not ok
        assert "retired" in detail


@pytest.mark.parametrize("keys", [("key_minimum",), ("key_version", "key_minimum")])
def test_an_old_statement_of_the_versions_is_noticed(vault: Vault, keys: tuple[str, ...]) -> None:
    put(vault, 1)
    rotate(vault)
    with vault.parts.catalog.write() as session:
        for key in keys:
            session.delete(session.get_one(MetaRow, key))
        session.commit()
    ok, _, detail = keys_check(vault)
    assert not ok
    assert "an old state was put in place" in detail


@pytest.mark.parametrize("value", ["x", "0", "256"])
def test_versions_that_make_no_sense_are_refused(vault: Vault, value: str) -> None:
    with vault.parts.catalog.write() as session:
        session.merge(MetaRow(key="key_version", value=value))
        session.commit()
    assert not vault.verify().ok
    with pytest.raises(TamperedError):
        rotate(vault)


def test_versions_end_at_255(vault: Vault, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "LARGEST", 2)
    rotate(vault)
    with pytest.raises(VaultError, match="no more versions"):
        rotate(vault)
    assert vault.verify().ok


def test_a_key_that_does_not_open_stops_it_and_loses_nothing(vault: Vault) -> None:
    held = put(vault, 5)
    bad = sorted(held)[2]
    good = rows(vault)[bad][1]

    def set_wrapped(value: bytes) -> None:
        with vault.parts.catalog.write() as session:
            session.execute(
                update(ObjectRow).where(ObjectRow.object_id == bad).values(wrapped=value)
            )
            session.commit()

    set_wrapped(bytes(60))
    with pytest.raises(TamperedError, match=bad[:12]):
        rotate(vault, batch=2)
    assert state(vault) == Versions(2, 1)
    ok, warning, detail = keys_check(vault)
    assert (ok, warning) == (True, True)
    assert "stopped" in detail
    assert all(vault.read(name) == data for name, data in held.items() if name != bad)
    set_wrapped(good)
    done = rotate(vault)
    assert (done.version, done.resumed) == (2, True)
    assert all(vault.read(name) == data for name, data in held.items())


ROTATE = """
import sys, time
from pathlib import Path
from audit.sealing import rotate
from audit.vault import Vault

with Vault.open(Path(sys.argv[1]), passphrase=sys.argv[2]) as vault:
    print("ready", flush=True)
    while True:
        rotate.rotate(vault, batch=7)
        print("rotated", flush=True)
"""


@pytest.mark.slow
def test_a_rotation_that_is_killed_anywhere_is_finished_by_the_next(
    vault: Vault, passphrase: str
) -> None:
    held = put(vault, 300)
    chance, midway = random.Random(7), 0
    for _ in range(12):
        child = subprocess.Popen(
            [sys.executable, "-c", ROTATE, str(vault.home), passphrase],
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0.0, 0.25))
        child.kill()
        child.stdout.close()
        child.wait()
        with Vault.open(vault.home, passphrase=passphrase) as again:
            now = state(again)
            midway += now.current > now.minimum
            assert all(again.read(name) == data for name, data in held.items())
            report = again.verify()
            assert report.ok, report.first_break
    assert midway > 3, "too few kills hit a rotation"
    with Vault.open(vault.home, passphrase=passphrase) as again:
        rotate(again)
        now = state(again)
        assert now.current == now.minimum
        assert {version for version, _ in rows(again).values()} == {now.current}
        assert all(again.read(name) == data for name, data in held.items())
        assert again.verify().ok
