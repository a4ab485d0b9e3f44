"""A stack of slices through a bundle that segments: masks kept in the study, volumes as findings.

The masks become a DICOM segmentation beside the images, which every viewer can show; what was
found, and how much of it, becomes an analysis like any other.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.stacks import Stack, build_stacks
from omni_med.dicom.volume import load_volume
from omni_med.domain import (
    Analysis,
    Case,
    Finding,
    ModalityContribution,
    ModelVersion,
    Priority,
    Provenance,
    Status,
    Triage,
)
from omni_med.errors import ModelError, UnknownStudyError
from omni_med.progress import Cancelled, Progress, never, no_progress

if TYPE_CHECKING:
    from omni_med.dicom.pool import DecodePool
    from omni_med.dicom.rendering import Rendering
    from omni_med.models.bundles.running import Bundle
    from omni_med.models.bundles.segment import Mask

_FEWEST: Final = 3  # slices of a stack that a volume can be measured in
_NOT_CALIBRATED: Final = "mean of the network over the mask: not calibrated"


class VolumeStore(Protocol):
    """What segmenting needs of a workspace."""

    def open_case(self, study_uid: str) -> Case:
        """Return the study; the look goes on the trail."""
        ...

    def renderings(self, series_uid: str) -> dict[str, Rendering]:
        """Return what display of a series needs."""
        ...

    def read_instance(self, sop_instance_uid: str) -> bytes:
        """Return the file."""
        ...

    def header(self, sop_instance_uid: str) -> dict[str, Any]:
        """Return the header as DICOM JSON Model."""
        ...

    def keep_derived(self, study_uid: str, data: bytes, *, made_by: str, pool: DecodePool) -> str:
        """Keep a DICOM object beside the images; return its SOP Instance UID."""
        ...

    def save_analysis(self, analysis: Analysis) -> None:
        """Keep an analysis sealed; it goes on the trail."""
        ...


@dataclass(frozen=True, slots=True)
class _Reading:
    """Which bundle found what."""

    model: ModelVersion
    masks: tuple[Mask, ...]


@dataclass(frozen=True, slots=True)
class Segmented:
    """What came of it.

    Attributes:
        analysis: As it was saved.
        sop_instance_uid: Of the segmentation object; empty where nothing was found.
    """

    analysis: Analysis
    sop_instance_uid: str


def segment_study(
    workspace: VolumeStore,
    study_uid: str,
    *,
    model_id: str,
    bundle: Bundle,
    pool: DecodePool,
    series_uid: str = "",
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Segmented:
    """Segment the largest stack that the bundle reads, keep the masks and the analysis.

    Args:
        workspace: Where the study is.
        study_uid: Which.
        model_id: Name of the bundle in the registry.
        bundle: For segmentation.
        pool: Decodes compressed frames.
        series_uid: The series to segment; the largest that fits where empty.
        progress: Told (windows done, windows).
        cancelled: Asked between slices and windows; nothing is kept then.

    Raises:
        UnknownStudyError: If there is no such study, or no such series in it.
        ModelError: If no stack of the study is what the bundle reads, or slices are missing.
        CancelledError: If asked to stop.
    """
    began = time.perf_counter()
    case = workspace.open_case(study_uid)
    stack = choose_stack(case, bundle.card.dicom_modalities, series_uid)
    values = _values(workspace, stack, pool, cancelled)
    read = time.perf_counter()
    masks = _segment(bundle, stack, values, progress, cancelled)
    answered = time.perf_counter()
    card = bundle.card
    reading = _Reading(ModelVersion(model_id, card.version, "", card.sha256), masks)
    uid = _keep(workspace, study_uid, stack, reading, pool)
    timings = {
        "read_image": (read - began) * 1e3,
        "segment": (answered - read) * 1e3,
        "total": (time.perf_counter() - began) * 1e3,
    }
    analysis = _analysis(study_uid, stack, reading, timings)
    workspace.save_analysis(analysis)
    return Segmented(analysis, uid)


def choose_stack(case: Case, modalities: tuple[str, ...], series_uid: str = "") -> Stack:
    """Return the stack to segment: the one with the most slices of those that fit.

    Raises:
        UnknownStudyError: If the series is not in the study.
        ModelError: If none fits, with why.
    """
    series = [item for item in case.study.series if not series_uid or item.series_uid == series_uid]
    if not series:
        raise UnknownStudyError("There is no such series in this study.")
    fitting = [item for item in series if not modalities or item.modality in modalities]
    stacks = [stack for item in fitting for stack in build_stacks(item)]
    volumes = [
        stack
        for stack in stacks
        if stack.geometry and len(stack.slices) >= _FEWEST and _gray(stack)
    ]
    if not volumes:
        wanted = " or ".join(modalities) or "any modality"
        raise ModelError(
            f"No series of this study is a volume of {wanted} with {_FEWEST} or more slices.",
            hint="See what the study holds: omni-med show STUDY",
        )
    straight = [stack for stack in volumes if _is_straight(stack)]
    if not straight:
        raise ModelError(
            "The slices are tilted or unevenly spaced: masks would lie in the wrong place.",
            hint="Ask for the volume resampled without gantry tilt.",
        )
    return max(straight, key=lambda stack: len(stack.slices))


def _gray(stack: Stack) -> bool:
    return stack.slices[0].instance.samples_per_pixel == 1


def _is_straight(stack: Stack) -> bool:
    geometry = stack.geometry
    return geometry is not None and not geometry.uneven and not geometry.tilt_degrees


def _values(
    workspace: VolumeStore, stack: Stack, pool: DecodePool, cancelled: Cancelled
) -> NDArray[np.float32]:
    """Return the stack in modality units, float32 (slices, rows, columns).

    Raises:
        ModelError: If a slice cannot be read: a gap would be measured as tissue.
    """
    volume = load_volume(
        stack,
        workspace.read_instance,
        pool=pool,
        renderings=workspace.renderings(stack.series_uid),
        cancelled=cancelled,
    )
    if volume.failures:
        raise ModelError(
            f"{len(volume.failures)} of {len(stack.slices)} slices cannot be read, the first: "
            f"{next(iter(volume.failures.values()))}",
            hint="Ask for the series again; a volume with gaps is not measured.",
        )
    scaled = volume.values.astype(np.float32)
    scaled *= np.float32(volume.slope)
    scaled += np.float32(volume.intercept)
    return scaled


def _segment(
    bundle: Bundle,
    stack: Stack,
    values: NDArray[np.float32],
    progress: Progress,
    cancelled: Cancelled,
) -> tuple[Mask, ...]:
    from omni_med.models.bundles.segment import segment  # noqa: PLC0415 - torch

    if stack.geometry is None:
        raise ModelError("The slices have no geometry.")
    affine = stack.geometry.affine()
    return segment(bundle, values, affine, progress=progress, cancelled=cancelled)


def _keep(
    workspace: VolumeStore, study_uid: str, stack: Stack, reading: _Reading, pool: DecodePool
) -> str:
    """Keep the masks as a segmentation object; returns its UID, empty where nothing was found."""
    from omni_med.dicom.writing.segmentation import (  # noqa: PLC0415 - highdicom
        MaskedSegment,
        segmentation_object,
    )

    found = [MaskedSegment(mask.name, mask.voxels) for mask in reading.masks if mask.volume_ml > 0]
    if not found:
        return ""
    model = reading.model
    data = segmentation_object(
        _headers(workspace, stack),
        found,
        algorithm=model.id,
        version=model.version,
        software=metadata.version("omni-med"),
    )
    made_by = f"{model.id} {model.version}"
    return workspace.keep_derived(study_uid, data, made_by=made_by, pool=pool)


def _headers(workspace: VolumeStore, stack: Stack) -> list[Mapping[str, Any]]:
    """Return the header of each object of the stack, once."""
    uids = dict.fromkeys(item.sop_instance_uid for item in stack.slices)
    return [workspace.header(uid) for uid in uids]


def _analysis(
    study_uid: str, stack: Stack, reading: _Reading, timings: dict[str, float]
) -> Analysis:
    findings = tuple(_finding(mask) for mask in reading.masks)
    lines = tuple(
        f"{item.name}: {item.volume_ml:.1f} mL" if item.volume_ml else f"{item.name}: not found"
        for item in findings
    )
    return Analysis(
        analysis_id=secrets.token_hex(16),
        study_uid=study_uid,
        model=reading.model,
        created=datetime.now(UTC),
        assessed=tuple(item.name for item in findings),
        not_assessed=(),
        findings=findings,
        modalities=(
            ModalityContribution("image", 1.0, quality=None, share=1.0, remarks=(_NOT_CALIBRATED,)),
            ModalityContribution("text", 0.0, quality=None, share=0.0),
        ),
        conflicts=(),
        triage=Triage(Priority.ROUTINE, lines),
        provenance=Provenance(
            preprocessing="bundle",
            images=tuple(dict.fromkeys(item.sop_instance_uid for item in stack.slices)),
            software=(("omni-med", metadata.version("omni-med")),),
        ),
        timings_ms={key: round(value, 3) for key, value in timings.items()},
    )


def _finding(mask: Mask) -> Finding:
    return Finding(
        name=mask.name,
        code=None,
        probability=min(1.0, max(0.0, mask.probability)),
        image_only=min(1.0, max(0.0, mask.probability)),
        text_only=None,
        threshold=None,
        status=Status.PRESENT if mask.volume_ml > 0 else Status.ABSENT,
        volume_ml=round(mask.volume_ml, 3),
    )
