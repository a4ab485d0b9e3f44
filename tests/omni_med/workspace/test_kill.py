"""An import that is killed at any moment, and done again."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace

SCRIPT = """
import sys
from pathlib import Path
from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace, importer

importer.BATCH = 3
if __name__ == "__main__":
    with Workspace.open(Path(sys.argv[1]), passphrase=sys.argv[2]) as workspace:
        with DecodePool(workers=1) as pool:
            print("ready", flush=True)
            workspace.import_paths([Path(sys.argv[3])], pool=pool)
"""


@pytest.mark.slow
def test_an_import_that_is_killed_is_finished_by_the_next(
    workspace: Workspace, write_file: Callable[..., Path], pool: DecodePool, tmp_path: Path
) -> None:
    count = 60
    for number in range(1, count + 1):
        folder = write_file(f"{number}.dcm", number=number).parent
    script = tmp_path / "child.py"
    script.write_text(SCRIPT)
    passphrase, chance = "a horse and a stapler", random.Random(4)
    workspace.close()
    kept = 0
    for _ in range(5):
        child = subprocess.Popen(
            [sys.executable, str(script), str(workspace.home), passphrase, str(folder)],
            stdout=subprocess.PIPE,
        )
        assert child.stdout is not None
        child.stdout.readline()
        time.sleep(chance.uniform(0.3, 1.2))
        child.kill()
        child.stdout.close()
        child.wait()
        with Workspace.open(workspace.home, passphrase=passphrase) as again:
            report = again.verify()
            assert report.ok, report.first_break
            rows = again.studies()
            now = rows[0].instances if rows else 0
            assert now >= kept
            kept = now
            if rows:
                assert len(again.open_case(rows[0].study_uid).study.instances) == now
    with Workspace.open(workspace.home, passphrase=passphrase) as again:
        report = again.import_paths([folder], pool=pool)
        assert report.instances + report.duplicates == count
        assert report.duplicates == kept
        assert again.studies()[0].instances == count
        assert again.verify().ok
