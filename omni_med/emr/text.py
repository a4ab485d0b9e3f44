"""Bytes of the record as text, and words made safe for a model."""

from __future__ import annotations

import codecs
import re

from omni_med.errors import UnreadableRecordError

_BOMS: tuple[tuple[bytes, str], ...] = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark is its beginning
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


def word_set(words: str) -> frozenset[str]:
    """Return the words between the blanks."""
    return frozenset(words.split())


_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF"),
    (b"PK\x03\x04", "a Word document or an archive"),
    (b"\xd0\xcf\x11\xe0", "an old Word document"),
    (b"{\\rtf", "a rich text (RTF) document"),
    (b"\x89PNG", "an image"),
    (b"\xff\xd8\xff", "an image"),
    (b"\x1f\x8b", "a compressed file"),
)

_CONTROLS = re.compile(r"[\x01-\x08\x0b\x0e-\x1f\x7f]")

# Tokens that steer a language model when they stand in a prompt. [MASK] is left alone: it is what
# the de-identified notes carry in place of a removed word.
_CONTROL_TOKENS = re.compile(
    r"<\|[^<>|\n]{0,64}\|>"
    r"|</?s>|<(?:bos|eos|pad|unk|mask)>|<</?SYS>>|\[/?INST\]|\[(?:CLS|SEP|PAD|UNK)\]"
    r"|</?(?:start_of_turn|end_of_turn|start_of_image|end_of_image|image_soft_token|image|video"
    r"|audio|think|tool_call|tool_response)>",
    re.IGNORECASE,
)
_TOKEN_EDGE = re.compile(r"<\||\|>")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)


def decode_text(data: bytes) -> str:
    """Return the bytes of a note as text, line ends unchanged, a byte order mark removed.

    Tried in this order: a byte order mark (UTF-8, UTF-16, UTF-32), UTF-8, GB18030. GB18030 takes
    nearly any bytes, so it is believed only where most of what is not ASCII is in its common part
    (GB 2312): a Latin-1 text with ``38 °C`` in it is refused instead of becoming Chinese.

    Raises:
        UnreadableRecordError: If the bytes are no text, or in another character set.
    """
    for mark, what in _FOREIGN:
        if data.startswith(mark):
            raise UnreadableRecordError(
                f"This is {what}, not plain text.",
                hint="Save it as plain text (UTF-8), JSON lines, a FHIR Bundle or HL7 version 2.",
            )
    for mark, charset in _BOMS:
        if data.startswith(mark):
            return _checked(_decode(data[len(mark) :], charset))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    text = _decode(data, "gb18030")
    if not _is_plausible_gb18030(text):
        raise UnreadableRecordError(
            "The character set of the record is neither UTF-8 nor GB18030.",
            hint="Save it as UTF-8 and import it again.",
        )
    return _checked(text)


def _decode(data: bytes, charset: str) -> str:
    try:
        return data.decode(charset)
    except UnicodeDecodeError:
        raise UnreadableRecordError(
            "The record is neither UTF-8 nor GB18030 text, or it is damaged.",
            hint="Save it as UTF-8 and import it again.",
        ) from None


def _is_plausible_gb18030(text: str) -> bool:
    foreign = [char for char in text if ord(char) > 0x7F]
    common = 0
    for char in foreign:
        try:
            char.encode("gb2312")
        except UnicodeEncodeError:
            continue
        common += 1
    return common >= 0.7 * len(foreign)


def _checked(text: str) -> str:
    if "\x00" in text or len(_CONTROLS.findall(text)) > max(2, len(text) // 100):
        raise UnreadableRecordError("This file is not text.")
    return text


def lowered(text: str) -> str:
    """Return the text in lower case, each character in its place (``İ`` would become two)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def sanitize(text: str) -> str:
    """Return the words with a model's control tokens and invisible characters blanked.

    Only for the model's door: what is stored and shown keeps every character. Each token becomes
    one space, and what is left of a nested one is broken up, so nothing can grow together into a
    new token.
    """
    plain = _UNSEEN.sub(" ", text)
    return _TOKEN_EDGE.sub(" ", _CONTROL_TOKENS.sub(" ", plain))
