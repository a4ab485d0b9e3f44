"""Attaching a patient's record to the studies of that patient, and to no others."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from sqlalchemy import select

from audit.trail import Event
from audit.vault import Vault
from omni_med.domain import Patient, Study
from omni_med.domain.codec import from_json, to_json
from omni_med.emr import MatchResult, RecordDocument, RecordIdentity, match
from omni_med.workspace.tables import NoteTable, StudyTable

KIND: Final = "note"
Pseudonym = Callable[[Patient], str]


def patient_of(identity: RecordIdentity) -> Patient:
    """Return whom a record names, as a patient."""
    return Patient(identity.patient_id, identity.issuer, identity.name, identity.birth_date)


def who(study: Study) -> tuple[str, ...]:
    """Return what tells one patient from another: issuer and id, or else name and birth date.

    A study whose header names nobody is a patient of its own.
    """
    patient = study.patient
    if patient.patient_id:
        return (patient.issuer, patient.patient_id)
    if patient.name and patient.birth_date:
        return (patient.issuer, "", patient.name, patient.birth_date.isoformat())
    return ("", "", "", study.study_uid)


@dataclass(slots=True)
class Attacher:
    """Attaches records to studies.

    Attributes:
        vault: Where the notes are sealed.
        pseudonym: Names patients in messages.
        forced: Reason to attach a record of another patient; empty to refuse it.
        attached: Notes attached so far.
        refused: Messages, with pseudonyms.
    """

    vault: Vault
    pseudonym: Pseudonym
    forced: str = ""
    attached: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self, documents: Sequence[RecordDocument], study_uids: Sequence[str]) -> None:
        """Attach each document to the studies that it fits."""
        studies = self._load(study_uids)
        for document in documents:
            self.refused.extend(document.remarks)
            if document.identity.is_empty:
                self._attach_plain(document, studies)
            else:
                self._attach_named(document, studies)

    def _load(self, study_uids: Sequence[str]) -> tuple[Study, ...]:
        with self.vault.look() as session:
            query = select(StudyTable.document).where(StudyTable.study_uid.in_(study_uids))
            return tuple(from_json(Study, item) for item in session.scalars(query))

    def _attach_plain(self, document: RecordDocument, studies: tuple[Study, ...]) -> None:
        """Attach a text that names nobody: only where there is one patient it can be of."""
        patients = {who(study) for study in studies}
        if len(patients) == 1:
            for study in studies:
                self._keep(document, study, forced="")
        else:
            count = len(patients) or "no"
            self.refused.append(
                f"A text without a patient ID was not attached: the import holds {count} patients."
            )

    def _attach_named(self, document: RecordDocument, studies: tuple[Study, ...]) -> None:
        results = [
            (study, match(document.identity, study.patient, [study.accession], study.study_uid))
            for study in studies
        ]
        fitting = [study for study, result in results if result.ok]
        for study in fitting:
            self._keep(document, study, forced="")
        if not fitting:
            self._refuse_or_force(document, results)

    def _refuse_or_force(
        self, document: RecordDocument, results: list[tuple[Study, MatchResult]]
    ) -> None:
        record = self.pseudonym(patient_of(document.identity))
        patients = {who(study) for study, _ in results}
        if self.forced and len(patients) == 1:
            for study, _ in results:
                self._keep(document, study, forced=self.forced)
            return
        if not results:
            self.refused.append(f"The record of {record} fits no study of the import.")
            return
        study, nearest = max(results, key=lambda pair: len(pair[1].agreed))
        reasons = " ".join(nearest.reasons)
        self._record_refusal(study, record, reasons)
        several = f", one of {len(patients)} patients" if len(patients) > 1 else ""
        self.refused.append(
            f"The record of {record} was not attached to the study of "
            f"{self.pseudonym(study.patient)}{several}: {reasons}"
        )

    def _record_refusal(self, study: Study, record: str, reasons: str) -> None:
        detail = {"record": record, "reasons": reasons}
        with self.vault.act(Event("note.import", study.study_uid, detail, "failure")):
            pass

    def _keep(self, document: RecordDocument, study: Study, *, forced: str) -> None:
        """Seal the notes that the study does not have yet."""
        known = self._known(study.study_uid)
        fresh = [note for note in document.notes if note.note_id not in known]
        if not fresh:
            return
        detail: dict[str, str | int] = {"notes": len(fresh)}
        if forced:
            detail |= {"forced": forced, "record": self.pseudonym(patient_of(document.identity))}
        with self.vault.act(Event("note.import", study.study_uid, detail)) as tx:
            sealed = [
                (note.note_id, tx.put(KIND, study.study_uid, to_json(note))) for note in fresh
            ]
            for note_id, object_id in sealed:
                if tx.session.get(NoteTable, (study.study_uid, note_id)) is not None:
                    tx.drop(object_id)  # another process was faster
                    continue
                tx.session.add(
                    NoteTable(
                        study_uid=study.study_uid,
                        note_id=note_id,
                        object_id=object_id,
                        forced=forced,
                    )
                )
        self.attached += len(fresh)

    def _known(self, study_uid: str) -> frozenset[str]:
        with self.vault.look() as session:
            query = select(NoteTable.note_id).where(NoteTable.study_uid == study_uid)
            return frozenset(session.scalars(query))
