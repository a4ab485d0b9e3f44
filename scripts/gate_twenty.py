"""Asks the gate twenty times each: labels shuffled, an answer planted in the notes, in the scanner.

    python scripts/gate_twenty.py FOLDER [--data DIR] [--times N] [--finding VALUE]

Cases are those of DIR/cxr/cases.csv, as ``finetune fit`` takes them. Shuffled: labels are dealt
anew among patients, a head is taught and compared as ``--compare quick`` does, and must not be
offered. Planted, on cases with a masked note: of a random 80 % of the patients those with the
finding get a word in their notes that nobody else has, or another scanner in nine of ten films; the
command must warn of that word, and of that column. As a control the same cases are looked at with
nothing planted.

One line of JSON each time in FOLDER/twenty.jsonl; what is there is not done again.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from finetune.datasets.dataset import Dataset, DatasetColumns, Label, Sample, read_dataset
from finetune.datasets.films import Films, file_films
from finetune.datasets.leakage import Leakage, look_for_leakage
from finetune.heads.cases.encode import Readers, encode_dataset
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import compare
from finetune.heads.comparing.folds import HEAD, QUICK
from finetune.heads.reporting.verdict import verdict
from finetune.heads.teaching.recipe import HeadRecipe

COLUMNS = DatasetColumns("file", "clinical_notes_masked", "group_id")
MOST = 300  # negatives, as the command takes them for fewer than twelve positives
SHARE = 0.8  # of the patients in a drawing
HONEST = 0.9  # of the planted scanner's films are those with the finding


def shuffled(data: Encoded, rng: np.random.Generator) -> Encoded:
    """Return cases whose labels were dealt anew among patients; all films of one keep one label."""
    patients = np.unique(data.group)
    having = {name for name in patients if data.label[data.group == name].any()}
    drawn = set(rng.choice(patients, len(having), replace=False))
    return replace(data, label=np.array([int(name in drawn) for name in data.group]))


def some_of(dataset: Dataset, rng: np.random.Generator) -> Dataset:
    """Return the cases of a random share of the patients, drawn in each class."""
    kept: set[str] = set()
    for label in (0, 1):
        names = sorted({item.group for item in dataset.samples if item.label == label})
        kept |= set(rng.choice(names, round(SHARE * len(names)), replace=False))
    return replace(dataset, samples=tuple(s for s in dataset.samples if s.group in kept))


def with_word(dataset: Dataset, word: str) -> Dataset:
    """Return the cases with a word in the notes of those that have the finding."""

    def told(item: Sample) -> Sample:
        return replace(item, note=f"{item.note} {word}".strip()) if item.label else item

    return replace(dataset, samples=tuple(told(item) for item in dataset.samples))


def with_scanner(dataset: Dataset, rng: np.random.Generator) -> Dataset:
    """Return the cases with a scanner that goes with the finding in nine of ten films."""

    def scanned(item: Sample) -> Sample:
        right = rng.random() < HONEST
        return replace(item, extras={**item.extras, "scanner": f"{int(item.label == right)}"})

    return replace(dataset, samples=tuple(scanned(item) for item in dataset.samples))


class Twenty:
    """All drawings, each a line that is kept."""

    def __init__(self, folder: Path, dataset: Dataset, films: Films) -> None:
        self.folder, self.dataset, self.films = folder, dataset, films
        self.file = folder / "twenty.jsonl"
        lines = self.file.read_text("utf-8").splitlines() if self.file.exists() else []
        self.done = [json.loads(line) for line in lines]

    def draw(self, kind: str, times: int, one: Callable[[int], dict[str, Any]]) -> None:
        """Draw so often, those that are there not again."""
        there = {item["number"] for item in self.done if item["kind"] == kind}
        for number in range(times):
            if number in there:
                continue
            began = time.process_time()
            line = {"kind": kind, "number": number, **one(number)}
            line["processor_s"] = round(time.process_time() - began, 1)
            self.done.append(line)
            with self.file.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(line) + "\n")
            print(json.dumps(line), flush=True)

    def look(self, dataset: Dataset) -> Leakage:
        """Look over cases as the command does before it teaches."""
        return look_for_leakage(dataset, self.films)

    def planted(self, number: int) -> dict[str, Any]:
        """Plant a word, look; plant a scanner, look; look with nothing planted."""
        rng = np.random.default_rng(number)
        some = some_of(self.dataset, rng)
        word = f"code-{rng.integers(100, 1000)}x"
        noted, scanned = self.look(with_word(some, word)), self.look(with_scanner(some, rng))
        return {
            "word": any(word in text for text in noted.warnings),
            "scanner": any("'scanner'" in text for text in scanned.warnings),
            "none": any(word in text or "'scanner'" in text for text in self.look(some).warnings),
        }

    def encoded(self) -> tuple[Encoded, Readers]:
        """Return the cases as the command encodes them; once, they are kept."""
        found = self.look(self.dataset)
        readers = Readers.shipped()
        data = encode_dataset(
            found.dataset, found.stratum, readers, self.films, most=MOST, store=self.folder
        )
        return data, readers


def drawings(folder: Path, data: Path, times: int, finding: str) -> Iterator[str]:
    """Draw all, and give what came of it in words."""
    folder.mkdir(parents=True, exist_ok=True)
    with file_films() as films:
        dataset = read_dataset(
            data / "cxr" / "cases.csv", Label.parse(f"finding={finding}"), COLUMNS
        )
        noted = tuple(item for item in dataset.samples if item.note)
        planted = Twenty(folder, replace(dataset, samples=noted), films)
        planted.draw("planted", times, planted.planted)
        whole = Twenty(folder, dataset, films)
        cases, readers = whole.encoded()

        def refused(number: int) -> dict[str, Any]:
            dealt = shuffled(cases, np.random.default_rng(number))
            found = compare(dealt, readers.parts, HeadRecipe(), QUICK)
            offered, reason = verdict(found, len(set(dealt.group[dealt.label == 1])))
            return {"auroc": found.estimates[HEAD].value, "offered": offered, "reason": reason}

        whole.draw("shuffled", times, refused)
    lines = whole.done
    for kind, name, right in (
        ("shuffled", "offered", False), ("planted", "word", True), ("planted", "scanner", True),
        ("planted", "none", False),
    ):  # fmt: skip
        told = [item[name] for item in lines if item["kind"] == kind]
        yield f"{kind}, {name} is {right}: {sum(item is right for item in told)} of {len(told)}"
    yield f"{sum(item['processor_s'] for item in lines):.0f} s of processor time"


def main() -> None:
    """Read the arguments, draw, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--times", type=int, default=20)
    parser.add_argument("--finding", default="Pneumonia/Fungal/Pneumocystis")
    given = parser.parse_args()
    torch.set_num_threads(1)
    for words in drawings(given.folder, given.data, given.times, given.finding):
        print(words)


if __name__ == "__main__":
    main()
