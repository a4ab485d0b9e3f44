"""The scripted reading on a display of its own: X11 and a real window."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("xvfb-run") is None, reason="needs Xvfb (apt install xvfb xauth)")
def test_the_reading_from_worklist_to_trail_on_x11() -> None:
    done = subprocess.run(
        [
            "xvfb-run", "-a", "-s", "-screen 0 1920x1080x24",
            sys.executable, "-m", "pytest", str(HERE / "test_session.py"), "-q", "-p", "no:xdist",
        ],
        env=os.environ | {"QT_QPA_PLATFORM": "xcb", "PYTEST_ADDOPTS": ""},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout[-3000:]
    assert "1 passed" in done.stdout
