"""Which examples the fusion learns from, and how its answers become probabilities."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from finetune import calibrate, metrics
from finetune.config import Recipe
from finetune.data import KINDS, Indication
from finetune.encode import Encoded, Encoders
from finetune.fuse import Example, copy_of, fit, readings
from finetune.network import Fusion
from omni_med.models.compact.settings import Calibration

logger = logging.getLogger(__name__)

COPIES = 2  # varied copies of each film whose kind is known
PAIRS = 10  # times each validation film is paired with an indication of its own label
Three = tuple[Calibration, Calibration, Calibration]
NONE = Calibration(1.0, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Learned:
    """A taught fusion with its calibrations (fused, image, text) for each answer."""

    fusion: Fusion
    calibrations: tuple[Three, ...]
    band: calibrate.Band
    crossval: dict[str, str]


def teach(
    start: Fusion,
    encoded: Sequence[Encoded],
    encoders: Encoders,
    reports: Sequence[Indication],
    plan: Recipe,
) -> Learned:
    """Teach the fusion on train + val (kinds) and on indications (opacity of the text).

    Kinds are calibrated on answers that each film got while its patients were left out; opacity on
    the NIH validation films, which the image encoder did not learn from.
    """
    frontal = [e for e in encoded if e.film.frontal]
    kinds = [e for e in frontal if e.film.kind >= 0]
    copies = {
        e.film.image_id: [
            e.example(),
            *(encoders.varied(e, plan.image.stored, plan.seed + n) for n in range(COPIES)),
        ]
        for e in kinds
    }
    texts = encoders.indications([r for r in reports if r.split == "train"])
    every = [example for e in kinds for example in copies[e.film.image_id]]
    logger.info("%d examples of kinds, %d indications", len(every), len(texts))
    logits = out_of_fold(start, kinds, copies, texts, plan)
    fusion = fit(start, [*every, *texts], plan.fusion, plan.seed)
    val = [e for e in frontal if e.film.split == "val" and e.film.source.startswith("nih")]
    reasons = encoders.indications([r for r in reports if r.split == "val"])
    fusion, opacity, band = _calibrate_opacity(fusion, val, reasons, plan.seed)
    truth = np.array([e.film.kind for e in kinds])
    groups = np.array([e.film.group_id for e in kinds])
    figures = crossval_figures(logits, truth, groups)
    logger.info("out of fold: %s", figures)
    return Learned(fusion, (opacity, *_calibrate_kinds(logits, truth)), band, figures)


def crossval_figures(
    logits: NDArray[np.float32], kind: NDArray[np.int64], groups: NDArray[np.str_]
) -> dict[str, str]:
    """Return how kinds are told apart out of fold, on films with a note and one of the kinds.

    Args:
        logits: (3, films, answers): fused, image only, text only.
        kind: (films,).
        groups: (films,).
    """
    rows = ~np.isnan(logits[2, :, 1]) & (kind < len(KINDS))
    fused, image, text = (logits[way][rows][:, 1:].astype(np.float64) for way in range(3))
    known, names = kind[rows], groups[rows]
    late = _scaled(image) + _scaled(text)
    tables = {
        "fused": fused,
        "image only": image,
        "text only": text,
        "sum of z-scores (plain late fusion)": late,
    }
    result = {
        f"macro AUROC, {name}": str(metrics.macro_estimate(table, known, names))
        for name, table in tables.items()
    }
    for name in ("image only", "text only", "sum of z-scores (plain late fusion)"):
        gain, low, high = metrics.macro_gain(fused, tables[name], known, names)
        result[f"fused minus {name}, paired"] = f"{gain:+.3f} ({low:+.3f} to {high:+.3f})"
    return result


def _scaled(table: NDArray[np.float64]) -> NDArray[np.float64]:
    scaled: NDArray[np.float64] = (table - table.mean(0)) / np.maximum(table.std(0), 1e-9)
    return scaled


def out_of_fold(
    start: Fusion,
    kinds: Sequence[Encoded],
    copies: dict[str, list[Example]],
    texts: Sequence[Example],
    plan: Recipe,
) -> NDArray[np.float32]:
    """Return raw logits (3, films, answers) that each film got from a fusion without its group."""
    groups = np.array([e.film.group_id for e in kinds])
    result = np.full((3, len(kinds), len(KINDS) + 1), np.nan, np.float32)
    for number, part in enumerate(calibrate.folds(groups, plan.fusion.folds, plan.seed)):
        learn = [
            x
            for e, out in zip(kinds, part, strict=True)
            if not out
            for x in copies[e.film.image_id]
        ]
        fusion = fit(start, [*learn, *texts], plan.fusion, plan.seed + number)
        left = [e.example() for e, out in zip(kinds, part, strict=True) if out]
        result[:, part] = readings(fusion, left)
    return result


def _calibrate_kinds(logits: NDArray[np.float32], truth: NDArray[np.int64]) -> tuple[Three, ...]:
    """Fit each kind's three calibrations; the fused one on films that have a note."""
    noted = ~np.isnan(logits[2, :, 1])
    result = []
    for kind in range(len(KINDS)):
        is_kind = (truth == kind).astype(np.int64)
        fused, image, text = (
            calibrate.fit(logits[way, rows, kind + 1].astype(np.float64), is_kind[rows])
            for way, rows in ((0, noted), (1, noted | True), (2, noted))
        )
        result.append((fused, image, text))
    return tuple(result)


def _calibrate_opacity(
    fusion: Fusion, films: Sequence[Encoded], reasons: Sequence[Example], seed: int
) -> tuple[Fusion, Three, calibrate.Band]:
    """Set how loud the text is, and calibrate.

    No film of the data has an honest note about opacity: nearly all notes are of ill patients. So
    films are paired with indications of patients with the same label, which takes film and note
    as independent given the label; it only sets two numbers and a loudness.
    """
    truth = np.array([e.film.opacity for e in films])
    groups = np.array([e.film.group_id for e in films])
    image_logits = readings(fusion, [e.example() for e in films])[1, :, 0].astype(np.float64)
    image = calibrate.fit_if_better(image_logits, truth, groups)
    words = np.array([reason.opacity for reason in reasons])
    text_logits = readings(fusion, reasons)[2, :, 0].astype(np.float64)
    text = calibrate.fit(text_logits, words)
    pairs, labels = _pairs(films, reasons, np.random.default_rng(seed))
    best, fused, least = fusion, image, np.inf
    for loudness in (-4.0, -3.0, -2.0, -1.0, 0.0, 1.0):
        trial = copy_of(fusion)
        with torch.no_grad():
            trial.modality[0, 1] = loudness
        logits = readings(trial, pairs)[0, :, 0].astype(np.float64)
        found = calibrate.fit(logits, labels)
        loss = calibrate.log_loss(calibrate.probability(logits, found), labels)
        logger.info("opacity, text %+.0f: log loss of pairs %.4f", loudness, loss)
        if loss < least:
            best, fused, least = trial, found, loss
    band = calibrate.choose_band(calibrate.probability(image_logits, image), truth)
    return best, (fused, image, text), band


def _pairs(
    films: Sequence[Encoded], reasons: Sequence[Example], rng: np.random.Generator
) -> tuple[list[Example], NDArray[np.int64]]:
    pairs = []
    for e in films:
        fitting = [r for r in reasons if r.opacity == e.film.opacity]
        for number in rng.integers(len(fitting), size=PAIRS):
            words = fitting[int(number)].sentences
            pairs.append(Example(e.tokens, words, -1, e.film.opacity, e.film.group_id))
    return pairs, np.array([pair.opacity for pair in pairs])
