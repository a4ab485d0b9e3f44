import numpy as np
import pytest

from finetune.fusion.linear import balanced, fit_linear
from finetune.metrics import auroc


def test_it_finds_the_feature_that_tells() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(200) % 2
    features = rng.normal(0, 1, (200, 5)) * np.array([1, 10, 0.1, 1, 1])
    features[:, 1] += 20 * truth
    found = fit_linear(features, truth, ridge=0.01)
    assert auroc(found.logits(features), truth) > 0.9
    assert int(np.argmax(np.abs(found.weight * features.std(0)))) == 1


def test_with_nothing_to_learn_it_stays_where_it_started() -> None:
    rng = np.random.default_rng(0)
    features = rng.normal(0, 1, (60, 4))
    features[:, 3] = 0  # never seen in these cases
    start = np.array([1.0, -2.0, 0.0, 3.0])
    found = fit_linear(features, np.arange(60) % 2, ridge=1e4, start=start)
    assert np.allclose(found.weight, start, atol=1e-3)


def test_what_must_not_speak_against_does_not() -> None:
    rng = np.random.default_rng(0)
    truth = np.arange(300) % 2
    features = rng.normal(0, 1, (300, 3))
    features[:, 0] -= 2 * truth
    complaint = np.array([[3.0, 0.0, 0.0]])
    free = fit_linear(features, truth, ridge=0.01)
    held = fit_linear(features, truth, ridge=0.01, floor=complaint, pull=300.0)
    assert free.logits(complaint)[0] < -1
    assert held.logits(complaint)[0] > -0.1


def test_what_is_taken_for_granted_is_no_part_of_the_result() -> None:
    rng = np.random.default_rng(0)
    truth = (rng.random(4000) < 0.8).astype(np.int64)
    nothing = rng.normal(0, 1, (4000, 1))
    even = np.full(4000, 1.0)
    found = fit_linear(nothing, truth, ridge=1.0, weight=even, base=float(np.log(4)))
    assert found.bias == pytest.approx(0, abs=0.15)


def test_weights_share_out_classes_and_patients() -> None:
    truth = np.array([1, 1, 1, 0, 0])
    weight = balanced(truth, np.array(["a", "a", "b", "c", "d"]))
    assert weight.sum() == pytest.approx(1)
    assert weight[:3].sum() == pytest.approx(0.5)
    assert weight[2] == pytest.approx(weight[:2].sum())
