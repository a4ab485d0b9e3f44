"""Letters that a regular expression cannot match without: to pass over a sentence that lacks them.

Looking for a few letters is far cheaper than a search, and tables hold hundreds of patterns of
which a sentence meets two or three. Where nothing certain is known of a pattern there are no
letters, and it is searched for.
"""

from __future__ import annotations

from collections.abc import Iterable
from operator import add

_SPECIAL = frozenset("\\.^$*+?{}[]|()")
_OPTIONAL = ("?", "*", "{")
_SHORTEST = 2  # of Latin letters: a single one stands in nearly every sentence


def letters_of(pattern: str) -> tuple[str, ...]:
    """Return letters of which every match holds at least one; none where that is not known."""
    found: list[str] = []
    for way in _ways(pattern):
        needed = _needed(way)
        if not needed:
            return ()
        found += needed
    return tuple(dict.fromkeys(found))


class Index:
    """Which of many patterns a text may hold, by their letters' first two."""

    def __init__(self, patterns: Iterable[str]) -> None:
        """Take the patterns; they are told by their number."""
        self._always: list[int] = []
        self._begun: dict[str, list[tuple[str, int]]] = {}
        for number, pattern in enumerate(patterns):
            letters = letters_of(pattern)
            if not letters:
                self._always.append(number)
            for some in letters:
                self._begun.setdefault(some[:2], []).append((some, number))

    def candidates(self, text: str) -> list[int]:
        """Return the patterns that are worth a search, in their order; all others match nowhere."""
        found = set(self._always)
        for begin in {*map(add, text, text[1:]), *text}.intersection(self._begun):
            for some, number in self._begun[begin]:
                if some in text:
                    found.add(number)
        return sorted(found)


def _needed(way: str) -> tuple[str, ...]:
    """Return what a way without open alternatives needs: its first plain letters, or a group's."""
    place = 0
    while place < len(way):
        end = place
        while end < len(way) and way[end] not in _SPECIAL:
            end += 1
        is_cut = end < len(way) and way[end] in _OPTIONAL
        plain = way[place : end - 1 if is_cut else end]
        if len(plain) >= _SHORTEST or not plain.isascii():
            return (plain,)
        if end > place:
            place = _quantifier_end(way, end)
            continue
        after = _atom_end(way, place)
        if way.startswith("(?:", place) and not way.startswith(_OPTIONAL, after):
            inner = letters_of(way[place + 3 : after - 1])
            if inner:
                return inner
        place = _quantifier_end(way, after)
    return ()


def _ways(pattern: str) -> list[str]:
    """Return the alternatives of a pattern outside of its groups."""
    found, begin, place = [], 0, 0
    while place < len(pattern):
        if pattern[place] == "|":
            found.append(pattern[begin:place])
            begin = place = place + 1
        else:
            place = _atom_end(pattern, place)
    return [*found, pattern[begin:]]


def _atom_end(pattern: str, place: int) -> int:
    """Return where the atom that begins at a place ends: a group, a class, an escape, a letter."""
    if pattern[place] == "\\":
        return place + 2
    if pattern[place] == "[":
        end = place + 2 + (pattern[place + 1] == "^")  # a bracket that stands first is a member
        while pattern[end] != "]":
            end += 2 if pattern[end] == "\\" else 1
        return end + 1
    if pattern[place] != "(":
        return place + 1
    end = place + 1
    while pattern[end] != ")":
        end = _atom_end(pattern, end)
    return end + 1


def _quantifier_end(pattern: str, place: int) -> int:
    if place < len(pattern) and pattern[place] == "{":
        return pattern.index("}", place) + 1
    if place < len(pattern) and pattern[place] in "?*+":
        return place + 1
    return place
