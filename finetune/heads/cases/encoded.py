"""The cases of a data set as heads and baselines learn on them.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from finetune.datasets.dataset import Dataset, Sample
from finetune.errors import DatasetError
from omni_med.models.heads.lora import Words

MOST_PIECES = 512 << 20  # bytes of all cases' word pieces: above it no LoRA adapts words
VIEWS = 4  # of each film: as it is, then varied
PLAIN, DARK = 0, -1  # views: as it is, and with the lungs blacked out


@dataclass(frozen=True, slots=True, eq=False)
class Encoded:
    """The cases of a data set, encoded.

    Attributes:
        samples: The cases, those that the model refuses left out.
        maps: float16 (cases, views + 1, channels, rows, columns) for ``Top``: as it is, varied,
            and last with the lungs blacked out; zeros without a film.
        pooled: float32 (cases, views + 1, channels): the mean token under the frozen last block.
        has_image: (cases,) bool.
        sentences: float32 (cases, most sentences, channels).
        has_sentence: (cases, most sentences) bool.
        label: (cases,) 0 or 1.
        group: (cases,) keys of patients.
        prior: (cases,) what the model without the head says: its nearest own answer.
        stratum: (cases,) the place that a case comes from; empty where it does not matter.
        excluded: Why cases were left out here, and how many.
        pieces: (cases,) their sentences piece by piece; empty where there are too many to be kept,
            and where the text encoder cannot be laid open.
    """

    samples: tuple[Sample, ...]
    maps: Tensor
    pooled: Tensor
    has_image: Tensor
    sentences: Tensor
    has_sentence: Tensor
    label: NDArray[np.int64]
    group: NDArray[np.str_]
    prior: NDArray[np.float64]
    stratum: NDArray[np.str_]
    excluded: dict[str, int]
    pieces: tuple[Words, ...] = ()


def choose_cases(dataset: Dataset, stratum: NDArray[np.str_], most: int, seed: int) -> list[int]:
    """Return the cases to use: all positives, and negatives, those from their places first."""
    rng = np.random.default_rng(seed)
    label = np.array([sample.label for sample in dataset.samples])
    homes = set(stratum[label == 1].tolist())
    negatives = rng.permutation(np.flatnonzero(label == 0))
    beside = np.array([stratum[index] in homes for index in negatives])
    ordered = np.concatenate([negatives[beside], negatives[~beside]])
    return sorted([*np.flatnonzero(label == 1).tolist(), *ordered[:most].tolist()])


def counted(excluded: Mapping[str, int]) -> str:
    """Return in words why cases were left out, and how many."""
    return "; ".join(f"{count}: {reason}" for reason, count in excluded.items())


def check_people(samples: tuple[Sample, ...], excluded: Mapping[str, int]) -> None:
    """See that patients with and without the finding are left.

    Args:
        samples: That are left.
        excluded: Why others were left out, and how many.

    Raises:
        DatasetError: If not.
    """
    positive = {sample.group for sample in samples if sample.label}
    negative = {sample.group for sample in samples if not sample.label}
    if len(positive) < 2 or len(negative) < 2:
        raise DatasetError(
            "Fewer than two patients with or without the finding remain: what the model cannot "
            "read is left out, and patients who share a film or a note are one. "
            f"Left out: {counted(excluded) or 'none'}.",
            hint="Look at the films (upright frontal chest films are read) and at copied notes.",
        )


def pool(maps: Tensor, top: nn.Module) -> Tensor:
    """Return the mean token of each map under ``top``: float32 (cases, views, channels)."""
    with torch.no_grad():
        return torch.stack(
            [
                torch.cat([top(part.float()) for part in torch.split(maps[:, view], 64)])
                for view in range(maps.shape[1])
            ],
            dim=1,
        )
