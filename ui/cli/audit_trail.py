"""``omni-med audit``: what was done here, and the proof that nobody bent it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar
from ui.errors import NotVerifiedError

if TYPE_CHECKING:
    from audit.verify import VerifyReport

app = typer.Typer(help="Read and verify the audit trail.", no_args_is_help=True)


@app.command("show")
def show(
    context: typer.Context,
    subject: Annotated[
        str | None, typer.Option(help="Only entries about this, e.g. a Study Instance UID.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only the newest.")] = None,
    as_json: Json = False,
) -> None:
    """Print the trail: who did what, when."""
    from omni_med.domain.codec import to_plain

    with open_workspace(context) as workspace:
        entries = workspace.trail(subject=subject, limit=limit)
    plain = [to_plain(entry) for entry in entries]
    if as_json:
        emit_json(plain)
        return
    for entry in plain:
        out().print(_line(entry), markup=False)


def _line(entry: dict[str, Any]) -> str:
    detail = " ".join(f"{key}={value}" for key, value in (entry.get("detail") or {}).items())
    words = [entry["time"], entry["user"], entry["action"], entry["subject"], detail]
    if entry["outcome"] != "success":
        words.append(f"({entry['outcome']})")
    return " ".join(str(word) for word in words if word)


@app.command("verify")
def verify(
    context: typer.Context,
    anchor: Annotated[
        Path | None,
        typer.Option(
            help="File of checkpoints kept elsewhere (`omni-med audit anchor`), "
            "which the trail must meet."
        ),
    ] = None,
    as_json: Json = False,
) -> None:
    """Recompute the trail and check every sealed object; exit code 4 where anything was bent."""
    with open_workspace(context) as workspace, progress_bar("Verifying") as progress:
        report = workspace.verify(progress, anchors=anchor)
    if as_json:
        emit_json(plain_report(report))
    else:
        print_report(report)
    if not report.ok:
        raise NotVerifiedError(f"Not verified; the first break: {report.first_break}")


@app.command("anchor")
def anchor(
    context: typer.Context,
    to: Annotated[
        Path, typer.Option(help="File to append to, outside the workspace: a USB stick, a share.")
    ],
    as_json: Json = False,
) -> None:
    """Append the trail's newest signed checkpoint to a file that lies elsewhere."""
    with open_workspace(context) as workspace:
        anchored = workspace.anchor(to)
    if as_json:
        emit_json({"file": str(to), "entries": anchored.size, "anchors": anchored.count})
        return
    out().print(
        f"Anchored: {anchored.size} entries of the trail; checkpoints in {to}: {anchored.count}.",
        markup=False,
    )


@app.command("repair")
def repair(
    context: typer.Context,
    source: Annotated[Path, typer.Option("--from", help="Folder of backups of this workspace.")],
    as_json: Json = False,
) -> None:
    """Take objects that are missing or damaged from a backup; exit code 4 where some stay lost."""
    with open_workspace(context) as workspace, progress_bar("Checking") as progress:
        report = workspace.repair(source, progress)
    if as_json:
        emit_json({"repaired": list(report.repaired), "lost": list(report.lost)})
    else:
        out().print(f"{len(report.repaired)} objects repaired.", markup=False)
    if report.lost:
        raise NotVerifiedError(
            f"{len(report.lost)} objects stay broken, the first: {report.lost[0][:12]}.",
            hint="Try another folder of backups.",
        )


def plain_report(report: VerifyReport) -> dict[str, Any]:
    """Return the report as JSON knows it."""
    return {
        "ok": report.ok,
        "checks": [
            {"name": item.name, "ok": item.ok, "detail": item.detail, "warning": item.warning}
            for item in report.checks
        ],
        "first_break": report.first_break,
    }


def print_report(report: VerifyReport) -> None:
    """Print one line a check."""
    for item in report.checks:
        mark = ("warn" if item.warning else "ok  ") if item.ok else "FAIL"
        out().print(f"{mark} {item.name}: {item.detail}", markup=False)
