from __future__ import annotations

import zipfile

import numpy as np
import pydicom
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence

from omni_med.dicom import DecodeLimits, DecodePool, ScannedFile, UnreadableFile, scan
from omni_med.errors import CancelledError, DamagedFileError, NotDicomError, TooLargeError

SLICE = np.arange(600, dtype=np.uint16).reshape(20, 30)


@pytest.fixture
def files(file):
    """Three different files."""
    return [file(SLICE + n, SOPInstanceUID=f"1.2.9.{n + 1}", InstanceNumber=n) for n in range(3)]


def uids(found):
    return [f.parsed.instance.sop_instance_uid for f in found if isinstance(f, ScannedFile)]


def problems(found):
    return {f.source.rsplit("/", 1)[-1]: f.error for f in found if isinstance(f, UnreadableFile)}


def test_a_folder_with_strangers_in_it(pool, files, tmp_path):
    (tmp_path / "sub").mkdir()
    (tmp_path / "b").write_bytes(files[0])
    (tmp_path / "sub" / "a").write_bytes(files[1])
    (tmp_path / "notes.txt").write_text("hello " * 50)
    (tmp_path / "cut").write_bytes(files[2][:-100])
    (tmp_path / "empty").write_bytes(b"")
    seen = []
    found = list(
        scan([tmp_path], pool=pool, progress=lambda done, total: seen.append((done, total)))
    )
    assert uids(found) == ["1.2.9.1", "1.2.9.2"]
    errors = problems(found)
    assert set(errors) == {"notes.txt", "cut", "empty"}
    assert isinstance(errors["notes.txt"], NotDicomError)
    assert isinstance(errors["cut"], DamagedFileError)
    assert seen[-1] == (5, 5)


def test_each_source_comes_once(pool, files, tmp_path):
    path = tmp_path / "x"
    path.write_bytes(files[0])
    (tmp_path / "link").symlink_to(path)
    found = list(scan([path, tmp_path, path], pool=pool))
    assert uids(found) == ["1.2.9.1"]
    assert found[0].read() == files[0]


def test_a_missing_path_is_named(pool, tmp_path):
    assert set(problems(scan([tmp_path / "nothing"], pool=pool))) == {"nothing"}


def test_what_goes_away_meanwhile_is_named(pool, files, tmp_path):
    net = tmp_path / "net"
    net.mkdir()
    for number in range(40):
        (net / f"{number:02}").write_bytes(files[number % 3])
    found = []
    for item in scan([net], pool=pool):
        found.append(item)
        if len(found) == 1:
            net.rename(tmp_path / "away")
    lost = [item for item in found if isinstance(item, UnreadableFile)]
    assert len(found) == 40, "each is read or named"
    assert len(lost) > 10
    assert all("gone" in str(item.error) for item in lost)


def test_zip(pool, files, tmp_path):
    path = tmp_path / "media.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for index, data in enumerate(files):
            archive.writestr(f"folder/{index}", data)
        archive.writestr("readme.txt", "no image " * 40)
    found = list(scan([path], pool=pool))
    assert uids(found) == ["1.2.9.1", "1.2.9.2", "1.2.9.3"]
    assert found[1].read() == files[1]
    assert set(problems(found)) == {"media.zip!readme.txt"}


def test_a_cut_zip_is_one_clear_error(pool, files, tmp_path):
    path = tmp_path / "media.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for index, data in enumerate(files):
            archive.writestr(str(index), data)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    found = list(scan([path], pool=pool))
    assert [type(f) for f in found] == [UnreadableFile]
    assert str(found[0].error) == "The ZIP is cut or damaged."


def test_a_damaged_member_does_not_cost_the_others(pool, files, tmp_path):
    path = tmp_path / "media.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for index, data in enumerate(files):
            archive.writestr(str(index), data)
    raw = bytearray(path.read_bytes())
    raw[raw.index(files[1]) + 900] ^= 0xFF
    path.write_bytes(raw)
    found = list(scan([path], pool=pool))
    assert uids(found) == ["1.2.9.1", "1.2.9.3"]
    assert len(problems(found)) == 1


@pytest.mark.parametrize(
    "name", ["../../evil", "/etc/evil", "a/../../evil", "C:\\evil", "..\\evil"]
)
def test_zip_slip_is_refused(pool, files, tmp_path, name):
    path = tmp_path / "media.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(name, files[0])
        archive.writestr("good", files[1])
    found = list(scan([path], pool=pool))
    assert uids(found) == ["1.2.9.2"]
    assert "outside itself" in str(next(iter(problems(found).values())))


def test_zip_bombs_are_refused(files, tmp_path):
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_BZIP2) as archive:
        archive.writestr("bomb", b"\0" * (100 << 20))
        archive.writestr("good", files[0])
    with DecodePool(1) as pool:
        found = list(scan([path], pool=pool))
        assert uids(found) == ["1.2.9.1"]
        assert "impossible size" in str(problems(found)[f"{path.name}!bomb"])
    with DecodePool(1, DecodeLimits(archive_bytes=50 << 20)) as pool:
        assert isinstance(problems(scan([path], pool=pool))["bomb.zip"], TooLargeError)
    with DecodePool(1, DecodeLimits(archive_members=1)) as pool:
        assert isinstance(problems(scan([path], pool=pool))["bomb.zip"], TooLargeError)


@pytest.fixture
def media(tmp_path, make, write):
    """A media directory of three images; file names in the directory are upper case."""
    folder = tmp_path / "media"
    (folder / "img").mkdir(parents=True)
    records = []
    for n in range(3):
        ds = make(SLICE + n, SOPInstanceUID=f"1.2.9.{n + 1}", InstanceNumber=n)
        (folder / "img" / f"im{n}").write_bytes(write(ds))
        record = Dataset()
        record.DirectoryRecordType = "IMAGE"
        record.ReferencedFileID = ["IMG", f"IM{n}"]
        records.append(record)
    directory = make(SOPClassUID="1.2.840.10008.1.3.10")
    directory.DirectoryRecordSequence = Sequence(records)
    (folder / "DICOMDIR").write_bytes(write(directory))
    return folder


def test_dicomdir_and_its_folder_give_the_same(pool, media):
    by_directory = list(scan([media / "DICOMDIR"], pool=pool))
    by_folder = list(scan([media], pool=pool))
    assert (
        sorted(uids(by_directory)) == sorted(uids(by_folder)) == ["1.2.9.1", "1.2.9.2", "1.2.9.3"]
    )
    assert problems(by_directory) == problems(by_folder) == {}
    assert len(uids(scan([media, media / "DICOMDIR"], pool=pool))) == 3


def test_dicomdir_names_what_is_missing(pool, media):
    victim = sorted(path for path in media.rglob("*") if path.is_file() and path.name != "DICOMDIR")
    victim[0].unlink()
    found = list(scan([media / "DICOMDIR"], pool=pool))
    assert len(uids(found)) == 2
    assert "not there" in str(next(iter(problems(found).values())))


def test_a_damaged_dicomdir_gives_way_to_the_folder(pool, media):
    directory = media / "DICOMDIR"
    directory.write_bytes(directory.read_bytes()[:600])
    found = list(scan([directory], pool=pool))
    assert len(uids(found)) == 3


def test_a_dicomdir_that_points_outside(pool, media, files):
    outside = media.parent / "EVIL"
    outside.write_bytes(files[0])
    directory = pydicom.dcmread(media / "DICOMDIR")
    for record in directory.DirectoryRecordSequence:
        if "ReferencedFileID" in record:
            record.ReferencedFileID = ["..", "EVIL"]
    directory.save_as(media / "DICOMDIR")
    found = list(scan([media / "DICOMDIR"], pool=pool))
    assert "EVIL" not in {f.source.rsplit("/", 1)[-1] for f in found if isinstance(f, ScannedFile)}


def test_cancel(pool, files, tmp_path):
    for index, data in enumerate(files):
        (tmp_path / str(index)).write_bytes(data)
    with pytest.raises(CancelledError):
        list(scan([tmp_path], pool=pool, cancelled=lambda: True))
