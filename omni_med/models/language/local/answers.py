"""The tokens in which a tokenizer says yes and no."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from omni_med.errors import ModelUnavailableError

YES: Final = ("yes", "Yes", "YES", "是", "有")
NO: Final = ("no", "No", "NO", "否", "没有", "无")


@dataclass(frozen=True, slots=True)
class AnswerTokens:
    """First tokens of the answers; no token is in both."""

    yes: tuple[int, ...]
    no: tuple[int, ...]


def answer_tokens(tokenizer: Any) -> AnswerTokens:
    """Return the tokens with which "yes" and "no" begin in a tokenizer, in every spelling.

    ``"yes"``, ``" yes"`` and ``"Yes"`` are different tokens, and one model answers with one,
    another with another. A word of several tokens counts by its first, unless that token also
    begins the other answer or is no part of an answer alone (a single letter).

    Raises:
        ModelUnavailableError: If the tokenizer cannot tell the two apart.
    """
    yes, no = _first(tokenizer, YES), _first(tokenizer, NO)
    both = yes & no
    if not yes - both or not no - both:
        raise ModelUnavailableError(
            "The tokenizer cannot tell yes from no.", hint="Take another model."
        )
    return AnswerTokens(tuple(sorted(yes - both)), tuple(sorted(no - both)))


def _first(tokenizer: Any, words: tuple[str, ...]) -> set[int]:
    found: set[int] = set()
    for word in words:
        for spelled in (word, f" {word}"):
            ids = tokenizer.encode(spelled, add_special_tokens=False)
            blank = tokenizer.encode(" ", add_special_tokens=False)
            if len(ids) > 1 and ids[: len(blank)] == blank:
                ids = ids[len(blank) :]  # the space is a token of its own: it says nothing
            if ids and _tells(tokenizer.decode(ids[:1]).strip()):
                found.add(int(ids[0]))
    return found


def _tells(begun: str) -> bool:
    """Whether the beginning of a word is more than a letter or a piece of a character."""
    return "\ufffd" not in begun and (len(begun) > 1 or begun >= "\u4e00")
