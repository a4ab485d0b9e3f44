"""What a reader said of a finding."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Verdict(StrEnum):
    """The reader's word."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    ADD = "add"
    ANSWER = "answer"


class Holds(StrEnum):
    """What a reader says when asked which holds, the film or the record; there is no default."""

    FILM = "film"
    RECORD = "record"
    BOTH = "both"
    OTHER_PATIENT = "other-patient"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True, slots=True)
class Decision:
    """One reader's word on one finding of one analysis.

    Attributes:
        decision_id: Random, 128 bits, hexadecimal.
        analysis_id: The analysis.
        finding: Name of the finding; for ``ADD`` the reader's own words; for ``ANSWER`` the
            question's ``Conflict.key``.
        verdict: Accept, edit or reject; add for what the model did not name; answer for a
            question between film and record.
        reader: User name.
        decided: When, in UTC.
        ai_shown: Whether the model's answer had been on the screen before.
        reason: The reader's words; may be empty.
        edited: What the finding is changed to, for ``EDIT``.
        holds: What the reader answered, for ``ANSWER``; None for every other verdict.

    Raises:
        ValueError: If an answer says nothing, or another verdict carries one.
    """

    decision_id: str
    analysis_id: str
    finding: str
    verdict: Verdict
    reader: str
    decided: datetime
    ai_shown: bool
    reason: str = field(default="", repr=False)
    edited: str = field(default="", repr=False)
    holds: Holds | None = None

    def __post_init__(self) -> None:
        if (self.verdict is Verdict.ANSWER) != (self.holds is not None):
            raise ValueError("A question is answered by what holds, and nothing else is.")
