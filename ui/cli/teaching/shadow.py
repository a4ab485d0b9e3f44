"""``omni-med finetune shadow``: a new head answers in silence beside what is shown."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.table import Table

from ui.cli.common import Json, emit_json, open_workspace, out
from ui.cli.teaching.gate import HeadName

app = typer.Typer(help="Heads that answer in silence.", no_args_is_help=True)


@app.command("start")
def start(
    context: typer.Context,
    head: HeadName,
    version: Annotated[
        str, typer.Option(help="The newest that reads no patient, if not given.")
    ] = "",
    as_json: Json = False,
) -> None:
    """Let a head answer every study that is read, without anybody seeing it."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        row = workspace.start_shadow(head, version)
    if as_json:
        emit_json(to_plain(row))
    else:
        out().print(f"Head {row.name} {row.version} answers in silence.", markup=False)


@app.command("stop")
def stop(context: typer.Context, head: HeadName, as_json: Json = False) -> None:
    """Let a head answer no more; what it said is kept."""
    with open_workspace(context) as workspace:
        workspace.stop_shadow(head)
    if as_json:
        emit_json({"head": head, "shadow": False})
    else:
        out().print(f"Head {head} answers no more in silence.", markup=False)


@app.command("report")
def report(context: typer.Context, head: HeadName, as_json: Json = False) -> None:
    """List where a head in silence differs from what was shown, of cases that were decided."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        found = workspace.shadow_report(head)
    if as_json:
        emit_json(to_plain(found))
        return
    out().print(
        f"{found.head} {found.version}: {found.answered} cases answered, {found.waiting} of them "
        f"wait for a reader; {found.agreed} of {found.compared} with the same verdict as shown.",
        markup=False,
    )
    if not found.differences:
        out().print("No difference.")
        return
    table = Table(box=None, pad_edge=False)
    for title in ("answered", "study", "finding", "in silence", "shown", "by"):
        table.add_column(title, overflow="fold")
    for item in found.differences:
        shown = (
            "-"
            if item.shown_status is None
            else (f"{item.shown_status.value} {item.shown_probability:.2f}")
        )
        table.add_row(
            item.answered.isoformat(timespec="minutes"),
            item.study_uid,
            item.finding,
            f"{item.status.value} {item.probability:.2f}",
            shown,
            item.shown_by or "-",
        )
    out().print(table)
