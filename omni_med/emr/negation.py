"""What a sentence asserts of a thing it names: absent, unsure, past, or of another person.

Source: ConText (Harkema and others 2009): a trigger reaches forward or backward through its
sentence until a word that ends its scope.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from omni_med.emr.negation_rules import CHINESE, ENGLISH, Row
from omni_med.emr.sentences import split_sentences
from omni_med.emr.text import lowered
from omni_med.knowledge.literals import Index

_IDEOGRAPH = re.compile(r"[\u4e00-\u9fff]")
_WORD = re.compile(r"[^\s,]+")
_LIST_WORD = re.compile(r"\b(?:or|nor|and)\b|[、或和及]")
_SECTION_EFFECT = {
    "past-history": "historical",
    "family-history": "family",
    "differential": "uncertain",
}


@dataclass(frozen=True, slots=True)
class Assertion:
    """How a thing is mentioned. Negated and uncertain may both hold ("no new opacity")."""

    negated: bool = False
    uncertain: bool = False
    historical: bool = False
    family: bool = False

    @property
    def affirmed(self) -> bool:
        """True where the patient is said to have it now, for certain."""
        return not (self.negated or self.uncertain or self.historical or self.family)

    @property
    def denied(self) -> bool:
        """True where the patient is said not to have it now, for certain."""
        return self.negated and not (self.uncertain or self.historical or self.family)


@dataclass(frozen=True, slots=True)
class Modifier:
    """One trigger's effect on ``sentence[start:end]``."""

    effect: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Trigger:
    effect: str
    direction: str
    reach: int
    start: int
    end: int


def assertion(text: str, start: int, end: int) -> Assertion:
    """Return how ``text[start:end]`` is mentioned in its sentence and section."""
    for sentence in split_sentences(text):
        if sentence.start <= start < sentence.end:
            words = text[sentence.start : sentence.end]
            return assertion_in(
                modifiers(words), start - sentence.start, end - sentence.start, sentence.section
            )
    return Assertion()


def assertion_in(found: tuple[Modifier, ...], start: int, end: int, section: str = "") -> Assertion:
    """Return how a span of a sentence is mentioned, given the sentence's ``modifiers``."""
    effects = {one.effect for one in found if one.start <= start and end <= one.end}
    effects.add(_SECTION_EFFECT.get(section, ""))
    return Assertion(
        negated="negated" in effects,
        uncertain="uncertain" in effects,
        historical="historical" in effects,
        family="family" in effects,
    )


def modifiers(sentence: str) -> tuple[Modifier, ...]:
    """Return what each trigger of a sentence reaches, offsets within the sentence."""
    text = lowered(sentence)
    found = _triggers(text)
    reached = (_scope(text, one, found) for one in found if one.effect in _EFFECTS)
    return tuple(one for one in reached if one is not None)


_EFFECTS = frozenset({"negated", "uncertain", "historical", "family"})
_ENDS = {
    "negated": {"end", "end-statement"},
    "uncertain": {"end", "end-statement"},
    "historical": {"end", "end-history"},
    "family": {"end", "end-family"},
}


class _Patterns(NamedTuple):
    """One language's triggers, and which of them a sentence is searched for."""

    rows: tuple[tuple[Row, re.Pattern[str]], ...]
    letters: Index


@cache
def _english() -> _Patterns:
    result, patterns = [], []
    for row in ENGLISH:
        for pattern in row.patterns:
            before = r"(?<![a-z0-9])" if pattern[0].isalpha() or pattern[0] == "(" else ""
            after = r"(?![a-z0-9])" if pattern[-1].isalpha() or pattern[-1] in ")*?" else ""
            result.append((row, re.compile(f"{before}(?:{pattern}){after}")))
            patterns.append(pattern)
    return _Patterns(tuple(result), Index(patterns))


@cache
def _chinese() -> _Patterns:
    pairs = [(row, pattern) for row in CHINESE for pattern in row.patterns]
    rows = tuple((row, re.compile(pattern)) for row, pattern in pairs)
    return _Patterns(rows, Index(pattern for _, pattern in pairs))


def _triggers(text: str) -> list[_Trigger]:
    """Return the triggers; of overlapping ones only the longest, both if they are equal."""
    candidates = [
        _Trigger(row.effect, row.direction, row.reach, match.start(), match.end())
        for patterns in ((_english(), _chinese()) if _is_chinese(text) else (_english(),))
        for row, regex in map(patterns.rows.__getitem__, patterns.letters.candidates(text))
        for match in regex.finditer(text)
        if match.end() > match.start()
    ]
    candidates.sort(key=lambda one: (one.start - one.end, one.start))
    taken = bytearray(len(text))
    effects: dict[tuple[int, int], set[str]] = {}
    chosen: list[_Trigger] = []
    for one in candidates:
        rivals = effects.get((one.start, one.end))
        if any(taken[one.start : one.end]) and (rivals is None or "none" in rivals):
            continue
        taken[one.start : one.end] = b"\x01" * (one.end - one.start)
        effects.setdefault((one.start, one.end), set()).add(one.effect)
        chosen.append(one)
    return sorted(chosen, key=lambda one: one.start)


def _scope(text: str, trigger: _Trigger, found: list[_Trigger]) -> Modifier | None:
    ends = [one for one in found if one.effect in _ENDS[trigger.effect]]
    if trigger.direction == "forward":
        stop = min((one.start for one in ends if one.start >= trigger.end), default=len(text))
        if trigger.reach:
            stop = min(stop, _after_words(text, trigger.end, stop, trigger.reach))
        return Modifier(trigger.effect, trigger.end, stop)
    start = max((one.end for one in ends if one.end <= trigger.start), default=0)
    start = _list_start(text, start, trigger.start)
    if trigger.reach:
        start = max(start, _before_words(text, start, trigger.start, trigger.reach))
    return Modifier(trigger.effect, start, trigger.start)


def _list_start(text: str, start: int, end: int) -> int:
    """Stop a backward scope at the last comma, unless it runs over a list ("a, b or c")."""
    comma = text.rfind(", ", start, end)
    if comma < 0 or _LIST_WORD.search(text, comma, end):
        return start
    return comma + 1


def _is_chinese(text: str) -> bool:
    return _IDEOGRAPH.search(text) is not None


def _after_words(text: str, start: int, stop: int, count: int) -> int:
    if _is_chinese(text[start:stop]):
        return start + 2 * count
    words = list(_WORD.finditer(text, start, stop))
    return words[count - 1].end() if len(words) >= count else stop


def _before_words(text: str, start: int, stop: int, count: int) -> int:
    if _is_chinese(text[start:stop]):
        return stop - 2 * count
    words = list(_WORD.finditer(text, start, stop))
    return words[-count].start() if len(words) >= count else start
