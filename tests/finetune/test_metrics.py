import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score, roc_auc_score

from finetune import metrics


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    scores, truth = np.array([0.1, 0.4, 0.35, 0.8]), np.array([0, 0, 1, 1])
    assert metrics.auroc(scores, truth) == pytest.approx(0.75)
    assert metrics.auroc(np.ones(4), truth) == 0.5
    assert np.isnan(metrics.auroc(scores, np.ones(4, int)))


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=4, max_size=60))
@settings(deadline=None)
def test_auroc_is_that_of_scikit_learn(cases: list[tuple[float, bool]]) -> None:
    scores, truth = np.array([c[0] for c in cases]), np.array([int(c[1]) for c in cases])
    if 0 < truth.sum() < len(truth):
        assert metrics.auroc(scores, truth) == pytest.approx(roc_auc_score(truth, scores))


@given(st.lists(st.tuples(st.integers(0, 9), st.booleans()), min_size=4, max_size=60))
@settings(deadline=None)
def test_average_precision_is_that_of_scikit_learn(cases: list[tuple[int, bool]]) -> None:
    scores, truth = np.array([c[0] / 9 for c in cases]), np.array([int(c[1]) for c in cases])
    found = metrics.average_precision(scores, truth)
    if 0 < truth.sum() < len(truth):
        assert found == pytest.approx(average_precision_score(truth, scores))
    else:
        assert np.isnan(found)


def test_a_paired_difference_is_narrower_than_its_two_sides() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(100) % 2
    shared = rng.normal(truth, 1.5)
    names = np.arange(100).astype(str)
    first, second = shared + rng.normal(0, 0.1, 100), shared + rng.normal(0, 0.1, 100)
    gap = metrics.gain(first, second, truth, names)
    alone = metrics.estimate(first, truth, names)
    assert gap.low <= gap.value <= gap.high
    assert gap.high - gap.low < 0.5 * (alone.high - alone.low)


def test_the_exact_binomial_interval() -> None:
    assert metrics.binomial_interval(0, 10) == pytest.approx((0, 0.3085), abs=1e-4)
    assert metrics.binomial_interval(9, 10) == pytest.approx((0.5550, 0.9975), abs=1e-4)


def test_patients_with_many_films_widen_the_interval() -> None:
    rng = np.random.default_rng(0)
    patients = 40
    skill = rng.normal(0, 1, patients)
    truth = (np.arange(patients) % 2).astype(int)
    scores = np.repeat(skill + truth, 10)
    labels = np.repeat(truth, 10)
    names = np.repeat(np.arange(patients).astype(str), 10)
    grouped = metrics.estimate(scores, labels, names)
    single = metrics.estimate(scores, labels, np.arange(len(scores)).astype(str))
    assert grouped.high - grouped.low > 1.5 * (single.high - single.low)
    assert grouped.low < grouped.value < grouped.high


def test_macro_auroc_leaves_out_kinds_without_a_case() -> None:
    scores = np.array([[0.9, 0.1, 0.0], [0.2, 0.8, 0.0], [0.7, 0.3, 0.9]])
    assert metrics.macro_auroc(scores, np.array([0, 1, 0])) == pytest.approx(1.0)


def test_the_gain_of_a_table_over_itself_is_nothing() -> None:
    rng = np.random.default_rng(0)
    table, kind = rng.random((30, 2)), np.arange(30) % 2
    gain, low, high = metrics.macro_gain(table, table, kind, np.arange(30).astype(str))
    assert (gain, low, high) == (0, 0, 0)


def test_sensitivity_at_a_specificity() -> None:
    scores = np.concatenate([np.linspace(0, 1, 101), np.array([0.95, 0.85])])
    truth = np.array([0] * 101 + [1, 1])
    assert metrics.sensitivity_at(scores, truth, 0.9) == 0.5


def test_a_perfect_model_lies_inside_its_own_range_and_a_proud_one_does_not() -> None:
    rng = np.random.default_rng(1)
    p = rng.uniform(0.05, 0.95, 400)
    truth = (rng.random(400) < p).astype(int)
    low, high = metrics.perfect_calibration_error(p)
    assert low <= metrics.calibration_error(p, truth) <= high
    proud = np.where(p > 0.5, 0.99, 0.01)
    assert metrics.calibration_error(proud, truth) > metrics.perfect_calibration_error(proud)[1]
