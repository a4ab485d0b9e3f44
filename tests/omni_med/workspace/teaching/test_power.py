"""What a locked set of so many patients can show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from omni_med.workspace.teaching.power import GateRule, detectable, standard_error


def test_the_standard_error_is_that_of_the_paper() -> None:
    """Hanley and McNeil 1982, table II and its text: 0.893 over 58 normal and 51 abnormal."""
    assert standard_error(0.893, 51, 58) == pytest.approx(0.032, abs=0.001)


def test_it_is_that_of_drawn_scores() -> None:
    rng = np.random.default_rng(0)
    gap = math.sqrt(2) * 1.0364  # of means, for an AUROC of 0.85
    areas = [
        (rng.normal(gap, 1, 8)[:, None] > rng.normal(0, 1, 20)[None]).mean() for _ in range(4000)
    ]
    assert np.mean(areas) == pytest.approx(0.85, abs=0.01)
    assert np.std(areas) == pytest.approx(standard_error(0.85, 8, 20), rel=0.15)


def test_more_patients_show_less() -> None:
    shown = [detectable(count, 20) or 1.0 for count in (2, 3, 5, 10, 40)]
    assert shown == sorted(shown, reverse=True)
    assert shown[0] > 0.9
    assert shown[2] <= 0.85
    assert detectable(0, 20) is None
    assert detectable(20, 0) is None


def test_both_sides_count() -> None:
    rule = GateRule()
    assert rule.is_met(5, 5)
    assert not rule.is_met(4, 500)
    assert not rule.is_met(500, 4)
    assert rule.is_met(5, None), "measured before they were counted"
