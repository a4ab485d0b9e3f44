"""The report of a head: written so that a doubter can follow it, by the command, never by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.calibrate import probability
from finetune.datasets.films import Films
from finetune.datasets.leakage import Leakage
from finetune.heads.cases.encoded import Encoded
from finetune.heads.comparing.compare import Comparison
from finetune.heads.comparing.folds import BLACKED_OUT, HEAD, METHODS
from finetune.heads.network.parts import FUSION, IMAGE_BLOCK, TEXT_LAYER
from finetune.heads.reporting.options import FitOptions
from finetune.heads.running.work import write_whole
from finetune.heads.teaching.recipe import Choice
from finetune.metrics import binomial_interval
from omni_med.domain.codec import to_json
from omni_med.models.heads.bundle import CARD, REPORT, HeadCard

PARTS = {
    IMAGE_BLOCK: "the image encoder's last block",
    TEXT_LAYER: "the text encoder's last layer",
    FUSION: "the fusion's keys",
}
PREVALENCES = (0.01, 0.05, 0.2)
MISSED = "missed.png"
_MOST_PICTURES = 24
_MOST_VALUES = 6  # of a column that are listed, the most frequent first
_OUTSIDE = (
    "External site: none. All figures are out of fold, on patients whom the head did not learn "
    "from, within the data it was given."
)
_PRIOR = (
    "The model without the head answers with its nearest own finding. If these cases were among "
    "those that it was taught on, that figure is flattered and the bar higher than it should be."
)
_TABLE = (
    "AUROC within the places that have cases with and without the finding; 95 % intervals over "
    "patients; the last column is how far the head is above, paired."
)
NAMES = {
    "head": "this head",
    "prior": "the model without it",
    "probe": "linear probe on frozen features",
    "means": "nearest class means",
    "full": "the same parts taught whole",
    "image_only": "this head, film alone",
    "text_only": "this head, note alone",
    "lungs_blacked_out": "this head, film alone, lungs blacked out",
}


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """What a report tells of.

    Attributes:
        options: What was asked for.
        card: Of the head.
        data: The cases.
        leakage: What gives the answer away.
        comparison: Against what the head must beat.
    """

    options: FitOptions
    card: HeadCard
    data: Encoded
    leakage: Leakage
    comparison: Comparison


def write_report(folder: Path, found: Report, films: Films) -> HeadCard:
    """Write ``report.md`` and the missed films; returns the card with the report in it.

    Films that are sealed where they lie are not pictured: a report leaves the workspace.
    """
    card, data, leakage, comparison = found.card, found.data, found.leakage, found.comparison
    p = probability(comparison.logits[HEAD], card.answer.fused)
    called = p >= float(card.answer.threshold or 0.5)
    parts = [
        f"# {card.answer.name}: head {card.title} on {card.base_id} {card.base_version}",
        f"**{'Offered' if card.offered else 'Not offered'}.** {card.reason}",
        _flow(card, leakage, data),
        _warned(leakage),
        _table(comparison),
        _decisions(found, called),
        controls(data, leakage, called),
        _mimics(data, comparison.fair & called & (data.label == 0)),
        _missed(folder, data, (data.label == 1) & ~called, films),
        _how(card, comparison),
        _OUTSIDE,
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    (folder / REPORT).write_text(text, "utf-8")
    card = replace(card, text=text)
    write_whole(folder / CARD, to_json(card) + b"\n")
    return card


def _flow(card: HeadCard, leakage: Leakage, data: Encoded) -> str:
    lines = [f"- found: {leakage.dataset.found}"]
    excluded = {**leakage.dataset.excluded, **data.excluded}
    lines += [f"- left out, {reason}: {count}" for reason, count in excluded.items()]
    negatives = card.cases - card.positives
    lines.append(
        f"- used: {card.cases} ({card.positives} with the finding, {card.patients} patients; "
        f"{negatives} without)"
    )
    return "## Cases\n\n" + "\n".join(lines)


def _warned(leakage: Leakage) -> str:
    if not leakage.warnings:
        return "## Warnings\n\nNone: no leak was found."
    return "## Warnings\n\n" + "\n".join(f"- {warning}" for warning in leakage.warnings)


def _table(comparison: Comparison) -> str:
    lines = [
        "## Against what it must beat",
        "",
        _TABLE,
        "",
        "| method | AUROC | 95 % | head above |",
        "| --- | --- | --- | --- |",
    ]
    for name in METHODS:
        found = comparison.estimates[name]
        ahead = "" if name == HEAD else str(comparison.gains[name])
        interval = f"{found.low:.2f} to {found.high:.2f}"
        lines.append(f"| {NAMES[name]} | {found.value:.3f} | {interval} | {ahead} |")
    lines += ["", _PRIOR]
    everywhere = comparison.everywhere
    lines += ["", f"On all cases, other places included: {everywhere}."]
    dark = comparison.estimates[BLACKED_OUT]
    if dark.low > 0.6:
        said = f"**With the lungs blacked out the film alone still gives {dark.value:.2f}**"
        lines += ["", f"{said}: part of what the head uses is not in the lungs."]
    return "\n".join(lines)


def _decisions(found: Report, called: NDArray[np.bool_]) -> str:
    data = found.data
    positive, negative = data.label == 1, found.comparison.fair & (data.label == 0)
    hit, passed = int((called & positive).sum()), int((~called & negative).sum())
    sensitivity, specificity = hit / positive.sum(), passed / negative.sum()
    said = (
        f"Set for a specificity of {found.options.specificity:.2f} on these cases, out of fold: "
        f"sensitivity {_share(hit, int(positive.sum()))}, specificity "
        f"{_share(passed, int(negative.sum()))}."
    )
    lines = [
        "## At its threshold",
        "",
        said,
        "",
        "| if so many have it | a positive answer is right in | a negative answer in |",
        "| --- | --- | --- |",
    ]
    stated = found.options.prevalence
    for prevalence in PREVALENCES if stated is None else (stated,):
        right, wrong = prevalence * sensitivity, (1 - prevalence) * (1 - specificity)
        missed, clear = prevalence * (1 - sensitivity), (1 - prevalence) * specificity
        lines.append(
            f"| {prevalence:.1%} | {_part(right, wrong):.0%} | {_part(clear, missed):.1%} |"
        )
    if stated is None:
        lines += ["", "How many have it where it will read was not stated (`--prevalence`)."]
    return "\n".join(lines)


def _part(right: float, wrong: float) -> float:
    return right / (right + wrong) if right + wrong else 0.0


def _share(count: int, of: int) -> str:
    low, high = binomial_interval(count, of)
    return f"{count / of:.2f} ({low:.2f} to {high:.2f}, {count} of {of})"


def controls(data: Encoded, leakage: Leakage, called: NDArray[np.bool_]) -> str:
    """Return what the head says of the cases of each view and each place, as a table.

    A head that knows the place in place of the disease calls one place's controls positive.
    """
    columns = {"view": [sample.view or "not stated" for sample in data.samples]}
    for name in leakage.by_column:
        if name.casefold() not in {"view", "viewposition"}:
            columns[name] = [sample.extras.get(name, "") or "-" for sample in data.samples]
    lines = []
    for name, values in columns.items():
        for value, _ in Counter(values).most_common(_MOST_VALUES):
            here = np.array([item == value for item in values])
            with_it, without = here & (data.label == 1), here & (data.label == 0)
            wrong = int((called & without).sum())
            hit = int((called & with_it).sum())
            lines.append(
                f"| {name} {value} | {hit} of {with_it.sum()} | {wrong} of {without.sum()} |"
            )
    if not lines:
        return ""
    head = ["| | called, of those with it | called, of those without |", "| --- | --- | --- |"]
    return "\n".join(["## By place and view", "", *head, *lines])


def _mimics(data: Encoded, wrong: NDArray[np.bool_]) -> str:
    kinds = Counter(sample.kind for sample in data.samples if not sample.label)
    confused = Counter(
        sample.kind for sample, is_wrong in zip(data.samples, wrong, strict=True) if is_wrong
    )
    if not confused:
        return ""
    lines = [f"- {kind}: {count} of {kinds[kind]}" for kind, count in confused.most_common(8)]
    return "## Taken for it\n\n" + "\n".join(lines)


def _missed(folder: Path, data: Encoded, missed: NDArray[np.bool_], films: Films) -> str:
    rows = np.flatnonzero(missed)
    if not len(rows):
        return "## Missed\n\nNone."
    lines = ", ".join(str(data.samples[row].index) for row in rows)
    said = f"## Missed\n\n{len(rows)} cases, by their number in the data set: {lines}."
    if films.is_sealed:
        return f"{said} They are sealed in the workspace and not pictured here."
    pictured = _picture(folder, data, rows, films)
    return said + (f"\n\n![Missed films]({MISSED})" if pictured else "")


def _picture(folder: Path, data: Encoded, rows: NDArray[np.int64], films: Films) -> bool:
    """Draw the missed films side by side, each under its line; False where there are none."""
    from matplotlib.figure import Figure

    found = []
    for row in rows[:_MOST_PICTURES]:
        sample = data.samples[row]
        picture = films.picture(sample)  # it was read before
        if picture is not None:
            found.append((sample.index, picture.gray))
    if not found:
        return False
    columns = min(4, len(found))
    lines = -(-len(found) // columns)
    figure = Figure(figsize=(3 * columns, 3.2 * lines), layout="constrained")
    for place, (index, film) in enumerate(found):
        axes = figure.add_subplot(lines, columns, place + 1)
        axes.imshow(film, cmap="gray", vmin=0, vmax=1)
        axes.set_title(f"case {index}", fontsize=10)
        axes.set_axis_off()
    figure.savefig(folder / MISSED, dpi=80)
    return True


def _how(card: HeadCard, comparison: Comparison) -> str:
    chosen = ", ".join(
        f"{_adapted(choice.rank, choice.targets)}{_steps(choice)} in {count} folds"
        for choice, count in sorted(comparison.choices.items(), key=lambda item: -item[1])
    )
    points = ", ".join(f"{people} patients {area:.2f}" for people, area in comparison.curve)
    return (
        "## How it was taught\n\n"
        f"The head has {_adapted(card.rank, card.targets)}, taught on {card.device} in "
        f"{card.precision}. "
        f"Chosen among patients held back inside each fold: {chosen}.\n\n"
        f"Learning curve (patients with the finding learnt from, AUROC): {points}."
    )


def _adapted(rank: int, targets: Sequence[str]) -> str:
    """Return what LoRA adapts, in words."""
    if not rank:
        return "no LoRA (frozen features)"
    named = [PARTS.get(target, target) for target in targets or (IMAGE_BLOCK,)]
    return f"LoRA of rank {rank} on {' and '.join(named)}"


def _steps(choice: Choice) -> str:
    return f" after {choice.steps} steps" if choice.rank else ""
