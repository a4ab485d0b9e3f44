"""Sex and age of the patient as a note states them."""

# ruff: noqa: E501, ISC004 - a table of patterns, long ones in two pieces

from __future__ import annotations

import re
from dataclasses import dataclass, field

from omni_med.emr.negation import assertion_in, modifiers
from omni_med.emr.sentences import split_sentences
from omni_med.emr.text import lowered

_MALE = r"(?:man|male|gentleman|boy)"
_FEMALE = r"(?:woman|female|lady|girl)"
_SEX = rf"(?:(?P<male>{_MALE})|(?P<female>{_FEMALE}))"
_AGE = r"(?:(?P<years>\d{1,3})|x{2,4})[- ]?(?:years?|yrs?|months?|mos?)[- ](?:old|of age)"
_SHORT = r"(?P<years>\d{1,3}) ?(?:y/o|yo|y\.o\.|y)(?: |-)?(?:(?P<male>m)|(?P<female>f))(?:ale)?"
_ENGLISH = tuple(
    re.compile(rf"(?<![a-z0-9])(?:{pattern})(?![a-z0-9])")
    for pattern in (
        rf"{_AGE}[- ,]+(?:(?!and\b|with\b|whose\b|presents)[\w-]+[ ,]+){{0,3}}?{_SEX}",
        rf"{_SEX}(?: patient)?(?:,| of| aged|, aged|, age)? ?(?P<years>\d{{1,3}})"
        r"(?= ?(?:years?|yrs?|y\b|y/o|yo)|[,. ]|$)(?: ?(?:years?|yrs?)(?: old| of age)?)?",
        _SHORT,
        rf"(?:elderly|young|middle[- ]aged|adult|pregnant|previously healthy) {_SEX}",
        rf"{_SEX} patient",
        rf"patient is an? (?:[\w-]+ ){{0,2}}{_SEX}",
        rf"{_SEX} in (?:his|her) (?:early |mid |late )?(?P<decade>\d0)'?s",
        rf"(?:sex|gender): ?{_SEX}",
        r"(?:sex|gender): ?(?:(?P<male>m)|(?P<female>f))",
        r"\A(?P<years>[1-8]?\d) ?(?:(?P<male>m)|(?P<female>f))(?=[,. ]|$)",  # 98 F is a fever
        rf"\A{_SEX}(?=[,.:;])",
        _AGE,
        r"aged?:? (?P<years>\d{1,3})(?= ?(?:years?|yrs?|y\b)|[,.;]|$)",
    )
)
_CHINESE = tuple(
    re.compile(pattern)
    for pattern in (
        r"(?:(?P<male>男)|(?P<female>女))(?:性|患者)?[，,、 ]{0,2}(?:年龄[:：]? ?)?(?P<years>\d{1,3}) ?岁",
        r"(?:(?P<male>男)|(?P<female>女))(?:性|婴|孩)?[，,、 ]{0,2}(?P<years>\d{1,2}) ?个?月(?:龄|大)?(?![余前内来后])",
        r"(?P<years>\d{1,3}) ?岁[，,、 ]?(?:的)?(?:老年|中年|青年)?(?:(?P<male>男)|(?P<female>女))(?![儿友])",
        r"患者(?:为|系)?[，,]?(?:老年|中年|青年)?(?:(?P<male>男)|(?P<female>女))(?![儿友])",
        r"性别[:：] ?(?:(?P<male>男)|(?P<female>女))",
        r"(?P<years>\d{1,3}) ?岁",
    )
)
_KIN_AFTER = re.compile(
    r"[ ,]*(?:\w+ )?(?:mother|father|brother|sister|son|daughter|wife|husband)\b"
)
_OTHERS = re.compile(
    r"(?:contact with|exposed to|exposure to|lives with|donor|married to)[^.]{0,30}\Z|(?:接触|密接).{0,8}\Z"
    r"|(?:since|from|at|until|by) (?:the )?\Z"
    r"|(?:其[父母兄弟姐妹妻夫子女]|父亲|母亲|妻子|丈夫|儿子|女儿|哥哥|弟弟|姐姐|妹妹)[，,、 （(]{0,2}(?:[男女]性?[，,、 ]{0,2})?\Z"
)
_OLDEST = 120


@dataclass(frozen=True, slots=True)
class StatedPerson:
    """Sex and age in a note, at ``text[start:end]``. Nothing of it appears in a ``repr``.

    Attributes:
        start: First character of the statement.
        end: One past its last character.
        sex: ``"M"``, ``"F"`` or empty where the statement is only of the age.
        youngest: Lower end of the age in years; None where it is only of the sex.
        oldest: Upper end (of "in his sixties": 69; of 67: 67).
    """

    start: int
    end: int
    sex: str = field(default="", repr=False)
    youngest: float | None = field(default=None, repr=False)
    oldest: float | None = field(default=None, repr=False)


def stated_person(text: str) -> StatedPerson | None:
    """Return the first statement of the patient's sex or age, or None.

    Statements of the family ("67-year-old mother") and of contacts do not count.
    """
    for sentence in split_sentences(text):
        if sentence.section == "family-history":
            continue
        words = lowered(text[sentence.start : sentence.end])
        found = _in_sentence(words)
        if found is not None:
            return _person(found, sentence.start)
    return None


def _in_sentence(words: str) -> re.Match[str] | None:
    for pattern in (*_ENGLISH, *_CHINESE):
        for match in pattern.finditer(words):
            if _is_of_the_patient(words, match):
                return match
    return None


def _is_of_the_patient(words: str, match: re.Match[str]) -> bool:
    if _KIN_AFTER.match(words, match.end()) or _OTHERS.search(words[: match.start()]):
        return False
    parts = match.groupdict()
    if parts.get("years") and int(parts["years"]) > _OLDEST:
        return False
    is_told = parts.get("years") or parts.get("decade")
    if not (is_told or parts.get("male") or parts.get("female")):
        return False
    return not assertion_in(modifiers(words), match.start(), match.end()).family


def _person(match: re.Match[str], offset: int) -> StatedPerson:
    parts = match.groupdict()
    sex = "M" if parts.get("male") else "F" if parts.get("female") else ""
    start, end = offset + match.start(), offset + match.end()
    if parts.get("decade"):
        decade = float(parts["decade"])
        return StatedPerson(start, end, sex, decade, decade + 9)
    age = float(parts["years"]) if parts.get("years") else None
    if age is not None and re.search(r"\d[- ]?mo|\d ?个?月", match.group()):
        age /= 12
    return StatedPerson(start, end, sex, age, age)
