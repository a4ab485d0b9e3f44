"""Teach the one space of films and sentences, and measure what it finds of patients left out.

Films and notes of the same patient are pairs, and so are NIH films and plain sentences of their
labels. Axes are those along which the two sides of a pair go together.

Source: Hotelling, Relations between two sets of variates, Biometrika 1936 (on principal
components, which is what keeps it honest with few pairs).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.films.data import KINDS, NIH_SIDE_LABELS
from finetune.fusion.encode import Encoded
from finetune.fusion.kinds import Table, deal
from omni_med.models.compact.text import CHANNELS
from omni_med.models.space import PAIRS, Space, cosine, unit

FloatArray = NDArray[np.float64]
Groups = NDArray[np.str_]

FILM_AXES, TEXT_AXES, AXES = 64, 48, 16
"""Principal components kept of either side, and axes of the space. Chosen among nine on the folds
of the figures: more text axes find an opacity better and all else worse."""

FOLDS, REPEATS = 5, 3
NEAR = 5  # how many are looked at
LEAST = 15  # films with a label, for a figure of it

NORMAL = ("The lungs are clear.", "No acute abnormality.", "Normal chest radiograph.")
OPACITY = ("Pneumonia.", "There is an opacity in the lung.", "Airspace disease.")
WORDS = {
    "Infiltration": ("Infiltrate in the lung.", "Patchy infiltration."),
    "Effusion": ("Pleural effusion.", "Fluid in the pleural space."),
    "Edema": ("Pulmonary edema.", "Congestion of the lungs."),
    "Atelectasis": ("Atelectasis.", "Collapse of part of the lung."),
    "Consolidation": ("Consolidation.", "Lobar consolidation of the lung."),
    "Nodule": ("Lung nodule.", "A nodule is seen."),
    "Mass": ("Lung mass.", "A mass is seen."),
    "Pleural_Thickening": ("Pleural thickening.", "Thickened pleura."),
    "Pneumothorax": ("Pneumothorax.", "Air in the pleural space."),
    "Cardiomegaly": ("Cardiomegaly.", "The heart is enlarged."),
}
"""What a label of NIH is called in a report."""


@dataclass(frozen=True, slots=True, eq=False)
class Pairs:
    """Films with their words.

    Attributes:
        film: float64 (films, channels), mean tokens.
        words: float64 (films, 384), mean embedding of what is said of each; NaN where nothing.
        is_note: Whether it is a patient's note; else sentences of labels.
        kind: (films,) index of the kind, -1 where unknown.
        groups: (films,) patients who belong together.
        labels: (films, labels) 0 or 1, -1 where unknown; opacity first.
        unseen: (films,) whether the image encoder had not learnt from the film either.
    """

    film: FloatArray
    words: FloatArray
    is_note: NDArray[np.bool_]
    kind: NDArray[np.int64]
    groups: Groups
    labels: NDArray[np.int64]
    unseen: NDArray[np.bool_]

    @property
    def said(self) -> NDArray[np.bool_]:
        """Which films have words."""
        found: NDArray[np.bool_] = np.isfinite(self.words[:, 0])
        return found


Speak = Callable[[str], NDArray[np.float32]]
"""Embeds the sentences of a text: (sentences, channels)."""


def pairs_of(encoded: Sequence[Encoded], speak: Speak) -> Pairs:
    """Return frontal films with notes or label sentences as pairs."""
    known: dict[str, FloatArray] = {}

    def say(text: str) -> FloatArray:
        if text not in known:
            known[text] = speak(text)[:, :CHANNELS].mean(0).astype(np.float64)
        return known[text]

    words, labels = [], []
    for number, e in enumerate(encoded):
        nih = e.film.source.startswith("nih")
        labels.append([e.film.opacity, *e.film.side_labels] if nih else [-1] * (1 + len(WORDS)))
        if len(e.sentences):
            words.append(e.sentences[:, :CHANNELS].mean(0).astype(np.float64))
        elif nih:
            texts = sentences_of(e.film.opacity, e.film.side_labels, number)
            words.append(np.mean([say(text) for text in texts], axis=0))
        else:
            words.append(np.full(CHANNELS, np.nan))
    return Pairs(
        np.stack([e.tokens.mean(0) for e in encoded]).astype(np.float64),
        np.stack(words),
        np.array([len(e.sentences) > 0 for e in encoded]),
        np.array([e.film.kind for e in encoded]),
        np.array([e.film.group_id for e in encoded]),
        np.array(labels),
        np.array([e.film.split != "train" for e in encoded]),
    )


def sentences_of(opacity: int, side_labels: Sequence[int], number: int) -> list[str]:
    """Return what a report would say of labels, the turn of phrase changing with ``number``."""
    told = [NORMAL[number % len(NORMAL)] if opacity == 0 else OPACITY[number % len(OPACITY)]]
    for name, value in zip(NIH_SIDE_LABELS, side_labels, strict=True):
        if value == 1:
            told.append(WORDS[name][number % len(WORDS[name])])
    return told


def fit_space(data: Pairs, rows: NDArray[np.bool_]) -> Space:
    """Fit the space on some films; pairs of notes and of labels weigh alike as wholes.

    Covariances are taken inside notes and inside labels: what parts the two sources of films is
    not what parts films. Axes count as much as film and words go together along them.
    """
    said = rows & data.said
    film_mean, film_axes = _whiten(data.film[rows], FILM_AXES)
    text_mean, text_axes = _whiten(np.unique(data.words[said], axis=0), TEXT_AXES)
    seen = (data.film[said] - film_mean) @ film_axes
    told = (data.words[said] - text_mean) @ text_axes
    together = np.zeros((seen.shape[1], told.shape[1]))
    for notes in (True, False):
        some = data.is_note[said] == notes
        if some.any():
            one, other = seen[some] - seen[some].mean(0), told[some] - told[some].mean(0)
            together += 0.5 * one.T @ other / len(one)
    left, strength, right = np.linalg.svd(together, full_matrices=False)
    count = min(AXES, len(strength))
    strength = strength[:count]
    space = Space(
        film_mean.astype(np.float32),
        (film_axes @ left[:, :count] * strength).astype(np.float32),
        text_mean.astype(np.float32),
        (text_axes @ right[:count].T * strength).astype(np.float32),
        np.tile(np.array([0.0, 1.0], np.float32), (len(PAIRS), 1)),
    )
    return replace(space, background=_background(space, data, rows))


def _whiten(values: FloatArray, most: int) -> tuple[FloatArray, FloatArray]:
    """Return the mean and axes (channels, at most ``most``) that bring values to spread 1."""
    mean = values.mean(0)
    _, spread, axes = np.linalg.svd(values - mean, full_matrices=False)
    count = min(most, int((spread > 1e-6 * spread[0]).sum()))
    scale = spread[:count] / np.sqrt(len(values))
    return mean, axes[:count].T / scale


def _background(space: Space, data: Pairs, rows: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return how alike films and words of strangers are: what a likeness is held against."""
    noted = rows & data.is_note & data.said
    films = space.films(data.film[noted].astype(np.float32))
    notes = space.sentences(data.words[noted].astype(np.float32))
    groups = data.groups[noted]
    strangers = groups[:, None] != groups[None]
    tables = {
        "film-film": cosine(films, films),
        "note-note": cosine(notes, notes),
        "film-note": cosine(films, notes),
    }
    found = [(tables[name][strangers].mean(), tables[name][strangers].std()) for name in PAIRS]
    return np.array(found, np.float32)


def teach_space(encoded: Sequence[Encoded], speak: Speak, seed: int) -> Space:
    """Fit the space on all films given, with what it was worth on patients left out."""
    data = pairs_of(encoded, speak)
    space = fit_space(data, np.ones(len(data.film), np.bool_))
    return replace(space, figures=space_figures(data, speak, seed))


def space_figures(data: Pairs, speak: Speak, seed: int) -> dict[str, str]:
    """Return recall and precision of retrieval among patients left out, each beside chance.

    A film is looked for among the notes of its fold's patients, and a note among their films; one
    hit a patient. Precision is macro over kinds, other films of the same patient left out.
    """
    noted = data.is_note & data.said & (data.kind >= 0)
    rows: dict[str, list[tuple[float, float, str]]] = {}
    alike = np.zeros((REPEATS, len(data.film), len(_QUERIES)))
    for repeat in range(REPEATS):
        fold = _deal(data, seed + repeat)
        for part in range(FOLDS):
            left = fold == part
            space = fit_space(data, ~left)
            index = np.flatnonzero(left & noted)
            films = space.films(data.film[index].astype(np.float32))
            notes = space.sentences(data.words[index].astype(np.float32))
            groups, kind = data.groups[index], data.kind[index]
            for name, query, found in (
                ("film finds its note", films, notes),
                ("note finds its film", notes, films),
            ):
                rows.setdefault(name, []).extend(_recall(cosine(query, found), groups))
            for name, query, found in (
                ("film finds notes", films, notes),
                ("film finds films", films, films),
                ("note finds notes", notes, notes),
            ):
                told = _same_kind(cosine(query, found), groups, kind)
                rows.setdefault(f"{name} of the same kind", []).extend(told)
            asked = [unit(space.sentences(speak(text)[:1, :CHANNELS])) for text in _QUERIES]
            seen = space.films(data.film[left].astype(np.float32))
            alike[repeat, left] = np.concatenate([cosine(seen, one) for one in asked], axis=1)
    result = {f"space: {name}": _line(found, name) for name, found in rows.items()}
    result |= _label_figures(data, alike)
    return result


_QUERIES = (OPACITY[0], *(WORDS[name][0] for name in NIH_SIDE_LABELS))


def _deal(data: Pairs, seed: int) -> NDArray[np.int64]:
    kind = np.where(data.kind < 0, len(KINDS) + 1, data.kind)
    note = np.where(data.is_note[:, None], data.words, np.nan)
    return deal(Table(data.film, note, kind, data.groups), FOLDS, seed)


def _recall(table: FloatArray, groups: Groups) -> list[tuple[float, float, str]]:
    """Return (found among the first, chance, patient) of each query; candidates are patients."""
    names, place = np.unique(groups, return_inverse=True)
    best = np.stack([table[:, place == number].max(1) for number in range(len(names))], 1)
    own = best[np.arange(len(table)), place]
    rank = (best > own[:, None]).sum(1)
    chance = min(NEAR / len(names), 1.0)
    return [
        (float(one < NEAR), chance, str(group)) for one, group in zip(rank, groups, strict=True)
    ]


def _same_kind(
    table: FloatArray, groups: Groups, kind: NDArray[np.int64]
) -> list[tuple[float, float, str]]:
    """Return (share of the same kind among the first, chance, patient), kinds weighing alike."""
    share = 1.0 / np.bincount(kind, minlength=kind.max() + 1).clip(min=1)[kind]
    share = share / share.mean()
    found = []
    for row, scores in enumerate(table):
        others = np.flatnonzero(groups != groups[row])
        near = others[np.argsort(-scores[others])[:NEAR]]
        same = float((kind[near] == kind[row]).mean()) if len(near) else 0.0
        chance = float((kind[others] == kind[row]).mean())
        found.append((same * share[row], chance * share[row], str(groups[row])))
    return found


def _line(found: Sequence[tuple[float, float, str]], name: str) -> str:
    """Return a figure beside chance, patients weighing alike in recall, with its interval."""
    value, chance = (np.array([row[place] for row in found], np.float64) for place in (0, 1))
    groups = np.array([row[2] for row in found])
    hit = metrics.mean_estimate(value, groups)
    what = "recall" if "its" in name else "precision"
    return (
        f"{what}@{NEAR} {hit.value:.2f} ({hit.low:.2f} to {hit.high:.2f}), "
        f"chance {chance.mean():.2f}"
    )


def _label_figures(data: Pairs, alike: FloatArray) -> dict[str, str]:
    """Return how well a plain sentence finds NIH films with its label.

    Only on films that the image encoder had not learnt from: it was taught these labels.
    """
    result = {}
    for column, query in enumerate(_QUERIES):
        rows = data.unseen & (data.labels[:, column] >= 0)
        truth = data.labels[rows, column]
        if min(int(truth.sum()), int((1 - truth).sum())) < LEAST:
            continue
        scores = alike[:, rows, column].mean(0)
        found = metrics.estimate(scores, truth, data.groups[rows])
        result[f"space: {query!r} finds NIH validation films, AUROC"] = f"{found}, chance 0.50"
    return result
