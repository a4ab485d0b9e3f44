"""Series of a chart, and the series of a drift report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from omni_med.workspace.teaching.drift import DriftReport, Period, Share

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Series:
    """One line of a chart.

    Attributes:
        name: In the legend.
        points: (x, y), x ascending.
        bands: (x, low, high) where there is an interval.
    """

    name: str
    points: tuple[Point, ...]
    bands: tuple[tuple[float, float, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Mark:
    """An upright line at x, with words."""

    x: float
    text: str


def span(*series: Series) -> tuple[float, float, float, float]:
    """Return the least and largest x and y of all points and bands; 0 to 1 of nothing."""
    xs = [x for item in series for x, _ in item.points]
    ys = [y for item in series for _, y in item.points]
    ys += [y for item in series for _, low, high in item.bands for y in (low, high)]
    if not xs:
        return 0.0, 1.0, 0.0, 1.0
    return min(xs), max(xs), min(ys), max(ys)


def days(text: str) -> float:
    """Return an ISO 8601 date as days since year 1."""
    return float(date.fromisoformat(text).toordinal())


def marks(report: DriftReport) -> tuple[Mark, ...]:
    """Return the changes of what reads; several of one day stand in one mark."""
    found: dict[str, list[str]] = {}
    for change in report.changes:
        found.setdefault(change.date, []).append(change.what)
    return tuple(Mark(days(day), "; ".join(words)) for day, words in found.items())


def of_values(report: DriftReport, name: str, value: Callable[[Period], float | None]) -> Series:
    """Return a mean by period."""
    points = [(days(item.start), value(item)) for item in report.periods]
    return Series(name, tuple((x, y) for x, y in points if y is not None))


def of_shares(report: DriftReport, name: str, share: Callable[[Period], Share]) -> Series:
    """Return a share by period, with its interval."""
    found = [(days(item.start), share(item)) for item in report.periods]
    points = [(x, item.value) for x, item in found]
    bands = [(x, item.low, item.high) for x, item in found]
    return Series(
        name,
        tuple((x, y) for x, y in points if y is not None),
        tuple((x, low, high) for x, low, high in bands if low is not None and high is not None),
    )
