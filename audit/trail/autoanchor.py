"""Anchors by themselves: while a program runs, the trail is anchored whenever it grew."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Self

from sqlalchemy import func, select

from audit.catalogue.catalog import CheckpointRow
from audit.errors import VaultError
from audit.trail import anchor

if TYPE_CHECKING:
    from audit.vault import Vault


class AutoAnchor:
    """A thread that anchors; one that fails goes on trying, and says so once.

    Attributes:
        count: Anchors made.
        failing: Whether the last try failed.
    """

    def __init__(
        self,
        vault: Vault,
        path: Path,
        seconds: float,
        on_problem: Callable[[Exception], None],
    ) -> None:
        """Begin.

        Raises:
            VaultError: If the file lies inside the workspace.
        """
        anchor.refuse_inside(vault, path)
        self.count = 0
        self.failing = False
        self._vault, self._path, self._seconds = vault, path, seconds
        self._on_problem = on_problem
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
            with self._vault.look() as session:
                size = session.scalar(select(func.max(CheckpointRow.size))) or 0
            if size == self._size:
                return
            if self.failing:  # a medium that is away is not put on the trail every minute
                with contextlib.closing(self._path.open("ab")):
                    pass
            done = anchor.anchor(self._vault, self._path)
        except (OSError, VaultError) as error:
            if not self.failing:
                self.failing = True
                self._on_problem(error)
            return
        self.failing = False
        self._size = done.size
        self.count += 1
