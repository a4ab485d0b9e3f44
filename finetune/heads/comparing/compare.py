"""A head against what it must beat, on the same patients, none of whom it learnt from.

Repeated cross-validation by patient. Every method answers every case out of fold; figures are
taken within the places that have cases with and without the finding.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from finetune.heads.cases.encode import PLAIN, Encoded
from finetune.heads.network.head import IMAGE, TEXT
from finetune.heads.network.parts import Parts
from finetune.heads.running.crew import ALONE, Crew
from finetune.heads.running.live import Live, Watch, unwatched
from finetune.heads.running.work import write_whole
from finetune.heads.teaching.choose import choose
from finetune.heads.teaching.teach import Choice, HeadRecipe, answer, mean_sentence, teach
from finetune.metrics import Difference, Estimate, auroc, estimate, gain
from omni_med.progress import Progress, no_progress

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
class Comparison:
    """What came of it.

    Attributes:
        logits: Method to (cases,) out-of-fold logits, the mean over repeats.
        fair: (cases,) bool: cases from places that have both labels.
        estimates: Method to its AUROC within those places.
        everywhere: The head's AUROC on all cases.
        gains: Baseline to how far the head is above it, paired by patient.
        choices: Targets, rank and steps, and in how many folds they were chosen.
        curve: Patients with the finding learnt from, and the head's AUROC with them.
    """

    logits: dict[str, FloatArray]
    fair: NDArray[np.bool_]
    estimates: dict[str, Estimate]
    everywhere: Estimate
    gains: dict[str, Difference]
    choices: dict[Choice, int]
    curve: tuple[tuple[int, float], ...]

    @property
    def best(self) -> str:
        """The strongest baseline."""
        return max(BASELINES, key=lambda name: np.nan_to_num(self.estimates[name].value))


def compare(
    data: Encoded,
    parts: Parts,
    recipe: HeadRecipe,
    plan: Plan,
    *,
    store: Path | None = None,
    live: Live | None = None,
    crew: Crew = ALONE,
    progress: Progress = no_progress,
) -> Comparison:
    """Cross-validate a head of the embedded model and its baselines.

    Args:
        data: The cases, encoded.
        parts: What LoRA may adapt.
        recipe: How a head is taught.
        plan: How thoroughly.
        store: Where folds are kept; those that are there are not taught again. Several
            processes need it.
        live: Told the curves.
        crew: Who else teaches folds.
        progress: Told how many folds are done.

    Raises:
        OSError: If a fold cannot be kept.
    """

    def one(job: Job, watch: Watch) -> Fold:
        return teach_fold(data, parts, recipe, job, watch)

    todo = jobs(data, plan)
    done = teach_folds(todo, one, store=store, live=live, crew=crew, progress=progress)
    return gather(data, plan, todo, done)


def gather(data: Encoded, plan: Plan, todo: Sequence[Job], done: Sequence[Fold]) -> Comparison:
    """Return what all folds of a plan gave together."""
    total: dict[str, FloatArray] = {name: np.zeros(len(data.label)) for name in METHODS}
    total[PRIOR] = data.prior * plan.repeats
    choices: Counter[Choice] = Counter()
    learnt: dict[float, list[int]] = {share: [] for share in plan.curve}
    fewer = {share: np.zeros(len(data.label)) for share in plan.curve}
    for job, fold in zip(todo, done, strict=True):
        choices[fold.choice] += 1
        for name, found in fold.answers.items():
            total[name][job.look] += found
        for share, (people, found) in fold.fewer.items():
            learnt[share].append(people)
            fewer[share][job.look] = found
    logits = {name: values / plan.repeats for name, values in total.items()}
    fair = fair_cases(data)
    truth, groups = data.label[fair], data.group[fair]
    estimates = {name: estimate(logits[name][fair], truth, groups) for name in METHODS}
    gains = {
        name: gain(logits[HEAD][fair], logits[name][fair], truth, groups)
        for name in (*BASELINES, BLACKED_OUT)
    }
    curve = tuple(
        (round(float(np.mean(learnt[share]))), auroc(fewer[share][fair], truth))
        for share in plan.curve
    )
    people = len(set(data.group[data.label == 1]))
    curve += ((people - people // plan.folds, estimates[HEAD].value),)
    everywhere = estimate(logits[HEAD], data.label, data.group)
    return Comparison(logits, fair, estimates, everywhere, gains, dict(choices), curve)


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


def teach_fold(data: Encoded, parts: Parts, recipe: HeadRecipe, job: Job, watch: Watch) -> Fold:
    """Teach everything on a fold's ``learn`` and answer its ``look``."""
    learn, look = job.learn, job.look
    choice = choose(data, learn, parts, recipe, watch)
    head = teach(data, learn, parts, recipe, choice=choice, watch=watch).network
    probe = (
        head if not choice.rank else teach(data, learn, parts, recipe, choice=Choice(0, 0)).network
    )
    steps = Choice(0, choice.steps or recipe.steps // 2)
    full = teach(data, learn, parts, recipe, choice=steps, full=True).network
    answers = {
        HEAD: answer(head, data, look),
        IMAGE_ONLY: answer(head, data, look, IMAGE),
        TEXT_ONLY: answer(head, data, look, TEXT),
        BLACKED_OUT: answer(head, data, look, IMAGE, dark=True),
        PROBE: answer(probe, data, look),
        FULL: answer(full, data, look),
        MEANS: nearest_means(_means(data), data.label, learn, look),
    }
    fewer = {}
    for share in job.shares:
        people, some = fewer_patients(data, learn, share, recipe.seed)
        network = teach(data, some, parts, recipe, choice=choice).network
        fewer[share] = people, answer(network, data, look)
    return Fold(choice, answers, fewer)


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


def _means(data: Encoded) -> FloatArray:
    """Return the mean token and the mean sentence of each case, each of length 1: (cases, n)."""
    rows = np.arange(len(data.label))
    film = data.pooled[:, PLAIN].numpy().astype(np.float64)
    return np.hstack([_unit(side) for side in (film, mean_sentence(data, rows))])


def _unit(side: FloatArray) -> FloatArray:
    found: FloatArray = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    return found


def nearest_means(
    features: FloatArray, label: IntArray, learn: IntArray, look: IntArray
) -> FloatArray:
    """Return how much nearer a case lies to the mean of the positives than of the negatives."""
    known, truth = features[learn], label[learn]
    towards = known[truth == 1].mean(0) - known[truth == 0].mean(0)
    result: FloatArray = features[look] @ towards
    return result
