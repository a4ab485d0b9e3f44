"""One model asked in every way on labelled cases: together, handed on as words, each alone."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import numpy as np

from finetune import metrics
from finetune.errors import CalibrationError
from finetune.metrics import Difference, Estimate
from finetune.site.cases import count, labels_of
from omni_med.batch.manifest import read_manifest
from omni_med.batch.options import Columns
from omni_med.batch.plan import BatchCase, plan_manifest
from omni_med.batch.table import Row
from omni_med.batch.worker import read_case
from omni_med.dicom.pool import DecodePool
from omni_med.domain import Status
from omni_med.errors import CancelledError
from omni_med.inference.analyst import MODES, Analyst
from omni_med.models.protocols import Assessed, ModelBackend, ModelCard
from omni_med.progress import Cancelled, Progress, never, no_progress

WAYS: Final = {
    "parallel": "films and record together",
    "cascade": "record, and what the film's reader found, as words",
    "films alone": "parallel, the record at weight 0",
    "record alone": "parallel, the films at weight 0",
    "words alone": "cascade, the record at weight 0",
}
"""Each way of asking, in words."""
AGAINST: Final = (
    ("cascade", "parallel"),
    ("parallel", "films alone"),
    ("parallel", "record alone"),
    ("cascade", "words alone"),
)
"""Which ways are compared, on the same cases."""


@dataclass(frozen=True, slots=True)
class Told:
    """What one way said of one finding of one case.

    Attributes:
        probability: 0 to 1.
        truth: 1 or 0, by the manifest.
        group: Key of the patient.
        unsure: True where the answer was "cannot tell".
    """

    probability: float
    truth: int
    group: str = field(repr=False)
    unsure: bool


@dataclass(frozen=True, slots=True)
class WayFigures:
    """What one way of asking is worth for one finding.

    Attributes:
        way: One of ``WAYS``.
        auroc: With its interval over patients.
        calibration: Expected calibration error.
        perfect: 95 % range of that error which a perfectly calibrated model would show here.
        unsure: Share of cases told as "cannot tell"; None for a modality alone, which decides
            nothing.
    """

    way: str
    auroc: Estimate
    calibration: float
    perfect: tuple[float, float]
    unsure: float | None


@dataclass(frozen=True, slots=True)
class FindingFigures:
    """One finding, asked in every way.

    Attributes:
        name: Of the finding.
        ways: In the order of ``WAYS``, those that answered.
        differences: AUROC of the first above the second, paired, by ``"cascade - parallel"`` ...
    """

    name: str
    ways: tuple[WayFigures, ...]
    differences: Mapping[str, Difference]


@dataclass(frozen=True, slots=True)
class WaysMeasured:
    """One model on one manifest.

    Attributes:
        model: Name, version and SHA-256 of the weights.
        calibration: Id of the site calibration that it answered under; empty without one.
        cases: Of the manifest with a label.
        findings: One for each labelled finding.
        seconds: Median of a case by mode, reading its files included.
        left_out: Reason to number of cases.
    """

    model: Mapping[str, str]
    calibration: str
    cases: int
    findings: tuple[FindingFigures, ...]
    seconds: Mapping[str, float]
    left_out: Mapping[str, int]


def labelled_findings(
    manifest: Path, card: ModelCard, named: Mapping[str, str]
) -> dict[str, list[bool | None]]:
    """Return the truth of each case by finding.

    Args:
        manifest: CSV or Parquet, as of a batch.
        card: Of the model.
        named: Finding to column; where empty, every column that is called like a finding.

    Raises:
        CalibrationError: If the model does not decide such a finding, or there is no label.
        ManifestError: If the manifest cannot be read.
    """
    decided = {item.name.casefold(): item for item in card.assessed}
    columns = read_manifest(manifest).columns
    pairs = dict(named) or {name: name for name in columns if name.casefold() in decided}
    if not pairs:
        raise CalibrationError(
            "No column of the manifest is called like a finding of this model.",
            hint=f'Name one: --label "{card.assessed[0].name}=COLUMN". '
            f"It has: {', '.join(columns)}.",
        )
    return {
        _finding(name, decided, card).name: labels_of(manifest, column)
        for name, column in pairs.items()
    }


def _finding(name: str, decided: Mapping[str, Assessed], card: ModelCard) -> Assessed:
    found = decided.get(name.casefold())
    if found is None:
        raise CalibrationError(
            f"{card.id} is not asked about {name!r}.",
            hint=f"It is asked about: {', '.join(item.name for item in card.assessed)}.",
        )
    return found


def measure_ways(
    manifest: Path,
    labels: Mapping[str, Sequence[bool | None]],
    backend: ModelBackend,
    *,
    pool: DecodePool,
    columns: Columns = Columns(),  # noqa: B008 - frozen
    progress: Progress = no_progress,
    cancelled: Cancelled = never,
) -> WaysMeasured:
    """Ask a model about each labelled case in both modes, and measure every way.

    The single answers are those of the same two readings: a modality alone is the other at
    weight 0. The modes take turns in being first, which costs more: what a model computed of the
    record serves both.

    Args:
        manifest: CSV or Parquet, as of a batch.
        labels: As of ``labelled_findings``.
        backend: The model, under the site's calibration where it has one.
        pool: Decodes DICOM files.
        columns: Of the manifest.
        progress: Told in cases.
        cancelled: Asked between readings.

    Raises:
        ManifestError: If the manifest cannot be used.
        CalibrationError: If no labelled case could be answered.
        CancelledError: If asked to stop.
    """
    cases = plan_manifest(manifest, columns).cases
    wanted = [case for case in cases if any(row[case.index] is not None for row in labels.values())]
    left_out: dict[str, int] = {}
    count(left_out, "without a label", len(cases) - len(wanted))
    told: dict[tuple[str, str], dict[int, Told]] = {}
    spent: dict[str, list[float]] = {mode: [] for mode in MODES}
    analyst = Analyst(backend)
    for done, case in enumerate(wanted, 1):
        for mode in MODES if done % 2 else reversed(MODES):
            if cancelled():
                raise CancelledError
            began = time.perf_counter()
            rows = read_case(case, analyst, None, pool, mode=mode)
            if not rows[0].finding:
                count(left_out, f"{'failed' if rows[0].error_code else 'not assessed'}, {mode}", 1)
                continue
            spent[mode].append(time.perf_counter() - began)
            for row in rows:
                for way, answer in _answers(case, row, mode, labels.get(row.finding, ())):
                    told.setdefault((row.finding, way), {})[case.index] = answer
        progress(done, len(wanted))
    if not told:
        raise CalibrationError(
            "None of the labelled cases could be answered.",
            hint="; ".join(f"{number} {why}" for why, number in left_out.items()),
        )
    card = backend.card
    return WaysMeasured(
        model={"id": card.id, "version": card.version, "sha256": card.sha256},
        calibration=card.calibration,
        cases=len(wanted),
        findings=tuple(_figures(name, told) for name in labels),
        seconds={mode: float(np.median(each)) for mode, each in spent.items() if each},
        left_out=left_out,
    )


def _answers(
    case: BatchCase, row: Row, mode: str, labels: Sequence[bool | None]
) -> Iterator[tuple[str, Told]]:
    """Yield what the reading in one mode says of one finding, way by way."""
    truth = labels[case.index] if labels else None
    if truth is None:
        return
    group = case.group or case.study_uid or case.case_id
    alone = "films alone" if mode == "parallel" else "words alone"
    said = {mode: row.probability, alone: row.image_only}
    if mode == "parallel":
        said["record alone"] = row.text_only
    for way, p in said.items():
        if p is not None:
            unsure = row.status == Status.UNCERTAIN.value
            yield way, Told(p, int(truth), group, unsure)


def _figures(name: str, told: Mapping[tuple[str, str], Mapping[int, Told]]) -> FindingFigures:
    by_way = {way: told[name, way] for way in WAYS if (name, way) in told}
    differences = {}
    for first, second in AGAINST:
        both = sorted(by_way.get(first, {}).keys() & by_way.get(second, {}).keys())
        if both:
            one, other = ([by_way[way][index] for index in both] for way in (first, second))
            truth, groups = _truth(one)
            differences[f"{first} - {second}"] = metrics.gain(
                _scores(one), _scores(other), truth, groups
            )
    ways = tuple(_way(way, [each[index] for index in sorted(each)]) for way, each in by_way.items())
    return FindingFigures(name, ways, differences)


def _way(way: str, answers: Sequence[Told]) -> WayFigures:
    p = _scores(answers)
    truth, groups = _truth(answers)
    return WayFigures(
        way,
        metrics.estimate(p, truth, groups),
        metrics.calibration_error(p, truth),
        metrics.perfect_calibration_error(p),
        float(np.mean([item.unsure for item in answers])) if way in MODES else None,
    )


def _scores(answers: Sequence[Told]) -> metrics.FloatArray:
    return np.array([item.probability for item in answers], np.float64)


def _truth(answers: Sequence[Told]) -> tuple[metrics.IntArray, metrics.Groups]:
    return (
        np.array([item.truth for item in answers], np.int64),
        np.array([item.group for item in answers]),
    )
