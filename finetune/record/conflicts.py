"""How well contradictions between film and record are told, through the path that answers cases.

Built of real films and real words: films with their own notes, films with a report of a patient
of the same or of the opposite label, notes into which one sentence was put that contradicts the
film's label (or only seems to), and notes swapped between kinds of pneumonia.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from finetune import metrics
from finetune.films.data import Film, read_gray
from finetune.metrics import Estimate
from finetune.record.reports import ORACLE, Report, Share, read_reports
from finetune.record.sentences import (
    AFFIRMATIONS,
    DENIALS,
    HARMLESS_WITH_OPACITY,
    HARMLESS_WITHOUT_OPACITY,
    half_of,
)
from omni_med.domain import Note, NoteKind
from omni_med.inference.analyst import Analyst
from omni_med.inference.cache import MemoryCache
from omni_med.inference.conflict import Subject
from omni_med.inference.prepare import assemble
from omni_med.models.protocols import ImageInput, ModelBackend

T = TypeVar("T")
_OPAQUE = frozenset(ORACLE["opacity of the lung"][1])
MOST_SWAPS = 8
"""Notes of other kinds that each film is shown."""


@dataclass(frozen=True, slots=True)
class Pair:
    """One film with one record.

    Attributes:
        film: Whose image.
        words: The record.
        case: Which part of the evaluation it belongs to.
        contradicts: True where the record contradicts the film's label, or is another's.
        subject: What the header says, where it is to be compared.
    """

    film: Film
    words: str = field(repr=False)
    case: str
    contradicts: bool
    subject: Subject = field(default_factory=Subject)


@dataclass(frozen=True, slots=True)
class Scored:
    """One pair answered: its conflict score and how many questions were asked."""

    pair: Pair
    score: float
    questions: int


OWN = "film with its own note"
OWN_HEADER = "film with its own note, sex and age known"
MATCHING = "film with a report of the same label"
HARMLESS = "harmless sentence put in"
STATED = "contradicting sentence put in"
REPORT = "film with a report of the opposite label"
SWAPPED = "note of another kind"
SWAPPED_HEADER = "note of another kind, sex and age known"
KEPT = "masked note of its own"
KEPT_HEADER = "masked note of its own, sex and age known"
CONSISTENT = (OWN, MATCHING, HARMLESS)


def pairs(films: Sequence[Film], reports: Sequence[Report], split: str) -> list[Pair]:
    """Build every pair of a split; the same films and reports give the same pairs."""
    frontal = [film for film in films if film.frontal]
    normal = [one for one in reports if one.terms == {"normal"}]
    opaque = [one for one in reports if one.terms & _OPAQUE]
    result = _notes(frontal)
    for film in frontal:
        base = film.note or _pick(reports, film, "base").indication
        result += _inserted(film, base, split)
        if not film.source.startswith("nih"):
            continue
        same, other = (opaque, normal) if film.opacity else (normal, opaque)
        result.append(Pair(film, _pick(same, film, "same").text, MATCHING, contradicts=False))
        result.append(Pair(film, _pick(other, film, "other").text, REPORT, contradicts=True))
    return result + _swapped(frontal)


def _notes(films: Sequence[Film]) -> list[Pair]:
    """Return each film with its own note, raw."""
    result = []
    for film in films:
        if film.raw_note:
            result.append(Pair(film, film.raw_note, OWN, contradicts=False))
            subject = Subject(film.sex, film.age)
            result.append(Pair(film, film.raw_note, OWN_HEADER, contradicts=False, subject=subject))
    return result


def _inserted(film: Film, base: str, split: str) -> list[Pair]:
    """Return a film's record with a contradicting sentence, and with one that only seems so."""
    contradicting = half_of(DENIALS if film.opacity else AFFIRMATIONS, split)
    harmless = half_of(HARMLESS_WITH_OPACITY if film.opacity else HARMLESS_WITHOUT_OPACITY, split)
    return [
        Pair(film, _with(base, _pick(contradicting, film, "in"), film), STATED, contradicts=True),
        Pair(film, _with(base, _pick(harmless, film, "no"), film), HARMLESS, contradicts=False),
    ]


def _with(base: str, sentence: str, film: Film) -> str:
    """Put a sentence before, after or between the sentences of a record."""
    place = _number(film, "place") % 3
    if place == 0 or not base:
        return f"{sentence} {base}".strip()
    middle = base.find(". ") + 2
    if place == 1 and middle > 1:
        return f"{base[:middle]}{sentence} {base[middle:]}"
    return f"{base.rstrip().rstrip('.')}. {sentence}"


def _swapped(films: Sequence[Film]) -> list[Pair]:
    """Return films whose kind is known with their own masked note and with those of other kinds."""
    told = [film for film in films if film.kind >= 0 and film.note]
    result = []
    for film in told:
        subject = Subject(film.sex, film.age)
        others = [one for one in told if one.kind != film.kind and one.group_id != film.group_id]
        others.sort(key=lambda one: _number(one, film.image_id))
        result.append(Pair(film, film.note, KEPT, contradicts=False))
        result.append(Pair(film, film.note, KEPT_HEADER, contradicts=False, subject=subject))
        for other in others[:MOST_SWAPS]:
            result.append(Pair(film, other.note, SWAPPED, contradicts=True))
            result.append(Pair(film, other.note, SWAPPED_HEADER, contradicts=True, subject=subject))
    return result


def _number(film: Film, salt: str) -> int:
    digest = hashlib.blake2b(f"{salt}\x00{film.image_id}".encode(), digest_size=6).digest()
    return int.from_bytes(digest, "big")


def _pick(choices: Sequence[T], film: Film, salt: str) -> T:
    return choices[_number(film, salt) % len(choices)]


def score_pairs(
    found: Sequence[Pair], backend: ModelBackend, tell: Callable[[int, int], None] | None = None
) -> list[Scored]:
    """Answer each pair as a case; films that the model refuses are left out."""
    analyst = Analyst(backend, cache=MemoryCache(512))
    result = []
    ordered = sorted(found, key=lambda one: one.film.image_id)
    image = ImageInput("", np.zeros((1, 1), np.float32))
    for number, pair in enumerate(ordered):
        if image.image_id != pair.film.image_id:
            image = ImageInput(
                pair.film.image_id, read_gray(pair.film.file), view_position=pair.film.view
            )
        note = Note("note", pair.words, NoteKind.CLINICAL, None)
        prepared = assemble(backend.card, (image,), (note,), study_uid=pair.film.image_id)
        analysis = analyst.analyze(replace(prepared, subject=pair.subject))
        if analysis.conflict_score is not None:
            result.append(Scored(pair, analysis.conflict_score, len(analysis.conflicts)))
        if tell is not None:
            tell(number + 1, len(ordered))
    return result


def conflict_figures(
    films: Sequence[Film],
    backend: ModelBackend,
    reports: Path,
    split: str,
    tell: Callable[[int, int], None] | None = None,
) -> tuple[dict[str, Estimate], dict[str, Share]]:
    """Measure conflicts on one split.

    Returns:
        AUROC of the conflict score with 95 % intervals over patient groups, and questions asked
        as shares of cases.

    Raises:
        DataError: If the reports are missing.
    """
    read = list(read_reports(reports, split))
    scored = score_pairs(pairs([f for f in films if f.split == split], read, split), backend, tell)
    areas = {
        "contradicting statements put in, against all consistent cases": (STATED, CONSISTENT),
        "contradicting statements put in, against harmless ones put in": (STATED, (HARMLESS,)),
        "report of the opposite label, against one of the same": (REPORT, (MATCHING,)),
        "masked notes swapped between kinds": (SWAPPED, (KEPT,)),
        "masked notes swapped between kinds, sex and age known": (
            SWAPPED_HEADER,
            (KEPT_HEADER,),
        ),
    }
    estimates = {name: _area(scored, *parts) for name, parts in areas.items()}
    cases = (OWN, OWN_HEADER, MATCHING, HARMLESS, STATED, REPORT, SWAPPED_HEADER)
    asked = {name: _asked(scored, (name,)) for name in cases}
    asked["all consistent cases"] = _asked(scored, CONSISTENT)
    return estimates, asked


def _area(scored: Sequence[Scored], positive: str, negative: tuple[str, ...]) -> Estimate:
    rows = [one for one in scored if one.pair.case == positive or one.pair.case in negative]
    return metrics.estimate(
        np.array([one.score for one in rows]),
        np.array([int(one.pair.contradicts) for one in rows]),
        np.array([one.pair.film.group_id for one in rows]),
    )


def _asked(scored: Sequence[Scored], cases: tuple[str, ...]) -> Share:
    rows = [one for one in scored if one.pair.case in cases]
    return Share(sum(one.questions > 0 for one in rows), len(rows))
