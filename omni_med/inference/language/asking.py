"""A question or a draft: asked of a language model, then looked up sentence by sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from omni_med.errors import ModelUnavailableError
from omni_med.inference.language.material import Gathered
from omni_med.models.language.drafting import Drafted, sentences_of, supported
from omni_med.models.language.drafting.sentences import LONGEST
from omni_med.models.language.prompts import draft_prompt, question_prompt
from omni_med.models.language.protocols import LanguageModel, Prompt
from omni_med.progress import Cancelled, never

MOST_TOKENS: Final = 800
Told = Callable[[str], None]
"""Called with each piece of the answer as it comes; nobody has checked it then."""


def ask_study(
    model: LanguageModel,
    gathered: Gathered,
    question: str,
    *,
    language: str = "en",
    told: Told | None = None,
    cancelled: Cancelled = never,
) -> Drafted:
    """Ask a question about a study.

    Raises:
        ModelUnavailableError: If the model cannot answer, or the question is empty.
        CancelledError: If asked to stop.
    """
    if not question.strip():
        raise ModelUnavailableError("There is no question.", hint="Write it after the study.")
    prompt = question_prompt(gathered.material(language), question, language)
    answer = _answer(model, prompt, told, cancelled)
    return _looked_up(model, gathered, prompt, answer, question.strip())


def draft_study(
    model: LanguageModel,
    gathered: Gathered,
    *,
    language: str = "en",
    told: Told | None = None,
    cancelled: Cancelled = never,
) -> Drafted:
    """Let a model draft findings and impression; raises as ``ask_study``."""
    prompt = draft_prompt(gathered.material(language), language)
    return _looked_up(model, gathered, prompt, _answer(model, prompt, told, cancelled))


def _answer(model: LanguageModel, prompt: Prompt, told: Told | None, cancelled: Cancelled) -> str:
    pieces: list[str] = []
    length = 0
    for piece in model.generate(prompt, most_tokens=MOST_TOKENS, cancelled=cancelled):
        pieces.append(piece)
        length += len(piece)
        if told is not None:
            told(piece)
        if length > LONGEST:
            break
    return "".join(pieces)


def _looked_up(
    model: LanguageModel, gathered: Gathered, prompt: Prompt, answer: str, question: str = ""
) -> Drafted:
    written = sentences_of(answer)
    if not written:
        raise ModelUnavailableError(
            "The model wrote nothing that could be read.", hint="Ask once more, or another model."
        )
    return Drafted(
        study_uid=gathered.case.study.study_uid,
        model=model.id,
        model_sha256=model.sha256,
        template=prompt.template,
        analysis_id=gathered.analysis.analysis_id if gathered.analysis else "",
        sentences=supported(written, gathered.findings, gathered.sentences),
        question=question,
        remarks=gathered.remarks,
    )
