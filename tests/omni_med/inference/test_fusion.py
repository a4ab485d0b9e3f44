"""The dial: by quality, by the reader, without a jump."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from omni_med.inference.fusion import choose_weights
from omni_med.models.protocols import Weights

scores = st.none() | st.floats(0, 1)


@given(image=scores, text=scores)
def test_good_or_absent_inputs_keep_weight_1_and_useless_ones_get_0(
    image: float | None, text: float | None
) -> None:
    weights = choose_weights(image, text).weights
    for score, weight in ((image, weights.image), (text, weights.text)):
        assert (weight == 1.0) == (score is None or score >= 0.5)
        assert (weight == 0.0) == (score is not None and score == 0.0) or (score or 0) < 1e-300


@given(first=st.floats(0, 1), second=st.floats(0, 1))
def test_the_weight_is_continuous_and_grows_with_quality(first: float, second: float) -> None:
    low, high = sorted((first, second))
    before, after = (
        choose_weights(low, None).weights.image,
        choose_weights(high, None).weights.image,
    )
    assert before <= after <= before + 2 * (high - low) + 1e-9


def test_the_reader_overrules_quality() -> None:
    dial = choose_weights(0.0, 0.0, Weights(image=1.0, text=0.25))
    assert dial.weights == Weights(image=1.0, text=0.25)
    assert dial.source == "reader"


@pytest.mark.parametrize(("quality", "source"), [(1.0, "default"), (0.2, "quality")])
def test_who_set_the_dial_is_said(quality: float, source: str) -> None:
    assert choose_weights(quality, None).source == source
