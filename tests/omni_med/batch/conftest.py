"""A small batch of drawn films, and a workspace's journal in memory."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np
import pytest

from omni_med.domain import SiteCalibration
from omni_med.models.samples import chest_film, knee_film


class Journal:
    """What a batch needs of a workspace, in memory."""

    def __init__(self) -> None:
        self.jobs: dict[str, dict[str, bytes]] = {}
        self.exports: list[tuple[str, str, dict[str, str | int | float | bool]]] = []
        self.appended = 0
        self.calibrated: dict[str, SiteCalibration] = {}

    def calibration(self, model_id: str) -> SiteCalibration | None:
        return self.calibrated.get(model_id)

    def journal(self, job: str) -> dict[str, bytes]:
        return dict(self.jobs.get(job, {}))

    def append_journal(self, job: str, records: Mapping[str, bytes]) -> None:
        self.jobs.setdefault(job, {}).update(records)
        self.appended += len(records)

    def drop_journal(self, job: str) -> None:
        self.jobs.pop(job, None)

    def record_export(
        self, action: str, subject: str, detail: Mapping[str, str | int | float | bool]
    ) -> None:
        self.exports.append((action, subject, dict(detail)))


@pytest.fixture
def journal() -> Journal:
    return Journal()


def save(path: Path, pixels: np.ndarray) -> None:  # type: ignore[type-arg]
    assert cv2.imwrite(str(path), (pixels * 255).round().astype(np.uint8))


ROWS = [
    ("case-1", "films/a.png", "Fever and cough for six days.", "p1", "F", "54", "PA"),
    ("case-2", "films/b.jpg", "", "p1", "M", "018M", ""),
    ("case-3", "films/knee.png", "Fell on the knee.", "p2", "", "", ""),
    ("case-4", "films/none.png", "Zanzibar fever.", "p3", "M", "61", "AP"),
    ("case-5", "films/a.png; films/b.jpg", "No fever.", "p4", "F", "7", "PA"),
    ("case-6", "films/cut.png", "", "p5", "", "", ""),
    ("case-7", "films/text.png", "", "p5", "", "", ""),
    ("case-8", "", "Sudden chest pain after a fall.", "p6", "", "", ""),
    ("case-9", "films/b.jpg", "", "p6", "", "", "L"),
    ("case-10", "", "", "p6", "", "", ""),
]


def draw(folder: Path) -> Path:
    """Write films and the manifest over them; returns the manifest."""
    films = folder / "films"
    films.mkdir()
    save(films / "a.png", chest_film(seed=1, opacity=0.3))
    save(films / "b.jpg", chest_film(300, 260, seed=2))
    save(films / "knee.png", knee_film(256, 256))
    (films / "cut.png").write_bytes((films / "a.png").read_bytes()[:2000])
    (films / "text.png").write_text("no picture")
    path = folder / "cases.csv"
    with path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["case_id", "images", "note", "patient_key", "sex", "age", "view"])
        writer.writerows(ROWS)
    return path


@pytest.fixture
def manifest(tmp_path: Path) -> Path:
    return draw(tmp_path)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same, shared by tests that change nothing."""
    return draw(tmp_path_factory.mktemp("batch"))


@pytest.fixture(scope="session")
def new_journal() -> type[Journal]:
    return Journal
