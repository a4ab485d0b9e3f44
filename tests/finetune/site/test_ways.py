"""One model asked in every way on labelled cases, and calibrated on them."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import cv2
import numpy as np
import pytest

from finetune.errors import CalibrationError
from finetune.site.calibration import Aim, LocalCase, calibrate_finding, site_calibration
from finetune.site.ways import WAYS, WaysMeasured, labelled_findings, measure_ways
from finetune.site.ways_page import page
from omni_med.batch.options import Columns
from omni_med.batch.plan import plan_manifest
from omni_med.batch.worker import read_case
from omni_med.dicom.pool import DecodePool
from omni_med.domain.codec import from_json, to_json
from omni_med.errors import CancelledError
from omni_med.inference.analyst import Analyst
from omni_med.models.calibrated import calibrated, fits
from omni_med.models.language.backend import LanguageBackend
from omni_med.models.language.fake import FakeLanguage
from omni_med.models.language.findings import card_of
from omni_med.models.language.protocols import ImagePart, LanguageModel, Prompt, TextPart
from omni_med.models.protocols import Weights
from omni_med.models.samples import chest_film
from omni_med.progress import Progress, no_progress

FINDING = "Pneumothorax"


class Knowing(FakeLanguage):
    """Believes the record when it speaks of a fall, and films that are bright."""

    def yes(
        self, prompt: Prompt, questions: Sequence[str], weights: Weights | None = None
    ) -> list[float]:
        words = "".join(p.text for p in prompt.parts if isinstance(p, TextPart) and p.record)
        films = [float(p.pixels.mean()) for p in prompt.parts if isinstance(p, ImagePart)]
        handed_on = any('- "' in p.text for p in prompt.parts if isinstance(p, TextPart))
        logit = 3.0 * ("fell" in words) - 1.5 * bool(words)
        logit += 8.0 * (float(np.mean(films)) - 0.5) if films else 0.1 * handed_on
        noise = hashlib.sha256((words + prompt.template).encode()).digest()[0] / 255
        return [float(1 / (1 + np.exp(-logit - 0.2 * noise)))] * len(questions)


@dataclass(frozen=True)
class Folder:
    """A model as it is before it is loaded."""

    id: str = "knowing"
    sha256: str = FakeLanguage.sha256
    title: str = "knows"
    licence: str = "none"
    modalities: tuple[str, ...] = ("text", "image")
    language: str = "en"

    def missing(self) -> tuple[str, ...]:
        return ()

    def open(self, progress: Progress = no_progress) -> LanguageModel:
        del progress
        return Knowing()


@pytest.fixture(scope="module")
def manifest(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twenty-four patients; every second one fell, and most who fell have it."""
    folder = tmp_path_factory.mktemp("cases")
    for seed in range(3):
        film = (chest_film(seed=seed, opacity=0.1 + 0.2 * seed) * 255).astype(np.uint8)
        assert cv2.imwrite(str(folder / f"{seed}.png"), film)
    file = folder / "cases.csv"
    with file.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case_id", "images", "note", "patient_key", "pneumothorax", "words"))
        for number in range(24):
            fell = number % 2
            label = "" if number == 23 else fell if number % 9 else 1 - fell
            note = f"He {'fell from a ladder' if fell else 'has a cough'} {number} days ago."
            writer.writerow(
                (f"c{number}", f"{number % 3}.png", note, f"p{number // 2}", label, "?")
            )
    return file


@pytest.fixture(scope="module")
def backend() -> LanguageBackend:
    return LanguageBackend(Knowing(), card_of(Folder()), reader="fake")


@pytest.fixture(scope="module")
def pool() -> Iterator[DecodePool]:
    with DecodePool(workers=1) as made:
        yield made


@pytest.fixture(scope="module")
def measured(manifest: Path, backend: LanguageBackend, pool: DecodePool) -> WaysMeasured:
    labels = labelled_findings(manifest, backend.card, {})
    assert list(labels) == [FINDING]
    told: list[tuple[int, int]] = []
    found = measure_ways(manifest, labels, backend, pool=pool, progress=lambda *n: told.append(n))
    assert told[-1] == (23, 23)
    return found


def test_every_way_is_measured_and_compared(measured: WaysMeasured) -> None:
    (finding,) = measured.findings
    assert [item.way for item in finding.ways] == list(WAYS)
    by_way = {item.way: item for item in finding.ways}
    assert {item.auroc.count for item in finding.ways} == {23}
    assert by_way["record alone"].auroc.value > 0.8 > by_way["films alone"].auroc.value
    gap = finding.differences["parallel - films alone"]
    assert gap.value == pytest.approx(
        by_way["parallel"].auroc.value - by_way["films alone"].auroc.value
    )
    assert gap.low <= gap.value <= gap.high
    assert by_way["parallel"].unsure == 1.0, "nothing is calibrated"
    assert by_way["films alone"].unsure is None
    assert set(measured.seconds) == {"parallel", "cascade"}
    assert measured.left_out == {"without a label": 1}


def test_the_page_and_the_figures_hold_no_case(measured: WaysMeasured) -> None:
    text = page(measured)
    assert all(way in text for way in WAYS)
    assert "not calibrated at this site. 23 labelled cases; 1 without a label." in text.replace(
        "\n", " "
    )
    kept = to_json(measured)
    assert from_json(WaysMeasured, kept) == measured
    assert "ladder" not in text + kept.decode()
    assert "p11" not in text + json.dumps(json.loads(kept))


def test_a_site_calibrates_a_large_model_and_it_decides_then(
    manifest: Path, backend: LanguageBackend, pool: DecodePool
) -> None:
    labels = labelled_findings(manifest, backend.card, {FINDING: "pneumothorax"})
    analyst = Analyst(backend)
    cases = []
    for case in plan_manifest(manifest, Columns()).cases:
        (row,) = (r for r in read_case(case, analyst, None, pool) if r.finding == FINDING)
        truth = labels[FINDING][case.index]
        assert row.status == "uncertain"
        if truth is not None and row.probability is not None:
            cases.append(LocalCase(row.probability, int(truth), case.group))
    one = calibrate_finding(FINDING, cases, Aim(sensitivity=0.9))
    when = datetime(2026, 1, 2, tzinfo=UTC)
    site = site_calibration(
        backend.card, [one], calibration_id="c" * 32, made=when, made_by="ada", source="here"
    )
    assert fits(site, backend.card)
    other = LanguageBackend(Knowing(), card_of(Folder(language="zh")), reader="fake")
    assert not fits(site, other.card), "another prompt is another model"
    after = measure_ways(manifest, labels, calibrated(backend, site), pool=pool)
    assert after.calibration == "c" * 32
    (finding,) = after.findings
    decided = {item.way: item.unsure for item in finding.ways}
    assert decided["parallel"] == 0.0
    assert page(after).count("calibrated at this site (cccccccc)") == 1


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ({"Gout": "pneumothorax"}, "not asked about 'Gout'"),
        ({FINDING: "nowhere"}, "no column 'nowhere'"),
        ({FINDING: "words"}, "neither 1 nor 0"),
    ],
)
def test_labels_that_are_none_are_refused(
    manifest: Path, backend: LanguageBackend, named: dict[str, str], words: str
) -> None:
    with pytest.raises(CalibrationError, match=words):
        labelled_findings(manifest, backend.card, named)


def test_a_manifest_without_labels_says_what_to_name(
    tmp_path: Path, backend: LanguageBackend
) -> None:
    (tmp_path / "m.csv").write_text("case_id,images,note\na,x.png,Cough.\n")
    with pytest.raises(CalibrationError, match="called like a finding") as refused:
        labelled_findings(tmp_path / "m.csv", backend.card, {})
    assert "case_id, images, note" in refused.value.hint


def test_cases_that_fail_are_counted_and_a_stop_keeps_nothing(
    tmp_path: Path, backend: LanguageBackend, pool: DecodePool, manifest: Path
) -> None:
    (tmp_path / "m.csv").write_text("case_id,images,Pneumothorax\na,gone.png,1\n")
    labels = labelled_findings(tmp_path / "m.csv", backend.card, {})
    with pytest.raises(CalibrationError, match="None of the labelled cases") as refused:
        measure_ways(tmp_path / "m.csv", labels, backend, pool=pool)
    assert "1 failed, parallel" in refused.value.hint
    with pytest.raises(CancelledError):
        measure_ways(
            manifest,
            labelled_findings(manifest, backend.card, {}),
            backend,
            pool=pool,
            cancelled=lambda: True,
        )
