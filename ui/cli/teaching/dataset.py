"""``omni-med finetune dataset``: labelled studies of the workspace, collected to be learnt from."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out

if TYPE_CHECKING:
    from omni_med.workspace.collecting.sets import StudySet

app = typer.Typer(help="Labelled studies of the workspace, to be learnt from.")

Name = Annotated[str, typer.Argument(help="Name of the data set.")]
Title = Annotated[str, typer.Argument(metavar="NAME", help="NAME, or NAME@VERSION.")]


@app.command("create")
def create(
    context: typer.Context,
    name: Name,
    finding: Annotated[str, typer.Option(help="What they are labelled with, as readers name it.")],
    *,
    include_contaminated: Annotated[
        bool,
        typer.Option(
            "--include-contaminated",
            help="Also take labels that were given after the model's answer was shown.",
        ),
    ] = False,
    unnamed_absent: Annotated[
        bool,
        typer.Option(
            "--unnamed-absent",
            help="A study whose unaided reader named others and not this one is without it.",
        ),
    ] = False,
    lock: Annotated[
        float,
        typer.Option(
            min=0.0,
            max=0.9,
            help="Keep this share of the patients back for the gate, as NAME-locked.",
        ),
    ] = 0.0,
    as_json: Json = False,
) -> None:
    """Collect all signed cases of which it is known whether a finding is there.

    Labels come from unaided readings and from outcomes by pathology or microbiology. Of the same
    name it becomes the next version. What it holds is sealed, and on the trail. With --lock some
    patients are kept back for ever in NAME-locked, which no teaching reads.
    """
    from omni_med.workspace.collecting.sets import Query

    query = Query(finding, include_contaminated, unnamed_absent)
    with open_workspace(context) as workspace:
        made = workspace.create_dataset(name, query, lock)
    if as_json:
        emit_json(_plain(made))
    else:
        _print(made)


@app.command("show")
def show(context: typer.Context, name: Title, as_json: Json = False) -> None:
    """Show a data set: its card, without its studies; the newest version unless one is named."""
    from omni_med.workspace.collecting.collect import titled

    with open_workspace(context) as workspace:
        found = workspace.dataset(*titled(name))
    if as_json:
        emit_json(_plain(found))
    else:
        _print(found)


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List all versions of all data sets."""
    with open_workspace(context) as workspace:
        found = workspace.datasets()
    if as_json:
        emit_json([_plain(item) for item in found])
        return
    table = Table(box=None, pad_edge=False)
    for title in ("data set", "version", "finding", "studies", "with it", "for", "made", "by"):
        table.add_column(title)
    for item in found:
        table.add_row(
            item.name,
            str(item.version),
            item.query.finding,
            str(len(item.members)),
            str(item.positives),
            "the gate" if item.locked else "teaching",
            item.made.isoformat(timespec="minutes"),
            item.made_by,
        )
    out().print(table if found else "There is no data set in this workspace.")


def _plain(found: StudySet) -> dict[str, object]:
    """Return the card of a data set: counts, and nothing of a study."""
    from collections import Counter

    return {
        "name": found.name,
        "version": found.version,
        "finding": found.query.finding,
        "include_contaminated": found.query.include_contaminated,
        "unnamed_absent": found.query.unnamed_is_absent,
        "made": found.made.isoformat(),
        "made_by": found.made_by,
        "digest": found.digest,
        "found": found.found,
        "used": len(found.members),
        "positives": found.positives,
        "patients": len({item.patient for item in found.members if item.present}),
        "labels": dict(Counter(item.basis.value for item in found.members)),
        "contaminated": sum(item.contaminated for item in found.members),
        "adjudicated": found.adjudicated,
        "locked": found.locked,
        "shredded_since": found.forgotten,
        "left_out": dict(found.left_out),
    }


def _print(found: StudySet) -> None:
    card = _plain(found)
    table = Table(box=None, pad_edge=False, show_header=False)
    for title in ("finding", "made", "made_by", "found", "used", "positives", "patients"):
        table.add_row(title.replace("_", " "), str(card[title]))
    for basis in {item.basis for item in found.members}:
        count = sum(item.basis is basis for item in found.members)
        table.add_row(f"label: {basis.value}", str(count))
    table.add_row("readers disagreed, the laboratory decided", str(found.adjudicated))
    for reason, count in found.left_out.items():
        table.add_row(f"left out: {reason}", str(count))
    if found.forgotten:
        table.add_row("studies shredded since", str(found.forgotten))
    kind = "Locked set" if found.locked else "Data set"
    out().print(f"{kind} {found.title}", markup=False)
    out().print(table)
