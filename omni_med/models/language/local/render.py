"""A prompt as the tokens of one model, each with its kind: instruction, film, record or sound."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from omni_med.errors import ModelUnavailableError
from omni_med.models.language.local.attention import FILM, RECORD, SOUND, WORDS
from omni_med.models.language.local.processors import problems
from omni_med.models.language.prompts import clean_prompt
from omni_med.models.language.protocols import AudioPart, FloatArray, ImagePart, Prompt, TextPart

_MARK = re.compile("\ue000(\\d+)\ue001")
"""Private-use characters around a part's number: the chat template puts it in its place."""
_FLAGS: Final = ("mm_token_type_ids", "token_type_ids")
LONGEST: Final = 32_768
"""Tokens of a prompt where the model does not say how many it takes."""


@dataclass(frozen=True, slots=True, eq=False)
class Film:
    """One film as the model's processor prepared it.

    Attributes:
        key: SHA-256 over the pixels, hexadecimal.
        inputs: What the vision encoder takes, by name.
    """

    key: str
    inputs: dict[str, Any] = field(repr=False)


@dataclass(slots=True, eq=False)
class Rendered:
    """Tokens on their way into a model.

    Attributes:
        ids: Token ids.
        kinds: Kind of each token, as in ``attention``.
        places: Of a token of a film, which film; of the record, which of its lines; else -1.
        flags: What the processor says of each token, by name.
        films: In the order of the prompt.
        sound: What the audio encoder takes, one for each recording.
        tail: What follows the question: its words, if any, up to the model's turn.
    """

    ids: list[int] = field(default_factory=list, repr=False)
    kinds: list[int] = field(default_factory=list, repr=False)
    places: list[int] = field(default_factory=list, repr=False)
    flags: dict[str, list[int]] = field(default_factory=dict, repr=False)
    films: list[Film] = field(default_factory=list)
    sound: list[dict[str, Any]] = field(default_factory=list, repr=False)
    tail: str = field(default="", repr=False)

    def key(self) -> str:
        """Return a name for everything before the tail."""
        total = hashlib.sha256(np.asarray(self.ids, np.int64).tobytes())
        for film in self.films:
            total.update(film.key.encode())
        for item in self.sound:
            total.update(item["key"].encode())
        return total.hexdigest()

    def add(
        self,
        new: Sequence[int],
        kinds: Sequence[int],
        flags: dict[str, list[int]] | None = None,
        places: Sequence[int] = (),
    ) -> None:
        """Append tokens."""
        flags = flags or {}
        for name in {*self.flags, *flags}:
            row = self.flags.setdefault(name, [0] * len(self.ids))
            row.extend(flags.get(name) or [0] * len(new))
        self.ids.extend(new)
        self.kinds.extend(kinds)
        self.places.extend(places or [-1] * len(new))


class Renderer:
    """Writes prompts for one model.

    Attributes:
        tokenizer: The model's.
    """

    def __init__(self, processor: Any, modalities: Sequence[str], config: Any) -> None:
        """Take a model's processor, what it is to be given, and its configuration."""
        self._processor = processor
        self.tokenizer = getattr(processor, "tokenizer", processor)
        self._modalities = frozenset(modalities)
        stated = getattr(config.get_text_config(), "max_position_embeddings", None)
        self._longest = int(stated or LONGEST)
        self._special = tuple(self.tokenizer.get_added_vocab())
        self._kinds = {
            _placeholder(config, "image"): FILM,
            _placeholder(config, "audio"): SOUND,
        }

    def render(self, prompt: Prompt, *, question: bool) -> Rendered:
        """Return a prompt's tokens up to where questions begin.

        Args:
            prompt: Which.
            question: True where a closed question follows; else the prompt's last text is what
                is asked.

        Raises:
            ModelUnavailableError: If the model takes no such part, its chat template cannot
                write it, or it is longer than the model reads.
        """
        clean = clean_prompt(prompt, self._special)
        parts = list(clean.parts)
        if question:
            parts.append(TextPart(""))
        if not parts or not isinstance(parts[-1], TextPart):
            raise ModelUnavailableError("A prompt ends with words.")
        self._check(parts)
        texts = {0: TextPart(clean.system)}
        texts |= {i: part for i, part in enumerate(parts, 1) if isinstance(part, TextPart)}
        pieces = self._written(parts)
        made = Rendered()
        films = (part for part in parts if isinstance(part, ImagePart))
        sound = (part for part in parts if isinstance(part, AudioPart))
        for piece, number in pieces[:-1]:
            self._glue(made, piece, films, sound)
            if number == len(parts):
                break
            self._words(made, texts[number])
        made.tail = texts[len(parts)].text + "\n" * question + pieces[-1][0]
        if len(made.ids) > self._longest:
            raise ModelUnavailableError(
                f"The prompt has {len(made.ids)} tokens; this model reads {self._longest}.",
                hint="Give fewer films or a shorter record.",
            )
        return made

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of words, none added around them."""
        found: list[int] = self.tokenizer.encode(text, add_special_tokens=False)
        return found

    def _check(self, parts: Sequence[Any]) -> None:
        if any(isinstance(part, ImagePart) for part in parts) and "image" not in self._modalities:
            raise ModelUnavailableError("This model takes no images.")
        if any(isinstance(part, AudioPart) for part in parts) and "audio" not in self._modalities:
            raise ModelUnavailableError("This model takes no sound.")

    def _written(self, parts: Sequence[Any]) -> list[tuple[str, int]]:
        """Return what the chat template writes: (glue, number of the text after it) ...

        The last has no text after it (number -1).
        """
        content = [_item(part, number) for number, part in enumerate(parts, 1)]
        system = [{"type": "text", "text": "\ue0000\ue001"}]
        talk = [{"role": "system", "content": system}, {"role": "user", "content": content}]
        with problems("The chat template"):
            try:
                written = self._apply(talk)
            except Exception:  # noqa: BLE001 - a template without a system turn raises its own kind
                talk = [{"role": "user", "content": [*system, *content]}]
                written = self._apply(talk)
        split = _MARK.split(written)
        numbers = [int(number) for number in split[1::2]]
        texts = [number for number, part in enumerate(parts, 1) if isinstance(part, TextPart)]
        written_of = {kind: written.count(self._sign(kind)) for kind in ("image", "audio")}
        given = {"image": ImagePart, "audio": AudioPart}
        if [number for number in numbers if number] != texts or any(
            written_of[kind] != sum(isinstance(part, of_kind) for part in parts)
            for kind, of_kind in given.items()
        ):
            raise ModelUnavailableError(
                "The chat template of this model does not write what it is given.",
                hint="Take the instruction-tuned version of the model.",
            )
        return list(zip(split[::2], [*numbers, -1], strict=True))

    def _apply(self, talk: list[dict[str, Any]]) -> str:
        written: str = self._processor.apply_chat_template(
            talk, tokenize=False, add_generation_prompt=True, enable_thinking=False
        )
        return written

    def _glue(self, made: Rendered, text: str, films: Any, sound: Any) -> None:
        """Append what stands between texts, films and sound in it."""
        if not made.ids:
            made.add(lead := self._lead(text), [WORDS] * len(lead))
        if not text:
            return
        pictures = [next(films) for _ in range(text.count(self._sign("image")))]
        spoken = [next(sound) for _ in range(text.count(self._sign("audio")))]
        if not pictures and not spoken:
            ids = self.tokens(text)
            made.add(ids, [WORDS] * len(ids))
            return
        given: dict[str, Any] = {"text": [text], "add_special_tokens": False}
        if pictures:
            given["images"] = [_picture(part.pixels) for part in pictures]
        if spoken:
            given["audio"] = [part.samples for part in spoken]
        with problems("What prepares films and sound"):
            found = self._processor(**given, return_tensors="pt")
        ids = found["input_ids"][0].tolist()
        flags = {name: found[name][0].tolist() for name in _FLAGS if name in found}
        kinds = [self._kinds.get(item, WORDS) for item in ids]
        made.films += [
            _film(part, _of_one(found, index, len(pictures))) for index, part in enumerate(pictures)
        ]
        made.add(ids, kinds, flags, _runs(kinds, len(made.films) - len(pictures)))
        made.sound += [_spoken(part, found) for part in spoken]

    def _words(self, made: Rendered, part: TextPart) -> None:
        if not part.record:
            ids = self.tokens(part.text)
            made.add(ids, [WORDS] * len(ids))
            return
        first = 1 + max(
            (place for place, kind in zip(made.places, made.kinds, strict=True) if kind == RECORD),
            default=-1,
        )
        found = self.tokenizer(part.text, add_special_tokens=False, return_offsets_mapping=True)
        ids = found["input_ids"]
        lines = [
            first + part.text.count("\n", 0, max(start, end - 1))
            for start, end in found["offset_mapping"]
        ]
        made.add(ids, [RECORD] * len(ids), places=lines)

    def _lead(self, text: str) -> list[int]:
        """Return what a tokenizer puts before a text by itself, where the template did not."""
        bos = self.tokenizer.bos_token
        if bos is None or text.startswith(bos):
            return []
        with_it = self.tokenizer.encode("a")
        return [self.tokenizer.bos_token_id] if with_it[:1] == [self.tokenizer.bos_token_id] else []

    def _sign(self, kind: str) -> str:
        """Return what the chat template writes for a film or sound; never empty."""
        named = getattr(self._processor, f"{kind}_token", None)
        return str(named) if named else "\ue002"


def _placeholder(config: Any, kind: str) -> int:
    """Return the token that stands where features of a kind go in; -1 where there is none."""
    for name in (f"{kind}_token_id", f"{kind}_token_index"):
        found = getattr(config, name, None)
        if found is not None:
            return int(found)
    return -1


def _of_one(found: Any, index: int, count: int) -> dict[str, Any]:
    """Return what the processor made of one of several films that stood side by side.

    Raises:
        ModelUnavailableError: If it cannot be told apart.
    """
    named = {name: found[name] for name in found if name.startswith(("pixel_", "image_"))}
    if count == 1:
        return named
    grids = named.get("image_grid_thw")
    if grids is not None:
        ends = grids.prod(-1).cumsum(0).tolist()
        begin = ends[index - 1] if index else 0
        return {
            "pixel_values": named["pixel_values"][begin : ends[index]],
            "image_grid_thw": grids[index : index + 1],
        }
    if any(len(value) != count for value in named.values()):
        raise ModelUnavailableError("Films of this kind of model cannot stand side by side.")
    return {name: value[index : index + 1] for name, value in named.items()}


def _runs(kinds: Sequence[int], first: int) -> list[int]:
    """Return which film each token belongs to: a run of film tokens is one film."""
    places, film, before = [], first - 1, WORDS
    for kind in kinds:
        film += kind == FILM and before != FILM
        places.append(film if kind == FILM else -1)
        before = kind
    return places


def _item(part: Any, number: int) -> dict[str, Any]:
    if isinstance(part, ImagePart):
        return {"type": "image"}
    if isinstance(part, AudioPart):
        return {"type": "audio"}
    return {"type": "text", "text": f"\ue000{number}\ue001"}


def _picture(pixels: FloatArray) -> Any:
    """Return a film as a PIL image in RGB, 8 bits."""
    from PIL import Image  # noqa: PLC0415 - only models with eyes need it

    grey = (np.clip(pixels, 0.0, 1.0) * 255.0 + 0.5).astype(np.uint8)
    return Image.fromarray(grey).convert("RGB")


def _film(part: ImagePart, inputs: dict[str, Any]) -> Film:
    pixels = np.ascontiguousarray(part.pixels, np.float32)
    key = hashlib.sha256(repr(pixels.shape).encode() + pixels.tobytes()).hexdigest()
    return Film(key, inputs)


def _spoken(part: AudioPart, found: Any) -> dict[str, Any]:
    key = hashlib.sha256(np.ascontiguousarray(part.samples, np.float32).tobytes()).hexdigest()
    return {
        "key": key,
        "input_features": found["input_features"],
        "feature_attention_mask": found["feature_attention_mask"],
    }
