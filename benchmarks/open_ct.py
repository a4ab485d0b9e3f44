"""Opening a CT of 500 slices, 512 x 512: ours against SimpleITK, same files, same run.

The files are synthetic (a phantom with noise), written native to a temporary folder that the
system holds in memory after the first run. SimpleITK applies the rescale to every voxel while it
reads; ours keeps stored values with slope and intercept. "Known" means that the headers were read
at import, as the workspace stores them; "folder" starts from nothing but paths.
"""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import numpy as np
import SimpleITK as sitk  # noqa: N813
from common import Result, seconds
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.uid import ExplicitVRLittleEndian

from omni_med.dicom import DecodePool, ScannedFile, Stack, build_stacks, group, load_volume, scan
from omni_med.dicom.filling import ReadInto

SLICES, SIDE = 500, 512
CT_IMAGE = "1.2.840.10008.5.1.4.1.1.2"


def write_series(folder: Path) -> None:
    """Write the phantom: a body of soft tissue in air, with noise."""
    chance = np.random.default_rng(1)
    grid = np.hypot(*np.meshgrid(np.linspace(-1, 1, SIDE), np.linspace(-1, 1, SIDE)))
    body = np.where(grid < 0.8, 1064, 24).astype(np.int16)
    for index in range(SLICES):
        meta = FileMetaDataset()
        meta.MediaStorageSOPClassUID = CT_IMAGE
        meta.MediaStorageSOPInstanceUID = f"1.2.826.0.1.9.{index + 1}"
        meta.TransferSyntaxUID = ExplicitVRLittleEndian
        ds = FileDataset("", {}, preamble=b"\0" * 128, file_meta=meta)
        ds.SOPClassUID, ds.SOPInstanceUID = CT_IMAGE, meta.MediaStorageSOPInstanceUID
        ds.StudyInstanceUID, ds.SeriesInstanceUID = "1.2.826.0.1.7", "1.2.826.0.1.8"
        ds.Modality, ds.PatientID, ds.InstanceNumber = "CT", "PHANTOM", index + 1
        ds.Rows = ds.Columns = SIDE
        ds.SamplesPerPixel, ds.PhotometricInterpretation = 1, "MONOCHROME2"
        ds.BitsAllocated, ds.BitsStored, ds.HighBit, ds.PixelRepresentation = 16, 16, 15, 1
        ds.ImagePositionPatient = [-180, -180, index]
        ds.ImageOrientationPatient = [1, 0, 0, 0, 1, 0]
        ds.PixelSpacing, ds.SliceThickness = [0.7, 0.7], 1
        ds.RescaleSlope, ds.RescaleIntercept = 1, -1024
        ds.PixelData = (body + chance.integers(-20, 20, body.shape, np.int16)).tobytes()
        ds.save_as(folder / f"{index:04d}.dcm", enforce_file_format=True)


def open_folder(folder: Path, pool: DecodePool) -> tuple[Stack, dict[str, Path]]:
    """Scan and stack; return the stack and each object's path."""
    found = [item for item in scan([folder], pool=pool) if isinstance(item, ScannedFile)]
    (study,) = group(item.parsed for item in found)
    (stack,) = build_stacks(study.series[0])
    return stack, {f.parsed.instance.sop_instance_uid: Path(f.source) for f in found}


def plain_into(paths: Mapping[str, Path]) -> ReadInto:
    """Return what fills a buffer from a plain file, by SOP instance UID."""

    def read_into(uid: str, offset: int, buffer: memoryview) -> int:
        descriptor = os.open(paths[uid], os.O_RDONLY | os.O_CLOEXEC)
        try:
            return os.preadv(descriptor, [buffer], offset)
        finally:
            os.close(descriptor)

    return read_into


def sitk_read(names: tuple[str, ...]) -> sitk.Image:
    """Load the series as SimpleITK does, file names known."""
    reader = sitk.ImageSeriesReader()
    reader.SetFileNames(names)
    return reader.Execute()


def first_slice(stack: Stack, paths: dict[str, Path], pool: DecodePool) -> float:
    """Return the seconds until the slice in the middle is there."""
    start = time.perf_counter()
    shown: list[float] = []

    def there(_index: int) -> None:
        if not shown:
            shown.append(time.perf_counter() - start)

    load_volume(
        stack,
        lambda uid: paths[uid].read_bytes(),
        pool=pool,
        read_into=plain_into(paths),
        start=SLICES // 2,
        on_slice=there,
    )
    return shown[0]


def in_turns(
    ours: Callable[[], object], theirs: Callable[[], object], times: int
) -> tuple[float, float]:
    """Return the median seconds of both, run in turns, so that a busy machine meets both."""
    pairs = [(seconds(ours, repeat=1), seconds(theirs, repeat=1)) for _ in range(times)]
    return statistics.median(a for a, _ in pairs), statistics.median(b for _, b in pairs)


def measure() -> list[Result]:
    """Measure: all slices with known headers, the first slice, and a folder from nothing."""
    with tempfile.TemporaryDirectory() as name, DecodePool(2) as pool:
        folder = Path(name)
        write_series(folder)
        pool.warm()
        stack, paths = open_folder(folder, pool)
        names = tuple(str(paths[item.sop_instance_uid]) for item in stack.slices)

        def ours() -> object:
            return load_volume(
                stack, lambda uid: paths[uid].read_bytes(), pool=pool, read_into=plain_into(paths)
            )

        def ours_from_folder() -> object:
            fresh, files = open_folder(folder, pool)
            return load_volume(
                fresh, lambda uid: files[uid].read_bytes(), pool=pool, read_into=plain_into(files)
            )

        def theirs_from_folder() -> object:
            return sitk_read(sitk.ImageSeriesReader.GetGDCMSeriesFileNames(name))

        expected = sitk.GetArrayFromImage(sitk_read(names))
        loaded = load_volume(
            stack, lambda uid: paths[uid].read_bytes(), pool=pool, read_into=plain_into(paths)
        )
        if not np.array_equal(loaded.values.astype(np.int32) - 1024, expected):
            raise RuntimeError("ours and SimpleITK's voxels differ")
        known, peer = in_turns(ours, lambda: sitk_read(names), 5)
        first = sorted(first_slice(stack, paths, pool) for _ in range(5))[2]
        whole, peer_whole = in_turns(ours_from_folder, theirs_from_folder, 3)
    return [
        Result(
            "open-ct-500-plain",
            known,
            "s",
            "SimpleITK ImageSeriesReader, names known",
            peer,
            "all 500 slices of plain files in <= 0.7 s, faster than SimpleITK",
            met=known <= 0.7 and known < peer,
        ),
        Result(
            "open-ct-500-first-slice",
            first,
            "s",
            "",
            None,
            "first image <= 0.2 s",
            met=first <= 0.2,
        ),
        Result(
            "open-ct-500-folder",
            whole,
            "s",
            "SimpleITK from the folder (headers, sort, read)",
            peer_whole,
            "a folder never seen, full headers kept; SimpleITK reads a few tags",
            met=whole <= peer_whole,
        ),
    ]
