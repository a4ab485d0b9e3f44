import numpy as np
import pytest

from finetune.light.surgeon import Sums, operate


def sums_of(hidden: np.ndarray, target: np.ndarray) -> Sums:
    sums = Sums.of(hidden.shape[1], target.shape[1])
    for part, wanted in zip(np.array_split(hidden, 3), np.array_split(target, 3), strict=True):
        sums.add(part, wanted)
    return sums


@pytest.fixture
def drawn() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    hidden = rng.gamma(0.5, 1.0, (3000, 24)).astype(np.float32)
    weight = rng.normal(0, 1, (24, 5)).astype(np.float32)
    weight[[3, 7, 19]] = 0  # nobody listens to these
    return hidden, hidden @ weight + 0.5


def test_the_channels_that_nobody_listens_to_go_first(
    drawn: tuple[np.ndarray, np.ndarray],
) -> None:
    hidden, target = drawn
    found = operate(sums_of(hidden, target), 21)
    assert set(range(24)) - set(found.kept.tolist()) == {3, 7, 19}
    said = hidden[:, found.kept] @ found.weight + found.bias
    assert np.abs(said - target).max() < 0.02


def test_a_channel_that_others_can_stand_in_for_goes_and_they_do() -> None:
    rng = np.random.default_rng(1)
    hidden = rng.normal(0, 1, (2000, 6)).astype(np.float32)
    hidden[:, 5] = hidden[:, 0] + hidden[:, 1]
    target = (hidden @ np.array([[3.0, 1, 1, 1, 1, 3]]).T).astype(np.float32)
    found = operate(sums_of(hidden, target), 5)
    said = hidden[:, found.kept] @ found.weight + found.bias
    assert np.abs(said - target).mean() < 0.01


def test_fitted_anew_is_better_than_merely_cut() -> None:
    """Channels of a network say much of the same: what stays makes up for what goes."""
    rng = np.random.default_rng(2)
    shared = rng.gamma(0.5, 1.0, (3000, 10))
    mixed = shared @ rng.normal(0, 1, (10, 24)) + rng.normal(0, 0.1, (3000, 24))
    hidden = mixed.astype(np.float32)
    target = hidden @ rng.normal(0, 1, (24, 5)).astype(np.float32) + 0.5
    sums = sums_of(hidden, target)
    whole, found = operate(sums, 24), operate(sums, 12)
    cut = hidden[:, found.kept] @ whole.weight[found.kept] + whole.bias
    said = hidden[:, found.kept] @ found.weight + found.bias
    assert ((said - target) ** 2).mean() < 0.1 * ((cut - target) ** 2).mean()
