"""WAV and FLAC -> one channel of 16,000 samples a second.

soundfile and scipy are imported when they are needed; they come with the extra ``speech``.
"""

from __future__ import annotations

import io
import math
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from omni_med.errors import UnreadableSoundError

RATE: Final = 16_000
_MOST_BYTES: Final = 1 << 30
_MOST_SECONDS: Final = 3_600
_FEWEST_SECONDS: Final = 0.1
_RATES: Final = (4_000, 384_000)
_FORMATS: Final = frozenset({"WAV", "WAVEX", "RF64", "FLAC"})


@dataclass(frozen=True, slots=True, eq=False)
class Sound:
    """Recorded speech.

    Attributes:
        samples: float32 (samples,) in -1 to 1, one channel, ``RATE`` a second.
    """

    samples: NDArray[np.float32] = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.samples) / RATE


def read_sound(path: Path) -> Sound:
    """Read a recording.

    Raises:
        UnreadableSoundError: If it is none, too long, damaged, or silent from end to end.
    """
    try:
        size = path.stat().st_size
        data = path.read_bytes() if size <= _MOST_BYTES else b""
    except OSError:
        raise UnreadableSoundError("The recording cannot be opened.", hint="Check the path.") from (
            None
        )
    if size > _MOST_BYTES:
        raise UnreadableSoundError("The recording is larger than an hour of speech.")
    return sound(data)


def sound(data: bytes) -> Sound:
    """Decode the bytes of a recording; raises as ``read_sound``."""
    samples, rate = _decode(data)
    mono = samples.mean(axis=1, dtype=np.float32)
    if not np.isfinite(mono).all():
        raise UnreadableSoundError("The recording holds samples that are no numbers.")
    if not mono.any():
        raise UnreadableSoundError("The recording is silent from end to end.")
    return Sound(_resampled(np.clip(mono, -1.0, 1.0), rate))


def _decode(data: bytes) -> tuple[NDArray[np.float32], int]:
    """Return float32 (samples, channels) and the rate."""
    try:
        import soundfile  # noqa: PLC0415 - only who hears needs it
    except (ImportError, OSError):
        raise UnreadableSoundError(
            "Reading recordings needs the package soundfile.",
            hint="Install it with: pip install omni-med[speech]",
        ) from None
    try:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            if file.format not in _FORMATS:
                raise UnreadableSoundError(f"The recording is {file.format}, not WAV or FLAC.")
            if not _RATES[0] <= file.samplerate <= _RATES[1]:
                raise UnreadableSoundError("The recording claims an impossible sampling rate.")
            if file.frames > _MOST_SECONDS * file.samplerate:
                raise UnreadableSoundError("The recording is longer than an hour.")
            samples = file.read(dtype="float32", always_2d=True)
            rate = int(file.samplerate)
    except (soundfile.LibsndfileError, RuntimeError, ValueError, MemoryError):
        raise UnreadableSoundError("The file is damaged, or no WAV or FLAC.") from None
    if len(samples) < _FEWEST_SECONDS * rate:
        raise UnreadableSoundError("The recording is shorter than a word.")
    return samples, rate


def _resampled(samples: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    if rate == RATE:
        return samples
    from scipy.signal import resample_poly  # noqa: PLC0415

    common = math.gcd(rate, RATE)
    made = resample_poly(samples, RATE // common, rate // common)
    bounded: NDArray[np.float32] = np.clip(made, -1.0, 1.0).astype(np.float32)
    return bounded
