"""What a security officer does with a workspace; each operation goes on the trail."""

from __future__ import annotations

import contextlib
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Self

from audit import backup
from audit.backup import BackupReport, RepairReport, RestoreReport
from audit.errors import VaultError, WeakPassphraseError
from audit.founding import FOLDER
from audit.identity import Policy, Proof, accounts, slots
from audit.identity.policy import calibrate
from audit.identity.slots import RecoverySheet
from audit.sealing import rotate, shred
from audit.sealing.keys import KdfCost
from audit.sealing.rotate import Rotated
from audit.sealing.shred import Shredded, Tombstone
from audit.trail import Event, Value, anchor, purge
from audit.trail.anchor import Anchored
from audit.trail.purge import Purged
from audit.vault import Vault, vault_id_of
from audit.verify import VerifyReport
from omni_med.errors import UnknownStudyError, WorkspaceError
from omni_med.progress import Progress, no_progress
from omni_med.workspace import controls
from omni_med.workspace.access import Access
from omni_med.workspace.controls import Control
from omni_med.workspace.erase import erase_studies
from omni_med.workspace.people.door import Door
from omni_med.workspace.tables import StudyTable
from omni_med.workspace.watching import Watching

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool


class Keeping(Watching):
    """The part of a workspace that keeps it safe."""

    @classmethod
    def create(
        cls,
        home: Path,
        *,
        user: str,
        passphrase: str,
        kdf: KdfCost | None = None,
    ) -> Self:
        """Make a workspace in ``home`` and open it.

        Args:
            home: Where.
            user: Who owns it.
            passphrase: Of that user.
            kdf: What a guess at it costs; by default measured on this machine.

        Raises:
            VaultError: One of its kinds: there is one already, the name or the pass phrase is
                refused, or the disk is full.
        """
        Policy().check(passphrase, user)
        cost = kdf or calibrate()
        return cls._over(Vault.create(Path(home), user=user, passphrase=passphrase, kdf=cost))

    @classmethod
    def open(
        cls,
        home: Path,
        *,
        user: str | None = None,
        passphrase: str,
        proof: Proof = Proof(),  # noqa: B008 - frozen
    ) -> Self:
        """Open the workspace in ``home``, by default as its only user.

        Args:
            home: Where it is.
            user: Who opens it.
            passphrase: Of that user.
            proof: Of the second factor, for users who have one.

        Raises:
            VaultError: One of its kinds: there is none, wrong pass phrase, unknown user, damaged.
        """
        vault = Vault.open(Path(home), user=user, passphrase=passphrase, proof=proof)
        return cls._over(vault)

    def anchor(self, file: Path) -> Anchored:
        """Append the trail's newest signed checkpoint to a file outside the workspace.

        Raises:
            VaultError: If the file lies inside the workspace.
            TamperedError: If the trail does not go on from what was anchored before.
            OSError: If the file cannot be written.
        """
        return anchor.anchor(self._vault, Path(file))

    def purge_trail(self, days: int | None = None) -> Purged:
        """Delete the trail's entries that are older than so many days, by default the policy's.

        Their hashes stay, so that anchors, witnesses and proofs hold.

        Raises:
            RetentionError: If the policy, or the law's six months, keeps them longer.
            VaultError: If the disk is full, or another process holds the workspace too long.
        """
        return purge.purge(self._vault, days)

    def backup(self, folder: Path, progress: Progress = no_progress) -> BackupReport:
        """Add a snapshot to a folder of backups, verified after writing.

        Args:
            folder: A new folder, an empty one, or one of earlier backups of this workspace.
            progress: Called with (done, total) in objects.

        Raises:
            VaultError: If the folder cannot be used, the disk is full, or another process is
                backing up into it.
        """
        return backup.backup(self._vault, Path(folder), progress, erase_studies)

    def repair(self, folder: Path, progress: Progress = no_progress) -> RepairReport:
        """Take objects that are missing or damaged from a backup.

        Args:
            folder: Backups of this workspace.
            progress: Called with (done, total) in objects checked.

        Raises:
            VaultError: If the folder holds no backup of this workspace, or the disk is full.
        """
        return backup.repair(self._vault, Path(folder), progress)

    def shred(self, study_uid: str, reason: str) -> Shredded:
        """Destroy a study's keys, and with them its images, record, analyses and decisions.

        Derived data is dropped altogether: it can be computed again. The entry on the trail names
        the study by a pseudonym; earlier entries about it stay as they are.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If no reason is given.
            VaultError: If the disk is full, or another process holds the workspace too long.
        """
        if not reason.strip():
            raise WorkspaceError("Shredding needs a reason.", hint="Say it with --reason.")
        with self._vault.look() as session:
            if session.get(StudyTable, study_uid) is None:
                raise UnknownStudyError("There is no such study in this workspace.")
        subject = f"study {self._vault.pseudonym('study', study_uid)}"
        event = Event("study.shred", subject, {"reason": reason.strip()})
        done = shred.shred(self._vault, study_uid, event, erase_studies)
        self._access.forget()
        return done

    def controls(self, report: VerifyReport, pool: DecodePool) -> tuple[Control, ...]:
        """Return the controls of HIPAA and GB/T 28448, each with what was found just now.

        Args:
            report: Of a verification just done.
            pool: Gets a file that lies, to see that it is refused.

        Raises:
            TamperedError: If the trail cannot be read.
        """
        found = controls.inspect(self._vault, report, pool)
        counts = Counter[str](item.status for item in found)
        self._access.event("workspace.controls", detail={**counts})
        return found

    def rotate_keys(self, progress: Progress = no_progress) -> Rotated:
        """Wrap every object's key under new class keys; finishes one that was stopped.

        Args:
            progress: Called with (done, total) in objects.

        Raises:
            TamperedError: If an object's key does not open.
            VaultError: If another process holds the workspace too long, or the disk is full.
        """
        return rotate.rotate(self._vault, progress)

    def change_passphrase(self, passphrase: str, *, kdf: KdfCost | None = None) -> None:
        """Give the user a new pass phrase; the old one does not open this workspace any more.

        Args:
            passphrase: The new one.
            kdf: What a guess costs; by default measured on this machine.

        Raises:
            WeakPassphraseError: If it is short, known, easily guessed, or must be another one.
        """
        with self._vault.look() as session:
            rules = accounts.read_policy(self._vault.rows, session)
        rules.check(passphrase, self._vault.user)
        if "passphrase" in self._vault.pending and slots.opens(self._vault, passphrase):
            raise WeakPassphraseError("This is the pass phrase that is to be replaced.")
        slots.change_passphrase(self._vault, passphrase, kdf or calibrate())
        self._vault.pending -= {"passphrase"}

    def note_keyring(self, *, on: bool) -> None:
        """Record that the user's pass phrase goes into the system's keyring, or out of it."""
        self._access.event("keys.keyring", detail={"on": on})

    def make_recovery(self, *, kdf: KdfCost | None = None) -> RecoverySheet:
        """Make a recovery code for the user, in place of an earlier one; it is shown once."""
        return slots.make_recovery(self._vault, kdf or calibrate())

    @classmethod
    def recover(
        cls,
        home: Path,
        *,
        user: str | None = None,
        code: str,
        passphrase: str,
        kdf: KdfCost | None = None,
    ) -> Self:
        """Open a workspace with a recovery code and give the user a new pass phrase.

        Raises:
            WrongPassphraseError: If the code is mistyped or does not open it.
            WeakPassphraseError: If the new pass phrase is empty.
            UnknownUserError: If no code was made.
        """
        workspace = cls._over(Vault.open(Path(home), user=user, passphrase=code, recovery=True))
        try:
            workspace.change_passphrase(passphrase, kdf=kdf)
        except BaseException:
            workspace.close()
            raise
        return workspace

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
        beside: Path | None = None,
    ) -> tuple[Self, RestoreReport]:
        """Restore a workspace from a backup and open it; that goes on its trail.

        What was shredded after the snapshot does not come back, as far as any snapshot in the
        folder or the workspace ``beside`` knows of it.

        Args:
            folder: The backups.
            home: Where to; it must hold no workspace.
            user: Who had a key slot then; the only one by default.
            passphrase: The user's pass phrase of then.
            snapshot: Which one; the newest by default.
            progress: Called with (done, total) in objects.
            beside: The workspace that is replaced, if it is still there: what was shredded in it
                does not come back. One that cannot be opened or is another's is passed over.

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
            erase=erase_studies,
            stones=_tombstones(beside, Path(folder), user, passphrase),
        )
        vault = Vault.open(home, user=user, passphrase=passphrase)
        detail: dict[str, Value] = {
            "snapshot": report.snapshot,
            "created": report.created,
            "objects": report.objects,
            "missing": len(report.missing),
            "shredded": report.shredded,
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
        self._access = Access(vault)
        self._door = Door(vault)
        self._access.ask(self._door.account)

    def close(self) -> None:
        """Close it, which goes on the trail where that is still possible."""
        with contextlib.suppress(VaultError, OSError, RuntimeError):
            self._access.event("workspace.close")
        self._vault.close()


def _tombstones(
    beside: Path | None, folder: Path, user: str | None, passphrase: str
) -> frozenset[Tombstone]:
    """Return the shreddings that the workspace beside knows, if it is the one backed up."""
    if beside is None or not (Path(beside) / FOLDER).is_dir():
        return frozenset()
    with contextlib.suppress(VaultError):
        if vault_id_of(Path(beside)) == backup.Folder(folder).owner():
            with (
                Vault.open(Path(beside), user=user, passphrase=passphrase) as vault,
                vault.look() as session,
            ):
                return shred.tombstones(session)
    return frozenset()
