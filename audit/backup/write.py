"""Make a backup: incremental, consistent while others work, verified after writing."""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.backup.manifest import (
    CATALOG,
    KEYSLOTS,
    FileRecord,
    Folder,
    Manifest,
    backup_signer,
    copy_hashed,
    copy_name,
    hashed,
)
from audit.backup.purge import erase_nothing, mend, purge
from audit.catalogue.catalog import Catalog, CheckpointRow, ObjectRow
from audit.errors import LockedError, TamperedError, VaultError
from audit.sealing.envelope import HEADER
from audit.sealing.objects import disk, sync_all
from audit.sealing.shred import Erase, tombstones
from audit.trail import Event
from audit.verify import check_object

if TYPE_CHECKING:
    from audit.vault import Vault

_BATCH: Final = 64
_PARTIAL: Final = ".partial"
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class BackupReport:
    """What a backup did.

    Attributes:
        snapshot: Its name.
        objects: Sealed objects that it holds.
        copied: How many of them were new.
        copied_bytes: Their bytes.
        missing: Ids of objects that the workspace has lost, or that are damaged there.
        shredded: Objects removed from earlier snapshots, because they were shredded since.
        damaged: Earlier snapshots that cannot be read, and may hold what was shredded.
    """

    snapshot: str
    objects: int
    copied: int
    copied_bytes: int
    missing: tuple[str, ...]
    shredded: int = 0
    damaged: tuple[str, ...] = ()


def backup(
    vault: Vault,
    path: Path,
    progress: Progress = lambda _done, _total: None,
    erase: Erase = erase_nothing,
) -> BackupReport:
    """Add a snapshot to a folder of backups, and shred in the earlier ones what was shredded.

    Objects are copied while others work; then, under the write lock, what came meanwhile, and the
    catalogue. So the catalogue names no object that the snapshot lacks.

    Args:
        vault: What to back up.
        path: The folder, outside the vault.
        progress: Called with (done, total) in objects.
        erase: Deletes the owner's rows of what was shredded, in earlier snapshots.

    Raises:
        NoBackupError: If the folder holds something else, or another vault's backup.
        VaultError: If it lies in the vault's own folder.
        LockedError: If another process is backing up into it.
        StorageFullError: If there is no room; earlier snapshots stay.
    """
    if path.resolve().is_relative_to(vault.home.resolve()):
        raise VaultError(
            "A backup inside the workspace is lost with it.", hint="Name a folder elsewhere."
        )
    with vault.act(Event("workspace.backup", detail={"to": str(path)})) as tx, disk():
        folder = Folder(path)
        folder.claim(vault.parts.vault_id)
        with _alone(folder):
            mend(folder)
            report = _Writer(vault, folder, progress).run()
            purged = purge(folder, vault.parts, erase)
            report = replace(report, shredded=purged.objects, damaged=purged.damaged)
        tx.describe(
            snapshot=report.snapshot,
            objects=report.objects,
            copied=report.copied,
            missing=len(report.missing),
            shredded=report.shredded,
        )
    return report


@contextmanager
def _alone(folder: Folder) -> Iterator[None]:
    """Hold the folder's lock."""
    descriptor = os.open(folder.path / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise LockedError from None
        yield
    finally:
        os.close(descriptor)


@dataclass(slots=True)
class _Writer:
    vault: Vault
    folder: Folder
    progress: Progress
    held: dict[str, FileRecord] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    copied: int = 0
    copied_bytes: int = 0

    def run(self) -> BackupReport:
        parts = self.vault.parts
        signer = backup_signer(parts.root, parts.vault_id)
        names = self.folder.names()
        before = {}
        if names:
            last = Manifest.read(self.folder.snapshots / names[-1], signer)
            before = {record.name: record for record in last.objects}
        partial = self.folder.snapshots / _PARTIAL
        shutil.rmtree(partial, ignore_errors=True)
        partial.mkdir(mode=0o700)
        with parts.catalog.read() as session:
            rows = _rows(session)
        self._copy(rows, before, partial, final=False)
        with parts.catalog.write() as session:
            rows = _rows(session)
            self._copy(rows, before, partial, final=True)
            entries = session.scalar(select(func.max(CheckpointRow.size))) or 0
            stones = tombstones(session)
            parts.catalog.copy_to(partial / CATALOG)
            copy_hashed(parts.folder / KEYSLOTS, partial / KEYSLOTS)
        _check_catalog(partial / CATALOG, parts.root.derive("catalog", "1"))
        now = parts.clock()
        manifest = Manifest(
            vault_id=parts.vault_id,
            created=now.isoformat(timespec="seconds"),
            entries=entries,
            catalog=hashed(partial / CATALOG),
            keyslots=hashed(partial / KEYSLOTS),
            objects=tuple(self.held[row.object_id] for row in rows if row.object_id in self.held),
            missing=tuple(sorted(self.missing)),
            tombstones=stones,
        )
        manifest.write(partial, signer)
        sync_all([partial / CATALOG, partial / KEYSLOTS, partial])
        number = int(names[-1].partition("-")[0]) + 1 if names else 1
        name = f"{number:06d}-{now:%Y%m%dT%H%M%SZ}"
        partial.rename(self.folder.snapshots / name)
        sync_all([self.folder.snapshots, self.folder.path])
        return BackupReport(
            name, len(manifest.objects), self.copied, self.copied_bytes, manifest.missing
        )

    def _copy(
        self,
        rows: list[ObjectRow],
        before: Mapping[str, FileRecord],
        partial: Path,
        *,
        final: bool,
    ) -> None:
        """Copy the objects that the backup lacks, a batch at a time."""
        fresh: list[tuple[ObjectRow, Path]] = []
        for done, row in enumerate(rows, 1):
            try:
                fresh += self._stage(row, before, partial)
            except FileNotFoundError:
                if final:
                    self.missing.append(row.object_id)
            if len(fresh) >= _BATCH:
                self._settle(fresh)
                fresh = []
            if not final:
                self.progress(done, len(rows))
        self._settle(fresh)

    def _stage(
        self, row: ObjectRow, before: Mapping[str, FileRecord], partial: Path
    ) -> list[tuple[ObjectRow, Path]]:
        source = self.vault.parts.objects.path(row.object_id)
        with source.open("rb") as stream:
            name = copy_name(row.object_id, stream.read(HEADER))
        held = self.held.get(row.object_id)
        if row.object_id in self.missing or (held is not None and held.name == name):
            return []
        target = self.folder.objects / name[:2] / name
        record = before.get(name)
        if record is not None and target.is_file() and target.stat().st_size == record.size:
            self.held[row.object_id] = record
            return []
        staged = partial / name
        self.held[row.object_id] = copy_hashed(source, staged)
        return [(row, staged)]

    def _settle(self, fresh: list[tuple[ObjectRow, Path]]) -> None:
        """Flush copies, read them back with their keys, and give them their names."""
        sync_all([path for _, path in fresh])
        folders = set()
        for row, staged in fresh:
            try:
                check_object(row, staged, self.vault.class_key)
            except TamperedError:
                self.missing.append(row.object_id)
                del self.held[row.object_id]
                staged.unlink()
                continue
            target = self.folder.objects / staged.name[:2] / staged.name
            target.parent.mkdir(mode=0o700, exist_ok=True)
            staged.replace(target)
            folders |= {target.parent, self.folder.objects}
            self.copied += 1
            self.copied_bytes += self.held[row.object_id].size
        sync_all(sorted(folders))


def _rows(session: Session) -> list[ObjectRow]:
    return list(session.scalars(select(ObjectRow).order_by(ObjectRow.object_id)))


def _check_catalog(path: Path, key: bytes) -> None:
    copy = Catalog(path, key)
    try:
        wrong = copy.integrity()
    finally:
        copy.close()
    if wrong:
        raise TamperedError("The catalogue's copy is damaged, or the catalogue itself is.")
