"""A dictation over a real cine, through the console script."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

FRAME_SECONDS = 0.033


@pytest.fixture
def dictation(tmp_path: Path) -> Path:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed: apt-get install espeak-ng")
    file = tmp_path / "dictation.wav"
    text = "The wall moves well. Here, on the left, it is thin. Now on the right."
    subprocess.run(
        [program, "-v", "en-gb", "-s", "140", "-w", str(file), text], check=True, timeout=30
    )
    return file


@pytest.mark.slow
@pytest.mark.data
def test_here_on_the_left_finds_the_frame(cli: Any, test_data: Path, dictation: Path) -> None:
    cli("init", "--user", "eva")
    cli("import", test_data / "dicom" / "multiframe" / "HasFragmentSequence.dcm")
    (study,) = cli.json("studies")
    found = cli.json("align", study["study_uid"], "--audio", dictation)
    assert found["frames"] == 96
    here, right = found["pointed"]
    assert (here["phrase"], here["side"]) == ("here", "left")
    assert (right["phrase"], right["side"]) == ("on the right", "right")
    for item in (here, right):
        within = item["said_at"] % found["seconds"]
        assert 0 <= within - item["frame"] * FRAME_SECONDS < FRAME_SECONDS + 1e-3
    later = cli.json("align", study["study_uid"], "--audio", dictation, "--starts", "0.33")
    assert later["pointed"][0]["frame"] == (here["frame"] + 10) % 96
    printed = cli("align", study["study_uid"], "--audio", dictation).stdout
    assert f'"here", left: frame {here["frame"] + 1} of 96' in printed


@pytest.mark.slow
def test_a_still_film_and_a_bad_recording_are_one_clear_line(
    loaded: Any, cases: Any, dictation: Path, tmp_path: Path
) -> None:
    refused = loaded("align", cases["fits"].study_uid, "--audio", dictation, code=None)
    assert refused.returncode != 0
    assert "when its frames were taken" in refused.stderr
    broken = tmp_path / "broken.wav"
    broken.write_bytes(b"RIFF")
    refused = loaded("align", cases["fits"].study_uid, "--audio", broken, code=None)
    assert "no WAV or FLAC" in refused.stderr
    assert "Traceback" not in refused.stderr
