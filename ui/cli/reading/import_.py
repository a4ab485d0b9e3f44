"""``omni-med import``: bring studies and records into the workspace."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import (
    Json,
    decode_pool,
    emit_json,
    open_workspace,
    out,
    progress_bar,
    remark,
    stoppable,
)
from ui.errors import ExitCode

if TYPE_CHECKING:
    from omni_med.workspace import ImportReport


_PICTURES = frozenset({".png", ".jpg", ".jpeg"})


def run(
    context: typer.Context,
    paths: Annotated[
        list[Path],
        typer.Argument(metavar="PATH...", help="Files, folders, ZIP archives, DICOMDIR media."),
    ],
    notes: Annotated[
        list[Path] | None,
        typer.Option(help="The record: plain text, JSON lines, FHIR or HL7 v2; repeatable."),
    ] = None,
    force_notes: Annotated[
        str,
        typer.Option(
            metavar="REASON",
            help="Attach a record that does not match the patient; the reason goes on the trail.",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """Import DICOM files with the patient's record.

    Files that cannot be kept are named once each and do not stop the rest. The exit code is 0 where
    anything was imported or was there before, 1 where nothing could be read.
    """
    for path in [*paths, *(notes or [])]:
        path.stat()  # a missing file ends here, before the pass phrase is asked for
    with (
        open_workspace(context) as workspace,
        decode_pool() as pool,
        progress_bar("Importing") as progress,
        stoppable() as cancelled,
    ):
        report = workspace.import_paths(
            paths,
            notes=notes or (),
            force_notes=force_notes,
            pool=pool,
            progress=progress,
            cancelled=cancelled,
        )
    records = {str(path.resolve()) for path in notes or ()}
    report = replace(
        report,  # a record that lies in the folder of images is read: not as an image
        unreadable=tuple(
            item for item in report.unreadable if str(Path(item.source).resolve()) not in records
        ),
    )
    for source in report.unreadable:
        remark(f"{source.source}: {source.message}")
    for message in report.notes_refused:
        remark(f"Record refused: {message}")
    if as_json:
        emit_json(_plain(report))
    else:
        out().print(_summary(report), markup=False)
    if not (report.studies or report.notes):
        if not report.unreadable:
            remark("There is no file in it.")
        if any(Path(item.source).suffix.lower() in _PICTURES for item in report.unreadable):
            remark("DICOM files are imported; PNG and JPEG are read by omni-med batch.")
        raise typer.Exit(ExitCode.FAILED)
    if report.notes_refused:
        raise typer.Exit(ExitCode.PARTIAL)


def _plain(report: ImportReport) -> dict[str, Any]:
    return {
        "studies": list(report.studies),
        "instances": report.instances,
        "duplicates": report.duplicates,
        "unreadable": [
            {"source": item.source, "message": item.message} for item in report.unreadable
        ],
        "notes": report.notes,
        "notes_refused": list(report.notes_refused),
    }


def _summary(report: ImportReport) -> str:
    parts = [f"{_count(report.instances, 'image file')} imported"]
    if report.studies:
        parts[0] += f" in {_count(len(report.studies), 'study', 'studies')}"
    if report.duplicates:
        parts.append(f"{report.duplicates} here before")
    if report.notes:
        parts.append(f"{_count(report.notes, 'note')} attached")
    if report.notes_refused:
        parts.append(f"{_count(len(report.notes_refused), 'record')} refused")
    if report.unreadable:
        parts.append(f"{_count(len(report.unreadable), 'file')} not kept")
    return ", ".join(parts) + "."


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
