"""``omni-med answer``: the questions between film and record, and the reader's answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from omni_med.domain.decision import Holds
from ui.cli.common import Json, StudyName, emit_json, find_study, open_workspace, out, remark
from ui.errors import UiError

if TYPE_CHECKING:
    from omni_med.domain import Analysis, Conflict, Decision

WORDS = {
    Holds.FILM: "film",
    Holds.RECORD: "record",
    Holds.BOTH: "both, at different times",
    Holds.OTHER_PATIENT: "another patient's record",
    Holds.CANNOT_TELL: "cannot tell",
}
"""The answers as they are shown; the first words are not a default."""


def run(  # noqa: PLR0917 - arguments of the command line
    context: typer.Context,
    study: StudyName,
    holds: Annotated[
        Holds | None, typer.Option(help="Which holds; without it the questions are listed.")
    ] = None,
    question: Annotated[
        int | None, typer.Option(help="Number of the question, where there are several.")
    ] = None,
    reason: Annotated[str, typer.Option(help="Why, in your words.")] = "",
    as_json: Json = False,
) -> None:
    """Answer a question between film and record, or list the questions of a study."""
    with open_workspace(context) as workspace:
        uid = find_study(workspace, study)
        analyses = workspace.analyses(uid)
        if not analyses:
            raise UiError(
                "The study was not analysed yet.", hint=f"Analyse it: omni-med analyze {uid}"
            )
        analysis = analyses[0]
        if holds is not None:
            made = _decision(analysis, _chosen(analysis, question), holds, workspace.user, reason)
            workspace.decide(made)
        answers = {item.finding: item for item in workspace.decisions(analysis.analysis_id)}
    if as_json:
        emit_json(_plain(analysis, answers))
        return
    _print(analysis, answers)


def _chosen(analysis: Analysis, number: int | None) -> Conflict:
    asked = analysis.conflicts
    if not asked:
        raise UiError("There is no question about this study.")
    if number is None and len(asked) > 1:
        raise UiError(
            f"There are {len(asked)} questions about this study.",
            hint="Say which: --question 1 is the first of those that omni-med answer lists.",
        )
    if number is not None and not 1 <= number <= len(asked):
        raise UiError(f"There is no question {number}; there are {len(asked)}.")
    return asked[(number or 1) - 1]


def _decision(
    analysis: Analysis, conflict: Conflict, holds: Holds, reader: str, reason: str
) -> Decision:
    from datetime import UTC, datetime
    from uuid import uuid4

    from omni_med.domain import Decision, Verdict

    return Decision(
        decision_id=uuid4().hex,
        analysis_id=analysis.analysis_id,
        finding=conflict.key,
        verdict=Verdict.ANSWER,
        reader=reader,
        decided=datetime.now(UTC),
        ai_shown=True,
        reason=reason,
        holds=holds,
    )


def _plain(analysis: Analysis, answers: dict[str, Decision]) -> dict[str, Any]:
    from omni_med.domain.codec import to_plain

    return {
        "analysis_id": analysis.analysis_id,
        "questions": [
            {
                **to_plain(conflict),
                "key": conflict.key,
                "answer": to_plain(answers[conflict.key]) if conflict.key in answers else None,
            }
            for conflict in analysis.conflicts
        ],
        "answers": [item.value for item in Holds],
    }


def _print(analysis: Analysis, answers: dict[str, Decision]) -> None:
    if not analysis.conflicts:
        out().print(_no_question(analysis))
    for number, conflict in enumerate(analysis.conflicts, 1):
        out().print(f"{number}. {question_line(conflict)}", markup=False)
        said = answers.get(conflict.key)
        if said is not None and said.holds is not None:
            when = said.decided.strftime("%Y-%m-%d %H:%M UTC")
            line = f"   {said.reader}, {when}: {WORDS[said.holds]}"
            out().print(f"{line} ({said.reason})" if said.reason else line, markup=False)
    if any(conflict.key not in answers for conflict in analysis.conflicts):
        remark(f"Answer with --holds: {', '.join(item.value for item in Holds)}.")


def _no_question(analysis: Analysis) -> str:
    read = {item.modality for item in analysis.modalities if item.weight}
    told = any(item.sentences_read for item in analysis.modalities)
    if analysis.assessed and "image" in read and told:
        return "No question: image and record do not contradict each other."
    return "No question: image and record were not compared, since not both were read."


def question_line(conflict: Conflict) -> str:
    """Return a question with its answers; none of them is chosen beforehand."""
    return f"{conflict.question} {' / '.join(WORDS.values())}"
