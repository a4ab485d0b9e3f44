"""Ways to tell the kinds of pneumonia apart, on features of the shipped encoders.

Folds are by patient and shuffled again and again, the same for every way, so that differences are
paired. Only films of train and validation with a masked note are counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from finetune.ablation.plan import KindVariant
from finetune.config import KindRecipe
from finetune.films.data import KINDS
from finetune.fusion.encode import Encoded
from finetune.fusion.fusing import scaled, table_of
from finetune.fusion.kinds import (
    Repeat,
    Table,
    Told,
    deal,
    fit_films,
    fit_notes,
    fit_scales,
    fused_out_of_fold,
    leave_out,
)
from omni_med.inference.cascade import DEGREES, degree_of_kind
from omni_med.knowledge.history import CLUES

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
CLUE_CHANNELS = 2 * len(CLUES)
WORDS = 1024  # places that words and pairs of words are hashed to


@dataclass(frozen=True, slots=True, eq=False)
class Material:
    """Films of known kind with all that may be read of their notes.

    Attributes:
        table: Notes as the shipped model reads them: embedding, then clues.
        words: float64 (films, ``WORDS``), the note's own words; NaN without one.
        sentences: (films,) how many were read of each note.
    """

    table: Table
    words: FloatArray
    sentences: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.bool_]:
        """Which films are read: those with a note, of one of the kinds."""
        found: NDArray[np.bool_] = self.table.noted & (self.table.kind < len(KINDS))
        return found


def material(encoded: Sequence[Encoded], told: Told) -> Material:
    """Gather what the variants read."""
    chosen = [e for e in encoded if e.film.kind >= 0 and e.film.frontal]
    return Material(
        table_of(encoded, told),
        _words([e.film.note if len(e.sentences) else "" for e in chosen]),
        np.array([len(e.sentences) for e in chosen]),
    )


def _words(notes: Sequence[str]) -> FloatArray:
    """Return words and pairs of words of each note, hashed: nothing is learnt from other notes."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        n_features=WORDS, ngram_range=(1, 2), alternate_sign=False, norm="l2"
    )
    found: FloatArray = hashing.transform(notes).toarray().astype(np.float64)
    found[[not note for note in notes]] = np.nan
    return found


def scores(given: Material, variant: KindVariant, recipe: KindRecipe, seed: int) -> FloatArray:
    """Return what a variant says out of fold: (films of ``rows``, shufflings, kinds)."""
    table = _as_read(given, variant)
    if variant.hold is not None:
        recipe = replace(recipe, hold=variant.hold)
    if variant.film and variant.note and variant.join == "cascade":
        found = [_cascade(given, recipe, seed + number) for number in range(recipe.repeats)]
    elif variant.film and variant.note and variant.join == "concatenated":
        found = [_concatenated(table, recipe, seed + number) for number in range(recipe.repeats)]
    else:
        repeats = leave_out(table, recipe, seed, float(variant.textbook))
        if variant.pooled:
            repeats = [by_patient(one, table.groups) for one in repeats]
        found = [_joined(table, one, variant, given.rows) for one in repeats]
    return np.stack(found, 1)[given.rows]


def by_patient(repeat: Repeat, groups: NDArray[np.str_]) -> Repeat:
    """Return a shuffling in which each film and note got the mean of all its patient's."""
    names, index = np.unique(groups, return_inverse=True)
    means = []
    for side in (repeat.image, repeat.text):
        known = np.isfinite(side[:, 0])
        total = np.zeros((len(names), side.shape[1]))
        np.add.at(total, index[known], side[known])
        count = np.bincount(index[known], minlength=len(names))[:, None]
        means.append(np.where(known[:, None], (total / np.maximum(count, 1))[index], np.nan))
    return Repeat(means[0], means[1], repeat.fold)


def _as_read(given: Material, variant: KindVariant) -> Table:
    """Return the table with that part of the notes that a variant reads."""
    if variant.note == "words":
        return replace(given.table, note=given.words, told=None)
    if variant.note == "minilm":
        return _part(given.table, slice(None, -CLUE_CHANNELS))
    if variant.note == "clues":
        return _part(given.table, slice(-CLUE_CHANNELS - 1, None), blank=True)
    return given.table


def _part(table: Table, channels: slice, *, blank: bool = False) -> Table:
    """Return a table whose notes are some channels; with ``blank`` the first of them says nothing.

    The textbook's strengths are for the last channels of a longer embedding.
    """

    def cut(values: FloatArray) -> FloatArray:
        part = values[:, channels].copy()
        if blank:
            part[:, 0] = np.where(np.isfinite(part[:, 0]), 0.0, part[:, 0])
        return part

    told = None if table.told is None else replace(table.told, note=cut(table.told.note))
    return replace(table, note=cut(table.note), told=told)


def _joined(
    table: Table, repeat: Repeat, variant: KindVariant, rows: NDArray[np.bool_]
) -> FloatArray:
    if not variant.note:
        return repeat.image
    if not variant.film:
        return repeat.text
    if variant.join == "late":
        return scaled(repeat.image, rows) + scaled(repeat.text, rows)
    return fused_out_of_fold(table, repeat)


def _concatenated(table: Table, recipe: KindRecipe, seed: int) -> FloatArray:
    """Return one regression's answers on the film's and the note's channels side by side."""
    both = np.concatenate([table.film, table.note], 1)
    fold, noted = deal(table, recipe.folds, seed), table.noted
    result = np.full((len(table.kind), len(KINDS)), np.nan)
    for part in np.unique(fold):
        learnt, left = noted & (fold != part), noted & (fold == part)
        found = fit_films(both[learnt], table.kind[learnt], recipe.film_ridge)
        result[left] = np.stack([one.logits(both[left]) for one in found], 1)
    return result


def _cascade(given: Material, recipe: KindRecipe, seed: int) -> FloatArray:
    """Return the text side's answers to notes that begin with what the film was found to show.

    Handed on are an opacity, which all these films have, and the likeliest kind, where its
    calibrated probability speaks for it; film, calibration and text side have not seen the patient.
    """
    table, told = given.table, given.table.told
    if told is None:
        raise ValueError("a cascade needs the sentences in which it hands on")
    repeat = leave_out(table, replace(recipe, repeats=1), seed)[0]
    result = np.full(repeat.text.shape, np.nan)
    for part in np.unique(repeat.fold):
        others, left = repeat.fold != part, table.noted & (repeat.fold == part)
        scales = fit_scales(repeat.image[others], table.kind[others], table.groups[others])
        logits = scales.slope * repeat.image[left] + scales.offsets
        words, said = _handed_on(1 / (1 + np.exp(-logits)), told)
        count = given.sentences[left][:, None]
        heard = (table.note[left] * count + words) / (count + said)
        learnt = others & table.noted
        notes = fit_notes(
            table.note[learnt],
            table.kind[learnt],
            recipe.note_ridge,
            told=table.told,
            hold=recipe.hold,
        )
        result[left] = np.stack([one.logits(heard) for one in notes], 1)
    return result


def _handed_on(probability: FloatArray, told: Told) -> tuple[FloatArray, IntArray]:
    """Return the sum of the sentences' channels, and how many they are (films, 1)."""
    order = [word for _, word in DEGREES]
    words = np.tile(told.note[told.answer == 0][0], (len(probability), 1))
    said = np.ones((len(probability), 1), np.int64)
    for row, likely in enumerate(probability):
        degree = degree_of_kind(float(likely.max()))
        if degree is not None:
            kind = told.note[told.answer == int(likely.argmax()) + 1]
            words[row] += kind[order.index(degree)]
            said[row] = 2
    return words, said
