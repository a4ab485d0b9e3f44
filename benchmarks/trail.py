"""The trail: one action after the other, many clients at once, and verification.

Every event is durable before it is acknowledged (``synchronous=FULL``), in SQLCipher, with a signed
checkpoint a commit. The peer is plain SQLite (WAL, FULL): the same row inserted and committed, one
commit an event, no encryption, no tree, no signature; with several clients they take turns. Best of
three runs (five where one acts alone), ours and the peer's by turns.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from common import Result
from sqlalchemy import insert

from audit.sealing.keys import MINIMUM_COST
from audit.trail import Event, append_all
from audit.trail.check import ClockSteps, check_trail
from audit.vault import Vault
from omni_med.domain import Decision, Verdict
from omni_med.workspace import Workspace
from omni_med.workspace.tables import AnalysisTable, StudyTable

SECONDS = float(os.environ.get("SECONDS", "1.5"))
ONE_BY_ONE, RUNS = 200, 3
ENTRIES, GROUP = 400_000, 32
"""Of the trail that is verified: about what 64 clients leave in a minute, in their groups."""
SUBJECT = "1.2.840.113619.2.55.3.604688119.969"
Act = Callable[[int], object]


class Plain:
    """Plain SQLite: one insert and one commit an event."""

    def __init__(self, path: Path) -> None:
        self._lock = threading.Lock()
        self._connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        for line in (
            "PRAGMA journal_mode=WAL",
            "PRAGMA synchronous=FULL",
            "CREATE TABLE trail (sequence INTEGER PRIMARY KEY, subject TEXT, leaf BLOB)",
            "CREATE INDEX subjects ON trail (subject)",
        ):
            self._connection.execute(line)

    def act(self, number: int) -> None:
        """Keep one event of about the size of ours."""
        leaf = b"%-200d" % number
        with self._lock:
            self._connection.execute(
                "INSERT INTO trail (subject, leaf) VALUES (?, ?)", (SUBJECT, leaf)
            )


def clients(count: int, act: Act) -> tuple[float, float, float]:
    """Let ``count`` threads act for a while; return events a second, p50 and p99 in ms."""
    took: list[list[float]] = [[] for _ in range(count)]
    stop = time.perf_counter() + SECONDS

    def work(own: list[float], number: int) -> None:
        while (begin := time.perf_counter()) < stop:
            act(number)
            own.append(time.perf_counter() - begin)

    threads = [threading.Thread(target=work, args=(own, at)) for at, own in enumerate(took)]
    begin = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    elapsed = time.perf_counter() - begin
    times = sorted(value for own in took for value in own)
    return len(times) / elapsed, at(times, 0.5), at(times, 0.99)


def at(times: list[float], share: float) -> float:
    """Return a quantile of sorted times, in milliseconds."""
    return times[min(len(times) - 1, int(len(times) * share))] * 1e3


def one_by_one(act: Act) -> float:
    """Return the median time of one act in milliseconds, nobody else here acting."""
    times = []
    for number in range(ONE_BY_ONE):
        begin = time.perf_counter()
        act(number)
        times.append(time.perf_counter() - begin)
    return statistics.median(times) * 1e3


def best(count: int, act: Act, peer: Act) -> tuple[tuple[float, float, float], ...]:
    """Return the best of three runs of ``clients`` for each, taken in turns.

    What other programs do to the disk comes on top of both, and differs from second to second.
    """
    runs = [(clients(count, act), clients(count, peer)) for _ in range(RUNS)]
    return tuple(max(run[which] for run in runs) for which in (0, 1))


def _rate(name: str, value: float, peer: float | None, goal: str, met: bool | None) -> Result:
    return Result(
        name=name,
        value=round(value),
        unit="1/s",
        peer="" if peer is None else "plain SQLite, one commit an event",
        peer_value=None if peer is None else round(peer),
        goal=goal,
        met=met,
        less_is_better=False,
    )


def _milliseconds(name: str, value: float, peer: float | None, goal: str, met: bool) -> Result:
    words = "" if peer is None else "plain SQLite, one commit an event"
    return Result(name, value, "ms", words, peer, goal, met)


def groups(vault: Vault, plain: Plain) -> list[Result]:
    """Measure events with 1, 16, 64 and 256 clients."""

    def act(number: int) -> None:
        with vault.act(Event("study.read", f"{SUBJECT}.{number}", {"instances": 1})):
            pass

    results = []
    for count in (1, 16, 64, 256):
        (rate, middle, slow), (peer, _, peer_slow) = best(count, act, plain.act)
        goal = ">= 10,000 events/s with 64 clients, each durable" if count == 64 else ""
        name = f"trail-{count}-clients"
        results.append(_rate(name, rate, peer, goal, rate >= 10_000 if goal else None))
        if count == 64:
            goal = f"p99 <= 50 ms with 64 clients (p50 {middle:.1f} ms)"
            results.append(_milliseconds(f"{name}-p99", slow, peer_slow, goal, slow <= 50))
    return results


def verify(vault: Vault) -> Result:
    """Measure the check of a long trail: places, tree, every checkpoint and signature."""
    parts, now = vault.parts, datetime.now(UTC)
    with parts.catalog.exclusive() as connection:
        for start in range(0, ENTRIES, GROUP):
            group = range(start, start + GROUP)
            events = [
                (Event("study.read", f"{SUBJECT}.{number}", {"instances": 1}), now)
                for number in group
            ]
            append_all(connection, parts.signer, events, user="bench")
        connection.commit()
    elapsed, words = float("inf"), ""
    for _ in range(RUNS):
        begin = time.perf_counter()
        words = check_trail(parts.catalog, parts.signer.verifier(), ClockSteps())
        elapsed = min(elapsed, time.perf_counter() - begin)
    rate = int(words.split()[0]) / elapsed
    goal = f">= 200,000 entries/s ({words})"
    return _rate("trail-verify", rate, None, goal, rate >= 200_000)


def decider(workspace: Workspace) -> Act:
    """Return what keeps a reader's word on an analysis, which is looked up, with its holds."""
    study = dict.fromkeys(("patient_id", "issuer", "accession", "started", "imported"), "")
    analysis = dict.fromkeys(("created", "priority", "object_id"), "")
    with workspace._vault.act(Event("bench.fill")) as tx:  # noqa: SLF001 - no model here
        values = {"study_uid": SUBJECT, "instances": 0, "document": b"", **study}
        tx.session.execute(insert(StudyTable).values(values))
        values = {"analysis_id": "a", "study_uid": SUBJECT, **analysis}
        tx.session.execute(insert(AnalysisTable).values(values))

    def decide(_number: int) -> None:
        now, name = datetime.now(UTC), uuid.uuid4().hex
        workspace.decide(Decision(name, "a", "opacity", Verdict.ACCEPT, "bench", now, True))

    return decide


def actions(workspace: Workspace, plain: Plain) -> list[Result]:
    """Measure actions through the workspace's door: an event, and events with a row."""

    def event(number: int) -> None:
        workspace.record_export("study.export", SUBJECT, {"files": number})

    def row(number: int) -> None:
        workspace.append_journal(f"job {number}", {"case": b"done"})

    begin = time.process_time()
    one_by_one(event)
    used = (time.process_time() - begin) / ONE_BY_ONE * 1e3
    turns = [(one_by_one(event), one_by_one(plain.act)) for _ in range(5)]
    alone, peer = (min(turn[which] for turn in turns) for which in (0, 1))
    (together, _, _), (rows, _, _) = best(64, event, row)
    decide = decider(workspace)
    decisions = max(clients(64, decide)[0] for _ in range(RUNS))
    goal = ">= 3,000 actions/s, 64"
    return [
        _milliseconds("trail-action", alone, peer, "<= 2 ms an action, alone", alone <= 2),
        Result("trail-action-cpu", used, "ms", "", None, "", None),
        _rate("trail-actions-64", together, None, goal, together >= 3000),
        _rate("trail-actions-64-rows", rows, None, f"{goal}, a row each", rows >= 3000),
        _rate("trail-actions-64-decisions", decisions, None, f"{goal}, decide", decisions >= 3000),
    ]


def measure() -> list[Result]:
    """Measure all of it in one folder on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        plain = Plain(Path(folder, "plain.db"))
        options = {"user": "bench", "passphrase": "bench bench bench"}
        with Workspace.create(Path(folder, "a"), **options, kdf=MINIMUM_COST) as workspace:
            results = actions(workspace, plain)
        with Vault.create(Path(folder, "b"), **options, kdf=MINIMUM_COST) as vault:
            results += groups(vault, plain)
        with Vault.create(Path(folder, "c"), **options, kdf=MINIMUM_COST) as vault:
            results.append(verify(vault))
    return results
