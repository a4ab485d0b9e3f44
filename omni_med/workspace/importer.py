"""Import: files into sealed objects and rows, a batch of instances a transaction."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from audit.catalogue.transaction import Transaction
from audit.trail import Event
from audit.vault import Vault
from omni_med.dicom.parsed import ParsedFile
from omni_med.dicom.scan import ScannedFile, UnreadableFile
from omni_med.domain import Series, Study
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import CancelledError, DicomError
from omni_med.progress import Cancelled
from omni_med.workspace.merge import merge_series, merge_study, same_patient
from omni_med.workspace.report import UnreadableSource
from omni_med.workspace.search import header_values
from omni_med.workspace.tables import (
    HeaderTable,
    InstanceTable,
    SeriesTable,
    StudyTable,
    WordsTable,
)

KIND: Final = "instance"
BATCH: Final = 64
"""Instances a transaction: enough that commits cost little, few enough that others get a turn."""

_OTHER_BYTES: Final = "Another file with the same SOP Instance UID was kept; this one differs."
_OTHER_PATIENT: Final = (
    "The study of this file was imported under another patient ID, issuer or birth date."
)
_NO_UID: Final = "The file names no study, series or instance (its UIDs are empty)."


@dataclass(slots=True)
class _Pending:
    """One instance of the batch: its file is sealed, its rows are not written yet."""

    source: str
    parsed: ParsedFile
    object_id: str
    words: frozenset[str]


@dataclass(slots=True)
class Importer:
    """One import into one vault.

    Attributes:
        studies: UIDs met, in the order met, with how many instances were kept.
        instances: Kept so far.
        duplicates: Met with the same bytes.
        unreadable: Not kept, and why.
    """

    vault: Vault
    studies: dict[str, int] = field(default_factory=dict)
    instances: int = 0
    duplicates: int = 0
    unreadable: list[UnreadableSource] = field(default_factory=list)
    _words: dict[str, set[str]] = field(default_factory=dict)

    def run(self, found: Iterable[ScannedFile | UnreadableFile], cancelled: Cancelled) -> None:
        """Import what a scan finds. Batches that were committed stay when it is cut short.

        Raises:
            CancelledError: If ``cancelled`` says so; the batch in work is given up.
            StorageFullError: If there is no room; the batch in work is given up.
        """
        source = iter(found)
        more = True
        while more:
            with self.vault.act(Event("instances.import")) as tx:
                batch, more = self._gather(tx, source, cancelled)
                self._store(tx, batch)

    def _gather(
        self,
        tx: Transaction,
        source: Iterable[ScannedFile | UnreadableFile],
        cancelled: Cancelled,
    ) -> tuple[list[_Pending], bool]:
        """Seal files until the batch is full; the write lock is not held meanwhile."""
        batch: dict[str, _Pending] = {}
        for item in source:
            if cancelled():
                raise CancelledError
            if isinstance(item, UnreadableFile):
                self.unreadable.append(UnreadableSource(item.source, str(item.error)))
                continue
            try:
                self._take(tx, item, batch)
            except DicomError as error:
                self.unreadable.append(UnreadableSource(item.source, str(error)))
            if len(batch) >= BATCH:
                return list(batch.values()), True
        return list(batch.values()), False

    def _take(self, tx: Transaction, item: ScannedFile, batch: dict[str, _Pending]) -> None:
        parsed = item.parsed
        study_uid, uid = parsed.study.study_uid, parsed.instance.sop_instance_uid
        if not (study_uid and uid and parsed.series.series_uid):
            self.unreadable.append(UnreadableSource(item.source, _NO_UID))
            return
        self.studies.setdefault(study_uid, 0)
        data = item.read()
        known = batch[uid].object_id if uid in batch else self._stored(uid)
        if known is not None:
            same = known == self.vault.object_id(KIND, study_uid, data)
            self._known(item.source, same=same)
            return
        words = header_values(parsed.header)
        object_id = tx.put(KIND, study_uid, data)
        batch[uid] = _Pending(item.source, parsed, object_id, words)

    def _stored(self, uid: str) -> str | None:
        """Return the object id of an instance that the workspace holds."""
        with self.vault.look() as session:
            query = select(InstanceTable.object_id)
            return session.scalar(query.where(InstanceTable.sop_instance_uid == uid))

    def _known(self, source: str, *, same: bool) -> None:
        if same:
            self.duplicates += 1
        else:
            self.unreadable.append(UnreadableSource(source, _OTHER_BYTES))

    def _store(self, tx: Transaction, batch: list[_Pending]) -> None:
        """Write the rows of a batch, under the write lock."""
        session = tx.session
        raced = self._raced(session, batch)
        shelf = _Shelf(session)
        kept: list[_Pending] = []
        for item in batch:
            uid = item.parsed.instance.sop_instance_uid
            if uid in raced:
                tx.drop(item.object_id)
                self._known(item.source, same=raced[uid] == item.object_id)
            elif not shelf.place(item.parsed):
                tx.drop(item.object_id)
                self.unreadable.append(UnreadableSource(item.source, _OTHER_PATIENT))
            else:
                kept.append(item)
        session.flush()
        if kept:
            session.execute(insert(InstanceTable), [_instance_row(item) for item in kept])
            session.execute(insert(HeaderTable), [_header_row(item) for item in kept])
        self._store_words(session, kept)
        self._count(tx, kept)

    def _count(self, tx: Transaction, kept: list[_Pending]) -> None:
        """Count a batch, and put each study of it on the trail."""
        counts = Counter(item.parsed.study.study_uid for item in kept)
        for study_uid, count in counts.items():
            tx.also(Event("study.import", study_uid, {"instances": count}))
            self.studies[study_uid] += count
        self.instances += len(kept)
        tx.describe(instances=len(kept), studies=len(counts))

    def _raced(self, session: Session, batch: list[_Pending]) -> dict[str, str]:
        """Return what another process has imported since we looked: instance to object id."""
        uids = [item.parsed.instance.sop_instance_uid for item in batch]
        query = select(InstanceTable.sop_instance_uid, InstanceTable.object_id)
        rows = session.execute(query.where(InstanceTable.sop_instance_uid.in_(uids)))
        return dict(rows.all())

    def _store_words(self, session: Session, kept: list[_Pending]) -> None:
        """Write the values that this import has not written for the study yet."""
        if len(self._words) > 64:
            self._words.clear()  # values are then written twice, which only costs room
        words: dict[str, set[str]] = {}
        for item in kept:
            words.setdefault(item.parsed.study.study_uid, set()).update(item.words)
        for study_uid, values in words.items():
            written = self._words.setdefault(study_uid, set())
            fresh = values - written
            written |= fresh
            if fresh:
                session.add(WordsTable(study_uid=study_uid, words="\n".join(sorted(fresh))))


class _Shelf:
    """The studies and series of a batch: made where they are new, filled where they have gaps."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._studies: dict[str, tuple[StudyTable, Study]] = {}
        self._series: dict[tuple[str, str], tuple[SeriesTable, Series]] = {}

    def place(self, parsed: ParsedFile) -> bool:
        """Make room for one instance; False where its study is of another patient."""
        study_uid = parsed.study.study_uid
        row, kept = self._study(parsed.study)
        if not same_patient(kept, parsed.study):
            return False
        merged = merge_study(kept, parsed.study)
        if merged is not kept:
            _fill_study(row, merged)
            self._studies[study_uid] = row, merged
        row.instances += 1
        self._place_series(study_uid, parsed.series)
        return True

    def _study(self, study: Study) -> tuple[StudyTable, Study]:
        found = self._studies.get(study.study_uid)
        if found is not None:
            return found
        row = self._session.get(StudyTable, study.study_uid)
        if row is None:
            row = StudyTable(study_uid=study.study_uid, imported=_now(), instances=0)
            _fill_study(row, study)
            self._session.add(row)
            self._session.flush()
            kept = study
        else:
            kept = from_json(Study, row.document)
        self._studies[study.study_uid] = row, kept
        return row, kept

    def _place_series(self, study_uid: str, series: Series) -> None:
        key = (study_uid, series.series_uid)
        if key not in self._series:
            row = self._session.get(SeriesTable, key)
            if row is None:
                row = SeriesTable(study_uid=study_uid, series_uid=series.series_uid)
                _fill_series(row, series)
                self._session.add(row)
            self._series[key] = row, from_json(Series, row.document)
        row, kept = self._series[key]
        merged = merge_series(kept, series)
        if merged is not kept:
            _fill_series(row, merged)
            self._series[key] = row, merged


def _fill_study(row: StudyTable, study: Study) -> None:
    row.patient_id = study.patient.patient_id
    row.issuer = study.patient.issuer
    row.accession = study.accession
    row.started = study.started.replace(tzinfo=None).isoformat() if study.started else ""
    row.document = to_json(study)


def _fill_series(row: SeriesTable, series: Series) -> None:
    row.modality, row.number, row.document = series.modality, series.number, to_json(series)


def _instance_row(item: _Pending) -> dict[str, Any]:
    instance = item.parsed.instance
    return {
        "sop_instance_uid": instance.sop_instance_uid,
        "study_uid": item.parsed.study.study_uid,
        "series_uid": item.parsed.series.series_uid,
        "number": instance.instance_number,
        "object_id": item.object_id,
        "document": to_json(instance),
    }


def _header_row(item: _Pending) -> dict[str, Any]:
    return {
        "sop_instance_uid": item.parsed.instance.sop_instance_uid,
        "header": zlib.compress(item.parsed.header, 1),
        "rendering": zlib.compress(to_json(item.parsed.rendering), 1),
    }


def _now() -> str:
    return datetime.now(UTC).isoformat()
