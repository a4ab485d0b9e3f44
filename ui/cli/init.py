"""``omni-med init``: make a workspace."""

from __future__ import annotations

import getpass
from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, out, read_passphrase, settings


def run(
    context: typer.Context,
    user: Annotated[
        str | None, typer.Option(help="Name of the first user; your login name if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a workspace: an encrypted folder that only its pass phrase opens."""
    from omni_med.workspace import Workspace

    current = settings(context)
    name = user or current.user or getpass.getuser()
    passphrase = read_passphrase(current, confirm=True)
    with Workspace.create(current.home, user=name, passphrase=passphrase) as workspace:
        if as_json:
            emit_json({"home": str(workspace.home), "user": workspace.user})
            return
        console = out()
        console.print(f"Workspace made at {workspace.home} for {workspace.user}.", markup=False)
        console.print(
            "Without the pass phrase nobody can open it, you included: there is no way back."
        )
        console.print("Next: omni-med import FOLDER", markup=False)
