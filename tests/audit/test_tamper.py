"""Bent envelopes and trails, a few; `make crash` bends thousands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts" / "crash"))

import tamper


def test_bent_envelopes_are_all_found() -> None:
    tried, missed = tamper.envelopes(300)
    assert set(tried) == {"flip", "cut", "lengthen", "swap", "splice"}
    assert missed == []


def test_attacks_on_a_trail_go_as_they_must() -> None:
    """Found with the anchor; missed without it by who holds the key, or cuts at a checkpoint."""
    assert tamper.trails(1) == []


def test_what_is_missed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: an attack that does nothing is not found."""
    monkeypatch.setattr(tamper, "ATTACKS", {"nothing": (lambda *_: None, True)})
    assert tamper.trails(1) == ["nothing: {(False, False): 1} (alone, with the anchor)"]
