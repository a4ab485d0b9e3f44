"""How long work reports and how it is stopped."""

from __future__ import annotations

from collections.abc import Callable

Progress = Callable[[int, int], None]
"""Called with (done, total) in units of the work; total may grow."""

Cancelled = Callable[[], bool]
"""Asked between units of work; True stops it with ``CancelledError``."""


def no_progress(_done: int, _total: int) -> None:
    """Report nothing."""


def never() -> bool:
    """Never stop."""
    return False
