"""Segmenting a study with a MONAI bundle, as ``omni-med analyze --model BUNDLE`` does it."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeGuard

from ui.cli.common import progress_bar, remark

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.domain import Analysis
    from omni_med.models.bundles.registered import RegisteredBundle
    from omni_med.models.protocols import ModelSource
    from omni_med.workspace import Workspace


def outlines(source: ModelSource | None) -> TypeGuard[RegisteredBundle]:
    """True where a model outlines what it finds in a volume."""
    from omni_med.models.bundles.registered import RegisteredBundle

    return isinstance(source, RegisteredBundle) and source.segments


def segment(
    workspace: Workspace, study_uid: str, source: RegisteredBundle, pool: DecodePool
) -> Analysis:
    """Segment a study, keep masks and analysis, and say where the masks are.

    Raises:
        ModelError: If the study holds no volume that the bundle reads.
    """
    from omni_med.inference.volumes import segment_study

    bundle = source.open()
    with progress_bar("Segmenting") as progress:
        done = segment_study(
            workspace,
            study_uid,
            model_id=source.id,
            bundle=bundle,
            pool=pool,
            progress=progress,
        )
    if done.sop_instance_uid:
        remark("The masks are kept in the study as a DICOM segmentation.")
    return done.analysis
