"""A data set of a workspace as the cases of a head: read out of it, and never lying in clear."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any, Protocol

from audit.errors import ForbiddenError
from finetune.datasets.dataset import (
    LEAST_POSITIVES,
    Dataset,
    Label,
    Sample,
    check_enough,
)
from finetune.datasets.films import Known, Picture
from finetune.errors import DatasetError
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Case, Patient
from omni_med.emr.use import note_use
from omni_med.errors import UnknownStudyError
from omni_med.inference.prepare import Prepared, acquired, prepare
from omni_med.inference.run import WorkspaceLike
from omni_med.inference.select import Candidate, select
from omni_med.inference.stored import StoredFilms
from omni_med.models.protocols import ModelCard
from omni_med.workspace.collecting.sets import Member, StudySet

_ACQUISITION = {
    "00080070": "manufacturer",
    "00081090": "model_name",
    "00081010": "station",
    "00080080": "institution",
}
"""Attributes of a header that may stand for the disease: (0008,0070) and so on, DICOM PS3.6."""
GONE = "no longer in the workspace, or held back by a label"


class Collected(WorkspaceLike, Protocol):
    """What reading a data set needs of a workspace."""

    def header(self, sop_instance_uid: str) -> dict[str, Any]:
        """Return an instance's header as DICOM JSON."""
        ...

    def pseudonym(self, patient: Patient) -> str:
        """Return a short name that means nothing outside this workspace."""
        ...


class WorkspaceFilms:
    """Films of a workspace. What is decrypted stays in memory."""

    is_sealed = True

    def __init__(
        self, workspace: Collected, pool: DecodePool, card: ModelCard, *, named: bool = False
    ) -> None:
        """Read from ``workspace`` as the model of ``card`` takes it.

        Args:
            workspace: Where they lie.
            pool: Decodes compressed frames.
            card: Of the model.
            named: Whether a patient is known by Patient ID too, and not by the workspace's
                pseudonym alone: to be compared with heads that were taught on files, never kept.
        """
        self._workspace, self._card, self._named = workspace, card, named
        self._load = StoredFilms(workspace, pool)
        self._cases: dict[str, Case] = {}

    def case(self, study_uid: str) -> Case:
        """Return a study with its record; opened once.

        Raises:
            UnknownStudyError: If it is gone.
        """
        if study_uid not in self._cases:
            self._cases[study_uid] = self._workspace.open_case(study_uid)
        return self._cases[study_uid]

    def chosen(self, study_uid: str) -> Candidate | None:
        """Return the image that the model would read first; None without any."""
        return next(iter(select(self.case(study_uid).study, self._card).chosen), None)

    def header(self, item: Candidate) -> dict[str, Any]:
        """Return the header of an image."""
        return self._workspace.header(item.instance.sop_instance_uid)

    def picture(self, sample: Sample) -> Picture | None:
        """Return the film of a case; None without one.

        Raises:
            DicomError: If it cannot be read as an image.
        """
        item = self.chosen(sample.study_uid)
        if item is None:
            return None
        return Picture(self._load(item.instance, item.frame), item.instance.size, "dicom")

    def prepared(self, sample: Sample, card: ModelCard) -> Prepared:
        """Return a case as the model takes it, past the cache: the pixels are needed."""
        return prepare(self.case(sample.study_uid), self._load.__call__, card)

    def digest(self, sample: Sample) -> str:
        """Return the first 16 hexadecimal digits of SHA-256 over the film's file; empty without."""
        item = self.chosen(sample.study_uid)
        if item is None:
            return ""
        data = self._workspace.read_instance(item.instance.sop_instance_uid)
        return hashlib.sha256(data).hexdigest()[:16]

    def known(self, sample: Sample) -> Known:
        """Return by what a study is known: all its objects, and its patient."""
        study = self.case(sample.study_uid).study
        uids = (item.sop_instance_uid for part in study.series for item in part.instances)
        patient = study.patient
        names: tuple[tuple[str, ...], ...] = ((self._workspace.pseudonym(patient),),)
        if self._named and patient.patient_id:
            names += ((patient.issuer, patient.patient_id),)
        return Known(tuple(uids), names)


def read_stored(
    found: StudySet, films: WorkspaceFilms, *, least: int = LEAST_POSITIVES, teach: bool = True
) -> Dataset:
    """Read a data set of a workspace as the cases of one head.

    Args:
        found: The data set.
        films: Of the same workspace.
        least: Cases with the finding below which it is refused.
        teach: Whether a head is to be taught on it: a locked set is refused then.

    Raises:
        DatasetError: If it is locked, or too few are left.
    """
    if teach and found.locked:
        raise DatasetError(
            f"{found.title} is a locked set: no teaching reads its labels.",
            hint="It is for `omni-med finetune evaluate HEAD --locked`; teach on the other part.",
        )
    excluded = Counter(dict(found.left_out))
    samples = []
    for number, member in enumerate(found.members, start=1):
        try:
            samples.append(_sample(number, member, found.query.finding, films))
        except (UnknownStudyError, ForbiddenError):
            excluded[GONE] += 1
    contaminated = sum(member.contaminated for member in found.members)
    warnings = []
    if contaminated:
        warnings.append(
            f"{contaminated} labels were given after the model's answer was shown: they teach what "
            "it said."
        )
    dataset = Dataset(
        samples=tuple(samples),
        label=Label("finding", found.query.finding),
        found=found.found,
        excluded=dict(excluded),
        warnings=tuple(warnings),
        digest=hashlib.sha256(f"{found.name}/{found.version}/{found.digest}".encode()).hexdigest(),
    )
    check_enough(dataset, least)
    return dataset


def _sample(number: int, member: Member, finding: str, films: WorkspaceFilms) -> Sample:
    case = films.case(member.study_uid)
    used = {use.note_id for use in note_use(case.notes, acquired(case.study)) if use.used}
    note = "\n".join(note.text for note in case.notes if note.note_id in used)
    item = films.chosen(member.study_uid)
    header = films.header(item) if item is not None else {}
    extras = {name: _text(header.get(tag)) for tag, name in _ACQUISITION.items()}
    return Sample(
        index=number,
        image=None,
        note=note,
        group=member.patient,
        label=int(member.present),
        kind=finding if member.present else f"without {finding}",
        view=item.instance.view_position if item is not None else "",
        extras={name: value for name, value in extras.items() if value},
        study_uid=member.study_uid,
    )


def _text(element: dict[str, Any] | None) -> str:
    values = (element or {}).get("Value") or [""]
    return str(values[0]).strip()
