"""How readers work on a study: holds, first impressions, site policy, what it turned out to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ReadingState(StrEnum):
    """Where a study stands between the scanner and the signed report."""

    NEW = "new"
    IN_READING = "in reading"
    SECOND_READ = "second read"
    SIGNED = "signed"


class Answer(StrEnum):
    """What a reader says of a finding before the model's answer was shown."""

    PRESENT = "present"
    ABSENT = "absent"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Hold:
    """Who works on a study: others may look, and neither decide nor report.

    Attributes:
        study_uid: The study.
        reader: User name of who holds it.
        since: When it was taken, in UTC.
    """

    study_uid: str
    reader: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Impression:
    """A reader's first impression of a study; kept once, never changed.

    Attributes:
        study_uid: The study.
        reader: User name.
        made: When, in UTC.
        answers: Name of the finding to what the reader says of it.
        text: In the reader's own words; may be empty.
        ai_shown: Whether the reader had seen a model's answer to this study before.
    """

    study_uid: str
    reader: str
    made: datetime
    answers: Mapping[str, Answer] = field(default_factory=dict, repr=False)
    text: str = field(default="", repr=False)
    ai_shown: bool = False


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a finding turned out to be, learnt later (pathology, follow-up, another examination).

    Attributes:
        study_uid: The study.
        finding: Name of the finding.
        present: Whether it was there.
        source: How that is known, in words.
        by: User name of who wrote it down.
        made: When, in UTC.
    """

    study_uid: str
    finding: str
    present: bool
    source: str = field(repr=False)
    by: str
    made: datetime


@dataclass(frozen=True, slots=True)
class SitePolicy:
    """What holds for all readers of a workspace.

    Attributes:
        unaided_first: The model's answer is shown after the reader's first impression was kept;
            the worklist shows and sorts by nothing of it but critical findings.
        second_read: Every study is read by a second reader, who does not see the first.
        prevalence: Name of the finding to the share of this site's patients who have it, for
            predictive values.

    Raises:
        ValueError: If a prevalence is not between 0 and 1.
    """

    unaided_first: bool = False
    second_read: bool = False
    prevalence: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for value in self.prevalence.values():
            if not 0.0 < value < 1.0:
                raise ValueError("A prevalence lies between 0 and 1.")


@dataclass(frozen=True, slots=True)
class ReadingChanges:
    """What showing the model's answer did to first impressions, where the outcome is known.

    Attributes:
        right_right: Right before, right after.
        right_wrong: Right before, wrong after.
        wrong_right: Wrong before, right after.
        wrong_wrong: Wrong before, wrong after.
        open: With an outcome, but the reader was unsure, or changed the finding into another.
        without_outcome: Of which nobody wrote down what it turned out to be.
    """

    right_right: int = 0
    right_wrong: int = 0
    wrong_right: int = 0
    wrong_wrong: int = 0
    open: int = 0
    without_outcome: int = 0
