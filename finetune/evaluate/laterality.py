"""Whether the side on which a map lies is the side that readers name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from finetune import metrics
from finetune.films.data import Film, read_gray
from finetune.metrics import Estimate
from omni_med.domain import HeatMap
from omni_med.emr.sentences import split_sentences
from omni_med.inference import explain
from omni_med.inference.conflict.statements import side
from omni_med.inference.sides import place_of
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.protocols import ImageInput, ModelInputs, Weights

LEAST_AGREEMENT = 0.8
"""Lower end of the 95 % interval of agreement from which a side is told: a wrong side is worse
than none."""

_LUNG = (
    "opacit", "consolid", "infiltrat", "lobe", "lung", "pneumonia", "ground-glass", "ground glass",
    "shadow", "airspace", "air-space", "patch", "hilar", "basal", "midzone", "zone",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sided:
    """One film of a patient whose note names one side."""

    film: Film
    named: str
    right: float
    called: str


def named_side(note: str) -> str:
    """Return the one side on which a note sees something in the lungs; empty for none or both."""
    found = set()
    for sentence in split_sentences(note):
        words = note[sentence.start : sentence.end]
        if any(word in words.lower() for word in _LUNG):
            found.add(side(words))
    found.discard("")
    return found.pop() if len(found) == 1 and found <= {"left", "right"} else ""


def sided_films(films: Sequence[Film], backend: CompactBackend) -> list[Sided]:
    """Return the frontal films whose raw note names one side, with where the map lies.

    The note is only compared with; the model sees the film alone.
    """
    result = []
    for film in films:
        named = named_side(film.raw_note) if film.frontal and film.raw_note else ""
        if not named:
            continue
        image = ImageInput(film.image_id, read_gray(film.file))
        features = backend.encode(ModelInputs((image,)))
        if not features.images[0].is_meant:
            continue
        answer = backend.infer(features, Weights()).answers[0]
        one = explain.heat_map(answer, 0, features.images[0], image)
        if one is None:
            continue
        place = place_of([one])
        result.append(Sided(film, named, _right(one), place.side if place else ""))
    return result


def _right(one: HeatMap) -> float:
    """Return the share of what speaks for the finding on the patient's right, the image's left."""
    grid = np.asarray(one.values).reshape(one.rows, one.columns).clip(min=0)
    return float(grid[:, : one.columns // 2].sum() / max(float(grid.sum()), 1e-12))


def laterality_figures(
    films: Sequence[Film], backend: CompactBackend
) -> tuple[dict[str, Estimate], dict[str, float]]:
    """Return how well maps and notes agree on the side.

    The AUROC of the map's right share, for films whose note names the right against the left; and
    how often the side that is told where a map is one-sided is the side that is named.
    """
    found = sided_films(films, backend)
    if len({one.named for one in found}) < 2:
        return {}, {}
    truth = np.array([int(one.named == "right") for one in found], np.int64)
    groups = np.array([one.film.group_id for one in found])
    scores = np.array([one.right for one in found])
    called = [one for one in found if one.called]
    agreed = sum(one.called == one.named for one in called)
    low, high = metrics.binomial_interval(agreed, len(called)) if called else (0.0, 1.0)
    values = {
        "side of the map: share of films with one": len(called) / len(found),
        "side of the map: agrees with the note": agreed / max(len(called), 1),
        "side of the map: agrees, low": low,
        "side of the map: agrees, high": high,
    }
    name = "side of the map against the side that the note names"
    return {name: metrics.estimate(scores, truth, groups)}, values


def localises(values: dict[str, float]) -> bool:
    """True where the side of a map may be told."""
    return values.get("side of the map: agrees, low", 0.0) >= LEAST_AGREEMENT
