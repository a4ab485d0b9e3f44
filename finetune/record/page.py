"""The record side's figures as a page, and as numbers beside it."""

from __future__ import annotations

import json
import math
import platform
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from finetune.films.data import read_films
from finetune.metrics import Estimate
from finetune.record.alarms import drawn_marks, film_alarms, note_alarms
from finetune.record.conflicts import conflict_figures
from finetune.record.reports import READINGS, Agreement, Share, agreements, read_reports
from omni_med.inference.conflict import ASK_FROM
from omni_med.models.compact.backend import CompactBackend

REPORTS = Path("reports") / "indiana.jsonl.gz"
_HEAD = """# What the record says, and when it contradicts the film

Written by `omni-med finetune record`; do not edit by hand. Rules and thresholds were set on the
train and val splits. Intervals are 95 %: Wilson for shares, a bootstrap over patient groups for
areas under the curve.

"Named" is what a word search finds; "affirmed or unsure" leaves out what is negated, past or of
the family; "affirmed" is stated of the patient, now and for certain. The oracle is the MeSH term
that an indexer gave to the report: it also holds what a report only calls possible, so "affirmed"
is meant to miss some.

Contradictions are built from real films and real words: films with their own notes, NIH films with
a report of a patient of the same or the opposite label, and a sentence put into a record that
contradicts the film's label or only seems to (history, family, suspicion, another finding;
English and Chinese; other sentences on test than on val). A question is asked from a divergence
of {ask} bits on.
"""


@dataclass(frozen=True, slots=True)
class RecordFigures:
    """All figures of one split.

    Attributes:
        split: ``val`` or ``test``.
        model: Id, version and first digits of the hash of what answered.
        reports: Number of reports read.
        assertions: What the ConText table makes of them.
        areas: AUROC of the conflict score.
        asked: Questions, as shares of cases.
        alarms: Remarks on the quality of train films and notes, as shares of them.
        drawn: Arrows and letters found among those drawn into train films.
    """

    split: str
    model: str
    reports: int
    assertions: tuple[Agreement, ...]
    areas: dict[str, Estimate]
    asked: dict[str, Share]
    alarms: dict[str, Share] = field(default_factory=dict)
    drawn: dict[str, Share] = field(default_factory=dict)


def measure_record(
    data: Path, split: str, weights: Path, tell: Callable[[int, int], None] | None = None
) -> RecordFigures:
    """Measure the ConText table and the conflicts on one split.

    Args:
        data: Folder with ``cxr/cases.csv`` and ``reports/indiana.jsonl.gz``.
        split: ``val`` or ``test``.
        weights: Of the embedded model.
        tell: Called with cases done and cases in all.

    Raises:
        DataError: If the data is missing.
    """
    reports = list(read_reports(data / REPORTS, split))
    backend = CompactBackend(weights)
    films = read_films(data / "cxr")
    areas, asked = conflict_figures(films, backend, data / REPORTS, split, tell)
    train = [film for film in films if film.split == "train"]
    alarms = film_alarms(train) | note_alarms(train, list(read_reports(data / REPORTS, "train")))
    card = backend.card
    return RecordFigures(
        split,
        f"{card.id} {card.version} ({card.sha256[:12]})",
        len(reports),
        agreements(reports),
        areas,
        asked,
        alarms,
        drawn_marks(train),
    )


def write_page(figures: RecordFigures, page: Path) -> None:
    """Write the page, and its numbers beside it; figures of the other split are kept."""
    numbers = page.with_suffix(".json")
    kept: dict[str, Any] = json.loads(numbers.read_bytes()) if numbers.is_file() else {}
    kept[figures.split] = plain(figures)
    numbers.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    parts = [_HEAD.format(ask=f"{ASK_FROM:.2f}")]
    parts += [_section(split, kept[split]) for split in ("val", "test") if split in kept]
    parts.append(_quality(kept[figures.split]))
    page.write_text("\n".join(parts), encoding="utf-8")


def plain(figures: RecordFigures) -> dict[str, Any]:
    """Return the figures as what ``json.dumps`` takes."""
    return {
        "model": figures.model,
        "machine": f"{platform.machine()}, Python {platform.python_version()}",
        "reports": figures.reports,
        "assertions": [
            {
                "finding": one.finding,
                "reading": one.reading,
                "sensitivity": _share(one.sensitivity),
                "specificity": _share(one.specificity),
            }
            for one in figures.assertions
        ],
        "areas": {
            name: {
                "value": round(one.value, 4),
                "low": round(one.low, 4),
                "high": round(one.high, 4),
                "count": one.count,
                "positives": one.positives,
            }
            for name, one in figures.areas.items()
            if not math.isnan(one.value)
        },
        "asked": {name: _share(one) for name, one in figures.asked.items() if one.total},
        "alarms": {name: _share(one) for name, one in figures.alarms.items()},
        "drawn": {name: _share(one) for name, one in figures.drawn.items()},
    }


def _share(share: Share) -> dict[str, float]:
    low, high = share.interval
    return {
        "hits": share.hits,
        "total": share.total,
        "value": round(share.value, 4),
        "low": round(low, 4),
        "high": round(high, 4),
    }


def _section(split: str, found: dict[str, Any]) -> str:
    lines = [f"## {split} split", ""]
    lines += [f"Model {found['model']}; {found['reports']} reports; {found['machine']}.", ""]
    lines += ["### What sentences assert", ""]
    lines += _assertions(found["assertions"])
    lines += [
        "",
        "### Contradictions",
        "",
        "| AUROC of the conflict score | | n |",
        "|---|---|---|",
    ]
    for name, one in found["areas"].items():
        area = f"{one['value']:.3f} ({one['low']:.2f} to {one['high']:.2f})"
        lines.append(f"| {name} | {area} | {one['positives']} of {one['count']} |")
    lines += ["", *_shares("asked a question", found["asked"])]
    return "\n".join([*lines, ""])


def _quality(found: dict[str, Any]) -> str:
    """Return the section on quality: its figures are of the train split, whatever was measured."""
    lines = ["## Quality of films and records, train split", ""]
    lines += ["Each remark on ordinary films and records counts as a false alarm here, though some"]
    lines += ["of those films do carry an arrow, and some records are one word long.", ""]
    lines += _shares("remarked", found["alarms"])
    lines += ["", *_shares("drawn over the right lung of NIH films, and found", found["drawn"])]
    return "\n".join([*lines, ""])


def _shares(heading: str, shares: dict[str, Any]) -> list[str]:
    lines = [f"| {heading} | per 100 | n |", "|---|---|---|"]
    for name, one in shares.items():
        share = f"{one['value'] * 100:.1f} ({one['low'] * 100:.1f} to {one['high'] * 100:.1f})"
        lines.append(f"| {name} | {share} | {one['hits']} of {one['total']} |")
    return lines


def _assertions(rows: Sequence[dict[str, Any]]) -> list[str]:
    lines = [
        "| finding | reports with the term | " + " | ".join(READINGS) + " |",
        "|---|---|" + "---|" * len(READINGS),
    ]
    for finding in dict.fromkeys(row["finding"] for row in rows):
        cells = [row for row in rows if row["finding"] == finding]
        parts = [f"{_sure(row['sensitivity'])} / {_sure(row['specificity'])}" for row in cells]
        lines.append(
            f"| {finding} | {cells[0]['sensitivity']['total']} | " + " | ".join(parts) + " |"
        )
    return [*lines, "", "Sensitivity / specificity."]


def _sure(share: dict[str, float]) -> str:
    return f"{share['value']:.3f}"
