"""One file's header -> study, series, instance, rendering and DICOM JSON.

Runs in a worker of the pool. Pixel data is not read, only located and checked for length.

Source: PS3.3 A.1.2, C.7.1-C.7.6, C.4.11 (request); PS3.5 8.1.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from pydicom.dataset import Dataset

from omni_med.dicom import values
from omni_med.dicom.charset import repair
from omni_med.dicom.dataset import (
    EXPLICIT,
    IMPLICIT,
    OpenedFile,
    Source,
    damage_is_an_error,
    open_dataset,
)
from omni_med.dicom.header import header_json
from omni_med.dicom.limits import DecodeLimits
from omni_med.dicom.parsed import ParsedFile
from omni_med.dicom.pixel_header import check_claims, decoded_bits, frame_count
from omni_med.dicom.planes import macro, planes
from omni_med.dicom.render_header import rendering
from omni_med.domain.study import Instance, Patient, Series, Study
from omni_med.errors import MediaDirectoryError

MEDIA_DIRECTORY = "1.2.840.10008.1.3.10"
_UID = re.compile(r"^[0-9.]{1,64}$")
_REQUEST = (
    ("Reason for study", "ReasonForStudy"),
    ("Reason for requested procedure", "ReasonForTheRequestedProcedure"),
    ("Requested procedure", "RequestedProcedureDescription"),
    ("Admitting diagnosis", "AdmittingDiagnosesDescription"),
    ("Additional history", "AdditionalPatientHistory"),
    ("Patient comments", "PatientComments"),
)


def parse(file: Source, size: int, limits: DecodeLimits) -> ParsedFile:
    """Read one file of ``size`` bytes.

    Raises:
        NotDicomError: If it is no DICOM data set.
        MediaDirectoryError: If it is a DICOMDIR.
        DamagedFileError: If it is cut or contradicts itself.
        TooLargeError: If it claims more than ``limits``.
        UnsupportedPixelsError: If its pixel format is none of DICOM's.
    """
    opened = open_dataset(file, size, limits)
    with damage_is_an_error():
        repair(opened.dataset)
        if _sop_class(opened) == MEDIA_DIRECTORY:
            raise MediaDirectoryError("This is a media directory (DICOMDIR), not an image.")
        derived = _Uids(opened, file)
        instance = _instance(opened, derived.instance, limits)
        kind = opened.pixels.kind if opened.pixels else "integer"
        return ParsedFile(
            study=_study(opened.dataset, derived.study),
            series=_series(opened.dataset, derived.series),
            instance=instance,
            header=header_json(opened),
            rendering=rendering(opened.dataset, opened.transfer_syntax, kind),
        )


class _Uids:
    """The three UIDs of a file; where the header has none, one derived from its bytes.

    Some converters leave out study and series. The same file always gets the same UIDs, so it
    is imported once. Source of the form 2.25.*: PS3.5 B.2.
    """

    def __init__(self, opened: OpenedFile, file: Source) -> None:
        dataset = opened.dataset
        self._file = file
        media = opened.meta.get(0x00020003, b"").rstrip(b"\0 ").decode("ascii", "replace")
        self.instance = _valid_uid(values.text(dataset, "SOPInstanceUID") or media)
        self.study = _valid_uid(values.text(dataset, "StudyInstanceUID"))
        self.series = _valid_uid(values.text(dataset, "SeriesInstanceUID"))
        if not (self.instance and self.study and self.series):
            digest = self._digest()
            self.instance = self.instance or self._derive(digest, b"instance")
            self.study = self.study or self._derive(digest, b"study")
            self.series = self.series or self._derive(digest, b"series")

    def _digest(self) -> bytes:
        self._file.seek(0)
        running = hashlib.sha256()
        while block := self._file.read(1 << 20):
            running.update(block)
        return running.digest()

    @staticmethod
    def _derive(digest: bytes, level: bytes) -> str:
        number = int.from_bytes(hashlib.sha256(digest + level).digest()[:16], "big")
        return f"2.25.{number}"


def _valid_uid(stated: str) -> str:
    """Return a UID made of digits and dots, 64 at most; what is none of that, hashed to one.

    UIDs become keys and, in exports, file names; a hostile one must not.
    """
    if not stated or _UID.match(stated):
        return stated
    digest = hashlib.sha256(stated.encode("utf-8", "replace")).digest()
    return f"2.25.{int.from_bytes(digest[:16], 'big')}"


def _sop_class(opened: OpenedFile) -> str:
    media = opened.meta.get(0x00020002, b"").rstrip(b"\0 ").decode("ascii", "replace")
    return values.text(opened.dataset, "SOPClassUID") or media


def _study(dataset: Dataset, uid: str) -> Study:
    issuer = next(iter(values.items(dataset, "IssuerOfAccessionNumberSequence")), Dataset())
    birth = values.day(dataset, "PatientBirthDate")
    started = values.moment(dataset, "StudyDate", "StudyTime")
    return Study(
        study_uid=uid,
        patient=Patient(
            patient_id=values.text(dataset, "PatientID"),
            issuer=_patient_issuer(dataset),
            name=values.text(dataset, "PatientName"),
            birth_date=birth,
            sex=_sex(dataset),
        ),
        accession=values.text(dataset, "AccessionNumber"),
        accession_issuer=_entity(issuer),
        description=values.text(dataset, "StudyDescription"),
        started=started,
        patient_age=_age(dataset, started),
        priority=_priority(dataset),
        request_text=_request_text(dataset),
    )


def _entity(item: Dataset) -> str:
    return values.text(item, "LocalNamespaceEntityID") or values.text(item, "UniversalEntityID")


def _patient_issuer(dataset: Dataset) -> str:
    """Issuer of Patient ID, else the qualifier sequence's universal id (PS3.3 10.14)."""
    stated = values.text(dataset, "IssuerOfPatientID")
    if stated:
        return stated
    item = next(iter(values.items(dataset, "IssuerOfPatientIDQualifiersSequence")), Dataset())
    return values.text(item, "UniversalEntityID")


def _sex(dataset: Dataset) -> str:
    stated = values.text(dataset, "PatientSex").upper()[:1]
    return stated if stated in ("M", "F", "O") else ""


def _age(dataset: Dataset, started: datetime | None) -> float | None:
    stated = values.age_years(values.text(dataset, "PatientAge"))
    if stated is not None:
        return stated
    birth = values.day(dataset, "PatientBirthDate")
    if birth is None or started is None or started.date() < birth:
        return None
    return round((started.date() - birth).days / 365.25, 2)


def _priority(dataset: Dataset) -> str:
    """``"STAT"`` where the request's priority is STAT (PS3.3 C.4.11) or HIGH (PS3.4 K)."""
    keywords = ("RequestedProcedurePriority", "StudyPriorityID")
    sources = [dataset, *values.items(dataset, "RequestAttributesSequence")]
    stated = {values.text(source, keyword).upper() for source in sources for keyword in keywords}
    return "STAT" if stated & {"STAT", "HIGH"} else ""


def _request_text(dataset: Dataset) -> str:
    lines: list[str] = []
    seen: set[str] = set()
    sources = [dataset, *values.items(dataset, "RequestAttributesSequence")]
    for label, keyword in _REQUEST:
        for source in sources:
            found = values.text(source, keyword).replace("\\", "; ")
            if found and found not in seen:
                seen.add(found)
                lines.append(f"{label}: {found}")
    return "\n".join(lines)


def _series(dataset: Dataset, uid: str) -> Series:
    return Series(
        series_uid=uid,
        modality=values.text(dataset, "Modality"),
        number=values.integer(dataset, "SeriesNumber"),
        description=values.text(dataset, "SeriesDescription"),
        body_part=values.text(dataset, "BodyPartExamined"),
        frame_of_reference_uid=values.text(dataset, "FrameOfReferenceUID"),
    )


def _instance(opened: OpenedFile, uid: str, limits: DecodeLimits) -> Instance:
    dataset = opened.dataset
    frames = frame_count(opened)
    kind = opened.pixels.kind if opened.pixels else "integer"
    allocated, stored, signed = decoded_bits(dataset, kind)
    spacing, source = _projection_spacing(dataset)
    native = (
        opened.pixels is not None
        and opened.in_file
        and opened.transfer_syntax in (IMPLICIT, EXPLICIT)
    )
    instance = Instance(
        sop_instance_uid=uid,
        sop_class_uid=_sop_class(opened),
        transfer_syntax_uid=opened.transfer_syntax,
        instance_number=values.integer(dataset, "InstanceNumber"),
        rows=(values.integer(dataset, "Rows") or 0) if frames else 0,
        columns=(values.integer(dataset, "Columns") or 0) if frames else 0,
        frames=frames,
        samples_per_pixel=values.integer(dataset, "SamplesPerPixel") or 1,
        photometric=values.text(dataset, "PhotometricInterpretation"),
        bits_allocated=allocated,
        bits_stored=stored,
        signed=signed,
        planes=planes(dataset, frames) if frames else (),
        pixel_spacing=spacing,
        spacing_source=source,
        image_type=values.texts(dataset, "ImageType"),
        view_position=_view(dataset),
        body_part=values.text(dataset, "BodyPartExamined"),
        laterality=values.text(dataset, "ImageLaterality") or values.text(dataset, "Laterality"),
        patient_orientation=values.texts(dataset, "PatientOrientation"),
        temporal_key=_temporal_key(dataset),
        acquired=_acquired(dataset),
        planar_configuration=values.integer(dataset, "PlanarConfiguration") or 0,
        pixel_kind=kind,
        pixel_offset=opened.pixels.offset if native and opened.pixels else None,
        pixel_length=opened.pixels.length if native and opened.pixels else None,
        size=opened.file_size,
    )
    check_claims(instance, opened, limits)
    return instance


def _projection_spacing(dataset: Dataset) -> tuple[tuple[float, float] | None, str]:
    """Source: PS3.3 10.7.1.3: PixelSpacing is calibrated, ImagerPixelSpacing at the detector."""
    for keyword in ("PixelSpacing", "ImagerPixelSpacing"):
        found = values.numbers(dataset, keyword)
        if len(found) == 2 and min(found) > 0:
            return (found[0], found[1]), keyword
    shared = next(iter(values.items(dataset, "SharedFunctionalGroupsSequence")), Dataset())
    found = values.numbers(macro(Dataset(), shared, "PixelMeasuresSequence"), "PixelSpacing")
    if len(found) == 2 and min(found) > 0:
        return (found[0], found[1]), "PixelSpacing"
    return None, ""


def _view(dataset: Dataset) -> str:
    stated = values.text(dataset, "ViewPosition")
    code = next(iter(values.items(dataset, "ViewCodeSequence")), Dataset())
    return stated or values.text(code, "CodeMeaning")


def _temporal_key(dataset: Dataset) -> tuple[str, ...]:
    """What may tell volumes of one series apart, in a fixed order; empty where nothing does."""
    keywords = (
        "TemporalPositionIdentifier",
        "TriggerTime",
        "EchoTime",
        "DiffusionBValue",
        "AcquisitionNumber",
        "FrameReferenceTime",
        "ContentTime",
    )
    found = tuple(values.text(dataset, keyword) for keyword in keywords)
    return found if any(found) else ()


def _acquired(dataset: Dataset) -> datetime | None:
    return (
        values.stamp(dataset, "AcquisitionDateTime")
        or values.moment(dataset, "AcquisitionDate", "AcquisitionTime")
        or values.moment(dataset, "ContentDate", "ContentTime")
        or values.moment(dataset, "SeriesDate", "SeriesTime")
        or values.moment(dataset, "StudyDate", "StudyTime")
    )
