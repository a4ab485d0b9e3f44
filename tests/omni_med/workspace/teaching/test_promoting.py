"""The gate: no head reads patients unless it passed, was offered, and somebody signed it off."""

from __future__ import annotations

import errno
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from audit.catalogue.catalog import SecurityRow
from audit.errors import ForbiddenError, StorageFullError, TamperedError
from omni_med.errors import ModelUnavailableError, WorkspaceError
from omni_med.models.heads.bundle import rebound
from omni_med.models.heads.samples import sample_card, sample_numbers
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.gate import LockedEvaluation, Stage
from omni_med.workspace.teaching.power import GateRule
from omni_med.workspace.teaching.promoting import GATE
from omni_med.workspace.teaching.ruling import RULE
from omni_med.workspace.teaching.tables import HeadTable

PASSPHRASE = "a horse and a stapler"
Enter = Callable[..., Workspace]
Evaluated = Callable[..., int]


def test_a_head_is_evaluated_promoted_and_read(workspace: Workspace, evaluated: Evaluated) -> None:
    assert evaluated() == 1
    with pytest.raises(WorkspaceError, match="in force"):
        workspace.head("rare")
    row = workspace.promote_head("rare")
    assert row.in_force
    assert workspace.head("rare").card == sample_card()
    actions = {entry.action: entry for entry in workspace.trail()}
    assert actions["head.promote"].detail["second_person"] == "not applicable: a workspace of one"
    assert actions["head.evaluate"].detail["auroc"] == 0.9


def test_each_look_at_a_locked_set_is_counted(workspace: Workspace, evaluated: Evaluated) -> None:
    for number in (1, 2, 3):
        assert evaluated(sample_card(str(number))) == number
    with pytest.raises(WorkspaceError, match="evaluated here before"):
        evaluated(sample_card("3"))


def test_what_did_not_pass_or_was_not_offered_is_not_promoted(
    workspace: Workspace, evaluated: Evaluated, good: LockedEvaluation
) -> None:
    with pytest.raises(WorkspaceError, match="waits to be promoted"):
        workspace.promote_head("rare")
    evaluated(sample_card("1"), replace(good, low=0.4, passed=False))
    with pytest.raises(WorkspaceError, match="did not pass"):
        workspace.promote_head("rare")
    evaluated(sample_card("2", offered=False))
    with pytest.raises(WorkspaceError, match="was not offered"):
        workspace.promote_head("rare")
    assert not any(row.in_force for row in workspace.heads())


def test_a_locked_set_of_too_few_patients_lets_nothing_through(
    workspace: Workspace, evaluated: Evaluated, good: LockedEvaluation
) -> None:
    evaluated(sample_card("1"), replace(good, patients=4, without=40))
    with pytest.raises(WorkspaceError, match="4 patients with the finding and 40 without") as told:
        workspace.promote_head("rare")
    assert "rule --patients" in (told.value.hint or "")
    evaluated(sample_card("2"), replace(good, patients=9, without=3))
    with pytest.raises(WorkspaceError, match="3 without it"):
        workspace.sign_off_head("rare")
    assert not any(row.in_force for row in workspace.heads())
    workspace.set_gate_rule(GateRule(3))
    assert workspace.gate_rule() == GateRule(3)
    assert workspace.promote_head("rare").version == "2"
    said = [entry for entry in workspace.trail() if entry.action == "gate_rule.set"]
    assert said[-1].detail["patients"] == 3


def test_the_rule_is_not_for_those_who_measure(workspace: Workspace, enter: Enter) -> None:
    mia, ray = enter("mia", "ml-staff"), enter("ray", "radiologist")
    with pytest.raises(ForbiddenError):
        mia.set_gate_rule(GateRule(2))
    ray.set_gate_rule(GateRule(4))
    assert mia.gate_rule().patients == 4
    with pytest.raises(ValueError, match="two patients"):
        GateRule(1)


def test_a_rule_that_was_put_back_is_found_out(workspace: Workspace) -> None:
    workspace.set_gate_rule(GateRule(2))
    with workspace._vault.look() as session:
        row = session.get_one(SecurityRow, (RULE, "site"))
        old = {"version": row.version, "sealed": row.sealed}
    workspace.set_gate_rule(GateRule(9))
    with workspace._vault.parts.catalog.write() as session:
        session.execute(update(SecurityRow).where(SecurityRow.kind == RULE).values(**old))
        session.commit()
    with pytest.raises(TamperedError, match="old page"):
        workspace.gate_rule()


def test_numbers_that_are_not_the_cards_do_not_enter(
    workspace: Workspace, good: LockedEvaluation
) -> None:
    with pytest.raises(ModelUnavailableError, match="damaged"):
        workspace.evaluated_head(sample_card(), sample_numbers() + b"x", good)
    assert workspace.heads() == ()


def test_a_rollback_brings_the_version_before_back(
    workspace: Workspace, evaluated: Evaluated
) -> None:
    for version in ("1", "2"):
        evaluated(sample_card(version))
        workspace.promote_head("rare")
    assert workspace.head("rare").card.version == "2"
    with pytest.raises(WorkspaceError, match="needs a reason"):
        workspace.rollback_head("rare", " ")
    assert workspace.rollback_head("rare", "too many false alarms") == "1"
    assert workspace.head("rare").card.version == "1"
    assert workspace.rollback_head("rare", "the same") == ""
    with pytest.raises(WorkspaceError, match="in force"):
        workspace.head("rare")


def test_a_rollback_never_brings_back_what_was_rolled_back_before(
    workspace: Workspace, evaluated: Evaluated
) -> None:
    for version in ("1", "2"):
        evaluated(sample_card(version))
        workspace.promote_head("rare")
    assert workspace.rollback_head("rare", "version 2 misses the apices") == "1"
    evaluated(sample_card("3"))
    workspace.promote_head("rare")
    assert workspace.rollback_head("rare", "so does version 3") == "1"
    assert workspace.head("rare").card.version == "1"
    changes = {change.what for change in workspace.drift().changes}
    assert {"head rare 2 rolled back", "head rare 3 rolled back"} <= changes
    assert "head rare 1 rolled back" not in changes


def test_two_people_let_a_head_through(
    workspace: Workspace, enter: Enter, evaluated: Evaluated
) -> None:
    mia, ray = enter("mia", "ml-staff"), enter("ray", "radiologist")
    evaluated(by=mia)
    with pytest.raises(WorkspaceError, match="cannot sign it off"):
        mia.sign_off_head("rare")
    with pytest.raises(WorkspaceError, match="cannot sign it off"):
        mia.promote_head("rare")
    row = ray.sign_off_head("rare", "looked at all missed films")
    assert (row.stage, row.signed_by, row.in_force) == (Stage.SIGNED, "ray", False)
    assert mia.promote_head("rare").in_force
    said = [entry for entry in workspace.trail() if entry.action == "head.promote"]
    assert [entry.outcome for entry in said] == ["failure", "success"]
    assert said[-1].detail["second_person"] == "ray"
    assert said[-1].detail["evaluated_by"] == "mia"


def test_promotion_by_a_second_person_is_a_signature(
    workspace: Workspace, enter: Enter, evaluated: Evaluated
) -> None:
    mia, ray = enter("mia", "ml-staff"), enter("ray", "radiologist")
    evaluated(by=mia)
    row = ray.promote_head("rare")
    assert (row.signed_by, row.in_force) == ("ray", True)


def test_an_owner_with_colleagues_is_no_workspace_of_one(
    workspace: Workspace, enter: Enter, evaluated: Evaluated
) -> None:
    enter("ray", "radiologist")
    evaluated()
    with pytest.raises(WorkspaceError, match="cannot sign it off"):
        workspace.promote_head("rare")


def test_who_may_not_evaluate_or_promote_is_refused(
    workspace: Workspace, enter: Enter, evaluated: Evaluated
) -> None:
    ray, tim = enter("ray", "radiologist"), enter("tim", "trainee")
    evaluated()
    with pytest.raises(ForbiddenError):
        ray.look_at_locked(sample_card("2"), "d" * 64)
    with pytest.raises(ForbiddenError):
        tim.promote_head("rare")
    with pytest.raises(ForbiddenError):
        tim.sign_off_head("rare")


def test_a_look_counts_before_the_labels_are_read(
    workspace: Workspace, good: LockedEvaluation
) -> None:
    assert workspace.look_at_locked(sample_card(), "e" * 64) == 1  # and the command dies here
    assert workspace.look_at_locked(sample_card(), "e" * 64) == 2
    looks = [entry for entry in workspace.trail() if entry.action == "locked.look"]
    assert [entry.detail["locked_set"] for entry in looks] == ["e" * 64] * 2
    with pytest.raises(WorkspaceError, match="was not counted"):
        workspace.evaluated_head(sample_card(), sample_numbers(), good)


def test_other_thresholds_are_another_head(
    workspace: Workspace, evaluated: Evaluated, good: LockedEvaluation
) -> None:
    evaluated()
    card = sample_card()
    softer = replace(card, answer=replace(card.answer, threshold=0.1))
    with pytest.raises(WorkspaceError, match="is here already"):
        workspace.evaluated_head(softer, sample_numbers(), good)
    workspace.promote_head("rare")
    assert workspace.head("rare").card.answer.threshold == 0.5


def test_a_head_on_new_weights_is_another_version_without_sets(
    workspace: Workspace, evaluated: Evaluated, good: LockedEvaluation
) -> None:
    evaluated()
    workspace.promote_head("rare")
    moved = rebound(sample_card(), ("compact", "3", "b" * 64))
    assert moved.version == "1-on-3"
    assert moved.answer.conformal is None
    evaluated(moved, replace(good, low=0.4, passed=False))
    with pytest.raises(WorkspaceError, match="did not pass"):
        workspace.promote_head("rare")
    assert workspace.head("rare").card.version == "1"


def test_an_old_page_that_puts_a_head_back_in_force_is_noticed(
    workspace: Workspace, evaluated: Evaluated
) -> None:
    evaluated()
    workspace.promote_head("rare")
    with workspace._vault.look() as session:
        row = session.get_one(SecurityRow, (GATE, "rare"))
        old = (row.version, row.sealed)
    workspace.rollback_head("rare", "false alarms")
    with workspace._vault.parts.catalog.write() as session:
        values = {"version": old[0], "sealed": old[1]}
        session.execute(update(SecurityRow).where(SecurityRow.kind == GATE).values(**values))
        session.execute(update(HeadTable).values(in_force=True))
        session.commit()
    for read in (lambda: workspace.head("rare"), workspace.heads, workspace.heads_in_force):
        with pytest.raises(TamperedError, match="old page"):
            read()


def test_a_row_that_only_says_in_force_gives_no_right(
    workspace: Workspace, evaluated: Evaluated
) -> None:
    evaluated()
    with workspace._vault.parts.catalog.write() as session:
        session.execute(update(HeadTable).values(in_force=True, promoted="2026-01-01"))
        session.commit()
    with pytest.raises(WorkspaceError, match="in force"):
        workspace.head("rare")


def test_a_full_disk_leaves_the_gate_as_it_was(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, evaluated: Evaluated
) -> None:
    evaluated()
    workspace.promote_head("rare")
    before = workspace.heads()
    with monkeypatch.context() as patch:

        def full(*_: object, **__: object) -> None:
            raise OSError(errno.ENOSPC, "No space left on device")

        patch.setattr("audit.sealing.objects.os.fsync", full)
        with pytest.raises(StorageFullError):
            evaluated(sample_card("2"))
    assert workspace.heads() == before
    assert workspace.head("rare").card.version == "1"
    assert evaluated(sample_card("2"))
    assert workspace.verify().ok


KILLED = """
import os, sys
from pathlib import Path
from omni_med.workspace import Workspace
from omni_med.workspace.teaching import promoting

step = sys.argv[3]
if step == "gate":
    kept = promoting.Promoting._put_gate
    def put(*given):
        kept(*given)
        os.kill(os.getpid(), 9)
    promoting.Promoting._put_gate = put
with Workspace.open(Path(sys.argv[1]), passphrase=sys.argv[2]) as workspace:
    if step == "before":
        rows = workspace._vault.rows
        rows.write = lambda *given: os.kill(os.getpid(), 9)
    workspace.promote_head("rare")
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize(("step", "version"), [("before", "1"), ("gate", "1"), ("after", "2")])
def test_a_kill_between_steps_leaves_the_old_head_or_the_new(
    workspace: Workspace, step: str, version: str, evaluated: Evaluated
) -> None:
    evaluated()
    workspace.promote_head("rare")
    evaluated(sample_card("2"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(workspace.home), PASSPHRASE, step], check=False
    )
    assert done.returncode == -9
    assert workspace.head("rare").card.version == version
    assert [row.version for row in workspace.heads() if row.in_force] == [version]
    assert [row.in_force for row in workspace.heads()].count(True) == 1
    with workspace._vault.look() as session:
        flags = {row.version: row.in_force for row in session.query(HeadTable)}
    assert flags == {"1": version == "1", "2": version == "2"}
    assert workspace.verify().ok


def test_a_head_of_a_folder_reads_no_patient_of_a_department(
    workspace: Workspace, enter: Enter
) -> None:
    workspace.try_head(sample_card(), kept=True)
    mia = enter("mia", "ml-staff")
    for person in (workspace, mia):
        with pytest.raises(WorkspaceError, match="not in force"):
            person.try_head(sample_card(), kept=True)
    mia.try_head(sample_card(), kept=False)


def test_what_is_not_offered_cannot_be_signed(workspace: Workspace, evaluated: Evaluated) -> None:
    evaluated(sample_card(offered=False))
    with pytest.raises(WorkspaceError, match="was not offered"):
        workspace.sign_off_head("rare")
    assert not workspace.heads()[0].signed_by


def test_numbers_of_a_candidate_come_back_whole(workspace: Workspace, evaluated: Evaluated) -> None:
    evaluated()
    assert workspace.candidate("rare") == (sample_card(), sample_numbers())
    with pytest.raises(WorkspaceError, match="no head 'none'"):
        workspace.candidate("none")


def test_a_locked_set_is_known_by_its_cases_whatever_its_bytes(
    workspace: Workspace, good: LockedEvaluation
) -> None:
    look = workspace.look_at_locked
    assert look(sample_card("1"), "a" * 64, ("film-1", "film-2"), "pcp-locked@1") == 1
    assert look(sample_card("2"), "b" * 64, ("film-2", "film-3")) == 2, "one film is the same"
    assert look(sample_card("3"), "c" * 64, ("film-9",)) == 1
    assert look(sample_card("4"), "a" * 64, ("film-1",)) == 3 - 1, "film 1 was looked at once"
    assert look(sample_card("5"), "d" * 64, ("film-3", "film-9")) == 3
    entries = [entry for entry in workspace.trail() if entry.action == "locked.look"]
    assert entries[0].detail["dataset"] == "pcp-locked@1"
    assert [entry.detail["looks"] for entry in entries] == [1, 2, 1, 2, 3]
    found = replace(good, digest="a" * 64, name="pcp-locked@1", apart_by=("patient", "file"))
    assert workspace.evaluated_head(sample_card("4"), sample_numbers(), found) == 2
    (said,) = [entry for entry in workspace.trail() if entry.action == "head.evaluate"]
    assert said.detail["told_apart_by"] == "patient, file"


def test_who_a_head_was_taught_on_goes_into_no_bundle(
    workspace: Workspace, evaluated: Evaluated, tmp_path: Path
) -> None:
    card = replace(sample_card(), people=("0123456789abcdef",), objects=("fedcba9876543210",))
    evaluated(card)
    workspace.promote_head("rare")
    workspace.export_head("rare", tmp_path / "rare.omhead")
    data = (tmp_path / "rare.omhead").read_bytes()
    assert b"fedcba9876543210" in data
    assert b"0123456789abcdef" not in data
    assert workspace.head("rare").card.people == card.people
