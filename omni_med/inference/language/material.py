"""What of a study a language model is given: some films, the record's sentences, the findings."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

import numpy as np

from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Case, Finding, Instance, Series, Status, Study
from omni_med.emr.language import LANGUAGES
from omni_med.inference.prepare import prepare
from omni_med.inference.run import WorkspaceLike
from omni_med.inference.select import MOST_IMAGES
from omni_med.inference.stored import StoredFilms
from omni_med.inference.timeline import choose_cine, point, timed_parts
from omni_med.models.language.prompts import GivenFinding, PromptMaterial
from omni_med.models.language.protocols import AudioPart, ImagePart, LanguageModel
from omni_med.models.protocols import ModelCard, SentenceInput
from omni_med.report import templates
from omni_med.sound.cues import Cue
from omni_med.sound.read import Sound

_MODALITIES: Final = (
    "CR", "DX", "RG", "CT", "MR", "US", "XA", "RF", "MG", "PT", "NM", "IO", "PX", "OT",
)  # fmt: skip

MOST_TIMED: Final = 8
"""Frames of a cine in one question."""


class AnalysesLike(WorkspaceLike, Protocol):
    """What drafting needs of a workspace."""

    def analyses(self, study_uid: str) -> tuple[Analysis, ...]:
        """Return the analyses of a study, newest first."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class Gathered:
    """A study made ready for a language model.

    Attributes:
        case: The study with its record.
        images: Films as they are shown.
        sentences: Of the record, word for word as written.
        analysis: The newest answer that decides anything; None without one.
        remarks: What was left out, in words.
        sound: A dictation, where the model is given it.
        pointed: What a dictation points at, a line each.
    """

    case: Case = field(repr=False)
    images: tuple[ImagePart, ...] = field(default=(), repr=False)
    sentences: tuple[SentenceInput, ...] = field(default=(), repr=False)
    analysis: Analysis | None = field(default=None, repr=False)
    remarks: tuple[str, ...] = ()
    sound: tuple[AudioPart, ...] = field(default=(), repr=False)
    pointed: tuple[str, ...] = ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the image reader found; empty without one."""
        return self.analysis.findings if self.analysis is not None else ()

    def material(self, language: str) -> PromptMaterial:
        """Return what a prompt in a language is made of."""
        return PromptMaterial(
            images=self.images,
            sound=self.sound,
            record=(*(item.text for item in self.sentences), *self.pointed),
            findings=tuple(
                GivenFinding(_named(item.name, language), item.probability)
                for item in self.findings
            ),
        )


def gather(
    workspace: AnalysesLike,
    study_uid: str,
    model: LanguageModel,
    *,
    pool: DecodePool,
    forced_notes: Collection[str] = (),
) -> Gathered:
    """Open a study and choose what a language model is given of it.

    At most four films: of a series of slices, four that are evenly apart.

    Args:
        workspace: Where the study is.
        study_uid: Which.
        model: Takes films or not.
        pool: Decodes compressed frames.
        forced_notes: Ids of notes that enter although they are too late.

    Raises:
        UnknownStudyError: If there is no such study.
    """
    case = workspace.open_case(study_uid)
    thinned = replace(case, study=_thinned(case.study))
    films = StoredFilms(workspace, pool)
    prepared = prepare(thinned, films.__call__, _card(model, case.study), forced_notes)
    texts = {note.note_id: note.text for note in case.notes}
    analyses = workspace.analyses(study_uid)
    remarks = [f"an image was not given: {reason}" for _, reason in prepared.images_left_out]
    remarks += prepared.record.remarks
    if len(case.study.instances) > len(thinned.study.instances):
        whole, part = len(case.study.instances), len(thinned.study.instances)
        remarks.append(f"{part} of {whole} images, evenly apart, were considered")
    if _telling(analyses) is None:
        remarks.append("no analysis of this study decides anything: a draft stands on the record")
    return Gathered(
        case=case,
        images=tuple(
            ImagePart(item.image_id, np.ascontiguousarray(item.pixels))
            for item in prepared.inputs.images
        ),
        sentences=tuple(
            replace(item, text=texts.get(item.note_id, "")[item.start : item.end])
            for item in prepared.inputs.sentences
        ),
        analysis=_telling(analyses),
        remarks=tuple(dict.fromkeys(remarks)),
    )


def with_dictation(
    gathered: Gathered,
    workspace: AnalysesLike,
    sound: Sound,
    found: Sequence[Cue],
    *,
    pool: DecodePool,
    header: Callable[[str], Mapping[str, Any]],
    hears: bool,
    starts: float = 0.0,
) -> Gathered:
    """Return a study with the frames of its longest cine that a dictation points at.

    Args:
        gathered: Without them.
        workspace: Where the frames are.
        sound: The dictation.
        found: Its pointing phrases.
        pool: Decodes compressed frames.
        header: Returns the header of a SOP Instance UID as DICOM JSON Model.
        hears: Whether the model is given the recording itself, too.
        starts: Second of the cine at which the recording begins.

    Raises:
        ModelError: If no multi-frame image says when its frames were taken.
        DicomError: If a frame cannot be decoded.
    """
    cine = choose_cine(gathered.case, header)
    pointed = point(found, cine, starts=starts)
    films = StoredFilms(workspace, pool)
    parts = timed_parts(
        cine,
        films.__call__,
        sound=sound if hears else None,
        pointed=pointed,
        starts=starts,
        most=MOST_TIMED,
    )
    remarks = list(gathered.remarks)
    if not hears:
        remarks.append("the recording itself was not given, only the frames that it points at")
    if not pointed:
        remarks.append("no pointing phrase was heard in the recording")
    lines = (
        f"Dictation at {item.cue.start:.1f} s: {item.cue.phrase}"
        f"{', ' + item.side if item.side else ''}; frame {item.frame + 1} at {item.seconds:.2f} s."
        for item in pointed
    )
    return replace(
        gathered,
        images=tuple(part for part in parts if isinstance(part, ImagePart)),
        sound=tuple(part for part in parts if isinstance(part, AudioPart)),
        pointed=tuple(lines),
        remarks=tuple(remarks),
    )


def _telling(analyses: Sequence[Analysis]) -> Analysis | None:
    """Return the newest analysis that calls anything present or absent."""
    decided = {Status.PRESENT, Status.ABSENT}
    found = (one for one in analyses if any(item.status in decided for item in one.findings))
    return next(found, None)


def _card(model: LanguageModel, study: Study) -> ModelCard:
    """Return a card that takes whatever the study shows."""
    parts = {item.body_part for item in study.series} | {i.body_part for i in study.instances}
    words = {"".join(letter for letter in part.upper() if letter.isalnum()) for part in parts}
    return ModelCard(
        id=model.id,
        version="",
        title="",
        licence="",
        sha256=model.sha256,
        preprocessing="language/1",
        modalities=tuple(item for item in ("image", "text") if item in model.modalities),
        dicom_modalities=_MODALITIES,
        body_parts=tuple(sorted((words | {"CHEST"}) - {""})),
        views=("PA", "AP"),
        languages=tuple(LANGUAGES),
        assessed=(),
        not_assessed=(),
    )


def _thinned(study: Study) -> Study:
    return replace(study, series=tuple(_evenly(series) for series in study.series))


def _evenly(series: Series) -> Series:
    images = [item for item in series.instances if item.has_pixels]
    if len(images) <= MOST_IMAGES:
        return series
    return replace(series, instances=tuple(_spread(images, MOST_IMAGES)))


def _spread(images: Sequence[Instance], count: int) -> list[Instance]:
    """Return so many of a row, evenly apart and away from its ends."""
    ordered = sorted(images, key=lambda item: (item.instance_number or 0, item.sop_instance_uid))
    step = len(ordered) / count
    return [ordered[int((number + 0.5) * step)] for number in range(count)]


def _named(name: str, language: str) -> str:
    """Return the name of a finding in a language, as the report templates know it."""
    for template in templates(language):
        if name.casefold() in template.names:
            return template.finding(name)
    return name
