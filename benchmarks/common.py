"""What every benchmark shares: one result each, timed against a peer in the same run.

A benchmark is a script ``benchmarks/NAME.py`` with ``def measure() -> list[Result]``; ``run.py``
runs them all, writes ``results/NAME.json`` for each result and prints one table.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("OMNI_MED_TEST_DATA", ROOT.parent / "shared" / "data"))


@dataclass(frozen=True, slots=True)
class Result:
    """One measured line.

    Attributes:
        name: File name of the result, without ``.json``.
        value: What we reach, in ``unit``.
        unit: ``"ms"``, ``"s"`` (less is better), ``"GB/s"``, ``"1/s"`` (more is better) ...
        peer: What it was measured against in the same run; empty without one.
        peer_value: What the peer reaches, in ``unit``.
        goal: In words, as the documentation states it.
        met: Whether the goal was met by this very run; None where there is none.
        less_is_better: Sense of ``unit``.
    """

    name: str
    value: float
    unit: str
    peer: str
    peer_value: float | None
    goal: str
    met: bool | None
    less_is_better: bool = True

    @property
    def ratio(self) -> float | None:
        """How many times better than the peer; above 1 is better."""
        if self.peer_value is None or not self.value or not self.peer_value:
            return None
        better, worse = (
            (self.peer_value, self.value) if self.less_is_better else (self.value, self.peer_value)
        )
        return better / worse

    def write(self, command: str = "make bench") -> Path:
        """Write the result as JSON and return its path."""
        RESULTS.mkdir(exist_ok=True)
        target = RESULTS / f"{self.name}.json"
        fields = {key: value for key, value in asdict(self).items() if key != "less_is_better"}
        for key in ("value", "peer_value"):
            if fields[key] is not None:
                fields[key] = float(f"{fields[key]:.4g}")
        fields["ratio"] = None if self.ratio is None else float(f"{self.ratio:.3g}")
        fields |= {"command": command, "hardware": hardware(), "commit": commit()}
        fields["load"] = round(os.getloadavg()[0], 1)
        target.write_text(json.dumps(fields, indent=2) + "\n")
        return target


def hardware() -> str:
    """Return processor, cores and memory in one line."""
    model = platform.processor() or platform.machine()
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.split(":", 1)[1].strip()
            break
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{model}, {os.cpu_count()} cores, {gigabytes:.0f} GiB, no GPU"


def commit() -> str:
    """Return the commit that was measured, with ``+`` where the tree has changes."""
    head = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    dirty = subprocess.run(
        ["git", "status", "--porcelain", "--untracked-files=no", "--", ".", ":!benchmarks/results"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return f"{head}+" if dirty else head


def seconds(work: Callable[[], object], *, repeat: int = 5) -> float:
    """Return the median wall time of ``work`` over ``repeat`` runs after one warm-up."""
    work()
    times = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)
