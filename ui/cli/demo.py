"""``omni-med demo``: in two minutes, what OmniMed does and why to believe it."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.analyze import DEFAULT_MODEL, ModelName
from ui.cli.common import aside, out, remark
from ui.cli.view import has_display
from ui.errors import ExitCode

if TYPE_CHECKING:
    from ui.demo.scenes import Scene
    from ui.demo.stage import Stage


def run(
    keep: Annotated[
        Path | None,
        typer.Option(help="Keep patients, workspace and report in this empty folder."),
    ] = None,
    no_window: Annotated[
        bool, typer.Option("--no-window", help="Write a report, do not open the desktop.")
    ] = False,
    model: ModelName = DEFAULT_MODEL,
) -> None:
    """Show on synthetic patients what OmniMed does; the exit code is 0 only if all of it holds."""
    from ui.demo.stage import folder_for, set_stage

    began = time.monotonic()
    _greet(model)
    with folder_for(keep) as folder:
        with ExitStack() as stack:
            with aside().status("Loading the model and drawing the patients ..."):
                stage = stack.enter_context(set_stage(folder, model))
            home, passphrase = stage.home, stage.passphrase
            studies = [stage.cases[key].study_uid for key in ("fits", "contradicts", "ct")]
            scenes = _play(stage)
        _sum_up(scenes, time.monotonic() - began)
        if keep is not None:
            _tell_kept(keep, passphrase)
        shown = not no_window and sys.stdout.isatty() and has_display()
        if not (shown and _open(home, passphrase, model)):
            place = keep / "report" if keep else Path(tempfile.mkdtemp(prefix="omni-med-report-"))
            _report(place, scenes, home, passphrase, studies=studies, model=model)
    if not all(scene.ok for scene in scenes):
        raise typer.Exit(ExitCode.FAILED)


def _greet(model: str) -> None:
    console = out()
    console.print("\n[bold]OmniMed: a demonstration[/bold]")
    console.print(
        "All patients are synthetic: films drawn from statistics, records written for it."
    )
    if model != DEFAULT_MODEL:
        console.print(f"Answers by the model {model!r}, not by the one that ships.", markup=False)


def _play(stage: Stage) -> list[Scene]:
    from ui.demo.scenes import READING
    from ui.demo.vault_scenes import VAULT

    tour = (*READING, *VAULT)
    scenes = []
    for number, scene in enumerate(tour, 1):
        with aside().status(f"Looking: {number} of {len(tour)}"):
            seen = scene(stage)
        scenes.append(seen)
        _show(number, seen)
    return scenes


def _show(number: int, scene: Scene) -> None:
    from rich.padding import Padding
    from rich.text import Text

    mark = "[green]holds[/green]" if scene.ok else "[bold red]FAILED[/bold red]"
    out().print(f"\n[bold]{number:2}. {scene.title}[/bold]: {mark}")
    for line in scene.lines:
        if sys.stdout.isatty():
            out().print(Padding(Text(line), (0, 0, 0, 4)))
        else:
            out().print(f"    {line}", markup=False)


def _sum_up(scenes: list[Scene], seconds: float) -> None:
    failed = [scene.title for scene in scenes if not scene.ok]
    out().print()
    if failed:
        out().print(f"[bold red]{len(failed)} of {len(scenes)} do not hold:[/bold red]")
        for title in failed:
            out().print(f"    {title}", markup=False)
    else:
        out().print(f"[bold green]All {len(scenes)} hold[/bold green], in {seconds:.0f} seconds.")
    out().print("For research; not a medical device.", style="dim")


def _tell_kept(keep: Path, passphrase: str) -> None:
    secret = keep / "passphrase.txt"
    secret.touch(mode=0o600)
    secret.write_text(passphrase + "\n", encoding="utf-8")
    out().print(f"\nKept in {keep}. To go on with it:", markup=False)
    out().print(f"  export OMNI_MED_HOME={keep / 'workspace'}", markup=False)
    out().print(f"  export OMNI_MED_PASSPHRASE_FILE={secret}", markup=False)
    out().print("  omni-med studies", markup=False)


def _open(home: Path, passphrase: str, model: str) -> bool:
    """Open the desktop; return False, and say why, where that did not work."""
    from ui.demo.stage import USER
    from ui.demo.window import WindowError, open_window

    out().print("\nThe desktop opens on the worklist; close its window to end the demonstration.")
    try:
        open_window(home, USER, passphrase, model=model)
    except WindowError as error:
        remark(f"No window: {error}.")
        return False
    return True


def _report(
    place: Path,
    scenes: list[Scene],
    home: Path,
    passphrase: str,
    *,
    studies: list[str],
    model: str,
) -> None:
    from ui.demo.report import write_report
    from ui.demo.stage import USER
    from ui.demo.window import WindowError, take_pictures

    pictures: tuple[Path, ...] = ()
    why = ""
    try:
        with aside().status("Taking pictures of the desktop ..."):
            pictures = take_pictures(
                home, USER, passphrase, place / "pictures", studies=studies, model=model
            )
    except WindowError as error:
        why = str(error)
        remark(f"No pictures: {why}.")
    page = write_report(place, scenes, pictures, model=model, remark=why)
    out().print(f"\nReport with {len(pictures)} pictures of the desktop: {page}", markup=False)
