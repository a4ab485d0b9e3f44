"""``omni-med backup`` and ``omni-med restore``: sealed copies elsewhere, and back."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Annotated

import typer

from ui.cli.common import Json, emit_json, open_workspace, out, progress_bar, settings
from ui.errors import NotVerifiedError
from ui.opening.passphrase import read_passphrase

Folder = Annotated[
    Path, typer.Argument(metavar="DIR", help="Folder of the backups, outside the workspace.")
]


def run(context: typer.Context, folder: Folder, as_json: Json = False) -> None:
    """Add a snapshot to a folder of backups: sealed, incremental, verified after writing."""
    with open_workspace(context) as workspace, progress_bar("Copying") as progress:
        report = workspace.backup(folder, progress)
    if as_json:
        emit_json(
            {
                "snapshot": report.snapshot,
                "objects": report.objects,
                "copied": report.copied,
                "copied_bytes": report.copied_bytes,
                "missing": list(report.missing),
                "shredded": report.shredded,
                "damaged_snapshots": list(report.damaged),
            }
        )
    else:
        out().print(
            f"Snapshot {report.snapshot}: {report.objects} objects, {report.copied} of them new "
            f"({report.copied_bytes} bytes), read back and verified.",
            markup=False,
        )
        if report.shredded:
            out().print(
                f"{report.shredded} objects that were shredded since are gone from earlier "
                "snapshots.",
                markup=False,
            )
    if report.damaged:
        raise NotVerifiedError(
            f"Earlier snapshots are damaged and may hold what was shredded: "
            f"{', '.join(report.damaged)}.",
            hint="The new snapshot is whole; remove the damaged ones.",
        )
    if report.missing:
        raise NotVerifiedError(
            f"{len(report.missing)} objects are lost or damaged in the workspace and not in this "
            f"snapshot, the first: {report.missing[0][:12]}.",
            hint="Run `omni-med audit repair --from` with an earlier backup.",
        )


def restore(
    context: typer.Context,
    folder: Folder,
    to: Annotated[Path, typer.Option(help="Folder of the new workspace; it must hold none.")],
    snapshot: Annotated[
        str | None, typer.Option(help="Which snapshot; the newest if not given.")
    ] = None,
    as_json: Json = False,
) -> None:
    """Make a workspace of a backup, in a folder that holds none, and verify it."""
    from omni_med.workspace import Workspace

    current = settings(context)
    passphrase = read_passphrase(current)
    began = time.monotonic()
    with progress_bar("Restoring") as progress:
        workspace, report = Workspace.restore(
            folder, to, user=current.user, passphrase=passphrase, snapshot=snapshot,
            progress=progress, beside=current.home,
        )  # fmt: skip
    with workspace, progress_bar("Verifying") as progress:
        verified = workspace.verify(progress)
    seconds = round(time.monotonic() - began, 1)
    if as_json:
        emit_json(
            {
                "home": str(to),
                "seconds": seconds,
                "snapshot": report.snapshot,
                "created": report.created,
                "objects": report.objects,
                "missing": list(report.missing),
                "shredded": report.shredded,
                "verified": verified.ok,
                "first_break": verified.first_break,
            }
        )
    else:
        out().print(
            f"Restored {report.snapshot} of {report.created} to {to}: {report.objects} objects, "
            f"{'verified' if verified.ok else 'NOT verified'}, in {seconds:.1f} s.",
            markup=False,
        )
        if report.shredded:
            out().print(
                f"{report.shredded} objects that were shredded since were left out.", markup=False
            )
    if report.missing:
        raise NotVerifiedError(
            f"{len(report.missing)} objects could not be had, the first: {report.missing[0][:12]}.",
            hint="Run `omni-med audit repair --from` with another folder of backups.",
        )
    if not verified.ok:
        raise NotVerifiedError(f"Not verified; the first break: {verified.first_break}")
