"""The desktop in a process of its own: where Qt's libraries are missing, Qt ends its process."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

PATIENCE = 240  # seconds for all pictures


class WindowError(Exception):
    """No window could be made; the message says why."""


def take_pictures(
    home: Path, user: str, passphrase: str, out: Path, *, studies: Sequence[str], model: str
) -> tuple[Path, ...]:
    """Write pictures of the real window over a workspace, without a display.

    Raises:
        WindowError: If that is not possible on this machine.
    """
    names = _in_process(
        _pictures, ((str(home), user, passphrase), str(out), tuple(studies), model), PATIENCE
    )
    return tuple(Path(name) for name in names)


def open_window(home: Path, user: str, passphrase: str, *, model: str) -> int:
    """Open the desktop on the worklist; return its exit code when it is closed.

    Raises:
        WindowError: If that is not possible on this machine.
    """
    return int(_in_process(_window, (str(home), user, passphrase, model), None))


def _in_process(work: Callable[..., Any], arguments: tuple[Any, ...], patience: int | None) -> Any:
    """Run ``work`` in a fresh process and return its answer."""
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_child, args=(theirs, work, arguments))
    process.start()
    theirs.close()
    try:
        if not ours.poll(patience):
            raise WindowError(f"the window did not answer within {patience} seconds")
        ok, answer = ours.recv()
    except EOFError:
        process.join()
        raise WindowError(
            f"the window's process ended with code {process.exitcode}; "
            "Qt's libraries may be missing (see the README)"
        ) from None
    finally:
        process.join(5)
        if process.is_alive():
            process.terminate()
            process.join()
        ours.close()
    if not ok:
        raise WindowError(answer)
    return answer


def _child(pipe: Connection, work: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    try:
        answer = (True, work(*arguments))
    except ImportError as error:
        answer = (False, f"a library is missing: {error}")
    except Exception as error:  # noqa: BLE001 - whatever it is, the tour goes on and says it
        answer = (False, f"{type(error).__name__} in the window's process")
    pipe.send(answer)
    pipe.close()


def _pictures(
    workspace_at: tuple[str, str, str], out: str, studies: tuple[str, ...], model: str
) -> list[str]:
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from omni_med.workspace import Workspace  # noqa: PLC0415
    from ui.desktop.screenshots import screenshots  # noqa: PLC0415

    home, user, passphrase = workspace_at
    with Workspace.open(Path(home), user=user, passphrase=passphrase) as workspace:
        return [
            str(path) for path in screenshots(workspace, Path(out), studies=studies, model=model)
        ]


def _window(home: str, user: str, passphrase: str, model: str) -> int:
    from ui.desktop.app import run_desktop  # noqa: PLC0415

    return run_desktop(Path(home), user, passphrase, model=model, demo=True)
