"""Folds by patient, each taught once and kept."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from finetune.heads.cases.encoded import Encoded
from finetune.heads.running.crew import Crew
from finetune.heads.running.live import Live, Watch, unwatched
from finetune.heads.running.work import write_whole
from finetune.heads.teaching.recipe import Choice
from omni_med.progress import Progress

IntArray = NDArray[np.int64]
FloatArray = NDArray[np.float64]
HEAD, PRIOR, PROBE, MEANS, FULL = "head", "prior", "probe", "means", "full"
IMAGE_ONLY, TEXT_ONLY, BLACKED_OUT = "image_only", "text_only", "lungs_blacked_out"
BASELINES = (PRIOR, PROBE, MEANS, FULL, IMAGE_ONLY, TEXT_ONLY)
METHODS = (HEAD, *BASELINES, BLACKED_OUT)


@dataclass(frozen=True, slots=True)
class Plan:
    """How thoroughly: folds by patient, and how often they are drawn anew."""

    folds: int
    repeats: int
    curve: tuple[float, ...] = (0.5,)


QUICK = Plan(folds=5, repeats=2)
FULL_PLAN = Plan(folds=5, repeats=5, curve=(0.25, 0.5, 0.75))


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """One fold to be taught.

    Attributes:
        name: ``repeat-fold``.
        learn: Cases to learn from.
        look: Cases to answer.
        shares: Of the patients with the finding: taught with these too, for the learning curve.
    """

    name: str
    learn: IntArray
    look: IntArray
    shares: tuple[float, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Fold:
    """What a fold gave.

    Attributes:
        choice: Targets, rank and steps.
        answers: Method to logits of the fold's cases.
        fewer: Share of the patients to how many they were, and the head's logits with them.
    """

    choice: Choice
    answers: dict[str, FloatArray]
    fewer: dict[float, tuple[int, FloatArray]]


def jobs(data: Encoded, plan: Plan) -> list[Job]:
    """Return all folds of a plan; the learning curve is taught in the first drawing only."""
    rows = np.arange(len(data.label))
    return [
        Job(f"{repeat}-{number}", learn, look, plan.curve if repeat == 0 else ())
        for repeat in range(plan.repeats)
        for number, (learn, look) in enumerate(folds(data, rows, plan.folds, repeat))
    ]


Teaching = Callable[[Job, Watch], Fold]


def teach_folds(
    todo: Sequence[Job],
    one: Teaching,
    *,
    store: Path | None,
    live: Live | None,
    crew: Crew,
    progress: Progress,
) -> list[Fold]:
    """Teach all folds, this process its share of them, and return them all."""
    done: list[Fold | None] = [None] * len(todo)
    for number in crew.share(range(len(todo))):
        job = todo[number]
        file = None if store is None else store / f"fold-{job.name}.json"
        watch = unwatched if live is None else live.fold(job.name)
        done[number] = _kept(file) or _keep(file, one(job, watch))
        progress(number + 1, len(todo))
    crew.wait()
    found = []
    for job, fold in zip(todo, done, strict=True):
        whole = fold or _kept(None if store is None else store / f"fold-{job.name}.json")
        found.append(whole or one(job, unwatched))
    return found


def folds(data: Encoded, rows: IntArray, number: int, seed: int) -> list[tuple[IntArray, IntArray]]:
    """Cut cases by patient, with and without the finding spread evenly."""
    people = len(set(data.group[rows][data.label[rows] == 1]))
    cut = StratifiedGroupKFold(max(2, min(number, people)), shuffle=True, random_state=seed)
    return [
        (rows[learn], rows[look])
        for learn, look in cut.split(rows, data.label[rows], data.group[rows])
    ]


def fair_cases(data: Encoded) -> NDArray[np.bool_]:
    """Return which cases come from places that have both labels; all where places do not matter."""
    homes = set(data.stratum[data.label == 1].tolist())
    beside = np.array([place in homes for place in data.stratum.tolist()])
    return beside if len(set(data.label[beside].tolist())) == 2 else np.ones_like(beside)


def fewer_patients(data: Encoded, learn: IntArray, share: float, seed: int) -> tuple[int, IntArray]:
    """Return a share of the patients with the finding: how many, and the cases that are left."""
    rng = np.random.default_rng([seed, round(1000 * share)])
    people = np.unique(data.group[learn][data.label[learn] == 1])
    kept = rng.choice(people, min(len(people), max(2, round(share * len(people)))), replace=False)
    drop = (data.label[learn] == 1) & ~np.isin(data.group[learn], kept)
    return len(kept), learn[~drop]


def _kept(file: Path | None) -> Fold | None:
    """Return what an earlier run, stopped since, found in this fold."""
    if file is None or not file.is_file():
        return None
    table = json.loads(file.read_text("utf-8"))
    return Fold(
        Choice(table["choice"][0], table["choice"][1], tuple(table["choice"][2])),
        {name: np.array(values) for name, values in table["answers"].items()},
        {float(s): (people, np.array(values)) for s, (people, values) in table["fewer"].items()},
    )


def _keep(file: Path | None, fold: Fold) -> Fold:
    if file is not None:
        table = {
            "choice": [fold.choice.rank, fold.choice.steps, fold.choice.targets],
            "answers": {name: values.tolist() for name, values in fold.answers.items()},
            "fewer": {
                str(s): (people, found.tolist()) for s, (people, found) in fold.fewer.items()
            },
        }
        write_whole(file, json.dumps(table).encode())
    return fold


def nearest_means(
    features: FloatArray, label: IntArray, learn: IntArray, look: IntArray
) -> FloatArray:
    """Return how much nearer a case lies to the mean of the positives than of the negatives."""
    known, truth = features[learn], label[learn]
    towards = known[truth == 1].mean(0) - known[truth == 0].mean(0)
    result: FloatArray = features[look] @ towards
    return result
