"""What may leave: words pseudonymised, corners of films blanked, everything written down first.

No header leaves: a prompt holds films, sound, the record's sentences and a question, nothing else.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

import numpy as np

from omni_med.emr.pseudonym import Pseudonymizer
from omni_med.models.language.protocols import FloatArray, ImagePart, Part, Prompt, TextPart

CORNER_ROWS: Final = 0.10
CORNER_COLUMNS: Final = 0.32
"""Share of a film's height and width that each blanked corner takes."""


@dataclass(frozen=True, slots=True)
class Sent:
    """What goes to a server, as it is kept.

    Attributes:
        server: Its name here.
        host: Its host and port.
        model: The model asked for.
        template: Of the prompt.
        sha256: Over the bytes of the request, hexadecimal.
        text: The words as they leave, one turn after the other; films and sound as their hashes.
        films: SHA-256 of each PNG that leaves.
        sounds: SHA-256 of each recording that leaves.
        masked: How many of the films have blanked corners.
        bytes: Length of the request.
    """

    server: str
    host: str
    model: str
    template: str
    sha256: str
    text: str = field(repr=False)
    films: tuple[str, ...] = ()
    sounds: tuple[str, ...] = ()
    masked: int = 0
    bytes: int = 0


Record = Callable[[Sent], None]
"""Writes down what is about to leave; where it raises, nothing leaves."""


@dataclass(frozen=True, slots=True)
class Guard:
    """What stands between a case and a server.

    Attributes:
        pseudonymizer: Of this case.
        record: Writes down what leaves, before it does.
        plain: Ids of films whose corners are left as they are: their header says that nothing is
            burned in, or the reader says so.
    """

    pseudonymizer: Pseudonymizer
    record: Record = field(repr=False)
    plain: frozenset[str] = frozenset()

    def passed(self, prompt: Prompt) -> tuple[Prompt, int]:
        """Return a prompt as it may leave, and how many films were masked."""
        parts: list[Part] = []
        masked = 0
        for part in prompt.parts:
            if isinstance(part, TextPart):
                parts.append(replace(part, text=self.pseudonymizer.cut(part.text)))
            elif isinstance(part, ImagePart) and part.image_id.split("#")[0] not in self.plain:
                masked += 1
                parts.append(replace(part, pixels=without_corners(part.pixels)))
            else:
                parts.append(part)
        return replace(prompt, parts=tuple(parts)), masked


def without_corners(pixels: FloatArray) -> FloatArray:
    """Return a film whose four corners hold its darkest value: names are burned in there.

    Args:
        pixels: float32 (rows, columns).
    """
    if pixels.ndim != 2 or not pixels.size:
        return pixels
    result = np.array(pixels, np.float32)
    rows = max(1, round(pixels.shape[0] * CORNER_ROWS))
    columns = max(1, round(pixels.shape[1] * CORNER_COLUMNS))
    dark = float(np.nanmin(pixels)) if not np.isnan(pixels).all() else 0.0
    for vertical in (slice(None, rows), slice(-rows, None)):
        for horizontal in (slice(None, columns), slice(-columns, None)):
            result[vertical, horizontal] = dark
    return result


def told(turns: Sequence[Mapping[str, Any]]) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return the words of messages for the trail, and the hashes of films and of recordings."""
    lines: list[str] = []
    films: list[str] = []
    sounds: list[str] = []
    for turn in turns:
        content = turn["content"]
        if isinstance(content, str):
            lines.append(f"({turn['role']})\n{content}")
            continue
        lines.append(f"({turn['role']})")
        for part in content:
            if part["type"] == "text":
                lines.append(part["text"])
            elif part["type"] == "image_url":
                films.append(_digest(part["image_url"]["url"].partition(",")[2]))
                lines.append(f"(film, sha256 {films[-1]})")
            else:
                sounds.append(_digest(part["input_audio"]["data"]))
                lines.append(f"(recording, sha256 {sounds[-1]})")
    return "\n".join(lines), tuple(films), tuple(sounds)


def _digest(base64_text: str) -> str:
    return hashlib.sha256(base64.b64decode(base64_text)).hexdigest()
