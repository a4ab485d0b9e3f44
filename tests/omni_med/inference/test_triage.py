"""Status and priority."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain import Conflict, Finding, Priority, Status
from omni_med.inference.triage import status_of, triage
from omni_med.models.protocols import Answer, Assessed, ModelCard

OPACITY = Assessed("Lung opacity", threshold=0.5, uncertain_below=0.4, uncertain_above=0.6)
PNEUMOTHORAX = Assessed("Pneumothorax", threshold=0.8, critical=True)
VIRAL = Assessed("Viral pneumonia", differential=True)
CARD = ModelCard(
    "m", "1", "M", "GPL-3.0", "00", "p1", ("image", "text"), ("DX",), ("CHEST",), ("PA",), ("en",),
    (OPACITY, PNEUMOTHORAX, VIRAL), (),
)  # fmt: skip
QUESTION = Conflict("Lung opacity", "Which holds?", 0.9)


def finding(assessed: Assessed, probability: float) -> Finding:
    status = status_of(assessed, Answer(assessed.name, probability, probability, None))
    return Finding(assessed.name, None, probability, None, None, assessed.threshold, status)


@pytest.mark.parametrize(
    ("assessed", "probability", "labels", "status"),
    [
        (OPACITY, 0.9, (), Status.PRESENT),
        (OPACITY, 0.6, (), Status.PRESENT),
        (OPACITY, 0.59, (), Status.UNCERTAIN),
        (OPACITY, 0.4, (), Status.UNCERTAIN),
        (OPACITY, 0.39, (), Status.ABSENT),
        (PNEUMOTHORAX, 0.8, (), Status.PRESENT),
        (PNEUMOTHORAX, 0.79, (), Status.ABSENT),
        (OPACITY, 0.9, ("present",), Status.PRESENT),
        (OPACITY, 0.9, ("present", "absent"), Status.UNCERTAIN),
        (OPACITY, 0.9, ("absent",), Status.UNCERTAIN),
        (OPACITY, 0.1, ("absent",), Status.ABSENT),
        (VIRAL, 0.99, (), Status.DIFFERENTIAL),
    ],
)
def test_status(
    assessed: Assessed, probability: float, labels: tuple[str, ...], status: Status
) -> None:
    assert status_of(assessed, Answer("x", probability, None, None, labels)) is status


def test_what_is_no_number_has_no_status() -> None:
    with pytest.raises(ValueError, match="not a number"):
        status_of(OPACITY, Answer("x", float("nan"), None, None))


@given(st.floats(0, 1), st.floats(0, 1))
def test_a_higher_probability_is_never_less_present(first: float, second: float) -> None:
    order = [Status.ABSENT, Status.UNCERTAIN, Status.PRESENT]
    low, high = sorted((first, second))
    ranks = [order.index(status_of(OPACITY, Answer("x", p, None, None))) for p in (low, high)]
    assert ranks[0] <= ranks[1]


def test_priorities() -> None:
    calm = (finding(OPACITY, 0.1), finding(PNEUMOTHORAX, 0.1), finding(VIRAL, 0.9))
    assert triage(CARD, calm).priority is Priority.ROUTINE
    opaque = (finding(OPACITY, 0.9), *calm[1:])
    verdict = triage(CARD, opaque)
    assert verdict.priority is Priority.ROUTINE
    assert verdict.reasons == ("Lung opacity: present (0.90)",)
    assert triage(CARD, opaque, (QUESTION,)).priority is Priority.UNSURE
    unsure = (finding(OPACITY, 0.5), *calm[1:])
    assert triage(CARD, unsure).priority is Priority.UNSURE
    assert triage(CARD, unsure).reasons == ("Lung opacity: cannot tell (0.50)",)


def test_a_critical_finding_comes_first_and_keeps_the_questions() -> None:
    found = (finding(OPACITY, 0.9), finding(PNEUMOTHORAX, 0.95))
    verdict = triage(CARD, found, (QUESTION,))
    assert verdict.priority is Priority.CRITICAL
    assert verdict.reasons == (
        "Pneumothorax: present (0.95)",
        "Lung opacity: present (0.90)",
        "image and record disagree: Lung opacity",
    )


def test_an_unlike_film_is_not_believed_even_where_critical() -> None:
    verdict = triage(CARD, (finding(PNEUMOTHORAX, 0.95),), ood=0.999)
    assert verdict.priority is Priority.UNSURE
    assert "unlike" in verdict.reasons[0]
    assert triage(CARD, (finding(PNEUMOTHORAX, 0.95),), ood=0.5).priority is Priority.CRITICAL


def test_nothing_assessed_says_why() -> None:
    verdict = triage(CARD, (), refusals=("not meant for this: CT",))
    assert verdict.priority is Priority.NOT_ASSESSED
    assert verdict.reasons == ("not meant for this: CT",)
    assert triage(CARD, ()).reasons


def test_reasons_hold_no_patient_data() -> None:
    identity = Conflict("identity", 'Record: "67-year-old man" Header: female', 1.0)
    (reason, *_) = triage(CARD, (finding(OPACITY, 0.1),), (identity,)).reasons
    assert "67" not in reason
