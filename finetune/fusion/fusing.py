"""What the fusion learns from, how its answers become probabilities, and how good they are."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune import calibrate, metrics
from finetune.calibrate import conformal_of
from finetune.config import FusionRecipe, Recipe
from finetune.films.data import INFECTIOUS, KINDS, Film, Indication
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
from finetune.image.folds import LeftOut
from finetune.image.network import Fusion
from omni_med.domain import Conformal
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
    """A taught fusion with its calibrations (fused, image, text) for each answer.

    Attributes:
        fusion: As it ships.
        calibrations: Of each answer.
        band: Of opacity.
        conformal: Scores of opacity.
        crossval: Figures of kinds on patients left out.
    """

    fusion: Fusion
    calibrations: tuple[Three, ...]
    band: calibrate.Band
    conformal: Conformal | None
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
    left: LeftOut | None,
    names: Sequence[str],
    plan: Recipe,
) -> Learned:
    """Teach the kinds on train + val, the text side of opacity on indications, and calibrate.

    Kinds and opacity are weighed and calibrated on what was read out of fold.

    Args:
        taught: As the image encoder's teacher gave it: opacity is its first answer.
        encoded: All frontal films but the test split's, through the shipped encoders.
        encoders: The shipped ones.
        reports: Indications of all splits.
        left: NIH films read by networks that had not learnt from their patients; None: opacity is
            calibrated on the NIH validation films, which the image encoder did not learn from.
        names: Of the answers, as a cascade hands them on.
        plan: How.
    """
    told = tell(encoders, names)
    table = table_of(encoded, told)
    repeats = leave_out(table, plan.kinds, plan.seed)
    reasons = teach_reasons(encoders, reports, told, plan.fusion)
    films = fit_films(table.film, table.kind, plan.kinds.film_ridge)
    spoken = table.noted
    notes = fit_notes(
        table.note[spoken],
        table.kind[spoken],
        plan.kinds.note_ridge,
        told=told,
        hold=plan.kinds.hold,
    )
    seen = _validation(taught, encoded)
    left = seen if left is None else left.like(list(seen.names), seen.logits)
    opacity, louder = _calibrate_opacity(left, encoders, reports, reasons)
    told_of = calibrate.probability(left.logits, opacity[1])
    loudness, calibrations = calibrate_kinds(table, repeats)
    fusion = assemble(
        taught, table.note.shape[1], films, [reasons, *notes], [louder, *[loudness] * len(KINDS)]
    )
    figures = crossval_figures(table, repeats, leave_out(table, plan.kinds, plan.seed, 0.0))
    logger.info("out of fold: %s", figures)
    return Learned(
        fusion,
        (opacity, *calibrations),
        calibrate.choose_band(told_of, left.truth),
        conformal_of(told_of, left.truth),
        figures,
    )


def _validation(taught: Fusion, encoded: Sequence[Encoded]) -> LeftOut:
    """Return the NIH validation films as the shipped network itself reads them."""
    films = [
        e
        for e in encoded
        if e.film.split == "val" and e.film.frontal and e.film.source.startswith("nih")
    ]
    none = np.zeros((0, taught.text_key.in_features), np.float32)
    alone = [Example(e.tokens, none, e.film.kind, e.film.opacity, e.film.group_id) for e in films]
    logits = read(taught, alone).image[:, 0]
    return LeftOut(
        logits,
        np.array([e.film.opacity for e in films]),
        np.array([e.film.group_id for e in films]),
        np.array([e.film.image_id for e in films]),
    )


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
    means, truth, weight = with_told(_means(reasons), truth, told, 0, recipe.told)
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
    left: LeftOut,
    encoders: Encoders,
    reports: Sequence[Indication],
    reasons: Linear,
) -> tuple[Three, float]:
    """Calibrate both sides, and let the note change the film's log odds by its own.

    No film of the data has an honest note about opacity: nearly all notes are of ill patients. So
    film and note are taken as independent given the truth, and their log odds are added. A note
    without news leaves the film's answer as it is.
    """
    image = calibrate.fit_if_better(left.logits, left.truth, left.groups)
    held = encoders.indications([r for r in reports if r.split == "val"])
    said = reasons.logits(_means(held))
    slope, base = _fit_slope(said, np.array([reason.opacity for reason in held]))
    text = Calibration(slope, base)
    ratio = image.scale / slope
    fused = Calibration(image.scale * (1 + 1 / ratio), image.offset)
    logger.info("opacity: image %s, text %s", image, text)
    return (fused, image, text), float(-np.log(ratio))


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
    """Return how kinds are told apart out of fold, on films with a note.

    Each figure is the mean over the shufflings; intervals draw patients. The macro figures and
    those of a kind with a germ are on films of the four kinds with a germ, that of the
    non-infectious kind is on films of all five.

    Args:
        table: The films.
        repeats: As the model is taught.
        plain: The same folds without the textbook's strengths of clues.
    """
    rows = table.noted & (table.kind < len(INFECTIOUS))
    every = table.noted & (table.kind < len(KINDS))
    tables = {
        "fused": [fused_out_of_fold(table, one) for one in repeats],
        "image only": [one.image for one in repeats],
        "text only": [one.text for one in repeats],
        "sum of z-scores (plain late fusion)": [
            scaled(one.image, rows) + scaled(one.text, rows) for one in repeats
        ],
        "fused, textbook left out": [fused_out_of_fold(table, one) for one in plain],
        "text only, textbook left out": [one.text for one in plain],
    }
    whole = {name: np.stack(list_, 1) for name, list_ in tables.items()}
    stacked = {name: scores[rows] for name, scores in whole.items()}
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
        among = rows if name in INFECTIOUS else every
        one = (table.kind[among] == index).astype(np.int64)
        for way in ("fused", "image only", "text only"):
            scores = whole[way][among][:, :, index]
            found = metrics.estimate(scores, one, table.groups[among], _repeated)
            result[f"{name}, {way}"] = str(found)
    return result


def repeated_macro(scores: FloatArray, kind: IntArray) -> float:
    """Return the mean macro AUROC over shufflings of (cases, shufflings, kinds)."""
    return float(np.mean([metrics.macro_auroc(one, kind) for one in scores.swapaxes(0, 1)]))


def _repeated(scores: FloatArray, truth: IntArray) -> float:
    return float(np.mean([metrics.auroc(one, truth) for one in scores.T]))


def scaled(scores: FloatArray, rows: NDArray[np.bool_]) -> FloatArray:
    """Return scores as z-scores of those of ``rows``, column by column."""
    some = scores[rows]
    result: FloatArray = (scores - some.mean(0)) / np.maximum(some.std(0), 1e-9)
    return result
