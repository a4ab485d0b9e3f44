from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from omni_med.errors import UnreadableSoundError
from omni_med.sound.read import RATE, read_sound, sound


def encoded(samples: np.ndarray, rate: int = RATE, kind: str = "WAV") -> bytes:
    stream = io.BytesIO()
    soundfile.write(stream, samples, rate, format=kind)
    return stream.getvalue()


def tone(rate: int = RATE, seconds: float = 0.5, hertz: float = 440.0) -> np.ndarray:
    return 0.5 * np.sin(2 * np.pi * hertz * np.arange(int(rate * seconds)) / rate)


@pytest.mark.parametrize("kind", ["WAV", "FLAC"])
@pytest.mark.parametrize("rate", [8_000, 16_000, 22_050, 44_100, 48_000])
def test_any_rate_becomes_one_channel_of_16_kilohertz(kind: str, rate: int) -> None:
    stereo = np.stack([tone(rate), tone(rate)], axis=1)
    found = sound(encoded(stereo, rate, kind))
    assert found.samples.dtype == np.float32
    assert found.seconds == pytest.approx(0.5, abs=0.01)
    spectrum = np.abs(np.fft.rfft(found.samples))
    assert np.argmax(spectrum) * RATE / len(found.samples) == pytest.approx(440, abs=4)
    assert float(np.abs(found.samples).max()) == pytest.approx(0.5, abs=0.05)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no WAV or FLAC"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "no WAV or FLAC|shorter"),
        (b"ID3" + bytes(200), "no WAV or FLAC"),
        (encoded(np.zeros(RATE)), "silent"),
        (encoded(tone(seconds=0.05)), "shorter than a word"),
        (encoded(tone(), kind="OGG"), "not WAV or FLAC"),
    ],
)
def test_what_is_no_recording_is_one_clear_line(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableSoundError, match=says) as refused:
        sound(data)
    assert refused.value.hint


def test_numbers_that_are_none_are_refused() -> None:
    samples = tone().astype(np.float32)
    samples[7] = np.nan
    stream = io.BytesIO()
    soundfile.write(stream, samples, RATE, format="WAV", subtype="FLOAT")
    with pytest.raises(UnreadableSoundError, match="no numbers"):
        sound(stream.getvalue())


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UnreadableSoundError, match="cannot be opened"):
        read_sound(tmp_path / "nowhere.wav")


@given(st.binary(max_size=400), st.integers(0, 60))
def test_bent_files_are_read_or_refused(noise: bytes, at: int) -> None:
    data = encoded(tone(seconds=0.2))
    bent = data[:at] + noise + data[at + len(noise) :]
    try:
        found = sound(bent)
    except UnreadableSoundError:
        return
    assert np.isfinite(found.samples).all()
    assert float(np.abs(found.samples).max()) <= 1.0
