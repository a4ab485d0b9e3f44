import numpy as np
import torch

from finetune.films.views import shifted, swap_surround


def maps(films: int = 6, side: int = 32) -> torch.Tensor:
    """Each film is its own number, everywhere."""
    return torch.arange(films).float()[:, None, None, None].expand(films, 2, side, side).clone()


def test_swapping_keeps_the_lungs_and_changes_what_is_around() -> None:
    before = maps()
    after = swap_surround(before, 1.0, np.random.default_rng(3))
    assert torch.equal(after[:, :, 8:20, 8:24], before[:, :, 8:20, 8:24])
    other = after[:, 0, 0, 0]
    assert sorted(other.tolist()) == before[:, 0, 0, 0].tolist()
    assert not torch.equal(other, before[:, 0, 0, 0])
    assert torch.equal(after[:, 0, -1, -1], other)


def test_without_a_chance_nothing_is_swapped() -> None:
    before = maps()
    assert torch.equal(swap_surround(before, 0.0, np.random.default_rng(3)), before)


def test_edges_of_the_swap_are_not_always_at_the_same_place() -> None:
    rng = np.random.default_rng(0)
    kept = {float((swap_surround(maps(), 1.0, rng)[5] == 5).float().mean()) for _ in range(5)}
    assert len(kept) == 5


def test_films_are_moved_apart_from_one_another_and_edges_repeated() -> None:
    ramp = torch.arange(8.0).expand(3, 1, 8, 8).clone()
    moved = shifted(ramp, 2, np.random.default_rng(1))
    assert moved.shape == ramp.shape
    steps = {float(film[0, 0, 4] - 4) for film in moved}
    assert all(abs(step) <= 2 for step in steps)
    assert len(steps) > 1
    assert shifted(ramp, 0, np.random.default_rng(1)) is ramp
