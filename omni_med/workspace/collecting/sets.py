"""A data set of studies: what was asked, what was found, and who is in it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from omni_med.workspace.collecting.truth import Basis


@dataclass(frozen=True, slots=True)
class Query:
    """Which studies a data set takes.

    Attributes:
        finding: What they are labelled with, as readers name it.
        include_contaminated: Take labels that were given after the model's answer was shown.
        unnamed_is_absent: A signed study whose unaided reader named other findings and not this
            one counts as without it.
    """

    finding: str
    include_contaminated: bool = False
    unnamed_is_absent: bool = False


@dataclass(frozen=True, slots=True)
class Member:
    """One study of a data set.

    Attributes:
        study_uid: Which.
        patient: Pseudonym of the patient: studies of one are never learnt from and judged by.
        present: Whether the finding is there.
        basis: What that stands on.
        contaminated: Whether the model's answer had been shown.
        adjudicated: Whether readers disagreed and pathology or microbiology decided.
    """

    study_uid: str = field(repr=False)
    patient: str
    present: bool
    basis: Basis
    contaminated: bool = False
    adjudicated: bool = False


@dataclass(frozen=True, slots=True)
class StudySet:
    """One version of a data set: what was asked, what was found, and what was left out and why.

    Attributes:
        name: Lower-case letters, digits and hyphens.
        version: From 1.
        query: What was asked.
        made: When, in UTC.
        made_by: User name.
        members: The studies.
        found: Studies that were looked at.
        left_out: Why others were, and how many.
        adjudicated: Members whose readers disagreed and pathology or microbiology decided.
        locked: Whether it is for the gate alone: no teaching reads its labels.
        taken: Members when it was made; those whose study was shredded since are gone.
    """

    name: str
    version: int
    query: Query
    made: datetime
    made_by: str
    members: tuple[Member, ...]
    found: int
    left_out: Mapping[str, int]
    adjudicated: int = 0
    locked: bool = False
    taken: int = 0

    @property
    def forgotten(self) -> int:
        """Members whose study was shredded since: nothing of them is left here."""
        return max(0, self.taken - len(self.members))

    @property
    def title(self) -> str:
        """Name and version, as commands take them."""
        return f"{self.name}@{self.version}"

    @property
    def digest(self) -> str:
        """SHA-256 over the members and their labels, hexadecimal; it stands on the trail."""
        lines = [f"{item.study_uid} {item.present:d} {item.basis}" for item in self.members]
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()

    @property
    def positives(self) -> int:
        """Studies with the finding."""
        return sum(item.present for item in self.members)
