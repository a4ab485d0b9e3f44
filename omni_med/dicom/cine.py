"""When each frame of a multi-frame object was taken.

Source: PS3.3 C.7.6.5 (cine), C.7.6.6 (multi-frame), C.7.6.16.2.2 (frame content).
"""

from __future__ import annotations

from datetime import datetime
from itertools import accumulate, pairwise
from typing import Final

from omni_med.dicom.objects.element import Header, first, items, number, numbers, text

_FRAME_TIMES: Final = ("00181063", "00181242")  # Frame Time, Actual Frame Duration: ms
_FRAME_TIME_VECTOR: Final = "00181065"  # ms from the frame before; the first is 0
_RATES: Final = ("00082144", "00180040")  # Recommended Display Frame Rate, Cine Rate: a second
_PER_FRAME, _CONTENT, _ACQUIRED = "52009230", "00209111", "00189074"


def frame_seconds(header: Header, frames: int) -> tuple[float, ...]:
    """Return when each frame was taken, in seconds after the first; empty where not stated.

    The vector of frame times counts first, then one time for all, then the frames' own
    acquisition times, then the rate of display.
    """
    if frames < 1:
        return ()
    return (
        _by_vector(header, frames)
        or _by_step(header, frames)
        or _by_acquisition(header, frames)
        or _by_rate(header, frames)
    )


def _by_vector(header: Header, frames: int) -> tuple[float, ...]:
    steps = numbers(header, _FRAME_TIME_VECTOR)
    if len(steps) != frames or any(step < 0 for step in steps[1:]) or not any(steps[1:]):
        return ()
    return tuple(accumulate((step / 1000.0 for step in steps[1:]), initial=0.0))


def _by_step(header: Header, frames: int) -> tuple[float, ...]:
    for key in _FRAME_TIMES:
        step = number(header, key)
        if step is not None and step > 0:
            return tuple(index * step / 1000.0 for index in range(frames))
    return ()


def _by_acquisition(header: Header, frames: int) -> tuple[float, ...]:
    groups = items(header, _PER_FRAME)
    taken = [_moment(text(first(group, _CONTENT), _ACQUIRED)) for group in groups]
    if len(taken) != frames:
        return ()
    known = [moment for moment in taken if moment is not None]
    if len(known) != frames:
        return ()
    seconds = tuple((moment - known[0]).total_seconds() for moment in known)
    rising = all(after >= before for before, after in pairwise(seconds))
    return seconds if rising and seconds[-1] > 0 else ()


def _by_rate(header: Header, frames: int) -> tuple[float, ...]:
    for key in _RATES:
        rate = number(header, key)
        if rate is not None and rate > 0:
            return tuple(index / rate for index in range(frames))
    return ()


def _moment(value: str) -> datetime | None:
    for form in ("%Y%m%d%H%M%S.%f", "%Y%m%d%H%M%S"):
        try:
            return datetime.strptime(value[:21], form)  # noqa: DTZ007 - only differences count
        except ValueError:
            continue
    return None
