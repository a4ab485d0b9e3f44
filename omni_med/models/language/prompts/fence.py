"""The record inside its fence: data between two marks that cannot stand in it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from omni_med.models.language.prompts.clean import one_line

MOST_CHARACTERS: Final = 24_000
"""Of a record in one prompt: about 6,000 tokens of English, 16,000 of Chinese."""

_LETTERS: Final = str.maketrans("0123456789", "ghijklmnop")  # a number would be cut as a patient's


@dataclass(frozen=True, slots=True)
class Fenced:
    """A record made ready.

    Attributes:
        mark: Eight letters that stand nowhere in the record.
        lines: One for each sentence taken, numbered from 1: ``[1] words``.
        taken: Indices of the sentences that are in it.
        total: How many there were.
    """

    mark: str
    lines: tuple[str, ...] = field(repr=False)
    taken: tuple[int, ...]
    total: int

    @property
    def opening(self) -> str:
        """First line of the fence."""
        return f"<<<RECORD {self.mark}"

    @property
    def closing(self) -> str:
        """Last line of the fence."""
        return f"RECORD {self.mark}>>>"


def fence(sentences: Sequence[str], most: int = MOST_CHARACTERS) -> Fenced:
    """Number the sentences of a record, one a line, and find a mark that none of them holds.

    A sentence cannot leave its line and no line of it begins with the mark; so the fence that
    closes is ours. One of which nothing is left keeps its line. What is beyond ``most`` characters
    stays out: ``taken`` tells. The mark is made of the words, so that equal records give equal
    prompts.
    """
    lines: list[str] = []
    taken: list[int] = []
    length = 0
    for index, sentence in enumerate(sentences):
        words = one_line(sentence) or "-"
        line = f"[{index + 1}] {words}"
        if length + len(line) > most:
            break
        length += len(line) + 1
        lines.append(line)
        taken.append(index)
    return Fenced(_mark(lines), tuple(lines), tuple(taken), len(sentences))


def _mark(lines: Sequence[str]) -> str:
    everything = "\n".join(lines)
    digest = hashlib.sha256(everything.encode("utf-8", "surrogatepass")).hexdigest()
    low = everything.lower()
    while True:
        digest = digest.translate(_LETTERS)
        for start in range(0, len(digest) - 7, 8):
            if digest[start : start + 8] not in low:
                return digest[start : start + 8]
        digest = hashlib.sha256(digest.encode()).hexdigest()
