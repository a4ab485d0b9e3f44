"""Small made-up cases, encoded as a tiny network would."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from finetune.datasets.dataset import Sample
from finetune.heads.features import VIEWS, Encoded, pool
from finetune.heads.network import Top
from finetune.image.encoders import LiteEncoder

MakeCases = Callable[..., Encoded]


@pytest.fixture(scope="session")
def top() -> Top:
    torch.manual_seed(0)
    return Top(LiteEncoder("tiny").eval())


@pytest.fixture(scope="session")
def make_cases(top: Top) -> MakeCases:
    def make(
        seed: int = 0,
        *,
        positives: int = 12,
        negatives: int = 48,
        image: float = 0.0,
        text: float = 0.0,
        with_text: bool = True,
    ) -> Encoded:
        """Return cases in which films and notes say so much about the label."""
        rng = np.random.default_rng(seed)
        label = np.array([1] * positives + [0] * negatives)
        count = len(label)
        inside = top.block.convs[0].in_channels
        channels = inside + top.channels - top.mean.shape[0]
        maps = rng.normal(size=(count, VIEWS + 1, channels, 2, 2)).astype(np.float32)
        maps[label == 1, :VIEWS, -1] += image  # the last middle channel passes unchanged
        words = rng.normal(size=(count, 3, 8)).astype(np.float32)
        words[label == 1, :, 0] += text
        has = np.full((count, 3), with_text)
        half = torch.from_numpy(maps).half()
        return Encoded(
            tuple(
                Sample(number + 1, None, "note", f"p{number // 2}", int(value), "kind")
                for number, value in enumerate(label)
            ),
            half,
            pool(half, top),
            torch.ones(count, dtype=torch.bool),
            torch.from_numpy(words),
            torch.from_numpy(has),
            label,
            np.array([f"p{number // 2}" for number in range(count)]),
            np.full(count, 0.5),
            np.array([""] * count),
            {},
        )

    return make
