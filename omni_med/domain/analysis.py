"""What one model said of one case: sealed when saved, replayed to the same numbers."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from omni_med.domain.finding import Finding
from omni_med.domain.note import NoteUse


@dataclass(frozen=True, slots=True)
class ModelVersion:
    """Which weights answered.

    Attributes:
        id: Name in the registry.
        version: Of the bundle.
        adapter: Name of the LoRA head; empty without one.
        sha256: Over the weights that answered, hexadecimal.
    """

    id: str
    version: str
    adapter: str = ""
    sha256: str = ""


@dataclass(frozen=True, slots=True)
class ModalityContribution:
    """What one modality was given and what it was worth.

    Attributes:
        modality: ``"image"`` or ``"text"``.
        weight: The weight inside the attention, 0 to 1; 0 hides the modality exactly.
        quality: Measured quality of the input, 0 to 1; None where there was no input.
        share: Share of the attention that it received in the fused answer, 0 to 1.
        sentences_read: Sentences that entered the model (text only).
        sentences: Sentences that there were (text only).
        remarks: In words: ``"record not read by the model (language)"`` ...
    """

    modality: str
    weight: float
    quality: float | None
    share: float | None = None
    sentences_read: int | None = None
    sentences: int | None = None
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Conflict:
    """Image and record do not fit: a question, never an answer.

    Attributes:
        finding: Name of the finding they disagree on, or ``"identity"``, ``"laterality"``.
        question: What the reader is asked, both sides in it.
        score: How strong, 0 to 1.
        note_id: The note, or empty.
        start: First character of the sentence in the note; 0 with ``end`` 0 for the whole note.
        end: One past its last character.
        region: Box in the image, as in ``RegionEvidence``, or None.
    """

    finding: str
    question: str = field(repr=False)
    score: float
    note_id: str = ""
    start: int = 0
    end: int = 0
    region: tuple[int, int, int, int] | None = None

    @property
    def key(self) -> str:
        """What a reader's answer to it is filed under; no finding has this name."""
        return f"question: {self.finding} {self.note_id}".rstrip()


class Priority(StrEnum):
    """Where a case belongs in the worklist."""

    CRITICAL = "critical"
    ROUTINE = "routine"
    UNSURE = "unsure"
    NOT_ASSESSED = "not-assessed"


@dataclass(frozen=True, slots=True)
class Triage:
    """The verdict over all findings of a case, with its reasons in words."""

    priority: Priority
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeatMap:
    """Influence of each patch of an image on one finding: not a lesion border.

    Attributes:
        finding: Name of the finding.
        sop_instance_uid: The image.
        frame: 0-based.
        rows: Patches from top to bottom.
        columns: Patches from left to right.
        values: Signed shares of the logit, row by row, ``rows * columns`` of them.
        extent: Left, top, right, bottom that the grid covers, in pixels of the original image;
            may reach beyond it where the image was padded to a square.
    """

    finding: str
    sop_instance_uid: str
    frame: int
    rows: int
    columns: int
    values: tuple[float, ...] = field(repr=False)
    extent: tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Provenance:
    """Everything needed to get the same numbers again.

    Attributes:
        preprocessing: Name and version of the preprocessing.
        images: SOP instance UIDs that the model saw.
        images_left_out: (UID, reason) of those it did not.
        notes: Each note, used or not, and why.
        input_sha256: Over the exact arrays and words that entered the model, hexadecimal.
        seed: Of the backend; 0 where it is deterministic.
        mode: ``"parallel"`` or ``"cascade"``.
        software: (name, version) of what computed it.
        weights_source: ``"reader"``, ``"quality"`` or ``"default"``.
        calibration: Id of the site calibration; empty where it is not calibrated at this site.
    """

    preprocessing: str
    images: tuple[str, ...]
    images_left_out: tuple[tuple[str, str], ...] = ()
    notes: tuple[NoteUse, ...] = ()
    input_sha256: str = ""
    seed: int = 0
    mode: str = "parallel"
    software: tuple[tuple[str, str], ...] = ()
    weights_source: str = "default"
    calibration: str = ""


@dataclass(frozen=True, slots=True)
class Analysis:
    """The findings of one case by one model and adapter version.

    Attributes:
        analysis_id: Random, 128 bits, hexadecimal.
        study_uid: The study.
        model: Which weights answered.
        created: When, in UTC.
        assessed: Names of what was assessed; empty where the case is not what the model is for.
        not_assessed: Names of what a reader might expect and the model does not look for.
        findings: One for each thing assessed.
        modalities: Image, then text.
        conflicts: Questions where image and record disagree.
        triage: Verdict and reasons. A case the model is not meant for is ``NOT_ASSESSED``.
        heat_maps: One for each finding and image.
        ood: Distance from what the model was trained on as the share of validation cases that
            lie nearer, 0 to 1; None where no image was read.
        timings_ms: Stage to milliseconds.
        provenance: What went in.
        conflict_score: How far image and record are apart, 0 to 1, whether it became a question
            or not; None where no image was answered.
        remarks: What the answers are not, in words, as their model says it.
    """

    analysis_id: str
    study_uid: str
    model: ModelVersion
    created: datetime
    assessed: tuple[str, ...]
    not_assessed: tuple[str, ...]
    findings: tuple[Finding, ...]
    modalities: tuple[ModalityContribution, ...]
    conflicts: tuple[Conflict, ...]
    triage: Triage
    provenance: Provenance
    heat_maps: tuple[HeatMap, ...] = field(default=(), repr=False)
    ood: float | None = None
    timings_ms: dict[str, float] = field(default_factory=dict)
    conflict_score: float | None = None
    remarks: tuple[str, ...] = ()
