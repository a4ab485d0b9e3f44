"""What the verbs on heads share: finding one, how thoroughly to compare, bars in a row."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import progress_bar, remark

if TYPE_CHECKING:
    from omni_med.models.heads.bundle import Head
    from omni_med.progress import Progress
    from omni_med.workspace import Workspace


class Compare(StrEnum):
    """How often the comparison is repeated."""

    QUICK = "quick"
    FULL = "full"


AdapterNames = Annotated[
    list[str] | None,
    typer.Option(
        "--adapter",
        metavar="HEAD",
        help="A LoRA head on the model: the folder of one, or the name of one in force; "
        "repeatable.",
    ),
]


def find_heads(
    workspace: Workspace, names: list[str] | None, *, kept: bool = True
) -> tuple[Head, ...]:
    """Return heads by the folder they lie in, or by the name they are in force under.

    Args:
        workspace: Where they are in force.
        names: Folders or names.
        kept: Whether what they answer is kept beside patients' images, for readers.

    Raises:
        ModelUnavailableError: If a folder holds no head, or a damaged one.
        WorkspaceError: If no head of a name is in force, or one of a folder may not read here.
    """
    from omni_med.models.heads.bundle import read_head

    found = []
    for name in names or ():
        if Path(name).is_dir():
            card = (head := read_head(Path(name))).card
            workspace.try_head(card, kept=kept)
            remark(
                f"Head {card.title} did not come through the gate here"
                + (": try it, do not rely on it." if card.offered else ", and was not offered.")
            )
            found.append(head)
        else:
            found.append(workspace.head(name))
    return tuple(found)


def is_dataset(named: str) -> bool:
    """Say whether ``NAME`` or ``NAME@VERSION`` of the workspace is meant, and no file."""
    path = Path(named)
    return not path.exists() and not path.suffix and len(path.parts) == 1


class Stages(ExitStack):
    """One progress bar after another."""

    def begin(self, title: str) -> Progress:
        """End the bar before, begin the next."""
        self.close()
        return self.enter_context(progress_bar(title))
