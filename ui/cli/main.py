"""``omni-med``: the verbs, the options before them, and how errors end.

A verb's module imports what it needs inside its function, so that ``omni-med --help`` is instant.
"""

from __future__ import annotations

import gc
import io
import sys
from collections.abc import Sequence
from contextlib import suppress
from copy import copy
from importlib.metadata import version
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import emit_json_error, remark
from ui.cli.keeping import access, audit_trail, backup, check, init, keys, shred, users
from ui.cli.models import models
from ui.cli.reading import (
    align,
    analyze,
    ask,
    batch,
    demo,
    export,
    import_,
    questions,
    report,
    show,
    similar,
    studies,
    view,
)
from ui.cli.teaching import finetune
from ui.errors import ExitCode, Rendered, render
from ui.logs import record_unexpected
from ui.settings import HOME_VARIABLE, USER_VARIABLE, read_settings

# A verb's modules make some 180,000 objects that live as long as the process: looking through them
# again and again for cycles took a sixth of a short verb's time. Young, middle and old generation.
_COLLECT_AFTER = (100_000, 20, 20)

_OPTIONS_BEFORE = ("--home", "--user")  # each with a value, before the verb
_ASK_HELP = "`omni-med VERB --help` lists what a verb takes."

app = typer.Typer(
    name="omni-med",
    help="OmniMed reads images and record together, and says how sure it is. "
    "For research; not a medical device.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        sys.stdout.write(f"omni-med {version('omni-med')}\n")
        raise typer.Exit


@app.callback()
def options(
    context: typer.Context,
    home: Annotated[
        Path | None,
        typer.Option(help=f"Folder of the workspace [{HOME_VARIABLE}].", show_default=False),
    ] = None,
    user: Annotated[
        str | None,
        typer.Option(help=f"Who opens it [{USER_VARIABLE}]; the only user if not given."),
    ] = None,
    show_version: Annotated[
        bool,
        typer.Option("--version", help="Print the version.", callback=_show_version, is_eager=True),
    ] = False,
) -> None:
    """Keep the options that stand before the verb."""
    del show_version  # its callback has answered
    context.obj = read_settings(home=home, user=user)


app.command("init")(init.run)
app.command("import")(import_.run)
app.command("studies")(studies.run)
app.command("show")(show.run)
app.command("view")(view.run)
app.command("analyze")(analyze.run)
app.command("align")(align.run)
app.command("answer")(questions.run)
app.command("ask")(ask.run)
app.command("batch")(batch.run)
app.command("export")(export.run)
app.command("report")(report.run)
app.command("similar")(similar.run)
app.add_typer(models.app, name="models")
app.add_typer(finetune.app, name="finetune")
app.add_typer(audit_trail.app, name="audit")
app.command("backup")(backup.run)
app.command("restore")(backup.restore)
app.command("shred")(shred.run)
app.add_typer(keys.app, name="keys")
app.add_typer(users.app, name="users")
app.add_typer(access.app, name="access")
app.command("check")(check.run)
app.command("demo")(demo.run)


def main() -> None:
    """Run the command line; whatever goes wrong ends in one line and an exit code."""
    gc.set_threshold(*_COLLECT_AFTER)
    # A spawned child would load the script again, and with it every verb, before what it is for.
    vars(sys.modules["__main__"]).pop("__file__", None)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a name that the locale cannot spell is no error
            stream.reconfigure(errors="backslashreplace")
    try:
        asked_of(app, sys.argv[1:])(prog_name="omni-med")
    except SystemExit as end:
        if end.code == ExitCode.STOPPED:  # Ctrl+C, turned into an exit code by typer
            _report(KeyboardInterrupt())
        elif end.code == ExitCode.USAGE and "--json" in sys.argv:
            emit_json_error(_misunderstood(end), _ASK_HELP, ExitCode.USAGE)
        raise
    except BaseException as error:  # noqa: BLE001 - the one place where every error ends
        sys.exit(_report(error))
    finally:
        gc.freeze()  # nothing is worth a last search for cycles: the process ends


def asked_of(whole: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """Return the one verb that ``words`` ask for, with what stands around it; else ``whole``.

    Typer reads the options of all verbs before it runs one: a tenth of a second for each call.
    """
    at = 0
    while words[at : at + 1] and words[at] in _OPTIONS_BEFORE:
        at += 2
    asked = words[at] if at < len(words) else ""
    verbs = [verb for verb in whole.registered_commands if verb.name == asked]
    groups = [copy(group) for group in whole.registered_groups if group.name == asked]
    if not asked or not (verbs or groups):
        return whole  # help, a mistake, or nothing
    for group in groups:
        if group.typer_instance is not None:
            group.typer_instance = asked_of(group.typer_instance, words[at + 1 :])
    narrow = copy(whole)
    narrow.registered_commands, narrow.registered_groups = verbs, groups
    return narrow


def _misunderstood(end: SystemExit) -> str:
    """Return what the parser said before it ended, else that it did not understand."""
    why = getattr(end.__context__, "format_message", None)
    return f"The command was not understood: {why()}" if why else "The command was not understood."


def _report(error: BaseException) -> int:
    rendered = render(error) or _unexpected(error)
    remark(f"omni-med: {rendered.message}")
    if rendered.hint:
        remark(f"  {rendered.hint}")
    if "--json" in sys.argv:
        with suppress(OSError):  # it may be that standard output is what failed
            emit_json_error(rendered.message, rendered.hint, rendered.code)
    return rendered.code


def _unexpected(error: BaseException) -> Rendered:
    incident, log = record_unexpected(error, read_settings(home=None, user=None).logs)
    return Rendered(
        f"an error of the program itself ({type(error).__name__}), id {incident}.",
        f"Please report it with {log}, which holds no patient data."
        if log
        else "Please report it; the log could not be written.",
        ExitCode.UNEXPECTED,
    )


if __name__ == "__main__":
    main()
