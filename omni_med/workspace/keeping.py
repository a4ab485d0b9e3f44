"""What a security officer does with a workspace; each operation goes on the trail."""

from __future__ import annotations

from pathlib import Path
from typing import Self

from audit import anchor, backup
from audit.anchor import Anchored
from audit.backup import BackupReport, RepairReport, RestoreReport
from audit.trail import Event, Value
from audit.vault import Vault
from omni_med.progress import Progress, no_progress


class Keeping:
    """The part of a workspace that keeps it safe."""

    _vault: Vault

    def anchor(self, file: Path) -> Anchored:
        """Append the trail's newest signed checkpoint to a file outside the workspace.

        Raises:
            VaultError: If the file lies inside the workspace.
            TamperedError: If the trail does not go on from what was anchored before.
            OSError: If the file cannot be written.
        """
        return anchor.anchor(self._vault, Path(file))

    def backup(self, folder: Path, progress: Progress = no_progress) -> BackupReport:
        """Add a snapshot to a folder of backups, verified after writing.

        Args:
            folder: A new folder, an empty one, or one of earlier backups of this workspace.
            progress: Called with (done, total) in objects.

        Raises:
            VaultError: If the folder cannot be used, the disk is full, or another process is
                backing up into it.
        """
        return backup.backup(self._vault, Path(folder), progress)

    def repair(self, folder: Path, progress: Progress = no_progress) -> RepairReport:
        """Take objects that are missing or damaged from a backup.

        Args:
            folder: Backups of this workspace.
            progress: Called with (done, total) in objects checked.

        Raises:
            VaultError: If the folder holds no backup of this workspace, or the disk is full.
        """
        return backup.repair(self._vault, Path(folder), progress)

    @classmethod
    def restore(
        cls,
        folder: Path,
        home: Path,
        *,
        user: str | None = None,
        passphrase: str,
        snapshot: str | None = None,
        progress: Progress = no_progress,
    ) -> tuple[Self, RestoreReport]:
        """Restore a workspace from a backup and open it; that goes on its trail.

        Args:
            folder: The backups.
            home: Where to; it must hold no workspace.
            user: Who had a key slot then; the only one by default.
            passphrase: The user's pass phrase of then.
            snapshot: Which one; the newest by default.
            progress: Called with (done, total) in objects.

        Raises:
            VaultError: One of its kinds: there is a workspace already, no backup, wrong pass
                phrase, damaged, disk full.
        """
        home = Path(home)
        report = backup.restore(
            Path(folder),
            home,
            user=user,
            passphrase=passphrase,
            snapshot=snapshot,
            progress=progress,
        )
        vault = Vault.open(home, user=user, passphrase=passphrase)
        detail: dict[str, Value] = {
            "snapshot": report.snapshot,
            "created": report.created,
            "objects": report.objects,
            "missing": len(report.missing),
        }
        with vault.act(Event("workspace.restore", detail=detail)):
            pass
        return cls._over(vault), report

    @classmethod
    def _over(cls, vault: Vault) -> Self:
        """Make a workspace of an open vault, or close it."""
        try:
            return cls(vault)
        except BaseException:
            vault.close()
            raise

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
