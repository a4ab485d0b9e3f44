"""A text as it is compared: compatibility forms, accents and invisible letters out of the way."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f"
    "\ufeff\U000e0000-\U000e0fff]"
)
_LETTERS = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "ß": "ss", "æ": "ae",
     "Æ": "Ae", "œ": "oe", "Œ": "Oe", "þ": "th", "\u2019": "'", "\u2018": "'", "`": "'",
     "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-", "\u2212": "-"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and where each of its characters came from.

    Attributes:
        text: Full-width forms as plain ones, no accents, no invisible letters.
        places: Of each character of ``text``, its index in the original; one more for the end.
    """

    text: str = field(repr=False)
    places: tuple[int, ...] = field(repr=False)


def fold(text: str) -> str:
    """Return a text folded."""
    return folded(text).text


def folded(text: str) -> Folded:
    """Return a text folded, with the way back.

    Source: Unicode Standard Annex 15 (NFKD).
    """
    letters: list[str] = []
    places: list[int] = []
    for index, letter in enumerate(text):
        plain = letter if letter.isascii() else _plain(letter)
        letters.append(plain)
        places += [index] * len(plain)
    return Folded("".join(letters), (*places, len(text)))


def _plain(letter: str) -> str:
    if _UNSEEN.match(letter):
        return ""
    parts = unicodedata.normalize("NFKD", letter.translate(_LETTERS)).translate(_LETTERS)
    return "".join(part for part in parts if not unicodedata.combining(part))
