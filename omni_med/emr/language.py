"""The language of a text: by script, and where the script is shared, by its letters' sequences.

Rules and models read English and Chinese. What is in another language must be recognised as such:
"Sem pneumonia" (Portuguese) reads as a statement of pneumonia to English rules.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from omni_med.emr.text import word_set

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

LANGUAGES = {
    "ar": "Arabic", "bg": "Bulgarian", "ca": "Catalan", "cs": "Czech", "da": "Danish",
    "de": "German", "el": "Greek", "en": "English", "es": "Spanish", "fa": "Persian",
    "fi": "Finnish", "fr": "French", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian",
    "hu": "Hungarian", "id": "Indonesian", "it": "Italian", "ja": "Japanese", "ko": "Korean",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian",
    "ru": "Russian", "sk": "Slovak", "sl": "Slovenian", "sv": "Swedish", "th": "Thai",
    "tr": "Turkish", "uk": "Ukrainian", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip
"""ISO 639-1 code -> name, of what is recognised."""

_SURE = 0.8
"""Probability from which another language than English is believed. Of 9,093 English clinical
texts of three words and more (train and val) the highest for another language was 0.71."""

_FEWEST_WORDS = 3
_LONGEST = 20_000  # characters looked at

_IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\u1100-\u11ff\uac00-\ud7af]")
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")

# Function words that tell English from its neighbours in script; the overlaps (in, a, an, die,
# no, was, me) are left out on both sides.
_ENGLISH = word_set(
    "the and of with for is are were has had his her to from on at by not or this that "
    "there patient chest pain history year old male female days right left"
)
_OTHER_LATIN = word_set(
    "le la les des du une un et est avec dans pour pas sur chez depuis "  # French
    "der das und mit dem den ein eine einer ist nicht bei im seit auf zur "  # German
    "el los las del con para por una sin desde en y que su al "  # Spanish
    "il gli della di che per non nel alla dal si da "  # Italian
    "o os uma com sem em ao dos pelo "  # Portuguese
    "het een van en niet met voor bij sinds"  # Dutch
)


def detect_language(text: str) -> str:
    """Return the ISO 639-1 code of a text's language, or an empty string where it is unclear.

    Chinese is told by its script, an ideograph weighing as two Latin letters; so are Japanese and
    Korean. Plain English is told by its function words; everything else by a naive Bayes model
    over byte sequences, which is believed from ``_SURE`` on.

    Source: Lui, Baldwin: langid.py, ACL 2012 System Demonstrations, 25-30.
    """
    head = text[:_LONGEST]
    letters = len(_LETTER.findall(head))
    if not letters:
        return ""
    for script, code in ((_KANA, "ja"), (_HANGUL, "ko")):
        if len(script.findall(head)) > 0.1 * letters:
            return code
    ideographs = len(_IDEOGRAPH.findall(head))
    latin = len(_LATIN.findall(head))
    share = 2 * ideographs / max(1, 2 * ideographs + latin)
    if ideographs + latin >= 0.8 * letters:
        if share >= 0.4:
            return "zh"
        if share > 0.15:
            return ""
    return _by_words(head, latin >= 0.8 * letters)


def is_foreign(code: str, languages: tuple[str, ...] | frozenset[str]) -> bool:
    """True where a text is surely in none of these languages; an unclear one may be."""
    return bool(code) and code not in languages


def is_plain_english(text: str) -> bool:
    """True where a text holds any of the commonest words of English."""
    return any(word.lower() in _ENGLISH for word in _WORD.findall(text[:_LONGEST]))


def _by_words(text: str, is_latin: bool) -> str:
    words = [word.lower() for word in _WORD.findall(text)]
    english = sum(word in _ENGLISH for word in words)
    other = sum(word in _OTHER_LATIN for word in words)
    if is_latin and english >= 2 and english >= 3 * other:
        return "en"
    if len(words) >= _FEWEST_WORDS:
        code, probability = _model().classify(text.lower())
        if code != "en" and probability >= _SURE:
            return str(code)
    if not is_latin:
        return ""
    return "en" if other <= english or other < 2 else ""


@cache
def _model() -> LanguageIdentifier:
    """Return the model: 18 MB and half a second, so only where a text asks for it."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # noqa: PLC0415 - half a second

    model = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    model.set_languages(sorted(set(LANGUAGES) - {"zh"}))
    return model
