"""A folder as a batch: studies, pictures, and what is neither."""

from __future__ import annotations

import csv
from pathlib import Path

import pydicom
import pytest

from omni_med.batch.folder import plan_folder
from omni_med.batch.options import BatchOptions
from omni_med.batch.run import JournalLike, run_batch
from omni_med.dicom.pool import DecodePool
from omni_med.errors import CancelledError, ManifestError
from omni_med.synthetic.patients import write_patients


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, drawn: Path) -> Path:
    folder = tmp_path_factory.mktemp("folder")
    write_patients(folder, only=("fits", "knee"))
    (folder / "pictures").mkdir()
    (folder / "pictures" / "a.png").write_bytes((drawn.parent / "films" / "a.png").read_bytes())
    (folder / "broken.dcm").write_bytes(bytes(128) + b"DICM" + b"\x02\x00\x10")
    return folder


def test_a_study_is_one_case_and_so_is_a_picture(
    folder: Path, new_journal: type[JournalLike], tmp_path: Path
) -> None:
    summary = run_batch(BatchOptions(folder, tmp_path, model="fake", workers=1), new_journal())
    with (tmp_path / "results.csv").open(newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    films = [row for row in rows.values() if row["study_uid"]]
    assert len(films) == 2
    fits, knee = sorted(films, key=lambda row: row["priority"] == "not-assessed")
    assert fits["id"] == fits["study_uid"]
    assert fits["view"] == "PA"
    assert fits["sex"] == "F"
    assert float(fits["age"]) > 0
    assert fits["notes_used"] == "1"  # the request in the header
    assert fits["probability"]
    assert knee["priority"] == "not-assessed"
    assert rows["pictures/a.png"]["probability"]
    assert rows["broken.dcm"]["error_code"] == "unreadable"
    assert str(folder) not in (tmp_path / "results.csv").read_text()
    assert summary.failures == sum(1 for row in rows.values() if row["error_code"])


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with DecodePool(workers=1) as pool, pytest.raises(ManifestError, match="no files"):
        plan_folder(tmp_path, pool)


def test_looking_through_a_folder_can_be_stopped(folder: Path) -> None:
    with DecodePool(workers=1) as pool, pytest.raises(CancelledError):
        plan_folder(folder, pool, cancelled=lambda: True)


def test_the_digest_follows_the_files(folder: Path, tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n")
    with DecodePool(workers=1) as pool:
        first = plan_folder(tmp_path, pool).digest
        assert plan_folder(tmp_path, pool).digest == first
        (tmp_path / "b").write_bytes(b"\x89PNG\r\n\x1a\nmore")
        assert plan_folder(tmp_path, pool).digest != first


@pytest.mark.data
def test_dicom_files_in_a_manifest_are_read(
    test_data: Path, new_journal: type[JournalLike], tmp_path: Path
) -> None:
    with (test_data / "dicom" / "dicom.csv").open(newline="") as stream:
        listed = list(csv.DictReader(stream))
    chosen = {
        kind: next(
            row["path"]
            for row in listed
            if row["modality"] == kind and row["path"].startswith(("projection/", "series/"))
        )
        for kind in ("CR", "CT", "MG")
    }
    manifest = tmp_path / "m.csv"
    lines = [f"{kind},{test_data / 'dicom' / path}" for kind, path in chosen.items()]
    manifest.write_text("\n".join(["case_id,images", *lines]))
    options = BatchOptions(manifest, tmp_path / "out", model="fake", workers=1)
    assert run_batch(options, new_journal()).failures == 0
    with (tmp_path / "out" / "results.csv").open(newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    assert rows["CT"]["error"] == "not assessed: not meant for this: CT"
    assert rows["MG"]["error"] == "not assessed: not meant for this: MG"
    assert rows["CR"]["error_code"] == ""


@pytest.mark.parametrize(
    ("keyword", "value"), [("PatientID", "ANOTHER"), ("PatientBirthDate", "19010203")]
)
def test_a_study_of_two_patients_is_refused_and_the_others_are_read(
    new_journal: type[JournalLike], tmp_path: Path, keyword: str, value: str
) -> None:
    source = tmp_path / "studies"
    source.mkdir()
    folder = write_patients(source, only=("fits", "contradicts"))[0].folder
    film = next(folder.iterdir())
    dataset = pydicom.dcmread(film)
    dataset.SOPInstanceUID = dataset.file_meta.MediaStorageSOPInstanceUID = "1.2.3.4"
    setattr(dataset, keyword, value)
    dataset.save_as(source / "stray.dcm")
    out = tmp_path / "out"
    summary = run_batch(BatchOptions(source, out, model="fake", workers=1), new_journal())
    with (out / "results.csv").open(newline="") as stream:
        rows = {row["id"]: row for row in csv.DictReader(stream)}
    mixed = rows[str(dataset.StudyInstanceUID)]
    assert mixed["error"] == "The DICOM files of this case are of several patients."
    assert not mixed["probability"]
    assert value not in (out / "results.csv").read_text()
    assert any(row["probability"] for row in rows.values())
    assert summary.failures >= 1
