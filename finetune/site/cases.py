"""Local cases with their answers: from a manifest, or from what readers decided."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from finetune.errors import CalibrationError
from finetune.site.calibration import LocalCase
from omni_med.batch.crew import Crew
from omni_med.batch.manifest import read_manifest
from omni_med.batch.options import Columns
from omni_med.batch.plan import plan_manifest
from omni_med.batch.worker import Job
from omni_med.domain import Analysis, Decision, Finding, SiteCalibration, Status, Verdict
from omni_med.errors import CancelledError
from omni_med.models.calibrated import shipped_probability
from omni_med.models.protocols import ModelCard, ModelSource
from omni_med.progress import Cancelled, Progress, never, no_progress

WITH = frozenset(("1", "yes", "y", "true", "present", "positive", "pos"))
WITHOUT = frozenset(("0", "no", "n", "false", "absent", "negative", "neg"))


@dataclass(frozen=True, slots=True)
class LocalCases:
    """What could be used, and why others could not: reason to number of cases."""

    cases: tuple[LocalCase, ...]
    left_out: Mapping[str, int]

    def __str__(self) -> str:
        """Return it in words."""
        used = f"{len(self.cases)} cases"
        rest = "; ".join(f"{count} {why}" for why, count in self.left_out.items())
        return f"{used} ({rest})" if rest else used


def from_manifest(
    manifest: Path,
    columns: Columns,
    label: str,
    *,
    model: str,
    finding: str,
    workers: int = 1,
    registered: ModelSource | None = None,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> LocalCases:
    """Let a model, as shipped, answer the cases of a manifest that have a label.

    Args:
        manifest: CSV or Parquet, as of a batch.
        columns: Its columns.
        label: Column that says 1 or 0 (present or absent, yes or no); empty where nobody knows.
        model: Name in the registry.
        finding: Name of the finding that the label speaks of.
        workers: Processes that read.
        registered: A user's model, which the registry does not know.
        progress: Called with cases done and in all.
        cancelled: Asked between cases.

    Raises:
        ManifestError: If the manifest cannot be used.
        CalibrationError: If it has no such column, or a label is none.
        CancelledError: If asked to stop.
    """
    labels = labels_of(manifest, label)
    plan = plan_manifest(manifest, columns)
    wanted = [case for case in plan.cases if labels[case.index] is not None]
    counts: dict[str, int] = {}
    count(counts, "without a label", len(plan.cases) - len(wanted))
    found: list[tuple[int, LocalCase]] = []
    done = 0
    with Crew(Job(model, None, registered=registered), max(1, min(workers, len(wanted)))) as crew:
        for item in crew.work(wanted, cancelled) if wanted else ():
            if item is None:
                continue
            case, rows = item
            done += 1
            progress(done, len(wanted))
            row = next((row for row in rows if row.finding == finding), None)
            if row is None or row.probability is None:
                count(counts, "failed" if rows[0].error_code else "not assessed", 1)
                continue
            group = case.group or case.study_uid or case.case_id
            truth = labels[case.index]
            found.append((case.index, LocalCase(row.probability, int(bool(truth)), group)))
    if done < len(wanted):
        raise CancelledError
    return LocalCases(tuple(case for _, case in sorted(found, key=lambda one: one[0])), counts)


def labels_of(manifest: Path, column: str) -> list[bool | None]:
    """Return the label of each row of a manifest: True, False, or None where nobody knows.

    Raises:
        ManifestError: If the manifest cannot be read.
        CalibrationError: If there is no such column, or a label is none.
    """
    table = read_manifest(manifest)
    if column not in table.columns:
        raise CalibrationError(
            f"The manifest has no column {column!r} with what the cases really were.",
            hint=f"Name it with --label. It has: {', '.join(table.columns)}.",
        )
    return [_label(row[column], number) for number, row in enumerate(table.rows, 1)]


def _label(cell: str, number: int) -> bool | None:
    word = cell.strip().casefold()
    if not word:
        return None
    if word in WITH or word in WITHOUT:
        return word in WITH
    raise CalibrationError(
        f"The label of case {number} is neither 1 nor 0.",
        hint="Write 1 or 0 (present or absent, yes or no), or leave it empty.",
    )


class Decided(Protocol):
    """What is needed of a workspace to learn from its readers."""

    def studies(self, query: str = "") -> Sequence[object]:
        """Return the worklist."""
        ...

    def analyses(self, study_uid: str) -> tuple[Analysis, ...]:
        """Return the analyses of a study, newest first."""
        ...

    def decisions(self, analysis_id: str) -> tuple[Decision, ...]:
        """Return the readers' words on an analysis, oldest first."""
        ...

    def calibrations(self) -> tuple[SiteCalibration, ...]:
        """Return all calibrations that were ever in force."""
        ...


def from_decisions(workspace: Decided, card: ModelCard, finding: str) -> LocalCases:
    """Take the studies whose finding a reader accepted or rejected; each study counts once.

    An accepted "present" and a rejected "absent" are cases with the finding; where the model
    could not tell, or the reader changed the finding, nothing is known of it. An answer given
    under an earlier calibration is turned back into the model's own.
    """
    known = {item.calibration_id: item for item in workspace.calibrations()}
    counts: dict[str, int] = {}
    cases = []
    for row in workspace.studies():
        uid = str(getattr(row, "study_uid", ""))
        made = [a for a in workspace.analyses(uid) if a.model.sha256 == card.sha256]
        if not made:
            count(counts, "not analysed by these weights", 1)
            continue
        case = next(filter(None, (_decided(workspace, a, finding, known) for a in made)), None)
        if case is None:
            count(counts, "not decided", 1)
        else:
            patient = str(getattr(row, "patient", "")) or uid
            cases.append(LocalCase(case[0], case[1], patient))
    return LocalCases(tuple(cases), counts)


def _decided(
    workspace: Decided, analysis: Analysis, name: str, known: Mapping[str, SiteCalibration]
) -> tuple[float, int] | None:
    """Return the model's own probability and what the reader said of it, or None."""
    finding = next((item for item in analysis.findings if item.name == name), None)
    words = [d for d in workspace.decisions(analysis.analysis_id) if d.finding == name]
    if finding is None or not words:
        return None
    present = _said(finding.status, words[-1].verdict)
    own = _own(finding, analysis.provenance.calibration, known)
    return None if present is None or own is None else (own, int(present))


def _said(status: Status, verdict: Verdict) -> bool | None:
    if status not in (Status.PRESENT, Status.ABSENT) or verdict is Verdict.EDIT:
        return None
    return (status is Status.PRESENT) == (verdict is Verdict.ACCEPT)


def _own(finding: Finding, calibration: str, known: Mapping[str, SiteCalibration]) -> float | None:
    """Return the probability as the model shipped it; None where that cannot be told any more."""
    if not calibration:
        return finding.probability
    under = known.get(calibration)
    local = (
        next((item for item in under.findings if item.name == finding.name), None)
        if under
        else None
    )
    return shipped_probability(finding.probability, local) if local is not None else None


def count(counts: dict[str, int], why: str, number: int) -> None:
    """Add cases that were left out for a reason."""
    if number:
        counts[why] = counts.get(why, 0) + number
