"""Anchors by themselves: while a program runs, the trail is anchored whenever it grew."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from sqlalchemy import func, select

from audit.catalogue.catalog import CheckpointRow, TrailRow
from audit.errors import VaultError
from audit.trail import anchor
from audit.trail.anchor import Anchored
from audit.trail.entry import TrailEntry

if TYPE_CHECKING:
    from audit.vault import Vault

_OWN: Final = "trail.anchor"
"""Entries of this action alone are no reason to anchor: two anchorings would call each other."""


class AutoAnchor:
    """A thread that anchors; one that fails goes on trying, and says so once.

    Attributes:
        count: Anchors made.
        failing: Whether the last try failed.
    """

    def __init__(
        self,
        vault: Vault,
        make: Callable[[], Anchored],
        seconds: float,
        on_problem: Callable[[Exception], None],
        *,
        reach: Callable[[], None] = lambda: None,
    ) -> None:
        """Begin.

        Args:
            vault: Whose trail.
            make: Anchors it, wherever that is.
            seconds: How often at most.
            on_problem: Told when anchoring begins to fail, on another thread.
            reach: Asked first after a failure: raises where the medium is still away.
        """
        self.count = 0
        self.failing = False
        self._vault, self._make, self._seconds = vault, make, seconds
        self._on_problem, self._reach = on_problem, reach
        self._size = 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="anchors", daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Anchor once more, and end."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        while not self._stop.is_set():
            self._once()
            self._stop.wait(self._seconds)
        self._once()

    def _once(self) -> None:
        try:
            if not self._grew():
                return
            if self.failing:  # a medium that is away is not put on the trail every minute
                self._reach()
            done = self._make()
        except (OSError, VaultError) as error:
            if not self.failing:
                self.failing = True
                self._on_problem(error)
            return
        self.failing = False
        self._size = done.size
        self.count += 1

    def _grew(self) -> bool:
        with self._vault.look() as session:
            size = session.scalar(select(func.max(CheckpointRow.size))) or 0
            if not self._size or size <= self._size:
                return size > self._size
            fresh = select(TrailRow.leaf).where(TrailRow.sequence >= self._size)
            return any(TrailEntry.from_leaf(leaf).action != _OWN for leaf in session.scalars(fresh))


def to_file(
    vault: Vault, path: Path, seconds: float, on_problem: Callable[[Exception], None]
) -> AutoAnchor:
    """Anchor the trail to a file outside the workspace while it grows.

    Raises:
        VaultError: If the file lies inside the workspace.
    """
    anchor.refuse_inside(vault, path)

    def reach() -> None:
        with contextlib.closing(path.open("ab")):
            pass

    return AutoAnchor(vault, lambda: anchor.anchor(vault, path), seconds, on_problem, reach=reach)
