from __future__ import annotations

import errno
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from audit.errors import StorageFullError, WrongPassphraseError
from audit.sealing import objects
from omni_med.dicom.pool import DecodePool
from omni_med.errors import CancelledError, UnreadableRecordError, WorkspaceError
from omni_med.workspace import Workspace, importer

WriteFile = Callable[..., Path]
ROOT = "1.2.826.0.1.3680043.10.543"


def test_files_come_back_byte_for_byte_in_order(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    paths = {number: write_file(f"{9 - number}.dcm", number=number) for number in (3, 1, 2)}
    report = workspace.import_paths([paths[1].parent], pool=pool)
    assert (report.instances, report.duplicates, report.unreadable) == (3, 0, ())
    assert report.studies == (f"{ROOT}.1",)
    case = workspace.open_case(f"{ROOT}.1")
    assert [item.instance_number for item in case.study.instances] == [1, 2, 3]
    assert case.study.patient.name == "Quirrell^Zelda"
    for number, path in paths.items():
        uid = f"{ROOT}.1.1.{number}"
        data = path.read_bytes()
        assert workspace.read_instance(uid) == data
        with workspace.open_instance(uid) as reader:
            assert reader.read(100, 50) == data[100:150]
        assert workspace.header(uid)["00200013"]["Value"] == [number]
        assert workspace.rendering(uid).frames[0].intercept == -1024
    assert set(workspace.renderings(f"{ROOT}.1.1")) == {f"{ROOT}.1.1.{n}" for n in (1, 2, 3)}


def test_the_second_time_everything_is_a_duplicate(
    filled: Workspace, tmp_path: Path, pool: DecodePool
) -> None:
    report = filled.import_paths([tmp_path / "files"], pool=pool)
    assert (report.instances, report.duplicates, report.unreadable) == (0, 3, ())
    assert report.studies == (f"{ROOT}.1",)


def test_same_uid_other_bytes_is_reported_and_the_first_kept(
    filled: Workspace, tmp_path: Path, write_file: WriteFile, pool: DecodePool
) -> None:
    first = (tmp_path / "files/b.dcm").read_bytes()
    other = write_file("other.dcm", number=1, StudyDescription="something else")
    report = filled.import_paths([other], pool=pool)
    assert (report.instances, report.duplicates) == (0, 0)
    assert [item.source for item in report.unreadable] == [str(other)]
    assert "same SOP Instance UID" in report.unreadable[0].message
    assert filled.read_instance(f"{ROOT}.1.1.1") == first


def test_same_uid_other_bytes_within_one_import(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    paths = [write_file("a.dcm"), write_file("b.dcm", StudyDescription="else")]
    shutil.copy(paths[0], paths[0].with_name("c.dcm"))
    report = workspace.import_paths([paths[0].parent], pool=pool)
    assert (report.instances, report.duplicates, len(report.unreadable)) == (1, 1, 1)


@pytest.mark.parametrize(
    ("keyword", "value"), [("PatientID", "OTHER"), ("PatientBirthDate", "19010203")]
)
def test_a_study_of_two_patients_is_refused(
    filled: Workspace, write_file: WriteFile, pool: DecodePool, keyword: str, value: str
) -> None:
    stray = write_file("x.dcm", number=9, **{keyword: value})
    report = filled.import_paths([stray], pool=pool)
    assert report.instances == 0
    assert "another patient ID" in report.unreadable[0].message
    assert value not in report.unreadable[0].message
    assert filled.verify().ok


def test_gaps_in_the_first_header_are_filled_from_the_next(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    paths = [
        write_file("a.dcm", number=1, StudyDescription="", PatientSex=""),
        write_file("b.dcm", number=2, StudyDescription="CT head", PatientSex="F"),
    ]
    workspace.import_paths(paths, pool=pool)
    (row,) = workspace.studies()
    assert (row.description, row.sex, row.instances) == ("CT head", "F", 2)


def test_unreadable_files_are_named_and_the_rest_is_imported(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool
) -> None:
    good = write_file("good.dcm")
    (good.parent / "bad.dcm").write_bytes(good.read_bytes()[:300])
    (good.parent / "notes.txt").write_text("no image")
    report = workspace.import_paths([good.parent], pool=pool)
    assert report.instances == 1
    assert sorted(Path(item.source).name for item in report.unreadable) == ["bad.dcm", "notes.txt"]
    assert all(item.message for item in report.unreadable)


def test_more_than_one_batch_and_progress(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 4)
    for number in range(1, 11):
        write_file(f"{number}.dcm", number=number)
    seen: list[tuple[int, int]] = []
    report = workspace.import_paths(
        [write_file("1.dcm").parent], pool=pool, progress=lambda *step: seen.append(step)
    )
    assert report.instances == 10
    assert seen[-1] == (10, 10)
    imports = [entry for entry in workspace.trail() if entry.action == "study.import"]
    assert [entry.detail["instances"] for entry in imports] == [4, 4, 2]
    (row,) = workspace.studies()
    assert row.instances == 10


def test_cancelling_keeps_whole_batches(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "BATCH", 2)
    for number in range(1, 8):
        folder = write_file(f"{number}.dcm", number=number).parent
    done = 0

    def count(now: int, _total: int) -> None:
        nonlocal done
        done = now

    with pytest.raises(CancelledError):
        workspace.import_paths([folder], pool=pool, progress=count, cancelled=lambda: done >= 5)
    (row,) = workspace.studies()
    assert row.instances % 2 == 0
    assert workspace.verify().ok
    workspace.import_paths([folder], pool=pool)
    assert workspace.studies()[0].instances == 7


def test_a_full_disk_is_one_error_and_the_rest_stays(
    filled: Workspace, write_file: WriteFile, pool: DecodePool, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_file("new.dcm", number=50)

    def full(_descriptor: int, _data: object) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(objects.os, "write", full)
        with pytest.raises(StorageFullError):
            filled.import_paths([path], pool=pool)
    assert filled.studies()[0].instances == 3
    assert filled.import_paths([path], pool=pool).instances == 1
    assert filled.verify().ok


def test_missing_paths_and_records_stop_before_anything_is_done(
    workspace: Workspace, write_file: WriteFile, pool: DecodePool, tmp_path: Path
) -> None:
    with pytest.raises(WorkspaceError, match="no file or folder"):
        workspace.import_paths([tmp_path / "gone"], pool=pool)
    with pytest.raises(UnreadableRecordError):
        workspace.import_paths([write_file("a.dcm")], notes=[tmp_path / "gone.txt"], pool=pool)
    assert workspace.studies() == ()


def test_the_only_user_is_the_default(filled: Workspace) -> None:
    filled.close()
    with pytest.raises(WrongPassphraseError):
        Workspace.open(filled.home, passphrase="guess")
    with Workspace.open(filled.home, passphrase="a horse and a stapler") as again:
        assert again.user == "ada"
        assert again.studies()[0].instances == 3
