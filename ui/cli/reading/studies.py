"""``omni-med studies``: the worklist."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ui.cli.common import Json, emit_json, open_workspace, out

if TYPE_CHECKING:
    from omni_med.workspace import StudyRow

NARROW = 90  # columns; a terminal below that shows no counts


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

    console = out()
    wide = console.width >= NARROW
    table = Table(box=None, pad_edge=False)
    table.add_column("Study", no_wrap=True)
    table.add_column("Patient", overflow="fold")
    table.add_column("Accession", overflow="fold", min_width=10)
    for heading in ("Modality", "Series", "Images", "Analysed") if wide else ("",):
        table.add_column(heading, justify="left" if heading == "Modality" else "right")
    table.add_column("Triage", overflow="fold", min_width=12)
    short = shortest([row.study_uid for row in rows])
    for row in rows:
        words = (row.patient, row.accession, " ".join(row.modalities))
        counts = (row.series, row.instances, row.analysed) if wide else ()
        verdict = " ".join(word for word in (row.priority, triage_words(row)) if word) or "-"
        table.add_row(short[row.study_uid], *map(escape, words), *map(str, counts), verdict)
    console.print(table)


def triage_words(row: StudyRow) -> str:
    """Return the priority, and what is present beside it: routine is not the same as nothing."""
    return f"{row.triage} · {row.present} present" if row.present else row.triage


def shortest(uids: list[str], least: int = 12) -> dict[str, str]:
    """Return for each uid the beginning, ``least`` characters or more, that names it alone."""
    ordered = sorted(uids)
    short = {}
    for before, uid, after in zip(["", *ordered], ordered, [*ordered[1:], ""], strict=False):
        shared = max(_shared(uid, other) for other in (before, after))
        short[uid] = uid[: max(least, shared + 1)]
    return short


def _shared(first: str, second: str) -> int:
    """Return how many characters two texts have in common at their beginning."""
    pairs = enumerate(zip(first, second, strict=False))
    different = (index for index, (one, other) in pairs if one != other)
    return next(different, min(len(first), len(second)))
