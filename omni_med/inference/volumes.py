"""A stack of slices through a bundle that segments: masks kept in the study, volumes as findings.

The masks become a DICOM segmentation beside the images, which every viewer can show; what was
found, and how much of it, becomes an analysis like any other.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any, Final, Protocol

import numpy as np
from numpy.typing import NDArray

from omni_med.dicom.stacks import Stack, build_stacks
from omni_med.dicom.volume import Volume, load_volume
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


class OpenSeries(Protocol):
    """The files of a series, to be read one after the other."""

    def read_into(self, sop_instance_uid: str, offset: int, buffer: memoryview) -> int:
        """Fill a buffer with an instance's file from an offset; return the number of bytes."""
        ...


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

    def open_series(self, series_uid: str) -> OpenSeries:
        """Open the files of a series, to be read one after the other."""
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


@dataclass(frozen=True, slots=True, eq=False)
class PreparedVolume:
    """A stack as a bundle gets it: no key and no workspace is needed from here on.

    Attributes:
        study_uid: It is of.
        series_uid: It is of.
        values: Stored values, (slices, rows, columns).
        slope: Modality units (HU for CT) are ``slope * value + intercept``.
        intercept: As above.
        affine: float64 4 x 4 from (column, row, slice) indices to LPS millimetres.
        headers: DICOM JSON Model of each object of the stack, in the order of the slices.
        images: Their SOP Instance UIDs.
    """

    study_uid: str
    series_uid: str
    values: NDArray[Any] = field(repr=False)
    slope: float
    intercept: float
    affine: NDArray[np.float64] = field(repr=False)
    headers: tuple[Mapping[str, Any], ...] = field(repr=False)
    images: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outline:
    """What was found of one thing.

    Attributes:
        name: What it is, as the bundle calls it.
        volume_ml: Millilitres.
        probability: As the network says it, 0 to 1: not calibrated.
    """

    name: str
    volume_ml: float
    probability: float


@dataclass(frozen=True, slots=True)
class Outlined:
    """What a bundle made of a volume.

    Attributes:
        model: Which bundle.
        outlines: One for each thing it looks for.
        segmentation: The masks as a DICOM object; empty where nothing was found.
        milliseconds: That it took.
    """

    model: ModelVersion
    outlines: tuple[Outline, ...]
    segmentation: bytes = field(repr=False)
    milliseconds: float


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
    prepared = prepare_volume(
        workspace,
        study_uid,
        modalities=bundle.card.dicom_modalities,
        pool=pool,
        series_uid=series_uid,
        cancelled=cancelled,
    )
    read = time.perf_counter()
    outlined = outline(bundle, prepared, model_id, progress=progress, cancelled=cancelled)
    timings = {"read_image": (read - began) * 1e3, "segment": outlined.milliseconds}
    return keep_outlined(workspace, prepared, outlined, pool=pool, timings_ms=timings)


def prepare_volume(
    workspace: VolumeStore,
    study_uid: str,
    *,
    modalities: tuple[str, ...],
    pool: DecodePool,
    series_uid: str = "",
    cancelled: Cancelled = never,
) -> PreparedVolume:
    """Read the largest stack of a study, or of one series, that a bundle may be given.

    Args:
        workspace: Where the study is.
        study_uid: Which.
        modalities: DICOM modalities that the bundle reads; any where empty.
        pool: Decodes compressed frames.
        series_uid: The series; the largest that fits where empty.
        cancelled: Asked between slices.

    Raises:
        UnknownStudyError: If there is no such study, or no such series in it.
        ModelError: If no stack is what the bundle reads, or slices are missing.
        CancelledError: If asked to stop.
    """
    stack = choose_stack(workspace.open_case(study_uid), modalities, series_uid)
    if stack.geometry is None:
        raise ModelError("The slices have no geometry.")
    volume = _volume(workspace, stack, pool, cancelled)
    images = tuple(dict.fromkeys(item.sop_instance_uid for item in stack.slices))
    return PreparedVolume(
        study_uid=study_uid,
        series_uid=stack.series_uid,
        values=volume.values,
        slope=volume.slope,
        intercept=volume.intercept,
        affine=stack.geometry.affine(),
        headers=tuple(workspace.header(uid) for uid in images),
        images=images,
    )


def outline(
    bundle: Bundle,
    prepared: PreparedVolume,
    model_id: str,
    *,
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> Outlined:
    """Run a bundle over a volume. Loads torch, and highdicom where something was found.

    Raises:
        ModelError: If the bundle fails on this volume.
        CancelledError: If asked to stop.
    """
    from omni_med.models.bundles.segment import segment  # noqa: PLC0415 - torch

    began = time.perf_counter()
    scaled = prepared.values.astype(np.float32)
    scaled *= np.float32(prepared.slope)
    scaled += np.float32(prepared.intercept)
    masks = segment(bundle, scaled, prepared.affine, progress=progress, cancelled=cancelled)
    model = ModelVersion(model_id, bundle.card.version, "", bundle.card.sha256)
    data = _segmentation(prepared, model, masks)
    return Outlined(
        model,
        tuple(Outline(mask.name, mask.volume_ml, mask.probability) for mask in masks),
        data,
        (time.perf_counter() - began) * 1e3,
    )


def keep_outlined(
    workspace: VolumeStore,
    prepared: PreparedVolume,
    outlined: Outlined,
    *,
    pool: DecodePool,
    timings_ms: Mapping[str, float],
) -> Segmented:
    """Keep the masks beside the images, and the volumes as an analysis.

    Args:
        workspace: Where the study is.
        prepared: What was given to the bundle.
        outlined: What it made of it.
        pool: Looks into the new object.
        timings_ms: Stage to milliseconds so far.
    """
    began, uid, model = time.perf_counter(), "", outlined.model
    if outlined.segmentation:
        made_by = f"{model.id} {model.version}"
        data = outlined.segmentation
        uid = workspace.keep_derived(prepared.study_uid, data, made_by=made_by, pool=pool)
    kept = (time.perf_counter() - began) * 1e3
    timings = {**timings_ms, "total": kept + sum(timings_ms.values())}
    analysis = _analysis(prepared, outlined, timings)
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
        if series_uid:
            raise ModelError(
                f"This series is no volume of {wanted} with {_FEWEST} or more slices.",
                hint="Show another series of the study first.",
            )
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


def _volume(workspace: VolumeStore, stack: Stack, pool: DecodePool, cancelled: Cancelled) -> Volume:
    """Return the stack's stored values.

    Raises:
        ModelError: If a slice cannot be read: a gap would be measured as tissue.
    """
    volume = load_volume(
        stack,
        workspace.read_instance,
        pool=pool,
        read_into=workspace.open_series(stack.series_uid).read_into,
        renderings=workspace.renderings(stack.series_uid),
        cancelled=cancelled,
    )
    if volume.failures:
        raise ModelError(
            f"{len(volume.failures)} of {len(stack.slices)} slices cannot be read, the first: "
            f"{next(iter(volume.failures.values()))}",
            hint="Ask for the series again; a volume with gaps is not measured.",
        )
    return volume


def _segmentation(prepared: PreparedVolume, model: ModelVersion, masks: tuple[Mask, ...]) -> bytes:
    """Return the masks as a DICOM object; nothing where nothing was found."""
    from omni_med.dicom.writing.segmentation import (  # noqa: PLC0415 - highdicom
        MaskedSegment,
        segmentation_object,
    )

    found = [MaskedSegment(mask.name, mask.voxels) for mask in masks if mask.volume_ml > 0]
    if not found:
        return b""
    try:
        return segmentation_object(
            prepared.headers,
            found,
            algorithm=model.id,
            version=model.version,
            software=metadata.version("omni-med"),
        )
    except ValueError:  # its words may quote a header
        raise ModelError(
            "The masks cannot be written: the headers of these images lack what they refer to.",
            hint="Ask for the series as the scanner sent it.",
        ) from None


def _analysis(
    prepared: PreparedVolume, outlined: Outlined, timings: Mapping[str, float]
) -> Analysis:
    findings = tuple(_finding(item) for item in outlined.outlines)
    lines = tuple(
        f"{item.name}: {item.volume_ml:.1f} mL" if item.volume_ml else f"{item.name}: not found"
        for item in findings
    )
    return Analysis(
        analysis_id=secrets.token_hex(16),
        study_uid=prepared.study_uid,
        model=outlined.model,
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
            images=prepared.images,
            software=(("omni-med", metadata.version("omni-med")),),
        ),
        timings_ms={key: round(value, 3) for key, value in timings.items()},
    )


def _finding(mask: Outline) -> Finding:
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
