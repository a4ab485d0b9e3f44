"""The last numbers beside the weights, from the finished files themselves.

What films without finding usually give at each place, which heat maps are told against, measured
through the very path that answers; and, where the recipe left none, the conformal scores of
validation films.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.calibrate import conformal_of
from finetune.evaluate.answers import Tell, answer_films, of_nih, opacity_of, truth_of
from finetune.films.data import Film, read_films, read_gray
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import (
    CARD,
    Settings,
    hash_weights,
    read_settings,
    write_settings,
)
from omni_med.models.conformal import band
from omni_med.models.protocols import ImageInput, ModelInputs, Weights

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float64]


def settle(weights: Path, data: Path, tell: Tell | None = None, *, scored: bool = False) -> None:
    """Write usual maps, conformal scores and the band of "cannot tell" into ``model.json``.

    Usual maps come from training films of NIH without finding, scores from its validation films,
    which no weight was taught on, unless the recipe left scores of its own. Kinds get no scores:
    most have fewer than 20 films.

    Args:
        weights: Folder of the finished files; its card then speaks of the changed ones.
        data: Folder with ``cxr/cases.csv``.
        tell: Called with films done and films in all.
        scored: Keep the scores and the band that the weights come with.
    """
    every = read_films(data / "cxr")
    nih = [film for film in every if film.source.startswith("nih") and film.frontal]
    clear = [film for film in nih if film.split == "train" and film.opacity == 0]
    settings = read_settings(weights)
    if not scored:
        none = tuple(replace(answer, conformal=None) for answer in settings.answers)
        settings = replace(settings, answers=none)
    bare = tuple(replace(answer, usual=()) for answer in settings.answers)
    _rewrite(weights, replace(settings, answers=bare))
    usual = usual_maps(clear, CompactBackend(weights))
    scores = settings.answers[0].conformal
    if not scored:
        held_out = [film for film in nih if film.split == "val"]
        answers = answer_films(held_out, data / "cxr" / "cases.csv", CompactBackend(weights), tell)
        read = of_nih(answers)
        scores = conformal_of(opacity_of(read), truth_of(read)[0])
    settled = [
        replace(answer, usual=tuple(round(float(value), 6) for value in row))
        for answer, row in zip(settings.answers, usual, strict=True)
    ]
    settled[0] = replace(settled[0], conformal=scores)
    edges = band(scores) if scores is not None else None
    if edges is not None:
        settled[0] = replace(settled[0], uncertain_below=edges[0], uncertain_above=edges[1])
    _rewrite(weights, replace(settings, answers=tuple(settled)))
    count = 0 if scores is None else len(scores.present) + len(scores.absent)
    logger.info("settled on %d clear films; %d conformal scores", len(clear), count)


def usual_maps(films: Sequence[Film], backend: CompactBackend) -> FloatArray:
    """Return the mean contribution of each patch over films, (answers, patches), raw logits.

    Args:
        films: Frontal ones without finding; those that the guard refuses are left out.
        backend: Whose settings hold no usual maps.
    """
    scales = np.array([answer.image.scale for answer in backend.settings.answers])
    total: list[FloatArray] = []
    for film in films:
        features = backend.encode(ModelInputs((ImageInput(film.image_id, read_gray(film.file)),)))
        answers = backend.infer(features, Weights()).answers if features.images[0].is_meant else ()
        if answers:
            total.append(np.stack([answer.patches[0].ravel() for answer in answers]))
    return np.asarray(np.mean(total, axis=0) / scales[:, None], np.float64)


def _rewrite(weights: Path, settings: Settings) -> None:
    write_settings(settings, weights)
    card = json.loads((weights / CARD).read_bytes())
    card["sha256"] = hash_weights(weights)
    (weights / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
