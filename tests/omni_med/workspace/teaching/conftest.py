"""What the tests of the gate share: a head that is good enough, and a department."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from audit.sealing.keys import MINIMUM_COST
from omni_med.models.heads.bundle import HeadCard
from omni_med.models.heads.samples import sample_card, sample_numbers
from omni_med.workspace import Workspace
from omni_med.workspace.teaching.gate import LockedEvaluation

PASSPHRASE = "a horse and a stapler"
FIRST_WORDS, WORDS = "seven green bottles", "eight blue bottles"
GOOD = LockedEvaluation("d" * 64, 50, 9, 7, 0.9, 0.8, 0.97, 0.8, 0.9, True)
Enter = Callable[..., Workspace]


Evaluated = Callable[..., int]


@pytest.fixture
def good() -> LockedEvaluation:
    """Figures with which a head passes."""
    return GOOD


@pytest.fixture
def evaluated(workspace: Workspace) -> Evaluated:
    """Return a function that evaluates a head as the command does: the look is counted first."""

    def evaluate(
        card: HeadCard | None = None,
        found: LockedEvaluation = GOOD,
        *,
        by: Workspace | None = None,
    ) -> int:
        card = card or sample_card()
        person = by or workspace
        person.look_at_locked(card, found.digest)
        return person.evaluated_head(card, sample_numbers(), found)

    return evaluate


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    home = tmp_path / "home"
    with Workspace.create(home, user="eva", passphrase=PASSPHRASE, kdf=MINIMUM_COST) as made:
        yield made


@pytest.fixture
def enter(workspace: Workspace) -> Iterator[Enter]:
    """Return a function that adds a user, and opens the workspace as that user."""
    opened: list[Workspace] = []

    def entered(name: str, *roles: str, **given: Any) -> Workspace:
        workspace.add_user(name, FIRST_WORDS, roles, kdf=MINIMUM_COST, **given)
        made = Workspace.open(workspace.home, user=name, passphrase=FIRST_WORDS)
        opened.append(made)
        made.change_passphrase(WORDS, kdf=MINIMUM_COST)
        if made._vault.pending:
            made.enrol_factor()
        return made

    yield entered
    for item in opened:
        item.close()
