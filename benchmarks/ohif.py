"""The desktop beside OHIF: the same 500 files, the same size of view, in turns.

``OHIF_BENCH`` names the script that serves OHIF's published web app on loopback, drives it in
headless Chromium and prints one JSON line; without it nothing is measured here. Both start from a
folder of plain files, scroll, then drag the window, five seconds each, and draw without a GPU.
OHIF is sent a step every 16 ms and draws what it can, one in five: it is never without work. Ours
draws each of these (``-fed``), so that its figure there is the rate of the steps; what it can is
measured with the next step sent when the last is painted. OHIF's frames are counted by a hash of
its canvas, ours as they are painted, each of another image or window. Memory is the proportional
set size of all processes: OHIF's browser; ours with the decode pool and, kept apart, the model's
process, for which OHIF has no counterpart. Ours seals the files while it opens them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from common import ROOT, Result
from open_ct import write_series

RUNS = 3
STUDY = "PHANTOM"
DESK = Path(__file__).resolve().parent / "ohif_desk.py"


def last_line(command: list[str]) -> dict[str, Any]:
    """Run a command and return the JSON object that it prints last.

    Raises:
        RuntimeError: If it fails.
    """
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode or not done.stdout.strip():
        raise RuntimeError(f"{Path(command[1]).name} failed:\n{done.stderr[-2000:]}")
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def measure() -> list[Result]:
    """Measure both in turns; nothing where no script is named."""
    script = os.environ.get("OHIF_BENCH", "")
    if not script:
        return []
    theirs, ours = [], []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "plain"
        folder.mkdir()
        write_series(folder)
        for number in range(RUNS):
            theirs.append(last_line(["bash", script, str(folder), STUDY]))
            home = str(Path(name) / f"home{number}")
            view = theirs[-1]["view"]
            ours.append(last_line([sys.executable, str(DESK), home, str(folder), view]))
            if ours[-1]["view"] != view:
                raise RuntimeError("the views are not of one size")
    rows = {
        "first": ("first_image_s", "s", 2.0, "first image of a folder in half of its time"),
        "scroll": ("scroll_fps", "1/s", 5.0, "five times its frames"),
        "scroll-fed": ("scroll_fed_fps", "1/s", 0.0, "every step of 62 a second is drawn"),
        "window": ("window_level_fps", "1/s", 5.0, "five times its frames"),
        "window-fed": ("window_level_fed_fps", "1/s", 0.0, "every step of 62 a second is drawn"),
        "memory": ("memory_mb", "MB", 2.0, "half of its memory, without the model's process"),
    }
    results = []
    for name, (key, unit, times, goal) in rows.items():
        own = statistics.median(run[key] for run in ours)
        peer = statistics.median(run[key.replace("_fed", "")] for run in theirs)
        less = unit in {"s", "MB"}
        reached = peer / own if less else own / peer
        met = reached >= times if times else None
        results.append(
            Result(
                f"ohif-{name}", own, unit, "OHIF 3.12.10, headless Chromium", peer,
                f"{goal}, view {ours[0]['view']}", met=met, less_is_better=less,
            )
        )  # fmt: skip
    model = statistics.median(run["model_mb"] for run in ours)
    goal = "the model's process, for which OHIF has no counterpart"
    results.append(Result("ohif-model-memory", model, "MB", "", None, goal, met=None))
    return results
