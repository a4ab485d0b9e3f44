"""Films through the part of the encoder that is not taught: done once, taught on often.

The early part (stride 8) costs most of the arithmetic and has least to learn: it stays as
ImageNet left it. What it says of each film is kept in half precision, so that an epoch, a fold or
a seed costs only the part that learns. Films are moved, and their surrounds swapped, on these
maps.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from finetune.films.data import Film, read_gray
from finetune.image.tokens import TokenEncoder
from omni_med.models.compact.preprocess import make_square, standardise

FloatArray = NDArray[np.float32]
Maps = NDArray[np.float16]
BATCH = 32
TOP, BOTTOM, SIDES = (0.06, 0.16), (0.14, 0.26), (0.06, 0.16)  # where lungs end, shares of a side


def as_batch(maps: Maps, rows: NDArray[np.int64] | slice) -> Tensor:
    """Return some films' maps as float32 (n, channels, rows, columns)."""
    part = torch.from_numpy(np.ascontiguousarray(maps[rows])).float()
    return part.contiguous(memory_format=torch.channels_last)


def load_squares(films: Sequence[Film], size: int) -> list[FloatArray]:
    """Read and square films: float32 (size, size) in 0 to 1, in the given order."""

    def one(film: Film) -> FloatArray:
        return make_square(read_gray(film.file), size).pixels

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(one, films))


def plain_batch(squares: Sequence[FloatArray]) -> FloatArray:
    """Stack squares as the encoder takes them, unvaried: (n, 1, size, size)."""
    return np.stack([standardise(square) for square in squares])[:, None]


def early_maps(encoder: TokenEncoder, squares: Sequence[FloatArray]) -> Maps:
    """Return what the early part says: float16 (films, channels, rows, columns)."""
    found = []
    for start in range(0, len(squares), BATCH):
        films = torch.from_numpy(plain_batch(squares[start : start + BATCH]))
        with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
            maps = encoder.early(films.to(memory_format=torch.channels_last))
        found.append(maps.to(torch.float16).contiguous().numpy())
    return np.concatenate(found)


def shifted(maps: Tensor, most: int, rng: np.random.Generator) -> Tensor:
    """Move each film by up to ``most`` places up or down and to a side; edges are repeated."""
    if not most:
        return maps
    rows, columns = maps.shape[2:]
    wide = functional.pad(maps, (most,) * 4, mode="replicate")
    steps = rng.integers(0, 2 * most + 1, (len(maps), 2)).tolist()
    moved = [
        film[:, down : down + rows, right : right + columns]
        for film, (down, right) in zip(wide, steps, strict=True)
    ]
    return torch.stack(moved).contiguous(memory_format=torch.channels_last)


def swap_surround(maps: Tensor, chance: float, rng: np.random.Generator) -> Tensor:
    """Put the middle of films, where the lungs are, into the surround of others of the batch.

    What stands around the lungs (shoulders, belly, markers, collimation) then says nothing of
    them. The edge lies where no lung begins, and never twice at the same place.

    Args:
        maps: (films, channels, rows, columns).
        chance: Of each film.
        rng: Of the choice, the edges and the partners.
    """
    if not chance:
        return maps
    films, _, rows, columns = maps.shape

    def edges(low: float, high: float) -> NDArray[np.float32]:
        return rng.uniform(low, high, (films, 1)).astype(np.float32)

    inside_rows = _between(edges(*TOP), 1 - edges(*BOTTOM), rows)
    inside_columns = _between(edges(*SIDES), 1 - edges(*SIDES), columns)
    inside = inside_rows[:, :, None] * inside_columns[:, None, :]
    whole = rng.random(films) >= chance
    inside[whole] = 1.0
    own = torch.from_numpy(inside)[:, None]
    other = torch.from_numpy(rng.permutation(films))
    swapped = own * maps + (1 - own) * maps[other]
    return swapped.contiguous(memory_format=torch.channels_last)


def _between(low: FloatArray, high: FloatArray, count: int) -> FloatArray:
    """Return 1 between two edges and 0 outside, one place soft: (films, count)."""
    places = ((np.arange(count) + 0.5) / count).astype(np.float32)[None]
    away = np.minimum(places - low, high - places) * count
    result: FloatArray = np.clip(away + 0.5, 0, 1).astype(np.float32)
    return result


LEAST_WINDOW = 0.7  # share of a film's side that a view without a label still shows


def windowed(maps: Tensor, least: float, rng: np.random.Generator) -> Tensor:
    """Cut a window out of each film and bring it back to the whole size.

    Args:
        maps: (films, channels, rows, columns).
        least: Smallest side of the window, share of the film's.
        rng: Of size and place.
    """
    rows, columns = maps.shape[2:]
    cut = []
    for film in maps:
        share = rng.uniform(least, 1.0)
        high, wide = round(share * rows), round(share * columns)
        top, left = int(rng.integers(rows - high + 1)), int(rng.integers(columns - wide + 1))
        part = film[None, :, top : top + high, left : left + wide]
        cut.append(functional.interpolate(part, (rows, columns), mode="bilinear"))
    return torch.cat(cut)
