"""Key maps: OmniMed's own, and two for hands that know OHIF or Weasis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from PyQt6.QtCore import QCoreApplication

from ui.desktop.keymap import Key

translate = QCoreApplication.translate

Keys = Mapping[str, tuple[str, ...]]

# Source: OHIF 3.12, extensions/default/src/hotkeys (its default hot keys).
_OHIF: Keys = {
    "previous": ("Up",),
    "next": ("Down",),
    "next_view": ("Right", "N"),
    "series_before": ("PgUp",),
    "series_after": ("PgDown",),
    "back10": ("Shift+PgUp",),
    "on10": ("Shift+PgDown",),
    "rotate_right": ("R",),
    "rotate_left": ("L",),
    "flip": ("H",),
    "flip_vertical": ("V",),
    "fit": ("=",),
    "zoom_in": ("+",),
    "reset": ("Space",),
    "analyse": ("F5",),
    "reject": ("X",),
    "annotations": ("Shift+H",),
    "mpr": ("Shift+V",),
    "length": ("Ctrl+L",),
}
# Source: Weasis 4.7, its guide's page "Shortcuts"; what OmniMed alone has keeps OmniMed's keys.
_WEASIS: Keys = {
    "pan": ("T",),
    "rectangle": ("Q",),
    "annotations": ("Space", "I"),
    "analyse": ("F5",),
    "invert": ("Shift+I",),
    "crosshair": ("X",),
    "flip": ("Alt+F",),
    "flip_vertical": ("Alt+Shift+F",),
    "rotate_right": ("Alt+R",),
    "rotate_left": ("Alt+L",),
    "length": ("D",),
    "graphics": ("Shift+G",),
}

MAPS: Mapping[str, Keys] = {"own": {}, "ohif": _OHIF, "weasis": _WEASIS}


def names() -> tuple[tuple[str, str], ...]:
    """Return the key maps as (name, words)."""
    return (
        ("own", translate("Keymaps", "OmniMed")),
        ("ohif", translate("Keymaps", "Like OHIF")),
        ("weasis", translate("Keymaps", "Like Weasis")),
    )


def changed(name: str, own: Keys) -> Keys:
    """Return what a key map and the reader's own keys change; an unknown map changes nothing."""
    return {**MAPS.get(name, {}), **own}


def clashes(table: Iterable[Key]) -> tuple[tuple[str, str, str], ...]:
    """Return (key, text, text) for each key that would do two things."""
    taken: dict[str, Key] = {}
    found = []
    for key in table:
        for sequence in key.keys:
            other = taken.setdefault(sequence.casefold(), key)
            if other.action != key.action:
                found.append((sequence, other.text, key.text))
    return tuple(found)
