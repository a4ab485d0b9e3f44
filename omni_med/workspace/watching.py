"""What an auditor takes out: who saw a patient, the trail in others' words, proofs, anchors."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from audit import export
from audit.errors import VaultError
from audit.sealing.objects import disk
from audit.trail import TrailEntry, Value, inclusion, syslog, witness
from audit.trail.anchor import Anchored, AnchorFile
from audit.trail.autoanchor import AutoAnchor, to_file
from audit.trail.inclusion import Proof
from audit.trail.syslog import Collector, Sent
from audit.vault import Vault, vault_id_of
from omni_med.domain import Study
from omni_med.domain.codec import from_json
from omni_med.errors import UnknownStudyError
from omni_med.workspace.people.users import People
from omni_med.workspace.tables import StudyTable

FORMATS: Final = ("dicom", "fhir")


@dataclass(frozen=True, slots=True)
class PatientReport:
    """Who did what with one patient's data.

    Attributes:
        studies: How many studies of the patient are here.
        entries: Everything on the trail about them, oldest first.
    """

    studies: int
    entries: tuple[TrailEntry, ...] = field(repr=False)

    @property
    def people(self) -> tuple[tuple[str, int, TrailEntry, TrailEntry], ...]:
        """Users with how often, first and last, in order of the first time."""
        found: dict[str, list[TrailEntry]] = {}
        for entry in self.entries:
            found.setdefault(entry.user, []).append(entry)
        return tuple((user, len(held), held[0], held[-1]) for user, held in found.items())


class Watching(People):
    """The part of a workspace that an auditor uses."""

    def patient_report(self, patient_id: str, *, issuer: str | None = None) -> PatientReport:
        """Return what was done with the studies of a patient; asking is recorded, by pseudonym.

        Args:
            patient_id: As the studies' headers say it.
            issuer: Of the id; all issuers by default.

        Raises:
            UnknownStudyError: If no study here is of that patient.
        """
        query = select(StudyTable.study_uid).where(StudyTable.patient_id == patient_id.strip())
        if issuer is not None:
            query = query.where(StudyTable.issuer == issuer)
        with self._vault.look() as session:
            uids = tuple(session.scalars(query)) if patient_id.strip() else ()
        detail: dict[str, Value] = {"studies": len(uids)}
        name = self._vault.pseudonym("patient", issuer or "", patient_id.strip())
        self._access.event("trail.patient", f"patient {name}", detail)
        if not uids:
            raise UnknownStudyError(
                "No study here is of that patient.", hint="Give the Patient ID of the headers."
            )
        found = [entry for uid in uids for entry in self._vault.trail(subject=uid)]
        return PatientReport(len(uids), tuple(sorted(found, key=lambda item: item.sequence)))

    def export_trail(self, file: Path, form: str) -> int:
        """Write the trail to a new file; patients stand in it by pseudonym. Return the entries.

        Args:
            file: It must not exist.
            form: ``dicom`` (PS3.15 A.5 XML) or ``fhir`` (a Bundle of AuditEvents).

        Raises:
            VaultError: If the form is unknown, the file exists, or the disk is full.
            OSError: If the file cannot be written.
        """
        if form not in FORMATS:
            raise VaultError(f"The trail is exported as {' or '.join(FORMATS)}.", hint="")
        write = export.to_dicom if form == "dicom" else export.to_fhir
        self._access.event("trail.export", detail={"format": form})
        entries = self._vault.trail()
        source = f"omni-med-{vault_id_of(self._vault.home)[:12]}"
        with self._vault.look() as session:
            patients = _Patients(session, self._vault.pseudonym)
            with disk(), _new_file(Path(file)) as stream:
                return write(entries, stream, source=source, patient_of=patients)

    def send_trail(self, collector: Collector) -> Sent:
        """Send what a syslog collector lacks of the trail, over TLS; patients by pseudonym.

        Raises:
            CollectorError: If it cannot be reached or is not the one that was named.
        """
        with self._vault.look() as session:
            patients = _Patients(session, self._vault.pseudonym)
            return syslog.send(self._vault, collector, patients)

    def prove(self, sequence: int, *, anchors: Path | None = None) -> Proof:
        """Return a proof that an entry stands on the trail, for who holds an anchor.

        Args:
            sequence: Of the entry.
            anchors: File of anchors: the proof is for its newest checkpoint, not the trail's.

        Raises:
            VaultError: If there is no such entry, or no anchor covers it.
            OSError: If the file cannot be read.
        """
        held = None if anchors is None else AnchorFile.read(anchors)
        self._access.event("trail.prove", detail={"entry": sequence})
        return inclusion.prove(self._vault, sequence, held)

    def keep_anchored(
        self,
        file: Path,
        *,
        seconds: float = 60.0,
        on_problem: Callable[[Exception], None] = lambda _error: None,
    ) -> AutoAnchor:
        """Anchor the trail to a file now and whenever it grew, until closed.

        Args:
            file: Outside the workspace.
            seconds: How often at most.
            on_problem: Told when anchoring begins to fail, on another thread.

        Raises:
            VaultError: If the file lies inside the workspace.
        """
        return to_file(self._vault, Path(file), seconds, on_problem)

    def keep_witnessed(
        self,
        other: Watching,
        *,
        seconds: float = 60.0,
        on_problem: Callable[[Exception], None] = lambda _error: None,
    ) -> AutoAnchor:
        """Have another workspace keep the newest checkpoint now and whenever the trail grew.

        Args:
            other: The witness; it must stay open until this is closed.
            seconds: How often at most.
            on_problem: Told when that begins to fail, on another thread.
        """
        checked = False

        def keep(vault: Vault) -> Anchored:
            nonlocal checked
            kept = other.keep_checkpoint(vault, checked=checked)
            checked = True
            return kept

        def make() -> Anchored:
            return witness.anchor_with(self._vault, witness.name_of(other._vault), keep)

        return AutoAnchor(self._vault, make, seconds, on_problem)

    def anchor_with(self, other: Watching) -> Anchored:
        """Have another workspace keep the trail's newest signed checkpoint, as a witness.

        Raises:
            ForbiddenError: If the user may not do it there.
            VaultError: If the other one is this one, or a copy of it.
            TamperedError: If the trail does not go on from what the witness saw before.
        """
        name = witness.name_of(other._vault)
        return witness.anchor_with(self._vault, name, other.keep_checkpoint)

    def keep_checkpoint(self, vault: Vault, *, checked: bool = False) -> Anchored:
        """Keep the newest checkpoint of another workspace's vault on this one's trail.

        Args:
            vault: Of the other workspace.
            checked: Whether this one's own trail was checked just before.

        Raises:
            VaultError: If it is this one's own, or a copy's.
            TamperedError: If its trail does not go on from what was seen before.
        """
        return witness.bear_witness(self._vault, vault, checked=checked)

    def vouch(self, vault: Vault) -> str:
        """Check another workspace's trail against the checkpoints kept here; return the count.

        Raises:
            TamperedError: With the first break, in words.
        """
        self._access.event("witness.read", witness.name_of(vault))
        return witness.check_witness(self._vault, vault)


@dataclass(slots=True)
class _Patients:
    """Pseudonyms of patients by study."""

    session: Session
    pseudonym: Callable[..., str]
    known: dict[str, str] = field(default_factory=dict)

    def __call__(self, study_uid: str) -> str:
        if study_uid not in self.known:
            row = self.session.get(StudyTable, study_uid)
            self.known[study_uid] = "" if row is None else self._name(row)
        return self.known[study_uid]

    def _name(self, row: StudyTable) -> str:
        patient = from_json(Study, row.document).patient
        parts = (patient.patient_id,) if patient.patient_id else ("", patient.name)
        return f"patient {self.pseudonym('patient', patient.issuer, *parts)}"


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """Open a new file that only its owner can read; nothing of it stays where writing fails."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise VaultError("There is a file of that name.", hint="Name another one.") from None
    try:
        with os.fdopen(descriptor, "wb") as stream:
            yield stream
    except BaseException:
        path.unlink(missing_ok=True)
        raise
