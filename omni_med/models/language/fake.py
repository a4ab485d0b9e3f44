"""A language model that answers by rule: for tests, and for trying the way without weights.

It says of each finding it is given whether it is there, repeats the first sentence of the record,
and adds a sentence that nothing supports, so that the check of drafts has something to find.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence

from omni_med.errors import CancelledError
from omni_med.models.language.protocols import ImagePart, Prompt, TextPart
from omni_med.models.protocols import Weights
from omni_med.progress import Cancelled, never

FAKE_LANGUAGE = "fake-language"
_GIVEN = re.compile(r"^- [\"“](?P<name>.+)[\"”][:：] ?(?P<percent>\d+) %$", re.MULTILINE)
_LINE = re.compile(r"^\[\d+\] (?P<words>.+)$", re.MULTILINE)
_PIECE = 12  # characters


class FakeLanguage:
    """``LanguageModel`` without weights."""

    id = FAKE_LANGUAGE
    sha256 = hashlib.sha256(b"fake-language 1").hexdigest()
    modalities = ("text", "image", "audio", "video")

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        """Return for each question a number made of the films' brightness and the words."""
        dial = weights or Weights()
        films = [part for part in prompt.parts if isinstance(part, ImagePart)]
        bright = float(sum(item.pixels.mean() for item in films) / len(films)) if films else 0.5
        words = _record(prompt) if dial.text else ""
        found = []
        for question in questions:
            digest = hashlib.sha256((words + question).encode()).digest()
            found.append(0.5 * digest[0] / 255 + 0.5 * (bright if dial.image else 0.5))
        return found

    def generate(
        self,
        prompt: Prompt,
        *,
        most_tokens: int,
        weights: Weights | None = None,
        cancelled: Cancelled = never,
    ) -> Iterator[str]:
        """Yield an answer in pieces; ``most_tokens`` counts them."""
        del weights
        text = _answer(prompt)
        for start in range(0, min(len(text), most_tokens * _PIECE), _PIECE):
            if cancelled():
                raise CancelledError
            yield text[start : start + _PIECE]

    def close(self) -> None:
        """Give nothing back."""


def _record(prompt: Prompt) -> str:
    parts = (part.text for part in prompt.parts if isinstance(part, TextPart) and part.record)
    return "".join(parts)


def _answer(prompt: Prompt) -> str:
    name, _, language = prompt.template.split("/")
    ours = "".join(
        part.text for part in prompt.parts if isinstance(part, TextPart) and not part.record
    )
    zh = language == "zh"
    said = []
    for match in _GIVEN.finditer(ours):
        there = int(match["percent"]) >= 50
        words = (
            ("可见{}。" if there else "未见{}。")
            if zh
            else ("There is {}. " if there else "There is no {}. ")
        )
        said.append(words.format(match["name"]))
    first = _LINE.search(_record(prompt))
    if first is not None:
        words = first["words"].rstrip(".。")
        said.append(f"{words}。" if zh else f"{words}. ")
    invented = "骨骼由玻璃构成。" if zh else "The bones are made of glass."
    body = "".join(said)
    if name != "draft":
        return f"{body}{invented}"
    if zh:
        return f"影像所见：{body}\n诊断意见：{said[0] if said else ''}{invented}"
    return f"FINDINGS: {body}\nIMPRESSION: {said[0] if said else ''}{invented}"
