"""Whether prediction sets hold what they promise."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from finetune import metrics
from finetune.evaluate.answers import Answered, of_nih, opacity_of, truth_of
from omni_med.domain import Conformal
from omni_med.models.conformal import ABSENT, PRESENT, prediction_set


def set_figures(answers: Sequence[Answered], scores: Conformal | None) -> dict[str, float]:
    """Return how often the sets of opacity hold the truth in NIH, each class apart.

    Beside each share its exact binomial interval: sets that keep their promise have it inside in
    95 of 100 evaluations. Empty where there are no sets.
    """
    nih = of_nih(answers)
    if scores is None or not nih:
        return {}
    sets = [prediction_set(float(p), scores) for p in opacity_of(nih)]
    truth, _ = truth_of(nih)
    result = {"sets, NIH: promise": scores.promise}
    for label, value, word in ((PRESENT, 1, "opacity"), (ABSENT, 0, "no finding")):
        held = [label in one for one, y in zip(sets, truth, strict=True) if y == value]
        if held:
            low, high = metrics.binomial_interval(sum(held), len(held))
            name = f"sets, NIH: hold the truth of films with {word}"
            result |= {name: float(np.mean(held)), f"{name}, low": low, f"{name}, high": high}
    result["sets, NIH: share that names one label"] = float(np.mean([len(s) == 1 for s in sets]))
    return result
