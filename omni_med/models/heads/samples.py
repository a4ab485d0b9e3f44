"""A head of made-up numbers, for tests and for trying the gate; it is worth nothing."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import numpy as np

from omni_med.models.compact.settings import AnswerSettings, Calibration
from omni_med.models.heads.bundle import HeadCard


def sample_numbers(patch: int = 4, sentence: int = 4) -> bytes:
    """Return numbers of a head of rank 0: ones for so many channels of a patch and a sentence."""
    from safetensors.numpy import save  # noqa: PLC0415 - only heads need it

    data: bytes = save(
        {
            "image.value": np.ones(patch, np.float32),
            "image.bias": np.zeros(1, np.float32),
            "text.value": np.ones(sentence, np.float32),
            "text.bias": np.zeros(1, np.float32),
            "modality": np.zeros(2, np.float32),
        }
    )
    return data


def sample_card(
    version: str = "1",
    *,
    name: str = "rare",
    offered: bool = True,
    base: tuple[str, str, str] = ("compact", "2", "a" * 64),
    numbers: bytes = b"",
) -> HeadCard:
    """Return the card of such a head on a base (name, version, SHA-256)."""
    plain = Calibration(1.0, 0.0)
    return HeadCard(
        name=name,
        version=version,
        answer=AnswerSettings("Rare", "", "", False, 0.5, None, None, plain, plain, plain),
        base_id=base[0],
        base_version=base[1],
        base_sha256=base[2],
        rank=0,
        taught=datetime(2026, 1, 2, tzinfo=UTC),
        label="finding=Rare",
        columns=("file", "note", "patient"),
        dataset="0" * 64,
        seen=(),
        cases=60,
        positives=12,
        patients=9,
        offered=offered,
        reason="" if offered else "It is not above the probe.",
        figures={},
        sha256=hashlib.sha256(numbers or sample_numbers()).hexdigest(),
        text="# Rare\n",
    )
