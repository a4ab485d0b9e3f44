"""The questions of one case, and how far its image and its record are apart. Pure functions.

Compared are single-modality answers (image only against what the record states), not the fused
one, which has taken a side already.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from omni_med.domain import Conflict, Finding, HeatMap, Note, RegionEvidence
from omni_med.inference.conflict.person import Subject, body_parts, persons
from omni_med.inference.conflict.score import ASK_FROM, between_kinds, divergence, stated_score
from omni_med.inference.conflict.statements import (
    Read,
    Statement,
    read,
    says_well,
    sided,
    speaks,
    statements,
)
from omni_med.inference.conflict.words import quoted, record
from omni_med.inference.sides import Place, place_of
from omni_med.knowledge import Speaks
from omni_med.models.protocols import ModelCard

_WELL_FROM = 0.35  # a patient who feels well speaks more softly than a denial: 0.9 against 0.19


@dataclass(frozen=True, slots=True)
class Disagreement:
    """What stands between image and record.

    Attributes:
        score: How far apart they are, 0 to 1, for every case: the strongest of what is stated,
            whose record it is, and how the kinds are ranked. A question or none, it is a number.
        questions: What is far enough apart to be asked, strongest first.
    """

    score: float
    questions: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class _Said:
    """One finding, what the record says of it, and where the film shows it."""

    finding: Finding
    of: Speaks
    said: tuple[Statement, ...]
    notes: tuple[Read, ...]
    place: Place | None

    @property
    def image(self) -> float:
        return self.finding.image_only or 0.0

    @property
    def threshold(self) -> float:
        return self.finding.threshold or 0.0


def find_conflicts(
    card: ModelCard,
    findings: Sequence[Finding],
    notes: Sequence[Note],
    heat_maps: Sequence[HeatMap] = (),
    *,
    subject: Subject | None = None,
    shown: Sequence[Note] = (),
    mirrored: Collection[str] = (),
    ask_from: float = ASK_FROM,
) -> tuple[Conflict, ...]:
    """Return the questions of one case; see ``disagree``."""
    return disagree(
        card,
        findings,
        notes,
        heat_maps,
        subject=subject,
        shown=shown,
        mirrored=mirrored,
        ask_from=ask_from,
    ).questions


def disagree(
    card: ModelCard,
    findings: Sequence[Finding],
    notes: Sequence[Note],
    heat_maps: Sequence[HeatMap] = (),
    *,
    subject: Subject | None = None,
    shown: Sequence[Note] = (),
    mirrored: Collection[str] = (),
    ask_from: float = ASK_FROM,
) -> Disagreement:
    """Return how far image and record are apart, and the questions: at most one a finding.

    Args:
        card: Of the model: the body parts that its films show, and whether it tells sides.
        findings: Its answers; a differential (no threshold) raises no question.
        notes: Those that inference used.
        heat_maps: Of frontal films, patient's right on the image's left unless ``mirrored``.
        subject: From the header; without it sex and age are not compared.
        shown: Notes that inference did not use: only their sex and age are compared.
        mirrored: Ids of films with the patient's left on the image's left.
        ask_from: Divergence from which film and statement are a question.
    """
    subject = subject or Subject()
    current = read(notes, subject)
    asked = [*persons((*notes, *shown), subject), *body_parts(card, notes)]
    apart = [between_kinds(findings)]
    for finding in findings:
        of = speaks(finding)
        if finding.threshold is None or finding.image_only is None or of is None:
            continue
        maps = [one for one in heat_maps if one.finding == finding.name]
        place = place_of(maps, mirrored) if card.localises else None
        about = _Said(finding, of, statements(current, of), current, place)
        statement = _agreed(about.said)
        if statement is not None:
            apart.append(stated_score(about.image, present=statement.present))
        asked += _questions(about, statement, ask_from)
    score = max([*apart, *(one.score for one in asked)])
    return Disagreement(round(score, 4), tuple(sorted(asked, key=lambda one: -one.score)))


def _agreed(said: Sequence[Statement]) -> Statement | None:
    """Return the newest statement, where all notes say the same."""
    if not said or len({one.present for one in said}) > 1:
        return None
    return said[-1]


def _questions(about: _Said, statement: Statement | None, ask_from: float) -> Iterator[Conflict]:
    is_seen = about.image >= about.threshold
    if statement is not None and statement.present != is_seen:
        score = stated_score(about.image, present=statement.present)
        if score >= ask_from:
            place = about.place if is_seen else None
            yield _question(about.finding, statement, place, score=score)
            return
    if not is_seen:
        return
    text = about.finding.text_only
    if not about.said and text is not None and text < about.threshold:
        well = says_well(about.notes)
        distance = divergence(about.image, text)
        if well is not None and distance >= _WELL_FROM:
            yield _question(about.finding, well, about.place, score=distance, against=True)
    yield from _sides(about)


def _sides(about: _Said) -> Iterator[Conflict]:
    """Ask where all statements of a finding lie on the other side than the film's region."""
    place = about.place
    if place is None or not place.side:
        return
    stated = list(sided(about.notes, about.of))
    sides = {named for _, named in stated}
    if len(sides) != 1 or sides <= {place.side, "both"}:
        return
    said, _ = stated[-1]
    yield _question(about.finding, said, place, score=place.share * about.image, name="laterality")


def _question(
    finding: Finding,
    said: Statement,
    place: Place | None,
    *,
    score: float,
    against: bool = False,
    name: str = "",
) -> Conflict:
    """Ask with both sides in it; ``against`` where the words do not name the finding itself."""
    start, end = said.mention.sentence.start, said.mention.sentence.end
    words = f'{record(said.note)}: "{quoted(said.note.text[start:end])}"'
    words += f" speaks against it ({finding.text_only:.2f})." if against else ""
    return Conflict(
        finding=name or finding.name,
        question=f"{words} {_film(finding, place)} Which holds?",
        score=round(score, 4),
        note_id=said.note.note_id,
        start=start,
        end=end,
        region=_region(finding),
    )


def _film(finding: Finding, place: Place | None) -> str:
    """Return ``Film: right lower pneumonia-type opacity, 0.78.``."""
    probability, name = finding.image_only or 0.0, finding.name.lower()
    if probability < (finding.threshold or 0.0):
        return f"Film: no {name}, {probability:.2f}."
    where = f"{place.words} " if place is not None and place.side else ""
    return f"Film: {where}{name}, {probability:.2f}."


def _region(finding: Finding) -> tuple[int, int, int, int] | None:
    regions = [one for one in finding.evidence if isinstance(one, RegionEvidence)]
    strongest = max(regions, key=lambda one: one.influence, default=None)
    return strongest.box if strongest is not None and strongest.influence > 0 else None
