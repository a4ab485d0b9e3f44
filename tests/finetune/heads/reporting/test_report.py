"""The report of a head says what a doubter asks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from finetune.datasets.dataset import Dataset, Label, Sample
from finetune.datasets.films import Known, Picture
from finetune.datasets.leakage import Leakage
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import Comparison
from finetune.heads.comparing.folds import BASELINES, BLACKED_OUT, HEAD, METHODS
from finetune.heads.network.head import HeadNetwork
from finetune.heads.network.numbers import numbers
from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, Parts
from finetune.heads.reporting.card import make_card
from finetune.heads.reporting.options import FitOptions
from finetune.heads.reporting.report import MISSED, Report, write_report
from finetune.heads.reporting.verdict import verdict
from finetune.heads.teaching.recipe import Choice
from finetune.metrics import Difference, Estimate, estimate, gain
from omni_med.models.heads.bundle import read_head, write_head

MakeCases = Callable[..., Encoded]


class Drawn:
    """Films made up from a case's number."""

    def __init__(self, *, is_sealed: bool = False) -> None:
        self.is_sealed = is_sealed

    def picture(self, sample: Sample) -> Picture | None:
        gray = np.random.default_rng(sample.index).random((40, 40)).astype(np.float32)
        return Picture(gray, 1600, "png")

    def digest(self, sample: Sample) -> str:
        return f"{sample.index:016x}"

    def known(self, sample: Sample) -> Known:
        return Known((f"1.2.{sample.index}",))


def compared(data: Encoded, strength: float) -> Comparison:
    rng = np.random.default_rng(0)
    logits = {
        name: rng.normal(size=len(data.label)) + (strength if name == HEAD else 0.3) * data.label
        for name in METHODS
    }
    truth, groups = data.label, data.group
    estimates = {name: estimate(logits[name], truth, groups) for name in METHODS}
    gains = {
        name: gain(logits[HEAD], logits[name], truth, groups) for name in (*BASELINES, BLACKED_OUT)
    }
    fair = np.ones(len(truth), np.bool_)
    curve = ((3, 0.7), (5, estimates[HEAD].value))
    choices = {Choice(2, 10): 3}
    return Comparison(logits, fair, estimates, estimates[HEAD], gains, choices, curve)


@pytest.fixture
def written(make_cases: MakeCases, parts: Parts, tmp_path: Path) -> Callable[..., str]:
    """Return what writes a report and returns it."""

    def write(
        *, strength: float = 3.0, prevalence: float | None = None, sealed: bool = False
    ) -> str:
        made = make_cases(positives=12)
        views = ["PA" if number % 2 else "AP" for number in range(len(made.label))]
        samples = tuple(
            replace(s, view=view, extras={"source": "a" if s.index < 40 else "b"}, study_uid="1.2")
            for s, view in zip(made.samples, views, strict=True)
        )
        data = replace(made, samples=samples, excluded={"the image cannot be read": 2})
        dataset = Dataset(samples, Label("finding", "Rare"), 70, {"no label": 8}, (), "d" * 64)
        area = Estimate(0.6, 0.5, 0.7, 60, 12)
        places = np.array([""] * 60)
        leakage = Leakage(("Mind the gap.",), dataset, places, {"source": area}, None, ())
        comparison = compared(data, strength)
        options = FitOptions(dataset, "rare", tmp_path, prevalence=prevalence)
        base: Any = SimpleNamespace(id="compact", version="9", sha256="f" * 64)
        films = Drawn(is_sealed=sealed)
        card = make_card(options, data, comparison, Choice(2, 10), base, films=films)
        network = HeadNetwork(parts, 8, 2, (IMAGE_BLOCK, FUSION))
        card = write_head(tmp_path / "made", card, numbers(network))
        found = Report(options, card, data, leakage, comparison)
        return write_report(tmp_path / "made", found, films).text

    return write


def test_a_report_says_what_a_doubter_asks(written: Callable[..., str], tmp_path: Path) -> None:
    text = written()
    for said in (
        "found: 70", "left out, no label: 8", "left out, the image cannot be read: 2",
        "Mind the gap.", "specificity of 0.90 on these cases", "of 12)", "of 48)", "view PA",
        "view AP", "source a", "source b", "External site: none", "Learning curve", "| 5.0% |",
        "was not stated",
    ):  # fmt: skip
        assert said in text, said
    assert text.count("95 %") >= 1
    made = tmp_path / "made"
    assert (made / MISSED).is_file() == ("![Missed films]" in text)
    head = read_head(made)
    assert head.card.text == text
    assert len(head.card.seen) == len(head.card.objects) == len(head.card.looks) == 60
    assert len(head.card.people) == 30


def test_a_stated_prevalence_stands_alone(written: Callable[..., str]) -> None:
    text = written(prevalence=0.03)
    assert "| 3.0% |" in text
    assert "| 5.0% |" not in text


def test_sealed_films_are_listed_and_not_pictured(
    written: Callable[..., str], tmp_path: Path
) -> None:
    text = written(strength=0.2, sealed=True)
    assert "sealed in the workspace" in text
    assert not (tmp_path / "made" / MISSED).exists()


def test_the_learning_curve_says_how_many_would_do() -> None:
    area = Estimate(0.8, 0.7, 0.9, 60, 12)
    estimates = dict.fromkeys(METHODS, area)
    gains = dict.fromkeys(BASELINES, Difference(0.02, -0.05, 0.09, 60))
    flat = Comparison({}, np.ones(1, np.bool_), estimates, area, gains, {}, ((6, 0.8), (12, 0.8)))
    rising = replace(flat, curve=((6, 0.7), (12, 0.8)))
    said = [verdict(item, 12)[1] for item in (flat, rising)]
    needed = [int(text.split("about ")[1].split()[0]) for text in said]
    assert needed[1] < needed[0], "a curve that rises needs fewer"
    hopeless = replace(flat, gains=dict.fromkeys(BASELINES, Difference(-0.1, -0.2, 0.0, 60)))
    assert "would probably not" in verdict(hopeless, 12)[1]
