"""Data sets of a workspace: signed cases with a label that may be learnt from, sealed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import delete, select

from audit.trail import Event
from omni_med.dicom.pool import DecodePool
from omni_med.domain import (
    Analysis,
    Answer,
    Decision,
    Finding,
    Impression,
    ModelVersion,
    Outcome,
    Priority,
    Provenance,
    Report,
    ReportSection,
    ReportStatus,
    Status,
    Triage,
    Verdict,
)
from omni_med.domain.codec import to_json
from omni_med.errors import WorkspaceError
from omni_med.workspace import Workspace
from omni_med.workspace.collecting.collect import LOCKED_AWAY, NOT_SIGNED, titled
from omni_med.workspace.collecting.sets import Query
from omni_med.workspace.collecting.tables import DatasetMemberTable, DatasetTable
from omni_med.workspace.collecting.truth import CONTAMINATED, DISAGREE, NOBODY, Basis

PASSPHRASE = "a horse and a stapler"
NOW = datetime(2026, 2, 1, tzinfo=UTC)
PCP = Query("Pneumocystis")


def uid(study: int) -> str:
    return f"1.2.826.0.1.3680043.10.543.{study}"


@pytest.fixture
def five(workspace: Workspace, write_file: Callable[..., Path], pool: DecodePool) -> Workspace:
    """Five studies of five patients, all but the last signed."""
    files = [write_file(f"{n}.dcm", study=n, PatientID=f"CANARY-{n}") for n in range(1, 6)]
    workspace.import_paths(files, pool=pool)
    for study in range(1, 5):
        sign(workspace, study)
    return workspace


def sign(workspace: Workspace, study: int) -> None:
    report = Report(
        report_id=hashlib.md5(str(study).encode()).hexdigest(),
        study_uid=uid(study),
        author="ada",
        template="general/en/1",
        language="en",
        title="Report",
        status=ReportStatus.DRAFT,
        saved=NOW,
        sections=(ReportSection("findings", "Findings", "As seen."),),
    )
    workspace.sign_report(report, PASSPHRASE)


def think(workspace: Workspace, study: int, finding: str, answer: Answer, **more: bool) -> None:
    workspace.keep_impression(Impression(uid(study), "ada", NOW, {finding: answer}, **more))


def decide(workspace: Workspace, study: int, *, shown: bool) -> None:
    name = f"{study:032x}"
    analysis = Analysis(
        analysis_id=name,
        study_uid=uid(study),
        model=ModelVersion("m", "1"),
        created=NOW,
        assessed=("Pneumocystis",),
        not_assessed=(),
        findings=(Finding("Pneumocystis", None, 0.9, 0.9, None, 0.5, Status.PRESENT),),
        modalities=(),
        conflicts=(),
        triage=Triage(Priority.ROUTINE),
        provenance=Provenance("p", ()),
    )
    workspace.save_analysis(analysis)
    workspace.decide(Decision(name, name, "Pneumocystis", Verdict.ACCEPT, "ada", NOW, shown))


def test_signed_cases_with_a_clean_label_are_taken_and_all_others_counted(
    five: Workspace,
) -> None:
    five.set_outcome(Outcome(uid(1), "pneumocystis", True, "BAL, silver stain", "ada", NOW))
    think(five, 2, "Pneumocystis", Answer.ABSENT)
    decide(five, 3, shown=True)
    five.set_outcome(Outcome(uid(4), "Pneumocystis", True, "follow-up CT", "ada", NOW))
    five.set_outcome(Outcome(uid(5), "Pneumocystis", True, "biopsy", "ada", NOW))
    made = five.create_dataset("pcp", PCP)
    assert [(m.study_uid, m.present, m.basis) for m in made.members] == [
        (uid(1), True, Basis.LABORATORY),
        (uid(2), False, Basis.UNAIDED),
    ]
    assert made.left_out == {CONTAMINATED: 1, NOBODY: 1, NOT_SIGNED: 1}
    assert made.found == 5
    assert len({member.patient for member in made.members}) == 2
    assert "CANARY" not in repr(made)
    assert uid(1) not in repr(made)


def test_what_a_model_suggested_comes_in_only_by_force(five: Workspace) -> None:
    decide(five, 3, shown=True)
    decide(five, 4, shown=False)
    made = five.create_dataset("pcp", PCP)
    assert [member.study_uid for member in made.members] == [uid(4)]
    forced = five.create_dataset("pcp", Query("Pneumocystis", include_contaminated=True))
    assert [member.contaminated for member in forced.members] == [True, False]


def test_versions_are_kept_sealed_and_on_the_trail(five: Workspace) -> None:
    think(five, 1, "Pneumocystis", Answer.PRESENT)
    first = five.create_dataset("pcp", PCP)
    think(five, 2, "Pneumocystis", Answer.ABSENT)
    second = five.create_dataset("pcp", PCP)
    assert (first.version, second.version) == (1, 2)
    assert five.dataset("pcp") == second
    assert five.dataset("pcp", 1) == first
    assert five.datasets() == (second, first)
    entries = [e for e in five.trail() if e.action.startswith("dataset.")]
    created = [e for e in entries if e.action == "dataset.create"]
    assert [e.detail["digest"] for e in created] == [first.digest, second.digest]
    members = [e.subject for e in five.trail(subject=uid(1)) if e.action == "dataset.member"]
    assert len(members) == 2
    assert five.verify().ok


def test_who_named_others_counts_as_without_it_only_where_asked(five: Workspace) -> None:
    think(five, 1, "opacity", Answer.PRESENT)
    think(five, 2, "Pneumocystis", Answer.PRESENT)
    assert len(five.create_dataset("pcp", PCP).members) == 1
    made = five.create_dataset("pcp", Query("Pneumocystis", unnamed_is_absent=True))
    assert [member.present for member in made.members] == [False, True]


def test_nothing_to_learn_from_is_said_and_not_kept(five: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="No study can be used of 5: 4 nobody said"):
        five.create_dataset("pcp", PCP)
    assert five.datasets() == ()
    with pytest.raises(WorkspaceError, match="no data set 'pcp'"):
        five.dataset("pcp")


@pytest.mark.parametrize("name", ["", "PCP", "../x", "1a", "a" * 41])
def test_a_name_that_cannot_be_used_is_refused(five: Workspace, name: str) -> None:
    with pytest.raises(WorkspaceError, match="name"):
        five.create_dataset(name, PCP)


@pytest.fixture
def nine(workspace: Workspace, write_file: Callable[..., Path], pool: DecodePool) -> Workspace:
    """Nine signed studies of nine patients, the odd ones with Pneumocystis."""
    files = [write_file(f"{n}.dcm", study=n, PatientID=f"CANARY-{n}") for n in range(1, 10)]
    workspace.import_paths(files, pool=pool)
    for study in range(1, 10):
        think(workspace, study, "Pneumocystis", Answer.PRESENT if study % 2 else Answer.ABSENT)
        sign(workspace, study)
    return workspace


def test_some_patients_are_kept_back_for_ever(nine: Workspace) -> None:
    made = nine.create_dataset("pcp", PCP, 0.4)
    locked = nine.dataset("pcp-locked")
    assert (made.locked, locked.locked, locked.title) == (False, True, "pcp-locked@1")
    assert (len(made.members), made.positives) == (5, 3)
    assert (len(locked.members), locked.positives) == (4, 2)
    assert made.left_out == {LOCKED_AWAY: 4}
    back = {member.patient for member in locked.members}
    assert not back & {member.patient for member in made.members}
    for name in ("pcp", "other"):
        again = nine.create_dataset(name, Query("pneumocystis "))
        assert not back & {member.patient for member in again.members}
    assert nine.create_dataset("pcp", PCP, 0.4).version == 3
    assert {member.patient for member in nine.dataset("pcp-locked").members} == back
    entries = [entry for entry in nine.trail() if entry.action == "dataset.create"]
    assert [entry.detail["locked"] for entry in entries] == [True, False, False, False, True, False]


@pytest.mark.parametrize(
    ("name", "lock", "said"),
    [("pcp-locked", 0.0, "locked sets"), ("a" * 38, 0.4, "name"), ("pcp", 0.8, "too few")],
)
def test_what_cannot_be_kept_back_is_said_and_nothing_is_kept(
    nine: Workspace, name: str, lock: float, said: str
) -> None:
    with pytest.raises(WorkspaceError, match=said):
        nine.create_dataset(name, PCP, lock)
    assert nine.datasets() == ()


def test_a_disagreement_is_left_out_until_the_laboratory_decides(nine: Workspace) -> None:
    decide(nine, 1, shown=False)
    decide(nine, 2, shown=False)
    made = nine.create_dataset("pcp", PCP)
    assert made.left_out == {DISAGREE: 1}
    assert uid(2) not in {member.study_uid for member in made.members}
    nine.set_outcome(Outcome(uid(2), "Pneumocystis", True, "PCR of BAL", "ada", NOW))
    made = nine.create_dataset("pcp", PCP)
    (member,) = [member for member in made.members if member.study_uid == uid(2)]
    assert (member.present, member.adjudicated, made.adjudicated) == (True, True, 1)
    assert member.basis is Basis.LABORATORY


@pytest.mark.parametrize(
    ("text", "found"),
    [("pcp", ("pcp", 0)), ("pcp@3", ("pcp", 3)), ("pcp-locked@12", ("pcp-locked", 12))],
)
def test_a_version_is_named_behind_an_at_sign(text: str, found: tuple[str, int]) -> None:
    assert titled(text) == found


@pytest.mark.parametrize("text", ["pcp@", "pcp@0", "pcp@x", "pcp@1@2", "pcp@٣"])
def test_a_version_that_is_none_is_a_clear_line(text: str) -> None:
    with pytest.raises(WorkspaceError, match="version"):
        titled(text)


def test_who_shreds_a_study_takes_it_out_of_every_data_set(five: Workspace) -> None:
    for study in (1, 2, 3):
        think(five, study, "Pneumocystis", Answer.PRESENT if study == 1 else Answer.ABSENT)
    made = five.create_dataset("pcp", PCP)
    five.create_dataset("pcp", PCP)
    mine = {member.study_uid: member for member in made.members}[uid(1)]
    five.shred(uid(1), "asked for by the patient")
    for found in five.datasets():
        assert [member.study_uid for member in found.members] == [uid(2), uid(3)]
        assert (found.taken, found.forgotten, found.positives) == (3, 1, 0)
    assert five.verify().ok
    with five._vault.look() as session:
        assert uid(1) not in set(session.scalars(select(DatasetMemberTable.study_uid)))
    said = [entry.detail for entry in five.trail() if entry.action == "dataset.member"]
    assert all(set(detail) == {"dataset"} for detail in said), "labels do not stand on the trail"
    sealed = b"".join(p.read_bytes() for p in five.home.rglob("*") if p.is_file())
    assert mine.patient.encode() not in sealed


def test_sets_that_were_kept_whole_are_taken_apart_before_a_shredding(five: Workspace) -> None:
    think(five, 1, "Pneumocystis", Answer.PRESENT)
    think(five, 2, "Pneumocystis", Answer.ABSENT)
    made = five.create_dataset("pcp", PCP)
    with five._vault.act(Event("dataset.create")) as tx:  # as it was done before
        row = tx.session.scalars(select(DatasetTable)).one()
        tx.session.execute(delete(DatasetMemberTable))
        row.object_id = tx.put("dataset", row.dataset_id, to_json(replace(made, taken=0)))
    assert five.dataset("pcp").members == made.members
    five.shred(uid(2), "asked for")
    found = five.dataset("pcp")
    assert [member.study_uid for member in found.members] == [uid(1)]
    assert found.forgotten == 1
    assert five.verify().ok
