"""Whether a kind's probability is as sure as it should be, and what is said where none can be.

Reliability is measured out of fold: answers, scales and offsets have not seen the patient. Patients
weigh as in the calibration: each kind's positives together as much as its share of the prior, for
the collection's own shares (four of five COVID-19) are nobody's ward. Films and indications from
before 2020 show what a model says of COVID-19 where nobody had it.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune.config import KindRecipe
from finetune.films.data import KINDS
from finetune.fusion.fuse import Example
from finetune.fusion.kinds import (
    PRIOR,
    Repeat,
    Table,
    fit_films,
    fit_notes,
    fit_scales,
    fused_out_of_fold,
    leave_out,
    pool,
)
from finetune.fusion.linear import balanced

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

BINS = (0.0, 0.1, 0.2, 0.4, 0.6, 0.8, 1.0)
SURE = 0.5  # from here a rank looks like an answer
_SMALLEST = 1e-6


def reliability(table: Table, recipe: KindRecipe, seed: int) -> dict[str, Any]:
    """Return slopes, log losses and COVID-19's said and found shares, film, record and fused.

    A slope of 1 is right; below it answers are surer than they should be, above it less sure.
    """
    repeats = leave_out(table, recipe, seed)
    everything = np.ones(len(table.kind), np.bool_)
    ways = {
        "film": ([one.image for one in repeats], everything),
        "record": ([one.text for one in repeats], table.noted),
        "fused": ([fused_out_of_fold(table, one) for one in repeats], table.noted),
    }
    found: dict[str, Any] = {}
    for name, (logits, rows) in ways.items():
        said = [
            out_of_fold(values, one, table, rows)[rows]
            for values, one in zip(logits, repeats, strict=True)
        ]
        found[name] = {
            kind: _one_kind([p[:, index] for p in said], index, table, rows)
            for index, kind in enumerate(KINDS)
        }
    return found


def out_of_fold(
    logits: FloatArray, repeat: Repeat, table: Table, rows: NDArray[np.bool_]
) -> FloatArray:
    """Return probabilities (films, kinds) by scales that the patient had no part in."""
    p = np.full(logits.shape, np.nan)
    for part in np.unique(repeat.fold):
        others, left = rows & (repeat.fold != part), rows & (repeat.fold == part)
        scales = fit_scales(logits[others], table.kind[others], table.groups[others])
        p[left] = _sigmoid(scales.slope * logits[left] + scales.offsets)
    return p


def _one_kind(
    said: Sequence[FloatArray], index: int, table: Table, rows: NDArray[np.bool_]
) -> dict[str, Any]:
    truth = (table.kind[rows] == index).astype(np.int64)
    weight = balanced(truth, table.groups[rows])
    weight = weight * np.where(truth == 1, 2 * PRIOR, 2 * (1 - PRIOR))
    sure = [np.clip(p, _SMALLEST, 1 - _SMALLEST) for p in said]
    losses = [-weight @ (truth * np.log(p) + (1 - truth) * np.log(1 - p)) for p in sure]
    slopes = [_slope(np.log(p / (1 - p)), truth, weight) for p in sure]
    return {
        "slope": round(float(np.mean(slopes)), 2),
        "loss": round(float(np.mean(losses)), 3),
        "prior": round(float(-(PRIOR * np.log(PRIOR) + (1 - PRIOR) * np.log(1 - PRIOR))), 3),
        "bins": _bins(np.concatenate(sure), np.tile(truth, len(sure)), np.tile(weight, len(sure))),
    }


def _slope(logits: FloatArray, truth: IntArray, weight: FloatArray) -> float:
    """Return the factor on log odds that loses least, with an offset of its own."""
    from scipy.optimize import minimize

    def loss(packed: FloatArray) -> float:
        z = packed[0] * logits + packed[1]
        return float(weight @ (np.logaddexp(0, z) - truth * z))

    return float(minimize(loss, np.array([1.0, 0.0]), method="BFGS").x[0])


def _bins(said: FloatArray, truth: IntArray, weight: FloatArray) -> list[list[float]]:
    """Return for each bin that is not empty: mean said, share found, both weighted, and films."""
    result = []
    for low, high in itertools.pairwise(BINS):
        rows = (said >= low) & ((said < high) | (high == 1.0))
        if rows.any():
            total = weight[rows].sum()
            result.append(
                [
                    round(float(said[rows] @ weight[rows] / total), 3),
                    round(float(truth[rows] @ weight[rows] / total), 3),
                    int(rows.sum()),
                ]
            )
    return result


def before(
    table: Table, films: FloatArray, notes: FloatArray, recipe: KindRecipe, seed: int
) -> dict[str, Any]:
    """Return what is said of patients who cannot have had COVID-19, given a pneumonia.

    Args:
        table: The model is taught on all of it, as the one that ships.
        films: (films, channels) mean tokens of films with a pneumonia from before 2020.
        notes: (notes, channels) mean sentences of indications from before 2020.
        recipe: How.
        seed: Of the shufflings that the scales are fitted on.
    """
    image, text = pool(leave_out(table, recipe, seed))
    noted = table.noted
    by_film = fit_films(table.film, table.kind, recipe.film_ridge)
    by_note = fit_notes(
        table.note[noted],
        table.kind[noted],
        recipe.note_ridge,
        told=table.told,
        hold=recipe.hold,
    )
    scales = (
        fit_scales(image, table.kind, table.groups),
        fit_scales(text[noted], table.kind[noted], table.groups[noted]),
    )
    logits = (
        np.stack([one.logits(films) for one in by_film], 1),
        np.stack([one.logits(notes) for one in by_note], 1),
    )
    found = {}
    for name, scale, values in zip(("film", "record"), scales, logits, strict=True):
        p = _sigmoid(scale.slope * values + scale.offsets)
        found[name] = {
            "count": len(p),
            "mean": [round(float(value), 3) for value in p.mean(0)],
            "sure": [round(float(value), 3) for value in (p >= SURE).mean(0)],
        }
    return found


def means_of(examples: Sequence[Example]) -> FloatArray:
    """Return the mean sentence of each example that has one: (examples, channels)."""
    return np.stack([e.sentences.mean(0) for e in examples if len(e.sentences)]).astype(np.float64)


def _sigmoid(z: FloatArray) -> FloatArray:
    p: FloatArray = 0.5 * (1 + np.tanh(z / 2))
    return p
