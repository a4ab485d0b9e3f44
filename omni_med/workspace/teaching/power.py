"""What a locked set of so many patients can show at all.

Source: Hanley and McNeil, Radiology 1982;143:29-36, the standard error of an AUROC.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

LEAST_PATIENTS: Final = 5
"""With the finding, and without it: beside ten others, five show an AUROC of 0.85, two of 0.92."""
_SHOWN: Final = 1.96 + 0.84
"""Standard errors that lie between chance and what is shown with 95 % in four draws of five."""


@dataclass(frozen=True, slots=True)
class GateRule:
    """How large a locked set must be before a head that was measured on it may read patients.

    Attributes:
        patients: With the finding at least, and as many without it; 2 at least.

    Raises:
        ValueError: If it is below 2.
    """

    patients: int = LEAST_PATIENTS

    def __post_init__(self) -> None:
        if self.patients < 2:
            raise ValueError("An interval takes two patients at least.")

    def is_met(self, having: int, without: int | None) -> bool:
        """Say whether a set is large enough; of sets measured before, ``without`` is not known."""
        return having >= self.patients and (without is None or without >= self.patients)


def standard_error(auroc: float, having: int, without: int) -> float:
    """Return the standard error of an AUROC over so many patients with and without a finding."""
    both_above = auroc / (2 - auroc)
    above_both = 2 * auroc**2 / (1 + auroc)
    variance = (
        auroc * (1 - auroc)
        + (having - 1) * (both_above - auroc**2)
        + (without - 1) * (above_both - auroc**2)
    ) / (having * without)
    return math.sqrt(max(variance, 0.0))


def detectable(having: int, without: int) -> float | None:
    """Return the AUROC from which such a set shows it to be above chance in four draws of five.

    To two digits, upwards; None where not even 0.99 would do. An approximation, rough below ten
    patients.
    """
    if not having or not without:
        return None
    for hundredths in range(51, 100):
        auroc = hundredths / 100
        if auroc - 0.5 >= _SHOWN * standard_error(auroc, having, without):
            return auroc
    return None
