"""The page of an evaluation: every figure that was measured, beside its plots."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from finetune.card import crossval, difference_table, estimate_table, value_table, warning
from finetune.evaluate.figures import Group

PAGE = "README.md"

_HEAD = """# The embedded model, measured

Written by `omni-med finetune evaluate --base` (`make evaluate`), never by hand. Model compact,
weights `{sha256}`, {split} split.
{looks}

{warning}{population}.

Intervals are 95 %, from 1,000 draws of *patients* with replacement; differences are paired: both
models read the same draw. Every film is one case, answered by the shipped INT8 files on the path of
`omni-med batch`, with its **masked** note unless a line says raw. Where a kind has one or two
patients its interval says nothing.
"""

_SHORTCUTS = """## Shortcuts in plain sight

View position alone is a shortcut of this copy of NIH: {view}. In a hospital it is the other way
round. So PA and AP stand apart above. With the lungs blacked out (a crude box over the middle of
the film) a model that reads lungs would fall to 0.5. How well a linear model tells the source of
an ill film from the features says how much of the source the features carry; figures over both
sources are therefore given only to show how flattering they are.
"""


_EXPLAINED = """Heat maps are told against what films without finding give at the same place, in
pixels of the original film. With the weights shuffled a map that shows the model must change (rank
correlation and similarity near 0); blurring what it points at first must lower the answer sooner
than blurring by chance (above 0). The side of the map is compared with notes that name one side, on
films of train and validation. {side}
Sentences are ranked by what leaving each out changes, which is checked by asking again without it.
"""


def write_page(folder: Path, card: Mapping[str, Any], groups: Sequence[Group]) -> None:
    """Write ``README.md`` of an evaluation into ``folder``, where its plots are."""
    parts = [
        _head(card),
        "## Opacity against no finding",
        _picture("ROC curve of opacity in NIH", "roc"),
        _picture("Precision and recall of opacity in NIH", "precision-recall"),
        _picture("Reliability of opacity in NIH", "reliability"),
        _groups_table(groups),
        _picture("AUROC by group, and of shortcuts", "groups"),
        _estimates(card, lambda name: name.startswith("opacity, NIH, linear probe")),
        _SHORTCUTS.format(view=_view(card)),
        _estimates(card, _is_shortcut),
        "## Kinds of pneumonia, within covid-chestxray",
        _picture("AUROC of each kind", "kinds"),
        _estimates(card, lambda name: name.startswith("kind")),
        crossval(card.get("crossval", {})),
        "## Against its parts and plain baselines",
        "Linear models and the z-scores of late fusion are fitted on the training films.",
        _picture("Paired differences", "differences"),
        difference_table(card["differences"]),
        "## Thresholds, calibration, refusals",
        value_table({k: v for k, v in card["values"].items() if not _is_explanation(k)}),
        *_explanations(card),
        *_elsewhere(folder),
    ]
    text = "\n\n".join(part.strip("\n") for part in parts if part)
    (folder / PAGE).write_text(text + "\n", encoding="utf-8")


def _explanations(card: Mapping[str, Any]) -> Iterable[str]:
    """Yield what heat maps and highlighted sentences are worth."""
    if not card.get("checks"):
        return
    yield "## Explanations"
    yield _EXPLAINED.format(
        side="The side of a map is told to readers."
        if card.get("localises")
        else "The side of a map is **not** told to readers: it does not deserve it."
    )
    yield difference_table(card["checks"], "check, mean over films", "value")
    yield _estimates(card, lambda name: name.startswith("side of the map"))
    yield value_table({k: v for k, v in card["values"].items() if _is_explanation(k)})


def _is_explanation(name: str) -> bool:
    return name.startswith(("side of the map", "sentences:", "explanation"))


def _picture(words: str, name: str) -> str:
    return f"![{words}]({name}.png)"


def _head(card: Mapping[str, Any]) -> str:
    looks = (
        f"Weights ever measured on this split: {card['test_looks']}."
        if card["split"] == "test"
        else "**Kinds were taught on this split and thresholds set on it: its figures flatter.**"
    )
    said = card["population"]
    return _HEAD.format(
        sha256=card["sha256"][:16],
        split=card["split"],
        looks=looks,
        warning=warning(card["estimates"]),
        population=said[:1].upper() + said[1:],
    )


def _groups_table(groups: Sequence[Group]) -> str:
    heads = (
        "films",
        "n (ill), patients",
        "AUROC",
        "average precision",
        "sensitivity at 90 % specificity",
        "calibration error (of a perfect model)",
    )
    lines = [f"| {' | '.join(heads)} |", "|---|---|---|---|---|---|"]
    for group in groups:
        one = group.auroc
        cells = [
            group.name.removeprefix("opacity, "),
            f"{one.count} ({one.positives}), {group.patients}",
            *(
                _cell(item.value, item.low, item.high)
                for item in (one, group.precision, group.sensitivity)
            ),
            f"{group.calibration:.3f} ({group.perfect[0]:.3f} to {group.perfect[1]:.3f})",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(value: float, low: float, high: float) -> str:
    return "not defined" if math.isnan(value) else f"{value:.3f} ({low:.2f} to {high:.2f})"


def _is_shortcut(name: str) -> bool:
    return name.startswith(("view position", "source", "opacity with the lungs", "opacity, both"))


def _view(card: Mapping[str, Any]) -> str:
    name: str = next(name for name in card["estimates"] if name.startswith("view position"))
    return name.split("(", 1)[1].split(")", maxsplit=1)[0].replace("counts", "films count")


def _estimates(card: Mapping[str, Any], wanted: Callable[[str], bool]) -> str:
    chosen = {name: item for name, item in card["estimates"].items() if wanted(name)}
    if not chosen:
        return ""
    return estimate_table(chosen)


def _elsewhere(folder: Path) -> Iterable[str]:
    """Yield links to what is measured elsewhere, where it is there."""
    ablation = sorted(folder.glob("ablation*.md"))
    if ablation:
        links = ", ".join(f"[{file.name}]({file.name})" for file in ablation)
        yield f"## Repeated grouped cross-validation of the recipe\n\n{links}"
    yield "## All figures\n\n[figures.json](figures.json)"
