"""What is known of a finding in a study, and how far that may be learnt from. Pure functions.

A label that a reader gave after the model's answer was shown teaches the model what it said: it is
contaminated. What pathology or microbiology found comes before every reading.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

_LABORATORY = re.compile(
    r"patholog|histolog|cytolog|biops|autops|resect|specimen|microbiolog|cultur|pcr|antigen|"
    r"serolog|smear|stain|sputum|lavage|\bbal\b|swab|gram|sequenc|galactomannan|"
    r"病理|活检|微生物|培养|核酸|涂片|灌洗",
    re.IGNORECASE,
)


class Basis(StrEnum):
    """What a label stands on, the strongest first."""

    LABORATORY = "pathology or microbiology"
    UNAIDED = "unaided reading"
    AIDED = "read after the model's answer was shown"


@dataclass(frozen=True, slots=True)
class Word:
    """What one source says of the finding in one study."""

    present: bool
    basis: Basis


@dataclass(frozen=True, slots=True)
class Truth:
    """What holds for a study.

    Attributes:
        present: Whether the finding is there.
        basis: What that stands on.
        contaminated: Whether the model's answer had been shown.
        adjudicated: Whether readers disagreed and the laboratory decided.
    """

    present: bool
    basis: Basis
    contaminated: bool = False
    adjudicated: bool = False


NOBODY = "nobody said whether it is there"
DISAGREE = "readers disagree, and neither pathology nor microbiology decides"
CONTAMINATED = "only read after the model's answer was shown (contaminated)"


def is_laboratory(source: str) -> bool:
    """Say whether an outcome's source is pathology or microbiology, by its words."""
    return bool(_LABORATORY.search(source))


def truth_of(words: Sequence[Word], *, include_contaminated: bool = False) -> Truth | str:
    """Return what holds, or why nothing can be said.

    Args:
        words: Of all sources; each reader's last one.
        include_contaminated: Take readings that were made after the model's answer was shown,
            where there is nothing better.
    """
    laboratory, unaided, aided = (
        {word.present for word in words if word.basis is basis}
        for basis in (Basis.LABORATORY, Basis.UNAIDED, Basis.AIDED)
    )
    if len(laboratory) == 1:
        disagreed = len(unaided | laboratory) > 1
        return Truth(laboratory.pop(), Basis.LABORATORY, adjudicated=disagreed)
    if laboratory or len(unaided) > 1:
        return DISAGREE
    if unaided:
        return Truth(unaided.pop(), Basis.UNAIDED)
    return _of_aided(aided, include=include_contaminated)


def _of_aided(aided: set[bool], *, include: bool) -> Truth | str:
    if not aided:
        return NOBODY
    if not include:
        return CONTAMINATED
    return DISAGREE if len(aided) > 1 else Truth(aided.pop(), Basis.AIDED, contaminated=True)
