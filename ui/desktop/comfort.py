"""What a reader has set of the program on this computer, kept in a file without patient data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedRecordError
from ui.desktop.kept import keep, settings_file

FILE = "desktop.json"
LANGUAGES = ("", "en", "zh_CN")
"""Of the interface; empty for that of the system."""
SIZES = (8.0, 9.0, 10.0, 11.0, 12.5, 15.0, 17.5, 20.0)
"""Points of the interface's text: 80 to 200 % of the usual 10."""


def percent(points: float) -> int:
    """Return a size of text in percent of the usual one."""
    return round(points * 10)


def stepped(points: float, step: int) -> float:
    """Return the next larger (1) or smaller (-1) of ``SIZES``; the usual one for 0."""
    if step == 0:
        return 10.0
    further = [size for size in SIZES if (size - points) * step > 0]
    return (further[0] if step > 0 else further[-1]) if further else points


@dataclass(frozen=True, slots=True)
class Comfort:
    """How the program looks and listens.

    Attributes:
        language: One of ``LANGUAGES``.
        keymap: Name in ``keymaps.MAPS``.
        keys: Action to the keys that the reader gave it, over those of the key map.
        points: Size of the text.
        names: Which script of a patient's name comes first, one of ``models.names.ORDERS``.
        tour_seen: Whether the first steps were shown.
        geometry: Where the window was, as Qt wrote it, hexadecimal.
    """

    language: str = ""
    keymap: str = "own"
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    points: float = 10.0
    names: str = ""
    tour_seen: bool = False
    geometry: str = ""


class ComfortStore:
    """Reads once, writes at every change. A damaged or unwritable file costs the settings only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings_file(FILE)
        self.now = self._read()

    def _read(self) -> Comfort:
        try:
            return from_json(Comfort, self._path.read_bytes())
        except (OSError, DamagedRecordError):
            return Comfort()

    def change(self, comfort: Comfort) -> bool:
        """Use other settings from now on; False where they could not be kept for next time."""
        self.now = comfort
        return keep(self._path, to_json(comfort))
