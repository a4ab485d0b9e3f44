"""Patient, study, series and instance as DICOM names them.

Source: DICOM PS3.3, A.1.2 (information model) and C.7.6.2 (image plane).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

Vector3 = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Patient:
    """Who the images were taken of. Nothing of it appears in a ``repr``.

    Attributes:
        patient_id: Patient ID (0010,0020), white space at the ends removed.
        issuer: Issuer of Patient ID (0010,0021); empty where the header names none.
        name: Patient's Name (0010,0010) for display: the groups as decoded, repaired where
            GB18030 was not declared.
        birth_date: Patient's Birth Date (0010,0030).
        sex: ``"M"``, ``"F"``, ``"O"`` or empty, Patient's Sex (0010,0040).
    """

    patient_id: str = field(repr=False)
    issuer: str = field(default="", repr=False)
    name: str = field(default="", repr=False)
    birth_date: date | None = field(default=None, repr=False)
    sex: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class ImagePlane:
    """Where one frame lies in the patient, in millimetres.

    Attributes:
        position: Centre of the first transmitted pixel, (x, y, z) in the patient's LPS system.
        orientation: Direction cosines of a row (towards rising columns), then of a column.
        pixel_spacing: Distance between rows, then between columns, in mm.
        slice_thickness: Nominal, in mm; None where not stated.

    Source: PS3.3 C.7.6.2.1.1.
    """

    position: Vector3
    orientation: tuple[float, float, float, float, float, float]
    pixel_spacing: tuple[float, float]
    slice_thickness: float | None = None


@dataclass(frozen=True, slots=True)
class Instance:
    """One SOP instance: one file, of one or several frames.

    Attributes:
        sop_instance_uid: SOP Instance UID (0008,0018).
        sop_class_uid: SOP Class UID (0008,0016).
        transfer_syntax_uid: Transfer Syntax UID (0002,0010).
        instance_number: Instance Number (0020,0013).
        rows: Height in pixels; 0 where the object holds no pixels.
        columns: Width in pixels.
        frames: Number of frames; 0 where the object holds no pixels.
        samples_per_pixel: 1 or 3.
        photometric: Photometric Interpretation (0028,0004).
        bits_allocated: Bits a sample takes in the file.
        bits_stored: Bits a sample means.
        signed: True where Pixel Representation (0028,0103) is two's complement.
        planes: Geometry: none, one for all frames, or one a frame.
        pixel_spacing: Rows, then columns, in mm, where known without a plane (projections).
        spacing_source: Attribute that ``pixel_spacing`` comes from: ``"PixelSpacing"``,
            ``"ImagerPixelSpacing"`` (at the detector) or empty.
        image_type: Image Type (0008,0008).
        view_position: View Position (0018,5101) or the view code's meaning, as written.
        body_part: Body Part Examined (0018,0015), as written.
        laterality: Image or series laterality, as written.
        patient_orientation: Patient Orientation (0020,0020): towards what part of the patient a
            row runs, then a column: ``("L", "F")`` on a frontal film shown face to face.
        temporal_key: What tells volumes of one series apart (temporal position, acquisition
            number, trigger time, echo), in a fixed order; empty where nothing does.
        acquired: Acquisition or content date and time, without a zone where none is stated.
        planar_configuration: 1 where the samples lie plane by plane, else 0.
        pixel_kind: ``"integer"``, ``"float"`` (32 bit) or ``"double"`` (64 bit): which of the
            three pixel data elements the object holds.
        pixel_offset: Offset in bytes of the pixel data's value in the file, where it lies native
            and not deflated; None otherwise.
        pixel_length: Its length in bytes.
        size: Length of the file in bytes.
    """

    sop_instance_uid: str
    sop_class_uid: str
    transfer_syntax_uid: str
    instance_number: int | None = None
    rows: int = 0
    columns: int = 0
    frames: int = 0
    samples_per_pixel: int = 1
    photometric: str = ""
    bits_allocated: int = 0
    bits_stored: int = 0
    signed: bool = False
    planes: tuple[ImagePlane, ...] = field(default=(), repr=False)
    pixel_spacing: tuple[float, float] | None = None
    spacing_source: str = ""
    image_type: tuple[str, ...] = ()
    view_position: str = ""
    body_part: str = ""
    laterality: str = ""
    patient_orientation: tuple[str, ...] = ()
    temporal_key: tuple[str, ...] = ()
    acquired: datetime | None = None
    planar_configuration: int = 0
    pixel_kind: str = "integer"
    pixel_offset: int | None = None
    pixel_length: int | None = None
    size: int = 0

    @property
    def has_pixels(self) -> bool:
        """True where there is at least one frame to show."""
        return self.frames > 0 and self.rows > 0 and self.columns > 0


@dataclass(frozen=True, slots=True)
class Series:
    """One series: the instances of one acquisition, as the modality grouped them."""

    series_uid: str
    modality: str
    number: int | None = None
    description: str = field(default="", repr=False)
    body_part: str = ""
    frame_of_reference_uid: str = ""
    instances: tuple[Instance, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Study:
    """One examination of one patient.

    Attributes:
        study_uid: Study Instance UID (0020,000D).
        patient: Who was examined.
        accession: Accession Number (0008,0050), the order's key.
        accession_issuer: Issuer of Accession Number Sequence (0008,0051), where present.
        description: Study Description (0008,1030).
        started: Study date and time.
        patient_age: Patient's age at the study in years, from (0010,1010) or the birth date.
        priority: ``"STAT"`` where the request says so, else empty.
        request_text: Reason for the study, admitting diagnosis, additional history: the text
            of the request in the header, repaired where GB18030 was not declared.
        series: The series, in the order of their numbers.
    """

    study_uid: str
    patient: Patient
    accession: str = field(default="", repr=False)
    accession_issuer: str = field(default="", repr=False)
    description: str = field(default="", repr=False)
    started: datetime | None = field(default=None, repr=False)
    patient_age: float | None = field(default=None, repr=False)
    priority: str = ""
    request_text: str = field(default="", repr=False)
    series: tuple[Series, ...] = field(default=(), repr=False)

    @property
    def modalities(self) -> tuple[str, ...]:
        """The modalities of its series, each once, sorted."""
        return tuple(sorted({series.modality for series in self.series if series.modality}))

    @property
    def instances(self) -> tuple[Instance, ...]:
        """All instances, series by series."""
        return tuple(instance for series in self.series for instance in series.instances)
