"""Which sides of a case a reading may use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shown:
    """Which sides a reading may use."""

    image: bool = True
    text: bool = True


BOTH, IMAGE, TEXT = Shown(), Shown(text=False), Shown(image=False)
