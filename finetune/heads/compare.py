"""A head against what it must beat, on the same patients, none of whom it learnt from.

Repeated cross-validation by patient. Every method answers every case out of fold; figures are
taken within the places that have cases with and without the finding.

Importing this module loads torch: import it where it is used.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from finetune.heads.features import PLAIN, Encoded
from finetune.heads.network import IMAGE, TEXT, Top
from finetune.heads.teach import Choice, HeadRecipe, answer, choose, mean_sentence, teach
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
        choices: Rank and steps, and in how many folds they were chosen.
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
    top: Top,
    recipe: HeadRecipe,
    plan: Plan,
    *,
    store: Path | None = None,
    progress: Progress = no_progress,
) -> Comparison:
    """Cross-validate a head and its baselines; folds kept in ``store`` are not taught again."""
    total: dict[str, FloatArray] = {name: np.zeros(len(data.label)) for name in METHODS}
    total[PRIOR] = data.prior * plan.repeats
    choices: Counter[Choice] = Counter()
    jobs = [
        (learn, look)
        for repeat in range(plan.repeats)
        for learn, look in folds(data, np.arange(len(data.label)), plan.folds, repeat)
    ]
    for number, (learn, look) in enumerate(jobs):
        file = None if store is None else store / f"fold-{number}.json"
        choice, answers = _kept(file) or _keep(file, *_fold(data, top, recipe, learn, look))
        choices[choice] += 1
        for name, found in answers.items():
            total[name][look] += found
        progress(number + 1, len(jobs))
    logits = {name: values / plan.repeats for name, values in total.items()}
    fair = fair_cases(data)
    truth, groups = data.label[fair], data.group[fair]
    estimates = {name: estimate(logits[name][fair], truth, groups) for name in METHODS}
    gains = {
        name: gain(logits[HEAD][fair], logits[name][fair], truth, groups)
        for name in (*BASELINES, BLACKED_OUT)
    }
    curve = tuple(_curve(data, top, recipe, plan, fair))
    people = len(set(data.group[data.label == 1]))
    curve += ((people - people // plan.folds, estimates[HEAD].value),)
    everywhere = estimate(logits[HEAD], data.label, data.group)
    return Comparison(logits, fair, estimates, everywhere, gains, dict(choices), curve)


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


def _fold(
    data: Encoded, top: Top, recipe: HeadRecipe, learn: IntArray, look: IntArray
) -> tuple[Choice, dict[str, FloatArray]]:
    """Teach everything on ``learn`` and answer ``look``."""
    choice = choose(data, learn, top, recipe)
    head = teach(data, learn, top, recipe, choice=choice).network
    probe = (
        head if not choice.rank else teach(data, learn, top, recipe, choice=Choice(0, 0)).network
    )
    steps = Choice(0, choice.steps or recipe.steps // 2)
    full = teach(data, learn, top, recipe, choice=steps, full=True).network
    return choice, {
        HEAD: answer(head, data, look),
        IMAGE_ONLY: answer(head, data, look, IMAGE),
        TEXT_ONLY: answer(head, data, look, TEXT),
        BLACKED_OUT: answer(head, data, look, IMAGE, dark=True),
        PROBE: answer(probe, data, look),
        FULL: answer(full, data, look),
        MEANS: _nearest_means(data, learn, look),
    }


def _kept(file: Path | None) -> tuple[Choice, dict[str, FloatArray]] | None:
    """Return what an earlier run, stopped since, found in this fold."""
    if file is None or not file.is_file():
        return None
    table = json.loads(file.read_text("utf-8"))
    return Choice(*table["choice"]), {k: np.array(v) for k, v in table["answers"].items()}


def _keep(
    file: Path | None, choice: Choice, answers: dict[str, FloatArray]
) -> tuple[Choice, dict[str, FloatArray]]:
    if file is not None:
        plain = {name: values.tolist() for name, values in answers.items()}
        part = file.with_suffix(".part")
        part.write_text(
            json.dumps({"choice": [choice.rank, choice.steps], "answers": plain}), "utf-8"
        )
        part.replace(file)
    return choice, answers


def _nearest_means(data: Encoded, learn: IntArray, look: IntArray) -> FloatArray:
    """Return how much nearer a case lies to the mean of the positives than of the negatives."""

    def features(rows: IntArray) -> FloatArray:
        film = data.pooled[rows, PLAIN].numpy().astype(np.float64)
        sides = []
        for side in (film, mean_sentence(data, rows)):
            length = np.linalg.norm(side, axis=1, keepdims=True)
            sides.append(side / np.maximum(length, 1e-6))
        return np.hstack(sides)

    known, asked, truth = features(learn), features(look), data.label[learn]
    towards = known[truth == 1].mean(0) - known[truth == 0].mean(0)
    result: FloatArray = asked @ towards
    return result


def _curve(
    data: Encoded, top: Top, recipe: HeadRecipe, plan: Plan, fair: NDArray[np.bool_]
) -> list[tuple[int, float]]:
    """Return the head's AUROC when only a share of the patients with the finding is learnt from."""
    points = []
    rng = np.random.default_rng(recipe.seed)
    for share in plan.curve:
        logits = np.zeros(len(data.label))
        sizes = []
        for learn, look in folds(data, np.arange(len(data.label)), plan.folds, 0):
            people = np.unique(data.group[learn][data.label[learn] == 1])
            kept = rng.choice(people, max(2, round(share * len(people))), replace=False)
            drop = (data.label[learn] == 1) & ~np.isin(data.group[learn], kept)
            network = teach(data, learn[~drop], top, recipe, choice=_usual(recipe)).network
            logits[look] = answer(network, data, look)
            sizes.append(len(kept))
        points.append((round(float(np.mean(sizes))), auroc(logits[fair], data.label[fair])))
    return points


def _usual(recipe: HeadRecipe) -> Choice:
    return Choice(max(recipe.ranks), recipe.steps // 2)
