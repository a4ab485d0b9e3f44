"""Drift: inputs, agreement with readers and calibration by period, with each change of the model.

Pure: what was read of analyses, decisions and outcomes comes in, figures of no patient go out.

Source: Wilson's interval (Wilson 1927) for shares, Newcombe's method 10 (Newcombe 1998) for their
difference; calibration in the large as the z of Spiegelhalter's expected count.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean, pstdev

FAR = 0.95  # of the validation cases lie nearer than a case that counts as far from them
LEAST = 20  # cases or answers on each side before anything is called a drift
LEAST_OUTCOMES = 10
Z = 2.576  # 99 %: many things are looked at
STEP = 0.05  # of quality; less is no matter

LOOK_AT_FILMS = (
    "Look at the newest films: is there another device, view or kind of patient? Until that is "
    "known, trust the model less: read without it, or evaluate its heads on a new locked set."
)
LOOK_AT_REJECTED = (
    "Let a second reader see the newest cases in which the answer was rejected. If the model is at "
    "fault, roll its newest head back, or teach it again."
)
LOOK_AT_EXPOSURE = (
    "Show the newest films to who takes them: exposure, noise, cropping, burned-in marks."
)
LOOK_AT_RECORDS = (
    "See whether notes still arrive whole, in time, and in a language that the model reads."
)
CALIBRATE = (
    "Calibrate the model on cases of this site anew. Until then its probabilities rank cases, and "
    "mean no more."
)


@dataclass(frozen=True, slots=True)
class Seen:
    """What drift needs of one analysed study.

    Attributes:
        when: Of the analysis, in UTC.
        model: Model, version, heads and calibration, in words.
        image_quality: 0 to 1; None without an image.
        text_quality: 0 to 1; None without a record.
        ood: Share of validation cases that lie nearer; None where no image was read.
        assessed: Whether the model answered.
        unsure: Whether it could not tell.
        agreed: Finding to whether the reader took the model's word; only what was decided.
        outcomes: Finding to (told probability, how it turned out); only what is known.
        added: Findings that readers added.
    """

    when: datetime
    model: str
    image_quality: float | None
    text_quality: float | None
    ood: float | None
    assessed: bool
    unsure: bool
    agreed: dict[str, bool]
    outcomes: dict[str, tuple[float, bool]]
    added: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """A share with its 95 % interval; all None where there is nothing to count."""

    count: int
    of: int
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class Calibrated:
    """What was told against what turned out.

    Attributes:
        count: Answers with an outcome.
        told: Mean probability.
        found: Share that had it.
        brier: Mean squared error of the probabilities.
    """

    count: int
    told: float | None
    found: float | None
    brier: float | None


@dataclass(frozen=True, slots=True)
class Period:
    """One month or week.

    Attributes:
        start: ISO 8601 date of its first day.
        cases: Analysed studies.
        image_quality: Mean; None without.
        text_quality: Mean; None without.
        far: Cases that lie far from what the model was validated on.
        not_assessed: Cases that the model did not answer.
        unsure: Cases that it could not tell.
        agreement: Decided findings on which the reader took the model's word.
        added: Findings that readers added.
        calibration: Of findings whose outcome is known.
        models: Which models answered.
    """

    start: str
    cases: int
    image_quality: float | None
    text_quality: float | None
    far: Share
    not_assessed: Share
    unsure: Share
    agreement: Share
    added: int
    calibration: Calibrated
    models: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FindingDrift:
    """Agreement and calibration of one finding, period by period."""

    name: str
    agreement: tuple[Share, ...]
    calibration: tuple[Calibrated, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """Another model answered from this day on."""

    date: str
    what: str


@dataclass(frozen=True, slots=True)
class DriftReport:
    """What a dashboard shows; nothing in it is of one patient.

    Attributes:
        by: ``"month"`` or ``"week"``.
        periods: Oldest first.
        findings: By name.
        changes: By day.
        alerts: Each limit that is passed, in words.
        remarks: Why nothing can be told.
        advice: What to do about each of ``alerts``.
    """

    by: str
    periods: tuple[Period, ...]
    findings: tuple[FindingDrift, ...]
    changes: tuple[Change, ...]
    alerts: tuple[str, ...]
    remarks: tuple[str, ...]
    advice: tuple[str, ...] = ()


def drift_report(
    seen: Sequence[Seen],
    changes: Iterable[Change],
    by: str = "month",
    known: Collection[str] = (),
) -> DriftReport:
    """Return figures by period, oldest first.

    Args:
        seen: One for each analysed study.
        changes: Of what reads: promotions, calibrations.
        by: ``"month"`` or ``"week"`` (from Monday).
        known: Models that answered before: they do not begin here.
    """
    groups: dict[str, list[Seen]] = {}
    for item in sorted(seen, key=lambda item: item.when):
        groups.setdefault(_start(item.when, by), []).append(item)
    names = sorted({name for item in seen for name in (*item.agreed, *item.outcomes)})
    found = {*changes, *(item for item in _first_seen(seen) if item.what not in known)}
    alarms, remarks = _alarms(list(groups.values()))
    return DriftReport(
        by=by,
        periods=tuple(_period(start, group) for start, group in groups.items()),
        findings=tuple(
            FindingDrift(
                name,
                tuple(_agreement(group, name) for group in groups.values()),
                tuple(_calibrated(group, name) for group in groups.values()),
            )
            for name in names
        ),
        changes=tuple(sorted(found, key=lambda item: (item.date, item.what))),
        alerts=tuple(words for words, _ in alarms),
        remarks=tuple(remarks),
        advice=tuple(advice for _, advice in alarms),
    )


def wilson(count: int, of: int, z: float = 1.96) -> tuple[float, float]:
    """Return Wilson's interval of a share; 0 to 1 of nothing."""
    if not of:
        return 0.0, 1.0
    p, squared = count / of, z * z / of
    centre = (p + squared / 2) / (1 + squared)
    half = z / (1 + squared) * math.sqrt(p * (1 - p) / of + squared / (4 * of))
    return max(0.0, centre - half), min(1.0, centre + half)


def newcombe(first: Share, second: Share, z: float = Z) -> tuple[float, float]:
    """Return the interval of the second share less the first."""
    one, two = first.count / first.of, second.count / second.of
    low1, high1 = wilson(first.count, first.of, z)
    low2, high2 = wilson(second.count, second.of, z)
    gap = two - one
    below = math.sqrt((two - low2) ** 2 + (high1 - one) ** 2)
    above = math.sqrt((high2 - two) ** 2 + (one - low1) ** 2)
    return gap - below, gap + above


def _start(when: datetime, by: str) -> str:
    if by == "week":
        year, week, _ = when.isocalendar()
        return datetime.fromisocalendar(year, week, 1).date().isoformat()
    return when.date().replace(day=1).isoformat()


def _period(start: str, group: list[Seen]) -> Period:
    read = [item for item in group if item.ood is not None]
    return Period(
        start=start,
        cases=len(group),
        image_quality=_mean(item.image_quality for item in group),
        text_quality=_mean(item.text_quality for item in group),
        far=_far(read),
        not_assessed=share(sum(not item.assessed for item in group), len(group)),
        unsure=share(sum(item.unsure for item in group), len(group)),
        agreement=_agreement(group),
        added=sum(item.added for item in group),
        calibration=_calibrated(group),
        models=tuple(dict.fromkeys(item.model for item in group)),
    )


def share(count: int, of: int) -> Share:
    """Return a share with its interval."""
    if not of:
        return Share(0, 0, None, None, None)
    low, high = wilson(count, of)
    return Share(count, of, count / of, low, high)


def _far(group: list[Seen]) -> Share:
    read = [item.ood for item in group if item.ood is not None]
    return share(sum(value > FAR for value in read), len(read))


def _agreement(group: list[Seen], name: str = "") -> Share:
    said = [yes for item in group for key, yes in item.agreed.items() if name in {"", key}]
    return share(sum(said), len(said))


def _calibrated(group: list[Seen], name: str = "") -> Calibrated:
    pairs = _pairs(group, name)
    if not pairs:
        return Calibrated(0, None, None, None)
    return Calibrated(
        len(pairs),
        fmean(p for p, _ in pairs),
        fmean(float(truth) for _, truth in pairs),
        fmean((p - truth) ** 2 for p, truth in pairs),
    )


def _pairs(group: list[Seen], name: str = "") -> list[tuple[float, bool]]:
    return [pair for item in group for key, pair in item.outcomes.items() if name in {"", key}]


def _mean(values: Iterable[float | None]) -> float | None:
    found = [value for value in values if value is not None]
    return fmean(found) if found else None


def _first_seen(seen: Sequence[Seen]) -> list[Change]:
    """Return from when on each model answered here."""
    first: dict[str, datetime] = {}
    for item in seen:
        first[item.model] = min(item.when, first.get(item.model, item.when))
    return [Change(when.date().isoformat(), model) for model, when in first.items()]


def _alarms(groups: list[list[Seen]]) -> tuple[list[tuple[str, str]], list[str]]:
    """Compare the newest cases with what came before them under the same model.

    Each limit that is passed is said, and what to do about it. The newest are those of the last
    period, and of so many before it that there are enough.
    """
    if not groups:
        return [], ["No study was analysed yet."]
    model = groups[-1][-1].model
    same = [[item for item in group if item.model == model] for group in groups]
    now: list[Seen] = []
    while same and len(now) < LEAST:
        now = same.pop() + now
    before = [item for group in same for item in group]
    if min(len(now), len(before)) < LEAST:
        words = (
            f"Too few cases to tell a drift: {len(now)} newest and {len(before)} before them under "
            f"the same model; {LEAST} of each are needed."
        )
        return [], [words]
    images = [i.image_quality for i in before], [i.image_quality for i in now]
    records = [i.text_quality for i in before], [i.text_quality for i in now]
    found = [
        (
            _rise("Cases far from what the model was validated on", _far(before), _far(now)),
            LOOK_AT_FILMS,
        ),
        (_fall("Agreement with readers", _agreement(before), _agreement(now)), LOOK_AT_REJECTED),
        (_quality("Image quality", *images), LOOK_AT_EXPOSURE),
        (_quality("Record quality", *records), LOOK_AT_RECORDS),
        (_off(_pairs(now)), CALIBRATE),
    ]
    return [item for item in found if item[0]], []


def _rise(what: str, before: Share, now: Share) -> str:
    if min(before.of, now.of) < LEAST or newcombe(before, now)[0] <= 0:
        return ""
    return f"{what}: {_percent(now)}, before {_percent(before)}."


def _fall(what: str, before: Share, now: Share) -> str:
    if min(before.of, now.of) < LEAST or newcombe(before, now)[1] >= 0:
        return ""
    return f"{what}: {_percent(now)}, before {_percent(before)}."


def _percent(item: Share) -> str:
    return f"{100 * item.count / item.of:.0f} % of {item.of}"


def _quality(what: str, before: list[float | None], now: list[float | None]) -> str:
    old = [value for value in before if value is not None]
    new = [value for value in now if value is not None]
    if min(len(old), len(new)) < LEAST:
        return ""
    gap = fmean(new) - fmean(old)
    error = math.sqrt(pstdev(old) ** 2 / len(old) + pstdev(new) ** 2 / len(new))
    if abs(gap) < max(STEP, Z * error):
        return ""
    return f"{what}: {fmean(new):.2f}, before {fmean(old):.2f}."


def _off(pairs: list[tuple[float, bool]]) -> str:
    spread = math.sqrt(sum(p * (1 - p) for p, _ in pairs))
    if len(pairs) < LEAST_OUTCOMES or not spread:
        return ""
    told, found = sum(p for p, _ in pairs), sum(truth for _, truth in pairs)
    if abs(found - told) < Z * spread:
        return ""
    return f"Calibration: {told:.1f} findings were foretold in {len(pairs)} answers, {found} found."
