"""Before and after: size, speed on one thread, and what is left of the answers.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from finetune import metrics
from finetune.base import draft
from finetune.config import Recipe
from finetune.films.data import KINDS, read_gray
from finetune.fusion.encode import Encoders
from finetune.fusion.fuse import Example, read
from finetune.fusion.fusing import known, repeated_macro
from finetune.fusion.kinds import Table, fused_out_of_fold, leave_out
from finetune.light.material import Material
from finetune.light.whole import Whole
from omni_med.emr.sentences import split_sentences
from omni_med.models.compact.backend import CompactBackend
from omni_med.models.compact.preprocess import make_square
from omni_med.models.compact.settings import FUSION, IMAGE, TEXT
from omni_med.models.protocols import (
    Features,
    ImageFeatures,
    ImageInput,
    ModelInputs,
    SentenceInput,
    Weights,
)
from omni_med.progress import Progress, no_progress

FloatArray = NDArray[np.float32]
Scores = NDArray[np.float64]

NOTE = (
    "A 58-year-old man came with fever and a dry cough for six days.",
    "He has type 2 diabetes and high blood pressure.",
    "He smokes twenty cigarettes a day.",
    "Oxygen saturation was 88 percent on room air.",
    "There was no travel and no contact with animals.",
    "His white cell count was normal.",
)
RUNS = 15  # forwards that are timed; the median counts


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """One form of a model.

    Attributes:
        form: In words.
        bytes: Of its three networks.
        ms: Median of the networks' forward, film and six sentences to answers, processor time
            of one thread.
        opacity: (films,) what it says of the films that measure; higher is likelier.
        auroc: Of that.
        macro: (films, shufflings, kinds) out of fold; None where kinds are not taught anew.
        kinds: Macro AUROC of it.
        kind: (films,) which kind each of those shows.
        groups: (films,) whose they are.
        refused: Films that measure opacity and that the guard refuses; None without a guard.
    """

    form: str
    bytes: int
    ms: float
    opacity: Scores
    auroc: metrics.Estimate
    macro: Scores | None = None
    kinds: metrics.Estimate | None = None
    kind: NDArray[np.int64] | None = None
    groups: NDArray[np.str_] | None = None
    refused: int | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """What encodes films and notes for the tables, whatever it runs in."""

    tokens: Callable[[FloatArray], FloatArray]
    sentences: Callable[[list[str]], FloatArray]


def measure_whole(
    whole: Whole, material: Material, plan: Recipe, progress: Progress = no_progress
) -> Measured:
    """Measure a model in torch, float32."""
    size = whole.settings.size
    none = np.zeros((0, whole.fusion.text_key.in_features), np.float32)

    def opacity(pixels: FloatArray) -> float:
        example = Example(whole.tokens(make_square(pixels, size).pixels), none, -1, -1, "")
        return float(read(whole.fusion, [example]).image[0, 0])

    square = make_square(material.held[0].read(), size).pixels

    def forward() -> object:
        example = Example(whole.tokens(square), whole.sentences(list(NOTE)), -1, -1, "")
        return read(whole.fusion, [example])

    reading = Reading(whole.tokens, whole.sentences)
    return _measured(
        ("torch, float32", whole.bytes, milliseconds(forward)),
        _opacities(material, opacity, progress),
        reading,
        material,
        plan,
    )


def measure_folder(
    folder: Path, form: str, material: Material, plan: Recipe, progress: Progress = no_progress
) -> Measured:
    """Measure the files that answer, through the backend."""
    backend = CompactBackend(folder)
    refused: list[bool] = []

    def opacity(pixels: FloatArray) -> float:
        found = backend.encode(ModelInputs((ImageInput("film", pixels),))).images
        refused.append(not found[0].is_meant)
        shown = Features(tuple(replace(image, is_meant=True) for image in found))
        answer = backend.infer(shown, Weights()).answers[0]
        return float(answer.fused)

    encoders = Encoders(folder, draft(plan))
    size = backend.settings.size
    square = make_square(material.held[0].read(), size).pixels
    images = encoders.images()
    words = ModelInputs((), inputs(list(NOTE)))

    def forward() -> object:
        tokens = images.run(square)[0]
        film = ImageFeatures("film", tokens, backend.settings.grid, (0, 0, 1, 1), 0.5)
        return backend.infer(Features((film,), backend.encode(words).text), Weights())

    reading = Reading(
        lambda film: images.run(film)[0],
        lambda texts: encoders.sentences(inputs(texts)),
    )
    measured = _measured(
        (form, size_of(folder), milliseconds(forward)),
        _opacities(material, opacity, progress),
        reading,
        material,
        plan,
    )
    return replace(measured, refused=sum(refused))


def size_of(folder: Path) -> int:
    """Return the bytes of the three networks that answer."""
    return sum((folder / name).stat().st_size for name in (IMAGE, TEXT, FUSION))


def inputs(texts: list[str]) -> tuple[SentenceInput, ...]:
    """Return sentences as the backend takes them."""
    return tuple(SentenceInput("note", i, i + 1, text) for i, text in enumerate(texts))


def milliseconds(
    work: Callable[[], object], runs: int = RUNS, clock: Callable[[], float] = time.thread_time
) -> float:
    """Return the median processor time after two warm runs, torch on one thread.

    On an idle machine that is the time on the clock; on a busy one it still compares.
    """
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        times = []
        for _ in range(runs + 2):
            started = clock()
            work()
            times.append(clock() - started)
    finally:
        torch.set_num_threads(before)
    return statistics.median(times[2:]) * 1e3


def _opacities(
    material: Material, opacity: Callable[[FloatArray], float], progress: Progress
) -> Scores:
    found = []
    for number, shot in enumerate(material.held):
        found.append(opacity(shot.read()))
        progress(number + 1, len(material.held))
    return np.array(found)


def _measured(
    what: tuple[str, int, float],
    opacity: Scores,
    reading: Reading,
    material: Material,
    plan: Recipe,
) -> Measured:
    truth, groups = truth_of(material)
    made = Measured(*what, opacity, metrics.estimate(opacity, truth, groups))
    if material.folder is None:
        return made
    table = _table(reading, material, plan.image.size)
    rows = _rows(table)
    repeats = leave_out(table, plan.kinds, plan.seed)
    macro = np.stack([fused_out_of_fold(table, one) for one in repeats], 1)[rows]
    kind, names = table.kind[rows], table.groups[rows]
    kinds = metrics.estimate(macro, kind, names, repeated_macro)
    return replace(made, macro=macro, kinds=kinds, kind=kind, groups=names)


def truth_of(material: Material) -> tuple[NDArray[np.int64], NDArray[np.str_]]:
    """Return the truth and the patients of the films that measure."""
    truth = np.array([shot.opacity for shot in material.held])
    return truth, np.array([shot.group for shot in material.held])


def _rows(table: Table) -> NDArray[np.bool_]:
    rows: NDArray[np.bool_] = table.noted & (table.kind < len(KINDS))
    return rows


def _table(reading: Reading, material: Material, size: int) -> Table:
    """Return the films of known kind, train and validation, encoded."""
    films = known(material.films)
    pooled, words = [], []
    for film in films:
        pooled.append(reading.tokens(make_square(read_gray(film.file), size).pixels).mean(0))
        texts = [film.note[s.start : s.end] for s in split_sentences(film.note)]
        found = reading.sentences(texts) if texts else np.zeros((0, 1), np.float32)
        words.append(found.mean(0) if len(found) else None)
    width = max(len(word) for word in words if word is not None)
    empty = np.full(width, np.nan)
    return Table(
        np.stack(pooled).astype(np.float64),
        np.stack([empty if word is None else word for word in words]).astype(np.float64),
        np.array([film.kind for film in films]),
        np.array([film.group_id for film in films]),
    )


def compare(
    after: Measured, before: Measured, material: Material
) -> tuple[metrics.Difference, metrics.Difference | None]:
    """Return how far the AUROC and the macro AUROC of kinds changed, paired by patient."""
    truth, groups = truth_of(material)
    change = metrics.gain(after.opacity, before.opacity, truth, groups)
    if after.macro is None or before.macro is None or after.macro.shape != before.macro.shape:
        return change, None
    kind, names = after.kind, after.groups
    if kind is None or names is None:
        return change, None
    return change, metrics.gain(after.macro, before.macro, kind, names, figure=repeated_macro)
