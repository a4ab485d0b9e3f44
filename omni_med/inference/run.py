"""A study of a workspace to a saved analysis: the way that command line and desktop take."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from audit.trail import Value
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Analysis, Case, SiteCalibration
from omni_med.domain.shadow import ShadowAnswer
from omni_med.errors import CancelledError, ReplayError
from omni_med.inference.analyst import Analyst
from omni_med.inference.prepare import LoadImage, Prepared, prepare
from omni_med.inference.shadow import answer_in_shadow
from omni_med.inference.stored import FilmStore, StoredFilms, written_behind
from omni_med.models.calibrated import calibrated
from omni_med.models.heads.bundle import Head
from omni_med.models.protocols import ModelBackend, ModelCard, Weights
from omni_med.progress import Cancelled, Progress, never, no_progress

_STAGES = 3  # read, answer, save


class WorkspaceLike(FilmStore, Protocol):
    """What inference needs of a workspace; its door is the only one that writes."""

    def open_case(self, study_uid: str) -> Case:
        """Return the study with its record; the look goes on the trail."""
        ...

    def save_analysis(self, analysis: Analysis) -> None:
        """Keep an analysis sealed; it goes on the trail."""
        ...

    def calibration(self, model_id: str) -> SiteCalibration | None:
        """Return the site's calibration of a model that is in force, or None."""
        ...

    def calibrations(self) -> tuple[SiteCalibration, ...]:
        """Return all that were ever in force."""
        ...

    def save_shadow(self, answers: Sequence[ShadowAnswer]) -> None:
        """Keep what heads said in silence, apart from the analysis."""
        ...

    def record_failure(
        self, action: str, subject: str = ..., detail: Mapping[str, Value] | None = ...
    ) -> None:
        """Put on the trail that something was tried and failed."""
        ...


def prepare_study(
    workspace: WorkspaceLike,
    study_uid: str,
    *,
    card: ModelCard,
    pool: DecodePool,
    forced_notes: Collection[str] = (),
    remember: bool = True,
) -> Prepared:
    """Open a study and reduce it to what the model may see.

    Args:
        workspace: Where the study is.
        study_uid: Which.
        card: Of the model that will answer.
        pool: Decodes compressed frames.
        forced_notes: Ids of notes that enter although they are too late.
        remember: Whether films whose features lie in the cache are not read again.

    Raises:
        UnknownStudyError: If there is no such study.
    """
    case = workspace.open_case(study_uid)
    films = StoredFilms(workspace, pool)
    return prepare(case, films if remember else films.__call__, card, forced_notes)


def image_loader(workspace: WorkspaceLike, pool: DecodePool) -> LoadImage:
    """Return what reads frames of a workspace as models see them."""
    return StoredFilms(workspace, pool)


def analyze_study(
    workspace: WorkspaceLike,
    study_uid: str,
    *,
    backend: ModelBackend,
    pool: DecodePool,
    weights: Weights | None = None,
    forced_notes: Collection[str] = (),
    mode: str = "parallel",
    shadows: Sequence[Head] = (),
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Analysis:
    """Analyse a study and save the answer, under the site's calibration where there is one.

    Args:
        workspace: Where the study is.
        study_uid: Which.
        backend: The model.
        pool: Decodes compressed frames.
        weights: The reader's dial; by measured quality where None.
        forced_notes: Ids of notes that enter although they are too late.
        mode: ``"parallel"`` or ``"cascade"``.
        shadows: Heads that answer in silence once the answer is saved; one that fails changes
            nothing, and the trail says so.
        progress: Told after each of three stages.
        cancelled: Asked between them.

    Raises:
        UnknownStudyError: If there is no such study.
        CancelledError: If asked to stop; nothing was saved.
    """
    prepared = prepare_study(
        workspace, study_uid, card=backend.card, pool=pool, forced_notes=forced_notes
    )
    progress(1, _STAGES)
    if cancelled():
        raise CancelledError
    plain = backend
    backend = calibrated(backend, workspace.calibration(backend.card.id))
    with written_behind(workspace) as cache:
        analyst = Analyst(backend, cache=cache)
        analysis = analyst.analyze(prepared, study_uid=study_uid, weights=weights, mode=mode)
        progress(2, _STAGES)
        if cancelled():
            raise CancelledError
        workspace.save_analysis(analysis)
    if shadows:
        silence = answer_in_shadow(plain, shadows, prepared, analysis, workspace)
        workspace.save_shadow(silence.answers)
        for head in silence.failed:
            workspace.record_failure("shadow.answer", study_uid, {"head": head})
    progress(_STAGES, _STAGES)
    return analysis


def replay_study(
    workspace: WorkspaceLike, analysis: Analysis, *, backend: ModelBackend, pool: DecodePool
) -> Analysis:
    """Compute a saved analysis again, without features from the cache; nothing is saved.

    Raises:
        ReplayError: If the model is another version, the study has changed since, or the site
            calibration that it was made under is not here.
    """
    backend = calibrated(backend, _calibration_of(workspace, analysis))
    forced = [use.note_id for use in analysis.provenance.notes if "forced" in use.reason]
    prepared = prepare_study(
        workspace,
        analysis.study_uid,
        card=backend.card,
        pool=pool,
        forced_notes=forced,
        remember=False,
    )
    return Analyst(backend).replay(analysis, prepared)


def _calibration_of(workspace: WorkspaceLike, analysis: Analysis) -> SiteCalibration | None:
    """Return the calibration that an analysis was made under, withdrawn since or not."""
    wanted = analysis.provenance.calibration
    if not wanted:
        return None
    for item in workspace.calibrations():
        if item.calibration_id == wanted:
            return item
    raise ReplayError("The site calibration that this analysis was made under is not here.")
