"""Restore a vault from a backup, into a folder that has none."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import delete

from audit.backup.manifest import (
    CATALOG,
    KEYSLOTS,
    FileRecord,
    Folder,
    Manifest,
    backup_signer,
    copy_hashed,
)
from audit.backup.purge import erase_nothing
from audit.catalogue.catalog import Catalog, MetaRow
from audit.catalogue.schema import bring_up
from audit.errors import LockedError, TamperedError, VaultExistsError
from audit.identity import KeySlots
from audit.sealing.keys import RootKey
from audit.sealing.objects import ObjectStore, disk, sync_all
from audit.sealing.shred import Erase, Tombstone, bury

FOLDER: Final = "vault"
_BUILDING: Final = ".vault-restoring"
_BATCH: Final = 256
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore did.

    Attributes:
        snapshot: What was restored.
        created: When it was made, ISO 8601.
        objects: Sealed objects restored.
        missing: Ids of those that the backup lacks or that are damaged there.
        shredded: Objects left out, because they were shredded after the snapshot.
    """

    snapshot: str
    created: str
    objects: int
    missing: tuple[str, ...]
    shredded: int = 0


def restore(
    path: Path,
    home: Path,
    *,
    user: str | None,
    passphrase: str,
    snapshot: str | None = None,
    progress: Progress = lambda _done, _total: None,
    erase: Erase = erase_nothing,
    stones: Collection[Tombstone] = (),
) -> RestoreReport:
    """Restore a snapshot as the vault of ``home``; it is there whole, or not at all.

    What was shredded after the snapshot, as far as any snapshot of the folder or ``stones`` know,
    does not come back.

    Args:
        path: The folder of backups.
        home: Where to; it must hold no vault.
        user: Who has a key slot in the snapshot; the only one by default.
        passphrase: The user's pass phrase of then.
        snapshot: Which one; the newest by default.
        progress: Called with (done, total) in objects.
        erase: Deletes the owner's rows of what was shredded.
        stones: More shreddings that are known, as from the workspace that is replaced.

    Raises:
        VaultExistsError: If there is a vault; nothing is ever overwritten.
        NoBackupError: If there is no such backup.
        WrongPassphraseError: If the pass phrase does not open it.
        TamperedError: If manifest, catalogue or key slots are not what was backed up.
        StorageFullError: If there is no room; nothing is kept.
    """
    if (home / FOLDER).exists():
        raise VaultExistsError(
            "There is a workspace in this folder already; a restore overwrites none.",
            hint="Name another folder with --to.",
        )
    source = Folder(path)
    chosen = source.snapshot(snapshot)
    slots = KeySlots.read(chosen)
    root = slots.slot(user).open(vault_id=slots.vault_id, passphrase=passphrase)
    signer = backup_signer(root, slots.vault_id)
    manifest = Manifest.read(chosen, signer)
    known = source.tombstones(signer).union(stones)
    if manifest.vault_id != slots.vault_id:
        raise TamperedError("The backup's key slots belong to another workspace.")
    with disk():
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        with _building(home) as building:
            missing = _build(building, source, chosen, manifest, progress)
            gone = _finish_catalog(building, root, known, erase)
            (building / "lock").unlink()
            sync_all([building])
            try:
                building.rename(home / FOLDER)
            except OSError:
                if (home / FOLDER).exists():
                    raise VaultExistsError("There is a workspace in this folder already.") from None
                raise
            sync_all([home])
    lost = tuple(sorted({*missing, *manifest.missing} - gone))
    kept = {record.object_id for record in manifest.objects} - gone
    return RestoreReport(chosen.name, manifest.created, len(kept.difference(lost)), lost, len(gone))


@contextmanager
def _building(home: Path) -> Iterator[Path]:
    """Make the folder that becomes the vault; what a killed restore left is removed first."""
    building = home / _BUILDING
    building.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(building / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError from None
        for left in building.iterdir():
            if left.is_dir():
                shutil.rmtree(left)
            elif left.name != "lock":
                left.unlink()
        try:
            yield building
        except BaseException:
            shutil.rmtree(building, ignore_errors=True)
            raise
    finally:
        os.close(descriptor)


def _build(
    building: Path, source: Folder, chosen: Path, manifest: Manifest, progress: Progress
) -> list[str]:
    """Copy everything, flushed; return the ids of objects that could not be had."""
    for name, record in ((CATALOG, manifest.catalog), (KEYSLOTS, manifest.keyslots)):
        if not _copied(chosen / name, building / name, record):
            raise TamperedError(f"The backup's {name} is missing or was altered.")
    sync_all([building / CATALOG, building / KEYSLOTS])
    ObjectStore.create(building)
    store, missing, fresh = ObjectStore(building), [], []
    folders = {building / "objects"}
    for done, record in enumerate(manifest.objects, 1):
        target = store.path(record.object_id)
        if target.parent not in folders:
            target.parent.mkdir(mode=0o700, exist_ok=True)
            folders.add(target.parent)
        if _copied(source.object(record), target, record):
            fresh.append(target)
        else:
            missing.append(record.object_id)
        if len(fresh) >= _BATCH:
            sync_all(fresh)
            fresh = []
        progress(done, len(manifest.objects))
    sync_all(fresh)
    sync_all(sorted(folders))
    return missing


def _copied(source: Path, target: Path, record: FileRecord) -> bool:
    """Copy a file; one that is not what the manifest states is not kept."""
    try:
        copied = copy_hashed(source, target)
    except FileNotFoundError:
        return False
    if (copied.size, copied.sha256) == (record.size, record.sha256):
        return True
    target.unlink()
    return False


def _finish_catalog(
    building: Path, root: RootKey, known: Collection[Tombstone], erase: Erase
) -> frozenset[str]:
    """Check the catalogue, shred in it what was shredded since; return the objects that went."""
    catalog = Catalog(building / CATALOG, root.derive("catalog", "1"))
    try:
        if catalog.integrity():
            raise TamperedError("The backup's catalogue is damaged.")
        with catalog.write() as session:
            bring_up(session, catalog, copy=False)
            session.commit()
        catalog.create()
        with catalog.write() as session:  # refused log-ins are counted beside the vault, not in it
            session.execute(delete(MetaRow).where(MetaRow.key == "refusals"))
            session.commit()
        gone = bury(catalog, root, known, erase)
    finally:
        catalog.close()
    ObjectStore(building).remove(gone)
    sync_all([building / CATALOG])
    return gone
