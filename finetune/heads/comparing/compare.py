"""A head against what it must beat, on the same patients, none of whom it learnt from.

Repeated cross-validation by patient. Every method answers every case out of fold; figures are
taken within the places that have cases with and without the finding.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from finetune.heads.cases.encoded import PLAIN, Encoded
from finetune.heads.comparing.folds import (
    BASELINES,
    BLACKED_OUT,
    FULL,
    HEAD,
    IMAGE_ONLY,
    MEANS,
    METHODS,
    PRIOR,
    PROBE,
    TEXT_ONLY,
    FloatArray,
    Fold,
    Job,
    Plan,
    fair_cases,
    fewer_patients,
    jobs,
    nearest_means,
    teach_folds,
)
from finetune.heads.network.parts import Parts
from finetune.heads.network.shown import IMAGE, TEXT
from finetune.heads.running.crew import ALONE, Crew
from finetune.heads.running.live import Live, Watch
from finetune.heads.teaching.choose import choose
from finetune.heads.teaching.recipe import Choice, HeadRecipe
from finetune.heads.teaching.teach import answer, mean_sentence, teach
from finetune.metrics import Difference, Estimate, auroc, estimate, gain
from omni_med.progress import Progress, no_progress


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


def _means(data: Encoded) -> FloatArray:
    """Return the mean token and the mean sentence of each case, each of length 1: (cases, n)."""
    rows = np.arange(len(data.label))
    film = data.pooled[:, PLAIN].numpy().astype(np.float64)
    return np.hstack([_unit(side) for side in (film, mean_sentence(data, rows))])


def _unit(side: FloatArray) -> FloatArray:
    found: FloatArray = side / np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-6)
    return found
