"""Prompt templates: versioned JSON files beside this one, in English and Chinese."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from omni_med.domain.codec import from_json
from omni_med.errors import ModelUnavailableError

LANGUAGES: Final = ("en", "zh")
NAMES: Final = ("findings", "draft", "question")


@dataclass(frozen=True, slots=True)
class PromptTemplate:
    """The fixed words of one kind of prompt in one language.

    Attributes:
        name: ``"findings"``, ``"draft"`` or ``"question"``.
        version: Counts up with every change of the file.
        language: ``"en"`` or ``"zh"``.
        system: The instructions.
        film: Before each film, ``{number}`` and ``{total}`` in it.
        frame: Before each frame of a cine, ``{number}``, ``{total}`` and ``{seconds}`` in it.
        sound: Before a recording, ``{seconds}`` in it.
        record: Before the fence.
        cut: After the fence where sentences were left out, ``{taken}`` and ``{total}`` in it.
        nothing: Inside the fence of an empty record.
        findings: Before the list of what another model found.
        finding: One line of that list, ``{name}`` (in quotation marks: a colon behind it makes no
            label of a turn) and ``{percent}`` in it.
        task: The end, with ``{question}`` in it for a question.
        closed: A closed question about one finding, ``{finding}`` in it; empty but for findings.
        listed: The question about all findings at once, ``{names}`` in it; as ``closed``.
    """

    name: str
    version: int
    language: str
    system: str
    film: str
    frame: str
    sound: str
    record: str
    cut: str
    nothing: str
    findings: str
    finding: str
    task: str
    closed: str
    listed: str = ""

    @property
    def key(self) -> str:
        """Name, version and language, as a prompt keeps it."""
        return f"{self.name}/{self.version}/{self.language}"


@cache
def prompt_templates() -> tuple[PromptTemplate, ...]:
    """Return all templates that ship, by name and language.

    Raises:
        DamagedRecordError: If a file is no template.
    """
    folder = files("omni_med.models.language.prompts") / "templates"
    found = [
        from_json(PromptTemplate, item.read_bytes())
        for item in folder.iterdir()
        if item.name.endswith(".json")
    ]
    return tuple(sorted(found, key=lambda item: (item.name, item.language)))


def prompt_template(name: str, language: str) -> PromptTemplate:
    """Return the template of a name in a language.

    Raises:
        ModelUnavailableError: If there is none.
    """
    for template in prompt_templates():
        if (template.name, template.language) == (name, language):
            return template
    raise ModelUnavailableError(
        f"There is no prompt {name} in the language {language}.",
        hint=f"There are: {', '.join(NAMES)}; languages {' and '.join(LANGUAGES)}.",
    )
