"""The figures of an evaluation as PNG files, readable at the width of a page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.evaluate.answers import Answered, of_nih, opacity_of, truth_of
from finetune.evaluate.figures import Group
from finetune.films.data import KINDS
from finetune.metrics import Difference, Estimate

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BLUE, ORANGE, GRAY = "#0b5fa5", "#c8500a", "#777777"
_GRID = np.linspace(0, 1, 101)
_STYLE: Any = {
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": GRAY,
    "xtick.color": "#333333",
    "ytick.color": "#333333",
    "text.color": "#333333",
    "axes.labelcolor": "#333333",
    "legend.frameon": False,
    "figure.dpi": 110,
}


@contextmanager
def _figure(file: Path, width: float, height: float) -> Iterator[Any]:
    """Yield axes; write them to ``file`` without the date, so that the same figures repeat."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with mpl.rc_context(_STYLE):
        figure = Figure(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(figure)
        yield figure.add_subplot()
        figure.savefig(file, metadata={"Software": None})


def draw_curves(answers: Sequence[Answered], folder: Path) -> list[str]:
    """Draw ROC, precision-recall and reliability of opacity in NIH; return the files' names."""
    nih = of_nih(answers)
    truth, groups = truth_of(nih)
    p = opacity_of(nih)
    _roc(p, truth, groups, folder / "roc.png")
    _precision_recall(p, truth, groups, folder / "precision-recall.png")
    _reliability(p, truth, folder / "reliability.png")
    return ["roc.png", "precision-recall.png", "reliability.png"]


def roc_points(p: FloatArray, truth: IntArray) -> FloatArray:
    """Return the sensitivity at each false positive rate of 0, 0.01 ... 1."""
    order = np.argsort(-p, kind="stable")
    hits, misses = np.cumsum(truth[order]), np.cumsum(1 - truth[order])
    last = np.append(np.diff(p[order]) != 0, True)  # ties are taken together
    x = np.concatenate([[0.0], misses[last] / max(misses[-1], 1)])
    y = np.concatenate([[0.0], hits[last] / max(hits[-1], 1)])
    return np.asarray(np.interp(_GRID, x, y), np.float64)


def precision_points(p: FloatArray, truth: IntArray) -> FloatArray:
    """Return the precision at each recall of 0, 0.01 ... 1: the best at this recall or above."""
    order = np.argsort(-p, kind="stable")
    hits = np.cumsum(truth[order])
    precision = hits / np.arange(1, len(p) + 1)
    best = np.maximum.accumulate(precision[::-1])[::-1]
    recall = hits / max(hits[-1], 1)
    return best[np.minimum(np.searchsorted(recall, _GRID - 1e-9), len(best) - 1)]


def _band(
    p: FloatArray, truth: IntArray, groups: NDArray[np.str_], points: Any
) -> tuple[FloatArray, FloatArray]:
    drawn = [
        points(p[rows], truth[rows])
        for rows in metrics.draws(groups)[:400]
        if 0 < truth[rows].sum() < len(rows)
    ]
    low, high = np.percentile(drawn, (2.5, 97.5), axis=0)
    return low, high


def _roc(p: FloatArray, truth: IntArray, groups: NDArray[np.str_], file: Path) -> None:
    area = metrics.estimate(p, truth, groups)
    with _figure(file, 4.6, 4.4) as axes:
        axes.fill_between(_GRID, *_band(p, truth, groups, roc_points), color=BLUE, alpha=0.18)
        axes.plot(_GRID, roc_points(p, truth), color=BLUE, linewidth=2)
        axes.plot([0, 1], [0, 1], color=GRAY, linestyle=":", linewidth=1)
        axes.set(xlabel="1 - specificity", ylabel="sensitivity", xlim=(0, 1), ylim=(0, 1.01))
        axes.text(0.97, 0.06, f"AUROC {_words(area)}", ha="right")
        axes.set_title(f"Opacity, NIH (n = {area.count})", loc="left", fontsize=10)


def _precision_recall(p: FloatArray, truth: IntArray, groups: NDArray[np.str_], file: Path) -> None:
    area = metrics.estimate(p, truth, groups, metrics.average_precision)
    share = float(truth.mean())
    with _figure(file, 4.6, 4.4) as axes:
        band = _band(p, truth, groups, precision_points)
        axes.fill_between(_GRID, *band, color=BLUE, alpha=0.18)
        axes.plot(_GRID, precision_points(p, truth), color=BLUE, linewidth=2)
        axes.axhline(share, color=GRAY, linestyle=":", linewidth=1)
        axes.text(0.01, share - 0.05, f"by chance {share:.2f}", color=GRAY)
        axes.text(0.03, 0.06, f"average precision {_words(area)}")
        axes.set(xlabel="recall (sensitivity)", ylabel="precision", xlim=(0, 1), ylim=(0, 1.02))
        axes.set_title(f"Opacity, NIH (n = {area.count})", loc="left", fontsize=10)


def reliability_bins(
    p: FloatArray, truth: IntArray, bins: int = 8, seed: int = 0
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, IntArray]:
    """Return mean answer, observed share, and the 95 % band of a perfect model, in equal bins.

    A perfect model's cases are ill with exactly the probability that it states.
    """
    rng = np.random.default_rng(seed)
    parts = [part for part in np.array_split(np.argsort(p), min(bins, len(p))) if len(part)]
    told = np.array([p[part].mean() for part in parts])
    seen = np.array([truth[part].mean() for part in parts])
    drawn = [(rng.random((2000, len(part))) < p[part]).mean(axis=1) for part in parts]
    low, high = np.percentile(np.stack(drawn), (2.5, 97.5), axis=1)
    return told, seen, low, high, np.array([len(part) for part in parts])


def _reliability(p: FloatArray, truth: IntArray, file: Path) -> None:
    told, seen, low, high, _ = reliability_bins(p, truth)
    error = metrics.calibration_error(p, truth)
    least, most = metrics.perfect_calibration_error(p)
    with _figure(file, 4.6, 4.4) as axes:
        axes.plot([0, 1], [0, 1], color=GRAY, linestyle=":", linewidth=1)
        axes.fill_between(told, low, high, color=GRAY, alpha=0.2, label="a perfect model, 95 %")
        axes.plot(told, seen, color=BLUE, marker="o", linewidth=1.5, label="this model")
        axes.set(xlabel="probability told", ylabel="share with an opacity", xlim=(0, 1))
        axes.set_ylim(-0.02, 1.02)
        axes.legend(loc="upper left")
        axes.text(0.98, 0.04, f"error {error:.3f}\nperfect: {least:.3f} to {most:.3f}", ha="right")
        axes.set_title(f"Opacity, NIH (n = {len(p)})", loc="left", fontsize=10)


def draw_groups(groups: Sequence[Group], dark: Mapping[str, Estimate], folder: Path) -> str:
    """Draw the AUROC of opacity in each set of films, and below it what shortcuts reach."""
    rows = [
        (group.name.removeprefix("opacity, "), group.auroc, BLUE)
        for group in groups
        if not np.isnan(group.auroc.value)
    ]
    rows += [(_short(name), item, ORANGE) for name, item in dark.items()]
    _forest(rows, "AUROC, 95 % by patient", 0.5, folder / "groups.png")
    return "groups.png"


def draw_differences(gaps: Mapping[str, Difference], folder: Path) -> str:
    """Draw each paired difference with its interval."""
    rows = [(_short(name), item, BLUE) for name, item in gaps.items()]
    _forest(rows, "difference in AUROC, paired, 95 %", 0.0, folder / "differences.png")
    return "differences.png"


def _forest(
    rows: Sequence[tuple[str, Estimate | Difference, str]], label: str, zero: float, file: Path
) -> None:
    with _figure(file, 7.2, 0.7 + 0.28 * len(rows)) as axes:
        axes.axvline(zero, color=GRAY, linestyle=":", linewidth=1)
        for place, (_, item, colour) in enumerate(rows):
            axes.plot([item.low, item.high], [place, place], color=colour, linewidth=1.6)
            axes.plot(item.value, place, color=colour, marker="s", markersize=5)
        axes.set_yticks(range(len(rows)))
        axes.set_yticklabels([f"{name} ({item.count})" for name, item, _ in rows], fontsize=9)
        axes.invert_yaxis()
        axes.tick_params(left=False)
        axes.spines["left"].set_visible(False)
        axes.set_xlabel(label)


def draw_kinds(estimates: Mapping[str, Estimate], folder: Path) -> str:
    """Draw the AUROC of each kind by film, record and both, with intervals."""
    ways = (
        ("image", ORANGE, "film alone"),
        ("text", GRAY, "record alone"),
        ("fused", BLUE, "both"),
    )
    with _figure(folder / "kinds.png", 7.2, 3.6) as axes:
        for shift, (way, colour, label) in enumerate(ways):
            found = [estimates[f"kind {kind}, {way}"] for kind in KINDS]
            found.append(estimates[f"kinds, macro, {way}"])
            x = np.arange(len(found)) + (shift - 1) * 0.26
            values = np.nan_to_num([item.value for item in found])
            low = np.nan_to_num([item.value - item.low for item in found]).clip(min=0)
            high = np.nan_to_num([item.high - item.value for item in found]).clip(min=0)
            axes.bar(x, values, 0.24, color=colour, alpha=0.75, label=label)
            axes.errorbar(
                x, values, yerr=(low, high), fmt="none", ecolor="#333333", elinewidth=1, capsize=2
            )
        counts = [estimates[f"kind {kind}, fused"].positives for kind in KINDS]
        names = [f"{kind}\n(n = {count})" for kind, count in zip(KINDS, counts, strict=True)]
        axes.axhline(0.5, color="#333333", linestyle=":", linewidth=1)
        axes.set_xticks(range(len(KINDS) + 1))
        axes.set_xticklabels([*names, f"macro\n(n = {estimates['kinds, macro, fused'].count})"])
        axes.set(ylabel="AUROC, one against the rest", ylim=(0, 1.18))
        axes.legend(loc="upper center", ncols=3)
    return "kinds.png"


def _short(name: str) -> str:
    return name.replace("kinds given a pneumonia: ", "").replace("opacity with the ", "")


def _words(item: Estimate) -> str:
    return f"{item.value:.3f} ({item.low:.2f} to {item.high:.2f})"
