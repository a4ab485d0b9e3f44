"""A person's name as a reader writes it. Source: DICOM PS3.5 6.2.1.2."""

from __future__ import annotations

from collections.abc import Callable

LATIN, NATIVE = "latin", "native"
ORDERS = ("", LATIN, NATIVE)
"""Which script of a name comes first; empty for that of the interface's language."""

_own_first: list[bool] = []


def use(order: str, *, chinese: bool) -> None:
    """Write names of two scripts in this order from now on; ``chinese`` is the interface."""
    _own_first.clear()
    if order == NATIVE or (chinese and order != LATIN):
        _own_first.append(True)


def display_name(name: str) -> str:
    """Return the groups of a PN value side by side, without its separators.

    ``"Wang^XiaoDong=王^小东"`` becomes ``"Wang XiaoDong 王小东"``: components of a name in Latin
    letters stand apart, those in Chinese characters do not. The phonetic group is left out.
    """
    return " ".join(name_parts(name))


def name_parts(name: str) -> tuple[str, ...]:
    """Return a name in each of its scripts, in the order in use."""
    parts = [part for part in map(_group, name.split("=")[:2]) if part]
    return tuple(reversed(parts) if _own_first else parts)


def fitted(parts: tuple[str, ...], room: float, elide: Callable[[str, float], str]) -> str:
    """Return a name of several scripts in a cell: the longest gives way, the others stay whole.

    Args:
        parts: Of ``name_parts``.
        room: Width of the cell.
        elide: Cuts a text to a width at its end, with a sign that it goes on.
    """
    whole = " ".join(parts)
    if len(parts) < 2 or elide(whole, room) == whole:
        return whole
    longest = max(parts, key=len)
    for kept in range(len(longest) - 1, _LEAST - 1, -1):
        cut = " ".join(f"{part[:kept].rstrip()}…" if part is longest else part for part in parts)
        if elide(cut, room) == cut:
            return cut
    return whole


_LEAST = 3  # letters of a part that is cut; with less room the end of the whole is cut


def _group(group: str) -> str:
    parts = [part.strip() for part in group.split("^") if part.strip()]
    joined = "".join(parts)
    return joined if joined and all(ord(letter) >= 0x2E80 for letter in joined) else " ".join(parts)
