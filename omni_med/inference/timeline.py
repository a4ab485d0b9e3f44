"""A cine and a dictation on one line of time: which frame was shown when "here" was said."""

from __future__ import annotations

import bisect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from omni_med.dicom.cine import frame_seconds
from omni_med.domain import Case, Instance
from omni_med.errors import ModelError
from omni_med.models.language.protocols import AudioPart, ImagePart, Part
from omni_med.models.protocols import FloatArray
from omni_med.sound.cues import Cue
from omni_med.sound.read import RATE, Sound

MOST_FRAMES: Final = 16
"""Frames of a cine that a language model is given."""


@dataclass(frozen=True, slots=True)
class Cine:
    """Frames with their times.

    Attributes:
        instance: The multi-frame object.
        seconds: When each frame was taken, after the first; rising.
    """

    instance: Instance
    seconds: tuple[float, ...] = field(repr=False)

    @property
    def duration(self) -> float:
        """Seconds until the first frame comes again."""
        steps = np.diff(self.seconds)
        return self.seconds[-1] + (float(np.median(steps)) if len(steps) else 0.0)

    def at(self, seconds: float) -> int:
        """Return the frame that is shown at a time; a cine starts again when it has ended."""
        within = seconds % self.duration if self.duration > 0 else 0.0
        return max(0, bisect.bisect_right(self.seconds, within) - 1)


@dataclass(frozen=True, slots=True)
class Pointed:
    """What was pointed at.

    Attributes:
        cue: The phrase and when it was said.
        sop_instance_uid: The cine.
        frame: 0-based: shown when the phrase began.
        seconds: When that frame was taken.
        side: ``"left"`` or ``"right"`` as said, at most a breath later; empty where none was.
    """

    cue: Cue
    sop_instance_uid: str
    frame: int
    seconds: float
    side: str


_BREATH: Final = 1.5  # seconds between "here" and "on the left" of one gesture


def choose_cine(
    case: Case, header: Callable[[str], Mapping[str, Any]], series_uid: str = ""
) -> Cine:
    """Return the longest cine of a study whose frames have times.

    Args:
        case: The study.
        header: Returns the header of a SOP Instance UID as DICOM JSON Model.
        series_uid: Only of this series; of any where empty.

    Raises:
        ModelError: If there is none.
    """
    found: list[Cine] = []
    for series in case.study.series:
        if series_uid and series.series_uid != series_uid:
            continue
        for instance in series.instances:
            if instance.has_pixels and instance.frames > 1:
                times = frame_seconds(header(instance.sop_instance_uid), instance.frames)
                if times:
                    found.append(Cine(instance, times))
    if not found:
        raise ModelError(
            "No multi-frame image of this study says when its frames were taken.",
            hint="See what the study holds: omni-med show STUDY",
        )
    return max(found, key=lambda cine: len(cine.seconds))


def point(cues: Sequence[Cue], cine: Cine, *, starts: float = 0.0) -> tuple[Pointed, ...]:
    """Return the frame that was shown at each phrase.

    "Here" and a side said within a breath of it are one gesture, at the time of "here".

    Args:
        cues: Of the dictation, in order.
        cine: What was looked at meanwhile, playing and starting again.
        starts: Second of the cine at which the recording begins.
    """
    pointed: list[Pointed] = []
    taken = -1
    for index, cue in enumerate(cues):
        if index == taken:
            continue
        side = cue.side
        after = cues[index + 1] if index + 1 < len(cues) else None
        if not side and after is not None and after.side and after.start - cue.end <= _BREATH:
            side, taken = after.side, index + 1
        frame = cine.at(starts + cue.start)
        uid = cine.instance.sop_instance_uid
        pointed.append(Pointed(cue, uid, frame, cine.seconds[frame], side))
    return tuple(pointed)


def choose_frames(
    cine: Cine, pointed: Sequence[Pointed] = (), most: int = MOST_FRAMES
) -> tuple[int, ...]:
    """Return the frames to give to a model: those pointed at first, then evenly between."""
    chosen = list(dict.fromkeys(item.frame for item in pointed))[:most]
    even = np.linspace(0, len(cine.seconds) - 1, min(most, len(cine.seconds)))
    for frame in (round(float(place)) for place in even):
        if len(chosen) >= most:
            break
        if frame not in chosen:
            chosen.append(frame)
    return tuple(sorted(chosen))


def timed_parts(
    cine: Cine,
    load: Callable[[Instance, int], FloatArray],
    *,
    sound: Sound | None = None,
    pointed: Sequence[Pointed] = (),
    starts: float = 0.0,
    most: int = MOST_FRAMES,
) -> tuple[Part, ...]:
    """Return frames and sound for a prompt, in the order of time.

    Args:
        cine: The frames.
        load: Reads one frame: float32 (rows, columns) in 0 to 1.
        sound: The dictation; None without one.
        pointed: Frames that the dictation points at: they are among those given.
        starts: Second of the cine at which the recording begins.
        most: Frames to give.

    Raises:
        DicomError: If a frame cannot be decoded.
    """
    uid = cine.instance.sop_instance_uid
    parts: list[Part] = [
        ImagePart(f"{uid}#{frame}", load(cine.instance, frame), cine.seconds[frame])
        for frame in choose_frames(cine, pointed, most)
    ]
    if sound is not None:
        parts.append(AudioPart(sound.samples, RATE, starts))
    return tuple(sorted(parts, key=_moment))


def _moment(part: Part) -> tuple[float, int]:
    seconds = getattr(part, "seconds", None)
    return (float(seconds or 0.0), int(isinstance(part, ImagePart)))
