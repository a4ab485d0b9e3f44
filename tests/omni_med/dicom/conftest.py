"""Synthetic DICOM files and the shared pool."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, generate_uid

from omni_med.dicom import DecodePool

CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"
EXPLICIT = "1.2.840.10008.1.2.1"

MakeDataset = Callable[..., FileDataset]


def dataset_of(pixels: np.ndarray | None = None, syntax: str = EXPLICIT, **attributes: Any):
    """A CT image with the given pixels and attributes; None removes an attribute."""
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = UID(CT_IMAGE)
    meta.TransferSyntaxUID = UID(syntax)
    ds = FileDataset("", Dataset(), preamble=b"\0" * 128, file_meta=meta)
    values: dict[str, Any] = {
        "SOPClassUID": CT_IMAGE,
        "SOPInstanceUID": generate_uid(entropy_srcs=[repr(attributes), str(np.sum(pixels))]),
        "StudyInstanceUID": "1.2.3.4",
        "SeriesInstanceUID": "1.2.3.4.5",
        "Modality": "CT",
        "PatientID": "P1",
        "PatientName": "Test^Person",
        "StudyDate": "20240131",
        "StudyTime": "101500",
    }
    if pixels is not None:
        frames = pixels.reshape(-1, *pixels.shape[-2:]) if pixels.ndim == 3 else pixels[None]
        values |= {
            "Rows": frames.shape[1],
            "Columns": frames.shape[2],
            "SamplesPerPixel": 1,
            "PhotometricInterpretation": "MONOCHROME2",
            "BitsAllocated": pixels.dtype.itemsize * 8,
            "BitsStored": pixels.dtype.itemsize * 8,
            "HighBit": pixels.dtype.itemsize * 8 - 1,
            "PixelRepresentation": int(pixels.dtype.kind == "i"),
        }
        if pixels.ndim == 3:
            values["NumberOfFrames"] = pixels.shape[0]
    values |= attributes
    for keyword, value in values.items():
        if value is not None:
            setattr(ds, keyword, value)
    meta.MediaStorageSOPInstanceUID = ds.get("SOPInstanceUID", "1.2.3")
    if pixels is not None and "PixelData" not in attributes:
        raw = pixels.tobytes()
        ds.PixelData = raw + b"\0" * (len(raw) % 2)
        ds["PixelData"].VR = "OB" if pixels.dtype.itemsize == 1 else "OW"
    return ds


def bytes_of(ds: Dataset, **options: Any) -> bytes:
    """The file's bytes."""
    buffer = BytesIO()
    pydicom.dcmwrite(buffer, ds, enforce_file_format=True, **options)
    return buffer.getvalue()


@pytest.fixture(autouse=True)
def _write_what_the_standard_forbids(monkeypatch: pytest.MonkeyPatch) -> None:
    for mode in ("reading_validation_mode", "writing_validation_mode"):
        monkeypatch.setattr(pydicom.config.settings, mode, pydicom.config.IGNORE)


@pytest.fixture
def make() -> MakeDataset:
    return dataset_of


@pytest.fixture
def write() -> Callable[..., bytes]:
    return bytes_of


@pytest.fixture
def file() -> Callable[..., bytes]:
    """A file of the given pixels and attributes."""

    def build(pixels: np.ndarray | None = None, **attributes: Any) -> bytes:
        return bytes_of(dataset_of(pixels, **attributes))

    return build


@pytest.fixture
def compressed() -> Callable[..., bytes]:
    """A file with ready-made compressed frames; ``like`` gives size and type."""

    def build(frames: list[bytes], like: np.ndarray, syntax: str, **attributes: Any) -> bytes:
        colour = like.shape[-1] == 3
        plain = like[..., 0] if colour else like
        ds = dataset_of(plain, PixelData=encapsulate(frames), syntax=syntax, **attributes)
        if colour:
            ds.SamplesPerPixel = 3
            ds.PlanarConfiguration = 0
            if "PhotometricInterpretation" not in attributes:
                ds.PhotometricInterpretation = "RGB"
        if len(frames) > 1:
            ds.NumberOfFrames = len(frames)
        ds["PixelData"].VR = "OB"
        ds["PixelData"].is_undefined_length = True
        return bytes_of(ds)

    return build


@pytest.fixture(scope="session")
def pool() -> Iterator[DecodePool]:
    with DecodePool(2) as shared:
        yield shared
