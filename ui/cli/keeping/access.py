"""``omni-med access``: labels of studies, emergencies and their review."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
from typing import Annotated

import typer

from ui.cli.common import Json, StudyName, emit_json, open_workspace, out

app = typer.Typer(help="Labels, emergency access and its review.", no_args_is_help=True)


@app.command("label")
def label(
    context: typer.Context,
    study: StudyName,
    department: Annotated[str, typer.Option(help="Only members of this department read it.")] = "",
    vip: Annotated[
        bool, typer.Option("--vip", help="Only who is cleared for it reads it.")
    ] = False,
    as_json: Json = False,
) -> None:
    """Label a study, in place of an earlier label; without options the label goes."""
    with open_workspace(context) as workspace:
        made = workspace.set_label(workspace.locate(study), department=department, vip=vip)
    if as_json:
        emit_json(asdict(made))
        return
    words = [f"department {made.department}"] if made.department else []
    words += ["VIP"] if made.vip else []
    out().print(f"Label: {', '.join(words) or 'none'}.", markup=False)


@app.command("break-glass")
def break_glass(
    context: typer.Context,
    study: StudyName,
    reason: Annotated[str, typer.Option(help="Why; it goes on the trail and is reviewed.")],
    minutes: Annotated[int, typer.Option(min=1, max=720, help="How long it is to hold.")] = 60,
    as_json: Json = False,
) -> None:
    """Read a labelled study in an emergency, for a while; somebody reviews it afterwards."""
    with open_workspace(context) as workspace:
        uid = workspace.locate(study)
        made = workspace.break_glass(uid, reason, length=timedelta(minutes=minutes))
    if as_json:
        emit_json(asdict(made))
        return
    out().print(
        f"Open for you until {made.ends}, and on the trail as {made.id}. It will be reviewed.",
        markup=False,
    )


@app.command("list")
def list_(context: typer.Context, as_json: Json = False) -> None:
    """List the emergencies; those that nobody reviewed come with their reason."""
    with open_workspace(context) as workspace:
        found = workspace.emergencies()
    if as_json:
        emit_json([asdict(item) for item in found])
        return
    for item in found:
        state = f"reviewed by {item.reviewed_by}: {item.note}" if item.reviewed_by else "OPEN"
        out().print(
            f"{item.id} {item.begun} to {item.ends} {item.user}: {item.reason} ({state})",
            markup=False,
        )
    waiting = sum(not item.reviewed_by for item in found)
    out().print(f"{len(found)} emergencies, {waiting} wait for review.", markup=False)


@app.command("review")
def review(
    context: typer.Context,
    emergency: Annotated[str, typer.Argument(metavar="ID", help="From `omni-med access list`.")],
    note: Annotated[str, typer.Option(help="What the review found.")],
    as_json: Json = False,
) -> None:
    """Write down what the review of an emergency found; nobody reviews their own."""
    with open_workspace(context) as workspace:
        done = workspace.review_emergency(emergency, note)
    if as_json:
        emit_json(asdict(done))
        return
    out().print(f"Reviewed: {done.id}.", markup=False)
