"""Drift: told where there is one, not told where there is none or nobody could know."""

from __future__ import annotations

import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.domain.codec import to_json
from omni_med.workspace.teaching.drift import (
    CALIBRATE,
    LOOK_AT_EXPOSURE,
    LOOK_AT_FILMS,
    LOOK_AT_REJECTED,
    Change,
    Seen,
    drift_report,
    newcombe,
    share,
    wilson,
)

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


def a_case(day: int, chance: random.Random, **changed: object) -> Seen:
    truth = chance.random() < 0.3
    return replace(
        Seen(
            when=BEGIN + timedelta(days=day),
            model="compact 2.0.0",
            image_quality=chance.gauss(0.8, 0.05),
            text_quality=None,
            ood=chance.random(),
            assessed=True,
            unsure=False,
            agreed={"pneumonia": chance.random() < 0.9},
            outcomes={"pneumonia": (0.3, truth)},
        ),
        **changed,
    )


def four_months(seed: int = 1, **last: object) -> list[Seen]:
    """100 days as they were, then 31 days that are changed."""
    chance = random.Random(seed)
    before = [a_case(day % 90, chance) for day in range(300)]
    return before + [a_case(90 + day % 30, chance, **last) for day in range(60)]


def test_periods_are_in_order_and_count_every_case() -> None:
    report = drift_report(four_months(), [])
    assert [item.start for item in report.periods] == [
        "2026-01-01", "2026-02-01", "2026-03-01", "2026-04-01",
    ]  # fmt: skip
    assert sum(item.cases for item in report.periods) == 360
    weeks = drift_report(four_months(), [], "week")
    assert sum(item.cases for item in weeks.periods) == 360
    assert all(datetime.fromisoformat(item.start).weekday() == 0 for item in weeks.periods)
    assert report.changes == (Change("2026-01-01", "compact 2.0.0"),)


def test_nothing_is_told_where_nothing_changed() -> None:
    told = sum(bool(drift_report(four_months(seed), []).alerts) for seed in range(20))
    assert told <= 3, "five looks at 99 % each: a false alarm in about one of twenty"


@pytest.mark.parametrize(
    ("change", "said", "advice"),
    [
        ({"ood": 0.99}, "far from", LOOK_AT_FILMS),
        ({"image_quality": 0.6}, "Image quality: 0.60", LOOK_AT_EXPOSURE),
        ({"agreed": {"pneumonia": False}}, "Agreement with readers: 0 %", LOOK_AT_REJECTED),
        ({"outcomes": {"pneumonia": (0.3, True)}}, "Calibration", CALIBRATE),
    ],
)
def test_what_drifted_is_told_with_what_to_do(
    change: dict[str, object], said: str, advice: str
) -> None:
    report = drift_report(four_months(**change), [])
    assert any(said in line for line in report.alerts)
    assert (len(report.alerts), report.advice) == (1, (advice,))


def test_a_new_model_is_no_drift_but_a_change() -> None:
    chance = random.Random(2)
    old = [a_case(day % 90, chance) for day in range(200)]
    new = [a_case(100, chance, model="compact 2.1.0", image_quality=0.3) for _ in range(60)]
    report = drift_report(old + new, [Change("2026-04-02", "head rare 1 promoted")])
    assert report.alerts == ()
    assert "Too few cases" in report.remarks[0]
    assert [item.what for item in report.changes] == [
        "compact 2.0.0", "head rare 1 promoted", "compact 2.1.0",
    ]  # fmt: skip


def test_a_month_that_has_just_begun_is_read_with_the_one_before() -> None:
    cases = four_months(image_quality=0.6)
    cases += [a_case(125, random.Random(5), image_quality=0.6)]
    report = drift_report(cases, [])
    assert report.periods[-1].cases == 1
    assert any("Image quality: 0.60" in line for line in report.alerts)


def test_of_nothing_nothing_is_made_up() -> None:
    report = drift_report([], [])
    assert (report.periods, report.alerts) == ((), ())
    bare = a_case(0, random.Random(0), ood=None, agreed={}, outcomes={}, image_quality=None)
    (period,) = drift_report([bare], []).periods
    assert period.far.value is None
    assert period.agreement.value is None
    assert period.calibration.brier is None
    assert period.image_quality is None


def test_figures_by_finding_add_up() -> None:
    report = drift_report(four_months(), [])
    (finding,) = report.findings
    for ours, whole in zip(finding.agreement, report.periods, strict=True):
        assert ours == whole.agreement
    period = report.periods[0]
    assert period.calibration.told == pytest.approx(0.3)
    assert b"NaN" not in to_json(report)


@given(st.integers(0, 50), st.integers(0, 50))
def test_intervals_hold_their_share(count: int, more: int) -> None:
    of = count + more
    low, high = wilson(count, of)
    assert 0 <= low <= high <= 1
    if of:
        assert low <= count / of + 1e-12
        assert count / of <= high + 1e-12


def test_wilson_and_newcombe_give_the_published_figures() -> None:
    """Newcombe 1998, table II: 56/70 against 48/80 gives 0.0524 to 0.3339."""
    low, high = newcombe(share(48, 80), share(56, 70), 1.959964)
    assert (round(low, 4), round(high, 4)) == (0.0524, 0.3339)
    assert math.isclose(wilson(81, 263, 1.959964)[0], 0.2553, abs_tol=5e-5)
