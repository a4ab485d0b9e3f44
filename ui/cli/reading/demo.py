"""``omni-med demo``: in two minutes, what OmniMed does and why to believe it."""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ui.cli.common import aside, out, remark
from ui.cli.reading.analyze import DEFAULT_MODEL, ModelName
from ui.cli.reading.view import has_display
from ui.errors import ExitCode, UiError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

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
    study: Annotated[
        Path | None,
        typer.Option(help="Show it on your own files: a folder, a DICOM file or a ZIP."),
    ] = None,
    notes: Annotated[
        list[Path] | None, typer.Option(help="With --study: a file of the patient's record.")
    ] = None,
) -> None:
    """Show what OmniMed does, on synthetic patients or on --study; exit code 0 only if it holds."""
    from ui.demo.stage import folder_for, set_stage

    began = time.monotonic()
    _check_own(study, notes)
    _greet(model, own=study is not None)
    with folder_for(keep) as folder:
        with ExitStack() as stack:
            if study is None:
                with aside().status("Loading the model and drawing the patients ..."):
                    stage = stack.enter_context(set_stage(folder, model))
                studies = [stage.cases[key].study_uid for key in ("fits", "contradicts", "ct")]
                scenes = _play(stage, _tour())
            else:
                from ui.demo.own import MOST, own_tour, set_own_stage

                with aside().status("Loading the model ..."):
                    stage = stack.enter_context(set_own_stage(folder, model, study))
                scenes = _play(stage, own_tour(study, notes or ()))
                studies = [row.study_uid for row in stage.workspace.studies()[:MOST]]
            home, passphrase = stage.home, stage.passphrase
        _sum_up(scenes, time.monotonic() - began)
        if keep is not None:
            _tell_kept(keep, passphrase)
        shown = not no_window and sys.stdout.isatty() and has_display()
        if not (shown and _open(home, passphrase, model)):
            place = keep / "report" if keep else Path(tempfile.mkdtemp(prefix="omni-med-report-"))
            _report(
                place, scenes, home, passphrase, studies=studies, model=model, own=study is not None
            )
    if not all(scene.ok for scene in scenes):
        raise typer.Exit(ExitCode.FAILED)


def _check_own(study: Path | None, notes: list[Path] | None) -> None:
    """Refuse what cannot be shown, before anything is loaded."""
    if study is None and notes:
        raise UiError("--notes needs --study.", hint="Name the images with --study PATH.")
    for path in filter(None, (study, *(notes or ()))):
        if not path.exists():
            raise UiError(f"There is no file or folder {path}.", hint="Check the path.")


def _greet(model: str, *, own: bool) -> None:
    console = out()
    console.print("\n[bold]OmniMed: a demonstration[/bold]")
    console.print(
        "On your own files, in a workspace of its own."
        if own
        else "All patients are synthetic: films drawn from statistics, records written for it."
    )
    if model != DEFAULT_MODEL:
        console.print(f"Answers by the model {model!r}, not by the one that ships.", markup=False)


def _tour() -> Sequence[Callable[[Stage], Scene]]:
    from ui.demo.scenes import READING
    from ui.demo.vault_scenes import VAULT

    return (*READING, *VAULT)


def _play(stage: Stage, tour: Sequence[Callable[[Stage], Scene]]) -> list[Scene]:
    scenes: list[Scene] = []
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
    own: bool,
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
    page = write_report(place, scenes, pictures, model=model, remark=why, own=own)
    out().print(f"\nReport with {len(pictures)} pictures of the desktop: {page}", markup=False)
