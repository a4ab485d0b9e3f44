"""One evaluation from the weights to the card, the page and its plots."""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from finetune import metrics
from finetune.card import write_card
from finetune.evaluate import baselines, plots, shortcuts
from finetune.evaluate.answers import RAW, Answered, Tell, answer_films, of_kinds
from finetune.evaluate.figures import (
    Group,
    decision_figures,
    groups_of,
    kind_figures,
    opacity_figures,
    refusal_figures,
)
from finetune.evaluate.laterality import laterality_figures, localises
from finetune.evaluate.page import write_page
from finetune.evaluate.population import population
from finetune.evaluate.sanity import sanity_figures
from finetune.evaluate.sets import set_figures
from finetune.evaluate.twin import twin_of
from finetune.films.data import Film, read_films, read_gray
from finetune.metrics import Difference, Estimate
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import CARD, FOLDER, IMAGE, hash_beside, hash_weights

logger = logging.getLogger(__name__)

FILM_ALONE = "AUROC of film alone"  # measured where the float32 encoder is at hand, else kept
FIGURES = "figures.json"


@dataclass(slots=True)
class Measured:
    """What one evaluation found.

    Attributes:
        estimates: AUROC by name.
        groups: Opacity in each set of films.
        values: Plain figures by name.
        differences: Paired differences by name.
        checks: What explanations survived and did not, by name.
    """

    estimates: dict[str, Estimate] = field(default_factory=dict)
    groups: list[Group] = field(default_factory=list)
    values: dict[str, float] = field(default_factory=dict)
    differences: dict[str, Difference] = field(default_factory=dict)
    checks: dict[str, Difference] = field(default_factory=dict)

    def add(self, found: tuple[dict[str, Estimate], dict[str, Difference]]) -> None:
        """Take over figures and differences."""
        self.estimates |= found[0]
        self.differences |= found[1]


def evaluate_base(
    weights: Path,
    data: Path,
    *,
    split: str = "test",
    report: Path | None = None,
    float32: Path | None = None,
    tell: Tell | None = None,
) -> dict[str, Any]:
    """Measure a model on one split; write ``card.json`` and ``card.md`` beside its weights.

    Measuring other weights on the test split is a look at it: the card counts them.

    Args:
        weights: Folder of the finished files.
        data: Folder with ``cxr/cases.csv``.
        split: ``"test"`` or ``"val"``.
        report: Folder for the page, its plots and all figures; none are written where None.
        float32: The image encoder before it was turned to 8 bits, to be measured beside it.
        tell: Called with films done and films in all.
    """
    started = time.monotonic()
    backend = CompactBackend(weights)
    every = read_films(data / "cxr")
    films = [film for film in every if film.split == split]
    answers = answer_films(films, data / "cxr" / "cases.csv", backend, tell)
    found = measure(answers, every, data / "cxr" / "cases.csv", backend)
    explained(found, films, every, weights, backend)
    if float32 is not None:
        found.values |= _float32_figures(films, weights, float32)
    card = _card(found, weights, split, report)
    card["population"] = population(every, split)
    write_card(card, backend.card, weights)
    if report is not None:
        _write_report(report, card, found, answers)
    logger.info("measured on %s in %.0f s", split, time.monotonic() - started)
    return card


def measure(
    answers: Sequence[Answered], every: Sequence[Film], table: Path, backend: CompactBackend
) -> Measured:
    """Return all figures of a model on the films that were answered.

    Args:
        answers: Of one split, with masked notes.
        every: All films of the table: what the linear models and z-scores are fitted on.
        table: ``cases.csv``.
        backend: The model.
    """
    films = [a.film for a in answers]
    frontal = [film for film in films if film.frontal]
    train = [film for film in every if film.split == "train"]
    encoder = baselines.Encoder(backend)
    found = Measured(
        estimates={
            **opacity_figures(answers),
            **kind_figures(answers),
            **shortcuts.view_figure(films, train),
            **shortcuts.dark_figures(films, backend),
            **shortcuts.source_figure(frontal, train, encoder),
        },
        groups=groups_of(answers),
        values={
            **decision_figures(answers, backend.card),
            **set_figures(answers, backend.settings.answers[0].conformal),
            **refusal_figures(answers),
            **shortcuts.lateral_figures(films, backend),
            **shortcuts.guard_figures(frontal, backend),
        },
    )
    found.add(baselines.opacity_baselines(answers, train, encoder))
    noted = [film for film in train if film.frontal and film.note and film.kind >= 0]
    taught_on = answer_films(noted, table, backend)
    tables = baselines.kind_tables(answers, taught_on, train, encoder)
    found.add(baselines.kind_baselines(answers, tables))
    asked = [film for film in frontal if film.raw_note and film.kind >= 0]
    raw = answer_films(asked, table, backend, note=RAW)
    found.add(baselines.compare_readings(raw, answers, ("raw notes", "masked notes")))
    cascade = answer_films([a.film for a in of_kinds(answers)], table, backend, cascade=True)
    found.add(baselines.compare_readings(answers, cascade, ("parallel", "cascade")))
    return found


def explained(
    found: Measured,
    films: Sequence[Film],
    every: Sequence[Film],
    weights: Path,
    backend: CompactBackend,
) -> None:
    """Add what its explanations are worth; the side of maps on training and validation films.

    No weight was ever taught a side, so films it learnt from may be asked about it.
    """
    checks, values = sanity_figures(films, weights, backend)
    found.checks |= checks
    known = [film for film in every if film.split != "test"]
    sides, agreement = laterality_figures(known, backend)
    found.estimates |= sides
    found.values |= {**values, **agreement}


def _card(found: Measured, weights: Path, split: str, report: Path | None) -> dict[str, Any]:
    """Return the card with this evaluation's figures in place of the last one's."""
    card: dict[str, Any] = json.loads((weights / CARD).read_bytes())
    sha256 = hash_weights(weights)
    if card["sha256"] == sha256 and card.get("split") == split:
        kept = card.get("values", {})
        fresh = any(name.startswith(FILM_ALONE) for name in found.values)
        old = () if fresh else (name for name in kept if name.startswith(FILM_ALONE))
        found.values |= {name: kept[name] for name in old}
    looks = _looks(card, report, [sha256] if split == "test" else [])
    return card | {
        "sha256": sha256,
        "beside": hash_beside(weights),
        "looked_at": looks,
        "test_looks": len(looks),
        "split": split,
        "estimates": {name: plain(item) for name, item in found.estimates.items()},
        "values": found.values,
        "differences": {name: plain(item) for name, item in found.differences.items()},
        "checks": {name: plain(item) for name, item in found.checks.items()},
        "localises": localises(found.values),
        "figures": _headline(found.estimates, found.values),
    }


def _looks(card: dict[str, Any], report: Path | None, new: Sequence[str]) -> list[str]:
    """Return the weights that were ever measured on the test split, in no order.

    Counted over releases: what this card, the shipped one and the last report know of.
    """
    known = set(card.get("looked_at", [])) | set(new)
    others = [FOLDER / CARD, *([report / FIGURES] if report is not None else [])]
    for file in others:
        if file.is_file():
            known |= set(json.loads(file.read_bytes()).get("looked_at", []))
    return sorted(known)


def _write_report(
    folder: Path, card: dict[str, Any], found: Measured, answers: Sequence[Answered]
) -> None:
    """Write the page, its plots and all figures."""
    folder.mkdir(parents=True, exist_ok=True)
    plots.draw_curves(answers, folder)
    shown = {
        name: item
        for name, item in found.estimates.items()
        if name.startswith((shortcuts.DARK, "view position"))
    }
    plots.draw_groups(found.groups, shown, folder)
    if "kinds, macro, fused" in found.estimates:
        plots.draw_kinds(found.estimates, folder)
    plots.draw_differences(found.differences, folder)
    write_page(folder, card, found.groups)
    figures = {key: value for key, value in card.items() if key != "figures"}
    (folder / FIGURES).write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


def _float32_figures(films: Sequence[Film], weights: Path, float32: Path) -> dict[str, float]:
    """Return the AUROC of film alone in NIH with the image encoder in float32 and as shipped."""
    nih = [film for film in films if film.source.startswith("nih") and film.frontal]
    truth = np.array([film.opacity for film in nih])
    result = {}
    with TemporaryDirectory() as place:
        twin = twin_of(weights, Path(place), {IMAGE: lambda target: _copy(float32, target)})
        for name, folder in (("float32", twin), ("shipped INT8", weights)):
            backend = CompactBackend(folder)
            scores = np.array([shortcuts.answer_anyway(read_gray(f.file), backend) for f in nih])
            result[f"{FILM_ALONE}, NIH, image encoder {name}"] = metrics.auroc(scores, truth)
    return result


def _copy(source: Path, target: Path) -> None:
    shutil.copyfile(source, target)


def plain(item: Estimate | Difference) -> dict[str, float | int | None]:
    """Return a figure as JSON takes it: NaN becomes None, four digits."""
    positives = {"positives": item.positives} if isinstance(item, Estimate) else {}
    return {
        "value": _number(item.value),
        "low": _number(item.low),
        "high": _number(item.high),
        "count": item.count,
        **positives,
    }


def _number(value: float) -> float | None:
    return None if np.isnan(value) else round(value, 4)


def _headline(estimates: dict[str, Estimate], values: dict[str, float]) -> dict[str, float]:
    named = {f"AUROC {name}": item.value for name, item in estimates.items()}
    return {
        name: round(float(value), 4)
        for name, value in {**named, **values}.items()
        if not np.isnan(value)
    }
