from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from omni_med.domain import Patient, Report, ReportSection, ReportStatus, Study
from omni_med.errors import WorkspaceError
from omni_med.models.language.drafting import Drafted, DraftedSentence, Standing
from omni_med.report import report_text
from omni_med.report.drafted import has_marks, with_draft

NOW = datetime(2026, 1, 2, tzinfo=UTC)
SENTENCES = (
    DraftedSentence("findings", "There is an opacity.", Standing.SUPPORTED),
    DraftedSentence("findings", "Glass bones.", Standing.UNSUPPORTED),
    DraftedSentence("impression", "No opacity.", Standing.CONTRADICTED),
)
DRAFTED = Drafted("1.2", "far", "ab" * 32, "draft/1/en", "", SENTENCES)
REPORT = Report(
    "r", "1.2", "ada", "general/en/1", "en", "Report", ReportStatus.DRAFT, NOW,
    sections=(
        ReportSection("clinical", "Clinical information", "Fever."),
        ReportSection("findings", "Findings", "No findings were recorded."),
        ReportSection("impression", "Impression"),
    ),
)  # fmt: skip


def test_sentences_go_where_they_belong_with_their_marks() -> None:
    report = with_draft(REPORT, DRAFTED)
    assert [section.text for section in report.sections] == [
        "Fever.",
        "There is an opacity.\nGlass bones. [unsupported]",
        "No opacity. [contradicted]",
    ]
    assert [section.touched for section in report.sections] == [False, True, True]
    assert has_marks([section.text for section in report.sections])
    chinese = with_draft(REPORT, replace(DRAFTED, template="draft/1/zh"))
    assert "〔无依据〕" in chinese.sections[1].text
    assert not has_marks(["There is an opacity."])


def test_the_report_says_what_drafted_it() -> None:
    text = report_text(with_draft(REPORT, DRAFTED), Study("1.2", Patient("1")))
    assert "first drafted by the language model far abababababab (draft/1/en)" in text
    assert "No model" not in text


def test_no_model_writes_over_a_person() -> None:
    touched = replace(REPORT, sections=(ReportSection("findings", "F", "Mine.", touched=True),))
    with pytest.raises(WorkspaceError, match="does not write over"):
        with_draft(touched, DRAFTED)
    signed = replace(REPORT, status=ReportStatus.SIGNED, signed=NOW)
    with pytest.raises(WorkspaceError, match="signed"):
        with_draft(signed, DRAFTED)
