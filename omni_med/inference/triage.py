"""From probabilities to words: the status of a finding, the priority of a case. Pure functions."""

from __future__ import annotations

import math
from collections.abc import Sequence

from omni_med.domain import Conflict, Finding, Priority, Status, Triage
from omni_med.models.protocols import Answer, Assessed, ModelCard

OOD_LIMIT = 0.99
"""Share of validation films that lie nearer to the training films than this one."""


def status_of(assessed: Assessed, answer: Answer) -> Status:
    """Return what the program says of one answer.

    A rank of a differential has no threshold and is neither present nor absent. A conformal set
    of several labels, a set that contradicts the threshold, the card's band around the threshold,
    and a model that contradicts itself are "uncertain".

    Raises:
        ValueError: If the probability is not a number.
    """
    probability = answer.fused
    if not math.isfinite(probability):
        raise ValueError(f"{assessed.name}: the answer is not a number")
    if assessed.differential or assessed.threshold is None:
        return Status.DIFFERENTIAL
    status = Status.PRESENT if probability >= assessed.threshold else Status.ABSENT
    if (
        answer.doubt
        or _in_band(assessed, probability)
        or not _set_agrees(answer.prediction_set, status)
    ):
        return Status.UNCERTAIN
    return status


def _in_band(assessed: Assessed, probability: float) -> bool:
    lower = assessed.uncertain_below
    upper = assessed.uncertain_above
    if lower is None or upper is None:
        return False
    return lower <= probability < upper


def _set_agrees(labels: tuple[str, ...], status: Status) -> bool:
    if len(labels) > 1:
        return False
    opposite = Status.ABSENT if status is Status.PRESENT else Status.PRESENT
    return labels != (opposite.value,)


def triage(
    card: ModelCard,
    findings: Sequence[Finding],
    conflicts: Sequence[Conflict] = (),
    *,
    ood: float | None = None,
    refusals: Sequence[str] = (),
    remarks: Sequence[str] = (),
    ood_limit: float = OOD_LIMIT,
) -> Triage:
    """Return the verdict over a case, with its reasons in words.

    In this order: nothing assessed; a film unlike those the model learnt from, whose answer is
    not believed even where it is critical; a critical finding; what needs a person to decide;
    routine.

    Args:
        card: Says which findings are critical.
        findings: The answers; empty where the case is not what the model is for.
        conflicts: Questions where image and record disagree.
        ood: As in ``Analysis.ood``.
        refusals: Why images were left out, in words.
        remarks: What makes the answer doubtful, in words: a film hardly readable, one not read.
        ood_limit: Where "unlike" begins.
    """
    if not findings:
        return Triage(Priority.NOT_ASSESSED, tuple(refusals) or ("nothing to read",))
    critical_names = {item.name for item in card.assessed if item.critical}
    present = [item for item in findings if item.status is Status.PRESENT]
    critical = [item for item in present if item.name in critical_names]
    doubts = [
        f"{item.name}: cannot tell ({item.probability:.2f})"
        + (f", {item.doubt}" if item.doubt else "")
        for item in findings
        if item.status is Status.UNCERTAIN
    ]
    doubts += list(dict.fromkeys(_about(conflict) for conflict in conflicts))
    doubts += remarks
    found = [_said(item) for item in (*critical, *(p for p in present if p not in critical))]
    if ood is not None and ood > ood_limit:
        unlike = "the film is unlike those the model learnt from"
        return Triage(Priority.UNSURE, (unlike, *found, *doubts))
    if critical:
        return Triage(Priority.CRITICAL, (*found, *doubts))
    if doubts:
        return Triage(Priority.UNSURE, (*doubts, *found))
    return Triage(Priority.ROUTINE, tuple(found) or ("nothing of what was assessed is present",))


def _said(finding: Finding) -> str:
    return f"{finding.name}: present ({finding.probability:.2f})"


def _about(conflict: Conflict) -> str:
    if conflict.finding == "identity":
        return "sex or age in the record differs from the header"
    if conflict.finding in {"laterality", "body part"}:
        return f"image and record disagree on the {conflict.finding}"
    return f"image and record disagree: {conflict.finding}"
