"""A teaching that is killed outright goes on to the same weights, bit for bit."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from runpy import run_path

import pytest

TEACHING = Path(__file__).with_name("killed.py")
KILLS = int(os.environ.get("OMNI_MED_KILLS", "2"))  # ten were run by hand: decision 0023


Start = Callable[[Path], multiprocessing.process.BaseProcess]


@pytest.fixture(scope="module")
def start() -> Start:
    """Return what starts a teaching; a server has loaded torch once for all of them."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(
        ["finetune.heads.comparing.compare", "sklearn.model_selection", "peft"]
    )

    def begin(folder: Path) -> multiprocessing.process.BaseProcess:
        folder.mkdir(exist_ok=True)
        there = {"FOLDER": str(folder)}
        process = context.Process(target=run_path, args=(str(TEACHING), there, "__main__"))
        process.start()
        return process

    return begin


@pytest.mark.slow
def test_killed_at_random_moments_it_ends_at_the_same_weights(start: Start, tmp_path: Path) -> None:
    began = time.monotonic()
    whole = start(tmp_path / "whole")
    whole.join()
    assert whole.exitcode == 0
    lasts = time.monotonic() - began
    expected = (tmp_path / "whole" / "weights").read_bytes()
    lots, kills = random.Random(1), 0
    for attempt in range(10 * KILLS):
        folder = tmp_path / f"killed-{attempt}"
        victim = start(folder)
        victim.join(lots.uniform(0.05, 0.95) * lasts)
        if victim.exitcode is None:
            os.kill(victim.pid or 0, signal.SIGKILL)
            kills += 1
        victim.join()
        again = start(folder)
        again.join()
        assert again.exitcode == 0
        assert (folder / "weights").read_bytes() == expected
        if kills == KILLS:
            break
    assert kills == KILLS


@pytest.mark.slow
def test_two_processes_come_to_the_same_weights_as_one(start: Start, tmp_path: Path) -> None:
    whole = start(tmp_path / "one")
    whole.join()
    (tmp_path / "two").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "torch.distributed.run", "--nproc_per_node=2", "--standalone",
         str(TEACHING), str(tmp_path / "two")],
        capture_output=True, text=True, check=False, env=os.environ | {"OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]
    one, two = ((tmp_path / name / "weights").read_bytes() for name in ("one", "two"))
    assert one == two
