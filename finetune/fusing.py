"""Which examples the fusion learns from, and how its answers become probabilities."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from finetune import calibrate, metrics
from finetune.config import Recipe
from finetune.data import KINDS, Film, Indication
from finetune.encode import Encoded, Encoders
from finetune.fuse import Example, Readings, copy_of, fit_text, read
from finetune.kinds import KindHead, Views, fit_head, look, widen
from finetune.network import Fusion, ImageTeacher
from omni_med.models.compact.settings import Calibration

logger = logging.getLogger(__name__)

PAIRS = 10  # times each validation film is paired with an indication of its own label
LOUDNESS = np.arange(-4.0, 4.5, 0.5)  # of the note against the film, a logarithm
Three = tuple[Calibration, Calibration, Calibration]
FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class KindsLearned:
    """The film's side of the kinds, and what was read out of fold to calibrate on.

    Attributes:
        head: Taught on all films of known kind, test films apart.
        out_of_fold: What each film and note got while its patients were left out.
        kind: (films,) of these films.
        groups: (films,).
    """

    head: KindHead
    out_of_fold: Readings
    kind: IntArray
    groups: NDArray[np.str_]


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


def teach_kinds(
    teacher: ImageTeacher,
    films: Sequence[Film],
    encoders: Encoders,
    reports: Sequence[Indication],
    plan: Recipe,
) -> KindsLearned:
    """Teach the film's side of the kinds, and read all films and notes out of fold."""
    chosen = known(films)
    views = look(teacher, chosen, plan.kinds, (plan.image.stored, plan.image.size))
    kind = np.array([film.kind for film in chosen])
    groups = np.array([film.group_id for film in chosen])
    notes = [Example(None, encoders.note(f.note), f.kind, f.opacity, f.group_id) for f in chosen]
    reasons = encoders.indications([r for r in reports if r.split == "train"])
    empty = np.full((len(chosen), len(KINDS) + 1), np.nan)
    found = Readings(empty.copy(), empty.copy(), empty.copy())
    for number, left in enumerate(calibrate.folds(groups, plan.fusion.folds, plan.seed)):
        seed = plan.seed + number
        head = fit_head(_some(views, ~left), kind[~left], plan.kinds, seed)
        fusion = widen(teacher.fusion, head)
        learn = [note for note, out in zip(notes, left, strict=True) if not out]
        fusion = fit_text(fusion, _spoken(learn), reasons, plan.fusion, seed)
        part = read(fusion, _seen(teacher, head, _some(views, left), notes, left))
        found.image[left], found.text[left], found.lead[left] = part.image, part.text, part.lead
        logger.info("fold %d: %d films left out", number, int(left.sum()))
    head = fit_head(views, kind, plan.kinds, plan.seed)
    return KindsLearned(head, found, kind, groups)


def _some(views: Views, rows: NDArray[np.bool_]) -> Views:
    chosen = torch.from_numpy(rows)
    return Views(views.maps[chosen], views.keys[chosen], views.tokens[chosen])


def _spoken(examples: Sequence[Example]) -> list[Example]:
    return [example for example in examples if len(example.sentences)]


def _seen(
    teacher: ImageTeacher,
    head: KindHead,
    views: Views,
    notes: Sequence[Example],
    rows: NDArray[np.bool_],
) -> list[Example]:
    """Return the films left out, as they are, with their notes, encoded for a wide fusion."""
    del teacher
    with torch.inference_mode():
        branch = head.branch(views.maps[:, 0].float())
    tokens = torch.cat([views.tokens.float(), branch], dim=2).numpy()
    left = [note for note, out in zip(notes, rows, strict=True) if out]
    return [replace(note, tokens=token) for note, token in zip(left, tokens, strict=True)]


def teach_text(
    fusion: Fusion,
    encoded: Sequence[Encoded],
    encoders: Encoders,
    reports: Sequence[Indication],
    kinds: KindsLearned,
    *,
    plan: Recipe,
) -> Learned:
    """Teach the text side on train + val (kinds) and on indications (opacity), and calibrate.

    Kinds are calibrated on what was read out of fold; opacity on the NIH validation films, which
    the image encoder did not learn from.

    Args:
        fusion: Wide, with both film sides taught.
        encoded: The NIH validation films through the shipped encoders.
        encoders: The shipped ones.
        reports: Indications of all splits.
        kinds: As ``teach_kinds`` gave them.
        plan: How.
    """
    reasons = encoders.indications([r for r in reports if r.split == "train"])
    notes = [e.example() for e in encoded if e.film.kind >= 0]
    fusion = fit_text(fusion, _spoken(notes), reasons, plan.fusion, plan.seed)
    opacity, loudness, band = _calibrate_opacity(fusion, encoded, encoders, reports, plan.seed)
    louder, calibrations = _calibrate_kinds(kinds.out_of_fold, kinds.kind)
    final = copy_of(fusion)
    with torch.no_grad():
        final.modality.zero_()
        final.modality[:, 1] = torch.tensor([loudness, *louder], dtype=torch.float32)
    figures = crossval_figures(kinds, louder)
    logger.info("out of fold: %s", figures)
    return Learned(final, (opacity, *calibrations), band, figures)


def _calibrate_kinds(found: Readings, kind: IntArray) -> tuple[list[float], tuple[Three, ...]]:
    """Choose for each kind how loud the note is, on films that have one, and calibrate."""
    noted = ~np.isnan(found.lead[:, 0])
    seen = found.rows(noted)
    louder, result = [], []
    for index in range(len(KINDS)):
        is_kind = (kind == index).astype(np.int64)
        column = index + 1
        loudness, fused = _loudest(seen, column, is_kind[noted])
        image = calibrate.fit(found.image[:, column], is_kind)
        text = calibrate.fit(seen.text[:, column], is_kind[noted])
        louder.append(loudness)
        result.append((fused, image, text))
    return louder, tuple(result)


def _loudest(found: Readings, column: int, truth: IntArray) -> tuple[float, Calibration]:
    """Return the loudness of the note at which both together lose least, and the calibration."""
    best, chosen, least = 0.0, Calibration(1.0, 0.0), np.inf
    for loudness in LOUDNESS:
        logits = found.fused(float(loudness))[:, column]
        fitted = calibrate.fit(logits, truth)
        loss = calibrate.log_loss(calibrate.probability(logits, fitted), truth)
        if loss < least:
            best, chosen, least = float(loudness), fitted, loss
    return best, chosen


def _calibrate_opacity(
    fusion: Fusion,
    encoded: Sequence[Encoded],
    encoders: Encoders,
    reports: Sequence[Indication],
    seed: int,
) -> tuple[Three, float, calibrate.Band]:
    """Set how loud the text is, and calibrate.

    No film of the data has an honest note about opacity: nearly all notes are of ill patients. So
    films are paired with indications of patients with the same label, which takes film and note
    as independent given the label; it only sets two numbers and a loudness.
    """
    films = [
        e
        for e in encoded
        if e.film.split == "val" and e.film.frontal and e.film.source.startswith("nih")
    ]
    truth = np.array([e.film.opacity for e in films])
    groups = np.array([e.film.group_id for e in films])
    seen = read(fusion, [e.example() for e in films]).image[:, 0]
    image = calibrate.fit_if_better(seen, truth, groups)
    reasons = encoders.indications([r for r in reports if r.split == "val"])
    said = read(fusion, reasons).text[:, 0]
    text = calibrate.fit(said, np.array([reason.opacity for reason in reasons]))
    pairs, labels = _pairs(films, reasons, np.random.default_rng(seed))
    loudness, fused = _loudest(read(fusion, pairs), 0, labels)
    logger.info("opacity: the note is louder by %.1f; text %s", loudness, text)
    band = calibrate.choose_band(calibrate.probability(seen, image), truth)
    return (fused, image, text), loudness, band


def _pairs(
    films: Sequence[Encoded], reasons: Sequence[Example], rng: np.random.Generator
) -> tuple[list[Example], IntArray]:
    pairs = []
    for e in films:
        fitting = [r for r in reasons if r.opacity == e.film.opacity]
        for number in rng.integers(len(fitting), size=PAIRS):
            words = fitting[int(number)].sentences
            pairs.append(Example(e.tokens, words, -1, e.film.opacity, e.film.group_id))
    return pairs, np.array([pair.opacity for pair in pairs])


def crossval_figures(kinds: KindsLearned, louder: Sequence[float]) -> dict[str, str]:
    """Return how kinds are told apart out of fold, on films with a note and one of the kinds."""
    found = kinds.out_of_fold
    rows = ~np.isnan(found.lead[:, 0]) & (kinds.kind < len(KINDS))
    part, kind, names = found.rows(rows), kinds.kind[rows], kinds.groups[rows]
    image, text = part.image[:, 1:], part.text[:, 1:]
    tables = {
        "fused": part.fused(np.array([0.0, *louder]))[:, 1:],
        "image only": image,
        "text only": text,
        "sum of z-scores (plain late fusion)": _scaled(image) + _scaled(text),
    }
    result = {
        f"macro AUROC, {name}": str(metrics.macro_estimate(table, kind, names))
        for name, table in tables.items()
    }
    for name in list(tables)[1:]:
        gain, low, high = metrics.macro_gain(tables["fused"], tables[name], kind, names)
        result[f"fused minus {name}, paired"] = f"{gain:+.3f} ({low:+.3f} to {high:+.3f})"
    for index, name in enumerate(KINDS):
        one = (kind == index).astype(np.int64)
        for way in ("fused", "image only", "text only"):
            estimate = metrics.estimate(tables[way][:, index], one, names)
            result[f"{name}, {way}"] = str(estimate)
    return result


def _scaled(table: FloatArray) -> FloatArray:
    scaled: FloatArray = (table - table.mean(0)) / np.maximum(table.std(0), 1e-9)
    return scaled
