"""Words that become part of a prompt: what would steer a model as a token is taken out.

Only for the model's door: what is stored and shown keeps every character. Each token becomes one
space, so that nothing can grow together into a new one; it is done again until nothing is found.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace
from typing import Final

from omni_med.emr.text import sanitize
from omni_med.models.language.protocols import Prompt, TextPart

_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2028\u2029\u206a-\u206f\u3164"
    "\ue000-\uf8ff\ufe00-\ufe0f\uffa0\ufff9-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Letters without ink, beyond those of ``sanitize``: tags (U+E0000) spell whole orders unseen; and
letters for private use, which mean what a program says they mean."""

_TOKENS = re.compile(
    r"[<＜][|｜][^<>＜＞\n]{0,64}[|｜][>＞]"  # ChatML, Llama 3, Phi, DeepSeek
    r"|[<＜]{1,2}/?[A-Za-z][\w:.-]{0,63}/?[>＞]{1,2}"  # <image>, <start_of_turn>, <<SYS>>, </s>
    r"|\[/?(?:INST|SYSTEM_PROMPT|AVAILABLE_TOOLS|TOOL_[A-Z_]{1,24}|IMG(?:_[A-Z]{1,12})?|AUDIO"
    r"|BEGIN_[A-Z_]{1,24}|@?[BE]OS@?|CLS|SEP|PAD|UNK|multimodal|control_\d{1,4}|gMASK|sop)\]",
    re.IGNORECASE,
)
_ROLES = re.compile(
    r"(?:^|(?<=[\s#*\"'(]))(?P<role>USER|ASSISTANT|SYSTEM|HUMAN|GPT|MODEL|BOT|DEVELOPER)\s*[:：]"
    r"|^[ \t#*]*(?P<line>(?i:user|assistant|system|human|developer|instructions?|response))"
    r"[ \t]*[:：]"
    r"|^[ \t]*#{2,}[ \t]*(?P<title>(?i:user|assistant|system|human|instructions?|response))\b",
    re.MULTILINE,
)
_EDGES = re.compile(r"[<＜][|｜]|[|｜][>＞]|<<|>>|＜＜|＞＞")
_ROUNDS: Final = 8
LONGEST_LINE: Final = 1000
"""Characters of one sentence of the record, or one word of a header, in a prompt."""


def clean(text: str, declared: Collection[str] = ()) -> str:
    """Return words with a model's control tokens, turn labels and invisible characters blanked.

    The marks of Qwen, Gemma, LLaVA (Llama, Vicuna, Mistral) and their like go by their form, so
    that a token of next year's model (``<|new_pad|>``, ``<new_turn>``) goes too.

    Args:
        text: Of a record, a header or a file name.
        declared: Tokens that this model's tokenizer declares as special, besides.
    """
    specials = sorted({item for item in declared if item.strip()}, key=len, reverse=True)
    for _ in range(_ROUNDS):
        before = text
        text = _TOKENS.sub(" ", _INVISIBLE.sub(" ", text))
        for token in specials:
            text = text.replace(token, " ")
        text = _EDGES.sub(" ", _ROLES.sub(_without_colon, sanitize(text)))
        if text == before:
            return text
    return re.sub(r"[<>|＜＞｜\[\]]", " ", text)  # what still grows after so many rounds is made to


def _without_colon(match: re.Match[str]) -> str:
    """Keep the word and drop what makes it the label of a turn."""
    return f" {match['role'] or match['line'] or match['title']} "


def one_line(text: str, most: int = LONGEST_LINE, declared: Collection[str] = ()) -> str:
    """Return cleaned words on one line, white space collapsed, cut with an ellipsis."""
    line = " ".join(clean(text, declared).split())
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def clean_prompt(prompt: Prompt, declared: Collection[str]) -> Prompt:
    """Return a prompt whose words hold none of the tokens that a tokenizer declares as special.

    For the door of a loaded model: what the templates could not know of it is taken out here, of
    the record and of our own words alike.
    """
    specials = sorted({item for item in declared if item.strip()}, key=len, reverse=True)

    def without(text: str) -> str:
        for _ in range(_ROUNDS):
            before = text
            for token in specials:
                text = text.replace(token, " ")
            if text == before:
                break
        return text

    parts = tuple(
        replace(part, text=without(part.text)) if isinstance(part, TextPart) else part
        for part in prompt.parts
    )
    return replace(prompt, system=without(prompt.system), parts=parts)
