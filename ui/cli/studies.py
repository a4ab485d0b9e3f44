"""``omni-med studies``: the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out

if TYPE_CHECKING:
    from omni_med.workspace import StudyRow


def run(
    context: typer.Context,
    query: Annotated[
        str, typer.Argument(help="Words of any header value, name, id or accession number.")
    ] = "",
    as_json: Json = False,
) -> None:
    """List the studies of the workspace."""
    with open_workspace(context) as workspace:
        rows = workspace.studies(query)
    if as_json:
        emit_json([plain(row) for row in rows])
    elif not rows:
        out().print("No studies fit." if query else "No studies yet: omni-med import FOLDER")
    else:
        _print_table(rows)


def plain(row: StudyRow) -> dict[str, Any]:
    """Return a row as JSON knows it."""
    return {
        "study_uid": row.study_uid,
        "accession": row.accession,
        "patient": row.patient,
        "modalities": list(row.modalities),
        "series": row.series,
        "instances": row.instances,
        "analysed": row.analysed,
    }


def _print_table(rows: tuple[StudyRow, ...]) -> None:
    from rich.markup import escape
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for heading in ("Patient", "Accession", "Modality", "Series", "Images", "Analysed", "Triage"):
        table.add_column(heading)
    table.add_column("Study UID", overflow="fold")
    for row in rows:
        cells = (row.patient, row.accession, " ".join(row.modalities))
        counts = (row.series, row.instances, row.analysed)
        table.add_row(
            *map(escape, cells), *map(str, counts), row.triage or "-", escape(row.study_uid)
        )
    out().print(table)
