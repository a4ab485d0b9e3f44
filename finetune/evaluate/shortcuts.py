"""What a model may answer from instead of the lungs, in plain sight; and what it refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from finetune import metrics
from finetune.evaluate.baselines import Encoder, probe
from finetune.films.data import Film, read_gray
from finetune.metrics import Estimate
from omni_med.models.protocols import ImageInput, ModelBackend, ModelInputs, Weights

FloatArray = NDArray[np.float64]
Pixels = NDArray[np.float32]

DARK = "opacity with the lungs blacked out, NIH"


def view_figure(films: Sequence[Film], train: Sequence[Film]) -> dict[str, Estimate]:
    """Return what the view position alone says of opacity in NIH.

    Which view counts as ill is learnt on the training films, not on those that are looked at. In
    this copy of NIH it is PA: its normal films are mostly AP. In a hospital it is the other way
    round, for who lies in bed is filmed AP.
    """
    learn = [film for film in train if film.frontal and film.source.startswith("nih")]
    look = [film for film in films if film.frontal and film.source.startswith("nih")]
    ill = {
        pa: np.mean([film.opacity for film in learn if (film.view == "PA") == pa])
        for pa in (True, False)
    }
    view = "PA" if ill[True] > ill[False] else "AP"
    scores = np.array([float((film.view == "PA") == (view == "PA")) for film in look])
    return {
        f"view position alone ({view} counts as ill), NIH": metrics.estimate(scores, *_of(look))
    }


def blackened(pixels: Pixels) -> Pixels:
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


def dark_scores(films: Sequence[Film], backend: ModelBackend) -> FloatArray:
    """Return the opacity answer on films with the lungs blacked out."""
    return np.array([answer_anyway(blackened(read_gray(f.file)), backend) for f in films])


def dark_figures(films: Sequence[Film], backend: ModelBackend) -> dict[str, Estimate]:
    """Return what is left of opacity without lungs: in NIH, and in each view apart."""
    nih = [film for film in films if film.frontal and film.source.startswith("nih")]
    scores = dark_scores(nih, backend)
    result = {DARK: metrics.estimate(scores, *_of(nih))}
    for view in ("PA", "AP"):
        rows = np.array([film.view.startswith(view) for film in nih])
        some = [film for film, chosen in zip(nih, rows, strict=True) if chosen]
        if some:
            result[f"{DARK}, {view}"] = metrics.estimate(scores[rows], *_of(some))
    return result


def answer_anyway(pixels: Pixels, backend: ModelBackend) -> float:
    """Return the opacity answer of film alone, the guard overruled."""
    features = backend.encode(ModelInputs((ImageInput("film", pixels),)))
    meant = tuple(replace(image, is_meant=True, refusal="") for image in features.images)
    return backend.infer(replace(features, images=meant), Weights()).answers[0].fused


def source_figure(
    films: Sequence[Film], train: Sequence[Film], encoder: Encoder
) -> dict[str, Estimate]:
    """Return how well the features of ill films betray which source they come from."""

    def ill(items: Sequence[Film]) -> list[Film]:
        return [film for film in items if film.frontal and film.opacity == 1]

    learn, look = ill(train), ill(films)
    taught = probe(encoder.films(learn), [film.source.startswith("nih") for film in learn])
    truth = np.array([int(film.source.startswith("nih")) for film in look], np.int64)
    groups = np.array([film.group_id for film in look])
    scores = taught(encoder.films(look))
    return {"source from the features": metrics.estimate(scores, truth, groups)}


def guard_figures(films: Sequence[Film], backend: ModelBackend) -> dict[str, float]:
    """Return which share of films turned or inverted is refused."""
    changes: dict[str, Callable[[Pixels], Pixels]] = {
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


def lateral_figures(films: Sequence[Film], backend: ModelBackend) -> dict[str, float]:
    """Return which share of lateral films is refused without knowing their view position."""
    images = [ImageInput(f.image_id, read_gray(f.file)) for f in films if not f.frontal]
    refused = [not backend.encode(ModelInputs((image,))).images[0].is_meant for image in images]
    return {"lateral films refused by pixels alone": float(np.mean(refused))} if refused else {}


def _of(films: Sequence[Film]) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    return (
        np.array([film.opacity for film in films], np.int64),
        np.array([film.group_id for film in films]),
    )
