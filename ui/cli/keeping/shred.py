"""``omni-med shred``: destroy a study for ever."""

from __future__ import annotations

from typing import Annotated

import typer

from ui.cli.common import Json, StudyName, emit_json, find_study, open_workspace, out


def run(
    context: typer.Context,
    study: StudyName,
    reason: Annotated[str, typer.Option(help="Why; it goes on the trail.")],
    as_json: Json = False,
) -> None:
    """Destroy a study's keys, files and rows for ever; there is no way back."""
    with open_workspace(context) as workspace:
        done = workspace.shred(find_study(workspace, study), reason)
    if as_json:
        emit_json({"objects": done.objects, "scrubbed": done.scrubbed})
        return
    console = out()
    console.print(f"Shredded: the keys of {done.objects} objects are gone.", markup=False)
    if not done.scrubbed:
        console.print(
            "Another process keeps the database in use, or the disk is full; what is left of the "
            "keys is overwritten when the workspace is opened next.",
            markup=False,
        )
    console.print(
        "Run `omni-med backup` for each of your backups, so that they forget the study too.",
        markup=False,
    )
