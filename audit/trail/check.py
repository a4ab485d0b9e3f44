"""The trail, checked: its tree is built anew, and every checkpoint must state it and be signed.

What is read of an entry is compared as bytes, since canonical JSON has one form: its place, its
subject and its time stand at fixed words from its end. An entry that looks otherwise is parsed.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, Final

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from audit.catalogue.catalog import Catalog, CheckpointRow
from audit.errors import TamperedError
from audit.trail import CLOCK_TOLERANCE, TrailEntry
from audit.trail.checkpoint import Checkpoint, Verifier
from audit.trail.leaves import any_purged, check_purged, purged_below
from audit.trail.merkle import Frontier

PARALLEL: Final = 5000
"""Checkpoints from which a second process checks signatures: it takes as long to start."""
_SHARE: Final = 256
"""Signatures that are checked at a time."""
_ROWS: Final = 4096
_ENTRIES: Final = "SELECT sequence, subject, leaf FROM vault_trail ORDER BY sequence"
_WITH_PURGED: Final = (
    "SELECT sequence, subject, leaf FROM vault_trail "
    "UNION ALL SELECT sequence, NULL, hash FROM vault_purged ORDER BY 1"
)
_NOTES: Final = "SELECT size, note, frontier FROM vault_checkpoint ORDER BY size"
_PLACE: Final = b',"sequence":'
_TIME: Final = 32  # bytes of a time: 2026-01-02T03:04:05.000006+00:00
_UTC: Final = b"+00:00"
_sha256: Final = hashlib.sha256

Row = tuple[int, str | None, bytes]


class ClockSteps:
    """Counts the steps back in time: the trail's order is its sequence, not its clock."""

    def __init__(self) -> None:
        self._steps, self._furthest = 0, timedelta(0)
        self.last = b""

    def tick(self, time: bytes) -> None:
        """Take the time of the next entry, as it stands there."""
        if time < self.last:
            back = _read_time(self.last) - _read_time(time)
            if back > CLOCK_TOLERANCE:
                self._steps += 1
                self._furthest = max(self._furthest, back)
        self.last = time

    def words(self) -> str:
        """Return what was counted; empty where it never went backwards."""
        if not self._steps:
            return ""
        return (
            f"went backwards {self._steps} times, by up to "
            f"{self._furthest.total_seconds():.0f} s: see clock.backwards on the trail"
        )


def check_trail(catalog: Catalog, verifier: Verifier, clock: ClockSteps) -> str:
    """Rebuild the tree leaf by leaf and meet every checkpoint on the way; return what was counted.

    Raises:
        TamperedError: With the first break, in words.
    """
    with catalog.read() as session, _signatures(verifier, _count(session)) as signatures:
        driver: Any = session.connection().connection.dbapi_connection
        below = purged_below(session)
        rows = driver.execute(_WITH_PURGED if any_purged(session) else _ENTRIES)
        entries, notes = _Entries(rows, clock, below), driver.execute(_NOTES)
        tree, signed = Frontier(), 0
        for size, note, edge in notes:
            tree.extend_hashes(entries.take(size - tree.size))
            if tree.size != size:
                raise TamperedError(f"Entries after {tree.size} are missing: one was signed.")
            stated = Checkpoint(verifier.name, size, tree.root()).body()
            if not note.startswith(f"{stated}\n"):
                verifier.open(note)  # says more where it is none of ours
                raise TamperedError(f"An entry before {size} was altered: its checkpoint differs.")
            if edge != tree.to_bytes():
                raise TamperedError(f"The frontier stored with checkpoint {size} was altered.")
            signatures.add(note)
            signed += 1
        met = tree.size
        while rest := entries.take(_ROWS):
            tree.extend_hashes(rest)
        if met != tree.size or not tree.size:
            raise TamperedError(f"{tree.size - met} entries at the end were never signed.")
        signatures.finish()
    gone = f", {entries.purged} of them purged" if entries.purged else ""
    return f"{tree.size} entries{gone}, {signed} signed checkpoints"


def _count(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(CheckpointRow)) or 0


class _Entries:
    """The rows of the trail in order, each compared with what its leaf says.

    Attributes:
        purged: How many of them are hashes of entries that went.
    """

    def __init__(self, rows: Any, clock: ClockSteps, below: int) -> None:
        self._rows = rows
        self._clock = clock
        self._below = below
        self.purged = 0
        self._next = 0
        self._ahead: list[bytes] = []

    def take(self, count: int) -> list[bytes]:
        """Return the hashes of the next leaves, fewer at the end."""
        while len(self._ahead) < count:
            rows: list[Row] = self._rows.fetchmany(_ROWS)
            if not rows:
                break
            self._check(rows)
            self._ahead += [
                leaf if subject is None else _sha256(b"\x00" + leaf).digest()
                for _, subject, leaf in rows
            ]
        taken, self._ahead = self._ahead[:count], self._ahead[count:]
        return taken

    def _check(self, rows: Sequence[Row]) -> None:
        last = self._clock.last
        for number, (sequence, subject, leaf) in enumerate(rows, self._next):
            if subject is None:
                self._check_purged(number, sequence, leaf)
                continue
            head = b',"sequence":%d,"subject":"%s","time":"' % (number, subject.encode())
            begin = leaf.rfind(_PLACE) + len(head)
            end = begin + _TIME
            time = leaf[begin:end]
            if (
                sequence != number
                or leaf[begin - len(head) : begin] != head
                or leaf[end - 6 : end + 2] != b'+00:00",'
                or '"' in subject
                or "\\" in subject
            ):
                time = _slowly(number, sequence, subject, leaf)
            if time < last:
                self._clock.tick(time)
            last = self._clock.last = time
        self._next += len(rows)

    def _check_purged(self, number: int, sequence: int, leaf: bytes) -> None:
        if sequence != number:
            raise TamperedError(f"Entry {number} is missing or was moved.")
        check_purged(number, leaf, self._below)
        self.purged += 1


def _slowly(number: int, sequence: int, subject: str, leaf: bytes) -> bytes:
    """Compare an entry with its row by parsing it; return its time."""
    entry = TrailEntry.from_leaf(leaf)
    if sequence != number or entry.sequence != sequence or entry.subject != subject:
        raise TamperedError(f"Entry {number} is missing or was moved.")
    return entry.time.isoformat(timespec="microseconds").encode()


def _read_time(time: bytes) -> datetime:
    return datetime.fromisoformat(time.decode())


class _Signatures:
    """Signatures to be checked, by a second process too where there are many."""

    def __init__(self, verifier: Verifier, pool: ProcessPoolExecutor | None) -> None:
        self._verifier = verifier
        self._pool = pool
        self._notes: list[str] = []
        self._given: list[tuple[Future[str], list[str]]] = []

    def add(self, note: str) -> None:
        """Have a note checked."""
        self._notes.append(note)
        if len(self._notes) == _SHARE:
            self._give()

    def finish(self) -> None:
        """Return when all are checked.

        Raises:
            TamperedError: If one is not signed by this vault.
        """
        self._give()
        # From the end, those that the other has not begun; it works from the beginning.
        for future, notes in reversed(self._given):
            if future.cancel():
                _raise(_first_bad(self._verifier.to_text(), notes))
        for future, _ in self._given:
            if not future.cancelled():
                _raise(future.result())

    def _give(self) -> None:
        notes, self._notes = self._notes, []
        if self._pool is None:
            _raise(_first_bad(self._verifier.to_text(), notes))
        else:
            text = self._verifier.to_text()
            self._given.append((self._pool.submit(_first_bad, text, notes), notes))


@contextmanager
def _signatures(verifier: Verifier, count: int) -> Iterator[_Signatures]:
    alone = multiprocessing.current_process().daemon or (os.cpu_count() or 1) < 2
    if alone or count < PARALLEL:
        yield _Signatures(verifier, None)
        return
    pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
    try:
        yield _Signatures(verifier, pool)
    finally:
        pool.shutdown(cancel_futures=True)


def _first_bad(verifier: str, notes: Sequence[str]) -> str:
    """Check notes; return what is wrong with the first that does not hold, empty where all do."""
    key = Verifier.from_text(verifier)
    try:
        for note in notes:
            key.open(note)
    except TamperedError as error:
        return str(error)
    return ""


def _raise(problem: str) -> None:
    if problem:
        raise TamperedError(problem)
