"""What a fused model must beat: its own parts, their plain sum, and linear models on features."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.evaluate.answers import Answered, kinds_of, logit, of_kinds, of_nih, opacity_of
from finetune.films.data import KINDS, Film, read_gray
from finetune.metrics import Difference, Estimate
from omni_med.emr.sentences import split_sentences
from omni_med.models.compact.text import CHANNELS
from omni_med.models.protocols import ImageInput, ModelBackend, ModelInputs, SentenceInput

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]

FUSED = "fused"


class Encoder:
    """Pooled features of films and notes by the shipped encoders, each computed once."""

    def __init__(self, backend: ModelBackend) -> None:
        self._backend = backend
        self._films: dict[str, FloatArray] = {}
        self._notes: dict[str, FloatArray | None] = {}

    def films(self, films: Sequence[Film]) -> FloatArray:
        """Return the mean token of each film, the guard overruled: (films, channels)."""
        for film in films:
            if film.image_id not in self._films:
                image = ImageInput(film.image_id, read_gray(film.file))
                tokens = self._backend.encode(ModelInputs((image,))).images[0].tokens
                self._films[film.image_id] = tokens.mean(0).astype(np.float64)
        return np.stack([self._films[film.image_id] for film in films])

    def note(self, text: str) -> FloatArray | None:
        """Return the mean sentence embedding of a note; None where none of it is read."""
        if text not in self._notes:
            found = self._backend.encode(ModelInputs((), sentences_of(text))).text
            tokens = np.zeros((0, CHANNELS)) if found is None else found.tokens[:, :CHANNELS]
            self._notes[text] = tokens.mean(0).astype(np.float64) if len(tokens) else None
        return self._notes[text]


def sentences_of(text: str) -> tuple[SentenceInput, ...]:
    """Cut a note as inference does."""
    return tuple(
        SentenceInput("note", s.start, s.end, text[s.start : s.end]) for s in split_sentences(text)
    )


def probe(features: FloatArray, truth: Sequence[object]) -> Callable[[FloatArray], FloatArray]:
    """Teach a logistic regression on standardised features; return what scores new ones.

    Returns:
        (cases, features) to (cases,) for two classes, to (cases, classes) for more.
    """
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    model = make_pipeline(
        StandardScaler(), LogisticRegression(C=0.1, class_weight="balanced", max_iter=2000)
    )
    model.fit(features, truth)
    return lambda new: np.asarray(model.decision_function(new), np.float64)


def opacity_baselines(
    answers: Sequence[Answered], train: Sequence[Film], encoder: Encoder
) -> tuple[dict[str, Estimate], dict[str, Difference]]:
    """Return opacity by a linear probe on the film's features, and how far the model is above it.

    NIH films have no notes: the model's answer is that of the film alone.
    """
    nih = of_nih(answers)
    truth = np.array([a.film.opacity for a in nih], np.int64)
    groups = np.array([a.film.group_id for a in nih])
    learn = [film for film in train if film.frontal and film.source.startswith("nih")]
    taught = probe(encoder.films(learn), [film.opacity for film in learn])
    scores = taught(encoder.films([a.film for a in nih]))
    name = "linear probe on the film's features"
    return (
        {f"opacity, NIH, {name}": metrics.estimate(scores, truth, groups)},
        {f"opacity, NIH: model minus {name}": metrics.gain(opacity_of(nih), scores, truth, groups)},
    )


def kind_tables(
    answers: Sequence[Answered],
    taught_on: Sequence[Answered],
    train: Sequence[Film],
    encoder: Encoder,
) -> dict[str, FloatArray]:
    """Return each way's scores of the kinds, (films of ``of_kinds(answers)``, kinds).

    Args:
        answers: Of the films to look at.
        taught_on: Answers on training films: the z-scores of late fusion are fitted on them.
        train: Training films, for the linear models.
        encoder: Of films and notes.
    """
    rows = of_kinds(answers)
    image, text = logit(kinds_of(rows, "image")), logit(kinds_of(rows, "text"))
    learnt = of_kinds(taught_on)
    scaled = [
        (table - fitted.mean(0)) / np.maximum(fitted.std(0), 1e-9)
        for table, fitted in (
            (image, logit(kinds_of(learnt, "image"))),
            (text, logit(kinds_of(learnt, "text"))),
        )
    ]
    return {
        FUSED: kinds_of(rows, "fused"),
        "film alone": image,
        "record alone": text,
        "plain late fusion (sum of z-scores)": scaled[0] + scaled[1],
        "MiniLM + logistic regression on the notes": _by_notes(rows, train, encoder),
        "linear probe on the film's features": _by_films(rows, train, encoder),
    }


def _by_notes(rows: Sequence[Answered], train: Sequence[Film], encoder: Encoder) -> FloatArray:
    noted = [(film, encoder.note(film.note)) for film in train if film.kind >= 0]
    learn = [(film.kind, vector) for film, vector in noted if vector is not None]
    taught = probe(np.stack([v for _, v in learn]), [kind for kind, _ in learn])
    found = [encoder.note(a.film.note) for a in rows]
    return taught(np.stack([v for v in found if v is not None]))[:, : len(KINDS)]


def _by_films(rows: Sequence[Answered], train: Sequence[Film], encoder: Encoder) -> FloatArray:
    learn = [film for film in train if film.kind >= 0 and film.frontal]
    taught = probe(encoder.films(learn), [film.kind for film in learn])
    return taught(encoder.films([a.film for a in rows]))[:, : len(KINDS)]


def kind_baselines(
    answers: Sequence[Answered], tables: dict[str, FloatArray]
) -> tuple[dict[str, Estimate], dict[str, Difference]]:
    """Return the macro AUROC of each way given a pneumonia, and fused minus each, paired."""
    rows = of_kinds(answers)
    kind = np.array([a.film.kind for a in rows], np.int64)
    groups = np.array([a.film.group_id for a in rows])
    values = {
        f"kinds given a pneumonia, {way}": metrics.macro_estimate(table, kind, groups)
        for way, table in tables.items()
    }
    gaps = {
        f"kinds given a pneumonia: fused minus {way}": metrics.gain(
            tables[FUSED], table, kind, groups, figure=metrics.macro_auroc
        )
        for way, table in tables.items()
        if way != FUSED
    }
    return values, gaps


def compare_readings(
    first: Sequence[Answered], second: Sequence[Answered], names: tuple[str, str]
) -> tuple[dict[str, Estimate], dict[str, Difference]]:
    """Compare two ways of asking the same model about the same films, on the kinds.

    Films that only one of them could answer are left out of both.

    Args:
        first: Answers.
        second: Answers of the same films, asked otherwise.
        names: What the two are called.
    """
    by_id = {a.film.image_id: a for a in of_kinds(second)}
    pairs = [(a, by_id[a.film.image_id]) for a in of_kinds(first) if a.film.image_id in by_id]
    kind = np.array([a.film.kind for a, _ in pairs], np.int64)
    groups = np.array([a.film.group_id for a, _ in pairs])
    tables = [kinds_of([pair[side] for pair in pairs], "fused") for side in (0, 1)]
    return (
        {
            f"kinds given a pneumonia, {name}": metrics.macro_estimate(table, kind, groups)
            for name, table in zip(names, tables, strict=True)
        },
        {
            f"kinds given a pneumonia: {names[0]} minus {names[1]}": metrics.gain(
                tables[0], tables[1], kind, groups, figure=metrics.macro_auroc
            )
        },
    )
