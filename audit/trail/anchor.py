"""Anchors: signed checkpoints of the trail, kept where whoever bends the trail cannot reach them.

An anchor file holds signed notes (C2SP tlog-checkpoint), each followed by an empty line, oldest
first. It lies outside the workspace: on a USB stick that is pulled, on a share that only grows.
Each of its checkpoints must be met by the present tree, which a consistency proof shows. So a cut
tail, an old copy of the folder put in place, entries altered with the stolen signing key and an
exchanged key are found, as far as the newest anchor reaches.

Source: RFC 6962, section 2.1.2; C2SP tlog-checkpoint v1.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from sqlalchemy import select

from audit.catalogue.catalog import Catalog, CheckpointRow
from audit.errors import TamperedError, VaultError
from audit.sealing.objects import disk
from audit.trail import Event
from audit.trail.checkpoint import Checkpoint, Verifier
from audit.trail.leaves import leaf_hashes
from audit.trail.merkle import Tree, is_consistent

if TYPE_CHECKING:
    from audit.vault import Vault

_GAP: Final = b"\n\n"
_PIECE: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Anchored:
    """What an anchoring did.

    Attributes:
        size: Entries that the newest anchor covers.
        count: Checkpoints in the file now.
    """

    size: int
    count: int


@dataclass(frozen=True, slots=True)
class AnchorFile:
    """What an anchor file holds.

    Attributes:
        notes: The signed notes, oldest first.
        length: Bytes of the whole ones; what follows was cut while it was written.
        cut: Whether anything follows.
    """

    notes: tuple[str, ...]
    length: int
    cut: bool

    @classmethod
    def parse(cls, data: bytes) -> AnchorFile:
        """Split the file into its notes.

        Raises:
            TamperedError: If it is no text.
        """
        pieces = data.split(_GAP)
        pairs = (len(pieces) - 1) // 2
        whole = [pieces[2 * pair] + _GAP + pieces[2 * pair + 1] + b"\n" for pair in range(pairs)]
        try:
            notes = tuple(note.decode() for note in whole)
        except UnicodeDecodeError:
            raise TamperedError("The anchor file is no text: it was altered or damaged.") from None
        length = sum(len(note) + 1 for note in whole)
        return cls(notes, length, length < len(data))

    @classmethod
    def read(cls, path: Path) -> AnchorFile:
        """Read an anchor file.

        Raises:
            OSError: If it cannot be read.
            TamperedError: If it is no text.
        """
        return cls.parse(path.read_bytes())


def anchor(vault: Vault, path: Path) -> Anchored:
    """Append the newest checkpoint of the trail to a file outside the workspace.

    That it is done goes on the trail first, so that the anchor covers it. What the file holds
    already must fit the trail; otherwise nothing is appended.

    Raises:
        VaultError: If the file lies inside the workspace, or holds something else.
        TamperedError: If the trail does not go on from what was anchored before.
        OSError: If the file cannot be written.
    """
    refuse_inside(vault, path)
    event = Event("trail.anchor", detail={"to": str(path)})
    with vault.act(event):
        pass
    try:
        return _append(vault, path)
    except BaseException as error:
        vault.record_failure(event, error)
        raise


def refuse_inside(vault: Vault, path: Path) -> None:
    """Refuse a file inside the workspace.

    Raises:
        VaultError: If it lies there.
    """
    if path.resolve().is_relative_to(vault.home.resolve()):
        raise VaultError(
            "An anchor inside the workspace protects nothing: who replaces one replaces both.",
            hint="Name a file on another medium: a USB stick, a network share.",
        )


def _append(vault: Vault, path: Path) -> Anchored:
    parts = vault.parts
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        with contextlib.suppress(OSError):  # some shares know no locks
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        data = _read_all(descriptor)
        held = AnchorFile.parse(data)
        verifier = parts.signer.verifier()
        _refuse_foreign(data[held.length :], f"{verifier.name}\n".encode())
        if held.notes:
            check_anchors(parts.catalog, verifier, held)
        with parts.catalog.read() as session:
            newest = session.scalars(
                select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
            ).one()
        if held.notes and verifier.open(held.notes[-1]).size == newest.size:
            return Anchored(newest.size, len(held.notes))
        with disk():
            os.ftruncate(descriptor, held.length)
            os.lseek(descriptor, held.length, os.SEEK_SET)
            note = memoryview(f"{newest.note}\n".encode())
            while note:
                note = note[os.write(descriptor, note) :]
            os.fsync(descriptor)
        return Anchored(newest.size, len(held.notes) + 1)
    finally:
        os.close(descriptor)


def _refuse_foreign(rest: bytes, begin: bytes) -> None:
    """Refuse to write over what is no cut checkpoint of this vault: somebody else's file."""
    cut = rest.strip(b"\0")  # what a lost power leaves of a write
    if not cut.startswith(begin[: len(cut)]):
        raise VaultError(
            "This file holds something that is no anchor: it was left as it is.",
            hint="Name a new file, or one that `omni-med audit anchor` made.",
        )


def _read_all(descriptor: int) -> bytes:
    pieces = []
    while piece := os.read(descriptor, _PIECE):
        pieces.append(piece)
    return b"".join(pieces)


def check_anchors(catalog: Catalog, verifier: Verifier, held: AnchorFile) -> str:
    """Prove that the present trail goes on from every anchored checkpoint; return the count.

    Raises:
        TamperedError: With the first break, in words.
    """
    if not held.notes:
        raise TamperedError("The anchor file holds no checkpoint.")
    anchored = _open_all(verifier, held.notes)
    with catalog.read() as session:
        newest = session.scalars(
            select(CheckpointRow).order_by(CheckpointRow.size.desc()).limit(1)
        ).one_or_none()
        tree = Tree.of_hashes(leaf_hashes(session))
    if newest is None or verifier.open(newest.note) != Checkpoint(
        verifier.name, tree.size, tree.root()
    ):
        raise TamperedError("The trail's newest checkpoint does not state the present tree.")
    for checkpoint in anchored:
        _meet(checkpoint, tree)
    cut = "; one more at the end is cut, as by an interrupted anchoring" if held.cut else ""
    return (
        f"the trail goes on from all {len(anchored)} anchored checkpoints, "
        f"{anchored[-1].size} of its {tree.size} entries are covered{cut}"
    )


def _open_all(verifier: Verifier, notes: Sequence[str]) -> list[Checkpoint]:
    anchored: list[Checkpoint] = []
    for number, note in enumerate(notes, 1):
        if not note.startswith(f"{verifier.name}\n"):
            raise TamperedError(
                f"Anchor {number} speaks of another workspace: this one was put in its place, "
                "or the file is the wrong one."
            )
        try:
            checkpoint = verifier.open(note)
        except TamperedError:
            raise TamperedError(
                f"Anchor {number} is not signed by this workspace's key: the key was exchanged, "
                "or the anchor altered."
            ) from None
        if anchored and checkpoint.size < anchored[-1].size:
            raise TamperedError(f"Anchor {number} is older than the one before it.")
        anchored.append(checkpoint)
    return anchored


def _meet(checkpoint: Checkpoint, tree: Tree) -> None:
    if checkpoint.size > tree.size:
        raise TamperedError(
            f"The trail was cut, or an old copy put in place: {checkpoint.size} entries were "
            f"anchored, {tree.size} are there."
        )
    proof = tree.consistency(checkpoint.size)
    if not is_consistent(checkpoint.size, tree.size, checkpoint.root, tree.root(), proof):
        raise TamperedError(
            f"The trail does not go on from the anchor at {checkpoint.size}: an entry before it "
            "was altered, or another trail was put in place."
        )
