"""What a head said in silence, beside the answer that the reader saw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from omni_med.domain.finding import Status


@dataclass(frozen=True, slots=True)
class ShadowAnswer:
    """One answer of a head in shadow mode: sealed, and never shown beside images.

    Attributes:
        study_uid: The study.
        analysis_id: The analysis that was shown.
        head: Name of the head.
        version: Of the head.
        binding: SHA-256 over what decides its answers.
        answered: When, in UTC.
        finding: What it looks for.
        probability: Fused.
        image_only: Film alone; None without one.
        text_only: Record alone; None without one.
        threshold: Of the head.
        status: Present, absent or uncertain.
        shown_by: Model or head that answered the same question in the analysis; empty for none.
        shown_probability: Its answer; None where nothing answered.
        shown_status: Its verdict; None where nothing answered.

    Raises:
        ValueError: If a probability is outside 0 to 1, or not a number.
    """

    study_uid: str
    analysis_id: str
    head: str
    version: str
    binding: str
    answered: datetime
    finding: str
    probability: float
    image_only: float | None
    text_only: float | None
    threshold: float | None
    status: Status
    shown_by: str = ""
    shown_probability: float | None = None
    shown_status: Status | None = None

    def __post_init__(self) -> None:
        """Refuse what is no probability."""
        for value in (self.probability, self.image_only, self.text_only, self.shown_probability):
            if value is not None and not 0.0 <= value <= 1.0:
                raise ValueError(f"{value} is not a probability")

    @property
    def differs(self) -> bool:
        """Whether the verdict is another than the one that was shown.

        Where nothing answered the same question, a finding that is called present differs.
        """
        if self.shown_status is None:
            return self.status is Status.PRESENT
        return self.status is not self.shown_status


@dataclass(frozen=True, slots=True)
class Silence:
    """What all heads in shadow said of one case.

    Attributes:
        answers: One of each head that read the case.
        failed: Names and versions of those that failed; the others are not held up.
    """

    answers: tuple[ShadowAnswer, ...] = ()
    failed: tuple[str, ...] = ()
