"""Whether an explanation explains: what it must survive, and what it must not."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import cv2
import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.evaluate.baselines import sentences_of
from finetune.evaluate.twin import bare, shuffled, twin_of
from finetune.films.data import Film, read_gray
from finetune.metrics import Difference
from omni_med.inference import explain
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.settings import FUSION, IMAGE
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ImageInput,
    ModelInputs,
    Prediction,
    Weights,
)

FloatArray = NDArray[np.float64]
Pixels = NDArray[np.float32]

SHARES = (0.05, 0.1, 0.2, 0.3, 0.5)
"""Of a film's patches that are painted over, step by step."""

MOST_FILMS = 40
_BLUR = 1 / 12  # of the longer side: what is painted over keeps its gray and loses its content


def sanity_figures(
    films: Sequence[Film], weights: Path, backend: CompactBackend, seed: int = 0
) -> tuple[dict[str, Difference], dict[str, float]]:
    """Return the checks of film and record explanations on films of one split.

    Args:
        films: All of the split; NIH films with opacity are deleted from, noted ones left out of.
        weights: Folder of the model.
        backend: The model.
        seed: Of what is drawn.
    """
    ill = [f for f in films if f.frontal and f.opacity == 1 and f.source.startswith("nih")]
    ill = [f for f in ill if _encode(read_gray(f.file), backend).images[0].is_meant][:MOST_FILMS]
    noted = [film for film in films if film.frontal and len(sentences_of(film.note)) > 2]
    found = {
        **deletion(ill, backend, seed),
        **randomised(ill, weights, backend, seed),
    }
    return found, {**left_out_check(noted[:MOST_FILMS], backend), **cost(ill[:10], backend)}


def deletion(films: Sequence[Film], backend: CompactBackend, seed: int) -> dict[str, Difference]:
    """Return how much sooner opacity falls when the map's strongest patches are blurred first.

    Mean over ``SHARES`` of the fall of the logit, by the map less by chance: above 0 the map
    points at what the answer rests on. Each film is its own pair.

    Source: Petsiuk, Das, Saenko, RISE (BMVC 2018).
    """
    rng = np.random.default_rng(seed)
    gaps = []
    for film in films:
        pixels = read_gray(film.file)
        features = _encode(pixels, backend)
        image = features.images[0]
        patches = _anyway(features, backend).answers[0].patches[0].ravel()
        whole = _logit(pixels, backend)
        by_map = np.argsort(-patches, kind="stable")
        falls = [
            whole - np.mean([_logit(part, backend) for part in _painted(pixels, image, order)])
            for order in (by_map, rng.permutation(len(patches)))
        ]
        gaps.append(falls[0] - falls[1])
    name = "deletion: fall of the logit by the map, less by chance"
    return {name: metrics.mean_estimate(np.array(gaps), _groups(films))}


def _painted(pixels: Pixels, image: ImageFeatures, order: NDArray[np.int64]) -> list[Pixels]:
    """Return a film with more and more of its patches blurred, in an order."""
    rows, columns = image.grid
    left, top, right, bottom = image.extent
    blurred = cv2.GaussianBlur(pixels, (0, 0), max(pixels.shape) * _BLUR)
    current, done, result = pixels.copy(), 0, []
    for share in SHARES:
        until = round(share * len(order))
        for patch in order[done:until]:
            row, column = divmod(int(patch), columns)
            y = [round(top + (row + step) * (bottom - top) / rows) for step in (0, 1)]
            x = [round(left + (column + step) * (right - left) / columns) for step in (0, 1)]
            box = np.s_[max(y[0], 0) : max(y[1], 0), max(x[0], 0) : max(x[1], 0)]
            current[box] = blurred[box]
        done = until
        result.append(current.copy())
    return result


def randomised(
    films: Sequence[Film], weights: Path, backend: CompactBackend, seed: int
) -> dict[str, Difference]:
    """Return how like the maps are to those of a model whose weights were shuffled.

    A map that looks the same then shows the film, not the model. Each map is told against its own
    model's mean over these films, so that a common pattern does not count as likeness.

    Source: Adebayo et al., Sanity Checks for Saliency Maps (NeurIPS 2018).
    """
    result = {}
    for name, file in (("image encoder", IMAGE), ("fusion", FUSION)):
        with TemporaryDirectory() as place:
            twin = twin_of(weights, Path(place), {file: lambda target: shuffled(target, seed)})
            other = _maps(films, CompactBackend(bare(twin)))
        own = _maps(films, backend)
        own, other = own - own.mean(0), other - other.mean(0)
        groups = _groups(films)
        ranks = np.array([rank_correlation(a, b) for a, b in zip(own, other, strict=True)])
        alike = np.array([similarity(a, b) for a, b in zip(own, other, strict=True)])
        said = f"of maps with the {name} shuffled"
        result[f"rank correlation {said}"] = metrics.mean_estimate(ranks, groups)
        result[f"structural similarity {said}"] = metrics.mean_estimate(alike, groups)
    return result


def _maps(films: Sequence[Film], backend: CompactBackend) -> FloatArray:
    found = []
    for film in films:
        answers = _anyway(_encode(read_gray(film.file), backend), backend).answers
        found.append(answers[0].patches[0].ravel().astype(np.float64))
    return np.stack(found)


def rank_correlation(first: FloatArray, second: FloatArray) -> float:
    """Return Spearman's rank correlation; 0 where one of them is flat."""
    ranks = [np.argsort(np.argsort(values, kind="stable")) for values in (first, second)]
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return 0.0
    return float(np.corrcoef(ranks[0], ranks[1])[0, 1])


def similarity(first: FloatArray, second: FloatArray) -> float:
    """Return the structural similarity of two maps in one window, each scaled to 0 to 1.

    Source: Wang et al., IEEE Trans Image Process 13 (2004) 600-612.
    """
    a, b = (
        (values - values.min()) / max(float(np.ptp(values)), 1e-12) for values in (first, second)
    )
    shared = float(((a - a.mean()) * (b - b.mean())).mean())
    light = (2 * a.mean() * b.mean() + 1e-4) / (a.mean() ** 2 + b.mean() ** 2 + 1e-4)
    return float(light * (2 * shared + 9e-4) / (a.var() + b.var() + 9e-4))


def left_out_check(films: Sequence[Film], backend: CompactBackend) -> dict[str, float]:
    """Return whether sentences are ranked by what leaving them out really changes.

    Each sentence's influence on opacity beside the change of its logit when the model is
    asked again without it.
    """
    gaps, ranks = [], []
    for film in films:
        features = backend.encode(
            ModelInputs((ImageInput("film", read_gray(film.file)),), sentences_of(film.note))
        )
        text = features.text
        if text is None or len(text.read) < 3 or not features.images[0].is_meant:
            continue
        told = backend.infer(features, Weights()).answers[0]
        with_all = _told(backend.infer(features, Weights()))
        changes = []
        for index in range(len(text.read)):
            kept = tuple(number for number in range(len(text.read)) if number != index)
            less = replace(text, tokens=text.tokens[list(kept)], read=kept)
            without = backend.infer(replace(features, text=less), Weights())
            changes.append(with_all - _told(without))
        if told.sentences is not None:
            gaps.append(float(np.abs(told.sentences - np.array(changes)).max()))
            ranks.append(rank_correlation(told.sentences.astype(np.float64), np.array(changes)))
    if not ranks:
        return {}
    return {
        "sentences: rank correlation with what leaving out changes": float(np.mean(ranks)),
        "sentences: largest gap to what leaving out changes": float(np.max(gaps)),
    }


def _told(prediction: Prediction) -> float:
    """Return the logit of opacity as it was told."""
    p = min(max(prediction.answers[0].fused, 1e-9), 1 - 1e-9)
    return float(np.log(p / (1 - p)))


def cost(films: Sequence[Film], backend: CompactBackend) -> dict[str, float]:
    """Return the CPU time of maps, boxes and sentences of all answers, fusion included, in ms."""
    spent = []
    for film in films:
        image = ImageInput(film.image_id, read_gray(film.file))
        inputs = ModelInputs((image,), sentences_of("Fever for four days. Cough. No chest pain."))
        features = backend.encode(inputs)
        started = time.process_time()
        for answer in backend.infer(features, Weights()).answers:
            explain.heat_map(answer, 0, features.images[0], image)
            pairs = [(features.images[0], image)]
            explain.evidence(answer, pairs, features.text, inputs.sentences)
        spent.append((time.process_time() - started) * 1e3)
    return {"explanation, CPU ms, middle of ten films": float(np.median(spent))} if spent else {}


def _encode(pixels: Pixels, backend: CompactBackend) -> Features:
    return backend.encode(ModelInputs((ImageInput("film", pixels),)))


def _anyway(features: Features, backend: CompactBackend) -> Prediction:
    meant = tuple(replace(image, is_meant=True, refusal="") for image in features.images)
    return backend.infer(replace(features, images=meant), Weights())


def _logit(pixels: Pixels, backend: CompactBackend) -> float:
    return _told(_anyway(_encode(pixels, backend), backend))


def _groups(films: Sequence[Film]) -> NDArray[np.str_]:
    return np.array([film.group_id for film in films])
