"""What the workspace's tests share: small DICOM files, and a workspace of their studies."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from audit.sealing.keys import MINIMUM_COST
from omni_med.dicom.pool import DecodePool
from omni_med.workspace import Workspace

PASSPHRASE = "a horse and a stapler"
ROOT = "1.2.826.0.1.3680043.10.543"
CT = "1.2.840.10008.5.1.4.1.1.2"

WriteFile = Callable[..., Path]


@pytest.fixture
def write_file(tmp_path: Path) -> WriteFile:
    """Return a function that writes one CT slice and returns its path."""

    def write(
        name: str, *, study: int = 1, series: int = 1, number: int = 1, **values: Any
    ) -> Path:
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CT
        meta.MediaStorageSOPInstanceUID = f"{ROOT}.{study}.{series}.{number}"
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        dataset = FileDataset(None, {}, file_meta=meta, preamble=bytes(128))
        pixels = np.full((8, 8), number, dtype=np.int16)
        header: dict[str, Any] = {
            "SOPClassUID": CT,
            "SOPInstanceUID": meta.MediaStorageSOPInstanceUID,
            "StudyInstanceUID": f"{ROOT}.{study}",
            "SeriesInstanceUID": f"{ROOT}.{study}.{series}",
            "PatientName": "Quirrell^Zelda",
            "PatientID": "CANARY-4711",
            "IssuerOfPatientID": "HOSPITAL-A",
            "PatientBirthDate": "19600102",
            "PatientSex": "F",
            "AccessionNumber": f"ACC{study}",
            "StudyDate": f"2024010{study}",
            "StudyTime": "101112",
            "StudyDescription": "CT abdomen",
            "ReasonForTheRequestedProcedure": "Suspected appendicitis.",
            "Modality": "CT",
            "SeriesNumber": series,
            "InstanceNumber": number,
            "ImagePositionPatient": [0, 0, number],
            "ImageOrientationPatient": [1, 0, 0, 0, 1, 0],
            "PixelSpacing": [1, 1],
            "Rows": 8,
            "Columns": 8,
            "BitsAllocated": 16,
            "BitsStored": 16,
            "HighBit": 15,
            "PixelRepresentation": 1,
            "SamplesPerPixel": 1,
            "PhotometricInterpretation": "MONOCHROME2",
            "RescaleSlope": 1,
            "RescaleIntercept": -1024,
            "PixelData": pixels.tobytes(),
        } | values
        for key, value in header.items():
            setattr(dataset, key, value)
        path = tmp_path / "files" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        dataset.save_as(path)
        return path

    return write


@pytest.fixture(scope="session")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    with Workspace.create(
        tmp_path / "home", user="ada", passphrase=PASSPHRASE, kdf=MINIMUM_COST
    ) as made:
        yield made


@pytest.fixture
def filled(workspace: Workspace, write_file: WriteFile, pool: DecodePool) -> Workspace:
    """A workspace with one study of two series and three instances."""
    paths = [
        write_file("a.dcm", number=2),
        write_file("b.dcm", number=1),
        write_file("c.dcm", series=2, number=1),
    ]
    report = workspace.import_paths(paths, pool=pool)
    assert report.instances == 3, report.unreadable
    return workspace
