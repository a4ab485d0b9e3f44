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


@dataclass(frozen=True, slots=True)
class Decision:
    """One reader's word on one finding of one analysis.

    Attributes:
        decision_id: Random, 128 bits, hexadecimal.
        analysis_id: The analysis.
        finding: Name of the finding; for ``ADD`` the reader's own words.
        verdict: Accept, edit or reject; add for what the model did not name.
        reader: User name.
        decided: When, in UTC.
        ai_shown: Whether the model's answer had been on the screen before.
        reason: The reader's words; may be empty.
        edited: What the finding is changed to, for ``EDIT``.
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
