import numpy as np
import pytest

from finetune import calibrate
from omni_med.models.compact.settings import Calibration


def drawn(scale: float, offset: float, count: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(0)
    logits = rng.normal(0, 2, count)
    p = calibrate.probability(logits, Calibration(scale, offset))
    return logits, (rng.random(count) < p).astype(int)


def test_scale_and_offset_are_found_again() -> None:
    found = calibrate.fit(*drawn(0.5, -0.7))
    assert found.scale == pytest.approx(0.5, abs=0.06)
    assert found.offset == pytest.approx(-0.7, abs=0.12)


def test_a_calibration_never_turns_an_answer_round() -> None:
    logits, truth = drawn(1, 0)
    assert calibrate.fit(-logits, truth).scale >= calibrate.LEAST_SCALE


def test_what_needs_no_calibration_may_stay_as_it_is() -> None:
    logits, truth = drawn(1.0, 0.0, 300)
    found = calibrate.fit_if_better(logits, truth, np.arange(300).astype(str))
    p = calibrate.probability(logits, found)
    before = calibrate.log_loss(calibrate.probability(logits, Calibration(1, 0)), truth)
    assert calibrate.log_loss(p, truth) <= before + 1e-3


def test_folds_keep_groups_whole_and_cover_all() -> None:
    groups = np.repeat(np.arange(23).astype(str), 3)
    parts = calibrate.folds(groups, 5, 0)
    assert np.sum(parts, axis=0).tolist() == [1] * len(groups)
    for part in parts:
        assert not set(groups[part]) & set(groups[~part])


def test_the_band_keeps_its_promise() -> None:
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], 3000)
    p = 1 / (1 + np.exp(-rng.normal(np.where(truth == 1, 1, -1), 1.5)))
    learn = rng.random(len(p)) < 0.5
    band = calibrate.choose_band(p[learn], truth[learn])
    assert band.below <= band.threshold <= band.above
    new, labels = p[~learn], truth[~learn]
    assert (new[labels == 1] < band.below).mean() == pytest.approx(0.1, abs=0.03)
    assert (new[labels == 0] > band.above).mean() == pytest.approx(0.1, abs=0.03)


def test_answers_that_part_well_need_no_band() -> None:
    p = np.concatenate([np.linspace(0, 0.2, 50), np.linspace(0.8, 1, 50)])
    band = calibrate.choose_band(p, np.repeat([0, 1], 50))
    assert band.below == band.threshold == band.above
