"""A finding, how sure the model is of it, and what made it say so."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum


@dataclass(frozen=True, slots=True)
class Code:
    """A coded concept (FHIR Coding; DICOM PS3.3 8.8)."""

    system: str
    code: str
    display: str


class Status(StrEnum):
    """What the program says of a finding."""

    PRESENT = "present"
    ABSENT = "absent"
    UNCERTAIN = "uncertain"
    DIFFERENTIAL = "differential"


@dataclass(frozen=True, slots=True)
class RegionEvidence:
    """Pixels that moved the answer.

    Attributes:
        sop_instance_uid: The image.
        frame: 0-based.
        box: Left, top, right, bottom in pixels of the original image, columns before rows;
            right and bottom exclusive.
        influence: Signed share of the logit that these pixels contributed.
    """

    sop_instance_uid: str
    frame: int
    box: tuple[int, int, int, int]
    influence: float


@dataclass(frozen=True, slots=True)
class SentenceEvidence:
    """A sentence of the record that moved the answer.

    Attributes:
        note_id: The note.
        start: First character of the sentence in ``Note.text``.
        end: One past its last character.
        influence: Signed share of the logit that the sentence contributed.
        region: Where on the film what is most like the sentence lies, by the model's own lights
            (its ``influence`` is the likeness); None where that was not looked for. Not what
            moved the answer.
    """

    note_id: str
    start: int
    end: int
    influence: float
    region: RegionEvidence | None = None


Evidence = RegionEvidence | SentenceEvidence


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the model was asked about.

    Attributes:
        name: As a radiologist would write it.
        code: SNOMED CT or RadLex, where a concept exists.
        probability: Calibrated, of the fused answer (image and text by their weights).
        image_only: The same with the text at weight 0; None without an image.
        text_only: The same with the image at weight 0; None without a text.
        threshold: What ``status`` was decided against; None for a differential.
        status: Present, absent, uncertain, or one rank of a differential.
        prediction_set: Labels a conformal predictor could not exclude; empty where there are
            too few calibration cases for a set.
        evidence: What moved the answer, strongest first.
        volume_ml: Millilitres of what a model segmented; None where it outlines nothing.
        doubt: How the model contradicts itself about it, in words: then it cannot tell; empty
            where it does not, or was not asked twice.
    """

    name: str
    code: Code | None
    probability: float
    image_only: float | None
    text_only: float | None
    threshold: float | None
    status: Status
    prediction_set: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = field(default=())
    volume_ml: float | None = None
    doubt: str = ""

    def __post_init__(self) -> None:
        """Refuse what is no probability.

        Raises:
            ValueError: If a probability is outside 0 to 1, or not a number.
        """
        for value in (self.probability, self.image_only, self.text_only):
            if value is not None and not 0.0 <= value <= 1.0:
                raise ValueError(f"{self.name}: {value} is not a probability")
