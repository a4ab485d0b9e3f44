"""Prompts out of a case: films and sound first, the record in its fence, the task last. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from omni_med.models.language.prompts.clean import one_line
from omni_med.models.language.prompts.fence import Fenced, fence
from omni_med.models.language.prompts.templates import PromptTemplate, prompt_template
from omni_med.models.language.protocols import AudioPart, ImagePart, Part, Prompt, TextPart

LONGEST_QUESTION = 2000
"""Characters of a reader's question."""


@dataclass(frozen=True, slots=True)
class GivenFinding:
    """What another model found, handed on as words; ``probability`` is 0 to 1."""

    name: str
    probability: float


@dataclass(frozen=True, slots=True, eq=False)
class PromptMaterial:
    """What a prompt is made of.

    Attributes:
        images: Films, or frames in the order of their seconds.
        sound: Recordings.
        record: Sentences of the record, and words of headers and file names: all of it data.
        findings: What an image reader found, for a cascade, a draft or a question.
    """

    images: tuple[ImagePart, ...] = ()
    sound: tuple[AudioPart, ...] = field(default=(), repr=False)
    record: tuple[str, ...] = field(default=(), repr=False)
    findings: tuple[GivenFinding, ...] = field(default=(), repr=False)


def findings_prompt(material: PromptMaterial, language: str = "en") -> Prompt:
    """Return the prompt after which closed questions are asked (``closed_question``).

    Raises:
        ModelUnavailableError: If there is no template in this language.
    """
    return _prompt(prompt_template("findings", language), material)


def draft_prompt(material: PromptMaterial, language: str = "en") -> Prompt:
    """Return the prompt that asks for findings and impression of a report; raises as above."""
    return _prompt(prompt_template("draft", language), material)


def question_prompt(material: PromptMaterial, question: str, language: str = "en") -> Prompt:
    """Return the prompt that asks a reader's question; raises as above."""
    asked = one_line(question, LONGEST_QUESTION)
    return _prompt(prompt_template("question", language), material, asked)


def closed_question(finding: str, language: str = "en") -> str:
    """Return the closed question about a finding, to be answered with yes or no.

    The answer's words are English in every language: one pair of tokens to calibrate.
    """
    template = prompt_template("findings", language)
    return template.closed.replace("{finding}", one_line(finding, 200))


def list_question(findings: Sequence[str], language: str = "en") -> str:
    """Return the question about all findings at once, to be answered with one JSON object."""
    template = prompt_template("findings", language)
    names = ", ".join(f'"{one_line(name, 200)}"' for name in findings)
    return template.listed.replace("{names}", names)


def _prompt(template: PromptTemplate, material: PromptMaterial, question: str = "") -> Prompt:
    fenced = fence(material.record)
    parts: list[Part] = []
    for number, image in enumerate(material.images, 1):
        words = template.film if image.seconds is None else template.frame
        seconds = f"{image.seconds or 0.0:.2f}"
        told = words.format(number=number, total=len(material.images), seconds=seconds)
        parts += [TextPart(told), image]
    for recording in material.sound:
        parts += [TextPart(template.sound.format(seconds=f"{recording.seconds:.2f}")), recording]
    parts += _record(template, fenced)
    parts.append(TextPart(_given(template, material.findings)))
    parts.append(TextPart(template.task.replace("{question}", question)))
    kept = (part for part in parts if not isinstance(part, TextPart) or part.text)
    return Prompt(template.key, template.system, tuple(kept))


def _record(template: PromptTemplate, fenced: Fenced) -> list[Part]:
    """Return the fence in three parts; only the middle one is the record's own words."""
    left_out = ""
    if fenced.total > len(fenced.taken):
        left_out = template.cut.format(taken=len(fenced.taken), total=fenced.total)
    opening = f"{template.record.replace('{mark}', fenced.mark)}\n{fenced.opening}\n"
    words = "\n".join(fenced.lines) or template.nothing
    return [
        TextPart(opening),
        TextPart(words, record=bool(fenced.lines)),
        TextPart(f"\n{fenced.closing}\n{left_out}"),
    ]


def _given(template: PromptTemplate, findings: Sequence[GivenFinding]) -> str:
    if not findings:
        return ""
    lines = (
        template.finding.format(
            name=one_line(item.name, 200) or "-",
            percent=f"{item.probability * 100:.0f}",
        )
        for item in findings
    )
    return "\n".join((template.findings, *lines, ""))
