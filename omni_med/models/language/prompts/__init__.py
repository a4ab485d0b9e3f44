"""Prompts: versioned templates in English and Chinese, the record in them fenced as data."""

from omni_med.models.language.prompts.build import (
    GivenFinding,
    PromptMaterial,
    closed_question,
    draft_prompt,
    findings_prompt,
    list_question,
    question_prompt,
)
from omni_med.models.language.prompts.clean import clean, clean_prompt, one_line
from omni_med.models.language.prompts.templates import (
    LANGUAGES,
    PromptTemplate,
    prompt_template,
    prompt_templates,
)

__all__ = [
    "LANGUAGES",
    "GivenFinding",
    "PromptMaterial",
    "PromptTemplate",
    "clean",
    "clean_prompt",
    "closed_question",
    "draft_prompt",
    "findings_prompt",
    "list_question",
    "one_line",
    "prompt_template",
    "prompt_templates",
    "question_prompt",
]
