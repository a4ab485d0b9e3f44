"""What is present stands beside the priority in the worklist, and goes with its study."""

from __future__ import annotations

from datetime import UTC, datetime

from omni_med.domain import (
    Analysis,
    Finding,
    ModelVersion,
    Priority,
    Provenance,
    Status,
    Triage,
)
from omni_med.workspace import Workspace
from ui.cli.reading.studies import triage_words

TIME = datetime(2026, 1, 2, tzinfo=UTC)


def saved(workspace: Workspace, name: str, day: int, *findings: tuple[str, Status]) -> None:
    uid = workspace.studies()[0].study_uid
    made = tuple(
        Finding(finding, None, 0.9, 0.9, None, 0.5, status, (), ()) for finding, status in findings
    )
    workspace.save_analysis(
        Analysis(
            analysis_id=name, study_uid=uid, model=ModelVersion("fake", "1"),
            created=TIME.replace(day=day), assessed=(), not_assessed=(), findings=made,
            modalities=(), conflicts=(), triage=Triage(Priority.ROUTINE, ()),
            provenance=Provenance("test/1", ()),
        )
    )  # fmt: skip


def test_the_newest_analysis_says_what_is_present(filled: Workspace) -> None:
    saved(filled, "a", 1, ("opacity", Status.PRESENT), ("effusion", Status.ABSENT))
    (row, *_) = filled.studies()
    assert (row.triage, row.present) == ("routine", "opacity")
    assert triage_words(row) == "routine · opacity present"
    saved(filled, "b", 2, ("opacity", Status.ABSENT))
    (row, *_) = filled.studies()
    assert (row.triage, row.present) == ("routine", "")
    assert triage_words(row) == "routine"
    saved(filled, "c", 3, ("opacity", Status.PRESENT), ("nodule", Status.PRESENT))
    (row, *_) = filled.studies()
    assert row.present == "opacity, nodule"
