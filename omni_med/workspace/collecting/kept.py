"""How data sets are kept: the set apart from its members, each of whom goes with its study.

The label of a member is a sealed object of the study: who shreds the study destroys its key, and no
data set knows any more that it was one.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from dataclasses import replace
from typing import Final

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from audit.catalogue.transaction import Transaction
from audit.sealing.shred import Shredded
from audit.trail import Event, Value
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import WorkspaceError
from omni_med.workspace.collecting.sets import Member, StudySet
from omni_med.workspace.collecting.tables import DatasetMemberTable, DatasetTable
from omni_med.workspace.models.registering import Registering

KIND: Final = "dataset"
MEMBER: Final = "dataset-member"


class KeptSets(Registering):
    """The part of the workspace that keeps data sets."""

    def shred(self, study_uid: str, reason: str) -> Shredded:
        """Destroy a study's keys, and with them its images, record, labels and analyses.

        Data sets that were kept whole, as they once were, are taken apart first.

        Raises:
            UnknownStudyError: If there is no such study.
            WorkspaceError: If no reason is given.
            VaultError: If the disk is full, or another process holds the workspace too long.
        """
        if reason.strip():
            self._take_apart()
        return super().shred(study_uid, reason)

    # Inside

    def _keep(self, made: StudySet) -> None:
        if not made.members:
            why = "; ".join(f"{count} {reason}" for reason, count in made.left_out.items())
            raise WorkspaceError(
                f"No study can be used of {made.found}: {why or 'the workspace is empty'}.",
                hint="Labels come from signed cases: an unaided reading, or an outcome from "
                "pathology or microbiology.",
            )
        detail: dict[str, Value] = {
            "name": made.name,
            "version": made.version,
            "finding": made.query.finding,
            "members": len(made.members),
            "positives": made.positives,
            "contaminated": sum(item.contaminated for item in made.members),
            "digest": made.digest,
            "locked": made.locked,
        }
        dataset_id = uuid.uuid4().hex
        with self._vault.act(Event("dataset.create", detail=detail)) as tx:
            tx.session.add(
                DatasetTable(
                    dataset_id=dataset_id,
                    name=made.name,
                    version=made.version,
                    made=made.made.isoformat(),
                    made_by=made.made_by,
                    object_id=_put(tx, dataset_id, made),
                )
            )
        for member in made.members:
            self._access.event("dataset.member", member.study_uid, {"dataset": made.title})

    def _earlier(self) -> tuple[StudySet, ...]:
        """Return all versions of all data sets, by name, newest first."""
        query = select(DatasetTable.dataset_id, DatasetTable.object_id)
        return self._read_sets(query.order_by(DatasetTable.name, DatasetTable.version.desc()))

    def _kept_set(self, name: str, version: int) -> StudySet | None:
        """Return one data set, its newest version for 0; None where there is none."""
        query = select(DatasetTable.dataset_id, DatasetTable.object_id)
        query = query.where(DatasetTable.name == name)
        if version:
            query = query.where(DatasetTable.version == version)
        found = self._read_sets(query.order_by(DatasetTable.version.desc()).limit(1))
        return found[0] if found else None

    def _read_sets(self, query: Select[str, str]) -> tuple[StudySet, ...]:
        with self._vault.look() as session:
            rows = [(row[0], row[1]) for row in session.execute(query)]
            members = _members(session, [dataset_id for dataset_id, _ in rows])
        made = []
        for dataset_id, object_id in rows:
            whole = from_json(StudySet, self._vault.read(object_id))
            kept = [from_json(Member, self._vault.read(item)) for item in members[dataset_id]]
            made.append(replace(whole, members=(*whole.members, *kept)))
        return tuple(made)

    def _take_apart(self) -> None:
        """Give the members of sets that were kept whole to their studies."""
        with self._vault.look() as session:
            rows = [
                (row.dataset_id, row.object_id) for row in session.scalars(select(DatasetTable))
            ]
        for dataset_id, object_id in rows:
            whole = from_json(StudySet, self._vault.read(object_id))
            if not whole.members:
                continue
            with self._vault.act(Event("dataset.apart", detail={"name": whole.title})) as tx:
                row = tx.session.get_one(DatasetTable, dataset_id)
                row.object_id = _put(tx, dataset_id, whole)
                tx.erase(object_id)


def _put(tx: Transaction, dataset_id: str, made: StudySet) -> str:
    """Seal the members, each for its study, and the set without them; returns its object."""
    for member in made.members:
        uid = member.study_uid
        object_id = tx.put(MEMBER, uid, to_json(member))
        row = DatasetMemberTable(dataset_id=dataset_id, study_uid=uid, object_id=object_id)
        tx.session.add(row)
    return tx.put(KIND, dataset_id, to_json(replace(made, members=(), taken=len(made.members))))


def _members(session: Session, dataset_ids: list[str]) -> dict[str, list[str]]:
    """Return the objects of the members of data sets, by study."""
    query = select(DatasetMemberTable.dataset_id, DatasetMemberTable.object_id)
    found: dict[str, list[str]] = defaultdict(list)
    wanted = query.where(DatasetMemberTable.dataset_id.in_(dataset_ids))
    for dataset_id, object_id in session.execute(wanted.order_by(DatasetMemberTable.study_uid)):
        found[dataset_id].append(object_id)
    return found
