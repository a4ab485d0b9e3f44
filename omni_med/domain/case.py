"""A study with its notes and priors: the unit of inference."""

from __future__ import annotations

from dataclasses import dataclass, field

from omni_med.domain.note import Note
from omni_med.domain.study import Study


@dataclass(frozen=True, slots=True)
class Case:
    """What one reading is about.

    Attributes:
        study: The examination to read.
        notes: The record: all texts, oldest first, those that inference may not read included.
        priors: Earlier studies of the same patient (same issuer and id), newest first.
    """

    study: Study
    notes: tuple[Note, ...] = field(default=(), repr=False)
    priors: tuple[Study, ...] = field(default=(), repr=False)
