"""A batch killed outright: its workers end with it, and what was sealed is not done twice."""

from __future__ import annotations

import csv
import subprocess
import sys
import textwrap
from pathlib import Path

import psutil
import pytest

from audit.sealing.keys import MINIMUM_COST
from omni_med.batch.options import BatchOptions
from omni_med.batch.run import run_batch
from omni_med.workspace import Workspace

CASES = 400
PASSPHRASE = "a horse and a stapler"

SCRIPT = textwrap.dedent(
    """
    import sys
    from pathlib import Path
    from omni_med.batch.options import BatchOptions
    from omni_med.batch.run import run_batch
    from omni_med.workspace import Workspace

    def tell(done, total):
        print(done, flush=True)

    if __name__ == "__main__":
        home, manifest, out = map(Path, sys.argv[1:])
        with Workspace.open(home, user="ada", passphrase="a horse and a stapler") as workspace:
            options = BatchOptions(manifest, out, model="fake", workers=2)
            run_batch(options, workspace, progress=tell)
    """
)


@pytest.mark.slow
def test_a_killed_batch_goes_on_where_it_was(tmp_path: Path, drawn: Path) -> None:
    manifest = drawn.parent / "many.csv"
    with manifest.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["case_id", "images", "note"])
        writer.writerows([number, "films/a.png", f"Cough: {number}."] for number in range(CASES))
    home, script = tmp_path / "home", tmp_path / "batch_script.py"
    script.write_text(SCRIPT)
    Workspace.create(home, user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST).close()
    line = [sys.executable, str(script), str(home), str(manifest), str(tmp_path / "out")]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as batch:
        assert batch.stdout is not None
        for told in batch.stdout:
            if int(told) >= 110:
                break
        children = psutil.Process(batch.pid).children(recursive=True)
        batch.kill()
    _, alive = psutil.wait_procs(children, timeout=20)
    assert not alive
    assert not list((tmp_path / "out").iterdir())
    with Workspace.open(home, user="ada", passphrase=PASSPHRASE) as workspace:
        options = BatchOptions(manifest, tmp_path / "out", model="fake", workers=2, resume=True)
        summary = run_batch(options, workspace)
        assert 50 <= summary.resumed < CASES
        assert summary.failures == 0
        exported = [entry for entry in workspace.trail() if entry.action == "batch"]
    assert len(exported) == 1
    with (tmp_path / "out" / "results.csv").open(newline="") as stream:
        ids = [row["id"] for row in csv.DictReader(stream)]
    assert ids == [str(number) for number in range(CASES) for _ in range(4)]
