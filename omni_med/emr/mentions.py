"""Where a text names a concept, and what it asserts of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol

from omni_med.emr.negation import Assertion, assertion_in, modifiers
from omni_med.emr.sentences import Sentence, split_sentences
from omni_med.emr.text import lowered


class Term(Protocol):
    """A concept of a vocabulary: its name and the patterns it is written as."""

    @property
    def name(self) -> str:
        """Key of the concept."""
        ...

    @property
    def english(self) -> tuple[str, ...]:
        """Regular expressions over lower-case words; a plural ``s`` may follow."""
        ...

    @property
    def chinese(self) -> tuple[str, ...]:
        """Regular expressions."""
        ...


@dataclass(frozen=True, slots=True)
class Mention:
    """One concept named at ``text[start:end]``, in the sentence that it stands in."""

    concept: str
    start: int
    end: int
    assertion: Assertion
    sentence: Sentence


def mentions(text: str, vocabulary: Sequence[Term]) -> tuple[Mention, ...]:
    """Return where a text names the vocabulary's concepts, in order, with what it asserts.

    Of overlapping names the longest counts ("viral pneumonia", not "pneumonia").
    """
    patterns = _compiled(tuple((one.name, one.english, one.chinese) for one in vocabulary))
    result: list[Mention] = []
    for sentence in split_sentences(text):
        words = text[sentence.start : sentence.end]
        found = _named(lowered(words), patterns)
        reached = modifiers(words) if found else ()
        for start, end, name in found:
            asserted = assertion_in(reached, start, end, sentence.section)
            result.append(
                Mention(name, sentence.start + start, sentence.start + end, asserted, sentence)
            )
    return tuple(result)


def count_names(text: str, vocabulary: Sequence[Term]) -> int:
    """Return how many concepts of the vocabulary a text names, whatever it says of them."""
    patterns = _compiled(tuple((one.name, one.english, one.chinese) for one in vocabulary))
    words = lowered(text)
    return sum(pattern.search(words) is not None for _, pattern in patterns)


@lru_cache(maxsize=8)
def _compiled(
    vocabulary: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...],
) -> tuple[tuple[str, re.Pattern[str]], ...]:
    result = []
    for name, english, chinese in vocabulary:
        parts = [rf"(?<![a-z0-9])(?:{pattern})(?:e?s)?(?![a-z0-9])" for pattern in english]
        result.append((name, re.compile("|".join([*parts, *chinese]))))
    return tuple(result)


def _named(
    words: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]
) -> list[tuple[int, int, str]]:
    candidates = [
        (match.start(), match.end(), name)
        for name, pattern in patterns
        for match in pattern.finditer(words)
    ]
    candidates.sort(key=lambda one: (one[0] - one[1], one[0]))
    taken = bytearray(len(words))
    chosen: list[tuple[int, int, str]] = []
    for start, end, name in candidates:
        if not any(taken[start:end]):
            taken[start:end] = b"\x01" * (end - start)
            chosen.append((start, end, name))
    return sorted(chosen)
