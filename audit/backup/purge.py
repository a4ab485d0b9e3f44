"""Shredding in the snapshots of a backup what was shredded in the vault since."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from sqlalchemy.orm import Session

from audit.backup.manifest import (
    CATALOG,
    KEYSLOTS,
    Folder,
    Manifest,
    backup_signer,
    copy_hashed,
    hashed,
)
from audit.catalogue.catalog import Catalog
from audit.errors import TamperedError
from audit.parts import Parts
from audit.sealing.objects import sync_all
from audit.sealing.shred import Erase, Tombstone, bury
from audit.trail.checkpoint import Signer

_NEW: Final = ".purging"
_OLD: Final = ".old-"


@dataclass(frozen=True, slots=True)
class Purged:
    """What a purge did.

    Attributes:
        objects: How many objects lost their keys.
        damaged: Snapshots that cannot be read: they may still hold keys and should be removed.
    """

    objects: int
    damaged: tuple[str, ...]


def erase_nothing(_session: Session, _gone: Callable[[str], bool]) -> Collection[str]:
    """Delete no rows: for vaults whose owner has no tables."""
    return ()


def mend(folder: Folder) -> None:
    """Finish or undo what a killed purge left."""
    shutil.rmtree(folder.snapshots / _NEW, ignore_errors=True)
    for old in folder.snapshots.glob(f"{_OLD}*"):
        place = folder.snapshots / old.name.removeprefix(_OLD)
        if place.exists():
            shutil.rmtree(old)
        else:
            old.rename(place)


def purge(folder: Folder, parts: Parts, erase: Erase) -> Purged:
    """Write every snapshot anew that does not know every shredding that is known.

    A snapshot whose manifest is damaged is left alone and named.
    """
    signer = backup_signer(parts.root, parts.vault_id)
    known = folder.tombstones(signer)
    gone: set[str] = set()
    kept: set[str] = set()
    damaged = []
    for name in folder.names():
        snapshot = folder.snapshots / name
        try:
            manifest = Manifest.read(snapshot, signer)
        except TamperedError:
            damaged.append(name)
            continue
        if known - manifest.tombstones:
            manifest = _Rewriter(snapshot, manifest, parts, signer).run(known, erase, gone)
        kept.update(record.name for record in manifest.objects)
    for object_id in gone:
        for copy in (folder.objects / object_id[:2]).glob(f"{object_id}-*"):
            if copy.name not in kept:  # the same film may have been imported again
                copy.unlink()
    return Purged(len(gone), tuple(damaged))


@dataclass(frozen=True, slots=True)
class _Rewriter:
    snapshot: Path
    manifest: Manifest
    parts: Parts
    signer: Signer

    def run(self, known: frozenset[Tombstone], erase: Erase, gone: set[str]) -> Manifest:
        """Replace the snapshot by one without what was shredded; add the ids that went."""
        snapshots = self.snapshot.parent
        new, old = snapshots / _NEW, snapshots / f"{_OLD}{self.snapshot.name}"
        new.mkdir(mode=0o700)
        copy_hashed(self.snapshot / CATALOG, new / "copy.db")
        copy_hashed(self.snapshot / KEYSLOTS, new / KEYSLOTS)
        catalog = Catalog(new / "copy.db", self.parts.root.derive("catalog", "1"))
        try:
            catalog.create()
            buried = bury(catalog, self.parts.root, known, erase)
            catalog.copy_to(new / CATALOG)
        finally:
            catalog.close()
        for left in new.glob("copy.db*"):
            left.unlink()
        gone |= buried
        before = self.manifest
        manifest = replace(
            before,
            catalog=hashed(new / CATALOG),
            objects=tuple(item for item in before.objects if item.object_id not in buried),
            missing=tuple(item for item in before.missing if item not in buried),
            tombstones=before.tombstones | known,
        )
        manifest.write(new, self.signer)
        sync_all([new / CATALOG, new / KEYSLOTS, new])
        self.snapshot.rename(old)
        new.rename(self.snapshot)
        sync_all([snapshots])
        shutil.rmtree(old)
        return manifest
