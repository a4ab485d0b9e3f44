import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from omni_med.models.compact.preprocess import (
    UnreadableImageError,
    make_square,
    standardise,
)


def film(rows: int = 300, columns: int = 260, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:rows, 0:columns]
    shade = 0.5 + 0.3 * np.sin(x / 17) * np.cos(y / 23)
    return (shade + rng.normal(0, 0.03, (rows, columns))).clip(0, 1).astype(np.float32)


@given(rows=st.integers(64, 700), columns=st.integers(64, 700))
@settings(max_examples=30, deadline=None)
def test_any_size_becomes_a_square_of_numbers_between_0_and_1(rows: int, columns: int) -> None:
    square = make_square(film(rows, columns), 96)
    assert square.pixels.shape == (96, 96)
    assert square.pixels.dtype == np.float32
    assert 0 <= square.pixels.min() < square.pixels.max() <= 1


@given(
    slope=st.floats(0.2, 1.0),
    offset=st.floats(0.0, 0.2),
)
@settings(max_examples=20, deadline=None)
def test_another_window_gives_the_same_square(slope: float, offset: float) -> None:
    plain = film()
    windowed = (plain * slope * 0.7 + offset).astype(np.float32)
    gap = np.abs(make_square(plain, 96).pixels - make_square(windowed, 96).pixels)
    assert gap.max() < 0.01


def test_a_uniform_border_is_trimmed_and_the_extent_says_so() -> None:
    inside = film(200, 200)
    framed = np.zeros((260, 250), np.float32)
    framed[30:230, 20:220] = inside
    square = make_square(framed, 96)
    left, top, right, bottom = square.extent
    assert (left, top, right, bottom) == pytest.approx((20, 30, 220, 230), abs=2)
    assert np.abs(square.pixels - make_square(inside, 96).pixels).mean() < 0.03


def test_a_long_film_is_padded_beyond_its_edges() -> None:
    left, top, right, bottom = make_square(film(120, 480), 96).extent
    assert (left, right) == pytest.approx((0, 480), abs=1)
    assert top < -50
    assert bottom > 170


def test_the_extent_is_in_pixels_of_the_large_film() -> None:
    left, top, right, bottom = make_square(film(1500, 1200), 96).extent
    assert (left, top, right, bottom) == pytest.approx((0, 0, 1200, 1500), abs=6)


@pytest.mark.parametrize(
    ("pixels", "words"),
    [
        (np.zeros((1, 1), np.float32), "too small"),
        (np.full((200, 200), 0.5, np.float32), "blank"),
        (np.full((200, 200), np.nan, np.float32), "not numbers"),
        (np.zeros((200, 200, 3), np.float32), "gray"),
    ],
)
def test_what_holds_no_film_is_refused_in_words(pixels: np.ndarray, words: str) -> None:
    with pytest.raises(UnreadableImageError, match=words):
        make_square(pixels, 96)


def test_standardised_films_have_mean_0_and_deviation_1() -> None:
    values = standardise(make_square(film(), 96).pixels)
    assert values.mean() == pytest.approx(0, abs=1e-4)
    assert values.std() == pytest.approx(1, abs=1e-4)
    assert np.isfinite(standardise(np.zeros((9, 9), np.float32))).all()
