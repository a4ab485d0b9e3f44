"""Rows of encoded cases put together.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from finetune.datasets.dataset import Sample
from finetune.heads.cases.encoded import MOST_PIECES, VIEWS, Encoded, pool
from finetune.heads.cases.kept import Row
from finetune.heads.network.trunk import Trunk
from omni_med.models.heads.lora import Words


def stack(
    samples: tuple[Sample, ...],
    rows: list[Row],
    trunk: Trunk,
    stratum: NDArray[np.str_],
    excluded: dict[str, int],
) -> Encoded:
    """Return cases as one, in the order in which they are given."""
    shape = next((row.maps.shape for row in rows if row.maps is not None), None)
    if shape is None:  # notes alone: as large as films' would be
        black = np.zeros((VIEWS + 1, trunk.size, trunk.size), np.float32)
        shape = trunk.maps(black).shape
    channels = max(row.sentences.shape[1] for row in rows)
    most = max(1, *(len(row.sentences) for row in rows))
    maps = torch.zeros((len(rows), *shape), dtype=torch.float16)
    sentences = np.zeros((len(rows), most, max(channels, 1)), np.float32)
    has = np.zeros((len(rows), most), np.bool_)
    for index, row in enumerate(rows):
        if row.maps is not None:
            maps[index] = row.maps
        if len(row.sentences):
            sentences[index, : len(row.sentences)] = row.sentences
            has[index, : len(row.sentences)] = True
    return Encoded(
        samples,
        maps,
        pool(maps, trunk.top),
        torch.tensor([row.maps is not None for row in rows]),
        torch.from_numpy(sentences),
        torch.from_numpy(has),
        np.array([sample.label for sample in samples]),
        np.array([sample.group for sample in samples]),
        np.array([row.prior for row in rows]),
        stratum,
        excluded,
        _kept_pieces(rows),
    )


def _kept_pieces(rows: list[Row]) -> tuple[Words, ...]:
    """Return all cases' word pieces; none where there are none, or too many."""
    size = sum(row.words.pieces.nbytes for row in rows)
    return tuple(row.words for row in rows) if 0 < size <= MOST_PIECES else ()
