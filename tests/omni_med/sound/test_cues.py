"""Pointing words in speech that espeak-ng says."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from omni_med.sound.cues import Cue, cues
from omni_med.sound.read import RATE, Sound, read_sound

Say = Callable[..., Sound]


@pytest.fixture
def say(tmp_path: Path) -> Say:
    program = shutil.which("espeak-ng")
    if program is None:
        pytest.skip("espeak-ng is not installed: apt-get install espeak-ng")

    def spoken(text: str, voice: str = "en-gb") -> Sound:
        file = tmp_path / "said.wav"
        subprocess.run(
            [program, "-v", voice, "-s", "140", "-w", str(file), text], check=True, timeout=30
        )
        return read_sound(file)

    return spoken


def test_here_and_the_side_are_heard_in_order(say: Say) -> None:
    found = cues(say("The wall moves well. Here, on the left, it is thin. Now on the right."))
    assert [cue.phrase for cue in found] == ["here", "on the left", "on the right"]
    assert [cue.side for cue in found] == ["", "left", "right"]
    starts = [cue.start for cue in found]
    assert starts == sorted(starts)
    assert starts[0] > 1.0


def test_a_phrase_is_heard_when_it_is_said(say: Say) -> None:
    """The same words after two seconds of silence are heard two seconds later."""
    plain = say("Here, on the left, it is thin.")
    later = Sound(np.concatenate([np.full(2 * RATE, 1e-4, np.float32), plain.samples]))
    first, second = cues(plain), cues(later)
    assert (
        [cue.phrase for cue in first] == [cue.phrase for cue in second] == ["here", "on the left"]
    )
    for before, after in zip(first, second, strict=True):
        assert after.start - before.start == pytest.approx(2.0, abs=0.15)


def test_ordinary_sentences_point_at_nothing(say: Say) -> None:
    assert cues(say("No pericardial effusion. The mitral valve opens normally.")) == ()


def test_noise_points_at_nothing() -> None:
    noise = np.random.default_rng(3).normal(0, 0.05, 3 * RATE).astype(np.float32)
    assert cues(Sound(noise)) == ()


def test_sides() -> None:
    assert Cue("on the left", 0, 1).side == "left"
    assert Cue("here", 0, 1).side == ""
