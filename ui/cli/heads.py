"""``omni-med finetune fit``: teach the embedded model one more finding, or hear "not yet"."""

from __future__ import annotations

from contextlib import ExitStack
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, require

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


def find_heads(workspace: Workspace, names: list[str] | None) -> tuple[Head, ...]:
    """Return heads by the folder they lie in, or by the name they are in force under.

    Raises:
        ModelUnavailableError: If a folder holds no head, or a damaged one.
        WorkspaceError: If no head of a name is in force.
    """
    from omni_med.models.heads.bundle import read_head

    return tuple(
        read_head(Path(name)) if Path(name).is_dir() else workspace.head(name)
        for name in names or ()
    )


def evaluate_locked(context: typer.Context, folder: Path, manifest: Path, *, as_json: bool) -> None:
    """Measure a head on a locked set, and keep it with its figures: a candidate."""
    require(("sklearn", "scipy"))
    from finetune.heads import locked
    from omni_med.domain.codec import to_plain
    from omni_med.models import registry
    from omni_med.models.heads.bundle import NUMBERS, read_head

    head = read_head(folder)
    manifest.stat()
    with open_workspace(context) as workspace:
        backend = registry.load(registry.DEFAULT_MODEL, heads=[head])
        with progress_bar("Measuring") as progress:
            found = locked.evaluate_locked(head, backend, manifest, progress)
        looks = workspace.evaluated_head(head.card, (folder / NUMBERS).read_bytes(), found)
    if as_json:
        named = {"head": head.card.name, "version": head.card.version}
        emit_json({**named, **to_plain(found), "looks": looks})
        return
    out().print(
        f"{head.card.title}: AUROC {found.auroc:.3f} ({found.low:.2f} to {found.high:.2f}), "
        f"{found.positives} cases of {found.patients} patients with the finding, "
        f"{found.cases - found.positives} without it.",
        markup=False,
    )
    out().print(
        f"At its threshold: sensitivity {found.sensitivity:.2f}, specificity "
        f"{found.specificity:.2f}. Look {looks} at this set."
    )
    if found.passed and head.card.offered:
        out().print(f"Another person may now: omni-med finetune promote {head.card.name}")
    else:
        out().print("It cannot be promoted: it is not shown to be better than what there is.")


def promote(
    context: typer.Context,
    head: Annotated[str, typer.Argument(help="Name of a head that was evaluated.")],
    as_json: Json = False,
) -> None:
    """Let an evaluated head read patients; a second person signs it off."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        row = workspace.promote_head(head)
    if as_json:
        emit_json(to_plain(row))
    else:
        out().print(f"Head {row.name} {row.version} is in force.", markup=False)


def rollback(
    context: typer.Context,
    head: Annotated[str, typer.Argument(help="Name of a head in force.")],
    reason: Annotated[str, typer.Option(help="Why; it goes on the trail.")],
    as_json: Json = False,
) -> None:
    """Put a head out of force; the version that was in force before reads again."""
    with open_workspace(context) as workspace:
        before = workspace.rollback_head(head, reason)
    if as_json:
        emit_json({"head": head, "in_force": before or None})
    elif before:
        out().print(f"Head {head} {before} is in force again.", markup=False)
    else:
        out().print(f"No version of {head} is in force any more.", markup=False)


def heads(context: typer.Context, as_json: Json = False) -> None:
    """List the heads that were evaluated here, and which of them are in force."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        rows = workspace.heads()
    if as_json:
        emit_json([to_plain(row) for row in rows])
        return
    table = Table(box=None, pad_edge=False)
    for title in ("head", "version", "evaluated", "by", "promoted", "in force"):
        table.add_column(title)
    for row in rows:
        table.add_row(
            row.name,
            row.version,
            row.evaluated,
            row.evaluated_by,
            row.promoted or "-",
            "yes" if row.in_force else "no",
        )
    out().print(table if rows else "No head was evaluated here.")


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
