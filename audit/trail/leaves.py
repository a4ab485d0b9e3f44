"""The leaves of the trail's tree, as hashes: of entries that are there, and of those purged.

A hash stands in an entry's place only where a purge on the trail itself says so, and only below the
entry that the purge left to show how old everything before it was. Otherwise who holds the keys
could put a hash in the place of any entry and hide it, with the tree none the worse.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, Final, cast

from sqlalchemy import LargeBinary, func, null, select, type_coerce, union_all
from sqlalchemy.orm import Session

from audit.catalogue.catalog import PurgedRow, TrailRow
from audit.errors import TamperedError
from audit.identity.policy import LEAST_RETENTION
from audit.trail.entry import CLOCK_TOLERANCE, TrailEntry
from audit.trail.merkle import HASH, leaf_hash

PURGE: Final = "trail.purge"
"""The action of a purge: its detail states ``below`` (entries it reached) and ``days``."""
_MARK: Final = f'"action":"{PURGE}"'.encode()


def leaf_hashes(session: Session) -> Iterator[bytes]:
    """Yield the hash of every leaf, in order.

    Raises:
        TamperedError: If one is missing, or hashes stand where no purge put them.
    """
    there = select(TrailRow.sequence, TrailRow.leaf, type_coerce(null(), LargeBinary))
    gone = select(PurgedRow.sequence, type_coerce(null(), LargeBinary), PurgedRow.hash)
    both = union_all(there, gone).order_by("sequence")
    below = purged_below(session)
    rows = session.execute(both.execution_options(yield_per=1000))
    for number, row in enumerate(rows):
        sequence, leaf, purged = cast("tuple[Any, Any, Any]", tuple(row))
        found = leaf if purged is None else purged
        if sequence != number or not isinstance(found, bytes):
            raise TamperedError(f"Entry {number} is missing, or cannot be read.")
        if purged is None:
            yield leaf_hash(found)
        else:
            check_purged(number, purged, below)
            yield purged


def any_purged(session: Session) -> bool:
    """Say whether hashes stand in the place of entries."""
    return session.scalar(select(PurgedRow.sequence).limit(1)) is not None


def check_purged(number: int, purged: bytes, below: int) -> None:
    """Check that a hash may stand in an entry's place.

    Raises:
        TamperedError: If no purge on the trail reached it.
    """
    if number >= below or len(purged) != HASH:
        raise TamperedError(f"Entry {number} was taken out, and no purge on the trail says so.")


def purged_below(session: Session) -> int:
    """Return the number of entries that purges on the trail reached; 0 where there was none.

    Raises:
        TamperedError: If the last one took what was not old enough.
    """
    if not any_purged(session):
        return 0
    query = select(TrailRow.leaf).where(func.instr(TrailRow.leaf, _MARK) > 0)
    purges = [
        entry
        for entry in map(TrailEntry.from_leaf, session.scalars(query))
        if entry.action == PURGE and entry.outcome == "success" and "below" in entry.detail
    ]
    if not purges:
        return 0
    last = max(purges, key=lambda entry: int(entry.detail["below"]))
    below, days = int(last.detail["below"]), int(last.detail["days"])
    edge = session.get(TrailRow, below - 1)
    if edge is None:
        raise TamperedError(f"Entry {below - 1} is missing: it shows what the purge might take.")
    age = last.time - TrailEntry.from_leaf(edge.leaf).time
    if days < LEAST_RETENTION or age + CLOCK_TOLERANCE < timedelta(days=days):
        raise TamperedError(
            f"The purge of {last.time:%Y-%m-%d} took entries of {age.days} days; none younger "
            f"than {max(days, LEAST_RETENTION)} may go."
        )
    return below
