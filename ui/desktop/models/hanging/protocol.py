"""Hanging protocols: which series goes into which view, and how it is seen. Without Qt.

A protocol is made by example: what the views show is described by what tells series apart in
every study (modality, view, side, plane, words of the description), never by a patient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from omni_med.dicom.geometry import normal
from omni_med.dicom.stacks import Stack
from omni_med.domain import Study
from ui.desktop.models.hanging.priors import body_parts

_WORD = re.compile(r"[^\W\d_]{2,}")
_MOST_WORDS = 6


@dataclass(frozen=True, slots=True)
class Candidate:
    """What is known of a stack that could be hung.

    Attributes:
        key: Of the stack.
        prior: 0 for the current study, 1 for the first prior ...
        modality: DICOM modality.
        view: View position, upper case.
        side: ``"L"``, ``"R"`` or empty.
        plane: ``"axial"``, ``"coronal"``, ``"sagittal"`` or empty.
        words: Of the series description, lower case.
        images: How many.
    """

    key: str
    prior: int = 0
    modality: str = ""
    view: str = ""
    side: str = ""
    plane: str = ""
    words: tuple[str, ...] = ()
    images: int = 0


@dataclass(frozen=True, slots=True)
class Cell:
    """What one view shows. Empty attributes fit anything.

    Attributes:
        modality: DICOM modality.
        prior: 0 for the current study, 1 for the first prior ...
        view: View position.
        side: Laterality.
        plane: Plane of the slices.
        words: Words of the series description; the more a series has, the better it fits.
        window: Centre and width; None is the stack's own.
        inverted: Black and white exchanged.
        rotation: Degrees clockwise.
        flipped: Left and right exchanged.
    """

    modality: str = ""
    prior: int = 0
    view: str = ""
    side: str = ""
    plane: str = ""
    words: tuple[str, ...] = ()
    window: tuple[float, float] | None = None
    inverted: bool = False
    rotation: int = 0
    flipped: bool = False


@dataclass(frozen=True, slots=True)
class Protocol:
    """A way to hang studies.

    Attributes:
        name: For the menu.
        modalities: Of the study; all must be there.
        parts: Of the body; one must be there, where any is named.
        layout: Name of the layout.
        cells: One a view, in the layout's order.
        beside: Name of the second window's layout; empty where it takes no part.
        beside_cells: One a view of the second window.
    """

    name: str
    modalities: tuple[str, ...]
    parts: tuple[str, ...]
    layout: str
    cells: tuple[Cell, ...]
    beside: str = ""
    beside_cells: tuple[Cell, ...] = ()

    @property
    def needs_prior(self) -> bool:
        """True where a view shows an earlier study."""
        return any(cell.prior for cell in (*self.cells, *self.beside_cells))


BUILT_IN = (
    Protocol("CR | prior", ("CR",), (), "layout2", (Cell("CR"), Cell("CR", prior=1))),
    Protocol("DX | prior", ("DX",), (), "layout2", (Cell("DX"), Cell("DX", prior=1))),
    Protocol("CT | prior", ("CT",), (), "layout2", (Cell("CT"), Cell("CT", prior=1))),
    Protocol("MR | prior", ("MR",), (), "layout2", (Cell("MR"), Cell("MR", prior=1))),
    Protocol(
        "MG: CC, MLO",
        ("MG",),
        (),
        "layout4",
        (
            Cell("MG", view="CC", side="R"),
            Cell("MG", view="CC", side="L"),
            Cell("MG", view="MLO", side="R"),
            Cell("MG", view="MLO", side="L"),
        ),
    ),
)
"""What is there without having been saved."""


def candidate(stack: Stack, prior: int = 0) -> Candidate:
    """Describe a stack."""
    instance = stack.slices[0].instance
    return Candidate(
        key=stack.key,
        prior=prior,
        modality=stack.modality,
        view=instance.view_position.upper(),
        side=instance.laterality.upper()[:1],
        plane=_plane(stack),
        words=tuple(word.lower() for word in _WORD.findall(stack.label))[:_MOST_WORDS],
        images=len(stack.slices),
    )


def _plane(stack: Stack) -> str:
    plane = stack.slices[0].plane
    if plane is None:
        return ""
    direction = [abs(value) for value in normal(plane.orientation)]
    return ("sagittal", "coronal", "axial")[direction.index(max(direction))]


def fits(protocol: Protocol, study: Study, priors: int) -> int | None:
    """Return how well a protocol fits a study; None where it does not.

    Args:
        protocol: A protocol.
        study: The study to hang.
        priors: How many related priors there are.
    """
    if not set(protocol.modalities) <= set(study.modalities):
        return None
    if protocol.needs_prior and not priors:
        return None
    parts = body_parts(study)
    if protocol.parts and not parts & set(protocol.parts):
        return None
    return 4 * len(protocol.modalities) + 2 * bool(protocol.parts) + protocol.needs_prior


def offered(protocols: Sequence[Protocol], study: Study, priors: int) -> tuple[Protocol, ...]:
    """Return the protocols that fit a study, the best first, later ones before earlier."""
    scored = [
        (score, place, protocol)
        for place, protocol in enumerate(protocols)
        if (score := fits(protocol, study, priors)) is not None
    ]
    scored.sort(key=lambda item: (item[0], item[1]), reverse=True)
    return tuple(protocol for _, _, protocol in scored)


def fill(cells: Sequence[Cell], candidates: Sequence[Candidate]) -> tuple[str, ...]:
    """Return the key of the stack for each view, empty where none fits; none is used twice."""
    free = list(candidates)
    found: list[str] = []
    for cell in cells:
        scored = [(_score(cell, one), one.images, one) for one in free]
        good = [item for item in scored if item[0] >= 0]
        if not good:
            found.append("")
            continue
        best = max(good, key=lambda item: (item[0], item[1]))[2]
        free.remove(best)
        found.append(best.key)
    return tuple(found)


def _score(cell: Cell, one: Candidate) -> int:
    """Return how well a stack fits a view; -1 where it does not."""
    if cell.prior != one.prior:
        return -1
    for wanted, there in (
        (cell.modality, one.modality),
        (cell.view, one.view),
        (cell.side, one.side),
        (cell.plane, one.plane),
    ):
        if wanted and wanted != there:
            return -1
    return len(set(cell.words) & set(one.words))


Seen = Sequence[tuple[Candidate | None, Cell]]
"""For each view its stack, or None, and how it is seen (window, turns)."""


def by_example(
    study: Study,
    layout: str,
    views: Seen,
    names: Sequence[str],
    *,
    beside: str = "",
    beside_views: Seen = (),
) -> Protocol:
    """Return a protocol of what the views show.

    Args:
        study: What is shown.
        layout: Name of the layout.
        views: Of the first window.
        names: That are taken.
        beside: Name of the second window's layout; empty where it takes no part.
        beside_views: Of the second window.
    """
    shown = [one for one, _ in (*views, *beside_views) if one is not None]
    current = {one.modality for one in shown if not one.prior}
    parts = tuple(sorted(body_parts(study)))
    windows = "+".join(name.removeprefix("layout") for name in (layout, beside) if name)
    base = " ".join((*sorted(current), *parts, windows))
    name, number = base, 1
    while name in names:
        number += 1
        name = f"{base} ({number})"
    return Protocol(
        name,
        tuple(sorted(current)),
        parts,
        layout,
        _described(views),
        beside,
        _described(beside_views),
    )


def _described(views: Seen) -> tuple[Cell, ...]:
    return tuple(
        replace(
            look,
            modality=one.modality,
            prior=one.prior,
            view=one.view,
            side=one.side,
            plane=one.plane,
            words=one.words,
        )
        if one is not None
        else Cell(modality="-")
        for one, look in views
    )
