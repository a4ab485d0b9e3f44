"""Masks on a stack of slices -> a DICOM segmentation object.

highdicom is imported when it is needed; it comes with the extra ``bundles``.

Source: PS3.3 C.7.1.1 and C.7.2.1 (patient, study), A.51 and C.8.20 (segmentation); PS3.16 CID
7150, 7166 (categories, types).
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

_SERIES_NUMBER: Final = 9300
_MANUFACTURER: Final = "OmniMed"
_LOCAL: Final = "99OMNIMED"
_MAY_BE_EMPTY: Final = (
    "PatientName", "PatientID", "PatientBirthDate", "PatientSex", "StudyID", "StudyDate",
    "StudyTime", "AccessionNumber", "ReferringPhysicianName",
)  # fmt: skip
"""Attributes of type 2 that files leave out although they must be there, empty at least."""

_ORGANS: Final[Mapping[str, str]] = {
    "adrenal gland": "23451007",
    "aorta": "15825003",
    "bladder": "89837001",
    "brain": "12738006",
    "colon": "71854001",
    "esophagus": "32849002",
    "gallbladder": "28231008",
    "heart": "80891009",
    "kidney": "64033007",
    "liver": "10200004",
    "lung": "39607008",
    "pancreas": "15776009",
    "prostate": "41216001",
    "spleen": "78961009",
    "stomach": "69695003",
    "trachea": "44567001",
}
"""SNOMED CT codes of organs that bundles are made for (PS3.16 CID 7166)."""


@dataclass(frozen=True, slots=True, eq=False)
class MaskedSegment:
    """One segment to be written.

    Attributes:
        name: What it is.
        voxels: bool (slices, rows, columns) on the grid of the source images.
    """

    name: str
    voxels: NDArray[np.bool_] = field(repr=False)


def segmentation_object(
    headers: Sequence[Mapping[str, Any]],
    segments: Sequence[MaskedSegment],
    *,
    algorithm: str,
    version: str,
    software: str,
) -> bytes:
    """Return a binary segmentation as a DICOM file.

    Args:
        headers: DICOM JSON Model of each source image, in the order of the slices.
        segments: What was found; each holds at least one voxel.
        algorithm: Name of the model.
        version: Of the model.
        software: Version of this program.

    Raises:
        ValueError: If there is no segment, or the headers lack what a segmentation refers to.
    """
    import highdicom as hd  # noqa: PLC0415 - only who writes a segmentation needs it
    from pydicom.dataset import Dataset  # noqa: PLC0415
    from pydicom.uid import ExplicitVRLittleEndian  # noqa: PLC0415

    if not segments:
        raise ValueError("A segmentation needs a segment.")
    sources = [Dataset.from_json(_without_bulk(header)) for header in headers]
    for source in sources:
        for keyword in _MAY_BE_EMPTY:
            source.setdefault(keyword, None)
    identification = hd.AlgorithmIdentificationSequence(
        name=algorithm[:64],
        version=version[:64],
        family=hd.sr.CodedConcept("123110", "DCM", "Artificial Intelligence"),
    )
    descriptions = [
        hd.seg.SegmentDescription(
            segment_number=number,
            segment_label=segment.name[:64],
            segmented_property_category=_category(segment.name, hd),
            segmented_property_type=_type(segment.name, hd),
            algorithm_type=hd.seg.SegmentAlgorithmTypeValues.AUTOMATIC,
            algorithm_identification=identification,
        )
        for number, segment in enumerate(segments, 1)
    ]
    try:
        with warnings.catch_warnings():  # they quote patients' names
            warnings.simplefilter("ignore")
            made = hd.seg.Segmentation(
                source_images=sources,
                pixel_array=np.stack([item.voxels for item in segments], -1).astype(np.uint8),
                segmentation_type=hd.seg.SegmentationTypeValues.BINARY,
                segment_descriptions=descriptions,
                series_instance_uid=hd.UID(),
                series_number=_SERIES_NUMBER,
                sop_instance_uid=hd.UID(),
                instance_number=1,
                manufacturer=_MANUFACTURER,
                manufacturer_model_name=algorithm[:64],
                software_versions=software[:64],
                device_serial_number="none",
                series_description=f"Segmentation by {algorithm}"[:64],
                transfer_syntax_uid=ExplicitVRLittleEndian,
            )
    except (AttributeError, KeyError) as error:
        raise ValueError(f"The images' headers lack {error}.") from None
    stream = io.BytesIO()
    made.save_as(stream)
    return stream.getvalue()


def _without_bulk(header: Mapping[str, Any]) -> dict[str, Any]:
    return {tag: item for tag, item in header.items() if "BulkDataURI" not in item}


def _organ(name: str) -> str:
    words = name.lower().replace("_", " ").replace("oesophagus", "esophagus")
    return next((code for organ, code in _ORGANS.items() if organ in words), "")


def _category(name: str, hd: Any) -> Any:
    if _organ(name):
        return hd.sr.CodedConcept("123037004", "SCT", "Anatomical Structure")
    return hd.sr.CodedConcept("49755003", "SCT", "Morphologically Abnormal Structure")


def _type(name: str, hd: Any) -> Any:
    """Return the code of an organ, else one of this program's own with the bundle's name."""
    code = _organ(name)
    if code:
        return hd.sr.CodedConcept(code, "SCT", name[:64])
    own = "".join(sign for sign in name if sign.isalnum())[:16] or "segment"
    return hd.sr.CodedConcept(own, _LOCAL, name[:64])
