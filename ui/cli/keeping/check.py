"""``omni-med check``: is everything in order, on this machine and in this workspace?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

import typer

from ui.cli.common import Json, decode_pool, emit_json, open_workspace, out, progress_bar, settings
from ui.cli.reading.view import has_display
from ui.environment import Answer, Level, inspect
from ui.errors import ExitCode, NotVerifiedError

if TYPE_CHECKING:
    from audit.verify import VerifyReport
    from omni_med.workspace.controls import Control

_MARKS = {Level.OK: "ok    ", Level.REMARK: "remark", Level.FAILED: "FAILED"}
_STATUS = {Level.OK: "pass", Level.REMARK: "not-applicable", Level.FAILED: "fail"}
_CONTROL_MARKS = {"pass": "pass  ", "fail": "fail  ", "not-applicable": "n/a   "}
_MACHINE, _WORKSPACE = "OmniMed, this machine", "OmniMed, this workspace"


def run(context: typer.Context, as_json: Json = False) -> None:
    """Check this machine, and verify the workspace and its controls where there is one."""
    home = settings(context).home
    answers = inspect(home, has_display=has_display())
    report: VerifyReport | None = None
    controls: tuple[Control, ...] = ()
    if home.is_dir() and any(home.iterdir()):
        with open_workspace(context) as workspace:
            with progress_bar("Verifying") as progress:
                report = workspace.verify(progress)
            with decode_pool(1) as pool:
                controls = workspace.controls(report, pool)
    if as_json:
        emit_json(list(_plain(answers, report, controls)))
    else:
        _print(answers, report, controls, str(home))
    if report and not report.ok:
        raise NotVerifiedError(f"Not verified; the first break: {report.first_break}")
    if any(item.level is Level.FAILED for item in answers):
        raise typer.Exit(ExitCode.FAILED)


def _plain(
    answers: tuple[Answer, ...], report: VerifyReport | None, controls: tuple[Control, ...]
) -> Iterator[dict[str, str]]:
    for answer in answers:
        yield {
            "id": f"environment.{answer.name.replace(' ', '-')}",
            "standard": _MACHINE,
            "title": answer.name,
            "status": _STATUS[answer.level],
            "evidence": answer.detail,
            "advice": "",
        }
    for check in report.checks if report else ():
        yield {
            "id": f"workspace.{check.name.replace(' ', '-')}",
            "standard": _WORKSPACE,
            "title": check.name,
            "status": "pass" if check.ok else "fail",
            "evidence": check.detail,
            "advice": "" if check.ok else "Run `omni-med audit verify`.",
        }
    for control in controls:
        yield asdict(control)


def _print(
    answers: tuple[Answer, ...],
    report: VerifyReport | None,
    controls: tuple[Control, ...],
    home: str,
) -> None:
    console = out()
    for item in answers:
        console.print(f"{_MARKS[item.level]} {item.name}: {item.detail}", markup=False)
    if report is None:
        console.print(f"remark workspace: none at {home}; `omni-med init` makes one", markup=False)
        return
    for check in report.checks:
        mark = ("remark" if check.warning else "ok    ") if check.ok else "FAILED"
        console.print(f"{mark} workspace, {check.name}: {check.detail}", markup=False)
    console.print("\nControls that the workspace supports, and what was found just now:")
    for control in controls:
        mark = _CONTROL_MARKS[control.status]
        console.print(f"{mark} {control.title} [{control.standard}]", markup=False)
        console.print(f"       {control.evidence}", markup=False)
        if control.advice:
            console.print(f"       {control.advice}", markup=False)
