import numpy as np
import pytest

from finetune.films.augment import Augmentation, vary
from finetune.films.negatives import drawing, from_film


def film(side: int = 96) -> np.ndarray:
    y, x = np.mgrid[0:side, 0:side] / side
    return (0.8 * x + 0.2 * y).astype(np.float32)


def test_a_varied_film_is_a_film_of_the_asked_size_and_the_same_for_the_same_seed() -> None:
    one = vary(film(), 64, Augmentation(), np.random.default_rng(7))
    two = vary(film(), 64, Augmentation(), np.random.default_rng(7))
    other = vary(film(), 64, Augmentation(), np.random.default_rng(8))
    assert one.shape == (64, 64)
    assert one.dtype == np.float32
    assert 0 <= one.min() <= one.max() <= 1
    assert np.array_equal(one, two)
    assert not np.array_equal(one, other)


def test_left_stays_left() -> None:
    for seed in range(30):
        varied = vary(film(), 64, Augmentation(erase=0, border=0), np.random.default_rng(seed))
        assert varied[:, :24].mean() < varied[:, -24:].mean()


def test_the_film_itself_is_not_changed() -> None:
    plain = film()
    vary(plain, 96, Augmentation(), np.random.default_rng(0))
    assert np.array_equal(plain, film())


@pytest.mark.parametrize("seed", range(25))
def test_negatives_are_films_of_the_same_shape_but_not_the_same_film(seed: int) -> None:
    rng = np.random.default_rng(seed)
    drawn, turned = drawing(96, rng), from_film(film(), rng)
    for picture in (drawn, turned):
        assert picture.shape == (96, 96)
        assert np.isfinite(picture).all()
        assert 0 <= picture.min() <= picture.max() <= 1
    assert np.abs(turned - film()).mean() > 0.01
