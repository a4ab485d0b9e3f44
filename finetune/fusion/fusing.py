"""What the fusion learns from, how its answers become probabilities, and how good they are."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune import calibrate, metrics
from finetune.config import FusionRecipe, Recipe
from finetune.films.data import KINDS, Film, Indication
from finetune.fusion.encode import Encoded, Encoders
from finetune.fusion.fuse import Example, assemble, read
from finetune.fusion.kinds import (
    Repeat,
    Table,
    Told,
    choose_ratio,
    fit_films,
    fit_notes,
    fit_scales,
    fused_out_of_fold,
    leave_out,
    pool,
    with_told,
)
from finetune.fusion.linear import Linear, fit_linear
from finetune.image.network import Fusion
from omni_med.inference.cascade import DEGREES, say
from omni_med.knowledge.history import PRESENTATIONS
from omni_med.models.compact.settings import Calibration

logger = logging.getLogger(__name__)

QUIET = 1e-3  # a side that counts nothing is not hidden: it is this loud
Three = tuple[Calibration, Calibration, Calibration]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A taught fusion with its calibrations (fused, image, text) for each answer."""

    fusion: Fusion
    calibrations: tuple[Three, ...]
    band: calibrate.Band
    crossval: dict[str, str]


def known(films: Sequence[Film]) -> list[Film]:
    """Return the frontal films of known kind that may be learnt from."""
    return [f for f in films if f.split != "test" and f.frontal and f.kind >= 0]


def table_of(encoded: Sequence[Encoded], told: Told | None = None) -> Table:
    """Return the films of known kind as the kinds are taught on them."""
    chosen = [e for e in encoded if e.film.kind >= 0 and e.film.frontal]
    words = chosen[0].sentences.shape[1]
    empty = np.full(words, np.nan)
    return Table(
        np.stack([e.tokens.mean(0) for e in chosen]).astype(np.float64),
        np.stack([e.sentences.mean(0) if len(e.sentences) else empty for e in chosen]).astype(
            np.float64
        ),
        np.array([e.film.kind for e in chosen]),
        np.array([e.film.group_id for e in chosen]),
        told,
    )


def tell(encoders: Encoders, names: Sequence[str]) -> Told:
    """Return the sentences in which a cascade hands on answers of these names, embedded."""
    rows = [
        (encoders.note(say(name, least)).mean(0), index, least >= 0.5)
        for index, name in enumerate(names)
        for least, _ in DEGREES
    ]
    return Told(
        np.stack([row[0] for row in rows]).astype(np.float64),
        np.array([row[1] for row in rows]),
        np.array([row[2] for row in rows]),
    )


def teach(
    taught: Fusion,
    encoded: Sequence[Encoded],
    encoders: Encoders,
    reports: Sequence[Indication],
    *,
    names: Sequence[str],
    plan: Recipe,
) -> Learned:
    """Teach the kinds on train + val, the text side of opacity on indications, and calibrate.

    Kinds are weighed and calibrated on what was read out of fold; opacity on the NIH validation
    films, which the image encoder did not learn from.

    Args:
        taught: As the image encoder's teacher gave it: opacity is its first answer.
        encoded: All frontal films but the test split's, through the shipped encoders.
        encoders: The shipped ones.
        reports: Indications of all splits.
        names: Of the answers, as a cascade hands them on.
        plan: How.
    """
    told = tell(encoders, names)
    table = table_of(encoded, told)
    repeats = leave_out(table, plan.kinds, plan.seed)
    reasons = teach_reasons(encoders, reports, told, plan.fusion)
    films = fit_films(table.film, table.kind, plan.kinds.film_ridge)
    spoken = table.noted
    notes = fit_notes(table.note[spoken], table.kind[spoken], plan.kinds.note_ridge, told=told)
    opacity, louder, band = _calibrate_opacity(taught, encoded, encoders, reports, reasons)
    loudness, calibrations = calibrate_kinds(table, repeats)
    fusion = assemble(
        taught, table.note.shape[1], films, [reasons, *notes], [louder, *[loudness] * len(KINDS)]
    )
    figures = crossval_figures(table, repeats, leave_out(table, plan.kinds, plan.seed, 0.0))
    logger.info("out of fold: %s", figures)
    return Learned(fusion, (opacity, *calibrations), band, figures)


def calibrate_kinds(table: Table, repeats: Sequence[Repeat]) -> tuple[float, tuple[Three, ...]]:
    """Return how loud the note is against the film, and each kind's calibrations.

    The attention gives ``(ratio x film + note) / (ratio + 1)``: the slope takes that back.
    """
    image, text = pool(repeats)
    noted = table.noted
    ratio = max(choose_ratio(image, text, table.kind, noted), QUIET)
    kind, groups = table.kind[noted], table.groups[noted]
    fused = fit_scales((ratio * image + text)[noted], kind, groups)
    film = fit_scales(image, table.kind, table.groups)
    note = fit_scales(text[noted], kind, groups)
    three = tuple(
        (
            fused.calibration(index, ratio + 1),
            film.calibration(index),
            note.calibration(index),
        )
        for index in range(len(KINDS))
    )
    return float(-np.log(ratio)), three


def teach_reasons(
    encoders: Encoders, reports: Sequence[Indication], told: Told, recipe: FusionRecipe
) -> Linear:
    """Teach what an indication says of an opacity; 0 is "no news".

    The classic complaints of a pneumonia must not speak against one: in reports of a hospital
    where nearly all who cough have a clear film they would.
    """
    reasons = encoders.indications([r for r in reports if r.split == "train"])
    truth = np.array([reason.opacity for reason in reasons])
    means, truth, weight = with_told(_means(reasons), truth, told, 0)
    complaints = np.concatenate([encoders.note(f"{text}.") for text in variants()])
    return fit_linear(
        means,
        truth,
        ridge=recipe.reason_ridge,
        weight=weight,
        floor=complaints.astype(np.float64),
        pull=recipe.pull,
    )


def variants() -> list[str]:
    """Return the classic complaints in the turns of phrase of a request."""
    return [
        turn.format(text)
        for text in PRESENTATIONS
        for turn in ("{}", "patient with {}", "history of {}", "{} for three days", "new {}")
    ]


def _means(examples: Sequence[Example]) -> FloatArray:
    return np.stack([example.sentences.mean(0) for example in examples]).astype(np.float64)


def _calibrate_opacity(
    taught: Fusion,
    encoded: Sequence[Encoded],
    encoders: Encoders,
    reports: Sequence[Indication],
    reasons: Linear,
) -> tuple[Three, float, calibrate.Band]:
    """Calibrate both sides, and let the note change the film's log odds by its own.

    No film of the data has an honest note about opacity: nearly all notes are of ill patients. So
    film and note are taken as independent given the truth, and their log odds are added. A note
    without news leaves the film's answer as it is.
    """
    films = [
        e
        for e in encoded
        if e.film.split == "val" and e.film.frontal and e.film.source.startswith("nih")
    ]
    truth = np.array([e.film.opacity for e in films])
    groups = np.array([e.film.group_id for e in films])
    seen = read(taught, [_film_alone(e, taught) for e in films]).image[:, 0]
    image = calibrate.fit_if_better(seen, truth, groups)
    held = encoders.indications([r for r in reports if r.split == "val"])
    said = reasons.logits(_means(held))
    slope, base = _fit_slope(said, np.array([reason.opacity for reason in held]))
    text = Calibration(slope, base)
    ratio = image.scale / slope
    fused = Calibration(image.scale * (1 + 1 / ratio), image.offset)
    logger.info("opacity: image %s, text %s", image, text)
    band = calibrate.choose_band(calibrate.probability(seen, image), truth)
    return (fused, image, text), float(-np.log(ratio)), band


def _film_alone(e: Encoded, fusion: Fusion) -> Example:
    none = np.zeros((0, fusion.text_key.in_features), np.float32)
    return Example(e.tokens, none, e.film.kind, e.film.opacity, e.film.group_id)


def _fit_slope(logits: FloatArray, truth: IntArray) -> tuple[float, float]:
    """Return the slope that loses least, and the log odds of the truth where the logit is 0."""
    base = float(np.log(truth.mean() / (1 - truth.mean())))
    slopes = np.exp(np.linspace(np.log(0.05), np.log(3.0), 60))
    losses = [
        float(np.mean(np.logaddexp(0, s * logits + base) - truth * (s * logits + base)))
        for s in slopes
    ]
    return float(slopes[int(np.argmin(losses))]), base


def crossval_figures(
    table: Table, repeats: Sequence[Repeat], plain: Sequence[Repeat]
) -> dict[str, str]:
    """Return how kinds are told apart out of fold, on films with a note and one of the kinds.

    Each figure is the mean over the shufflings; intervals draw patients.

    Args:
        table: The films.
        repeats: As the model is taught.
        plain: The same folds without the textbook's strengths of clues.
    """
    rows = table.noted & (table.kind < len(KINDS))
    tables = {
        "fused": [fused_out_of_fold(table, one) for one in repeats],
        "image only": [one.image for one in repeats],
        "text only": [one.text for one in repeats],
        "sum of z-scores (plain late fusion)": [
            _scaled(one.image, rows) + _scaled(one.text, rows) for one in repeats
        ],
        "fused, textbook left out": [fused_out_of_fold(table, one) for one in plain],
        "text only, textbook left out": [one.text for one in plain],
    }
    stacked = {name: np.stack(list_, 1)[rows] for name, list_ in tables.items()}
    kind, names = table.kind[rows], table.groups[rows]
    result = {"shufflings of five folds by patient": str(len(repeats))}
    for name, scores in stacked.items():
        found = metrics.estimate(scores, kind, names, repeated_macro)
        interval = f"({found.low:.2f} to {found.high:.2f}; n = {found.count})"
        result[f"macro AUROC, {name}"] = f"{found.value:.3f} {interval}"
    pairs = [("fused", name) for name in list(stacked)[1:4]]
    pairs.append(("fused, textbook left out", "text only, textbook left out"))
    for first, second in pairs:
        gain = metrics.gain(stacked[first], stacked[second], kind, names, figure=repeated_macro)
        result[f"{first} minus {second}, paired"] = str(gain)
    for index, name in enumerate(KINDS):
        one = (kind == index).astype(np.int64)
        for way in ("fused", "image only", "text only"):
            scores = stacked[way][:, :, index]
            result[f"{name}, {way}"] = str(metrics.estimate(scores, one, names, _repeated))
    return result


def repeated_macro(scores: FloatArray, kind: IntArray) -> float:
    """Return the mean macro AUROC over shufflings of (cases, shufflings, kinds)."""
    return float(np.mean([metrics.macro_auroc(one, kind) for one in scores.swapaxes(0, 1)]))


def _repeated(scores: FloatArray, truth: IntArray) -> float:
    return float(np.mean([metrics.auroc(one, truth) for one in scores.T]))


def _scaled(scores: FloatArray, rows: NDArray[np.bool_]) -> FloatArray:
    some = scores[rows]
    scaled: FloatArray = (scores - some.mean(0)) / np.maximum(some.std(0), 1e-9)
    return scaled
