"""The trail: entries, their tree, and who else vouches for it."""

from audit.trail.entry import (
    CLOCK_TOLERANCE,
    Event,
    Outcome,
    TrailEntry,
    Value,
    append,
    append_all,
    entries,
    last_frontier,
)

__all__ = [
    "CLOCK_TOLERANCE",
    "Event",
    "Outcome",
    "TrailEntry",
    "Value",
    "append",
    "append_all",
    "entries",
    "last_frontier",
]
