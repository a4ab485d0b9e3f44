"""The report of a head: written so that a doubter can follow it, by the command, never by hand."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.calibrate import probability
from finetune.datasets.leakage import Leakage
from finetune.errors import DataError
from finetune.films.data import read_gray
from finetune.heads.compare import BLACKED_OUT, HEAD, METHODS, Comparison
from finetune.heads.features import Encoded
from finetune.metrics import binomial_interval
from omni_med.domain.codec import to_json
from omni_med.models.heads.bundle import CARD, REPORT, HeadCard

PREVALENCES = (0.01, 0.05, 0.2)
MISSED = "missed.png"
_MOST_PICTURES = 24
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
    "full": "last block taught whole",
    "image_only": "this head, film alone",
    "text_only": "this head, note alone",
    "lungs_blacked_out": "this head, film alone, lungs blacked out",
}


def write_report(
    folder: Path,
    card: HeadCard,
    data: Encoded,
    leakage: Leakage,
    comparison: Comparison,
) -> HeadCard:
    """Write ``report.md`` and the missed films; returns the card with the report in it."""
    p = probability(comparison.logits[HEAD], card.answer.fused)
    called = p >= float(card.answer.threshold or 0.5)
    parts = [
        f"# {card.answer.name}: head {card.title} on {card.base_id} {card.base_version}",
        f"**{'Offered' if card.offered else 'Not offered'}.** {card.reason}",
        _flow(card, leakage, data),
        _warned(leakage),
        _table(comparison),
        _decisions(data, comparison, called),
        _mimics(data, comparison.fair & called & (data.label == 0)),
        _missed(folder, data, (data.label == 1) & ~called),
        _how(card, comparison),
        _OUTSIDE,
    ]
    text = "\n\n".join(part for part in parts if part) + "\n"
    (folder / REPORT).write_text(text, "utf-8")
    card = replace(card, text=text)
    part = folder / f"{CARD}.part"
    part.write_bytes(to_json(card) + b"\n")
    part.replace(folder / CARD)
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


def _decisions(data: Encoded, comparison: Comparison, called: NDArray[np.bool_]) -> str:
    positive, negative = data.label == 1, comparison.fair & (data.label == 0)
    hit, passed = int((called & positive).sum()), int((~called & negative).sum())
    sensitivity, specificity = hit / positive.sum(), passed / negative.sum()
    low, high = binomial_interval(hit, int(positive.sum()))
    said = f"Sensitivity {sensitivity:.2f} ({low:.2f} to {high:.2f}, {hit} of {positive.sum()})"
    lines = [
        "## At its threshold",
        "",
        f"{said} at specificity {specificity:.2f}.",
        "",
        "| if so many have it | a positive answer is right in |",
        "| --- | --- |",
    ]
    for prevalence in PREVALENCES:
        right = prevalence * sensitivity
        wrong = (1 - prevalence) * (1 - specificity)
        value = right / (right + wrong) if right + wrong else 0.0
        lines.append(f"| {prevalence:.0%} | {value:.0%} |")
    return "\n".join(lines)


def _mimics(data: Encoded, wrong: NDArray[np.bool_]) -> str:
    kinds = Counter(sample.kind for sample in data.samples if not sample.label)
    confused = Counter(
        sample.kind for sample, is_wrong in zip(data.samples, wrong, strict=True) if is_wrong
    )
    if not confused:
        return ""
    lines = [f"- {kind}: {count} of {kinds[kind]}" for kind, count in confused.most_common(8)]
    return "## Taken for it\n\n" + "\n".join(lines)


def _missed(folder: Path, data: Encoded, missed: NDArray[np.bool_]) -> str:
    rows = np.flatnonzero(missed)
    (folder / MISSED).unlink(missing_ok=True)
    if not len(rows):
        return "## Missed\n\nNone."
    lines = ", ".join(str(data.samples[row].index) for row in rows)
    said = f"## Missed\n\n{len(rows)} cases, lines of the manifest: {lines}."
    return said + (f"\n\n![Missed films]({MISSED})" if _picture(folder, data, rows) else "")


def _picture(folder: Path, data: Encoded, rows: NDArray[np.int64]) -> bool:
    """Draw the missed films side by side, each under its line; False where there are none."""
    from matplotlib.figure import Figure

    films = []
    for row in rows[:_MOST_PICTURES]:
        sample = data.samples[row]
        try:
            if sample.image is not None:
                films.append((sample.index, read_gray(sample.image)))
        except DataError:
            continue  # a DICOM object: it is listed above
    if not films:
        return False
    columns = min(4, len(films))
    lines = -(-len(films) // columns)
    figure = Figure(figsize=(3 * columns, 3.2 * lines), layout="constrained")
    for place, (index, film) in enumerate(films):
        axes = figure.add_subplot(lines, columns, place + 1)
        axes.imshow(film, cmap="gray", vmin=0, vmax=1)
        axes.set_title(f"line {index}", fontsize=10)
        axes.set_axis_off()
    figure.savefig(folder / MISSED, dpi=80)
    return True


def _how(card: HeadCard, comparison: Comparison) -> str:
    chosen = ", ".join(
        f"rank {choice.rank} after {choice.steps} steps in {count} folds"
        for choice, count in sorted(comparison.choices.items(), key=lambda item: -item[1])
    )
    points = ", ".join(f"{people} patients {area:.2f}" for people, area in comparison.curve)
    used = (
        f"LoRA of rank {card.rank} on the last block" if card.rank else "no LoRA: frozen features"
    )
    return (
        "## How it was taught\n\n"
        f"The head has {used}. Chosen among patients held back inside each fold: {chosen}.\n\n"
        f"Learning curve (patients with the finding learnt from, AUROC): {points}."
    )
