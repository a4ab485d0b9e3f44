"""Prediction sets at the time of reading are those of crepes."""

import math

import numpy as np
import pytest
from crepes import ConformalClassifier
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.domain.calibration import Conformal
from omni_med.models.conformal import LEAST, band, p_values, prediction_set

SCORES = st.lists(st.integers(0, 50).map(lambda n: n / 50), min_size=LEAST, max_size=60)


def scores(present: list[float], absent: list[float], promise: float = 0.9) -> Conformal:
    return Conformal(tuple(sorted(present)), tuple(sorted(absent)), promise)


def by_crepes(p: float, present: list[float], absent: list[float], promise: float) -> list[str]:
    """Class-conditional sets: the category of a calibration case is its true label."""
    told = np.array([*(1 - np.array(present)), *np.array(absent)])
    kind = np.array([1] * len(present) + [0] * len(absent))
    predictor = ConformalClassifier().fit(told, bins=kind)
    alphas = np.array([[p, 1 - p]])  # of "absent", of "present"
    kept = []
    for label, name in enumerate(("absent", "present")):
        one = predictor.predict_p(alphas[:, [label]], bins=np.array([label]), smoothing=False)
        if one[0, 0] >= 1 - promise - 1e-12:
            kept.append(name)
    return kept


@given(SCORES, SCORES, st.integers(0, 100), st.sampled_from([0.8, 0.9, 0.95]))
@settings(deadline=None, max_examples=60)
def test_the_set_is_that_of_crepes(
    present: list[float], absent: list[float], at: int, promise: float
) -> None:
    p = at / 100
    expected = by_crepes(p, present, absent, promise)
    found = prediction_set(p, scores(present, absent, promise))
    if expected:
        assert list(found) == expected
    else:
        assert len(found) == 1


def test_too_few_cases_give_no_set() -> None:
    few = scores([0.9] * (LEAST - 1), [0.1] * 100)
    assert prediction_set(0.99, few) == ()
    assert prediction_set(0.99, None) == ()
    enough = scores([0.9] * LEAST, [0.1] * LEAST)
    assert prediction_set(0.99, enough) == ("present",)
    assert prediction_set(0.01, enough) == ("absent",)
    assert len(prediction_set(0.5, enough)) == 1  # fits neither: the likelier alone


@given(SCORES, SCORES)
@settings(deadline=None, max_examples=60)
def test_the_band_is_where_both_labels_stay(present: list[float], absent: list[float]) -> None:
    made = scores(present, absent)
    found = band(made)
    for p in (*made.present, *made.absent, 0.0, 0.123, 0.5, 1.0):
        inside = found is not None and found[0] <= p < found[1]
        assert inside == (len(prediction_set(p, made)) > 1), p


def test_the_promise_is_kept_on_new_cases() -> None:
    rng = np.random.default_rng(0)

    def draw(count: int) -> tuple[np.ndarray, np.ndarray]:
        truth = np.arange(count) % 2
        return 1 / (1 + np.exp(-rng.normal(2 * truth - 1, 1.2))), truth

    rates = []
    for _ in range(30):
        p, truth = draw(400)
        made = scores(list(p[truth == 1]), list(p[truth == 0]))
        new, label = draw(400)
        rates.append(
            [
                np.mean([name in prediction_set(float(x), made) for x in new[label == value]])
                for value, name in enumerate(("absent", "present"))
            ]
        )
    assert np.mean(rates, axis=0) == pytest.approx([0.9, 0.9], abs=0.02)


def test_p_values_count_the_case_itself() -> None:
    absent, present = p_values(0.5, scores([0.6] * 20, [0.4] * 20))
    assert absent == present == pytest.approx(1 / 21)


@pytest.mark.parametrize(
    ("present", "absent", "promise"),
    [((0.5, 0.4), (), 0.9), ((1.2,), (), 0.9), ((), (), 1.0), ((), (math.nan,), 0.9)],
)
def test_scores_that_are_none_are_refused(
    present: tuple[float, ...], absent: tuple[float, ...], promise: float
) -> None:
    with pytest.raises(ValueError, match=r"conformal scores|promise"):
        Conformal(present, absent, promise)
