"""Folders as data sets, films under both labels, notes that name somebody."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.datasets.dataset import Dataset, DatasetColumns, Label, read_dataset
from finetune.datasets.films import file_films
from finetune.datasets.leakage import look_for_leakage
from finetune.errors import DatasetError
from omni_med.errors import DicomError


def draw(file: Path, seed: int, *, quality: int = 95) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    small = np.random.default_rng(seed).normal(0.5, 0.2, (24, 20)).astype(np.float32)
    large = cv2.resize(small, (120, 144), interpolation=cv2.INTER_CUBIC)
    pixels = (255 * np.clip(large, 0, 1)).astype(np.uint8)
    cv2.imwrite(str(file), pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    for number in range(6):
        draw(folder / "rare" / f"p{number // 2}" / f"{number}.png", number)
        draw(folder / "other" / f"{number}.jpg", 100 + number)
    (folder / "other" / "3.txt").write_text("Cough for a week.\n", "utf-8")
    (folder / ".hidden").mkdir()
    return folder


def read(folder: Path, label: str = "class=rare") -> Dataset:
    return read_dataset(folder, Label.parse(label), DatasetColumns())


def test_a_folder_is_read_class_by_class(films: Path) -> None:
    found = read(films)
    assert (found.positives, found.positive_groups, len(found.samples)) == (6, 3, 12)
    notes = [sample.note for sample in found.samples if sample.note]
    assert notes == ["Cough for a week."]
    assert found.warnings == ()
    assert found.digest != read(films, "class=other").digest


def test_without_folders_of_patients_the_reader_is_warned(films: Path) -> None:
    for file in list((films / "rare").rglob("*.png")):
        file.rename(films / "rare" / file.name)
    for folder in (films / "rare").iterdir():
        if folder.is_dir():
            folder.rmdir()
    assert any("which patient" in warning for warning in read(films).warnings)


def test_a_folder_without_classes_is_refused(films: Path) -> None:
    with pytest.raises(DatasetError, match="one is needed for each class"):
        read(films / "other")
    with pytest.raises(DatasetError, match="No case with the finding"):
        read(films, "class=measles")


def test_one_film_under_both_labels_is_refused_by_its_bytes(films: Path) -> None:
    (films / "other" / "copy.png").write_bytes((films / "rare" / "p0" / "0.png").read_bytes())
    found = read(films)
    with file_films() as source, pytest.raises(DatasetError, match="contradicting labels: cases 7"):
        look_for_leakage(found, source)


def test_a_film_that_only_looks_the_same_is_warned_of(films: Path) -> None:
    draw(films / "other" / "again.jpg", 0, quality=60)
    with file_films() as source:
        warnings = look_for_leakage(read(films), source).warnings
    assert any("look the same have contradicting labels" in warning for warning in warnings)


@pytest.mark.parametrize("text", ["Patient name: Zelda Quirrell", "DOB: 1.2.1960", "姓名：王芳"])
def test_a_note_that_names_the_patient_is_warned_of_and_not_printed(films: Path, text: str) -> None:
    (films / "other" / "0.txt").write_text(f"Cough. {text}", "utf-8")
    warnings = read(films).warnings
    assert any("seem to name the patient (cases 1)" in warning for warning in warnings)
    assert not any(word in " ".join(warnings) for word in ("Zelda", "1960", "王芳"))


def test_a_note_that_is_no_text_is_a_clear_line(films: Path) -> None:
    (films / "other" / "0.txt").write_bytes(b"\xff\xfe\x00\xd8\x81\x00\xff")
    with pytest.raises(DatasetError, match="is no text"):
        read(films)


def test_a_file_that_is_no_image_is_left_for_the_encoding_to_count(films: Path) -> None:
    (films / "other" / "bad.dcm").write_bytes(b"not an image" * 99)
    found = read(films)
    bad = next(sample for sample in found.samples if sample.image and sample.image.stem == "bad")
    with file_films() as source:
        assert len(look_for_leakage(found, source).dataset.samples) == 13
        with pytest.raises(DicomError):
            source.picture(bad)
