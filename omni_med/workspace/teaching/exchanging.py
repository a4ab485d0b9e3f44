"""Heads between hospitals: signed bundles out, and in from those who are trusted here.

An imported head starts as a candidate: it reads nobody until it was evaluated on a locked set of
this site, signed off and promoted here, as if it had been taught here.
"""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from audit.errors import TamperedError
from audit.sealing.objects import disk
from audit.sealing.signing import fingerprint, signer_of
from audit.trail import Event
from audit.trail.checkpoint import Verifier
from omni_med.errors import HeadBundleError, WorkspaceError
from omni_med.models.heads.bundle import NAME
from omni_med.models.heads.parcel import pack, too_large, unpack
from omni_med.workspace.teaching.gate import Stage
from omni_med.workspace.teaching.promoting import HeadRow, Promoting, object_of, row_of

PURPOSE: Final = "head-bundle"
SIGNER: Final = "head-signer"


@dataclass(frozen=True, slots=True)
class TrustedSigner:
    """Who may send heads here.

    Attributes:
        fingerprint: Of the key, as two people compare it.
        key: The public key as text.
        name: Who it is, in the administrator's words.
        added: When, ISO 8601 in UTC.
        added_by: User name.
        removed: Why they are no longer trusted; empty while they are.
    """

    fingerprint: str
    key: str
    name: str
    added: str
    added_by: str
    removed: str = ""


class Exchanging(Promoting):
    """The part of a workspace that sends heads out and takes them in."""

    def bundle_key(self) -> TrustedSigner:
        """Return the key under which this workspace signs the heads that it sends out."""
        verifier = signer_of(self._vault, PURPOSE).verifier()
        self._access.touch("signer", "own")
        return TrustedSigner(fingerprint(verifier), verifier.to_text(), "this workspace", "", "")

    def signers(self) -> tuple[TrustedSigner, ...]:
        """Return whose heads are taken in here, and whose no longer are.

        Raises:
            TamperedError: If the list is not what the trail knows.
        """
        with self._vault.look() as session:
            found = self._vault.rows.all(session, SIGNER)
        self._access.touch("signer", "")
        return tuple(TrustedSigner(**item) for item in found.values())

    def trust_signer(self, key: str, name: str) -> TrustedSigner:
        """Take in heads that are signed by this key, from now on.

        Raises:
            WorkspaceError: If the text is no key, or nobody is named.
        """
        try:
            verifier = Verifier.from_text(key)
        except TamperedError:
            raise WorkspaceError(
                "This is no signer's key.",
                hint="There, `omni-med finetune signers key` prints it: one line.",
            ) from None
        if not name.strip():
            raise WorkspaceError("Who is it?", hint="Say it with --name.")
        made = TrustedSigner(
            fingerprint(verifier), verifier.to_text(), name.strip(), _now(), self._vault.user
        )
        return self._keep_signer(made, "signer.trust")

    def distrust_signer(self, which: str, reason: str) -> TrustedSigner:
        """Take in no more heads of a signer; those that are here stay as they are.

        Args:
            which: The fingerprint, or its beginning.
            reason: Goes on the trail.

        Raises:
            WorkspaceError: If nobody trusted, or several, have it, or no reason is given.
        """
        if not reason.strip():
            raise WorkspaceError("Removing a signer needs a reason.", hint="Say it with --reason.")
        wanted = _plain(which)
        with self._vault.look() as session:
            held = self._vault.rows.all(session, SIGNER).values()
        fitting = [
            TrustedSigner(**item)
            for item in held
            if not item["removed"] and wanted and _plain(item["fingerprint"]).startswith(wanted)
        ]
        if len(fitting) != 1:
            raise WorkspaceError(
                "No trusted signer has this fingerprint, or several have it.",
                hint="See omni-med finetune signers list.",
            )
        gone = TrustedSigner(**{**asdict(fitting[0]), "removed": reason.strip()})
        return self._keep_signer(gone, "signer.remove")

    def export_head(self, name: str, file: Path, version: str = "") -> HeadRow:
        """Write a head into a new file, signed by this workspace; no patient's data goes with it.

        Args:
            name: Of the head.
            file: It must not exist.
            version: Which; by default the one in force, else the newest.

        Raises:
            WorkspaceError: If there is none, or the file exists.
            VaultError: If the disk is full.
        """
        if Path(file).exists():
            raise WorkspaceError("There is a file of that name.", hint="Name another one.")
        with self._vault.look() as session:
            gate = self._gate(session, name)
            newest = gate.of_row(gate.in_force) or gate.newest(*Stage)
            item = gate.of_version(version) if version else newest
            object_id = object_of(session, item.head_id) if item else ""
        if item is None:
            raise WorkspaceError(
                f"There is no such version of a head {name!r} here.",
                hint="See omni-med finetune heads.",
            )
        head = self._kept(object_id, item)
        signer = signer_of(self._vault, PURPOSE)
        data = pack(replace(head.card, people=()), head.bytes, signer)  # patients stay at home
        detail = {
            "head": name,
            "version": item.version,
            "binding": item.binding,
            "signer": fingerprint(signer.verifier()),
        }
        self._access.event("head.export", detail=detail)
        _write_new(Path(file), data)
        return row_of(name, gate, item)

    def import_head(self, file: Path, name: str = "") -> HeadRow:
        """Take in a head from a bundle, as a candidate.

        Args:
            file: The bundle.
            name: What to call it here, where another hospital's head has its name; its own by
                default. What was signed stays what it was; a new name has to be evaluated here.

        Raises:
            HeadBundleError: If it is damaged, is not what was signed, or its signer is not trusted.
            WorkspaceError: If another head of this name and version is here, or the name is none.
            OSError: If the file cannot be read.
        """
        if name and not NAME.fullmatch(name):
            raise WorkspaceError(
                "A head's name is made of lower-case letters, digits and hyphens.",
                hint="For example pneumocystis-lakeside.",
            )
        path = Path(file)
        if too_large(path.stat().st_size):
            raise HeadBundleError("The file is larger than a head's bundle can be.")
        try:
            parcel = unpack(path.read_bytes())
            print_ = fingerprint(parcel.signer)
            who = self._trusted(parcel.signer)
        except HeadBundleError as error:
            self._vault.record_failure(Event("head.import"), error)
            raise
        card = replace(parcel.card, name=name or parcel.card.name)
        detail = {"head": card.name, "version": card.version, "signer": print_, "from": who}
        if card.name != parcel.card.name:
            detail["called"] = parcel.card.name
        with self._vault.act(Event("head.import", detail=detail)) as tx:
            gate = self._gate(tx.session, card.name)
            if (old := gate.of_version(card.version)) is not None:
                raise WorkspaceError(
                    f"Version {old.version} of a head {card.name!r} is here already.",
                    hint="Take it in under another name: omni-med finetune import FILE --as NAME.",
                )
            gate, item = self._arrived(tx, gate, card, parcel.numbers, print_)
            self._put_gate(tx, card.name, gate)
        return row_of(card.name, gate, item)

    # Inside

    def _keep_signer(self, signer: TrustedSigner, action: str) -> TrustedSigner:
        words = {"signer": signer.fingerprint, "name": signer.name}
        if signer.removed:
            words["reason"] = signer.removed
        with self._vault.act(Event(action, detail=words)) as tx:
            event = Event("signer.change", detail=words)
            name = _plain(signer.fingerprint)
            tx.also(self._vault.rows.write(tx.session, SIGNER, name, asdict(signer), event))
        return signer

    def _trusted(self, verifier: Verifier) -> str:
        """Return who a key belongs to.

        Raises:
            HeadBundleError: If nobody here trusts it.
        """
        print_ = fingerprint(verifier)
        if verifier.to_text() == signer_of(self._vault, PURPOSE).verifier().to_text():
            return "this workspace"
        with self._vault.look() as session:
            held = self._vault.rows.read(session, SIGNER, _plain(print_))
        if held is None or held["removed"] or held["key"] != verifier.to_text():
            raise HeadBundleError(
                f"The bundle is signed by {print_}, and that signer is not trusted here.",
                hint="Compare the fingerprint with the sender by telephone; then the security "
                "administrator runs omni-med finetune signers trust KEY --name WHO.",
            )
        return str(held["name"])


def _plain(print_: str) -> str:
    return "".join(print_.split()).upper()


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _write_new(path: Path, data: bytes) -> None:
    """Write a file that is there whole, or not at all; only its owner can read it."""
    part = path.with_name(f".{path.name}.part")
    with disk():
        try:
            descriptor = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
            with os.fdopen(descriptor, "wb") as stream:
                stream.write(data)
                stream.flush()
                os.fsync(stream.fileno())
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
