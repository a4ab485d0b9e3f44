"""Several processes teach one head: ``torchrun`` starts them, each takes its share of the work.

Shares are whole films and whole folds: what comes out does not depend on how many there are.

Source: PyTorch's elastic launch (torchrun) and its gloo backend, through Accelerate's PartialState.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

_Item = TypeVar("_Item")
PATIENCE = timedelta(hours=6)  # the others wait while the first looks and writes


def _go_on() -> None:
    """Wait for nobody."""


@dataclass(frozen=True, slots=True)
class Crew:
    """One process among several.

    Attributes:
        rank: Its number, from 0; the first prints and writes.
        size: How many there are.
        wait: Returns when all of them have come to this point.
    """

    rank: int = 0
    size: int = 1
    wait: Callable[[], None] = _go_on

    @property
    def is_first(self) -> bool:
        """Whether this process prints and writes."""
        return self.rank == 0

    def share(self, items: Sequence[_Item]) -> Sequence[_Item]:
        """Return this process's items."""
        return items[self.rank :: self.size]


ALONE = Crew()


def crew_of_environment(device: str = "cpu") -> Crew:
    """Return the place that ``torchrun`` gave this process; alone without it.

    Args:
        device: Where heads are taught: on GPUs each process takes the one of its number.
    """
    if int(os.environ.get("WORLD_SIZE", "1")) < 2:
        return ALONE
    from accelerate import PartialState

    state = PartialState(cpu=device == "cpu", timeout=PATIENCE)
    return Crew(state.process_index, state.num_processes, state.wait_for_everyone)
