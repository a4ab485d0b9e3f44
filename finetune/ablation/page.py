"""The tables of what was found, written by command."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.ablation.plan import Plan, Variant
from finetune.films.data import KINDS, Film
from finetune.fusion.kinds import PRIOR

FILMS = """# What the model's choices are worth

Written by `omni-med finetune ablate`; variants: `finetune/recipes/ablation.toml`. The test split
was not read.

## Image encoder

Pneumonia label against no finding within NIH ChestX-ray14, frontal films of train + val,
patients left out whole. AUROC is the mean over the folds
that ran, beside it the same model on films with the lungs blacked out, and how well the
features tell the source (0.5 is best for both). Difference: to the first line, or to the variant
that is named, on the
same films, scores ranked within a fold, with its 95 % interval over patients.

| variant | folds | AUROC | difference | lungs blacked out | source |
|---|---|---|---|---|---|
"""

KIND = """
## Kinds of pneumonia: text encoder and fusion

Films of train + val with a masked note and a known kind, features of the shipped encoders ({sha}),
five folds by patient shuffled {repeats} times, the same for all. Macro AUROC over the four kinds
with a germ (COVID-19, other viral, bacterial, fungal) on their films, with its 95 % interval over
patients; difference to the first line, paired; then each kind, the non-infectious one on films of
all five. The image encoder had seen the training films, but never a kind. With the hand-set
strengths figures are flattered: who set those of the four had read some of these notes.

| variant | macro AUROC | difference | {kinds} |
|---|---|---|---|---|---|---|---|
"""

SURE = """
## How sure a rank is

Out of fold, under the prior that all kinds are equally common. Slope: what log odds would have to
be multiplied with to fit best (1 is right; below it answers are surer than they should be, above it
less sure). Log loss beside that of the prior alone.

| kind | read from | slope | log loss | of the prior alone |
|---|---|---|---|---|
"""

BINNED = """
What is said of COVID-19 by film and record together, and what holds (patients weighed so that kinds
are equally common):

| said, mean | found | films, all shufflings |
|---|---|---|
"""

BEFORE = """
Nobody had COVID-19 before 2020. What is said, given a pneumonia, by the film of NIH's
pneumonia films of train + val, and by the record of Indiana's indications of train + val whose
report then named an opacity (mean, and share at 0.5 or above; the prior is {prior:.2f}):

| read from | cases | {kinds} |
|---|---|---|---|---|---|---|
"""


def page(plan: Plan, found: dict[str, Any], films: Sequence[Film]) -> str:
    """Return the page in Markdown."""
    text = FILMS + "".join(_film_line(plan, v, found, films) for v in plan.variants)
    kinds = found.get("kinds", {})
    if not plan.kinds:
        return text
    head = KIND.format(
        sha=kinds["weights"][:12], repeats=plan.recipe.kinds.repeats, kinds=" | ".join(KINDS)
    )
    lines = "".join(_kind_line(kinds["found"][v.name]) for v in plan.kinds)
    return text + head + lines + _sure(kinds["reliability"])


def _sure(found: dict[str, Any]) -> str:
    ways = found["out of fold"]
    text = SURE + "".join(
        f"| {kind} | {way} | {one[kind]['slope']:.2f} | {one[kind]['loss']:.3f} "
        f"| {one[kind]['prior']:.3f} |\n"
        for kind in KINDS
        for way, one in ways.items()
    )
    text += BINNED + "".join(
        f"| {said:.2f} | {truth:.2f} | {count} |\n"
        for said, truth, count in ways["fused"][KINDS[0]]["bins"]
    )
    text += BEFORE.format(kinds=" | ".join(KINDS), prior=PRIOR)
    for way, one in found["before 2020"].items():
        each = " | ".join(
            f"{mean:.2f}, {sure:.1%}" for mean, sure in zip(one["mean"], one["sure"], strict=True)
        )
        text += f"| {way} | {one['count']} | {each} |\n"
    return text


def _kind_line(one: dict[str, Any]) -> str:
    each = " | ".join(one["each"])
    return f"| {one['name']} | {one['macro']} | {one['difference']} | {each} |\n"


def _film_line(plan: Plan, variant: Variant, found: dict[str, Any], films: Sequence[Film]) -> str:
    other = plan.against(variant)
    folds = found.get(variant.key, {}).get("folds", {})
    shown = {name: folds[name] for name in map(str, variant.folds) if name in folds}
    if not shown:
        return f"| {variant.name} | none yet | | | | |\n"
    clear, dark = (_mean_auroc(shown, what, films) for what in ("said", "dark"))
    source = float(np.mean([one["source"] for one in shown.values()]))
    gap = _difference(shown, found.get(other.key, {}).get("folds", {}), films)
    against = f" to “{other.name}”" if variant.against and gap else ""
    return (
        f"| {variant.name} | {len(shown)} | {clear:.3f} | {gap}{against} "
        f"| {dark:.3f} | {source:.3f} |\n"
    )


def _mean_auroc(shown: dict[str, Any], what: str, films: Sequence[Film]) -> float:
    return float(
        np.mean(
            [
                metrics.auroc(
                    np.array(one[what]), np.array([films[row].opacity for row in one["rows"]])
                )
                for one in shown.values()
            ]
        )
    )


def _difference(shown: dict[str, Any], first: dict[str, Any], films: Sequence[Film]) -> str:
    names = [name for name in shown if name in first]
    if not names or all(shown[name] is first[name] for name in names):
        return ""
    rows = np.concatenate([shown[name]["rows"] for name in names])
    ours, theirs = (
        np.concatenate([_ranks(side[name]["said"]) for name in names]) for side in (shown, first)
    )
    truth = np.array([films[row].opacity for row in rows])
    groups = np.array([films[row].group_id for row in rows])
    found = metrics.gain(ours, theirs, truth, groups)
    return f"{found.value:+.3f} ({found.low:+.3f} to {found.high:+.3f})"


def _ranks(scores: Sequence[float]) -> NDArray[np.float64]:
    from scipy.stats import rankdata

    ranks: NDArray[np.float64] = rankdata(scores) / len(scores)
    return ranks
