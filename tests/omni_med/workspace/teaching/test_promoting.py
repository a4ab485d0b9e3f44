"""The gate: no head reads patients unless it passed, was offered, and somebody signed it off."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from audit.sealing.keys import MINIMUM_COST
from omni_med.errors import ModelUnavailableError, WorkspaceError
from omni_med.models.compact.settings import AnswerSettings, Calibration
from omni_med.models.heads.bundle import HeadCard
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.promoting import LockedEvaluation

PASSPHRASE = "a horse and a stapler"
NUMBERS = save(
    {
        "image.value": np.ones(4, np.float32),
        "image.bias": np.zeros(1, np.float32),
        "text.value": np.ones(4, np.float32),
        "text.bias": np.zeros(1, np.float32),
        "modality": np.zeros(2, np.float32),
    }
)
GOOD = LockedEvaluation("d" * 64, 50, 9, 7, 0.9, 0.8, 0.97, 0.8, 0.9, True)


def a_card(version: str = "1", *, offered: bool = True) -> HeadCard:
    plain = Calibration(1.0, 0.0)
    return HeadCard(
        name="rare",
        version=version,
        answer=AnswerSettings("Rare", "", "", False, 0.5, None, None, plain, plain, plain),
        base_id="compact",
        base_version="2",
        base_sha256="a" * 64,
        rank=0,
        taught=datetime(2026, 1, 2, tzinfo=UTC),
        label="finding=Rare",
        columns=("file", "note", "patient"),
        dataset="0" * 64,
        seen=(),
        cases=60,
        positives=12,
        patients=9,
        offered=offered,
        reason="It is not above the probe.",
        figures={},
        sha256=hashlib.sha256(NUMBERS).hexdigest(),
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    home = tmp_path / "home"
    with Workspace.create(home, user="eva", passphrase=PASSPHRASE, kdf=MINIMUM_COST) as made:
        yield made


def test_a_head_is_evaluated_promoted_and_read(workspace: Workspace) -> None:
    assert workspace.evaluated_head(a_card(), NUMBERS, GOOD) == 1
    with pytest.raises(WorkspaceError, match="in force"):
        workspace.head("rare")
    row = workspace.promote_head("rare")
    assert row.in_force
    assert workspace.head("rare").card == a_card()
    actions = {entry.action: entry for entry in workspace.trail()}
    assert actions["head.promote"].detail["second_person"] == "not applicable: a workspace of one"
    assert actions["head.evaluate"].detail["auroc"] == 0.9


def test_each_look_at_a_locked_set_is_counted(workspace: Workspace) -> None:
    for number in (1, 2, 3):
        assert workspace.evaluated_head(a_card(str(number)), NUMBERS, GOOD) == number
    with pytest.raises(WorkspaceError, match="evaluated here before"):
        workspace.evaluated_head(a_card("3"), NUMBERS, GOOD)


def test_what_did_not_pass_or_was_not_offered_is_not_promoted(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceError, match="waits to be promoted"):
        workspace.promote_head("rare")
    workspace.evaluated_head(a_card("1"), NUMBERS, replace(GOOD, low=0.4, passed=False))
    with pytest.raises(WorkspaceError, match="did not pass"):
        workspace.promote_head("rare")
    workspace.evaluated_head(a_card("2", offered=False), NUMBERS, GOOD)
    with pytest.raises(WorkspaceError, match="was not offered"):
        workspace.promote_head("rare")
    assert not any(row.in_force for row in workspace.heads())


def test_numbers_that_are_not_the_cards_do_not_enter(workspace: Workspace) -> None:
    with pytest.raises(ModelUnavailableError, match="damaged"):
        workspace.evaluated_head(a_card(), NUMBERS + b"x", GOOD)
    assert workspace.heads() == ()


def test_a_rollback_brings_the_version_before_back(workspace: Workspace) -> None:
    for version in ("1", "2"):
        workspace.evaluated_head(a_card(version), NUMBERS, GOOD)
        workspace.promote_head("rare")
    assert workspace.head("rare").card.version == "2"
    with pytest.raises(WorkspaceError, match="needs a reason"):
        workspace.rollback_head("rare", " ")
    assert workspace.rollback_head("rare", "too many false alarms") == "1"
    assert workspace.head("rare").card.version == "1"
    assert workspace.rollback_head("rare", "the same") == ""
    with pytest.raises(WorkspaceError, match="in force"):
        workspace.head("rare")
