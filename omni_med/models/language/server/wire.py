"""A prompt as the messages of the OpenAI protocol, and answers out of its documents. Pure.

Source: OpenAI API reference, ``/v1/chat/completions``; vLLM, OpenAI-compatible server.
"""

from __future__ import annotations

import base64
import io
import json
import math
import wave
from collections.abc import Mapping, Sequence
from typing import Any, Final

import cv2
import numpy as np

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.protocols import AudioPart, FloatArray, ImagePart, Prompt, TextPart
from omni_med.models.language.server.faults import not_understood

LONGEST_SIDE: Final = 1024
"""Pixels of a film that is sent; the larger side is brought down to it."""
TOP: Final = 20
"""Tokens whose probability is asked for; the protocol's most."""


def png(pixels: FloatArray, longest: int = LONGEST_SIDE) -> bytes:
    """Return float32 (rows, columns) in 0 to 1 as an 8-bit PNG of pixels alone: no text, no time.

    Raises:
        ModelUnavailableError: If there are no pixels.
    """
    if pixels.ndim != 2 or not pixels.size:
        raise ModelUnavailableError("A film without pixels cannot be sent.")
    larger = max(pixels.shape)
    if larger > longest:
        rows, columns = (max(1, round(side * longest / larger)) for side in pixels.shape)
        pixels = np.asarray(cv2.resize(pixels, (columns, rows), interpolation=cv2.INTER_AREA))
    gray = np.rint(np.clip(np.nan_to_num(pixels), 0.0, 1.0) * 255).astype(np.uint8)
    done, data = cv2.imencode(".png", gray)
    if not done:
        raise ModelUnavailableError("A film could not be written as PNG.")
    return data.tobytes()


def wav(part: AudioPart) -> bytes:
    """Return a recording as 16-bit WAV of one channel."""
    samples = np.rint(np.clip(part.samples, -1.0, 1.0) * 32767).astype("<i2")
    stream = io.BytesIO()
    with wave.open(stream, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(part.rate)
        file.writeframes(samples.tobytes())
    return stream.getvalue()


def messages(prompt: Prompt, question: str = "") -> list[dict[str, Any]]:
    """Return a prompt as messages: instructions, then one turn of the user with all parts.

    Args:
        prompt: What is asked.
        question: A closed question after it.
    """
    content: list[dict[str, Any]] = []
    for part in prompt.parts:
        if isinstance(part, TextPart):
            _add_text(content, part.text)
        elif isinstance(part, ImagePart):
            url = "data:image/png;base64," + base64.b64encode(png(part.pixels)).decode("ascii")
            content.append({"type": "image_url", "image_url": {"url": url}})
        else:
            sound = base64.b64encode(wav(part)).decode("ascii")
            content.append({"type": "input_audio", "input_audio": {"data": sound, "format": "wav"}})
    if question:
        _add_text(content, question)
    return [{"role": "system", "content": prompt.system}, {"role": "user", "content": content}]


def _add_text(content: list[dict[str, Any]], text: str) -> None:
    if content and content[-1]["type"] == "text":
        content[-1]["text"] += text
    else:
        content.append({"type": "text", "text": text})


def body(
    model: str, turns: Sequence[Mapping[str, Any]], most_tokens: int, **more: Any
) -> dict[str, Any]:
    """Return a request: greedy, so many tokens and no more."""
    return {
        "model": model,
        "messages": list(turns),
        "temperature": 0,
        "max_tokens": most_tokens,
        **more,
    }


def message_text(document: Mapping[str, Any]) -> str:
    """Return the words of an answer that came in one piece.

    Raises:
        ModelUnavailableError: If the document is none of the protocol's.
    """
    content = _at(document, "choices", 0, "message", "content")
    if isinstance(content, str):
        return content
    if content is None and isinstance(_at(document, "choices", 0, "message"), dict):
        return ""
    raise not_understood()


def delta_text(document: Mapping[str, Any]) -> str:
    """Return the words of one piece of a stream; empty for one without any (roles, usage).

    Raises:
        ModelUnavailableError: If the document is none of the protocol's, or tells an error.
    """
    if "error" in document:
        raise ModelUnavailableError("The server stopped in the middle of its answer.")
    choices = document.get("choices")
    if not isinstance(choices, list):
        raise not_understood()
    content = _at(document, "choices", 0, "delta", "content") if choices else None
    return content if isinstance(content, str) else ""


def yes_probability(document: Mapping[str, Any]) -> float | None:
    """Return P(yes) over the first token's yes and no; None where the server gives no such numbers.

    ``yes``, ``Yes`` and `` yes`` are one answer.
    """
    found = _at(document, "choices", 0, "logprobs", "content", 0, "top_logprobs")
    if not isinstance(found, list):
        return None
    mass = {"yes": 0.0, "no": 0.0}
    for item in found:
        word, logarithm = _at(item, "token"), _at(item, "logprob")
        if isinstance(word, str) and isinstance(logarithm, int | float):
            key = word.strip().strip(".").lower()
            if key in mass and math.isfinite(logarithm):
                mass[key] += math.exp(min(0.0, float(logarithm)))
    total = mass["yes"] + mass["no"]
    return mass["yes"] / total if total > 0 else None


YES_OR_NO: Final[dict[str, Any]] = {"type": "string", "enum": ["yes", "no"]}
"""JSON schema of one answer."""


def answers_schema(properties: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the ``response_format`` of an answer that is one JSON object of these."""
    return {
        "type": "json_schema",
        "json_schema": {
            "name": "answer",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": dict(properties),
                "required": list(properties),
                "additionalProperties": False,
            },
        },
    }


def listed_answers(text: str, names: Sequence[str]) -> dict[str, bool]:
    """Return the answers of a JSON object in words, by name; what it does not hold is left out."""
    try:
        document = json.loads(text[text.index("{") : text.rindex("}") + 1])
    except (ValueError, RecursionError):
        return {}
    said = {
        name: said_yes(document[name])
        for name in names
        if isinstance(document, dict) and isinstance(document.get(name), str)
    }
    return {name: yes for name, yes in said.items() if yes is not None}


def said_yes(text: str) -> bool | None:
    """Return whether an answer in words is yes; None where it is neither yes nor no."""
    words = text.strip().strip("\"'{}*` ").lower().replace('"answer"', "").lstrip(': "')
    if words.startswith("yes"):
        return True
    return False if words.startswith("no") and not words.startswith("not") else None


def usage(document: Mapping[str, Any]) -> tuple[int, int]:
    """Return the tokens sent and received, as far as the server tells; 0 where it does not."""
    counts = (_at(document, "usage", key) for key in ("prompt_tokens", "completion_tokens"))
    sent, received = (count if isinstance(count, int) and count >= 0 else 0 for count in counts)
    return sent, received


def _at(value: Any, *path: str | int) -> Any:
    for key in path:
        if isinstance(key, str) and isinstance(value, Mapping):
            value = value.get(key)
        elif isinstance(key, int) and isinstance(value, list) and len(value) > key:
            value = value[key]
        else:
            return None
    return value
