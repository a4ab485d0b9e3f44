"""What the answers are worth: pure functions of answers and truth."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from finetune import metrics
from finetune.evaluate.answers import Answered, kinds_of, of_kinds, of_nih, opacity_of, truth_of
from finetune.films.data import INFECTIOUS, KINDS
from finetune.metrics import Estimate
from omni_med.models.protocols import ModelCard

WAYS = ("fused", "image", "text")


def parts_of(answers: Sequence[Answered]) -> dict[str, list[Answered]]:
    """Return the sets of films that opacity is measured on, NIH alone unless the name says more."""
    seen = [a for a in answers if a.film.frontal and not a.refused]
    nih = of_nih(answers)
    tests: dict[str, tuple[Sequence[Answered], Callable[[Answered], bool]]] = {
        "opacity, NIH": (nih, lambda _: True),
        "opacity, NIH, PA": (nih, lambda a: a.film.view == "PA"),
        "opacity, NIH, AP": (nih, lambda a: a.film.view.startswith("AP")),
        "opacity, NIH, women": (nih, lambda a: a.film.sex == "F"),
        "opacity, NIH, men": (nih, lambda a: a.film.sex == "M"),
        "opacity, NIH, under 40": (nih, lambda a: _age(a) < 40),
        "opacity, NIH, 40 and over": (nih, lambda a: _age(a) >= 40),
        "opacity, NIH, 40 to 59": (nih, lambda a: 40 <= _age(a) < 60),
        "opacity, NIH, 60 and over": (nih, lambda a: _age(a) >= 60),
        "opacity, covid-chestxray": (seen, lambda a: not a.film.source.startswith("nih")),
        "opacity, both sources": (seen, lambda _: True),
    }
    found = {name: [a for a in some if test(a)] for name, (some, test) in tests.items()}
    return {name: part for name, part in found.items() if part}


def _age(answer: Answered) -> float:
    return np.nan if answer.film.age is None else answer.film.age


@dataclass(frozen=True, slots=True)
class Group:
    """Opacity in one set of films.

    Attributes:
        name: As in ``parts_of``.
        patients: Patient groups.
        auroc: Area under the ROC curve.
        precision: Average precision, the area under the precision-recall curve.
        sensitivity: At 90 % specificity.
        calibration: Expected calibration error.
        perfect: 95 % range of that error which a perfectly calibrated model would show here.
    """

    name: str
    patients: int
    auroc: Estimate
    precision: Estimate
    sensitivity: Estimate
    calibration: float
    perfect: tuple[float, float]


def groups_of(answers: Sequence[Answered]) -> list[Group]:
    """Return the figures of opacity in each set of films."""
    return [_group(name, part) for name, part in parts_of(answers).items()]


def _group(name: str, part: Sequence[Answered]) -> Group:
    p = opacity_of(part)
    truth, patients = truth_of(part)
    found = metrics.estimates(
        p,
        truth,
        patients,
        {
            "auroc": metrics.auroc,
            "precision": metrics.average_precision,
            "sensitivity": lambda s, t: metrics.sensitivity_at(s, t, 0.9),
        },
    )
    return Group(
        name,
        len(np.unique(patients)),
        found["auroc"],
        found["precision"],
        found["sensitivity"],
        metrics.calibration_error(p, truth),
        metrics.perfect_calibration_error(p),
    )


def opacity_figures(answers: Sequence[Answered]) -> dict[str, Estimate]:
    """Return the AUROC of opacity against no finding in each set of films."""
    return {
        name: metrics.estimate(opacity_of(part), *truth_of(part))
        for name, part in parts_of(answers).items()
    }


def decision_figures(answers: Sequence[Answered], card: ModelCard) -> dict[str, float]:
    """Return what the thresholds and probabilities of opacity are worth on NIH films."""
    nih = of_nih(answers)
    p = opacity_of(nih)
    truth, _ = truth_of(nih)
    opacity = card.assessed[0]
    low, high = metrics.perfect_calibration_error(p)
    threshold = float(opacity.threshold or 0.5)
    below, above = float(opacity.uncertain_below or 0), float(opacity.uncertain_above or 1)
    told = (p < below) | (p >= above)
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
    Macro figures and those of a kind with a germ are on films of the kinds with a germ, that of the
    non-infectious kind is on films of all kinds.
    """
    rows = of_kinds(answers)
    if not rows:
        return {}
    kind = np.array([a.film.kind for a in rows])
    groups = np.array([a.film.group_id for a in rows])
    tables = {way: np.stack([getattr(a, way)[1:] for a in rows]) for way in WAYS}
    result = {
        f"kinds, macro, {way}": metrics.macro_estimate(table, kind, groups)
        for way, table in tables.items()
    }
    for way in WAYS:
        name = f"kinds, given a pneumonia, macro, {way}"
        result[name] = metrics.macro_estimate(kinds_of(rows, way), kind, groups)
    for index, name in enumerate(KINDS):
        among = rows if name in INFECTIOUS else of_kinds(answers, KINDS)
        truth = np.array([a.film.kind == index for a in among], np.int64)
        groups = np.array([a.film.group_id for a in among])
        for way in WAYS:
            scores = np.array([getattr(a, way)[1 + index] for a in among])
            result[f"kind {name}, {way}"] = metrics.estimate(scores, truth, groups)
    return result


def refusal_figures(answers: Sequence[Answered]) -> dict[str, float]:
    """Return which share of frontal and of lateral films is refused."""
    frontal = [a.refused for a in answers if a.film.frontal]
    lateral = [a.refused for a in answers if not a.film.frontal]
    result = {"frontal films refused": float(np.mean(frontal))}
    if lateral:
        result["lateral films refused"] = float(np.mean(lateral))
    return result
