"""Measure the embedded model through the very path that answers cases, and write its card.

Each film is one case with its masked note, answered as ``omni-med batch`` answers it, with the
default weights. The shortcuts a model may take are measured beside what it is meant to do.
"""

from __future__ import annotations

import json
import logging
import shutil
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.data import KINDS, Film, read_films, read_gray
from finetune.metrics import Estimate
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import CARD, IMAGE, hash_weights
from omni_med.models.protocols import ImageInput, ModelInputs, Weights

logger = logging.getLogger(__name__)

FloatArray = NDArray[np.float64]
FILM_ALONE = "AUROC of film alone"  # measured where the float32 encoder is at hand, else kept


@dataclass(frozen=True, slots=True, eq=False)
class Answered:
    """One film's answers: NaN where there is none.

    Attributes:
        film: The row of the table.
        refused: Whether the model said that the film is not what it reads.
        fused: Probability of each answer, in the card's order.
        image: With the text hidden.
        text: With the image hidden.
    """

    film: Film
    refused: bool
    fused: FloatArray
    image: FloatArray
    text: FloatArray


def answer_films(
    films: Sequence[Film],
    table: Path,
    backend: CompactBackend,
    tell: Callable[[int, int], None] | None = None,
) -> list[Answered]:
    """Answer films of ``cases.csv`` case by case, as ``omni-med batch`` does."""
    from omni_med.batch.options import Columns
    from omni_med.batch.plan import plan_manifest
    from omni_med.batch.worker import read_case
    from omni_med.dicom.pool import DecodePool
    from omni_med.inference.analyst import Analyst

    columns = Columns(images="file", note="clinical_notes_masked", case_id="image_id")
    cases = {case.case_id: case for case in plan_manifest(table, columns).cases}
    analyst, names = Analyst(backend), [item.name for item in backend.card.assessed]
    result = []
    with DecodePool(workers=1) as pool:
        for number, film in enumerate(films):
            rows = read_case(cases[film.image_id], analyst, None, pool)
            found = {row.finding: row for row in rows if row.finding}
            three = [
                np.array([_value(found, name, field) for name in names])
                for field in ("probability", "image_only", "text_only")
            ]
            result.append(Answered(film, not np.isfinite(three[1]).any(), *three))
            if tell is not None:
                tell(number + 1, len(films))
    return result


def _value(found: dict[str, Any], name: str, field: str) -> float:
    value = getattr(found[name], field) if name in found else None
    return np.nan if value is None else float(value)


def opacity_figures(answers: Sequence[Answered]) -> dict[str, Estimate]:
    """Return the figures of opacity against no finding, in NIH alone unless the name says more."""
    seen = [a for a in answers if a.film.frontal and not a.refused]
    nih = [a for a in seen if a.film.source.startswith("nih")]
    parts = {
        "opacity, NIH": nih,
        "opacity, NIH, PA": [a for a in nih if a.film.view == "PA"],
        "opacity, NIH, AP": [a for a in nih if a.film.view.startswith("AP")],
        "opacity, NIH, women": [a for a in nih if a.film.sex == "F"],
        "opacity, NIH, men": [a for a in nih if a.film.sex == "M"],
        "opacity, NIH, under 40": [a for a in nih if (a.film.age or 99) < 40],
        "opacity, NIH, 40 and over": [a for a in nih if (a.film.age or 0) >= 40],
        "opacity, covid-chestxray": [a for a in seen if not a.film.source.startswith("nih")],
        "opacity, both sources": seen,
    }
    result = {name: _opacity(part) for name, part in parts.items() if part}
    view = np.array([float(a.film.view == "PA") for a in nih])
    result["view position alone (PA counts as ill), NIH"] = metrics.estimate(view, *_truth(nih))
    return result


def _opacity(answers: Sequence[Answered]) -> Estimate:
    return metrics.estimate(np.array([a.fused[0] for a in answers]), *_truth(answers))


def _truth(answers: Sequence[Answered]) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    return (
        np.array([a.film.opacity for a in answers]),
        np.array([a.film.group_id for a in answers]),
    )


def decision_figures(answers: Sequence[Answered], backend: CompactBackend) -> dict[str, float]:
    """Return what the thresholds and probabilities of opacity are worth on NIH films."""
    nih = [a for a in answers if a.film.source.startswith("nih") and not a.refused]
    p = np.array([a.fused[0] for a in nih])
    truth, _ = _truth(nih)
    opacity = backend.card.assessed[0]
    low, high = metrics.perfect_calibration_error(p)
    threshold = float(opacity.threshold or 0.5)
    below, above = float(opacity.uncertain_below or 0), float(opacity.uncertain_above or 1)
    told = (p < below) | (p > above)
    right = (p >= threshold) == (truth == 1)
    return {
        "average precision, NIH": metrics.average_precision(p, truth),
        "sensitivity at 90 % specificity, NIH": metrics.sensitivity_at(p, truth, 0.9),
        "sensitivity at the threshold, NIH": float((p[truth == 1] >= threshold).mean()),
        "specificity at the threshold, NIH": float((p[truth == 0] < threshold).mean()),
        "share answered cannot tell, NIH": float(1 - told.mean()),
        "right where it tells, NIH": float(right[told].mean()) if told.any() else np.nan,
        "calibration error, NIH": metrics.calibration_error(p, truth),
        "calibration error of a perfect model, low": low,
        "calibration error of a perfect model, high": high,
    }


def kind_figures(answers: Sequence[Answered]) -> dict[str, Estimate]:
    """Return how well kinds are told apart inside covid-chestxray, on films with a masked note.

    As answered (times the probability of opacity), and given a pneumonia (that divided out again).
    """
    rows = [
        a
        for a in answers
        if a.film.kind in range(len(KINDS)) and not a.refused and np.isfinite(a.text).all()
    ]
    if not rows:
        return {}
    kind = np.array([a.film.kind for a in rows])
    groups = np.array([a.film.group_id for a in rows])
    tables = {
        way: np.stack([getattr(a, way)[1:] for a in rows]) for way in ("fused", "image", "text")
    }
    result = {
        f"kinds, macro, {way}": metrics.macro_estimate(table, kind, groups)
        for way, table in tables.items()
    }
    for way in ("fused", "image", "text"):
        table = np.stack([getattr(a, way)[1:] / getattr(a, way)[:1] for a in rows])
        name = f"kinds, given a pneumonia, macro, {way}"
        result[name] = metrics.macro_estimate(table, kind, groups)
    for index, name in enumerate(KINDS):
        truth = (kind == index).astype(np.int64)
        for way, table in tables.items():
            result[f"kind {name}, {way}"] = metrics.estimate(table[:, index], truth, groups)
    return result


def refusal_figures(answers: Sequence[Answered]) -> dict[str, float]:
    """Return which share of frontal and of lateral films is refused."""
    frontal = [a.refused for a in answers if a.film.frontal]
    lateral = [a.refused for a in answers if not a.film.frontal]
    result = {"frontal films refused": float(np.mean(frontal))}
    if lateral:
        result["lateral films refused"] = float(np.mean(lateral))
    return result


def guard_figures(films: Sequence[Film], backend: CompactBackend) -> dict[str, float]:
    """Return which share of films turned or inverted is refused."""
    changes: dict[str, Callable[[NDArray[np.float32]], NDArray[np.float32]]] = {
        "films upside down refused": np.flipud,
        "films on their side refused": np.rot90,
        "films inverted refused": lambda pixels: 1 - pixels,
    }
    refused: dict[str, list[bool]] = {name: [] for name in changes}
    for film in films:
        pixels = read_gray(film.file)
        for name, change in changes.items():
            image = ImageInput(film.image_id, np.ascontiguousarray(change(pixels)))
            refused[name].append(not backend.encode(ModelInputs((image,))).images[0].is_meant)
    return {name: float(np.mean(flags)) for name, flags in refused.items() if flags}


def lateral_figures(films: Sequence[Film], backend: CompactBackend) -> dict[str, float]:
    """Return which share of lateral films is refused without knowing their view position."""
    images = [ImageInput(f.image_id, read_gray(f.file)) for f in films if not f.frontal]
    refused = [not backend.encode(ModelInputs((image,))).images[0].is_meant for image in images]
    return {"lateral films refused by pixels alone": float(np.mean(refused))} if refused else {}


def blackened(pixels: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a film with the middle painted black: a crude box over both lungs.

    Rows 12 to 78 %, columns 12 to 88 % of the film: what is left is the edge, the shoulders, the
    belly and what the exposure and the markers betray.
    """
    rows, columns = pixels.shape
    result = pixels.copy()
    top, bottom, left, right = (
        round(share * side)
        for share, side in ((0.12, rows), (0.78, rows), (0.12, columns), (0.88, columns))
    )
    result[top:bottom, left:right] = 0
    return result


def shortcut_figures(
    films: Sequence[Film], train: Sequence[Film], backend: CompactBackend
) -> dict[str, Estimate]:
    """Return what is left without lungs, and how well the features betray the source."""
    nih = [film for film in films if film.source.startswith("nih")]
    dark = np.array([_answer_anyway(blackened(read_gray(film.file)), backend) for film in nih])
    truth = np.array([film.opacity for film in nih])
    groups = np.array([film.group_id for film in nih])
    result = {"opacity with the lungs blacked out, NIH": metrics.estimate(dark, truth, groups)}
    result["source from the features"] = _source(films, train, backend)
    return result


def _answer_anyway(pixels: NDArray[np.float32], backend: CompactBackend) -> float:
    """Return the opacity answer of film alone, the guard overruled."""
    features = backend.encode(ModelInputs((ImageInput("film", pixels),)))
    meant = tuple(replace(image, is_meant=True, refusal="") for image in features.images)
    return backend.infer(replace(features, images=meant), Weights()).answers[0].fused


def _source(films: Sequence[Film], train: Sequence[Film], backend: CompactBackend) -> Estimate:
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    def pooled(items: Sequence[Film]) -> FloatArray:
        parts = []
        for film in items:
            image = ImageInput(film.image_id, read_gray(film.file))
            parts.append(backend.encode(ModelInputs((image,))).images[0].tokens.mean(0))
        return np.stack(parts).astype(np.float64)

    def ill(items: Sequence[Film]) -> list[Film]:
        return [film for film in items if film.frontal and film.opacity == 1]

    learn, look = ill(train), ill(films)
    model = make_pipeline(StandardScaler(), LogisticRegression(C=0.1, max_iter=2000))
    model.fit(pooled(learn), [film.source.startswith("nih") for film in learn])
    scores = model.decision_function(pooled(look))
    truth = np.array([int(film.source.startswith("nih")) for film in look])
    return metrics.estimate(scores, truth, np.array([film.group_id for film in look]))


def evaluate_base(
    weights: Path,
    data: Path,
    *,
    split: str = "test",
    float32: Path | None = None,
    tell: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Measure a model on one split and write ``card.json`` and ``card.md`` beside its weights.

    Measuring other weights on the test split is a look at it: the card counts them.

    Args:
        weights: Folder of the finished files.
        data: Folder with ``cxr/cases.csv``.
        split: ``"test"`` or ``"val"``.
        float32: The image encoder before it was turned to 8 bits, to be measured beside it.
        tell: Called with films done and films in all.
    """
    from finetune.card import write_card

    started = time.monotonic()
    backend = CompactBackend(weights)
    every = read_films(data / "cxr")
    films = [film for film in every if film.split == split]
    train = [film for film in every if film.split == "train"]
    answers = answer_films(films, data / "cxr" / "cases.csv", backend, tell)
    estimates = {
        **opacity_figures(answers),
        **kind_figures(answers),
        **shortcut_figures([f for f in films if f.frontal], train, backend),
    }
    values = {
        **decision_figures(answers, backend),
        **refusal_figures(answers),
        **lateral_figures(films, backend),
        **guard_figures([f for f in films if f.frontal], backend),
    }
    card: dict[str, Any] = json.loads((weights / CARD).read_bytes())
    sha256 = hash_weights(weights)
    if float32 is not None:
        values |= _float32_figures(films, weights, float32)
    elif card["sha256"] == sha256 and card.get("split") == split:
        kept = card.get("values", {})
        values |= {name: kept[name] for name in kept if name.startswith(FILM_ALONE)}
    looked = [*card.get("looked_at", []), *([sha256] if split == "test" else [])]
    card |= {
        "sha256": sha256,
        "looked_at": sorted(set(looked)),
        "test_looks": len(set(looked)),
        "split": split,
        "estimates": {name: _plain(item) for name, item in estimates.items()},
        "values": values,
        "figures": _headline(estimates, values),
        "population": (
            "542 films of published cases (mostly COVID-19) and 999 of NIH ChestX-ray14, adults; "
            "no other hospital"
        ),
    }
    write_card(card, backend.card, weights)
    logger.info("measured on %s in %.0f s", split, time.monotonic() - started)
    return card


def _float32_figures(films: Sequence[Film], weights: Path, float32: Path) -> dict[str, float]:
    """Return the AUROC of film alone in NIH with the image encoder in float32 and as shipped."""
    nih = [film for film in films if film.source.startswith("nih") and film.frontal]
    truth = np.array([film.opacity for film in nih])
    result = {}
    with TemporaryDirectory() as place:
        twin = Path(place) / "weights"
        shutil.copytree(weights, twin)
        shutil.copyfile(float32, twin / IMAGE)
        card = json.loads((twin / CARD).read_bytes()) | {"sha256": hash_weights(twin)}
        (twin / CARD).write_text(json.dumps(card), encoding="utf-8")
        for name, folder in (("float32", twin), ("shipped INT8", weights)):
            backend = CompactBackend(folder)
            scores = np.array([_answer_anyway(read_gray(f.file), backend) for f in nih])
            result[f"{FILM_ALONE}, NIH, image encoder {name}"] = metrics.auroc(scores, truth)
    return result


def _plain(item: Estimate) -> dict[str, float | int | None]:
    def number(value: float) -> float | None:
        return None if np.isnan(value) else round(value, 4)

    return {
        "value": number(item.value),
        "low": number(item.low),
        "high": number(item.high),
        "count": item.count,
        "positives": item.positives,
    }


def _headline(estimates: dict[str, Estimate], values: dict[str, float]) -> dict[str, float]:
    named = {f"AUROC {name}": item.value for name, item in estimates.items()}
    return {
        name: round(float(value), 4)
        for name, value in {**named, **values}.items()
        if not np.isnan(value)
    }
