"""Repair a vault in use: objects that are missing or damaged are taken from a backup."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from audit.backup.manifest import Folder, NoBackupError
from audit.catalogue.catalog import ObjectRow
from audit.errors import VaultError
from audit.sealing.objects import sync_all
from audit.trail import Event
from audit.verify import check_object, find_broken

if TYPE_CHECKING:
    from audit.vault import Vault

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What a repair did.

    Attributes:
        repaired: Ids of objects that are whole again.
        lost: Ids of those that the backup cannot help.
    """

    repaired: tuple[str, ...]
    lost: tuple[str, ...]


def repair(
    vault: Vault, path: Path, progress: Progress = lambda _done, _total: None
) -> RepairReport:
    """Take objects that are missing or damaged from a backup of this vault.

    Nothing in the backup is trusted: a copy counts only if the key in the vault's own catalogue
    opens all of it and its name can be computed from its contents.

    Args:
        vault: What to repair.
        path: A folder of its backups.
        progress: Called with (done, total) in objects checked.

    Raises:
        NoBackupError: If the folder holds no backup of this vault.
        StorageFullError: If there is no room.
    """
    folder, parts = Folder(path), vault.parts
    if folder.owner() != parts.vault_id:
        raise NoBackupError("This folder holds the backup of another workspace.")
    repaired, lost = [], []
    with vault.act(Event("workspace.repair", detail={"from": str(path)})) as tx:
        staged = []
        for row in find_broken(parts.catalog, parts.objects, vault.class_key, progress).rows:
            good = next(_good_copies(vault, folder, row), None)
            if good is None:
                lost.append(row.object_id)
            else:
                staged.append((row, parts.objects.stage(row.object_id, [good.read_bytes()])))
        parts.objects.flush(item for _, item in staged)
        for row, item in staged:
            stored = tx.session.get(ObjectRow, row.object_id)
            if stored is None or stored.wrapped != row.wrapped:
                parts.objects.discard([item])  # dropped or sealed again by another process
                continue
            sync_all(parts.objects.publish([item]))
            repaired.append(row.object_id)
        tx.describe(repaired=len(repaired), lost=len(lost))
    return RepairReport(tuple(repaired), tuple(lost))


def _good_copies(vault: Vault, folder: Folder, row: ObjectRow) -> Iterator[Path]:
    for copy in sorted((folder.objects / row.object_id[:2]).glob(f"{row.object_id}-*")):
        try:
            check_object(row, copy, vault.class_key)
        except (VaultError, OSError):
            continue
        yield copy
