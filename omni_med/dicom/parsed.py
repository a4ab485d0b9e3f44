"""What the pool returns of one file's header."""

from __future__ import annotations

from dataclasses import dataclass, field

from omni_med.dicom.rendering import Rendering
from omni_med.domain.study import Instance, Series, Study


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """One file's header, read and checked.

    Attributes:
        study: The study as this header describes it, without series.
        series: The series as this header describes it, without instances.
        instance: The object itself.
        header: DICOM JSON Model (PS3.18 F.2), UTF-8, without bulk data; undeclared GB18030
            repaired in it; private elements kept.
        rendering: What display needs.
    """

    study: Study
    series: Series
    instance: Instance
    header: bytes = field(repr=False)
    rendering: Rendering


@dataclass(frozen=True, slots=True)
class ParsedDocument:
    """The part of ``ParsedFile`` that crosses from a worker as JSON."""

    study: Study
    series: Series
    instance: Instance
    rendering: Rendering
