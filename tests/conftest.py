"""What every room's tests share."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

# Before anything imports Qt: tests never open a window on somebody's screen.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests that load ONNX Runtime before OmniMed tell its maker nothing either.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"
# The suite runs several workers on few cores.
os.environ.setdefault("OMP_NUM_THREADS", "1")

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def test_data() -> Path:
    """Folder of the real data; skips where it is absent."""
    folder = Path(os.environ.get("OMNI_MED_TEST_DATA", ROOT.parent / "shared" / "data"))
    if not (folder / "dicom" / "dicom.csv").is_file():
        pytest.skip(f"no real data at {folder}: set OMNI_MED_TEST_DATA to the folder that holds it")
    return folder
