"""``omni-med finetune fit``: teach the embedded model one more finding, or hear "not yet"."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, out, progress_bar, remark, require

if TYPE_CHECKING:
    from finetune.heads.fit import Fitted
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
            found.append(read_head(Path(name)))
            workspace.try_head(found[-1].card, kept=kept)
        else:
            found.append(workspace.head(name))
    return tuple(found)


def fit(
    manifest: Annotated[Path, typer.Argument(help="CSV or Parquet, one line a case.")],
    head: Annotated[str, typer.Option(help="Name of the head.")],
    label: Annotated[str, typer.Option(metavar="COLUMN=VALUE", help="Which cases have it.")],
    target: Annotated[Path, typer.Option("--out", help="Folder for the head and its report.")],
    *,
    image_column: Annotated[str, typer.Option(help="Column of the images.")] = "images",
    text_column: Annotated[str, typer.Option(help="Column of the record.")] = "note",
    group_column: Annotated[str, typer.Option(help="Column of the patient.")] = "patient_key",
    finding: Annotated[
        str, typer.Option(help="What the head finds, in words; from the label if not given.")
    ] = "",
    compare: Annotated[
        Compare, typer.Option(help="How often the comparison is repeated.")
    ] = Compare.QUICK,
    as_json: Json = False,
) -> None:
    """Teach a head from a few dozen cases, beside all that it must beat.

    A run that was stopped goes on where it was. The head is offered only if it is shown to be
    better than everything it is compared with; either way there is a report.
    """
    require(("torch", "peft", "sklearn", "safetensors"))
    from finetune.datasets.dataset import DatasetColumns, Label
    from finetune.heads.fit import FitOptions, fit_head
    from finetune.heads.fit import as_json as plain

    options = FitOptions(
        manifest=manifest,
        label=Label.parse(label),
        columns=DatasetColumns(image_column, text_column, group_column),
        name=head,
        out=target,
        thorough=compare.value,
        finding=finding,
    )
    with Stages() as stages:
        fitted = fit_head(options, stages.begin)
    if as_json:
        emit_json(plain(fitted))
    else:
        _print(fitted)


class Stages(ExitStack):
    """One progress bar after another."""

    def begin(self, title: str) -> Progress:
        """End the bar before, begin the next."""
        self.close()
        return self.enter_context(progress_bar(title))


def _print(fitted: Fitted) -> None:
    from finetune.heads.compare import METHODS
    from finetune.heads.report import NAMES

    card = fitted.card
    for warning in fitted.leakage.warnings:
        remark(f"Warning: {warning}")
    table = Table(box=None, pad_edge=False)
    for title in ("", "AUROC", "95 %"):
        table.add_column(title, justify="left" if not title else "right")
    for name in METHODS:
        found = fitted.comparison.estimates[name]
        table.add_row(NAMES[name], f"{found.value:.3f}", f"{found.low:.2f} to {found.high:.2f}")
    out().print(
        f"{card.answer.name}: {card.positives} cases of {card.patients} patients, "
        f"{card.cases - card.positives} without it.",
        markup=False,
    )
    out().print(table)
    out().print(f"{'Offered' if card.offered else 'Not offered'}. {card.reason}", markup=False)
    out().print(f"Head and report in {fitted.folder}.", markup=False)
