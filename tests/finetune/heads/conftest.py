"""Small made-up cases, encoded as a tiny network would."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from finetune.datasets.dataset import Sample
from finetune.heads.cases.encoded import VIEWS, Encoded, pool
from finetune.heads.network.parts import Keys, Parts, Tail, Top
from finetune.image.encoders import LiteEncoder
from omni_med.models.heads.lora import Words

MakeCases = Callable[..., Encoded]
TEXT, WIDTH, HIDDEN = 8, 6, 10  # channels of a sentence, of its vector, neurons of a piece
PIECES = [2, 1, 3]  # of each of the three sentences


@pytest.fixture(scope="session")
def parts() -> Parts:
    """Return small parts with random numbers: keys of 4, words of 6 channels and 10 neurons."""
    torch.manual_seed(0)
    top = Top(LiteEncoder("tiny").eval())
    keys = Keys(torch.randn(4, top.channels), torch.zeros(4, TEXT))
    return Parts(top, keys, Tail(torch.ones(WIDTH), torch.zeros(WIDTH), HIDDEN))


@pytest.fixture(scope="session")
def make_cases(parts: Parts) -> MakeCases:
    def make(
        seed: int = 0,
        *,
        positives: int = 12,
        negatives: int = 48,
        image: float = 0.0,
        text: float = 0.0,
        hidden: float = 0.0,
        with_text: bool = True,
    ) -> Encoded:
        """Return cases in which films, notes and neurons behind the notes say so much."""
        rng = np.random.default_rng(seed)
        label = np.array([1] * positives + [0] * negatives)
        count = len(label)
        inside = parts.top.block.convs[0].in_channels
        channels = inside + parts.top.channels - parts.top.mean.shape[0]
        maps = rng.normal(size=(count, VIEWS + 1, channels, 2, 2)).astype(np.float32)
        maps[label == 1, :VIEWS, -1] += image  # the last middle channel passes unchanged
        words = rng.normal(size=(count, 3, TEXT)).astype(np.float32)
        words[label == 1, :, -1] += text
        has = np.full((count, 3), with_text)
        pieces = rng.normal(size=(count, 6, WIDTH + HIDDEN)).astype(np.float16)
        pieces[label == 1, :, -1] += np.float16(hidden)
        words[..., :WIDTH] = vectors(parts, pieces)
        half = torch.from_numpy(maps).half()
        return Encoded(
            tuple(
                Sample(number + 1, None, "note", f"p{number // 2}", int(value), "kind")
                for number, value in enumerate(label)
            ),
            half,
            pool(half, parts.top),
            torch.ones(count, dtype=torch.bool),
            torch.from_numpy(words),
            torch.from_numpy(has),
            label,
            np.array([f"p{number // 2}" for number in range(count)]),
            np.full(count, 0.5),
            np.array([""] * count),
            {},
            tuple(Words(row, np.array(PIECES)) for row in pieces) if with_text else (),
        )

    return make


def vectors(parts: Parts, pieces: NDArray[np.float16]) -> NDArray[np.float32]:
    """Return the sentences' vectors under the shipped end: (cases, 3, width)."""
    assert parts.tail is not None
    count = len(pieces)
    place = np.arange(count)[:, None] * 3 + np.repeat(np.arange(3), PIECES)
    flat = torch.from_numpy(pieces.reshape(-1, pieces.shape[-1])).float()
    with torch.no_grad():
        found = parts.tail(flat, torch.from_numpy(place.reshape(-1)), count * 3)
    return found.reshape(count, 3, WIDTH).numpy()
