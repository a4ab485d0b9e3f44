"""Which sentences of a record the model is given: all that it can read, or those that matter most.

Rules (negation, contradictions, whose record it is) read every sentence. A model reads so many and
no more; of a longer record it gets those that name most, chosen here by what they name, the
section they stand in and how new their note is. How many there were is always said. Pure functions.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field

from omni_med.domain import Note
from omni_med.emr.language import LANGUAGES, detect_language, is_foreign
from omni_med.emr.mentions import count_names
from omni_med.emr.sentences import split_sentences
from omni_med.emr.text import sanitize
from omni_med.knowledge import COMPLAINTS, STATEMENTS
from omni_med.knowledge.history import clues_in
from omni_med.models.protocols import SentenceInput

MOST_SENTENCES = 64
"""Sentences that enter a model."""

_LOOKED_AT = 20_000  # sentences of one record that are weighed; beyond it the newest are
_SECTIONS = {
    "history": 2.0, "complaint": 2.0, "indication": 2.0, "request": 2.0, "findings": 2.0,
    "impression": 2.0, "diagnosis": 1.5, "examination": 1.0, "laboratory": 1.0, "": 0.5,
    "past-history": 0.5, "plan": 0.0, "social-history": 0.0, "technique": -1.0,
    "comparison": -1.0, "family-history": -1.0, "medication": -1.0, "allergies": -1.0,
}  # fmt: skip
_VOCABULARY = (*STATEMENTS, *COMPLAINTS)
_NUMBERS = re.compile(r"[\d\W_]+")


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a record goes to the model.

    Attributes:
        sentences: Those that do, in the order of the record.
        total: How many there are.
        unread: (note id, why) of notes of which nothing goes to it.
        remarks: What was left out, in words.
    """

    sentences: tuple[SentenceInput, ...] = field(default=(), repr=False)
    total: int = 0
    unread: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A sentence with how much it matters; ``place`` is where it stands in the record."""

    place: int
    weight: float
    sentence: SentenceInput


def read_notes(
    notes: Sequence[Note], languages: Collection[str], most: int = MOST_SENTENCES
) -> Reading:
    """Choose the sentences that a model is given.

    Args:
        notes: Those that inference may use.
        languages: ISO 639-1 codes that the model reads.
        most: How many sentences it takes.
    """
    unread, readable, total = [], [], 0
    for note in notes:
        code = detect_language(note.text)
        found = tuple(_cut(note))
        total += len(found)
        if is_foreign(code, frozenset(languages)):
            unread.append(
                (note.note_id, f"in {LANGUAGES[code]}, a language the model does not read")
            )
        else:
            readable.append((note, found))
    everything = [item for _, found in readable for item in found]
    remarks = [f"the record is {why}" for why in dict.fromkeys(why for _, why in unread)]
    chosen = [sentence for sentence, _ in everything]
    if len(chosen) > most:
        chosen = _most_telling(readable, most)
        count = f"read {len(chosen)} of {total} sentences"
        remarks.append(f"{count}, chosen by what they name, by section and date")
    return Reading(tuple(chosen), total, tuple(unread), tuple(remarks))


def cut(note: Note) -> tuple[SentenceInput, ...]:
    """Return the sentences of a note; words that steer a language model are taken out of them."""
    return tuple(sentence for sentence, _ in _cut(note))


def _cut(note: Note) -> Iterator[tuple[SentenceInput, str]]:
    """Yield each sentence with the section that it stands in."""
    for item in split_sentences(note.text):
        words = sanitize(note.text[item.start : item.end])
        yield SentenceInput(note.note_id, item.start, item.end, words), item.section


def _most_telling(
    notes: Sequence[tuple[Note, tuple[tuple[SentenceInput, str], ...]]], most: int
) -> list[SentenceInput]:
    """Return the sentences that matter most, repeated ones once, in the order of the record."""
    newness = _newness([note for note, _ in notes])
    flat = [
        (sentence, section, newness[note.note_id])
        for note, found in notes
        for sentence, section in found
    ]
    seen: set[str] = set()
    weighed: list[_Weighed] = []
    for place, (sentence, section, new) in reversed(list(enumerate(flat))[-_LOOKED_AT:]):
        bare = _NUMBERS.sub(" ", sentence.text.lower()).strip()
        if bare in seen:
            continue  # records carry the same lines on from day to day; the last one counts
        seen.add(bare)
        weighed.append(_Weighed(place, _weight(bare, sentence.text, section) + new, sentence))
    weighed.sort(key=lambda item: (-item.weight, -item.place))
    kept = sorted(weighed[:most], key=lambda item: item.place)
    return [item.sentence for item in kept]


def _weight(bare: str, text: str, section: str) -> float:
    """Return how much a sentence matters by what it names and where it stands."""
    named = count_names(text, _VOCABULARY)
    told = len(clues_in(text))
    short = -2.0 if bare.count(" ") < 1 and not named and not told else 0.0
    return 2.0 * min(named, 4) + 1.0 * min(told, 4) + _SECTIONS.get(section, 0.5) + short


def _newness(notes: Sequence[Note]) -> dict[str, float]:
    """Return 2 for the newest note down to 0 for the oldest; undated ones lie between."""
    dated = sorted(
        (note.written.replace(tzinfo=None), note.note_id) for note in notes if note.written
    )
    result = {note.note_id: 1.0 for note in notes}
    for rank, (_, note_id) in enumerate(dated, 1):
        result[note_id] = 2.0 * rank / len(dated)
    return result
