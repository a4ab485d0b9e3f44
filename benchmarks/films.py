"""Chest films as a detector gives them: 12 bits in 16, 2,000 x 2,000 pixels, uncompressed DICOM.

Real films of the test data where it is there, made as large with a detector's noise; else synthetic
ones. It measures nothing by itself.
"""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pydicom
from common import DATA
from numpy.typing import NDArray
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from omni_med.models.samples import chest_film

SIZE = 2000
_EACH = 37  # a stride that meets all sources


def pictures(count: int) -> list[NDArray[np.float32]]:
    """Return ``count`` films, float32 (SIZE, SIZE) in 0 to 1."""
    files = sorted((DATA / "cxr" / "images").rglob("*.*g"))[::_EACH][:count]
    films = [cv2.imread(str(file), cv2.IMREAD_GRAYSCALE) for file in files]
    made = [film.astype(np.float32) / 255 for film in films if film is not None]
    made += [chest_film(seed=seed) for seed in range(count - len(made))]
    return [
        np.asarray(cv2.resize(film, (SIZE, SIZE), interpolation=cv2.INTER_CUBIC), np.float32)
        for film in made
    ]


def write(film: NDArray[np.float32], path: Path, number: int) -> str:
    """Write a film as a study of its own; return the study's UID."""
    noise = np.random.default_rng(number).normal(0, 8, film.shape)
    stored = np.clip(film * 4095 + noise, 0, 4095).astype("<u2")
    data = Dataset()
    data.file_meta = FileMetaDataset()
    data.file_meta.MediaStorageSOPClassUID = DigitalXRayImageStorageForPresentation
    data.file_meta.MediaStorageSOPInstanceUID = generate_uid()
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.SOPClassUID = DigitalXRayImageStorageForPresentation
    data.SOPInstanceUID = data.file_meta.MediaStorageSOPInstanceUID
    data.StudyInstanceUID, data.SeriesInstanceUID = generate_uid(), generate_uid()
    data.PatientID, data.PatientName = f"B{number:04d}", f"Bench^{number}"
    data.Modality, data.BodyPartExamined, data.ViewPosition = "DX", "CHEST", "PA"
    data.PresentationIntentType = "FOR PRESENTATION"
    data.StudyDate, data.StudyTime = "20260105", "101500"
    data.SeriesNumber, data.InstanceNumber = 1, 1
    data.Rows, data.Columns = film.shape
    data.SamplesPerPixel, data.PhotometricInterpretation = 1, "MONOCHROME2"
    data.BitsAllocated, data.BitsStored, data.HighBit, data.PixelRepresentation = 16, 12, 11, 0
    data.WindowCenter, data.WindowWidth = "2048", "4096"
    data.PixelData = stored.tobytes()
    pydicom.dcmwrite(path, data, enforce_file_format=True)
    return str(data.StudyInstanceUID)
