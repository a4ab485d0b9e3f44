"""What the dashboard calls a change: models that begin, calibrations that are withdrawn."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from omni_med.domain import (
    Analysis,
    Conformal,
    ModalityContribution,
    ModelVersion,
    Priority,
    Provenance,
    SiteCalibration,
    SiteFinding,
    Triage,
)
from omni_med.workspace import Workspace

NOW = datetime.now(UTC)


def an_analysis(number: int, days: int, version: str, study_uid: str) -> Analysis:
    return Analysis(
        analysis_id=f"{number:032x}",
        study_uid=study_uid,
        model=ModelVersion("compact", version),
        created=NOW - timedelta(days=days),
        assessed=("opacity",),
        not_assessed=(),
        findings=(),
        modalities=(ModalityContribution("image", 1.0, 0.9),),
        conflicts=(),
        triage=Triage(Priority.ROUTINE, ()),
        provenance=Provenance("test/1", ()),
        timings_ms={},
    )


def told(workspace: Workspace, days: int) -> list[str]:
    return [change.what for change in workspace.drift(days=days).changes]


def test_a_model_that_answered_before_does_not_begin_in_what_is_shown(filled: Workspace) -> None:
    uid = filled.studies()[0].study_uid
    for number, (days, version) in enumerate(((90, "1"), (20, "1"), (5, "2")), 1):
        filled.save_analysis(an_analysis(number, days, version, uid))
    assert told(filled, 730) == ["compact 1", "compact 2"]
    assert told(filled, 30) == ["compact 2"]
    assert told(filled, 1) == []


def test_a_calibration_that_was_withdrawn_is_a_change(workspace: Workspace) -> None:
    scores = tuple(n / 40 for n in range(20))
    one = SiteFinding(
        "opacity", 40, 20, 1.0, -0.5, 0.4, "sensitivity 0.9", Conformal(scores, scores), 1, 0.1, 0.1
    )
    made = SiteCalibration(
        f"{1:032x}", "compact", "1", "a" * 64, NOW, workspace.me().name, "40 cases", (one,)
    )
    workspace.save_calibration(made)
    assert told(workspace, 30) == ["compact calibrated at this site"]
    workspace.withdraw_calibration("compact", "another scanner")
    assert set(told(workspace, 30)) == {
        "compact calibrated at this site",
        "compact: calibration withdrawn",
    }
