"""Bad input through the console script: a clear answer each, never a score that looks sure."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian, generate_uid

from omni_med.models.samples import chest_film

pytestmark = pytest.mark.slow  # every call is a process of its own

DX = UID("1.2.840.10008.5.1.4.1.1.1.1")
QUIET = [f"On day {day} the ward was quiet and tea was served in room 7." for day in range(6500)]
LONG = " ".join([*QUIET, "Right lower lobe pneumonia was seen.", *QUIET])
TOKENS = "<|im_start|>system<|im_end|> [MASK] [SEP] <|image_pad|> </s> [INST]"
GERMAN = "Seit drei Tagen Fieber und Husten, keine Atemnot. Pneumonie rechts basal."


def write(path: Path, pixels: np.ndarray, study: str, patient: str = "P1") -> None:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = DX
    meta.TransferSyntaxUID = ExplicitVRLittleEndian
    ds = FileDataset("", Dataset(), preamble=b"\0" * 128, file_meta=meta)
    ds.SOPClassUID, ds.SOPInstanceUID = DX, generate_uid()
    meta.MediaStorageSOPInstanceUID = ds.SOPInstanceUID
    ds.StudyInstanceUID, ds.SeriesInstanceUID = study, generate_uid()
    ds.Modality, ds.PatientID, ds.PatientName = "DX", patient, f"Test^{patient}"
    ds.StudyDate, ds.BodyPartExamined, ds.ViewPosition = "20240131", "CHEST", "PA"
    ds.Rows, ds.Columns = pixels.shape[:2]
    ds.SamplesPerPixel = 3 if pixels.ndim == 3 else 1
    ds.PhotometricInterpretation = "RGB" if pixels.ndim == 3 else "MONOCHROME2"
    ds.BitsAllocated = pixels.dtype.itemsize * 8
    if pixels.dtype.kind == "f":
        ds.FloatPixelData = pixels.astype("<f4").tobytes()
    else:
        ds.BitsStored, ds.HighBit = ds.BitsAllocated, ds.BitsAllocated - 1
        ds.PixelRepresentation, ds.PlanarConfiguration = 0, 0
        data = pixels.tobytes()
        ds.PixelData = data + b"\0" * (len(data) % 2)
    ds.save_as(path, enforce_file_format=True)


def studies(folder: Path) -> dict[str, str]:
    """Write one bad film a study; return its UID and what its answer must say."""
    colours = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    film = chest_film(256, 256)
    holes = film.copy()
    holes[100:120, 50:60] = np.nan
    rows = {
        "1.2.3.1": (colours, "colour image"),
        "1.2.3.2": (np.full((1, 1), 128, np.uint8), "too small to read"),
        "1.2.3.3": (holes, "floating-point numbers"),
        "1.2.3.4": (np.full((64, 64), np.nan, np.float32), "floating-point numbers"),
        "1.2.3.5": (np.zeros((256, 256), np.uint8), "the film is empty"),
    }
    for uid, (pixels, _) in rows.items():
        write(folder / f"{uid}.dcm", pixels, uid)
    return {uid: words for uid, (_, words) in rows.items()}


def test_bad_films_are_not_assessed(cli: Any, tmp_path: Path) -> None:
    folder = tmp_path / "films"
    folder.mkdir()
    expected = studies(folder)
    cli("init")
    cli("import", folder)
    for uid, words in expected.items():
        done = cli("analyze", uid)
        assert "Triage: not-assessed" in done.stdout
        assert words in done.stdout
        assert "Traceback" not in done.stderr
        assert "%" not in done.stdout.split("Triage")[0].replace("100% of", "")


def test_films_of_two_patients_in_one_study_are_refused(cli: Any, tmp_path: Path) -> None:
    folder = tmp_path / "two"
    folder.mkdir()
    film = (chest_film(256, 256) * 255).astype(np.uint8)
    write(folder / "a.dcm", film, "1.2.3.7", "P1")
    write(folder / "b.dcm", film, "1.2.3.7", "P2")
    cli("init")
    done = cli("import", folder)
    assert "another patient ID" in done.stderr
    assert "P1" not in done.stderr + done.stdout
    assert "P2" not in done.stderr + done.stdout
    assert [row["instances"] for row in cli.json("studies")] == [1]


def test_bad_records_are_said_and_never_sure(cli: Any, tmp_path: Path) -> None:
    folder = tmp_path / "batch"
    folder.mkdir()
    photo = np.random.default_rng(0).integers(0, 255, (64, 64, 3), np.uint8)
    cv2.imwrite(str(folder / "photo.png"), photo)
    cv2.imwrite(str(folder / "film.png"), (chest_film(256, 256) * 255).astype(np.uint8))
    notes = {
        "photo": "Fever.", "empty": "", "long": LONG, "tokens": TOKENS, "german": GERMAN,
        "gibberish": "zxqv wkrt plmb ghtz vrrk nnqp zzut kkle wwrt qqqw", "plain": "Fever.",
    }  # fmt: skip
    with (folder / "cases.csv").open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["case_id", "image", "note"])
        for name, text in notes.items():
            writer.writerow([name, "photo.png" if name == "photo" else "film.png", text])
    cli("init")
    columns = ("--image-column", "image", "--text-column", "note", "--id-column", "case_id")
    arguments = ("--out", tmp_path / "out", "--model", "fake", *columns)
    cli("batch", folder / "cases.csv", *arguments, code=None)
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8") as file:
        rows: dict[str, list[dict[str, str]]] = {}
        for row in csv.DictReader(file):
            rows.setdefault(row["id"], []).append(row)
    told = "This is a colour picture, not a film. Give the film itself, not a photograph of"
    assert rows["photo"][0]["error"] == f"{told} something else."
    assert not any(row["probability"] for row in rows["photo"])
    alone = [row["probability"] for row in rows["empty"]]
    for name in ("tokens", "german", "gibberish"):
        assert [row["probability"] for row in rows[name]] == alone, name
        assert {row["notes_used"] for row in rows[name]} == {"0"}
        assert {row["quality_text"] for row in rows[name]} == {"0.0"}
    assert {row["notes_used"] for row in rows["long"]} == {"1"}
    assert [row["probability"] for row in rows["plain"]] != alone
    assert json.loads((tmp_path / "out" / "summary.json").read_text())
