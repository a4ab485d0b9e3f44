"""Encoded cases on disk: what a run that was stopped does not do again.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
from safetensors import safe_open
from safetensors.torch import save
from torch import Tensor

from finetune.datasets.dataset import Dataset
from finetune.heads.cases.encoded import VIEWS
from finetune.heads.running.work import write_whole
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.heads.lora import Words
from omni_med.models.protocols import FloatArray


def part_file(store: Path, number: int) -> Path:
    """Return where a part of the cases is kept."""
    return store / f"features-{number}.safetensors"


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One case.

    Attributes:
        maps: float16 (views + 1, channels, rows, columns), see ``Encoded``; None without a film.
        sentences: float32 (sentences, channels).
        prior: What the model without the head says.
        words: Its sentences piece by piece.
    """

    maps: Tensor | None
    sentences: FloatArray
    prior: float
    words: Words


class Part(NamedTuple):
    """Some of the cases: which can be used, their features, and why others cannot."""

    used: list[int]
    rows: list[Row]
    excluded: dict[str, int]


def key_of(dataset: Dataset, chosen: list[int], backend: CompactBackend, seed: int) -> str:
    """Return what a kept part must say of itself to be taken again."""
    parts = f"{dataset.digest}/{chosen}/{backend.card.sha256}/{seed}/{VIEWS}/words"
    return hashlib.sha256(parts.encode()).hexdigest()


def write_part(file: Path, key: str, kept: Part) -> None:
    """Keep encoded cases for the next run, whole or not at all."""
    used, rows, excluded = kept
    table: dict[str, Tensor] = {"used": torch.tensor(used, dtype=torch.int64)}
    table["prior"] = torch.tensor([row.prior for row in rows], dtype=torch.float64)
    for number, row in enumerate(rows):
        table[f"sentences.{number}"] = torch.from_numpy(row.sentences)
        table[f"pieces.{number}"] = torch.from_numpy(row.words.pieces)
        table[f"counts.{number}"] = torch.from_numpy(row.words.counts)
        if row.maps is not None:
            table[f"maps.{number}"] = row.maps.contiguous()
    data = save(table, metadata={"key": key, "excluded": json.dumps(excluded)})
    write_whole(file, data)


def read_part(cache: Path, key: str) -> Part | None:
    """Return what an earlier run encoded; None where it was of other cases or another model."""
    if not cache.is_file():
        return None
    with safe_open(cache, framework="pt") as file:
        said = file.metadata()
        if said["key"] != key:
            return None
        names = set(file.keys())
        used = file.get_tensor("used").tolist()
        prior = file.get_tensor("prior").tolist()
        rows = [
            Row(
                file.get_tensor(f"maps.{number}") if f"maps.{number}" in names else None,
                file.get_tensor(f"sentences.{number}").numpy(),
                prior[number],
                Words(
                    file.get_tensor(f"pieces.{number}").numpy(),
                    file.get_tensor(f"counts.{number}").numpy(),
                ),
            )
            for number in range(len(used))
        ]
    return Part(used, rows, json.loads(said["excluded"]))
