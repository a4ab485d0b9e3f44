"""Waveforms: ECG and other curves over time.

Source: PS3.3 C.10.9 (waveform), C.10.9.1.4.6 (channel sensitivity and baseline).
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.objects.element import (
    Fetch,
    Header,
    binary,
    first,
    integer,
    items,
    meaning,
    number,
    text,
)

_KINDS = {"SB": "i1", "UB": "u1", "SS": "<i2", "US": "<u2", "SL": "<i4", "UL": "<u4"}
_CHANNELS, _SAMPLES = 64, 100_000_000
_MILLI = {"uV": 0.001, "mV": 1.0, "V": 1000.0}


@dataclass(frozen=True, slots=True, eq=False)
class Channel:
    """One curve.

    Attributes:
        name: Lead or source.
        unit: ``"mV"`` where the file's unit is one of voltage, else the file's own.
        values: float32 (samples,) in that unit.
    """

    name: str
    unit: str
    values: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True, slots=True, eq=False)
class Multiplex:
    """Curves that were recorded together.

    Attributes:
        label: Multiplex Group Label; may be empty.
        frequency: Samples a second.
        channels: The curves.
    """

    label: str
    frequency: float
    channels: tuple[Channel, ...] = field(repr=False)

    @property
    def seconds(self) -> float:
        """How long it is."""
        return len(self.channels[0].values) / self.frequency if self.channels else 0.0


def multiplexes(header: Header, fetch: Fetch) -> tuple[Multiplex, ...]:
    """Read the groups of a waveform object; those that are cut or odd are left out."""
    found = []
    for place, item in enumerate(items(header, "54000100")):
        group = _group(header, item, place, fetch)
        if group is not None:
            found.append(group)
    return tuple(found)


def _group(header: Header, item: Header, place: int, fetch: Fetch) -> Multiplex | None:
    channels, samples = integer(item, "003A0005") or 0, integer(item, "003A0010") or 0
    frequency = number(item, "003A001A") or 0.0
    kind = _KINDS.get(text(item, "54001006"))
    if kind is None or frequency <= 0.0 or not 0 < channels <= _CHANNELS:
        return None
    if not 0 < samples * channels <= _SAMPLES:
        return None
    dtype = np.dtype(kind)
    data = binary(header, ("54000100", place, "54001010"), fetch)
    if len(data) < samples * channels * dtype.itemsize:
        return None
    values = np.frombuffer(data, dtype, samples * channels).reshape(samples, channels)
    about = items(item, "003A0200")
    made = tuple(
        _channel(about[number] if number < len(about) else {}, values[:, number], number)
        for number in range(channels)
    )
    return Multiplex(text(item, "003A0020"), frequency, made)


def _channel(about: Header, stored: NDArray[np.generic], place: int) -> Channel:
    unit = text(first(about, "003A0211"), "00080100")
    sensitivity = number(about, "003A0210")
    correction = number(about, "003A0212") or 1.0
    baseline = number(about, "003A0213") or 0.0
    values = stored.astype(np.float32)
    if sensitivity is not None:
        values = values * np.float32(sensitivity * correction) + np.float32(baseline)
    if unit in _MILLI:
        values, unit = values * np.float32(_MILLI[unit]), "mV"
    name = text(about, "003A0203") or meaning(about, "003A0208") or f"{place + 1}"
    return Channel(name, unit, values)
