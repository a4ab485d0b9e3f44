"""``omni-med keys``: new class keys, a new pass phrase, a way back in."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, remark, settings
from ui.opening import os_keyring
from ui.opening.passphrase import read_passphrase, read_secret

if TYPE_CHECKING:
    from audit.identity.slots import RecoverySheet

app = typer.Typer(help="Rotate keys, change the pass phrase, recover.", no_args_is_help=True)
New = Annotated[
    Path | None,
    typer.Option(
        "--new", help="File whose one line is the new pass phrase; asked for if not given."
    ),
]

_SHEET = """\
OmniMed: recovery sheet
=======================

Workspace   {vault_id}
User        {user}
Made        {made:%Y-%m-%d %H:%M} UTC

Recovery code

    {code}

Whoever holds this sheet and the workspace's files can read everything in it. Keep it sealed, in a
safe, apart from the computer. It was shown once and is stored nowhere. A later sheet for the same
user replaces it.

To open the workspace and set a new pass phrase:

    omni-med --home DIR --user {user} keys recover
"""


@app.command("rotate")
def rotate(context: typer.Context, as_json: Json = False) -> None:
    """Wrap every object's key under new class keys; finishes a rotation that was stopped."""
    with open_workspace(context) as workspace, progress_bar("Wrapping") as progress:
        done = workspace.rotate_keys(progress)
    if as_json:
        emit_json({"version": done.version, "objects": done.objects, "resumed": done.resumed})
        return
    how = "A stopped rotation was finished" if done.resumed else "The class keys were rotated"
    out().print(f"{how}: version {done.version}, {done.objects} keys wrapped again.", markup=False)


@app.command("passphrase")
def passphrase(context: typer.Context, new: New = None, as_json: Json = False) -> None:
    """Change your pass phrase."""
    with open_workspace(context) as workspace:
        words = read_secret(new, "New pass phrase: ", option="--new", confirm=True)
        held = os_keyring.kept(workspace.home, workspace.user)
        workspace.change_passphrase(words)
        user = workspace.user
        _replace(workspace.home, user, held, words)
    if as_json:
        emit_json({"user": user})
        return
    out().print(
        f"The pass phrase of {user} was changed. Backups made before still open with the old one.",
        markup=False,
    )


@app.command("recovery")
def recovery(context: typer.Context, as_json: Json = False) -> None:
    """Make a recovery code and print its sheet, once; it replaces an earlier one."""
    with open_workspace(context) as workspace:
        sheet = workspace.make_recovery()
    if as_json:
        emit_json(_plain(sheet))
        return
    out().print(
        _SHEET.format(vault_id=sheet.vault_id, user=sheet.user, made=sheet.made, code=sheet.code),
        markup=False,
    )


def _plain(sheet: RecoverySheet) -> dict[str, str]:
    return {
        "user": sheet.user,
        "workspace": sheet.vault_id,
        "made": sheet.made.isoformat(timespec="seconds"),
        "code": sheet.code,
    }


@app.command("recover")
def recover(
    context: typer.Context,
    code_file: Annotated[
        Path | None,
        typer.Option(help="File whose one line is the recovery code; asked for if not given."),
    ] = None,
    new: New = None,
    as_json: Json = False,
) -> None:
    """Open the workspace with a recovery code and set a new pass phrase."""
    from omni_med.workspace import Workspace

    current = settings(context)
    code = read_secret(code_file, "Recovery code: ", option="--code-file")
    words = read_secret(new, "New pass phrase: ", option="--new", confirm=True)
    with Workspace.recover(
        current.home, user=current.user, code=code, passphrase=words
    ) as workspace:
        user = workspace.user
        _replace(workspace.home, user, os_keyring.kept(workspace.home, user), words)
    if as_json:
        emit_json({"user": user})
        return
    out().print(f"Opened as {user}; the new pass phrase holds from now on.", markup=False)


class Switch(StrEnum):
    """Whether."""

    ON = "on"
    OFF = "off"


@app.command("keyring")
def keyring(
    context: typer.Context,
    switch: Annotated[Switch, typer.Argument(metavar="on|off", help="Keep it there, or not.")],
    as_json: Json = False,
) -> None:
    """Keep your pass phrase in the system's keyring, so that it is not asked for; or take it out.

    With ``off`` it is taken out first, so that one that has become wrong goes too; what was kept
    opens the workspace once more, to put that on the trail.
    """
    current = settings(context)
    if switch is Switch.OFF:
        held = None
        if current.home.is_dir():
            if current.passphrase_file is None:
                held = os_keyring.kept(current.home, current.user)
            os_keyring.forget(current.home, current.user)
        with open_workspace(context, passphrase=held) as workspace:
            workspace.note_keyring(on=False)
            user = workspace.user
    else:
        os_keyring.backend()
        words = read_passphrase(current)
        with open_workspace(context, passphrase=words) as workspace:
            user = workspace.user
            workspace.note_keyring(on=True)
            try:
                os_keyring.keep(workspace.home, user, words)
            except os_keyring.KeyringError:
                workspace.record_failure("keys.keyring")
                raise
    if as_json:
        emit_json({"user": user, "keyring": switch.value})
        return
    where = "is kept in the system's keyring" if switch is Switch.ON else "is no longer kept there"
    out().print(f"The pass phrase of {user} {where}.", markup=False)


def _replace(home: Path, user: str, held: str | None, words: str) -> None:
    """Replace what the keyring holds, where it held something; say so where that fails."""
    if held is None:
        return
    try:
        os_keyring.keep(home, user, words)
    except os_keyring.KeyringError as error:
        remark(f"The keyring still holds the old pass phrase: {error}")
