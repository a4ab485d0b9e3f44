from __future__ import annotations

import json
import os
import random
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.backup import backup, repair, restore
from audit.backup.manifest import Folder, NoBackupError
from audit.errors import (
    LockedError,
    TamperedError,
    UnknownUserError,
    VaultError,
    VaultExistsError,
    WrongPassphraseError,
)
from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event
from audit.vault import Vault

PASSPHRASE = "a horse and a stapler"


@pytest.fixture
def vault(tmp_path: Path) -> Vault:
    return Vault.create(tmp_path / "home", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "backups"


def put(vault: Vault, count: int = 1, scope: str = "study") -> dict[str, bytes]:
    held = {}
    with vault.act(Event("test.put", scope)) as tx:
        for _ in range(count):
            data = os.urandom(random.Random(count).randint(1, 200_000))
            held[tx.put("instance", scope, data)] = data
    return held


def bring_back(folder: Path, home: Path, snapshot: str | None = None) -> Vault:
    restore(folder, home, user=None, passphrase=PASSPHRASE, snapshot=snapshot)
    return Vault.open(home, passphrase=PASSPHRASE)


def test_what_was_backed_up_comes_back_whole(vault: Vault, folder: Path, tmp_path: Path) -> None:
    held = put(vault, 5)
    report = backup(vault, folder)
    assert (report.objects, report.copied, report.missing) == (5, 5, ())
    with bring_back(folder, tmp_path / "new") as again:
        assert again.verify().ok
        assert {name: again.read(name) for name in held} == held
        assert [entry.action for entry in again.trail()][:6] == [
            "vault.create", "vault.open", "policy.change", "keyslots.write", "user.add", "test.put",
        ]  # fmt: skip
    for path in (tmp_path / "new" / "vault").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_only_what_is_new_is_copied_and_every_point_in_time_stays(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    first = put(vault, 3)
    one = backup(vault, folder)
    second = put(vault, 2)
    two = backup(vault, folder)
    assert (two.objects, two.copied) == (5, 2)
    assert backup(vault, folder).copied == 0
    with bring_back(folder, tmp_path / "then", one.snapshot) as then:
        assert then.read(next(iter(first))) == next(iter(first.values()))
        with pytest.raises(VaultError):
            then.read(next(iter(second)))
        assert then.verify().ok
    with bring_back(folder, tmp_path / "now") as now:
        assert all(now.read(name) == data for name, data in (first | second).items())


def test_an_object_that_was_sealed_again_is_copied_again(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    with vault.act(Event("test")) as tx:
        name = tx.put("instance", "s", b"film")
    first = backup(vault, folder)
    with vault.act(Event("test")) as tx:
        tx.drop(name)
    with vault.act(Event("test")) as tx:
        assert tx.put("instance", "s", b"film") == name
    assert backup(vault, folder).copied == 1
    for number, snapshot in enumerate((first.snapshot, None)):
        with bring_back(folder, tmp_path / f"r{number}", snapshot) as again:
            assert again.read(name) == b"film"


def test_nothing_readable_stands_in_a_backup(vault: Vault, folder: Path) -> None:
    with vault.act(Event("test", "CANARY-SUBJECT", {"x": "CANARY-DETAIL"})) as tx:
        tx.put("note", "CANARY-SCOPE", b"CANARY-TEXT" * 100)
    backup(vault, folder)
    searched = 0
    for path in folder.rglob("*"):
        assert "CANARY" not in path.name
        if path.is_file():
            data = path.read_bytes()
            searched += len(data)
            assert b"CANARY" not in data, path
            assert path.stat().st_mode & 0o077 == 0
    assert searched > 10_000


def test_a_restore_overwrites_nothing(vault: Vault, folder: Path, tmp_path: Path) -> None:
    held = put(vault)
    backup(vault, folder)
    late = put(vault)
    with pytest.raises(VaultExistsError):
        restore(folder, vault.home, user=None, passphrase=PASSPHRASE)
    assert all(vault.read(name) == data for name, data in (held | late).items())


def test_who_may_not_restore(vault: Vault, folder: Path, tmp_path: Path) -> None:
    put(vault)
    backup(vault, folder)
    new = tmp_path / "new"
    with pytest.raises(WrongPassphraseError):
        restore(folder, new, user=None, passphrase="guess")
    with pytest.raises(UnknownUserError):
        restore(folder, new, user="eve", passphrase=PASSPHRASE)
    with pytest.raises(NoBackupError):
        restore(tmp_path, new, user=None, passphrase=PASSPHRASE)
    with pytest.raises(NoBackupError, match="no such snapshot"):
        restore(folder, new, user=None, passphrase=PASSPHRASE, snapshot="../000001")
    assert not (new / "vault").exists()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def alter_manifest(path: Path) -> None:
    document = json.loads(path.read_text())
    document["objects"] = document["objects"][:-1]
    path.write_text(json.dumps(document, sort_keys=True, separators=(",", ":")))


@pytest.mark.parametrize(
    ("name", "attack"),
    [
        ("catalog.db", flip), ("keyslots.json", flip), ("manifest.json", flip),
        ("manifest.json", alter_manifest), ("manifest.sig", flip), ("manifest.sig", Path.unlink),
        ("catalog.db", Path.unlink),
    ],
)  # fmt: skip
def test_an_altered_backup_is_refused_and_leaves_nothing(
    vault: Vault, folder: Path, tmp_path: Path, name: str, attack: Callable[[Path], None]
) -> None:
    put(vault, 2)
    snapshot = folder / "snapshots" / backup(vault, folder).snapshot
    attack(snapshot / name)
    with pytest.raises((TamperedError, WrongPassphraseError)):
        restore(folder, tmp_path / "new", user=None, passphrase=PASSPHRASE)
    assert list((tmp_path / "new").glob("*")) == []


def test_a_snapshot_of_then_under_the_name_of_now_still_says_when(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    one = backup(vault, folder)
    put(vault)
    two = backup(vault, folder)
    shutil.rmtree(folder / "snapshots" / two.snapshot)
    shutil.copytree(folder / "snapshots" / one.snapshot, folder / "snapshots" / two.snapshot)
    with bring_back(folder, tmp_path / "new") as again:
        # It is a true snapshot, only an old one: an anchor taken since shows it.
        assert len(again.trail()) < len(vault.trail())


def test_damaged_copies_are_named_and_the_rest_comes_back(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    held = put(vault, 4)
    backup(vault, folder)
    one, two, *rest = sorted(held)
    flip(next((folder / "objects" / one[:2]).glob(f"{one}-*")))
    next((folder / "objects" / two[:2]).glob(f"{two}-*")).unlink()
    report = restore(folder, tmp_path / "new", user=None, passphrase=PASSPHRASE)
    assert report.missing == (one, two)
    with Vault.open(tmp_path / "new", passphrase=PASSPHRASE) as again:
        assert all(again.read(name) == held[name] for name in rest)
        assert not again.verify().ok


def test_damage_in_the_workspace_is_not_backed_up_as_if_it_were_whole(
    vault: Vault, folder: Path
) -> None:
    held = put(vault, 3)
    one, two, _ = sorted(held)
    flip(vault.parts.objects.path(one))
    vault.parts.objects.path(two).unlink()
    report = backup(vault, folder)
    assert report.missing == (one, two)
    assert report.objects == 1
    assert list((folder / "objects").rglob(f"{one}-*")) == []


def test_a_good_copy_is_not_replaced_by_later_damage(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    held = put(vault, 1)
    (name,) = held
    backup(vault, folder)
    path = vault.parts.objects.path(name)
    flip(path)
    assert backup(vault, folder).copied == 0
    with bring_back(folder, tmp_path / "new") as again:
        assert again.read(name) == held[name]


def test_repair_brings_back_what_is_missing_or_damaged(vault: Vault, folder: Path) -> None:
    held = put(vault, 4)
    backup(vault, folder)
    one, two, three, _ = sorted(held)
    late = next(iter(put(vault)))
    flip(vault.parts.objects.path(one))
    vault.parts.objects.path(two).unlink()
    vault.parts.objects.path(late).unlink()
    shutil.copy(vault.parts.objects.path(three), vault.parts.objects.path(one))
    report = repair(vault, folder)
    assert (report.repaired, report.lost) == ((one, two), (late,))
    assert all(vault.read(name) == data for name, data in held.items())
    entry = vault.trail()[-1]
    assert (entry.action, entry.detail["repaired"], entry.detail["lost"]) == (
        "workspace.repair", 2, 1,
    )  # fmt: skip


def test_repair_does_not_trust_the_backup(vault: Vault, folder: Path) -> None:
    one, two = sorted(put(vault, 2))
    backup(vault, folder)
    copy_one, copy_two = (
        next((folder / "objects" / name[:2]).glob(f"{name}-*")) for name in (one, two)
    )
    shutil.copy(copy_two, copy_one)
    vault.parts.objects.path(one).unlink()
    assert repair(vault, folder).lost == (one,)
    assert not vault.verify().ok


def test_folders_that_cannot_be_used(vault: Vault, folder: Path, tmp_path: Path) -> None:
    with pytest.raises(VaultError, match="lost with it"):
        backup(vault, vault.home / "backups")
    (tmp_path / "holiday").mkdir()
    (tmp_path / "holiday" / "beach.jpg").touch()
    with pytest.raises(NoBackupError, match="something else"):
        backup(vault, tmp_path / "holiday")
    with Vault.create(
        tmp_path / "other", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST
    ) as other:
        backup(other, folder)
        with pytest.raises(NoBackupError, match="another workspace"):
            backup(vault, folder)
        with pytest.raises(NoBackupError, match="another workspace"):
            repair(vault, folder)
    assert vault.trail()[-1].outcome == "failure"
    with pytest.raises(NoBackupError):
        repair(vault, tmp_path / "nowhere")


def test_a_manifest_s_names_lead_nowhere_else() -> None:
    from audit.backup.manifest import FileRecord  # noqa: PLC0415

    for name in ("../x", "/etc/passwd", "a/b", "", "..", 7):
        with pytest.raises(ValueError, match="no file name"):
            FileRecord.from_plain([name, 1, "00"])


@pytest.mark.slow
def test_a_backup_made_while_others_write_is_consistent(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    put(vault, 30)
    stop = threading.Event()

    def work() -> None:
        held: list[str] = []
        while not stop.is_set():
            with vault.act(Event("test")) as tx:
                held.append(tx.put("instance", "busy", os.urandom(50_000)))
                if len(held) > 3:
                    tx.drop(held.pop(0))

    thread = threading.Thread(target=work)
    thread.start()
    try:
        reports = [backup(vault, folder) for _ in range(4)]
    finally:
        stop.set()
        thread.join()
    assert all(report.missing == () for report in reports)
    for number, report in enumerate(reports):
        with bring_back(folder, tmp_path / f"r{number}", report.snapshot) as again:
            found = again.verify()
            assert found.ok, found.first_break


SCRIPT = """
import sys
from pathlib import Path
from audit.backup import backup, restore
from audit.vault import Vault

what, one, two, passphrase = sys.argv[1:]
print("ready", flush=True)
if what == "backup":
    with Vault.open(Path(one), passphrase=passphrase) as vault:
        backup(vault, Path(two))
else:
    restore(Path(one), Path(two), user=None, passphrase=passphrase)
"""


def killed(what: str, one: Path, two: Path, after: float) -> None:
    child = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, what, str(one), str(two), PASSPHRASE],
        stdout=subprocess.PIPE,
    )
    assert child.stdout is not None
    child.stdout.readline()
    time.sleep(after)
    child.kill()
    child.stdout.close()
    child.wait()


@pytest.mark.slow
def test_kills_leave_whole_snapshots_and_whole_workspaces_or_none(
    vault: Vault, folder: Path, tmp_path: Path
) -> None:
    held = put(vault, 150)
    backup(vault, folder)
    held |= put(vault, 150)
    vault.close()
    chance = random.Random(5)
    outcomes = set()
    for number in range(8):
        killed("backup", vault.home, folder, chance.uniform(0.0, 0.6))
        home = tmp_path / f"r{number}"
        killed("restore", folder, home, chance.uniform(0.0, 0.6))
        whole = (home / "vault").exists()
        outcomes.add(whole)
        if not whole:
            restore(folder, home, user=None, passphrase=PASSPHRASE)
        with Vault.open(home, passphrase=PASSPHRASE) as again:
            report = again.verify()
            assert report.ok, report.first_break
        shutil.rmtree(home)
    assert False in outcomes, "no restore was killed in the middle"
    with Vault.open(vault.home, passphrase=PASSPHRASE) as again:
        assert backup(again, folder).objects == 300
    assert not (folder / "snapshots" / ".partial").exists()
    with bring_back(folder, tmp_path / "last") as again:
        assert all(again.read(name) == data for name, data in held.items())


def test_two_backups_at_once_are_refused(vault: Vault, folder: Path) -> None:
    import fcntl  # noqa: PLC0415

    put(vault)
    backup(vault, folder)
    with (folder / "lock").open("r+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(LockedError):
            backup(vault, folder)
    assert len(Folder(folder).names()) == 1
