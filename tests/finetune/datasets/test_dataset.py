"""Manifests as cases of a head: what is read, what is left out, what is refused."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.datasets.dataset import DatasetColumns, Label, read_dataset
from finetune.errors import DatasetError

COLUMNS = DatasetColumns("file", "note", "patient")


def write(folder: Path, rows: list[str], head: str = "file,note,patient,finding") -> Path:
    for name in {row.split(",")[0] for row in rows}:
        if name.endswith(".png"):
            seed = int("".join(c for c in name if c.isdigit()) or 0)
            noise = np.random.default_rng(seed).integers(0, 255, (80, 80), dtype=np.uint8)
            cv2.imwrite(str(folder / name), noise)
    manifest = folder / "cases.csv"
    manifest.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return manifest


def some(positives: int = 5, negatives: int = 6) -> list[str]:
    rows = [f"a{n}.png,cough,p{n},Pneumonia/Fungal/Pneumocystis" for n in range(positives)]
    return rows + [f"b{100 + n}.png,fever,q{n},No Finding" for n in range(negatives)]


def test_a_manifest_is_read_by_its_label(tmp_path: Path) -> None:
    found = read_dataset(write(tmp_path, some()), Label.parse("finding=Pneumonia/Fungal"), COLUMNS)
    assert found.positives == 5
    assert found.positive_groups == 5
    assert len(found.samples) == 11
    assert found.samples[0].note == "cough"


@pytest.mark.parametrize(
    ("cell", "matches"),
    [
        ("Pneumonia/Fungal", True),
        ("pneumonia/fungal/Pneumocystis", True),
        ("Pneumonia/Fungalish", False),
        ("Pneumonia", False),
        ("", False),
    ],
)
def test_a_label_is_a_step_of_a_path(cell: str, matches: bool) -> None:
    assert Label.parse("finding=Pneumonia/Fungal").matches(cell) is matches


@pytest.mark.parametrize("text", ["finding", "=x", "finding=", " = "])
def test_a_label_without_both_sides_is_refused(text: str) -> None:
    with pytest.raises(DatasetError, match="COLUMN=VALUE"):
        Label.parse(text)


def test_what_is_left_out_is_counted_by_reason(tmp_path: Path) -> None:
    rows = [
        *some(),
        "gone.PNG,x,r1,No Finding",
        ",,r2,No Finding",
        "b100.png,fever,q0,",
        "b101.png,fever,q1,No Finding",
    ]
    found = read_dataset(write(tmp_path, rows), Label.parse("finding=Pneumonia"), COLUMNS)
    assert found.excluded == {
        "the image file is missing": 1,
        "neither image nor note": 1,
        "no label": 1,
        "the same image and label again": 1,
    }
    assert found.found == len(rows)


def test_contradicting_labels_of_one_case_are_refused(tmp_path: Path) -> None:
    rows = [*some(), "a0.png,cough,p0,No Finding"]
    with pytest.raises(DatasetError, match=r"Lines 1 and 12 .* contradicting"):
        read_dataset(write(tmp_path, rows), Label.parse("finding=Pneumonia"), COLUMNS)


def test_one_class_only_is_refused(tmp_path: Path) -> None:
    manifest = write(tmp_path, some(negatives=0))
    with pytest.raises(DatasetError, match="No case without the finding"):
        read_dataset(manifest, Label.parse("finding=Pneumonia"), COLUMNS)
    with pytest.raises(DatasetError, match="No case with the finding"):
        read_dataset(manifest, Label.parse("finding=Measles"), COLUMNS)


def test_one_patient_is_refused(tmp_path: Path) -> None:
    rows = [row.replace(f",p{n},", ",p0,") for n, row in enumerate(some())]
    with pytest.raises(DatasetError, match="of one patient"):
        read_dataset(write(tmp_path, rows), Label.parse("finding=Pneumonia"), COLUMNS)


def test_too_few_are_refused(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="There are 3 cases"):
        read_dataset(write(tmp_path, some(3)), Label.parse("finding=Pneumonia"), COLUMNS)


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    manifest = write(tmp_path, some())
    with pytest.raises(DatasetError, match="no column 'diagnosis'") as error:
        read_dataset(manifest, Label.parse("diagnosis=x"), COLUMNS)
    assert "finding" in error.value.hint
    with pytest.raises(DatasetError, match="no column 'person'"):
        read_dataset(manifest, Label.parse("finding=x"), DatasetColumns("file", "note", "person"))


def test_columns_that_name_persons_are_never_read(tmp_path: Path) -> None:
    rows = [f"{row},Zelda Zimmer,{n}" for n, row in enumerate(some())]
    manifest = write(tmp_path, rows, "file,note,patient,finding,patient_name,source")
    found = read_dataset(manifest, Label.parse("finding=Pneumonia"), COLUMNS)
    assert any("patient_name" in warning for warning in found.warnings)
    assert "patient_name" not in found.samples[0].extras
    assert "source" in found.samples[0].extras
    assert "Zelda" not in repr(found)


def test_without_a_patient_column_the_reader_is_warned(tmp_path: Path) -> None:
    rows = [",".join(row.split(",")[i] for i in (0, 1, 3)) for row in some()]
    manifest = write(tmp_path, rows, "file,note,finding")
    found = read_dataset(manifest, Label.parse("finding=Pneumonia"), DatasetColumns("file", "note"))
    assert any("--group-column" in warning for warning in found.warnings)
    assert found.positive_groups == 5
