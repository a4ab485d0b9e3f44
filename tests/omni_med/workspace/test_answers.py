"""A reader's answer to a question between film and record: kept, sealed, on the trail."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from omni_med.domain import (
    Analysis,
    Conflict,
    Decision,
    Holds,
    ModelVersion,
    Priority,
    Provenance,
    Triage,
    Verdict,
)
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedRecordError
from omni_med.workspace import Workspace

TIME = datetime(2026, 1, 2, tzinfo=UTC)
ASKED = Conflict("opacity", "Record: no. Film: yes. Which holds?", 0.8, "note-1", 0, 4)


def an_answer(holds: Holds, number: int = 0) -> Decision:
    return Decision(
        f"{number:032x}", "a", ASKED.key, Verdict.ANSWER, "ada", TIME, True, "seen later",
        holds=holds,
    )  # fmt: skip


def test_every_answer_is_kept_and_on_the_trail(filled: Workspace) -> None:
    uid = filled.studies()[0].study_uid
    filled.save_analysis(
        Analysis(
            analysis_id="a", study_uid=uid, model=ModelVersion("fake", "1"), created=TIME,
            assessed=(), not_assessed=(), findings=(), modalities=(), conflicts=(ASKED,),
            triage=Triage(Priority.UNSURE, ()), provenance=Provenance("test/1", ()),
            conflict_score=0.8,
        )
    )  # fmt: skip
    for number, holds in enumerate(Holds):
        filled.decide(an_answer(holds, number))
    kept = filled.decisions("a")
    assert [one.holds for one in kept] == list(Holds)
    assert {one.finding for one in kept} == {"question: opacity note-1"}
    told = [
        entry.detail["holds"]
        for entry in filled.trail(subject=uid)
        if entry.action == "finding.decide"
    ]
    assert sorted(map(str, told)) == sorted(holds.value for holds in Holds)
    assert all("seen later" not in str(entry.detail) for entry in filled.trail(subject=uid))
    assert filled.analyses(uid)[0].conflict_score == 0.8


def test_an_answer_says_what_holds_and_nothing_else_does() -> None:
    with pytest.raises(ValueError, match="what holds"):
        Decision("d", "a", ASKED.key, Verdict.ANSWER, "ada", TIME, True)
    with pytest.raises(ValueError, match="what holds"):
        replace(an_answer(Holds.FILM), verdict=Verdict.ACCEPT)
    empty = to_json(an_answer(Holds.FILM)).replace(b'"film"', b"null")
    with pytest.raises(DamagedRecordError):
        from_json(Decision, empty)


def test_a_decision_kept_before_there_were_answers_is_read() -> None:
    plain = Decision("d", "a", "opacity", Verdict.ACCEPT, "ada", TIME, True)
    assert from_json(Decision, to_json(plain).replace(b',"holds":null', b"")) == plain
