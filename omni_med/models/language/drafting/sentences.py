"""What a model wrote, as sentences of a report's sections. Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from omni_med.emr.sentences import split_sentences
from omni_med.emr.text import sanitize

LONGEST: Final = 20_000
"""Characters of an answer that are looked at."""
_THOUGHT = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL | re.IGNORECASE)
_HEADING = re.compile(
    r"^[ \t#*_>\d.-]*(?:(?P<findings>findings|影像所见|影像表现|检查所见|所见)"
    r"|(?P<impression>impression|conclusion|诊断意见|诊断印象|印象|结论))"
    r"[ \t*_]*(?:[:：]|$)[ \t*_]*",
    re.IGNORECASE | re.MULTILINE,
)
_MARK = re.compile(r"^[ \t]*(?:[-*•·#>]+|\d{1,2}[.)、])[ \t]*|\*\*|__|`", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Written:
    """One sentence, in the section ``"findings"`` or ``"impression"``."""

    section: str
    text: str = field(repr=False)


def sentences_of(answer: str, section: str = "findings") -> tuple[Written, ...]:
    """Return the sentences of an answer, in order; what the model thought aloud is left out.

    Args:
        answer: As the model gave it; marks of lists and of bold letters are taken out.
        section: Where sentences before any heading belong.
    """
    text = _THOUGHT.sub(" ", answer[:LONGEST])
    pieces: list[tuple[str, str]] = []
    at = 0
    for match in _HEADING.finditer(text):
        pieces.append((section, text[at : match.start()]))
        section = "findings" if match["findings"] else "impression"
        at = match.end()
    pieces.append((section, text[at:]))
    return tuple(
        Written(name, words)
        for name, piece in pieces
        for words in _sentences(_MARK.sub("", sanitize(piece)))
    )


def _sentences(text: str) -> list[str]:
    """Cut a text at sentences; a heading that is no section of ours stays a sentence."""
    found = split_sentences(text)
    words, at = [], 0
    for item in found:
        words += [text[at : item.start], text[item.start : item.end]]
        at = item.end
    words.append(text[at:])
    lines = (" ".join(word.split()).strip(" :：") for word in words)
    return [line for line in lines if any(letter.isalnum() for letter in line)]
