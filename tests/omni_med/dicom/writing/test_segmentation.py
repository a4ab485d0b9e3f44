"""Masks become a DICOM segmentation, for headers as scanners leave them."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.uid import CTImageStorage

from omni_med.dicom.writing.segmentation import MaskedSegment, segmentation_object

SLICES = 3


def headers(**changes: Any) -> list[dict[str, Any]]:
    """Return headers of an axial CT that leave out what may be empty."""
    found = []
    for number in range(SLICES):
        header = Dataset()
        header.SOPClassUID, header.SOPInstanceUID = CTImageStorage, f"1.2.3.{number + 1}"
        header.StudyInstanceUID, header.SeriesInstanceUID = "1.2.4", "1.2.5"
        header.FrameOfReferenceUID, header.Modality = "1.2.6", "CT"
        header.Rows = header.Columns = 8
        header.ImagePositionPatient = [0.0, 0.0, 5.0 * number]
        header.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        header.PixelSpacing, header.SliceThickness = [1.0, 1.0], 5.0
        header.SeriesNumber, header.InstanceNumber = 1, number + 1
        for keyword, value in changes.items():
            if value is None:
                delattr(header, keyword)
            else:
                setattr(header, keyword, value)
        found.append(header.to_json_dict())
    return found


def written(given: list[dict[str, Any]]) -> Dataset:
    voxels = np.zeros((SLICES, 8, 8), bool)
    voxels[1:, 2:5, 2:5] = True
    data = segmentation_object(
        given, [MaskedSegment("liver", voxels)], algorithm="m", version="1", software="1"
    )
    return pydicom.dcmread(io.BytesIO(data))


def test_what_scanners_leave_out_is_empty_and_the_mask_is_whole() -> None:
    made = written(headers())
    assert (made.StudyID, made.PatientName, made.AccessionNumber) == ("", "", "")
    assert made.StudyInstanceUID == "1.2.4"
    assert int(made.pixel_array.sum()) == 2 * 9


def test_without_a_place_in_space_there_is_none() -> None:
    with pytest.raises(ValueError, match="Frame Of Reference"):
        written(headers(FrameOfReferenceUID=None))
