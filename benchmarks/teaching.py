"""One head taught by two processes, against one: ``torchrun ... omni-med finetune fit`` twice.

The same cases in the same run: the fifteen films of *Pneumocystis* and every ninth other film of
their archive, ``--compare quick``. One thread a process (OMP_NUM_THREADS=1) both times. What is
compared is the work that processes share: from the first film that is encoded until all folds have
been taught and gathered, as ``NAME.live.jsonl`` tells it. The whole command, start and the head's
own teaching included, is the second line. By the clock: it says something on idle cores only.
"""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path

from common import DATA, Result

FINDING = "Pneumonia/Fungal/Pneumocystis"
EVERY = 9  # of the other films
GOAL = 1.6


def manifest(folder: Path) -> Path:
    """Write the cases, films by their full path."""
    with (DATA / "cxr" / "cases.csv").open(encoding="utf-8", newline="") as stream:
        rows = [row for row in csv.DictReader(stream) if row["source"] == "covid-chestxray"]
    some = [row for row in rows if row["finding"] == FINDING]
    some += [row for row in rows if row["finding"] != FINDING][::EVERY]
    for row in some:
        row["file"] = str((DATA / "cxr" / row["file"]).resolve())
    file = folder / "cases.csv"
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(some[0]))
        writer.writeheader()
        writer.writerows(some)
    return file


def taught(cases: Path, out: Path, processes: int) -> tuple[float, float]:
    """Teach; returns the seconds of the shared work, and of the whole command."""
    beside = Path(sys.executable).parent
    began = time.monotonic()
    subprocess.run(
        [
            beside / "torchrun", "--standalone", f"--nproc_per_node={processes}", "--no-python",
            beside / "omni-med", "finetune", "fit", cases, "--head", "pneumocystis",
            "--label", f"finding={FINDING}", "--image-column", "file",
            "--text-column", "clinical_notes_masked", "--group-column", "group_id", "--out", out,
        ],
        check=True, capture_output=True, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    whole = time.monotonic() - began
    at: dict[str, datetime] = {}
    for line in (out / "pneumocystis.live.jsonl").read_text("utf-8").splitlines():
        told = json.loads(line)
        at.setdefault(told["stage"], datetime.fromisoformat(told["at"]))
    return (at["teaching"] - at["encoding"]).total_seconds(), whole


def measure() -> list[Result]:
    """Teach with one process, then with two; nothing where the real films are not there."""
    if not (DATA / "cxr" / "cases.csv").is_file():
        return []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cases = manifest(folder)
        one, one_whole = taught(cases, folder / "one", 1)
        two, two_whole = taught(cases, folder / "two", 2)
        same = [
            (folder / run / "pneumocystis" / "head.safetensors").read_bytes()
            for run in ("one", "two")
        ]
    if same[0] != same[1]:
        raise RuntimeError("two processes taught another head than one")
    return [
        Result(
            "teach-two", two, "s", "one process", one,
            f"two processes: >= {GOAL} x the throughput of one", one / two >= GOAL,
        ),
        Result(
            "teach-two-whole", two_whole, "s", "one process", one_whole,
            "the same with start and the head's own teaching", None,
        ),
    ]  # fmt: skip
