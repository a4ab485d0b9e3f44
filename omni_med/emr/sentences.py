"""Sentences of clinical texts, English and Chinese, by exact offsets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from omni_med.emr.sections import sections
from omni_med.emr.text import word_set

MAX_SENTENCE = 1000
"""Characters; a longer run without an end is broken at a comma or a space."""

# A point behind these never ends a sentence ...
_NEVER_END = word_set(
    "dr mr mrs ms prof st vs e.g i.e eg ie cf ca approx fig figs ref vol resp viz incl dept tel ext"
)
# ... and behind these only where the next word has a capital.
_SELDOM_END = word_set(
    "p.o i.v i.m s.c p.r q.d b.i.d t.i.d q.i.d q.h.s q.h q.o.d h.s p.r.n a.m p.m etc al pt pts hx "
    "dx rx tx sx fx yr yrs y.o mo mos wk wks hr hrs min sec temp cm mm kg mg ml mcg bid tid qid "
    "po iv im prn no nos inc jan feb mar apr jun jul aug sep sept oct nov dec u.s u.k w.r.t "
    "lat ant post inf sup bilat rt lt abd resp neg pos"
)
_LETTERED = word_set("hepatitis vitamin panel figure group type influenza grade class stage part")
_ENGLISH_END = re.compile(r"[.!?]+[\"'\u201d\u2019)\]]*(?=\s|$)|\.(?=[A-Z][a-z])")
_CHINESE_END = re.compile(r"[。！？；]+[\u201d\u2019」』）)\"']*")
_END = re.compile(f"{_CHINESE_END.pattern}|{_ENGLISH_END.pattern}")
_TOKEN_BEFORE = re.compile(r"[A-Za-z0-9.\u00c0-\u024f]+\Z")
_LIST_ITEM = re.compile(
    r"[ \t\u3000]*(?:[-*\u2022\u00b7\u25cf\u2013]\s|\(?\d{1,2}[.)、．）]|[\u2460-\u2473]"
    r"|[（(][一二三四五六七八九十]{1,2}[）)]|[一二三四五六七八九十]{1,2}、)"
)
_ONLY_NUMBER = re.compile(r"\s*\(?\d{1,2}\Z")
_BREAK = re.compile(r"\r\n|\n|\r|\x0b|\x0c|\x85|\u2028|\u2029")
_SOFT_WRAP = 45  # a Latin line shorter than this was ended on purpose
_SOFT_WRAP_CHINESE = 24


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence: ``text[start:end]``, in the section whose name it carries (or empty)."""

    start: int
    end: int
    section: str = ""


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Return the sentences of a text in order, without white space around them.

    Headings belong to no sentence; apart from them and white space every character is in exactly
    one. Abbreviations (``Dr.``, ``p.o.``), decimals (``5.2``), list numbers and wrapped lines do
    not end a sentence; blank lines, list items and ``。！？；`` do.
    """
    result: list[Sentence] = []
    for part in sections(text):
        for block_start, block_end in _blocks(text, part.start, part.end):
            for start, end in _sentences(text, block_start, block_end):
                result += [Sentence(*piece, part.name) for piece in _pieces(text, start, end)]
    return tuple(result)


def _blocks(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut at the line breaks that mean something."""
    begin = line_start = start
    for match in _BREAK.finditer(text, start, end):
        if _ends_here(text, line_start, match.start(), match.end(), end):
            yield begin, match.start()
            begin = match.end()
        line_start = match.end()
    yield begin, end


def _ends_here(text: str, line_start: int, line_end: int, following: int, end: int) -> bool:
    line = text[line_start:line_end].strip()
    after = text[following : min(following + 80, end)]
    if not line or not after.strip() or _BREAK.match(after.lstrip(" \t\u3000")):
        return True
    if _LIST_ITEM.match(after) or line[-1] in ".!?:;。！？；：":
        return True
    if ord(line[-1]) > 0x2E80:
        return len(line) < _SOFT_WRAP_CHINESE
    return len(line) < _SOFT_WRAP and after.lstrip()[0].isupper() and line[-1] != ","


def _sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    begin = start
    for match in _END.finditer(text, start, end):
        if match.end() <= begin:
            continue
        is_wide = text[match.start()] in "。！？；"
        if _ends(text, begin, match.start()) if is_wide else _is_end(text, begin, match, end):
            yield begin, match.end()
            begin = match.end()
    yield begin, end


def _ends(text: str, begin: int, mark: int) -> bool:
    """True for a full-width mark, but for a question mark before its word: "发热，？肺炎"."""
    before = text[begin:mark].rstrip()
    return text[mark] != "？" or (bool(before) and before[-1] not in "，,、:：")


def _is_end(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    """Decide on a Latin full stop, question or exclamation mark."""
    before = text[max(begin, match.start() - 24) : match.start()]
    if not before.strip():
        return False  # a mark before any word: "? pneumonia"
    if text[match.start()] == "?" and before[-1].isspace():
        return False  # "fever, ? pneumonia"
    if text[match.start()] != ".":
        return True
    if match.start() - begin < 6 and _ONLY_NUMBER.match(text[begin : match.start()]):
        return False  # the number of a list item
    following = text[match.end() : min(match.end() + 40, end)].lstrip()
    found = _TOKEN_BEFORE.search(before)
    token = found.group() if found else ""
    return _word_ends(token, before, following)


def _word_ends(token: str, before: str, following: str) -> bool:
    word = token.lower().strip(".")
    capital = bool(following) and not following[0].islower() and not following[0].isdigit()
    if word in _NEVER_END:
        return False
    if word == "no" and token[:1] == "N" and following[:1].isdigit():
        return False  # "No. 5"
    if len(token) == 1 and token.isupper() and following[:1].isupper():
        return not _is_initial(before)
    if not following or capital:
        return True
    if word in _SELDOM_END or "." in word:
        return False
    return following[0].isdigit() or len(word) > 3 or not word.isalpha()


def _is_initial(before: str) -> bool:
    """True for the ``J`` of "Dr. J. Smith", not for the ``C`` of "vitamin C. The"."""
    earlier = before[:-1].rstrip()
    if not earlier or earlier.endswith("."):
        return True
    last = earlier.split()[-1]
    return last.istitle() and last.lower() not in _LETTERED


def _pieces(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Trim white space, and break what is longer than ``MAX_SENTENCE``."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    while end - start > MAX_SENTENCE:
        limit = start + MAX_SENTENCE
        cut = max(text.rfind(mark, start + MAX_SENTENCE // 2, limit) for mark in ",，、; \n")
        cut = limit if cut < 0 else cut + 1
        yield from _pieces(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield start, end
