"""Pointing words of a dictation, and when they were said.

A keyword spotter finds a closed list of phrases ("here", "on the left"); it does not write the
dictation down. pocketsphinx is imported when it is needed; it comes with the extra ``speech`` and
works offline.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from omni_med.errors import ModelUnavailableError
from omni_med.sound.read import RATE, Sound

_PHRASES: Final[Mapping[str, str]] = {
    "here": "1e-10",
    "on the left": "1e-38",
    "on the right": "1e-38",
}
"""Phrase to the threshold of the spotter: the smaller, the more it finds and mistakes.

Chosen on 56 recordings by espeak-ng (7 sentences, 4 voices, 2 speeds): of the phrases said it
finds 0.88, and of those found 0.84 were said. On people's speech it was not measured.
"""
_FRAMES: Final = 100  # of pocketsphinx, a second


@dataclass(frozen=True, slots=True)
class Cue:
    """A phrase that points.

    Attributes:
        phrase: As in the list.
        start: Seconds from the start of the recording.
        end: One past it, in seconds.
    """

    phrase: str
    start: float
    end: float

    @property
    def side(self) -> str:
        """``"left"``, ``"right"`` or empty."""
        return next((side for side in ("left", "right") if side in self.phrase), "")


def cues(sound: Sound) -> tuple[Cue, ...]:
    """Return the pointing phrases of a recording in English, in order.

    Where two overlap the longer one stays.

    Raises:
        ModelUnavailableError: If the spotter is not installed.
    """
    found = sorted(_spotted(sound), key=lambda cue: (cue.start, -len(cue.phrase)))
    kept: list[Cue] = []
    for cue in sorted(found, key=lambda cue: -len(cue.phrase)):
        if all(cue.end <= other.start or cue.start >= other.end for other in kept):
            kept.append(cue)
    return tuple(sorted(kept, key=lambda cue: cue.start))


def _spotted(sound: Sound) -> list[Cue]:
    decoder = _decoder()
    pcm = (np.clip(sound.samples, -1.0, 1.0) * 32767.0).astype("<i2").tobytes()
    decoder.start_utt()
    decoder.process_raw(pcm, full_utt=True)
    decoder.end_utt()
    return [
        Cue(piece.word.strip(), piece.start_frame / _FRAMES, (piece.end_frame + 1) / _FRAMES)
        for piece in decoder.seg() or ()
        if piece.word.strip() in _PHRASES
    ]


def _decoder() -> Any:
    try:
        import pocketsphinx  # noqa: PLC0415 - only who hears needs it
    except (ImportError, OSError):
        raise ModelUnavailableError(
            "Finding spoken words needs the package pocketsphinx.",
            hint="Install it with: pip install omni-med[speech]",
        ) from None
    lines = "".join(f"{phrase} /{threshold}/\n" for phrase, threshold in _PHRASES.items())
    handle, name = tempfile.mkstemp(suffix=".kws")  # the list only, nothing of a patient
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(lines)
        return pocketsphinx.Decoder(kws=name, samprate=float(RATE), loglevel="FATAL")
    finally:
        os.unlink(name)  # noqa: PTH108 - what mkstemp gave
