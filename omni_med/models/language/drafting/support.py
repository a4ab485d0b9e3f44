"""What each sentence of a draft stands on: a finding, a sentence of the record, or nothing.

The model is not asked what it relied on: it is looked up, by what a sentence names and asserts, and
where it names nothing known by its words. A side, a number and whatever else stands beside a known
name need a sentence of the record that has them: findings know none of it. What cannot be looked up
is marked unsupported, which does not say that it is wrong. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final

from omni_med.domain import Finding, Status
from omni_med.emr.mentions import mentions
from omni_med.emr.negation import modifiers
from omni_med.emr.text import lowered, word_set
from omni_med.knowledge import LATERALITY, STATEMENTS, speaks_of
from omni_med.models.language.drafting.sentences import Written
from omni_med.models.protocols import SentenceInput

ENOUGH: Final = 0.7
"""Share of a sentence's words that one sentence of the record must hold to support it."""
_SHADOWS: Final = frozenset({"opacity", "infiltrate", "airspace disease"})
"""Words for one thing on a film; a consolidation, or a kind of pneumonia, says more than they."""
_WORD = re.compile(r"[a-z0-9.%/-]*[a-z0-9%]")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STOP: Final = word_set(
    "a an the is are was were be been has have had of in on at to and or with for from by as this "
    "that there it its his her patient patients he she they which who no not without shows show "
    "seen noted reports reported history"
)
_NEUTRAL: Final = word_set(
    "lung lungs chest thorax film films radiograph image view frontal area present absent evidence "
    "sign signs consistent visible identified detected found demonstrated appears also lies"
)
"""Words beside a known name that assert nothing of their own."""
_NEUTRAL_HAN = re.compile("[双两]?肺[部野内]?|胸部|胸片|影像|征象|明[显确]|存在|见")
_STOP_HAN = re.compile("患者|病人|未见|可见|显示|提示|[的了有在为是与和及无未诉]")


class Standing(StrEnum):
    """What a sentence stands on."""

    SUPPORTED = "supported"
    UNSUPPORTED = "unsupported"
    CONTRADICTED = "contradicted"


@dataclass(frozen=True, slots=True)
class FindingLink:
    """A structured finding that says the same."""

    finding: str
    status: str
    probability: float


@dataclass(frozen=True, slots=True)
class RecordLink:
    """A sentence of the record that says the same: ``note.text[start:end]``."""

    note_id: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Contradiction:
    """What says the opposite.

    Attributes:
        source: ``"finding"`` or ``"record"``.
        name: Of the finding, or of what the record states.
        says: ``"present"`` or ``"absent"``: what the source says.
        probability: Of the finding; None for the record.
        place: The sentence of the record; None for a finding.
    """

    source: str
    name: str
    says: str
    probability: float | None = None
    place: RecordLink | None = None


@dataclass(frozen=True, slots=True)
class DraftedSentence:
    """One sentence with what it stands on.

    Attributes:
        section: ``"findings"`` or ``"impression"``.
        text: As the model wrote it.
        standing: Supported only where everything that it asserts is.
        findings: Structured findings that say the same.
        record: Sentences of the record that say the same.
        contradictions: What says the opposite.
    """

    section: str
    text: str = field(repr=False)
    standing: Standing
    findings: tuple[FindingLink, ...] = ()
    record: tuple[RecordLink, ...] = field(default=(), repr=False)
    contradictions: tuple[Contradiction, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Drafted:
    """What a language model wrote of a study: a draft that nobody has checked.

    Attributes:
        study_uid: The study.
        model: Its name here.
        model_sha256: Over its weights; of a server over address and model name.
        template: Name, version and language of the prompt.
        analysis_id: The analysis whose findings it was given; empty without one.
        sentences: In order.
        question: What was asked; empty for a report.
        remarks: What was not done, in words.
    """

    study_uid: str
    model: str
    model_sha256: str
    template: str
    analysis_id: str
    sentences: tuple[DraftedSentence, ...] = field(repr=False)
    question: str = field(default="", repr=False)
    remarks: tuple[str, ...] = ()

    @property
    def language(self) -> str:
        """Language of the prompt."""
        return self.template.rsplit("/", 1)[-1]

    @property
    def origin(self) -> str:
        """Model and template, as a report keeps them."""
        return f"{self.model} {self.model_sha256[:12]} ({self.template})"


@dataclass(frozen=True, slots=True)
class _Known:
    """A sentence of the record, read."""

    link: RecordLink
    named: dict[str, bool]
    words: frozenset[str]
    details: frozenset[str]
    negated: bool


def supported(
    written: Sequence[Written], findings: Sequence[Finding], record: Sequence[SentenceInput]
) -> tuple[DraftedSentence, ...]:
    """Link each sentence to what says the same, and show what says the opposite.

    Args:
        written: By the model.
        findings: Of the structured analysis.
        record: Sentences of the record that the model was given.
    """
    known = tuple(
        _Known(
            RecordLink(item.note_id, item.start, item.end),
            _asserted(item.text),
            _content(item.text),
            _details(item.text),
            _is_negated(item.text),
        )
        for item in record
    )
    return tuple(_one(item, findings, known) for item in written)


def _one(item: Written, findings: Sequence[Finding], record: Sequence[_Known]) -> DraftedSentence:
    asserted = _asserted(item.text)
    links: list[FindingLink] = []
    stands_on: list[_Known] = []
    against: list[Contradiction] = []
    borne: set[str] = set()
    for concept, present in asserted.items():
        for finding, stance in _judged(concept, present, findings):
            status = finding.status.value
            if stance is _Stance.SAME:
                links.append(FindingLink(finding.name, status, finding.probability))
                borne.add(concept)
            elif stance is _Stance.OPPOSITE:
                against.append(Contradiction("finding", finding.name, status, finding.probability))
        for known in record:
            if known.named.get(concept) is present:
                stands_on.append(known)
                borne.add(concept)
            elif concept in known.named:
                says = "absent" if present else "present"
                against.append(Contradiction("record", concept, says, place=known.link))
    if asserted:
        rests = borne >= asserted.keys()
    else:
        stands_on += _alike(item.text, record)
        rests = bool(stands_on)
    told = frozenset[str]().union(*(known.details for known in stands_on))
    rests = rests and _details(item.text) <= told
    rests = rests and not (asserted and _beside(item.text, links, stands_on))
    standing = Standing.SUPPORTED if rests else Standing.UNSUPPORTED
    return DraftedSentence(
        section=item.section,
        text=item.text,
        standing=Standing.CONTRADICTED if against else standing,
        findings=tuple(dict.fromkeys(links)),
        record=tuple(dict.fromkeys(known.link for known in stands_on)),
        contradictions=tuple(dict.fromkeys(against)),
    )


def _asserted(text: str) -> dict[str, bool]:
    """Return what a sentence says for certain: concept to present (True) or absent (False).

    What it says both ways, or only as possible, past or of another person, is left out.
    """
    said: dict[str, set[bool]] = {}
    for mention in mentions(text, STATEMENTS):
        if mention.assertion.affirmed or mention.assertion.denied:
            said.setdefault(mention.concept, set()).add(mention.assertion.affirmed)
    return {concept: next(iter(ways)) for concept, ways in said.items() if len(ways) == 1}


class _Stance(Enum):
    """What a finding says of a statement."""

    SAME = 1
    OPPOSITE = 2


def _judged(
    concept: str, present: bool, findings: Sequence[Finding]
) -> Iterator[tuple[Finding, _Stance]]:
    """Yield the findings that say the same as a statement, or the opposite."""
    for finding in findings:
        there = {Status.PRESENT: True, Status.ABSENT: False}.get(finding.status)
        if there is None:
            continue
        named = {item.concept for item in mentions(finding.name, STATEMENTS)}
        if concept in named or (concept in _SHADOWS and named & _SHADOWS):
            yield finding, _Stance.SAME if present is there else _Stance.OPPOSITE
        elif present and (stance := _implied(concept, named, there=there)) is not None:
            yield finding, stance


def _implied(concept: str, named: Collection[str], *, there: bool) -> _Stance | None:
    """Return what a finding says of a statement about another thing that bears on it.

    "Viral pneumonia" is contradicted where no opacity is, and not supported where one is; "the
    lungs are clear" is supported where there is no opacity, contradicted where there is anything.
    """
    speaks = speaks_of(named)
    if speaks is None:
        return None
    if concept in speaks.excluding:
        shadowless = bool(_SHADOWS & speaks.affirming) and not there
        return _Stance.OPPOSITE if there else _Stance.SAME if shadowless else None
    return _Stance.OPPOSITE if concept in speaks.affirming and not there else None


def _alike(text: str, record: Sequence[_Known]) -> Iterator[_Known]:
    """Yield the sentences of the record that hold most of a sentence's words, equally negated."""
    words, negated = _content(text), _is_negated(text)
    if len(words) < 2:
        return
    for known in record:
        if known.negated is negated and len(words & known.words) >= ENOUGH * len(words):
            yield known


def _beside(text: str, links: Sequence[FindingLink], stands_on: Sequence[_Known]) -> frozenset[str]:
    """Return the words beside the known names that nothing of what a sentence stands on has."""
    places = [
        (mention.start, mention.end)
        for words in (STATEMENTS, LATERALITY)
        for mention in mentions(text, words)
    ]
    for link in links:
        places += [
            found.span() for found in re.finditer(re.escape(link.finding), text, re.IGNORECASE)
        ]
    left = list(text)
    for start, end in places:
        left[start:end] = " " * (end - start)
    negated = _is_negated(text)
    had = (known.words for known in stands_on if known.negated is negated)
    return (_content(_NEUTRAL_HAN.sub(" ", "".join(left))) - _NEUTRAL).difference(*had)


def _content(text: str) -> frozenset[str]:
    """Return the words that carry meaning; of Chinese, pairs of neighbouring characters."""
    low = lowered(text)
    runs = _HAN.findall(_STOP_HAN.sub(" ", low))
    pairs = {run[at : at + 2] for run in runs for at in range(max(1, len(run) - 1))}
    return (frozenset(_WORD.findall(low)) - _STOP) | pairs


def _details(text: str) -> frozenset[str]:
    """Return the sides and the numbers that a sentence tells."""
    sides = {mention.concept for mention in mentions(text, LATERALITY)}
    return frozenset(sides | set(_NUMBER.findall(text)))


def _is_negated(text: str) -> bool:
    return any(item.effect == "negated" for item in modifiers(text))
