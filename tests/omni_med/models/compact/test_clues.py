import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from omni_med.knowledge.history import CLUES
from omni_med.models.compact.clues import CHANNELS, clue_channels

HIV = [clue.name for clue in CLUES].index("HIV infection")


def test_what_is_said_and_what_is_denied_have_channels_of_their_own() -> None:
    assert clue_channels(["Known HIV infection."])[0, HIV] == 1
    denied = clue_channels(["No HIV infection."])
    assert denied[0, HIV] == 0
    assert denied[0, HIV + len(CLUES)] == 1


def test_what_is_said_of_the_family_is_no_clue() -> None:
    assert not clue_channels(["Family history of diabetes."])[0].any()


def test_one_mention_does_not_fade_in_a_long_note() -> None:
    short = clue_channels(["HIV positive."])
    long = clue_channels(["The bed is white.", "HIV positive.", *["It rains."] * 8])
    assert np.array_equal(long.mean(0), short.mean(0))
    assert np.flatnonzero(long[:, HIV]).tolist() == [1]


def test_said_twice_counts_once() -> None:
    twice = clue_channels(["HIV positive.", "HIV and fever."])
    assert twice[:, HIV].tolist() == [2, 0]


def test_nothing_to_read_gives_no_rows() -> None:
    assert clue_channels([]).shape == (0, CHANNELS)


@given(st.lists(st.text(max_size=60), max_size=6))
def test_any_words_give_finite_channels(sentences: list[str]) -> None:
    found = clue_channels(sentences)
    assert found.shape == (len(sentences), CHANNELS)
    assert np.isfinite(found).all()
    assert set(np.unique(found)) <= {0.0, float(len(sentences))}
