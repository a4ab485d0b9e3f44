"""``omni-med init``: make a workspace."""

from __future__ import annotations

import getpass
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, out, settings
from ui.errors import UiError
from ui.opening.passphrase import read_passphrase
from ui.settings import Settings

NO_WAY_BACK = (
    "Without the pass phrase nobody can open it, you included. The one way back is a recovery "
    "sheet: omni-med keys recovery"
)


@dataclass(frozen=True, slots=True)
class Made:
    """A new workspace."""

    home: Path
    user: str
    passphrase: str = field(repr=False)


class NoUserNameError(UiError):
    """This account has no name that could be the first user's."""

    hint = "Give one: omni-med init --user NAME."


def run(
    context: typer.Context,
    user: Annotated[
        str | None, typer.Option(help="Name of the first user; your login name if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a workspace: an encrypted folder that only its pass phrase opens."""
    made = make(settings(context), user)
    if as_json:
        emit_json({"home": str(made.home), "user": made.user})
        return
    out().print(f"Workspace made at {made.home} for {made.user}.", markup=False)
    out().print(NO_WAY_BACK)
    out().print("Next: omni-med import FOLDER", markup=False)


def make(current: Settings, user: str | None) -> Made:
    """Ask for a new pass phrase, twice, and make the workspace that the settings name.

    Raises:
        NoUserNameError: If no name is given and the account has none.
    """
    from omni_med.workspace import Workspace

    name = user or current.user or _login()
    passphrase = read_passphrase(current, confirm=True)
    with Workspace.create(current.home, user=name, passphrase=passphrase) as workspace:
        return Made(workspace.home, workspace.user, passphrase)


def _login() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        raise NoUserNameError("Your account has no name to use.") from None
