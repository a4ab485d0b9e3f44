"""A person's name as a reader writes it. Source: DICOM PS3.5 6.2.1.2."""

from __future__ import annotations


def display_name(name: str) -> str:
    """Return the groups of a PN value side by side, without its separators.

    ``"Wang^XiaoDong=王^小东"`` becomes ``"Wang XiaoDong 王小东"``: components of a name in Latin
    letters stand apart, those in Chinese characters do not. The phonetic group is left out.
    """
    groups = [_group(group) for group in name.split("=")[:2]]
    return " ".join(group for group in groups if group)


def _group(group: str) -> str:
    parts = [part.strip() for part in group.split("^") if part.strip()]
    joined = "".join(parts)
    return joined if joined and all(ord(letter) >= 0x2E80 for letter in joined) else " ".join(parts)
