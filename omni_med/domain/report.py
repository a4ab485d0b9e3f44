"""A structured report of one study: drafted, signed once, amended by addenda."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class ReportStatus(StrEnum):
    """Whether the words can still change."""

    DRAFT = "draft"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class ReportSection:
    """One part of a report.

    Attributes:
        key: What it is, in the template: ``"findings"``, ``"impression"`` ...
        title: Its heading, in the language of the template.
        text: The words.
        touched: True once a reader wrote in it: it is not filled anew any more.
    """

    key: str
    title: str
    text: str = field(default="", repr=False)
    touched: bool = False


@dataclass(frozen=True, slots=True)
class ReportedFinding:
    """A finding that a reader took over, changed or added; what was rejected is not reported.

    Attributes:
        name: As the model or the reader calls it.
        statement: The sentence in the report.
        verdict: ``domain.Verdict``: how it came in.
        analysis_id: The analysis it was decided on.
        decision_id: The reader's word.
        probability: The model's, where the reader accepted its answer.
        ai_shown: Whether the model's answer had been shown before.
    """

    name: str
    statement: str = field(repr=False)
    verdict: str
    analysis_id: str
    decision_id: str
    probability: float | None = None
    ai_shown: bool = True


@dataclass(frozen=True, slots=True)
class KeyImage:
    """An image that belongs to the report, as the reader saw it; kept as a sealed PNG.

    Attributes:
        image_id: Random, 128 bits, hexadecimal.
        study_uid: The study.
        sop_instance_uid: SOP Instance UID (0008,0018) of the image.
        frame: Which of its frames, 0-based.
        caption: The reader's words; may be empty.
        author: User name.
        made: When, in UTC.
        sha256: Over the PNG, hexadecimal.
    """

    image_id: str
    study_uid: str
    sop_instance_uid: str
    frame: int
    caption: str = field(repr=False)
    author: str
    made: datetime
    sha256: str


@dataclass(frozen=True, slots=True)
class Report:
    """One report, or an addendum to one.

    Attributes:
        report_id: Random, 128 bits, hexadecimal.
        study_uid: The study.
        author: User name of who writes and signs it.
        template: Id, language and version: ``"chest/en/1"``.
        language: ``"en"`` or ``"zh"``.
        title: Heading of the report.
        status: Draft or signed.
        saved: When it was kept last, in UTC.
        sections: Its parts, in order.
        findings: What it says, coded as far as the decisions are.
        measurements: What was measured, one line each.
        key_images: The images that belong to it.
        models: Models whose answers were decided on, with version and adapter.
        amends: Id of the signed report that this is an addendum to; empty for a report.
        signed: When it was signed, in UTC; None for a draft.
        drafted_by: Language models that wrote sentences of it, with hash and prompt.
    """

    report_id: str
    study_uid: str
    author: str
    template: str
    language: str
    title: str
    status: ReportStatus
    saved: datetime
    sections: tuple[ReportSection, ...] = field(default=(), repr=False)
    findings: tuple[ReportedFinding, ...] = field(default=(), repr=False)
    measurements: tuple[str, ...] = field(default=(), repr=False)
    key_images: tuple[KeyImage, ...] = field(default=(), repr=False)
    models: tuple[str, ...] = ()
    amends: str = ""
    signed: datetime | None = None
    drafted_by: tuple[str, ...] = ()

    @property
    def is_signed(self) -> bool:
        """True once it cannot change any more."""
        return self.status is ReportStatus.SIGNED
