"""Films and slices as DICOM objects, with the headers that a department's devices write.

Source: PS3.3 A.26 (Digital X-Ray Image IOD), A.3 (CT Image IOD); PS3.3 C.8.11 (DX modules).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import (
    UID,
    CTImageStorage,
    DigitalXRayImageStorageForPresentation,
    ExplicitVRLittleEndian,
)

from omni_med.synthetic import phantom
from omni_med.synthetic.people import ISSUER, Order

LARGEST_12_BIT = 4095


def projection(
    order: Order,
    film: NDArray[np.float32],
    *,
    spacing: float,
    body_part: str,
    view: str,
    orientation: tuple[str, str] = ("L", "F"),
) -> FileDataset:
    """Return a film as a DX object for presentation, 12 bits in 16, MONOCHROME2.

    Args:
        order: What was ordered.
        film: float32 (rows, columns) in 0 to 1, bone white.
        spacing: Imager pixel spacing in mm.
        body_part: Body Part Examined; may be wrong on purpose.
        view: View Position; empty to leave it out.
        orientation: Patient Orientation of rows and columns.
    """
    dataset = _common(order, DigitalXRayImageStorageForPresentation, "DX", order.uid("film"))
    dataset.SeriesInstanceUID = order.uid("series", 1)
    dataset.SeriesNumber, dataset.InstanceNumber = 1, 1
    dataset.SeriesDescription = order.description
    dataset.BodyPartExamined = body_part
    if view:
        dataset.ViewPosition = view
    dataset.PatientOrientation = list(orientation)
    dataset.ImageType = ["ORIGINAL", "PRIMARY", ""]
    dataset.PresentationIntentType = "FOR PRESENTATION"
    dataset.ImageLaterality = "U"
    dataset.PixelIntensityRelationship, dataset.PixelIntensityRelationshipSign = "LOG", -1
    dataset.PresentationLUTShape = "IDENTITY"
    dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = 0, 1, "US"
    dataset.LossyImageCompression = "00"
    dataset.BurnedInAnnotation = "NO"
    dataset.ImagerPixelSpacing = [spacing, spacing]
    dataset.KVP, dataset.Exposure = "120", "2"
    dataset.WindowCenter, dataset.WindowWidth = "2048", "4096"
    stored = np.round(np.clip(film, 0, 1) * LARGEST_12_BIT).astype("<u2")
    _set_pixels(dataset, stored, bits=12, signed=False)
    return dataset


def chest_ct(order: Order, seed: int) -> Iterator[FileDataset]:
    """Yield the slices of the phantom, feet first, as CT objects in Hounsfield units."""
    z_step, row_step, column_step = phantom.SPACING
    z, y, x = phantom.ORIGIN
    for index, values in enumerate(phantom.draw_chest_ct(seed)):
        dataset = _common(order, CTImageStorage, "CT", order.uid("slice", index))
        dataset.SeriesInstanceUID = order.uid("series", 1)
        dataset.FrameOfReferenceUID = order.uid("frame")
        dataset.PositionReferenceIndicator = ""
        dataset.SeriesNumber, dataset.AcquisitionNumber = 1, 1
        dataset.InstanceNumber = phantom.SLICES - index  # from the head down, as scanned
        dataset.SeriesDescription = "Chest 3 mm"
        dataset.BodyPartExamined = "CHEST"
        dataset.PatientPosition = "HFS"
        dataset.ImageType = ["ORIGINAL", "PRIMARY", "AXIAL"]
        dataset.ImagePositionPatient = [x, y, z + index * z_step]
        dataset.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        dataset.PixelSpacing = [row_step, column_step]
        dataset.SliceThickness = z_step
        dataset.SliceLocation = z + index * z_step
        dataset.KVP = "120"
        dataset.RescaleIntercept, dataset.RescaleSlope, dataset.RescaleType = -1024, 1, "HU"
        dataset.WindowCenter, dataset.WindowWidth = ["40", "-600"], ["400", "1500"]
        dataset.WindowCenterWidthExplanation = ["MEDIASTINUM", "LUNG"]
        _set_pixels(dataset, (values + 1024).astype("<u2"), bits=12, signed=False)
        yield dataset


def _common(order: Order, sop_class: UID, modality: str, uid: str) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = sop_class
    meta.MediaStorageSOPInstanceUID = UID(uid)
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    person, started = order.person, order.started
    dataset.SpecificCharacterSet = "ISO_IR 192"
    dataset.SOPClassUID, dataset.SOPInstanceUID = sop_class, UID(uid)
    dataset.StudyInstanceUID = order.uid("study")
    dataset.Modality, dataset.Manufacturer = modality, "OmniMed"
    dataset.ManufacturerModelName = "Synthetic patient generator"
    dataset.StudyID, dataset.AccessionNumber = order.accession[-8:], order.accession
    for name in ("Study", "Series", "Acquisition", "Content"):
        setattr(dataset, f"{name}Date", started.strftime("%Y%m%d"))
        setattr(dataset, f"{name}Time", started.strftime("%H%M%S"))
    dataset.TimezoneOffsetFromUTC = "+0000"
    dataset.StudyDescription = order.description
    dataset.ReferringPhysicianName = "SYNTHETIC^REFERRER"
    dataset.PatientName, dataset.PatientID = person.name, person.patient_id
    dataset.IssuerOfPatientID = ISSUER
    dataset.PatientBirthDate = person.birth_date.strftime("%Y%m%d")
    dataset.PatientSex = person.sex
    dataset.PatientAge = f"{(started.date() - person.birth_date).days // 365:03}Y"
    dataset.InstitutionName = "Synthetic patients, no institution"
    dataset.ReasonForStudy = order.reason
    dataset.RequestedProcedurePriority = order.priority
    request = Dataset()
    request.RequestedProcedureID = order.accession[-8:]
    request.ReasonForTheRequestedProcedure = order.reason
    dataset.RequestAttributesSequence = [request]
    return dataset


def _set_pixels(dataset: Dataset, stored: NDArray[np.uint16], *, bits: int, signed: bool) -> None:
    dataset.Rows, dataset.Columns = stored.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, bits, bits - 1
    dataset.PixelRepresentation = int(signed)
    dataset.PixelData = stored.tobytes()
