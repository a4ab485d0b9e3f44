"""Every file of the test data: as pydicom with all its plugins decodes it, or one clear error."""

from __future__ import annotations

import csv
import json
import re
import warnings
from collections import Counter

import numpy as np
import pydicom
import pytest
import SimpleITK as sitk  # noqa: N813

from omni_med.dicom import ScannedFile, UnreadableFile, build_stacks, group, load_volume, scan
from omni_med.errors import DicomError, MediaDirectoryError

pytestmark = [pytest.mark.data]

LOSSY_JPEG = {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51"}
HARD = ("malformed", "undecodable")


@pytest.fixture(scope="module")
def dicom(test_data):
    return test_data / "dicom"


@pytest.fixture(scope="module")
def rows(dicom):
    with (dicom / "dicom.csv").open(encoding="utf-8") as table:
        return list(csv.DictReader(table))


def oracle(path):
    """What pydicom gives, YBR converted to RGB as ours."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pydicom.dcmread(path).pixel_array


def ours(pool, path):
    parsed = pool.parse(path)
    values = pool.decode(path.read_bytes(), parsed.instance)
    return values if parsed.instance.frames > 1 else values[0]


def largest_difference(found, expected):
    assert found.shape == expected.shape
    assert found.dtype == expected.dtype.newbyteorder("<")
    np.testing.assert_array_equal(np.isnan(found), np.isnan(expected))
    difference = np.abs(found.astype(np.float64) - expected)
    return float(np.nanmax(difference)), float(np.nanmean(difference))


@pytest.mark.slow
def test_every_good_file_is_what_pydicom_gives(pool, dicom, rows):
    wrong, compared = [], 0
    for row in rows:
        path = dicom / row["path"]
        if row["path"].startswith(HARD):
            continue
        try:
            parsed = pool.parse(path)
        except MediaDirectoryError:
            assert "DICOMDIR" in path.name
            continue
        assert parsed.instance.has_pixels == bool(row["pixel_data"])
        assert json.loads(parsed.header)
        if not parsed.instance.has_pixels:
            continue
        largest, mean = largest_difference(ours(pool, path), oracle(path))
        compared += 1
        # Two JPEG decoders may round the inverse cosine transform differently (one step), and
        # interpolate subsampled colour differently; every other syntax has one right answer.
        allowed = (0.0, 0.0)
        if parsed.instance.transfer_syntax_uid in LOSSY_JPEG:
            allowed = (1.0, 0.05) if parsed.instance.samples_per_pixel == 1 else (7.0, 0.12)
        if (largest, mean) > allowed or mean > allowed[1]:
            wrong.append((row["path"], largest, mean))
    assert wrong == []
    assert compared > 480


def test_hard_files_decode_correctly_or_say_one_clear_thing(pool, dicom, rows):
    outcome: Counter[str] = Counter()
    refusals: list[DicomError] = []
    for row in rows:
        if not row["path"].startswith(HARD):
            continue
        path = dicom / row["path"]
        try:
            parsed = pool.parse(path)
            found = ours(pool, path) if parsed.instance.has_pixels else None
        except DicomError as error:
            refusals.append(error)
            continue
        outcome["decoded" if found is not None else "no image"] += 1
        if found is None:
            continue
        if row["path"] in SAME_AS:
            largest, _mean = largest_difference(found, oracle(dicom / SAME_AS[row["path"]]))
            assert largest == 0, row["path"]
        elif row["path"] not in NO_ORACLE:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                expected = pydicom.dcmread(path, force=True).pixel_array
            assert largest_difference(found, expected)[0] <= 1, row["path"]
    assert len(refusals) >= 17
    for refusal in refusals:
        assert re.match(r"^[A-Z][^\n]{15,160}\.$", str(refusal)), str(refusal)
        assert refusal.hint
    assert outcome["decoded"] >= 14


SAME_AS = {
    # The sequence delimiter is missing at the very end; all frames are there.
    "malformed/emri_small_jpeg_2k_lossless_too_short.dcm": "multiframe/emri_small.dcm",
    # pydicom has no decoder for one-bit RLE and for deflated frames.
    "undecodable/liver_rle.dcm": "seg/liver.dcm",
    "undecodable/liver_deflate.dcm": "seg/liver.dcm",
}
NO_ORACLE = {
    "malformed/OT-PAL-8-face.dcm",  # pydicom wants a transfer syntax; see the test below
    "undecodable/MR1_JPLY",  # 12-bit JPEG on which pydicom's only decoder gives up
    "undecodable/MR4_JPLY",
    "undecodable/NM1_JPLY",
}


def test_palette_file_without_meta_header(pool, dicom):
    path = dicom / "malformed/OT-PAL-8-face.dcm"
    data = path.read_bytes()
    np.testing.assert_array_equal(
        ours(pool, path).ravel(), np.frombuffer(data[-640 * 480 :], np.uint8)
    )


def test_twelve_bit_jpeg_that_pydicom_cannot_read(pool, dicom):
    """The same picture, lossless and lossy: close, and closer than its JPEG 2000 sibling."""
    lossless = ours(pool, dicom / "syntax/nema/NM1_JPLL").astype(int)
    jpeg = ours(pool, dicom / "undecodable/NM1_JPLY").astype(int)
    sibling = ours(pool, dicom / "syntax/nema/NM1_J2KI").astype(int)
    assert np.abs(jpeg - lossless).mean() < 2.5 < np.abs(sibling - lossless).mean()


def test_one_slice_in_every_lossless_syntax(pool, dicom):
    folder = dicom / "syntax/chest_ct_slice"
    reference = oracle(next(folder.glob("*ExplicitTransferSyntax_1.2.840.10008.1.2.1.dcm")))
    lossless = [
        path
        for path in sorted(folder.iterdir())
        if not re.search(r"4\.(50|51|81|91)\.dcm$", path.name)
    ]
    assert len(lossless) >= 8
    for path in lossless:
        np.testing.assert_array_equal(ours(pool, path), reference, err_msg=path.name)


def stacks_of(pool, folder):
    found = [item for item in scan([folder], pool=pool) if isinstance(item, ScannedFile)]
    (study,) = group(item.parsed for item in found)
    stacks = [stack for series in study.series for stack in build_stacks(series)]
    read = {item.parsed.instance.sop_instance_uid: item.read for item in found}
    renderings = {f.parsed.instance.sop_instance_uid: f.parsed.rendering for f in found}
    return stacks, (lambda uid: read[uid]()), renderings


def test_chest_ct(pool, dicom):
    (stack,), read, renderings = stacks_of(pool, dicom / "series/ct_chest_a")
    assert stack.shape[0] == 60
    np.testing.assert_allclose(stack.geometry.spacing, (3, 0.977, 0.977), atol=1e-3)
    assert stack.warnings == ()
    volume = load_volume(stack, read, pool=pool, renderings=renderings)
    reader = sitk.ImageSeriesReader()
    folder = str(dicom / "series/ct_chest_a")
    uid = next(u for u in reader.GetGDCMSeriesIDs(folder) if u == stack.series_uid)
    reader.SetFileNames(reader.GetGDCMSeriesFileNames(folder, uid))
    image = reader.Execute()
    modality = volume.values * volume.slope + volume.intercept
    np.testing.assert_array_equal(modality, sitk.GetArrayFromImage(image))
    np.testing.assert_allclose(image.GetOrigin(), stack.geometry.origin, atol=1e-6)
    np.testing.assert_allclose(image.GetSpacing()[::-1], stack.geometry.spacing, atol=1e-4)
    np.testing.assert_allclose(
        np.array(image.GetDirection()).reshape(3, 3), stack.geometry.direction, atol=1e-6
    )


def test_tilted_head_ct_with_uneven_slices(pool, dicom):
    (stack,), _read, _renderings = stacks_of(pool, dicom / "series/ct_head_tilt")
    assert stack.geometry.tilt_degrees == pytest.approx(18.5, abs=0.05)
    assert stack.geometry.uneven
    gaps = np.diff(stack.geometry.positions)
    cosine = np.cos(np.radians(18.5))
    assert gaps.min() * cosine == pytest.approx(1.1, abs=0.1)
    assert gaps.max() * cosine == pytest.approx(7.0, abs=0.1)
    assert len(stack.warnings) == 2


def test_functional_mr_is_ten_volumes(pool, dicom):
    stacks, _read, _renderings = stacks_of(pool, dicom / "series/mr_fmri")
    assert [stack.shape for stack in stacks] == [(15, 64, 64)] * 10
    times = [{item.instance.temporal_key for item in stack.slices} for stack in stacks]
    assert len(stacks[0].slices) == len({item.plane.position for item in stacks[0].slices})
    assert times
    order = [min(item.instance.instance_number for item in stack.slices) for stack in stacks]
    assert len(set(order)) == 10


def test_oblique_brain_is_one_stack(pool, dicom):
    (stack,), _read, _renderings = stacks_of(pool, dicom / "series/mr_brain_axial")
    assert stack.shape[0] == 20
    assert not stack.geometry.uneven


def test_names_in_every_character_set(pool, dicom):
    expected = {
        "chrArab.dcm": "قباني^لنزار",
        "chrFren.dcm": "Buc^Jérôme",
        "chrGerm.dcm": "Äneas^Rüdiger",
        "chrGreek.dcm": "Διονυσιος",
        "chrH31.dcm": "Yamada^Tarou=山田^太郎=やまだ^たろう",
        "chrI2.dcm": "Hong^Gildong=洪^吉洞=홍^길동",
        "chrX1.dcm": "Wang^XiaoDong=王^小東",
        "chrX2.dcm": "Wang^XiaoDong=王^小东",
        "chrRuss.dcm": "Люкceмбypг",
        "chrHbrw.dcm": "שרון^דבורה",
    }
    found = {name: pool.parse(dicom / "charset" / name).study.patient.name for name in expected}
    assert found == expected


def test_media_directories(pool, dicom):
    folder = dicom / "dicomdir/pydicom"
    listed = list(scan([folder / "DICOMDIR"], pool=pool))
    assert sum(isinstance(item, ScannedFile) for item in listed) == 31
    assert not [item for item in listed if isinstance(item, UnreadableFile)]
    whole = list(scan([folder], pool=pool))
    assert len(whole) == 31


@pytest.mark.slow
def test_the_whole_folder_each_source_once(pool, dicom, rows):
    found = list(scan([dicom], pool=pool))
    sources = Counter(item.source for item in found)
    assert max(sources.values()) == 1
    unreadable = [item for item in found if isinstance(item, UnreadableFile)]
    names = {item.source.split("/dicom/", 1)[-1] for item in unreadable}
    assert all(name.startswith(HARD) or name == "dicom.csv" for name in names)
    assert len(found) - len(unreadable) > 640
