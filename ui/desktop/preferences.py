"""What a reader has set of the reading page, kept in a file without patient data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from omni_med.domain.codec import from_json, to_json
from omni_med.errors import DamagedRecordError
from ui.desktop.kept import keep, settings_file
from ui.desktop.models.corners import ITEMS
from ui.desktop.models.hanging.protocol import Protocol

FILE = "reading.json"


@dataclass(frozen=True, slots=True)
class Beside:
    """The second window as it was left.

    Attributes:
        shown: Whether it is opened with the first study.
        layout: Name of its layout.
        geometry: Where it was, as Qt wrote it, hexadecimal.
    """

    shown: bool = False
    layout: str = "layout1"
    geometry: str = ""


@dataclass(frozen=True, slots=True)
class Preferences:
    """Of the reading page.

    Attributes:
        hidden: Items of the corners, and of ruler, bar and letters, that are not shown.
        protocols: Hanging protocols that were saved, the newest last.
        beside: The second window.
    """

    hidden: tuple[str, ...] = ()
    protocols: tuple[Protocol, ...] = ()
    beside: Beside = Beside()


class PreferenceStore:
    """Reads once, writes at every change. A damaged or unwritable file costs the settings only."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path or settings_file(FILE)
        self.now = self._read()

    def _read(self) -> Preferences:
        try:
            found = from_json(Preferences, self._path.read_bytes())
        except (OSError, DamagedRecordError):
            return Preferences()
        return replace(found, hidden=tuple(item for item in found.hidden if item in ITEMS))

    def change(self, preferences: Preferences) -> bool:
        """Use other preferences from now on; False where they could not be kept for next time."""
        self.now = preferences
        return keep(self._path, to_json(preferences))
