"""Report templates: versioned JSON files beside this one, in English and Chinese."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from omni_med.domain import Study
from omni_med.domain.codec import from_json
from omni_med.errors import WorkspaceError

FILLS = ("patient", "request", "comparison", "technique", "findings", "measurements", "impression")
"""What can fill a section; an empty ``fill`` leaves it to the reader."""


@dataclass(frozen=True, slots=True)
class TemplateSection:
    """One section: its key, its heading, and what fills it (one of ``FILLS``, or empty)."""

    key: str
    title: str
    fill: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """One template in one language.

    Attributes:
        id: ``"chest"`` or ``"general"``.
        version: Counts up with every change of the file.
        language: ``"en"`` or ``"zh"``.
        title: Heading of the report.
        name: As it is offered to the reader.
        modalities: DICOM modalities it is for; none means all.
        body_parts: Body parts it is for; none means all.
        sections: In order.
        phrases: Sentences with ``{0}`` for what goes in; see ``general.en.json``.
        names: Names of findings in the language of the template, by their English names folded.
    """

    id: str
    version: int
    language: str
    title: str
    name: str
    modalities: tuple[str, ...]
    body_parts: tuple[str, ...]
    sections: tuple[TemplateSection, ...]
    phrases: Mapping[str, str]
    names: Mapping[str, str]

    @property
    def key(self) -> str:
        """Id, language and version, as a report keeps it."""
        return f"{self.id}/{self.language}/{self.version}"

    def phrase(self, name: str, *values: object) -> str:
        """Return a sentence with its values in place."""
        return self.phrases[name].format(*values)

    def finding(self, name: str) -> str:
        """Return the name of a finding in the language of the template; as it is where unknown."""
        return self.names.get(name.casefold(), name)

    def fits(self, study: Study) -> bool:
        """Say whether the template is meant for a study."""
        parts = {series.body_part.upper() for series in study.series if series.body_part}
        parts |= {item.body_part.upper() for item in study.instances if item.body_part}
        of_modality = not self.modalities or bool(set(self.modalities) & set(study.modalities))
        return of_modality and (not self.body_parts or bool(parts & set(self.body_parts)))


@cache
def templates(language: str = "") -> tuple[Template, ...]:
    """Return the templates that ship, the particular before the general ones.

    Args:
        language: Only those in ``"en"`` or ``"zh"``.

    Raises:
        DamagedRecordError: If a file is no template.
    """
    folder = files("omni_med.report") / "templates"
    found = [
        from_json(Template, item.read_bytes())
        for item in folder.iterdir()
        if item.name.endswith(".json")
    ]
    found.sort(key=lambda item: (not item.body_parts, item.id, item.language))
    return tuple(item for item in found if language in {"", item.language})


def template_for(study: Study, language: str = "en", wanted: str = "") -> Template:
    """Return the template for a study: the one wanted by id, or the first that fits.

    Raises:
        WorkspaceError: If there is none of that id or language.
    """
    for template in templates(language):
        if template.id == wanted or (not wanted and template.fits(study)):
            return template
    known = ", ".join(sorted({item.id for item in templates()}))
    raise WorkspaceError(
        "There is no such report template.", hint=f"There are: {known}; languages en and zh."
    )
