"""Data sets by query: all signed cases of which it is known whether a finding is there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from omni_med.domain import Analysis, Decision, Patient, Study, Verdict
from omni_med.domain.codec import from_json
from omni_med.domain.reading import Answer, Impression, Outcome, ReadingState
from omni_med.errors import WorkspaceError
from omni_med.workspace.collecting.kept import KeptSets
from omni_med.workspace.collecting.parting import SUFFIX, kept_back
from omni_med.workspace.collecting.sets import Member, Query, StudySet
from omni_med.workspace.collecting.truth import (
    Basis,
    Truth,
    Word,
    is_laboratory,
    truth_of,
)
from omni_med.workspace.readers.aided import answer_of
from omni_med.workspace.readers.states import Standing, standings
from omni_med.workspace.readers.tables import ImpressionTable, OutcomeTable
from omni_med.workspace.tables import AnalysisTable, DecisionTable, StudyTable

NAME: Final = re.compile(r"[a-z][a-z0-9-]{0,39}")
NOT_SIGNED, HELD_BACK = "not signed", "held back by a label"
LOCKED_AWAY: Final = "its patient is kept back in a locked set"


class Collecting(KeptSets):
    """The part of the workspace that makes data sets."""

    def create_dataset(self, name: str, query: Query, lock: float = 0.0) -> StudySet:
        """Collect the signed studies of which it is known whether a finding is there, and keep it.

        A data set of the same name becomes its next version. Each member is on the trail. Patients
        of a locked set with the same finding are left out of every other one.

        Args:
            name: Of the data set.
            query: Which studies.
            lock: Share of the patients that is kept back as the locked set ``NAME-locked``.

        Returns:
            The data set to be learnt from.

        Raises:
            WorkspaceError: If the name cannot be used, nothing is found, or too few patients are
                there to keep some back.
            TamperedError: If an analysis or a data set is not what was sealed.
        """
        _check_asked(name, query, lock)
        whole, earlier = self._collected(name, query), self._earlier()
        others = frozenset(
            member.patient
            for found in earlier
            if found.locked and found.name != name + SUFFIX and _same(found.query, query)
            for member in found.members
        )
        mine = [found for found in earlier if found.name == name + SUFFIX]
        before = frozenset(member.patient for found in mine for member in found.members)
        rest = tuple(item for item in whole.members if item.patient not in others)
        drawn = before
        if lock:
            past = (found.members for found in earlier if found.name == name)
            taught = frozenset(item.patient for members in past for item in members) - before
            drawn = kept_back(rest, lock, before=before, taught=taught)
            locked = tuple(item for item in rest if item.patient in drawn)
            self._keep(_part(whole, name + SUFFIX, locked, earlier, locked=True))
        made = _part(
            whole, name, tuple(item for item in rest if item.patient not in drawn), earlier
        )
        self._keep(made)
        return made

    def _collected(self, name: str, query: Query) -> StudySet:
        """Return all that is known, as a set that is not kept yet."""
        with self._vault.look() as session:
            studies = list(session.scalars(select(StudyTable).order_by(StudyTable.study_uid)))
            hidden = self._access.hidden(session, [row.study_uid for row in studies])
            words = self._words(session, query)
            states = standings(session)
        left_out: Counter[str] = Counter()
        members = []
        for row in studies:
            truth = _truth(row.study_uid, hidden, states, words, query)
            if isinstance(truth, str):
                left_out[truth] += 1
                continue
            members.append(
                Member(
                    row.study_uid,
                    self._patient(from_json(Study, row.document).patient),
                    truth.present,
                    truth.basis,
                    truth.contaminated,
                    truth.adjudicated,
                )
            )
        return StudySet(
            name=name,
            version=0,
            query=query,
            made=datetime.now(UTC),
            made_by=self._vault.user,
            members=tuple(members),
            found=len(studies),
            left_out=dict(left_out),
        )

    def datasets(self) -> tuple[StudySet, ...]:
        """Return all versions of all data sets, by name, newest first.

        Raises:
            TamperedError: If one is not what was sealed.
        """
        found = self._earlier()
        self._access.touch("dataset", "")
        return found

    def dataset(self, name: str, version: int = 0) -> StudySet:
        """Return one data set; its newest version where none is asked for.

        Raises:
            WorkspaceError: If there is none.
            TamperedError: If it is not what was sealed.
        """
        found = self._kept_set(name, version)
        self._access.touch("dataset", name)
        if found is None:
            raise WorkspaceError(
                f"There is no data set {name!r} in this workspace, and no such file.",
                hint="omni-med finetune dataset list shows them; dataset create makes one.",
            )
        return found

    def _patient(self, patient: Patient) -> str:
        parts = (patient.patient_id,) if patient.patient_id else ("", patient.name)
        return self._vault.pseudonym("patient", patient.issuer, *parts)

    def _words(self, session: Session, query: Query) -> dict[str, list[Word]]:
        """Return what all sources say of the finding, by study."""
        wanted = query.finding.strip().casefold()
        words: dict[str, list[Word]] = {}
        for document in session.scalars(select(OutcomeTable.document)):
            outcome = from_json(Outcome, document)
            if outcome.finding.casefold() == wanted and is_laboratory(outcome.source):
                word = Word(outcome.present, Basis.LABORATORY)
                words.setdefault(outcome.study_uid, []).append(word)
        for document in session.scalars(select(ImpressionTable.document)):
            impression = from_json(Impression, document)
            present = _named(impression, query)
            if present is not None:
                basis = Basis.AIDED if impression.ai_shown else Basis.UNAIDED
                words.setdefault(impression.study_uid, []).append(Word(present, basis))
        for study_uid, decision, object_id in _decisions(session, wanted):
            present = self._said(decision, object_id)
            if present is not None:
                basis = Basis.AIDED if decision.ai_shown else Basis.UNAIDED
                words.setdefault(study_uid, []).append(Word(present, basis))
        return words

    def _said(self, decision: Decision, object_id: str) -> bool | None:
        """Return what a reader's last word on a model's finding says of it."""
        if decision.verdict is Verdict.ADD:
            return True
        if decision.verdict not in {Verdict.ACCEPT, Verdict.REJECT}:
            return None
        answer = answer_of(from_json(Analysis, self._vault.read(object_id)), decision)
        return {Answer.PRESENT: True, Answer.ABSENT: False}.get(answer) if answer else None


def _check_asked(name: str, query: Query, lock: float) -> None:
    longest = name + SUFFIX if lock else name
    if not NAME.fullmatch(longest):
        raise WorkspaceError(
            "A data set's name has lower-case letters, digits and hyphens, 40 at most.",
            hint="For instance: omni-med finetune dataset create pcp --finding Pneumocystis",
        )
    if name.endswith(SUFFIX):
        raise WorkspaceError(
            f"Names that end in {SUFFIX!r} are those of locked sets.",
            hint="omni-med finetune dataset create NAME --lock SHARE makes one.",
        )
    if not query.finding.strip():
        raise WorkspaceError("Say which finding the studies are labelled with.")


def _same(one: Query, other: Query) -> bool:
    return one.finding.strip().casefold() == other.finding.strip().casefold()


def _part(
    whole: StudySet,
    name: str,
    members: tuple[Member, ...],
    earlier: tuple[StudySet, ...],
    *,
    locked: bool = False,
) -> StudySet:
    """Return some members as the next version of a data set; the others count as left out."""
    version = 1 + max((found.version for found in earlier if found.name == name), default=0)
    left_out, away = dict(whole.left_out), len(whole.members) - len(members)
    if away:
        left_out["in the part that is taught on" if locked else LOCKED_AWAY] = away
    return replace(
        whole,
        name=name,
        version=version,
        members=members,
        left_out=left_out,
        adjudicated=sum(item.adjudicated for item in members),
        locked=locked,
        taken=len(members),
    )


def titled(text: str) -> tuple[str, int]:
    """Return name and version of ``NAME`` or ``NAME@VERSION``; version 0 is the newest.

    Raises:
        WorkspaceError: If the version is no number.
    """
    name, at, version = text.partition("@")
    if at and not (version.isascii() and version.isdigit() and int(version)):
        raise WorkspaceError(
            "A version of a data set is a number from 1.", hint="For instance pcp@2."
        )
    return name, int(version) if at else 0


def _truth(
    study_uid: str,
    hidden: frozenset[str],
    states: Mapping[str, Standing],
    words: Mapping[str, list[Word]],
    query: Query,
) -> Truth | str:
    if study_uid in hidden:
        return HELD_BACK
    if states.get(study_uid, Standing()).state is not ReadingState.SIGNED:
        return NOT_SIGNED
    said = words.get(study_uid, [])
    return truth_of(said, include_contaminated=query.include_contaminated)


def _named(impression: Impression, query: Query) -> bool | None:
    """Return what a first impression says of the finding; None where it says nothing."""
    wanted = query.finding.strip().casefold()
    for finding, answer in impression.answers.items():
        if finding.casefold() == wanted:
            return {Answer.PRESENT: True, Answer.ABSENT: False}.get(answer)
    named_others = bool(impression.answers)
    return False if query.unnamed_is_absent and named_others else None


def _decisions(session: Session, wanted: str) -> list[tuple[str, Decision, str]]:
    """Return each reader's last word on the finding in each study, and the analysis's object."""
    query = (
        select(AnalysisTable.study_uid, DecisionTable.document, AnalysisTable.object_id)
        .join(DecisionTable, DecisionTable.analysis_id == AnalysisTable.analysis_id)
        .order_by(DecisionTable.decided, DecisionTable.decision_id)
    )
    last: dict[tuple[str, str], tuple[str, Decision, str]] = {}
    for study_uid, document, object_id in session.execute(query):
        decision = from_json(Decision, document)
        if decision.finding.casefold() == wanted:
            last[study_uid, decision.reader] = (study_uid, decision, object_id)
    return list(last.values())
