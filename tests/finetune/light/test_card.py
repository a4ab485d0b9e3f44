"""The card of a light model says which goals were met, the kinds' loss among them."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from finetune.light.card import CARD, CARD_TEXT, LightCard, write_card
from finetune.light.measure import Measured
from finetune.metrics import Difference, Estimate

SAME = Difference(0.0, -0.01, 0.01, 145)
KINDS = "AUROC loss of the kinds at most 0.01"


def form(name: str, size: int, ms: float) -> Measured:
    return Measured(name, size, ms, np.zeros(2), Estimate(0.95, 0.91, 0.98, 145, 60))


def card(kinds: Difference | None, *, size: int = 25, ms: float = 10.0) -> LightCard:
    forms = (form("float32", 100, 40.0), form("8 bits", size, ms))
    return LightCard("distil", "compact", "2", Path("w"), {}, "films", forms, SAME, kinds, 1.0)


@pytest.mark.parametrize(("change", "met"), [(-0.01, True), (-0.014, False), (float("nan"), False)])
def test_what_the_kinds_lose_is_a_goal_of_its_own(change: float, met: bool, tmp_path: Path) -> None:
    made = card(Difference(change, change - 0.01, change + 0.01, 90))
    write_card(made, tmp_path)
    reached = json.loads((tmp_path / CARD).read_text())["reached"]
    assert reached.pop(KINDS) is met
    assert all(reached.values())
    line = f"- {'reached' if met else 'NOT reached'}: {KINDS}"
    assert line in (tmp_path / CARD_TEXT).read_text().splitlines()


def test_kinds_that_were_not_taught_anew_are_no_goal() -> None:
    assert KINDS not in card(None).reached


def test_size_and_speed_that_fall_short_are_said() -> None:
    reached = card(None, size=27, ms=14.0).reached
    assert not reached["a quarter of the size"]
    assert not reached["three times the speed"]
