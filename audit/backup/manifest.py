"""What a snapshot holds: every file with its size and hash, signed."""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from audit.errors import TamperedError, UnsupportedFormatError, VaultError
from audit.sealing.envelope import HEADER
from audit.sealing.keys import RootKey
from audit.sealing.objects import replace_durably, write_new
from audit.sealing.shred import Tombstone
from audit.trail.checkpoint import Checkpoint, Signer

FORMAT: Final = 1
CATALOG: Final = "catalog.db"
KEYSLOTS: Final = "keyslots.json"
MANIFEST: Final = "manifest.json"
SIGNATURE: Final = "manifest.sig"
_OWNER: Final = "backup.json"
_PIECE: Final = 1 << 20


class NoBackupError(VaultError):
    """This folder holds no backup, or not the one that was asked for."""

    hint = "Name the folder that was given to `omni-med backup`."


@dataclass(frozen=True, slots=True)
class FileRecord:
    """One file: its place in the backup, its size in bytes, and its SHA-256 in hexadecimal."""

    name: str
    size: int
    sha256: str

    def to_plain(self) -> list[Any]:
        """Return it as JSON values."""
        return [self.name, self.size, self.sha256]

    @classmethod
    def from_plain(cls, plain: Any) -> FileRecord:
        """Read it from JSON values; a name that leads out of its folder is refused."""
        name, size, digest = plain
        if not isinstance(name, str) or Path(name).name != name or name in {"", ".", ".."}:
            raise ValueError("no file name")
        return cls(name, int(size), str(digest))

    @property
    def object_id(self) -> str:
        """The object that it is a copy of."""
        return self.name.partition("-")[0]


@dataclass(frozen=True, slots=True)
class Manifest:
    """One snapshot.

    Attributes:
        vault_id: Whose it is.
        created: When, in UTC, ISO 8601.
        entries: Entries of the trail then.
        catalog: The catalogue's copy.
        keyslots: The copy of the file of key slots.
        objects: The sealed objects.
        missing: Ids of objects that were lost or damaged in the workspace then.
        tombstones: Shreddings that the catalogue's copy knows.
    """

    vault_id: str
    created: str
    entries: int
    catalog: FileRecord
    keyslots: FileRecord
    objects: tuple[FileRecord, ...] = field(repr=False)
    missing: tuple[str, ...] = ()
    tombstones: frozenset[Tombstone] = frozenset()

    def to_bytes(self) -> bytes:
        """Return the manifest as it is signed."""
        document = {
            "format": FORMAT,
            "vault_id": self.vault_id,
            "created": self.created,
            "entries": self.entries,
            "catalog": self.catalog.to_plain(),
            "keyslots": self.keyslots.to_plain(),
            "objects": [item.to_plain() for item in self.objects],
            "missing": list(self.missing),
            "tombstones": sorted(map(list, self.tombstones)),
        }
        return json.dumps(document, sort_keys=True, separators=(",", ":")).encode()

    @classmethod
    def _from_plain(cls, plain: Mapping[str, Any]) -> Manifest:
        if plain["format"] != FORMAT:
            raise UnsupportedFormatError("The backup was written by a newer program.")
        return cls(
            vault_id=str(plain["vault_id"]),
            created=str(plain["created"]),
            entries=int(plain["entries"]),
            catalog=FileRecord.from_plain(plain["catalog"]),
            keyslots=FileRecord.from_plain(plain["keyslots"]),
            objects=tuple(map(FileRecord.from_plain, plain["objects"])),
            missing=tuple(map(str, plain["missing"])),
            tombstones=frozenset((str(name), str(time)) for name, time in plain["tombstones"]),
        )

    def write(self, snapshot: Path, signer: Signer) -> None:
        """Write manifest and signature into a snapshot's folder, each in one step."""
        data = self.to_bytes()
        stated = Checkpoint(signer.name, len(self.objects), hashlib.sha256(data).digest())
        replace_durably(snapshot / MANIFEST, data)
        replace_durably(snapshot / SIGNATURE, signer.sign(stated).encode())

    @classmethod
    def read(cls, snapshot: Path, signer: Signer) -> Manifest:
        """Read a snapshot's manifest.

        Raises:
            TamperedError: If it is missing, damaged, or not signed by this vault.
            UnsupportedFormatError: If a newer program wrote it.
        """
        try:
            data = (snapshot / MANIFEST).read_bytes()
            note = (snapshot / SIGNATURE).read_bytes().decode()
        except (OSError, UnicodeDecodeError):
            raise TamperedError("The backup's manifest is missing or damaged.") from None
        try:
            stated = signer.verifier().open(note)
        except TamperedError:
            raise TamperedError("The backup's manifest is not signed by this workspace.") from None
        if stated.root != hashlib.sha256(data).digest():
            raise TamperedError("The backup's manifest was altered.")
        try:
            return cls._from_plain(json.loads(data))
        except (ValueError, KeyError, TypeError):
            raise TamperedError("The backup's manifest cannot be read.") from None


def backup_signer(root: RootKey, vault_id: str) -> Signer:
    """Return what signs the manifests of a vault's backups."""
    return Signer(f"omni-med.backup/{vault_id}", root.derive("backup", "sign", "1"))


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of backups."""

    path: Path

    @property
    def objects(self) -> Path:
        """Where the sealed objects lie."""
        return self.path / "objects"

    @property
    def snapshots(self) -> Path:
        """Where the snapshots lie."""
        return self.path / "snapshots"

    def claim(self, vault_id: str) -> None:
        """Make the folder one of this vault's backups.

        Raises:
            NoBackupError: If it is another vault's, or holds something else.
        """
        if (self.path / _OWNER).exists():
            if self.owner() != vault_id:
                raise NoBackupError(
                    "This folder holds the backup of another workspace.",
                    hint="Name an empty or a new folder.",
                )
        else:
            if self.path.is_dir() and any(self.path.iterdir()):
                raise NoBackupError(
                    "This folder holds something else than a backup.",
                    hint="Name an empty or a new folder.",
                )
            self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
            document = {"format": FORMAT, "vault_id": vault_id}
            write_new(self.path / _OWNER, json.dumps(document).encode())
        for folder in (self.objects, self.snapshots):
            folder.mkdir(mode=0o700, exist_ok=True)

    def owner(self) -> str:
        """Return whose backup this is.

        Raises:
            NoBackupError: If it is none.
        """
        try:
            return str(json.loads((self.path / _OWNER).read_bytes())["vault_id"])
        except (OSError, ValueError, KeyError, TypeError):
            raise NoBackupError("There is no backup in this folder.") from None

    def names(self) -> tuple[str, ...]:
        """Return the names of the whole snapshots, oldest first.

        Raises:
            NoBackupError: If this is no backup.
        """
        self.owner()
        if not self.snapshots.is_dir():
            return ()
        return tuple(sorted(path.name for path in self.snapshots.iterdir() if path.name[0] != "."))

    def snapshot(self, name: str | None) -> Path:
        """Return a snapshot's folder, by default the newest.

        Raises:
            NoBackupError: If there is none of this name.
        """
        names = self.names()
        if not names:
            raise NoBackupError("This backup holds no whole snapshot.")
        if name is not None and name not in names:
            raise NoBackupError(
                "This backup has no such snapshot.", hint=f"It has: {', '.join(names)}."
            )
        return self.snapshots / (name or names[-1])

    def tombstones(self, signer: Signer) -> frozenset[Tombstone]:
        """Return the shreddings that any snapshot knows; a damaged one adds nothing."""
        known: set[Tombstone] = set()
        for name in self.names():
            with contextlib.suppress(VaultError):
                known |= Manifest.read(self.snapshots / name, signer).tombstones
        return frozenset(known)

    def object(self, record: FileRecord) -> Path:
        """Return where a sealed object's copy lies."""
        return self.objects / record.name[:2] / record.name


def copy_name(object_id: str, header: bytes) -> str:
    """Return what the copy of a sealed object is called: the header tells its sealings apart."""
    return f"{object_id}-{hashlib.sha256(header[:HEADER]).hexdigest()[:16]}"


def hashed(path: Path, name: str = "") -> FileRecord:
    """Return size and hash of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            size += len(piece)
    return FileRecord(name or path.name, size, digest.hexdigest())


def copy_hashed(source: Path, target: Path) -> FileRecord:
    """Copy a file to a new one, readable by its owner only, not flushed; return what was copied.

    Raises:
        FileNotFoundError: If the source is not there.
        StorageFullError: If there is no room.
    """
    data = source.read_bytes()
    write_new(target, data)
    return FileRecord(target.name, len(data), hashlib.sha256(data).hexdigest())
