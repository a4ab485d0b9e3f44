"""What the verbs share: settings, pass phrase, workspace, output and progress.

Standard output carries what was asked for (with ``--json`` exactly one document); everything
else - progress, questions, remarks, errors - goes to standard error.
"""

from __future__ import annotations

import importlib.util
import io
import json
import os
import signal
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from omni_med.progress import Cancelled, Progress, no_progress
from ui.errors import AmbiguousStudyError, UiError
from ui.opening.passphrase import existing_passphrase
from ui.opening.vouching import vouched
from ui.settings import Settings

if TYPE_CHECKING:
    from audit.identity import Proof
    from omni_med.dicom.pool import DecodePool
    from omni_med.workspace import Workspace

Json = Annotated[bool, typer.Option("--json", help="Print one JSON document.")]
StudyName = Annotated[
    str,
    typer.Argument(
        metavar="STUDY", help="Study Instance UID, its beginning, or the accession number."
    ),
]

PIPE_WIDTH = 160  # columns of a table that goes to a file or another program
_NICENESS = 10  # of what may take hours
_emitted = threading.Event()  # the one JSON document was printed


def settings(context: typer.Context) -> Settings:
    """Return what the options before the verb and the environment say."""
    found = context.find_object(Settings)
    if found is None:
        raise RuntimeError("the verb was called without the main command")
    return found


@contextmanager
def open_workspace(context: typer.Context, *, passphrase: str | None = None) -> Iterator[Workspace]:
    """Open the workspace that the settings name, and close it at the end.

    Args:
        context: Of the verb.
        passphrase: Where it is known already; asked for otherwise.
    """
    from omni_med.workspace import Workspace
    from ui.opening.second_factor import open_with_proof

    current = settings(context)
    known = existing_passphrase(current) if passphrase is None else passphrase

    def opened(proof: Proof) -> Workspace:
        return Workspace.open(current.home, user=current.user, passphrase=known, proof=proof)

    with open_with_proof(current, opened) as workspace, vouched(workspace, current, remark):
        tell_migrated(workspace)
        yield workspace


def tell_migrated(workspace: Workspace) -> None:
    """Say that an older catalogue was brought up, and where it lies as it was."""
    done = workspace.migrated
    if done is not None:
        remark(
            f"The catalogue was brought from schema {done.before} to {done.after}; as it was it "
            f"lies, sealed, in {done.copy}. The next shredding, key rotation or purge removes it."
        )


@contextmanager
def decode_pool(workers: int | None = None) -> Iterator[DecodePool]:
    """Start the processes that parse foreign files, and stop them at the end."""
    from omni_med.dicom.pool import DecodePool

    with DecodePool(workers) as pool:
        yield pool


def find_study(workspace: Workspace, name: str) -> str:
    """Return the Study Instance UID that a UID, its beginning or an accession number means.

    Raises:
        UnknownStudyError: If nothing fits.
        AmbiguousStudyError: If several do.
    """
    from audit.errors import ForbiddenError
    from omni_med.errors import UnknownStudyError

    try:
        rows = workspace.studies()
    except ForbiddenError:  # who may shred or label need not see the worklist
        return workspace.locate(name)
    if any(row.study_uid == name for row in rows):
        return name
    fitting = [row.study_uid for row in rows if name and row.accession == name]
    fitting = fitting or [row.study_uid for row in rows if name and row.study_uid.startswith(name)]
    if not fitting:
        raise UnknownStudyError("There is no such study in this workspace.")
    if len(fitting) > 1:
        raise AmbiguousStudyError(f"{len(fitting)} studies fit.")
    return fitting[0]


def emit_json(value: Any) -> None:
    """Print the one JSON document on standard output, UTF-8 whatever the locale, readable."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8")
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2, allow_nan=False) + "\n")
    _emitted.set()


def emit_json_error(message: str, hint: str, code: int) -> None:
    """Print an error as the JSON document, for a reader of it; nothing where there was one."""
    if not _emitted.is_set():
        emit_json({"error": {"message": message, "hint": hint, "code": int(code)}})


def out() -> Console:
    """Return the console for what was asked for."""
    if sys.stdout.isatty():
        return Console(highlight=False)
    return Console(highlight=False, soft_wrap=True, width=PIPE_WIDTH)


def aside() -> Console:
    """Return the console for everything else."""
    return Console(stderr=True, highlight=False, soft_wrap=True)


def remark(text: str) -> None:
    """Say something beside the output, in plain words (no markup is read in it)."""
    aside().print(text, markup=False)


@contextmanager
def stoppable() -> Iterator[Cancelled]:
    """Turn the first Ctrl+C (or a polite kill) into a request to stop; the second stops at once."""
    asked = threading.Event()

    def ask(number: int, frame: FrameType | None) -> None:
        del number, frame
        if asked.is_set():
            raise KeyboardInterrupt
        asked.set()
        remark("Stopping after the work in hand; once more stops at once.")

    before = {number: signal.signal(number, ask) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield asked.is_set
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_bar(label: str) -> Iterator[Progress]:
    """Show a bar on standard error where that is a terminal; nothing otherwise."""
    if not sys.stderr.isatty():
        yield no_progress
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    times = (TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn())
    with Bar(*columns, *times, console=aside(), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def report(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total or None)

        yield report


def require(modules: Sequence[str]) -> None:
    """Refuse to go on where what only teaching needs is not installed.

    Raises:
        UiError: Naming what lacks.
    """
    lacking = [name for name in modules if importlib.util.find_spec(name) is None]
    if lacking:
        raise UiError(
            f"Teaching needs what is not installed: {', '.join(lacking)}.",
            hint="pip install 'omni-med[train]'",
        )


def give_way() -> None:
    """Let everybody else on the processor go first: teaching may take hours, reading may not wait.

    Linux shares the processor between sessions before it looks at niceness, so a process that
    leads a session (one that the desktop started) lowers its session too.
    """
    with suppress(AttributeError, OSError):  # not on every system
        niceness = max(_NICENESS, os.getpriority(os.PRIO_PROCESS, 0))
        os.setpriority(os.PRIO_PROCESS, 0, niceness)
        if os.getsid(0) == os.getpid():
            Path("/proc/self/autogroup").write_text(f"{_NICENESS}\n", encoding="ascii")
