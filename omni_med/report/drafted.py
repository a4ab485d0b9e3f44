"""A language model's draft in a report: what nothing supports is marked until a reader acts. Pure.

A report cannot be signed while a mark stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from omni_med.domain import Report
from omni_med.errors import WorkspaceError
from omni_med.models.language.drafting import Drafted, DraftedSentence, Standing

MARKS: Final = {
    ("en", Standing.UNSUPPORTED): "[unsupported]",
    ("en", Standing.CONTRADICTED): "[contradicted]",
    ("zh", Standing.UNSUPPORTED): "〔无依据〕",
    ("zh", Standing.CONTRADICTED): "〔与所见矛盾〕",
}
_SECTIONS: Final = ("findings", "impression")


def marked(sentence: DraftedSentence, language: str) -> str:
    """Return a sentence with its mark behind it, where it has one."""
    mark = MARKS.get((language, sentence.standing))
    return f"{sentence.text} {mark}" if mark else sentence.text


def check_writable(report: Report) -> None:
    """Let a model write in a report, or not.

    Raises:
        WorkspaceError: If it is signed, or a reader wrote in findings or impression already.
    """
    if report.is_signed:
        raise WorkspaceError(
            "The report is signed: no model writes in it.", hint="Write an addendum."
        )
    if any(item.touched and item.text.strip() for item in report.sections if _takes(item.key)):
        raise WorkspaceError(
            "There is a draft of yours already; a model does not write over it.",
            hint="Finish it, or throw it away in the desktop.",
        )


def with_draft(report: Report, drafted: Drafted) -> Report:
    """Return a draft of a report with the model's sentences in findings and impression.

    Raises:
        WorkspaceError: If no model may write in it.
    """
    check_writable(report)
    sections = tuple(
        replace(item, text=_text(drafted, item.key), touched=True) if _takes(item.key) else item
        for item in report.sections
    )
    drafted_by = tuple(dict.fromkeys((*report.drafted_by, drafted.origin)))
    return replace(report, sections=sections, drafted_by=drafted_by)


def has_marks(texts: Sequence[str]) -> bool:
    """Say whether a mark stands in one of the texts."""
    return any(mark in text for text in texts for mark in MARKS.values())


def _takes(key: str) -> bool:
    return key in _SECTIONS


def _text(drafted: Drafted, key: str) -> str:
    language = drafted.language
    return "\n".join(marked(item, language) for item in drafted.sentences if item.section == key)
