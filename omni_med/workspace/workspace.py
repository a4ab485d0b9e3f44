"""The only door to what is kept.

Every public operation puts an entry on the trail. Reading is recorded once a study and session:
``open_case`` says that the study was opened, and what is read of it afterwards belongs to that
entry; who reads without opening gets an entry ``study.read`` at the first touch.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from audit.errors import TamperedError, VaultError
from audit.trail import Event, TrailEntry, Value
from audit.trail.anchor import AnchorFile
from audit.vault import Vault
from audit.verify import VerifyReport, run_check
from omni_med.dicom.scan import scan
from omni_med.domain import Analysis, Case, Decision, Patient
from omni_med.domain.codec import from_json
from omni_med.emr import read_record
from omni_med.errors import WorkspaceError
from omni_med.progress import Cancelled, Progress, never, no_progress
from omni_med.workspace import readings, scratch
from omni_med.workspace.collecting.tables import DatasetTable
from omni_med.workspace.filing import Filing
from omni_med.workspace.importer import Importer
from omni_med.workspace.models.tables import UserModelTable
from omni_med.workspace.people.door import guarded
from omni_med.workspace.readers import states
from omni_med.workspace.readers.tables import WITH_OBJECTS
from omni_med.workspace.records import Attacher
from omni_med.workspace.report import ImportReport, StudyRow
from omni_med.workspace.search import terms
from omni_med.workspace.studies import load_case, study_rows
from omni_med.workspace.tables import (
    AnalysisTable,
    Base,
    CalibrationTable,
    DerivedTable,
    HeaderTable,
    InstanceTable,
    MeasurementTable,
    NoteTable,
    StudyTable,
)
from omni_med.workspace.teaching.tables import HeadTable
from omni_med.workspace.watching import Watching

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool


_SEALED = (
    InstanceTable,
    NoteTable,
    AnalysisTable,
    MeasurementTable,
    CalibrationTable,
    DerivedTable,
    HeadTable,
    UserModelTable,
    DatasetTable,
)


@guarded
class Workspace(Filing):
    """An open workspace. Threads may share one; several processes may open the same.

    Attributes:
        user: Who opened it.
        home: The folder it is in.
        token: Proves the second factor of this log-in for a while; empty where there is none.
        migrated: What was done to bring an older catalogue up; None where nothing was.
    """

    def __init__(self, vault: Vault) -> None:
        """Use ``create`` or ``open``."""
        super().__init__(vault)
        self.user = vault.user
        self.token = vault.token
        self.migrated = vault.migrated
        self.home = vault.home
        vault.create_tables(Base.metadata)

    def __repr__(self) -> str:
        return f"Workspace(user={self.user!r})"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # Studies

    def import_paths(
        self,
        paths: Sequence[Path],
        *,
        notes: Sequence[Path] = (),
        force_notes: str = "",
        pool: DecodePool,
        progress: Progress = no_progress,
        cancelled: Cancelled = never,
    ) -> ImportReport:
        """Import files, folders, ZIPs and DICOMDIRs, and attach a record to what was imported.

        Args:
            paths: What to import. Without any, the record is offered to all studies there are.
            notes: Files of the record. They are read first: a damaged one stops before anything
                is imported.
            force_notes: Reason to attach a record whose identity does not fit; goes on the trail.
            pool: Parses what is foreign.
            progress: Called with (done, total) in files.
            cancelled: Asked between files. Batches that were finished before stay.

        Raises:
            WorkspaceError: If a path does not exist.
            UnreadableRecordError: If a record cannot be read.
            CancelledError: If ``cancelled`` says so.
            VaultError: If the disk is full, or the vault is damaged.
        """
        for path in paths:
            if not Path(path).exists():
                raise WorkspaceError(f"There is no file or folder {path}.", hint="Check the path.")
        documents = [document for path in notes for document in read_record(Path(path))]
        importer = Importer(self._vault)
        if paths:
            found = scan(list(paths), pool=pool, progress=progress, cancelled=cancelled)
            with contextlib.closing(found):  # its threads end, however this does
                importer.run(found, cancelled)
        attacher = Attacher(self._vault, self.pseudonym, force_notes.strip())
        stored = self._all_studies()
        met = [uid for uid in importer.studies if uid in stored]
        targets = met if paths else list(stored)
        attacher.run(documents, targets)
        report = ImportReport(
            studies=tuple(met),
            instances=importer.instances,
            duplicates=importer.duplicates,
            unreadable=tuple(importer.unreadable),
            notes=attacher.attached,
            notes_refused=tuple(attacher.refused),
        )
        self._access.event("workspace.import", detail=_counts(report))
        return report

    def studies(self, query: str = "") -> tuple[StudyRow, ...]:
        """Return the worklist, newest studies first.

        Args:
            query: Words that must all stand in the study's headers: names, ids, accession
                numbers, descriptions, any value; anywhere within a value, in any case and order.
        """
        with self._vault.look() as session:
            rows = study_rows(session, query, self._vault.user)
            hidden = self._access.hidden(session, [row.study_uid for row in rows])
        rows = tuple(row for row in rows if row.study_uid not in hidden)
        detail: dict[str, Value] = {"found": len(rows)}
        if terms(query):
            detail["query"] = query
        self._access.event("studies.list", detail=detail)
        return rows

    def open_case(self, study_uid: str) -> Case:
        """Return a study with its record and its priors; that it was opened goes on the trail.

        Raises:
            UnknownStudyError: If there is no such study.
            TamperedError: If a note is not what was sealed.
        """
        with self._vault.look() as session:
            case = load_case(session, study_uid, self._vault.read)
            hidden = self._access.hidden(session, [prior.study_uid for prior in case.priors])
        self._access.opened(study_uid)
        return replace(
            case, priors=tuple(item for item in case.priors if item.study_uid not in hidden)
        )

    # Analyses and decisions

    def save_analysis(self, analysis: Analysis) -> None:
        """Keep an analysis, sealed.

        Raises:
            UnknownStudyError: If its study is not here.
            WorkspaceError: If it was saved before.
        """
        readings.save_analysis(self._vault, analysis)

    def analyses(self, study_uid: str) -> tuple[Analysis, ...]:
        """Return the analyses of a study, newest first.

        Raises:
            UnknownStudyError: If there is no such study.
            TamperedError: If one is not what was sealed.
        """
        with self._vault.look() as session:
            object_ids = readings.analysis_objects(session, study_uid)
        self._access.touch("study", study_uid)
        return tuple(from_json(Analysis, self._vault.read(item)) for item in object_ids)

    def analysis(self, analysis_id: str) -> Analysis:
        """Return one analysis.

        Raises:
            UnknownAnalysisError: If there is none.
            TamperedError: If it is not what was sealed.
        """
        with self._vault.look() as session:
            row = readings.analysis_row(session, analysis_id)
        self._access.touch("study", row.study_uid)
        return from_json(Analysis, self._vault.read(row.object_id))

    def decide(self, decision: Decision) -> None:
        """Keep a reader's word on a finding.

        Raises:
            UnknownAnalysisError: If its analysis is not here.
            WorkspaceError: If it is in another reader's name, or was kept before.
            StudyHeldError: If another reader holds the study.
        """
        readings.decide(self._vault, decision)

    def decisions(self, analysis_id: str) -> tuple[Decision, ...]:
        """Return the readers' words on an analysis, oldest first; to a blind reader, only his own.

        Raises:
            UnknownAnalysisError: If there is no such analysis.
        """
        with self._vault.look() as session:
            row = readings.analysis_row(session, analysis_id)
            found = readings.decisions(session, analysis_id)
            if states.standing(session, row.study_uid).is_blind(self.user):
                found = tuple(item for item in found if item.reader == self.user)
        self._access.touch("study", row.study_uid)
        return found

    # What can be had again

    def cached(self, key: str) -> bytes | None:
        """Return derived data that was kept under a key, or None."""
        self._access.touch("derived", "")
        return scratch.cached(self._vault, key)

    def cache(self, key: str, data: bytes) -> None:
        """Keep derived data, sealed; it may be evicted at any time."""
        scratch.cache(self._vault, key, data)

    def journal(self, job: str) -> dict[str, bytes]:
        """Return what a batch has done so far, by key."""
        self._access.event("journal.read", detail={"job": self._vault.pseudonym("job", job)})
        return scratch.journal(self._vault, job)

    def append_journal(self, job: str, records: Mapping[str, bytes]) -> None:
        """Write down what a batch has done, in one transaction."""
        scratch.append_journal(self._vault, job, records)

    def drop_journal(self, job: str) -> None:
        """Forget what a batch has done."""
        scratch.drop_journal(self._vault, job)

    # The trail

    def record_export(
        self, action: str, subject: str = "", detail: Mapping[str, Value] | None = None
    ) -> None:
        """Put on the trail that something leaves the workspace; before it does."""
        self._access.event(action, subject, detail)

    def record_failure(
        self, action: str, subject: str = "", detail: Mapping[str, Value] | None = None
    ) -> None:
        """Put on the trail that something was tried and failed."""
        with self._vault.act(Event(action, subject, detail or {}, "failure")):
            pass

    def trail(
        self, *, subject: str | None = None, limit: int | None = None
    ) -> tuple[TrailEntry, ...]:
        """Return the trail, oldest first; with a limit, the newest so many. Looking is recorded."""
        found = self._vault.trail(subject=subject, limit=limit)
        self._access.event("trail.read", subject or "")
        return found

    def verify(
        self,
        progress: Progress = no_progress,
        *,
        anchors: Path | None = None,
        witness: Watching | None = None,
    ) -> VerifyReport:
        """Check everything that is kept; the outcome goes on the trail where that is possible.

        Args:
            progress: Called with (done, total) in objects.
            anchors: File of checkpoints kept elsewhere, which the trail must meet.
            witness: Workspace that keeps checkpoints of this one, which the trail must meet.

        Raises:
            OSError: If that file cannot be read.
            TamperedError: If it is no text.
        """
        held = None if anchors is None else AnchorFile.read(anchors)
        report = self._vault.verify(progress, held)
        checks = [*report.checks, run_check("studies", self._check_studies)]
        if witness is not None:
            checks.append(run_check("witness", lambda: witness.vouch(self._vault)))
        report = VerifyReport(tuple(checks))
        event = Event(
            "workspace.verify",
            detail={} if report.ok else {"break": report.first_break},
            outcome="success" if report.ok else "failure",
        )
        with contextlib.suppress(VaultError), self._vault.act(event):
            pass
        return report

    def pseudonym(self, patient: Patient) -> str:
        """Return a short name for a patient that means nothing outside this workspace."""
        parts = (patient.patient_id,) if patient.patient_id else ("", patient.name)
        return f"patient {self._vault.pseudonym('patient', patient.issuer, *parts)}"

    # Inside

    def _all_studies(self) -> frozenset[str]:
        with self._vault.look() as session:
            return frozenset(session.scalars(select(StudyTable.study_uid)))

    def _check_studies(self) -> str:
        """Check that every row's sealed object is there, and no instance is missing."""
        count = 0
        with self._vault.look() as session:
            known = self._vault.known(session)
            for table in (*_SEALED, *WITH_OBJECTS):
                wanted = set(session.scalars(select(table.object_id)))
                if missing := wanted - known:
                    raise TamperedError(
                        f"{len(missing)} objects that the table {table.__tablename__} names "
                        f"are not in the catalogue, the first: {min(missing)[:12]}."
                    )
                count += len(wanted)
            stated = session.scalar(select(func.sum(StudyTable.instances))) or 0
            stored = session.scalar(select(func.count()).select_from(InstanceTable)) or 0
            headers = session.scalar(select(func.count()).select_from(HeaderTable)) or 0
        if stated != stored:
            raise TamperedError(f"The studies count {stated} instances, but {stored} are there.")
        if headers != stored:
            raise TamperedError(f"There are {stored} instances, but {headers} headers.")
        return (
            f"{count} instances, notes, analyses, measurements and derived data, "
            "each with its object"
        )


def _counts(report: ImportReport) -> dict[str, Value]:
    return {
        "studies": len(report.studies),
        "instances": report.instances,
        "duplicates": report.duplicates,
        "unreadable": len(report.unreadable),
        "notes": report.notes,
        "notes_refused": len(report.notes_refused),
    }
