"""``omni-med check``: is everything in order, on this machine and in this workspace?"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import typer

from ui.cli.audit_trail import plain_report
from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, settings
from ui.cli.view import has_display
from ui.environment import CONTROLS, Level, inspect
from ui.errors import ExitCode, NotVerifiedError

if TYPE_CHECKING:
    from audit.verify import VerifyReport

_MARKS = {Level.OK: "ok    ", Level.REMARK: "remark", Level.FAILED: "FAILED"}


def run(context: typer.Context, as_json: Json = False) -> None:
    """Check this machine, and verify the workspace where there is one."""
    home = settings(context).home
    answers = inspect(home, has_display=has_display())
    report = None
    if home.is_dir() and any(home.iterdir()):
        with open_workspace(context) as workspace, progress_bar("Verifying") as progress:
            report = workspace.verify(progress)
    supported = _supported(report) if report else []
    if as_json:
        document: dict[str, Any] = {
            "environment": [
                {"name": item.name, "level": item.level.value, "detail": item.detail}
                for item in answers
            ],
            "workspace": plain_report(report) if report else None,
            "supports": supported,
        }
        emit_json(document)
    else:
        for item in answers:
            out().print(f"{_MARKS[item.level]} {item.name}: {item.detail}", markup=False)
        _print_workspace(report, supported, str(home))
    if report and not report.ok:
        raise NotVerifiedError(f"Not verified; the first break: {report.first_break}")
    if any(item.level is Level.FAILED for item in answers):
        raise typer.Exit(ExitCode.FAILED)


def _supported(report: VerifyReport) -> list[str]:
    passed = {item.name for item in report.checks if item.ok}
    return [
        f"supports {item.name} ({item.what})" for item in CONTROLS if passed.issuperset(item.checks)
    ]


def _print_workspace(report: VerifyReport | None, supported: list[str], home: str) -> None:
    console = out()
    if report is None:
        console.print(f"remark workspace: none at {home}; `omni-med init` makes one", markup=False)
        return
    for item in report.checks:
        mark = "ok    " if item.ok else "FAILED"
        console.print(f"{mark} workspace, {item.name}: {item.detail}", markup=False)
    for line in supported:
        console.print(f"       {line}", markup=False)
