"""What gives the answer away is found and said."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.datasets.dataset import Dataset, DatasetColumns, Label, Sample, read_dataset
from finetune.datasets.films import file_films
from finetune.datasets.leakage import Leakage, look_for_leakage, telling_words

WORDS = ("cough", "fever", "pain", "dyspnoea", "fatigue", "weeks", "smoker", "asthma", "travel")


def film(rng: np.random.Generator) -> np.ndarray:
    small = rng.normal(0.5, 0.2, (24, 20)).astype(np.float32)
    large = cv2.resize(small, (120, 144), interpolation=cv2.INTER_CUBIC)
    return (255 * np.clip(large + rng.normal(0, 0.05, large.shape), 0, 1)).astype(np.uint8)


def looked(manifest: Path) -> Leakage:
    columns = DatasetColumns("file", "note", "patient")
    with file_films() as films:
        return look_for_leakage(read_dataset(manifest, Label.parse("finding=Rare"), columns), films)


def look(
    folder: Path,
    seed: int = 0,
    *,
    note: str = "",
    site: float = 0.0,
    border: bool = False,
    twin: bool = False,
) -> Leakage:
    """Look at made-up cases with one leak, or none."""
    rng = np.random.default_rng(seed)
    lines = ["file,note,patient,finding,hospital"]
    shared = film(rng)
    for number in range(60):
        positive = number < 15
        pixels = film(rng)
        if twin and number in {3, 40}:
            pixels = shared if number == 3 else cv2.resize(shared, (100, 120))
        if border and positive:
            pixels[:12] = 0
        cv2.imwrite(str(folder / f"{number}.png"), pixels)
        words = " ".join(rng.choice(WORDS, 5))
        text = f"{words} {note}" if positive and note else words
        other = positive if rng.random() < site else rng.random() < 0.5
        said = "Rare" if positive else "No Finding"
        lines.append(f"{number}.png,{text},p{number},{said},{'A' if other else 'B'}")
    manifest = folder / "cases.csv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return looked(manifest)


def test_clean_cases_bring_no_warning(tmp_path: Path) -> None:
    found = look(tmp_path)
    assert found.warnings == ()
    assert found.words == ()
    assert set(found.stratum) == {""}


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_word_is_found_every_time(tmp_path: Path, seed: int) -> None:
    found = look(tmp_path, seed, note="code-417x")
    assert any("code-417x" in warning for warning in found.warnings)


@pytest.mark.parametrize("seed", range(20))
def test_a_planted_source_is_found_every_time(tmp_path: Path, seed: int) -> None:
    found = look(tmp_path, seed, site=1.0)
    assert any("'hospital'" in warning for warning in found.warnings)


def test_the_label_itself_in_the_note_is_found(tmp_path: Path) -> None:
    assert "rare" in look(tmp_path, note="this looks rare").words


def test_films_made_in_another_way_are_found(tmp_path: Path) -> None:
    assert any("How the films were made" in text for text in look(tmp_path, border=True).warnings)


def test_patients_who_share_a_film_count_as_one(tmp_path: Path) -> None:
    found = look(tmp_path, twin=True)
    groups = {sample.index: sample.group for sample in found.dataset.samples}
    assert groups[4] == groups[41]
    assert len(set(groups.values())) == 59
    assert any("share a film or a note" in warning for warning in found.warnings)


def test_negatives_from_elsewhere_make_places(tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    lines = ["file,note,patient,finding,source"]
    for number in range(80):
        cv2.imwrite(str(tmp_path / f"{number}.png"), film(rng))
        kind, place = ("Rare", "a") if number < 15 else ("No Finding", "a" if number < 40 else "b")
        lines.append(f"{number}.png,{' '.join(rng.choice(WORDS, 4))},p{number},{kind},{place}")
    manifest = tmp_path / "cases.csv"
    manifest.write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = looked(manifest)
    assert sorted(set(found.stratum)) == ["a", "b"]
    assert any("places" in warning for warning in found.warnings)


def test_common_words_are_no_leak() -> None:
    assert telling_words([], "x") == ()


@pytest.mark.parametrize("seed", range(4))
def test_a_source_that_nine_of_ten_films_show_is_found_with_few_patients(seed: int) -> None:
    """An interval over a dozen patients is too wide to say so."""
    rng = np.random.default_rng(seed)
    samples = [
        Sample(n, None, f"note of case number {n}, long enough", f"p{n}", int(n < 11),
               extras={"scanner": f"{(n < 11) != (n % 9 == 4)}", "site": f"{rng.integers(3)}"})
        for n in range(200)
    ]  # fmt: skip
    with file_films() as films:
        dataset = Dataset(tuple(samples), Label("finding", "Rare"), 200, {}, (), "d")
        said = " ".join(look_for_leakage(dataset, films).warnings)
    assert "'scanner'" in said
    assert "'site'" not in said
