"""Every series of the test data lies where SimpleITK puts it, and its letters are right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pydicom
import pytest

from omni_med.dicom.pool import DecodePool
from omni_med.dicom.scan import ScannedFile, scan
from omni_med.dicom.stacks import Stack, build_stacks, group
from ui.desktop.models.space.oblique import UPRIGHT, turned
from ui.desktop.models.space.orientation import borders, directions
from ui.desktop.models.space.planes import frame_of

SERIES = ("ct_chest_a", "ct_chest_b", "ct_head_tilt", "mr_brain_axial", "mr_fmri")
MM = 0.01


def stacks_of(folder: Path, pool: DecodePool) -> tuple[list[Stack], dict[str, Path]]:
    files = [item for item in scan([folder], pool=pool) if isinstance(item, ScannedFile)]
    sources = {item.parsed.instance.sop_instance_uid: Path(item.source) for item in files}
    studies = group(item.parsed for item in files)
    found = [s for study in studies for series in study.series for s in build_stacks(series)]
    return found, sources


@pytest.mark.data
@pytest.mark.slow
@pytest.mark.parametrize("name", SERIES)
def test_every_corner_is_where_simpleitk_says(name: str, test_data: Path, pool: DecodePool) -> None:
    sitk = pytest.importorskip("SimpleITK")
    stacks, sources = stacks_of(test_data / "dicom" / "series" / name, pool)
    checked = 0
    for stack in stacks:
        for item in stack.slices[:: max(len(stack.slices) // 12, 1)]:
            assert item.plane is not None
            image = sitk.ReadImage(str(sources[item.sop_instance_uid]))
            columns, rows = image.GetSize()[:2]
            frame = frame_of(item.plane, columns, rows)
            for x, y in ((0, 0), (columns - 1, 0), (0, rows - 1), (columns / 3, rows / 7)):
                expected = image.TransformContinuousIndexToPhysicalPoint((x, y, 0.0))
                found = frame.at((x + 0.5, y + 0.5))
                assert np.abs(found - np.array(expected)).max() <= MM
                assert np.abs(np.array(frame.image_of(found)) - (x + 0.5, y + 0.5)).max() < 1e-6
            checked += 1
    assert checked >= 3


@pytest.mark.data
@pytest.mark.slow
def test_lengths_and_turned_planes_keep_their_millimetres(
    test_data: Path, pool: DecodePool
) -> None:
    """A point on a turned plane, brought to the slices and back, stays within 0.01 mm."""
    for name in ("ct_chest_a", "ct_head_tilt"):
        stacks, _sources = stacks_of(test_data / "dicom" / "series" / name, pool)
        stack = max(stacks, key=lambda one: len(one.slices))
        planes = [item.plane for item in stack.slices if item.plane is not None]
        frames = [frame_of(plane, 512, 512) for plane in planes]
        axes = turned(UPRIGHT["sagittal"], np.array([0.0, 0.0, 1.0]), 23.0)
        for frame in frames[:: len(frames) // 5]:
            for point in ((100.0, 80.0), (300.0, 400.0)):
                position = frame.at(point)
                along = axes @ position
                back = axes.T @ along
                assert np.abs(back - position).max() <= MM
                x, y = frame.image_of(back)
                assert abs(x - point[0]) * np.linalg.norm(frame.across) <= MM
                assert abs(y - point[1]) * np.linalg.norm(frame.down) <= MM


@pytest.mark.data
@pytest.mark.slow
def test_the_letters_of_every_series_are_those_of_its_header(
    test_data: Path, pool: DecodePool
) -> None:
    """Expected from Image Orientation (Patient) as pydicom reads it (PS3.3 C.7.6.2.1.1)."""
    positive, negative = "LPH", "RAF"
    checked = 0
    for part in ("series", "slices", "prior", "rt", "seg", "multiframe", "other"):
        stacks, sources = stacks_of(test_data / "dicom" / part, pool)
        for stack in stacks:
            item = stack.slices[0]
            if item.plane is None:
                continue
            header = pydicom.dcmread(sources[item.sop_instance_uid], stop_before_pixels=True)
            if "ImageOrientationPatient" not in header:
                continue
            cosines = np.array([float(v) for v in header.ImageOrientationPatient])
            letters = []
            for direction in (cosines[:3], cosines[3:]):
                axis = int(np.abs(direction).argmax())
                letters.append((positive if direction[axis] > 0 else negative)[axis])
            found = borders(*directions(item.plane, ()), rotation=0, flipped=False)
            assert (found.right[0], found.bottom[0]) == tuple(letters), stack.label
            opposite = dict(zip(positive + negative, negative + positive, strict=True))
            assert found.left[0] == opposite[letters[0]]
            assert found.top[0] == opposite[letters[1]]
            checked += 1
    assert checked >= 12
