"""``omni-med view``: open the desktop."""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer

from ui.cli.common import find_study, open_workspace, remark, settings
from ui.cli.keeping import init
from ui.cli.reading.analyze import DEFAULT_MODEL, Engine, Execution, ModelName, engine_options
from ui.errors import NoDisplayError
from ui.opening.passphrase import existing_passphrase


def run(
    context: typer.Context,
    study: Annotated[
        str | None, typer.Argument(metavar="[STUDY]", help="Open this study at once.")
    ] = None,
    *,
    model: ModelName = DEFAULT_MODEL,
    execution: Execution = Engine.ONNXRUNTIME,
) -> None:
    """Open the desktop on the worklist, or on one study; on a terminal, make a first workspace."""
    if not has_display():
        raise NoDisplayError("There is no display to open a window on.")
    current, options = settings(context), engine_options(execution)
    passphrase, uid = None, study
    if current.passphrase_file is not None or sys.stdin.isatty():
        if study is None and sys.stdin.isatty() and not current.home.exists():
            remark(f"There is no workspace at {current.home} yet. Choose a pass phrase to make it.")
            remark(init.NO_WAY_BACK)
            passphrase = init.make(current, None).passphrase
        else:
            passphrase = existing_passphrase(current)
        if study is not None:
            with open_workspace(context, passphrase=passphrase) as workspace:
                uid = find_study(workspace, study)
    from ui.desktop.app import run_desktop  # started from a menu, its own window asks

    code = run_desktop(
        current.home, current.user, passphrase, uid, model=model, model_options=options
    )
    raise typer.Exit(code)


def has_display() -> bool:
    """Return whether a window can be opened: always outside Linux, else by the session."""
    if not sys.platform.startswith("linux"):
        return True
    chosen = os.environ.get("QT_QPA_PLATFORM", "").split(":")[0]
    if chosen not in {"", "xcb", "wayland"}:
        return chosen not in {"offscreen", "minimal"}
    return bool(os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY"))
