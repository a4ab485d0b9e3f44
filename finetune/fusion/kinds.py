"""Teach the kinds of pneumonia: a linear answer on each side, told apart again and again.

Both encoders stay as they are, so a fold is taught in milliseconds and every figure can be that
of patients left out, over many shufflings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from finetune.config import KindRecipe
from finetune.films.data import KINDS
from finetune.fusion.linear import Linear, balanced, fit_linear
from finetune.metrics import macro_auroc
from omni_med.knowledge.history import CLUES
from omni_med.models.compact.settings import Calibration

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
Groups = NDArray[np.str_]

PRIOR = 1.0 / (len(KINDS) + 1)
"""Probability of each kind before anything is known, given a pneumonia: all alike, and one share
for what has no answer. The collection's own (four of five COVID-19) is a fact of the collection."""

DENIED = -0.2  # of a clue's strength, where it is denied


@dataclass(frozen=True, slots=True, eq=False)
class Told:
    """Sentences in which a cascade hands on a film's answers, to be understood by the text side.

    Attributes:
        note: float64 (sentences, channels).
        answer: (sentences,) index of the answer that is named: opacity, then the kinds.
        affirmed: (sentences,) whether it is said to be there.
    """

    note: FloatArray
    answer: IntArray
    affirmed: NDArray[np.bool_]

    def of(self, answer: int) -> tuple[FloatArray, IntArray]:
        """Return what one answer is taught: its own words, and other kinds' as its contrary."""
        own = self.answer == answer
        others = (self.answer > 0) & self.affirmed & ~own if answer else np.zeros_like(own)
        rows = own | others
        return self.note[rows], (own & self.affirmed)[rows].astype(np.int64)


TOLD_SHARE = 0.1
"""Weight of a cascade's sentences against all that patients' notes say."""


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """Films of known kind, encoded, each with its note where it has one.

    Attributes:
        film: float64 (films, channels), the mean token.
        note: float64 (films, channels), the mean sentence; NaN without one.
        kind: (films,) index of the kind, ``len(KINDS)`` for one without an answer.
        groups: (films,) patients who belong together.
        told: A cascade's sentences; None where there is no cascade.
    """

    film: FloatArray
    note: FloatArray
    kind: IntArray
    groups: Groups
    told: Told | None = None

    @property
    def noted(self) -> NDArray[np.bool_]:
        """Which films have a note."""
        found: NDArray[np.bool_] = np.isfinite(self.note[:, 0])
        return found


@dataclass(frozen=True, slots=True, eq=False)
class Repeat:
    """One shuffling: what each film and note got while its patients were left out.

    Attributes:
        image: (films, kinds) logits.
        text: The same of notes; NaN without one.
        fold: (films,) in which part each was left out.
    """

    image: FloatArray
    text: FloatArray
    fold: IntArray


def fit_films(film: FloatArray, kind: IntArray, ridge: float) -> list[Linear]:
    """Fit each kind against the rest on films' mean tokens."""
    return [fit_linear(film, _is(kind, index), ridge=ridge) for index in range(len(KINDS))]


def fit_notes(
    note: FloatArray,
    kind: IntArray,
    ridge: float,
    strength: float = 1.0,
    *,
    told: Told | None = None,
    hold: float = 1.0,
) -> list[Linear]:
    """Fit each kind against the rest on notes, starting at the strengths of textbook clues.

    Args:
        note: (notes, channels).
        kind: (notes,).
        ridge: How hard they are held at the start.
        strength: Of the start; 0 leaves the textbook out.
        told: A cascade's sentences.
        hold: How much harder the sentence embedding is held than the clues beside it.
    """
    each = np.full(note.shape[1], ridge)
    each[: note.shape[1] - 2 * len(CLUES)] *= hold
    found = []
    for index in range(len(KINDS)):
        features, truth, weight = with_told(note, _is(kind, index), told, index + 1)
        start = strength * textbook(index, note.shape[1])
        found.append(fit_linear(features, truth, ridge=each, weight=weight, start=start))
    return found


def with_told(
    note: FloatArray,
    truth: IntArray,
    told: Told | None,
    answer: int,
    share: float = TOLD_SHARE,
) -> tuple[FloatArray, IntArray, FloatArray]:
    """Return notes, truth and weights with a cascade's sentences added, which weigh ``share``."""
    weight = balanced(truth)
    if told is None:
        return note, truth, weight
    extra, said = told.of(answer)
    return (
        np.concatenate([note, extra]),
        np.concatenate([truth, said]),
        np.concatenate([(1 - share) * weight, share * balanced(said)]),
    )


def textbook(kind: int, channels: int) -> FloatArray:
    """Return where a note's weights start: embedding 0, its clues as textbooks have them."""
    said = np.array([clue.strength[kind] for clue in CLUES])
    result = np.zeros(channels)
    if channels > 2 * len(CLUES):
        result[-2 * len(CLUES) :] = np.concatenate([said, DENIED * said])
    return result


def leave_out(table: Table, recipe: KindRecipe, seed: int, strength: float = 1.0) -> list[Repeat]:
    """Read all films and notes out of fold, in ``recipe.repeats`` shufflings."""
    return [
        _one_repeat(table, recipe, deal(table, recipe.folds, seed + number), strength)
        for number in range(recipe.repeats)
    ]


def _one_repeat(table: Table, recipe: KindRecipe, fold: IntArray, strength: float) -> Repeat:
    empty = np.full((len(table.kind), len(KINDS)), np.nan)
    found = Repeat(empty.copy(), empty.copy(), fold)
    for part in np.unique(fold):
        left, noted = fold == part, table.noted
        films = fit_films(table.film[~left], table.kind[~left], recipe.film_ridge)
        spoken = ~left & noted
        notes = fit_notes(
            table.note[spoken],
            table.kind[spoken],
            recipe.note_ridge,
            strength,
            told=table.told,
            hold=recipe.hold,
        )
        found.image[left] = np.stack([one.logits(table.film[left]) for one in films], 1)
        heard = left & noted
        found.text[heard] = np.stack([one.logits(table.note[heard]) for one in notes], 1)
    return found


def deal(table: Table, folds: int, seed: int) -> IntArray:
    """Deal patients to folds, so that each fold gets its share of every kind and of notes."""
    rng = np.random.default_rng(seed)
    traits: dict[str, tuple[int, bool]] = {}
    for group, kind, noted in zip(table.groups, table.kind, table.noted, strict=True):
        rarest, spoke = traits.get(str(group), (-1, False))
        traits[str(group)] = (max(rarest, int(kind)), spoke or bool(noted))
    result = np.zeros(len(table.kind), np.int64)
    for trait in sorted(set(traits.values())):
        names = np.array(sorted(name for name in traits if traits[name] == trait))
        rng.shuffle(names)
        first = int(rng.integers(folds))
        for number, name in enumerate(names):
            result[table.groups == name] = (first + number) % folds
    return result


RATIOS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0)
"""What a film's logit may count against a note's."""


def choose_ratio(
    image: FloatArray, text: FloatArray, kind: IntArray, rows: NDArray[np.bool_]
) -> float:
    """Return the ratio under which both together part the kinds best (macro AUROC).

    One for all kinds: with seven films of a kind its own would be noise.
    """
    found = [macro_auroc(ratio * image[rows] + text[rows], kind[rows]) for ratio in RATIOS]
    return RATIOS[int(np.argmax(found))]


@dataclass(frozen=True, slots=True, eq=False)
class Scales:
    """How logits become probabilities: one slope for all kinds, an offset a kind."""

    slope: float
    offsets: FloatArray

    def calibration(self, index: int, times: float = 1.0) -> Calibration:
        """Return one kind's; ``times`` where the attention gives the logit divided by it."""
        return Calibration(self.slope * times, float(self.offsets[index]))


def fit_scales(logits: FloatArray, kind: IntArray, groups: Groups) -> Scales:
    """Fit slope and offsets under the balanced prior.

    Patients count alike, positives together as much as ``PRIOR``, and targets are smoothed by
    the number of patients (Platt 1999): five patients never make an answer sure.
    """
    from scipy.optimize import minimize

    weight, target = np.zeros(logits.shape), np.zeros(logits.shape)
    for index in range(logits.shape[1]):
        truth = _is(kind, index)
        each = balanced(truth, groups)
        weight[:, index] = each * np.where(truth == 1, 2 * PRIOR, 2 * (1 - PRIOR))
        many = [len(np.unique(groups[truth == value])) for value in (0, 1)]
        target[:, index] = np.where(truth == 1, (many[1] + 1) / (many[1] + 2), 1 / (many[0] + 2))

    def loss(packed: FloatArray) -> float:
        z = np.exp(packed[0]) * logits + packed[1:]
        return float((weight * (np.logaddexp(0, z) - target * z)).sum())

    start = np.append(-1.0, np.full(logits.shape[1], np.log(PRIOR)))
    bounds = [tuple(np.log(SLOPES)), *([(-12.0, 12.0)] * logits.shape[1])]
    packed = minimize(loss, start, method="L-BFGS-B", bounds=bounds).x
    return Scales(float(np.exp(packed[0])), packed[1:])


SLOPES = (0.02, 5.0)


def fused_out_of_fold(table: Table, repeat: Repeat) -> FloatArray:
    """Return both sides together (films, kinds), weighed as the other folds taught; NaN unnoted."""
    result = np.full(repeat.image.shape, np.nan)
    for part in np.unique(repeat.fold):
        others = table.noted & (repeat.fold != part)
        ratio = choose_ratio(repeat.image, repeat.text, table.kind, others)
        left = table.noted & (repeat.fold == part)
        result[left] = ratio * repeat.image[left] + repeat.text[left]
    return result


def pool(repeats: Sequence[Repeat]) -> tuple[FloatArray, FloatArray]:
    """Return the mean logits of films and notes over all shufflings."""
    image = np.mean([repeat.image for repeat in repeats], axis=0)
    text = np.mean([repeat.text for repeat in repeats], axis=0)
    return image, text


def _is(kind: IntArray, index: int) -> IntArray:
    result: IntArray = (kind == index).astype(np.int64)
    return result
