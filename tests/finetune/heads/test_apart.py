"""A locked set measured in a process of its own: refusals come back in words, no look is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from finetune.heads.apart import measure_apart
from omni_med.errors import CancelledError, OmniMedError
from omni_med.models.compact.backend import CompactFactory
from omni_med.models.heads.samples import sample_card, sample_numbers

pytestmark = pytest.mark.skipif(
    bool(CompactFactory().missing()), reason="the embedded model is not there"
)


def test_what_is_refused_there_is_told_here_and_no_look_is_counted(tmp_path: Path) -> None:
    card = CompactFactory().card()
    numbers = sample_numbers(432, 384)
    head = sample_card(base=(card.id, "1", "0" * 64), numbers=numbers)
    looks: list[str] = []
    with pytest.raises(OmniMedError, match="cannot be read"):
        measure_apart(head, numbers, tmp_path / "none.csv", lambda _c, digest: looks.append(digest))
    assert looks == []


def test_it_can_be_stopped(tmp_path: Path) -> None:
    with pytest.raises(CancelledError):
        measure_apart(
            sample_card(), sample_numbers(), tmp_path, lambda *_: None, cancelled=lambda: True
        )
